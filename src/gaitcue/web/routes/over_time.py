"""Step 10: a runner's visits on one axis."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated

from fastapi import APIRouter, Query

from gaitcue.care.load.jumps import Rise
from gaitcue.care.vocabulary import CARE_TREATMENTS
from gaitcue.clinic.rule_data import cues
from gaitcue.report.drawing.course import (
    Beside,
    CourseWords,
    CueLane,
    CueMark,
    FeltMark,
    MeasurePanel,
    SideLine,
    Stretch,
    Value,
    WeekBar,
    course_drawing,
)
from gaitcue.report.wording.catalog import registered
from gaitcue.report.wording.load import variable_words
from gaitcue.report.wording.sentences import wording
from gaitcue.report.wording.units import factor_of, spoken_unit
from gaitcue.report.wording.words import leg_label, number, unit_word, with_unit
from gaitcue.store.records import MeasureRow
from gaitcue.terms.records import Conditions
from gaitcue.web.doors import Caller
from gaitcue.web.pages import page
from gaitcue.web.words import words
from gaitcue.work.clinic import over_time as course
from gaitcue.work.clinic.alongside import Alongside, Span, alongside
from gaitcue.work.clinic.over_time import Felt, Line, OverTime, Tried

router = APIRouter()
Chosen = Annotated[list[Annotated[str, Query(max_length=60)]], Query(max_length=20)]
Days = Annotated[int, Query(ge=0, le=36_500)]
SPANS = (84, 42)
"""days back that can be chosen besides everything and a year"""
MOST_LANES = 8
KEPT = ("keep", "halve")
"""verdicts after which a cue is practised"""
WITHIN_A_DAY = 0.8
"""over which share of the day runs of one day are spread, so that they can be told apart"""


@dataclass(frozen=True, slots=True)
class PointView:
    """One value of one visit."""

    on: str
    analysis_id: str
    leg: str
    value: str
    interval: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One measure in numbers."""

    title: str
    unit: str
    points: tuple[PointView, ...]
    detectable: str


@dataclass(frozen=True, slots=True)
class TriedView:
    """A cue that was tried, in words."""

    on: str
    cue: str
    verdict: str
    kept: bool


@dataclass(frozen=True, slots=True)
class RiseView:
    """A rise of symptoms with what jumped before it, in words."""

    on: str
    sentence: str


@dataclass(frozen=True, slots=True)
class OverTimePage:
    """A runner over time: one picture, and its numbers."""

    found: OverTime
    choices: tuple[tuple[str, str, bool], ...]
    """name, title, and whether it is shown"""
    picture: str
    """empty where there is nothing to show"""
    lines: tuple[LineView, ...]
    tried: tuple[TriedView, ...]
    lanes_left_out: int
    """cues of long ago that have no line of their own in the picture"""
    alongside: Alongside
    rises: tuple[RiseView, ...]
    days: int
    """how many days back it reaches; 0 for everything"""
    spans: tuple[tuple[int, str], ...]


@page(router, "/runners/{runner_id}/over-time", "over_time.html")
def over_time(caller: Caller, runner_id: str, measure: Chosen = [], days: Days = 0) -> OverTimePage:  # noqa: B006
    """Measures with their intervals, pain, running, hills, plan, treatments and cues tried, on one axis."""
    first = caller.today - timedelta(days=days) if days else date.min
    found = _found_since(course.over_time(caller.record, caller.asker, runner_id, measure), first)
    shown = {line.measure for line in found.lines}
    choices = tuple((name, title_of(name), name in shown) for name in found.measures)
    tried = tuple(map(_tried, found.tried))
    lanes = tuple(_lanes(tried))
    panels = tuple(_panel(line) for line in found.lines if line.rows)
    beside = alongside(caller.record, caller.asker, runner_id, caller.today).since(first)
    felt = tuple(_felt([*found.felt, *(Felt(on, "pain", pain, "run") for on, pain in beside.symptoms)]))
    there = panels or felt or lanes or not beside.empty
    picture = (
        course_drawing(panels, felt, lanes[:MOST_LANES], _words(found, len(tried)), _beside(beside)) if there else ""
    )
    lines = tuple(map(_numbers, found.lines))
    rises = tuple(map(_rise, beside.beside.rises))
    return OverTimePage(
        found, choices, picture, lines, tried, max(0, len(lanes) - MOST_LANES), beside, rises, days, _spans()
    )


def _found_since(found: OverTime, first: date) -> OverTime:
    """The same without what lies before a day."""
    lines = tuple(replace(line, rows=tuple(row for row in line.rows if row.on >= first)) for line in found.lines)
    felt = tuple(one for one in found.felt if one.on >= first)
    return replace(found, lines=lines, felt=felt, tried=tuple(one for one in found.tried if one.on >= first))


