"""Step 8: two or more analyses of one runner, what changed between them, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from fastapi.responses import FileResponse

from gaitcue.report.frames.keyframes import MOMENT_WORDS, KeyMoment
from gaitcue.report.wording.words import leg_label
from gaitcue.terms.keypoints import Side
from gaitcue.web.doors import Caller
from gaitcue.web.pages import page
from gaitcue.web.routes.review import SPEEDS
from gaitcue.web.words import words
from gaitcue.work.clinic import comparing
from gaitcue.work.clinic.comparing import Compared, SetInStep

router = APIRouter()
Chosen = Annotated[list[Annotated[str, Query(max_length=64)]], Query(max_length=20)]
Run = Annotated[int, Query(ge=1, le=comparing.MOST_RUNS)]
STRONGEST = ("changed", "probably_changed", "no_change_shown", "cannot_tell")


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """One measure for both legs together; the legs are opened."""

    title: str
    verdict: str
    """of the leg that shows most"""
    verdict_words: str
    legs: tuple[dict[str, Any], ...]
    together: tuple[dict[str, Any], ...]
    """what the line says before it is opened: both legs as one, and a leg that shows more than they do"""


@dataclass(frozen=True, slots=True)
class RunChanges:
    """A later run against the first."""

    name: str
    headline: tuple[MeasureChange, ...]
    others: tuple[MeasureChange, ...]


@dataclass(frozen=True, slots=True)
class PictureWanted:
    """Another picture of before and after than the one that every comparison has."""

    moment: KeyMoment
    side: Side
    run: int


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The comparison; nothing as long as no analyses are chosen."""

    compared: Compared | None
    runs: tuple[RunChanges, ...] = ()
    wanted: PictureWanted | None = None
    moments: Mapping[KeyMoment, str] = field(default_factory=lambda: MOMENT_WORDS)
    speeds: tuple[tuple[str, str], ...] = SPEEDS
    words: Mapping[str, str] = field(default_factory=lambda: words()["compare"]["step"]["word"])


@page(router, "/compare", "compare.html")
def compare(
    caller: Caller,
    analysis: Chosen = [],  # noqa: B006 (FastAPI copies a default)
    moment: KeyMoment | None = None,
    side: Side = "left",
    run: Run = 1,
) -> ComparePage:
    """Analyses of one runner, held against the oldest of them; on request their picture at another moment."""
    if not analysis:
        return ComparePage(None)
    found = comparing.compared(caller.record, caller.asker, analysis)
    headline, others = dict(found.page["headline"]), dict(found.page["others"])
    runs = (RunChanges(run, tuple(_rows(headline[run])), tuple(_rows(others[run]))) for run in headline)
    wanted = PictureWanted(moment, side, run) if moment else None
    return ComparePage(found, tuple(runs), wanted)


def _rows(told: list[dict[str, Any]]) -> Iterator[MeasureChange]:
    for title in dict.fromkeys(row["title"] for row in told):
        legs = tuple(row for row in told if row["title"] == title)
        most = min(legs, key=lambda row: STRONGEST.index(row["verdict"]))
        yield MeasureChange(title, most["verdict"], most["verdict_words"], legs, _together(legs, most))


def _together(legs: tuple[dict[str, Any], ...], most: dict[str, Any]) -> tuple[dict[str, Any], ...]:
    both = tuple(row for row in legs if row["leg"] == leg_label("both", None))
    if not both:
        return legs
    return both if both[0]["verdict"] == most["verdict"] else (*both, most)


@router.get("/api/comparisons/{comparison_id}/in-step", summary="The runs on one clock and at one scale.")
def in_step(caller: Caller, comparison_id: str) -> SetInStep:
    return comparing.set_in_step(caller.record, caller.asker, comparison_id)


@router.get("/comparisons/{comparison_id}/at-a-moment.png", include_in_schema=False)
def picture(caller: Caller, comparison_id: str, moment: KeyMoment, side: Side = "left", run: Run = 1) -> Response:
    """Before and after at a moment of the stride."""
    made = comparing.picture(caller.record, caller.asker, comparison_id, run, side, moment)
    headers = {"content-disposition": f'inline; filename="before_after_{moment}_{side}.png"'}
    return Response(made, media_type="image/png", headers=headers)


@router.get("/comparisons/{comparison_id}/{name}", include_in_schema=False)
def file(caller: Caller, comparison_id: str, name: str) -> FileResponse:
    """A file of a comparison: its pictures, its table, its report."""
    return FileResponse(comparing.file_of(caller.record, caller.asker, comparison_id, name), filename=name)
