"""Step 8: two or more analyses of one runner, what changed between them, and how sure that is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import FileResponse

from gaitcue.web.doors import Caller
from gaitcue.web.pages import page
from gaitcue.work.clinic import comparing
from gaitcue.work.clinic.comparing import Compared

router = APIRouter()
Chosen = Annotated[list[Annotated[str, Query(max_length=64)]], Query(max_length=20)]
STRONGEST = ("changed", "probably_changed", "no_change_shown", "cannot_tell")


@dataclass(frozen=True, slots=True)
class MeasureChange:
    """One measure for both legs together; the legs are opened."""

    title: str
    verdict: str
    """of the leg that shows most"""
    verdict_words: str
    legs: tuple[dict[str, Any], ...]


@dataclass(frozen=True, slots=True)
class RunChanges:
    """A later run against the first."""

    name: str
    headline: tuple[MeasureChange, ...]
    others: tuple[MeasureChange, ...]


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The comparison; nothing as long as no analyses are chosen."""

    compared: Compared | None
    runs: tuple[RunChanges, ...] = ()


@page(router, "/compare", "compare.html")
def compare(caller: Caller, analysis: Chosen = []) -> ComparePage:  # noqa: B006 (FastAPI copies a default)
    """Analyses of one runner, held against the oldest of them."""
    if not analysis:
        return ComparePage(None)
    found = comparing.compared(caller.record, caller.asker, analysis)
    headline, others = dict(found.page["headline"]), dict(found.page["others"])
    runs = (RunChanges(run, tuple(_rows(headline[run])), tuple(_rows(others[run]))) for run in headline)
    return ComparePage(found, tuple(runs))


def _rows(told: list[dict[str, Any]]) -> Iterator[MeasureChange]:
    for title in dict.fromkeys(row["title"] for row in told):
        legs = tuple(row for row in told if row["title"] == title)
        most = min(legs, key=lambda row: STRONGEST.index(row["verdict"]))
        yield MeasureChange(title, most["verdict"], most["verdict_words"], legs)


@router.get("/comparisons/{comparison_id}/{name}", include_in_schema=False)
def file(caller: Caller, comparison_id: str, name: str) -> FileResponse:
    """A file of a comparison: its pictures, its table, its report."""
    return FileResponse(comparing.file_of(caller.record, caller.asker, comparison_id, name), filename=name)
