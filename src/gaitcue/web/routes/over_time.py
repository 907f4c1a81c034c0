"""Step 10: a runner's visits on one axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query, Response

from gaitcue.clinic.rule_data import joined_titles
from gaitcue.report.pages.course import CoursePart
from gaitcue.report.wording.catalog import title_of
from gaitcue.report.wording.units import factor_of, spoken_unit
from gaitcue.report.wording.words import leg_label, number, unit_word, with_unit
from gaitcue.store.records import MeasureRow
from gaitcue.terms.errors import NotThere
from gaitcue.web.doors import Caller
from gaitcue.web.pages import page
from gaitcue.web.words import words
from gaitcue.work.clinic.alongside import Alongside
from gaitcue.work.clinic.axis import KEPT, axis_of, values_of, verdict_word
from gaitcue.work.clinic.over_time import Line, OverTime, Tried

router = APIRouter()
Chosen = Annotated[list[Annotated[str, Query(max_length=60)]], Query(max_length=20)]
Days = Annotated[int, Query(ge=0, le=36_500)]
SPANS = (84, 42)
"""days back that can be chosen besides everything and a year"""


@dataclass(frozen=True, slots=True)
class PointView:
    """One value of one visit."""

    on: date
    analysis_id: str
    leg: str
    value: str
    interval: str
    cue: str
    """what it was run with; empty as usual"""


@dataclass(frozen=True, slots=True)
class LineView:
    """One measure in numbers."""

    title: str
    unit: str
    points: tuple[PointView, ...]
    """of runs as usual"""
    with_cue: tuple[PointView, ...]
    """of runs with a cue, which are no course of the gait"""
    detectable: str


@dataclass(frozen=True, slots=True)
class TriedView:
    """A cue that was tried, in words."""

    on: date
    cue: str
    verdict: str
    kept: bool


@dataclass(frozen=True, slots=True)
class OverTimePage:
    """A runner over time: one picture, and its numbers."""

    found: OverTime
    choices: tuple[tuple[str, str, bool], ...]
    """name, title, and whether it is shown"""
    course: CoursePart | None
    """None where there is nothing to show"""
    lines: tuple[LineView, ...]
    tried: tuple[TriedView, ...]
    alongside: Alongside
    days: int
    """how many days back it reaches; 0 for everything"""
    spans: tuple[tuple[int, str], ...]
    query: str
    """of the measures that are shown, for the picture's own address"""


@page(router, "/runners/{runner_id}/over-time", "over_time.html")
def over_time(caller: Caller, runner_id: str, measure: Chosen = [], days: Days = 0) -> OverTimePage:  # noqa: B006
    """Measures with their intervals, pain, running, hills, plan, treatments and cues tried, on one axis."""
    axis = axis_of(caller.record, caller.asker, runner_id, caller.today, _first(caller.today, days), measure)
    shown = {line.measure for line in axis.found.lines}
    return OverTimePage(
        found=axis.found,
        choices=tuple((name, title_of(name), name in shown) for name in axis.found.measures),
        course=axis.part(),
        lines=tuple(map(_numbers, axis.found.lines)),
        tried=tuple(map(_tried, axis.found.tried)),
        alongside=axis.beside,
        days=days,
        spans=_spans(),
        query="&".join([*(f"measure={name}" for name in axis.found.measures if name in shown), f"days={days}"]),
    )


@router.get("/runners/{runner_id}/over-time.svg", include_in_schema=False)
def picture(caller: Caller, runner_id: str, measure: Chosen = [], days: Days = 0) -> Response:  # noqa: B006
    """The picture alone, to be kept or put into a letter."""
    axis = axis_of(caller.record, caller.asker, runner_id, caller.today, _first(caller.today, days), measure)
    part = axis.part()
    if part is None:
        raise NotThere("nothing has been entered or measured yet that could be drawn")
    headers = {"content-disposition": 'attachment; filename="over-time.svg"'}
    return Response(part.svg, media_type="image/svg+xml", headers=headers)


def _first(today: date, days: int) -> date:
    return today - timedelta(days=days) if days else date.min


def _spans() -> tuple[tuple[int, str], ...]:
    told = words()["over_time"]
    some = (told["some_days"].format(count=days // 7) for days in SPANS)
    return ((0, told["all_days"]), (365, told["year"]), *zip(SPANS, some, strict=True))


def _numbers(line: Line) -> LineView:
    rows = (*line.rows, *line.with_cue)
    unit = spoken_unit(rows[0].unit) if rows else ""
    known = line.detectable is not None and line.rows
    size = number((line.detectable or 0.0) * factor_of(line.rows[0].unit), 1) if known else ""
    detectable = with_unit(size, unit) if known else ""
    return LineView(
        title_of(line.measure), unit_word(unit), _points(line, line.rows), _points(line, line.with_cue), detectable
    )


def _points(line: Line, rows: Sequence[MeasureRow]) -> tuple[PointView, ...]:
    return tuple(_point(row, joined_titles(line.cues.get(row.analysis_id, ()))) for row in rows)


def _point(row: MeasureRow, cue: str) -> PointView:
    mean, low, high = values_of(row)
    interval = f"{number(low, 1)} to {number(high, 1)}" if row.ci_low is not None else ""
    leg: str = leg_label(row.leg, row.side)  # type: ignore[arg-type]
    return PointView(row.on, row.analysis_id, leg, number(mean, 1), interval, cue)


def _tried(one: Tried) -> TriedView:
    return TriedView(one.on, joined_titles(one.cues), verdict_word(one), one.verdict in KEPT)
