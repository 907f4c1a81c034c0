"""Step 10: a runner's visits on one axis."""

from __future__ import annotations

from collections.abc import Iterator
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
WIDTH, HEIGHT = 640.0, 300.0


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
    """A measure over time: chart and table."""

    found: OverTime
    title: str
    unit: str
    choices: tuple[tuple[str, str], ...]
    points: tuple[PointView, ...]
    chart: str


@page(router, "/runners/{runner_id}/over-time", "over_time.html")
def over_time(caller: Caller, runner_id: str, measure: Annotated[str, Query(max_length=60)] = "") -> OverTimePage:
    """One measure over all visits, with intervals and the smallest detectable change."""
    found = course.over_time(caller.record, caller.asker, runner_id, measure)
    choices = tuple((name, registered(name, Conditions()).title) for name in found.measures)
    unit, title = spoken_unit(found.rows[0].unit) if found.rows else "", dict(choices)[found.measure]
    chart = _chart(found, title, unit) if found.rows else ""
    return OverTimePage(found, title, unit, choices, tuple(map(_point, found.rows)), chart)


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


def _chart(found: OverTime, title: str, unit: str) -> str:
    """Dots with whiskers by day, the smallest detectable change as a band around the first value."""
    days = [row.on.toordinal() for row in found.rows]
    x = svg.Scale(min(days) - 1, max(days) + 1, 60, WIDTH - 16)
    ends = [value for row in found.rows for value in _values(row)]
    first, band = _values(found.rows[0])[0], (found.detectable or 0.0) * factor_of(found.rows[0].unit)
    low, high = min(*ends, first - band), max(*ends, first + band)
    y = svg.Scale(low - 0.05 * (high - low) - 1e-6, high + 0.05 * (high - low) + 1e-6, HEIGHT - 34, 22)
    parts = [svg.rect(60, y(first + band), WIDTH - 76, y(first - band) - y(first + band), "#dde2e8")]
    for tick in svg.nice_ticks(y.low, y.high):
        parts.append(svg.line(60, y(tick), WIDTH - 16, y(tick), svg.GRID))
        parts.append(svg.text(54, y(tick) + 4, svg.tick_text(round(tick, 6)), anchor="end", fill=svg.MUTED))
    for row in (found.rows[0], found.rows[-1])[: len(set(days))]:
        at = x(row.on.toordinal())
        anchor = "start" if row is found.rows[0] else "end"
        parts.append(svg.text(at, HEIGHT - 12, row.on.isoformat(), anchor=anchor, fill=svg.MUTED))
    parts += [svg.text(4, 12, unit, fill=svg.MUTED), *(mark for row in found.rows for mark in _marks(row, x, y))]
    said = words()["over_time"]["chart"].format(title=title, count=len(found.rows))
    return svg.drawing(WIDTH, HEIGHT, said, *parts)


def _marks(row: MeasureRow, x: svg.Scale, y: svg.Scale) -> Iterator[str]:
    """The far leg is a hollow square beside the near leg's dot."""
    mean, low, high = _values(row)
    far = row.leg == "far" or (row.leg is None and row.side == "right")
    colour = svg.LEG_COLOURS["far" if far else "near"]
    at = x(row.on.toordinal()) + (3 if far else -3)
    yield svg.line(at, y(low), at, y(high), colour, stroke_width=2)
    if far:
        yield svg.rect(at - 3.5, y(mean) - 3.5, 7, 7, "#fff", stroke=colour, stroke_width=2)
    else:
        yield svg.tag("circle", cx=at, cy=y(mean), r=4, fill=colour)
