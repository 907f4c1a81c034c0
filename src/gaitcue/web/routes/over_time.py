"""Step 10: a runner's visits on one axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from gaitcue.report.drawing import svg
from gaitcue.report.wording.catalog import registered
from gaitcue.report.wording.units import factor_of, spoken_unit
from gaitcue.report.wording.words import leg_label, number
from gaitcue.store.records import MeasureRow
from gaitcue.terms.records import Conditions
from gaitcue.web.doors import Caller
from gaitcue.web.pages import page
from gaitcue.web.words import words
from gaitcue.work.clinic import over_time as course
from gaitcue.work.clinic.over_time import OverTime

router = APIRouter()
WIDTH, HEIGHT = 640.0, 260.0


@dataclass(frozen=True, slots=True)
class PointView:
    """One value of one visit."""

    on: str
    analysis_id: str
    leg: str
    value: str
    interval: str


@dataclass(frozen=True, slots=True)
class OverTimePage:
    """A measure over time: charts and table."""

    found: OverTime
    title: str
    unit: str
    choices: tuple[tuple[str, str], ...]
    points: tuple[PointView, ...]
    charts: tuple[tuple[str, str], ...]
    """name of the leg and drawing"""


@page(router, "/runners/{runner_id}/over-time", "over_time.html")
def over_time(caller: Caller, runner_id: str, measure: Annotated[str, Query(max_length=60)] = "") -> OverTimePage:
    """One measure over all visits, with intervals and the smallest detectable change."""
    found = course.over_time(caller.record, caller.asker, runner_id, measure)
    choices = tuple((name, registered(name, Conditions()).title) for name in found.measures)
    unit, title = spoken_unit(found.rows[0].unit) if found.rows else "", dict(choices)[found.measure]
    charts = tuple(_charts(found, title, unit)) if found.rows else ()
    return OverTimePage(found, title, unit, choices, tuple(map(_point, found.rows)), charts)


def _point(row: MeasureRow) -> PointView:
    mean, low, high = _values(row)
    interval = f"{number(low, 1)} to {number(high, 1)}" if row.ci_low is not None else ""
    leg: str = leg_label(row.leg, row.side)  # type: ignore[arg-type]
    return PointView(row.on.isoformat(), row.analysis_id, leg, number(mean, 1), interval)


def _values(row: MeasureRow) -> tuple[float, float, float]:
    """Mean and ends of the interval in the report's unit."""
    factor, mean = factor_of(row.unit), row.mean or 0.0
    low, high = (mean if end is None else end for end in (row.ci_low, row.ci_high))
    return factor * mean, factor * low, factor * high


def _charts(found: OverTime, title: str, unit: str) -> Iterator[tuple[str, str]]:
    """Name and drawing for each leg, on one axis; of what is no leg's, one drawing.

    Legs are told apart by side: the camera may stand on the other side at the next visit.
    """
    sides: list[str | None] = [*sorted({row.side for row in found.rows if row.side is not None})] or [None]
    shown = {side: [row for row in found.rows if row.side == side] for side in sides}
    ends = [end for rows in shown.values() for row in rows for end in (*_values(row), *_band(rows[0], found))]
    days = [row.on.toordinal() for row in found.rows]
    x = svg.Scale(min(days) - 1, max(days) + 1, 60, WIDTH - 16)
    spare = 0.05 * (max(ends) - min(ends)) + 1e-6
    y = svg.Scale(min(ends) - spare, max(ends) + spare, HEIGHT - 34, 22)
    for side, rows in shown.items():
        leg: str = leg_label(None, side) if side is not None else ""  # type: ignore[arg-type]
        said = words()["over_time"]["chart"].format(title=f"{title} {leg}".strip(), count=len(rows))
        drawn = (*_axes(x, y, rows, unit, _band(rows[0], found)), *(mark for row in rows for mark in _marks(row, x, y)))
        yield leg, svg.drawing(WIDTH, HEIGHT, said, *drawn)


def _band(first: MeasureRow, found: OverTime) -> tuple[float, float]:
    """Ends of what a repeated recording cannot tell from the first value."""
    half, mean = (found.detectable or 0.0) * factor_of(first.unit), _values(first)[0]
    return mean - half, mean + half


def _axes(
    x: svg.Scale, y: svg.Scale, rows: Sequence[MeasureRow], unit: str, band: tuple[float, float]
) -> Iterator[str]:
    low, high = band
    yield svg.rect(60, y(high), WIDTH - 76, y(low) - y(high), "#dde2e8")
    for tick in svg.nice_ticks(y.low, y.high):
        yield svg.line(60, y(tick), WIDTH - 16, y(tick), svg.GRID)
        yield svg.text(54, y(tick) + 4, svg.tick_text(round(tick, 6)), anchor="end", fill=svg.MUTED)
    first, last = rows[0].on, rows[-1].on
    yield svg.text(x(first.toordinal()), HEIGHT - 12, first.isoformat(), anchor="start", fill=svg.MUTED)
    if last != first:
        yield svg.text(x(last.toordinal()), HEIGHT - 12, last.isoformat(), anchor="end", fill=svg.MUTED)
    yield svg.text(4, 12, unit, fill=svg.MUTED)


def _marks(row: MeasureRow, x: svg.Scale, y: svg.Scale) -> Iterator[str]:
    """A dot with its interval as a whisker."""
    mean, low, high = _values(row)
    at = x(row.on.toordinal())
    yield svg.line(at, y(low), at, y(high), svg.INK, stroke_width=2)
    yield svg.tag("circle", cx=at, cy=y(mean), r=4, fill=svg.INK)