def _spans() -> tuple[tuple[int, str], ...]:
    told = words()["over_time"]
    some = (told["some_days"].format(count=days // 7) for days in SPANS)
    return ((0, told["all_days"]), (365, told["year"]), *zip(SPANS, some, strict=True))


def title_of(measure: str) -> str:
    return registered(measure, Conditions()).title


def _words(found: OverTime, tried: int) -> CourseWords:
    told = words()["over_time"]
    names = ", ".join(title_of(line.measure).lower() for line in found.lines)
    alt = told["chart"].format(measures=names, felt=len(found.felt), tried=tried)
    return CourseWords(
        alt, told["felt"], told["pain"], told["effort"], told["tried"], told["running"], told["uphill"], told["stages"],
        told["treatments"],
    )  # fmt: skip


def _numbers(line: Line) -> LineView:
    unit = spoken_unit(line.rows[0].unit) if line.rows else ""
    known = line.detectable is not None and line.rows
    size = number((line.detectable or 0.0) * factor_of(line.rows[0].unit), 1) if known else ""
    detectable = with_unit(size, unit) if known else ""
    return LineView(title_of(line.measure), unit_word(unit), tuple(map(_point, line.rows)), detectable)


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


# --- the picture ---


def _panel(line: Line) -> MeasurePanel:
    """A line for each side: the camera may stand on the other side at the next visit. Of what is no leg's, one line."""
    sides: list[str | None] = [*sorted({row.side for row in line.rows if row.side is not None})] or [None]
    places = spread([row.on for row in _runs(line.rows)])
    at = {row.analysis_id: place for row, place in zip(_runs(line.rows), places, strict=True)}
    lines = tuple(_side(side, [row for row in line.rows if row.side == side], at, line) for side in sides)
    return MeasurePanel(title_of(line.measure), unit_word(spoken_unit(line.rows[0].unit)), lines)


def _runs(rows: Iterable[MeasureRow]) -> list[MeasureRow]:
    """One row of each run."""
    return list({row.analysis_id: row for row in rows}.values())


def _side(side: str | None, rows: Sequence[MeasureRow], at: dict[str, float], line: Line) -> SideLine:
    label: str = leg_label(None, side) if side else ""  # type: ignore[arg-type]
    half, first = (line.detectable or 0.0) * factor_of(rows[0].unit), _values(rows[0])[0]
    values = tuple(Value(at[row.analysis_id], *_values(row)) for row in rows)
    return SideLine(side or "", label, values, (first - half, first + half))


def spread(days: Sequence[date]) -> list[float]:
    """Places on the axis: what lies on one day is set apart in its order.

    Examples
    --------
    >>> [place - 738000 for place in spread([date(2021, 7, 29), date(2021, 7, 29), date(2021, 8, 1)])]
    [0.0, 0.4, 3.0]
    """
    count, seen, places = Counter(days), Counter[date](), []
    for day in days:
        places.append(day.toordinal() + WITHIN_A_DAY * seen[day] / count[day])
        seen[day] += 1
    return places


def _beside(found: Alongside) -> Beside:
    weeks = (WeekBar(one.first.toordinal(), one.distance_m / 1000, one.uphill_min) for one in found.weeks)
    return Beside(tuple(weeks), tuple(_stretches(found.stages, "stage")), tuple(_stretches(found.treatments, "")))


def _stretches(spans: Sequence[Span], kind: str) -> Iterator[Stretch]:
    for one in spans:
        word = (
            words()["over_time"]["stage"].format(number=one.what) if kind else CARE_TREATMENTS.get(one.what, one.what)
        )
        yield Stretch(one.first.toordinal(), one.last.toordinal(), word)


def _rise(rise: Rise) -> RiseView:
    told = words()["over_time"]
    what = ", ".join(f"{variable_words(jump.what)} ({jump.on.isoformat()})" for jump in rise.jumps)
    sentence = told["rise_after" if what else "rise_alone"].format(
        now=f"{rise.now:g}", before=f"{rise.before:g}", what=what
    )
    return RiseView(rise.on.isoformat(), sentence)


def _felt(felt: Sequence[Felt]) -> Iterator[FeltMark]:
    for kind in course.KINDS:
        own = sorted((one for one in felt if one.kind == kind), key=lambda one: one.on)
        for one, at in zip(own, spread([one.on for one in own]), strict=True):
            yield FeltMark(at, kind, one.value)


def _tried(one: Tried) -> TriedView:
    known = cues()
    title = " + ".join(known[cue].title if cue in known else cue for cue in one.cues)
    word = wording()["trial_verdict"].get(one.verdict, {}).get("clinician", "") if one.verdict else ""
    return TriedView(one.on.isoformat(), title, word, one.verdict in KEPT)


def _lanes(tried: Sequence[TriedView]) -> Iterator[CueLane]:
    """A line for each cue, the one tried last first."""
    last = {one.cue: one.on for one in tried}
    for title in sorted(last, key=lambda cue: last[cue], reverse=True):
        own = [one for one in tried if one.cue == title]
        marks = tuple(CueMark(date.fromisoformat(one.on).toordinal(), one.verdict, one.kept) for one in own)
        yield CueLane(title, marks)
