"""Step 5: the review of an analysis, its numbers, and changes by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi import APIRouter
from fastapi.responses import FileResponse

from gaitcue.gait.policy import HEADLINE
from gaitcue.report.wording.catalog import registered
from gaitcue.report.wording.sentences import why
from gaitcue.report.wording.words import value_with_error
from gaitcue.store.records import CorrectionRow, HandValueRow
from gaitcue.terms.records import Conditions, Summary
from gaitcue.web.actions import Done, action
from gaitcue.web.doors import Caller
from gaitcue.web.pages import page
from gaitcue.web.take_view import run_words, shows
from gaitcue.web.words import words
from gaitcue.work.clinic import reviewing
from gaitcue.work.clinic.analyzing import Asked
from gaitcue.work.clinic.changes import known_length_of, roll_of
from gaitcue.work.clinic.reviewing import Reviewed, ReviewPage, ToldAgain, ToldChange, ToldUndo, ToldValue

router = APIRouter()
SPEEDS = (("0.125", "⅛"), ("0.25", "¼"), ("0.5", "½"), ("1", "1×"), ("2", "2×"))
LEGS = ("near", "far", "both")
SIDES = ("left", "right", "both")
TOOLS = {
    "measuring": ("points", "angle", "vertical", "belt", "distance"),
    "camera": ("roll", "scale"),
    "marking": ("asis", "psis", "c7"),
}
KEPT = 365 * 86400


@dataclass(frozen=True, slots=True)
class CellView:
    """A number as it is shown, and why it is missing or less sure."""

    text: str
    reason: str
    weak: bool


@dataclass(frozen=True, slots=True)
class MeasureView:
    """One measure with a cell for each leg; the numbers follow every change in the page."""

    id: str
    title: str
    cells: Mapping[str, CellView]


@dataclass(frozen=True, slots=True)
class LayerView:
    """One change by hand, in words."""

    number: int
    text: str
    author: str
    at: datetime
    undone: bool
    undone_by: str


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The review page."""

    found: ReviewPage
    run: str
    """how it was run, in a few words"""
    corrected: bool
    proxy: str
    """address of the clip's copy; empty where there is none"""
    speeds: tuple[tuple[str, str], ...]
    legs: tuple[tuple[str, str], ...]
    rows: tuple[MeasureView, ...]
    """those that the report tells first"""
    more: tuple[MeasureView, ...]
    layers: tuple[LayerView, ...]
    words: Mapping[str, str]
    keys: tuple[tuple[str, str], ...]
    tools: Mapping[str, tuple[str, ...]]


@page(router, "/analyses/{analysis_id}", "review.html")
def review(caller: Caller, analysis_id: str) -> ReviewView:
    """The clip with its skeleton, events, curves and numbers."""
    found = reviewing.review_page(caller.record, caller.asker, analysis_id)
    measures = reviewing.measures_of_now(caller.record, found.analysis)
    named, sided = words()["review"], all(row.leg in (None, "both") for row in measures)
    legs = SIDES if sided else LEGS
    return ReviewView(
        found=found,
        run=run_words(found.take.conditions, shows(found.take.cue, found.part)),
        corrected=found.analysis.result != found.analysis.automatic,
        proxy=f"/media/{found.clip.id}/proxy.mp4" if found.clip else "",
        speeds=SPEEDS,
        legs=tuple((leg, named["leg"][leg]) for leg in legs),
        rows=tuple(_rows([row for row in measures if row.measure in HEADLINE], legs)),
        more=tuple(_rows([row for row in measures if row.measure not in HEADLINE], legs)),
        layers=tuple(layer_view(row) for row in found.layers),
        words=_words(found),
        keys=tuple((row["key"], row["text"]) for row in named["keys"]),
        tools=TOOLS if found.clip else {**TOOLS, "marking": ()},
    )


def _rows(measures: Sequence[Summary], legs: tuple[str, ...]) -> Iterator[MeasureView]:
    for measure in dict.fromkeys(row.measure for row in measures):
        rows = {str(row.leg or row.side): row for row in measures if row.measure == measure}
        about = registered(measure, Conditions())
        cells = {leg: _cell(rows[leg]) if leg in rows else CellView("", "", False) for leg in legs}
        yield MeasureView(measure, about.title, cells)


def _cell(row: Summary) -> CellView:
    return CellView(value_with_error(row), why(row), row.status == "low_confidence")


def layer_view(row: CorrectionRow) -> LayerView:
    around = words()["review"]
    named = around["change"]
    change = row.change
    code = f"{change['kind']}_{change['action']}" if change["kind"] == "event" else str(change["kind"])
    told = {
        **change,
        "what": named["event"].get(change.get("type", ""), ""),
        "leg": named["leg"].get(change.get("leg", ""), ""),
        "point": str(around["tool"].get(change.get("name"), change.get("name", ""))).replace("_", " "),
        "was": _was(row.before),
        "from_place": _place(row.before),
        "to_place": _place(change),
        "roll": roll_of(change["line"]) if change["kind"] == "roll" else 0.0,
        "cm": round(100 * change.get("length_m", 0)),
        "px_per_m": _px_per_m(change) if change["kind"] == "scale" else 0.0,
        "used": around["used" if change.get("use") else "unused"],
    }
    text = str(named[code]).format_map({key: _short(value) for key, value in told.items()})
    return LayerView(row.number, text, row.author, row.created_at, row.undone_at is not None, row.undone_by or "")


def _was(before: Mapping[str, Any]) -> str:
    """What a setting was before."""
    around = words()["review"]
    match before:
        case {"side": str(side)}:
            return str(around["side"][side]).lower()
        case {"roll_deg": float(roll)}:
            return f"{roll:.1f}°"
        case {"px_per_m": float(scale)}:
            return str(around["px_per_m"].format(value=scale))
        case {"use": bool(use)}:
            return str(around["used" if use else "unused"])
        case {"kind": "sticker"}:
            return str(around["in_frame"].format(place=_place(before), frame=before["frame"]))
    return str(around["not_known"])


def _px_per_m(change: Mapping[str, Any]) -> float:
    length = known_length_of(change["line"], change["length_m"])
    return length.px / length.m


def _place(told: Mapping[str, Any]) -> str:
    """A place in the picture: "412, 380"."""
    x, y = told.get("x"), told.get("y")
    return str(words()["review"]["not_known"]) if x is None or y is None else f"{x:.0f}, {y:.0f}"


def _short(value: Any) -> Any:
    return f"{value:.1f}" if isinstance(value, float) else value


def _words(found: ReviewPage) -> dict[str, str]:
    """What the page's components say, by the side that each leg is on."""
    named = words()["review"]
    near = found.analysis.summary.get("near_side")
    lanes = {f"lane_{side}": str(named["side"][side]) for side in ("left", "right")}
    if near:
        for side in ("left", "right"):
            lanes[f"lane_{side}"] += f" ({named['near' if side == near else 'far']})"
    return {**named["word"], **lanes}


@router.get("/api/analyses/{analysis_id}/review", summary="All numbers of an analysis as they stand now.")
def numbers(caller: Caller, analysis_id: str) -> Reviewed:
    return reviewing.reviewed(caller.record, caller.asker, analysis_id)


@action(router, "/api/analyses/{analysis_id}/corrections")
def correct(caller: Caller, analysis_id: str, told: ToldChange) -> Done[Reviewed]:
    """Change an event, a point, the roll or the near side by hand: all numbers follow."""
    return Done(f"/analyses/{analysis_id}", reviewing.correct(caller.record, caller.asker, analysis_id, told))


@action(router, "/api/analyses/{analysis_id}/undo")
def undo(caller: Caller, analysis_id: str, told: ToldUndo) -> Done[Reviewed]:
    """Take a change by hand back."""
    return Done(f"/analyses/{analysis_id}", reviewing.undo(caller.record, caller.asker, analysis_id, told))


@action(router, "/api/analyses/{analysis_id}/values")
def add_value(caller: Caller, analysis_id: str, told: ToldValue) -> Done[HandValueRow]:
    """Keep a value measured with a hand tool."""
    return Done(f"/analyses/{analysis_id}", reviewing.add_value(caller.record, caller.asker, analysis_id, told))


@action(router, "/api/analyses/{analysis_id}/values/{value_id}/remove")
def remove_value(caller: Caller, analysis_id: str, value_id: str) -> Done[None]:
    """Take a value measured with a hand tool out again."""
    reviewing.remove_value(caller.record, caller.asker, analysis_id, value_id)
    return Done(f"/analyses/{analysis_id}", None)


@action(router, "/api/analyses/{analysis_id}/again")
def again(caller: Caller, analysis_id: str, told: ToldAgain) -> Done[Asked]:
    """Have the clip looked at again: for somebody else in it, or with the standing clip that came later."""
    asked = reviewing.analyze_again(caller.record, caller.asker, analysis_id, told)
    made = f"/analyses/{asked.analysis.id}" if asked.analysis else ""
    return Done(made or f"/visits/{asked.take.visit_id}/film#take-{asked.take.id}", asked)


@router.get("/media/{clip_id}/proxy.mp4", include_in_schema=False)
def proxy(caller: Caller, clip_id: str) -> FileResponse:
    """The clip's copy for the browser, in any part that is asked for."""
    place = reviewing.proxy_of(caller.record, caller.asker, clip_id)
    return FileResponse(place, media_type="video/mp4", headers={"cache-control": f"private, max-age={KEPT}"})


@router.get("/files/{analysis_id}/{name}", include_in_schema=False)
def file(caller: Caller, analysis_id: str, name: str) -> FileResponse:
    """A file of the result, to be kept."""
    place = reviewing.file_of(caller.record, caller.asker, analysis_id, name)
    return FileResponse(place, filename=name, content_disposition_type="attachment")
