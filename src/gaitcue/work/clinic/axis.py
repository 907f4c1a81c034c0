"""The one time axis: gait measures with their intervals, pain and effort, running and hills, stage and sessions of the
plan, treatments and cues tried, as one picture for the app, the report and Python.

What changed at the same time is lined up; nothing is said to cause anything.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from gaitcue.care.load.jumps import Rise
from gaitcue.care.vocabulary import CARE_TREATMENTS
from gaitcue.clinic.rule_data import joined_titles
from gaitcue.report.drawing.course import (
    Beside,
    CourseWords,
    CueLane,
    CueMark,
    DoneBar,
    FeltMark,
    MeasurePanel,
    NamedSpan,
    ShareMark,
    SideLine,
    Value,
    WeekBar,
    course_drawing,
)
from gaitcue.report.pages.course import CoursePart, said
from gaitcue.report.wording.catalog import title_of
from gaitcue.report.wording.load import variable_words
from gaitcue.report.wording.sentences import wording
from gaitcue.report.wording.units import factor_of, spoken_unit
from gaitcue.report.wording.words import leg_label, unit_word
from gaitcue.store.records import MeasureRow
from gaitcue.terms.asker import Asker
from gaitcue.work.clinic.alongside import Alongside, Span, alongside
from gaitcue.work.clinic.over_time import KINDS, Felt, Line, OverTime, Tried, over_time
from gaitcue.work.clinic.record import Record

MOST_LANES = 8
KEPT = ("keep", "halve")
"""verdicts after which a cue is practised"""
WITHIN_A_DAY = 0.8
"""over which share of the day runs of one day are spread, so that they can be told apart"""


@dataclass(frozen=True)
class Axis:
    """Everything of one runner from a day on, each by day."""

    found: OverTime
    beside: Alongside

    @property
    def empty(self) -> bool:
        return not (any(map(_drawn, self.found.lines)) or self.felt or self.found.tried) and self.beside.empty

    @property
    def felt(self) -> tuple[Felt, ...]:
        """Pain and effort of runs, trials and the diary."""
        diary = (Felt(on, "pain", pain, "run") for on, pain in self.beside.symptoms)
        return (*self.found.felt, *diary)

    @cached_property
    def lanes(self) -> tuple[CueLane, ...]:
        """A line for each cue, the one tried last first."""
        return tuple(_lanes(self.found.tried))

    def part(self, *, cues: bool = True) -> CoursePart | None:
        """The picture with what is said beside it; None where there is nothing to show.

        Parameters
        ----------
        cues : False where no cue may be spoken of
        """
        shown = self if cues else replace(self, found=_without_cues(self.found))
        return None if shown.empty else _part(shown)


def axis_of(
    record: Record, asker: Asker, runner_id: str, today: date, first: date = date.min, chosen: Sequence[str] = ()
) -> Axis:
    """What is known of a runner between two days.

    Parameters
    ----------
    chosen : names of measures; without a known one the first that have values

    Raises
    ------
    NotThere : no such runner
    """
    found = _since(over_time(record, asker, runner_id, chosen), first)
    return Axis(found, alongside(record, asker, runner_id, today).since(first))


def _drawn(line: Line) -> bool:
    return bool(line.rows or line.with_cue)


def _without_cues(found: OverTime) -> OverTime:
    lines = tuple(replace(line, with_cue=(), cues={}) for line in found.lines)
    return replace(found, lines=lines, tried=())


def _since(found: OverTime, first: date) -> OverTime:
    """The same without what lies before a day."""
    lines = tuple(_line_since(line, first) for line in found.lines)
    felt = tuple(one for one in found.felt if one.on >= first)
    return replace(found, lines=lines, felt=felt, tried=tuple(one for one in found.tried if one.on >= first))


def _line_since(line: Line, first: date) -> Line:
    rows, with_cue = (tuple(row for row in one if row.on >= first) for one in (line.rows, line.with_cue))
    cues = {row.analysis_id: line.cues[row.analysis_id] for row in with_cue}
    return replace(line, rows=rows, with_cue=with_cue, cues=cues)


def _part(axis: Axis) -> CoursePart:
    words = _words(axis)
    panels = tuple(_panel(line) for line in axis.found.lines if _drawn(line))
    svg = course_drawing(panels, tuple(_felt(axis.felt)), axis.lanes[:MOST_LANES], words, _beside(axis.beside))
    told = axis.beside.beside
    share = None if told.by_chance is None or not told.followed else round(100 * told.by_chance)
    return CoursePart(
        title=said("title"),
        svg=svg,
        alt=words.alt,
        notes=tuple(_notes(axis)),
        rises_title=said("rises"),
        rises_lead=said("rises_lead"),
        rises=tuple((rise.on.isoformat(), rise_words(rise)) for rise in reversed(told.rises)),
        by_chance="" if share is None else said("by_chance", share=share),
    )


def _notes(axis: Axis) -> Iterator[str]:
    if any(line.rows for line in axis.found.lines):
        yield said("band")
    if any(line.with_cue for line in axis.found.lines):
        yield said("apart")
    if axis.found.tried:
        yield said("kept")
    if (more := len(axis.lanes) - MOST_LANES) > 0:
        yield said("left_out", count=more)
    yield said("no_cause")


def _words(axis: Axis) -> CourseWords:
    names = ", ".join(title_of(line.measure).lower() for line in axis.found.lines if _drawn(line))
    alt = said("chart", measures=names or said("no_measure"), felt=len(axis.felt), tried=len(axis.found.tried))
    told = {name: said(name) for name in CourseWords.names()}
    return CourseWords(alt=alt, cues=said("tried"), **told)


# --- measures ---------------------------------------------------------------------------------------------------------


def values_of(row: MeasureRow) -> tuple[float, float, float]:
    """Mean and ends of the interval in the report's unit."""
    factor, mean = factor_of(row.unit), row.mean or 0.0
    low, high = (mean if end is None else end for end in (row.ci_low, row.ci_high))
    return factor * mean, factor * low, factor * high


def _panel(line: Line) -> MeasurePanel:
    """A line for each side: the camera may stand on the other side at the next visit. Of what is no leg's, one line."""
    # Of one day, what was run as usual stands before what was run with a cue.
    rows = sorted((*line.rows, *line.with_cue), key=lambda row: row.on)
    sides: list[str | None] = [*sorted({row.side for row in rows if row.side is not None})] or [None]
    places = spread([row.on for row in _runs(rows)])
    at = {row.analysis_id: place for row, place in zip(_runs(rows), places, strict=True)}
    lines = tuple(_side(side, at, line) for side in sides)
    return MeasurePanel(title_of(line.measure), unit_word(spoken_unit(rows[0].unit)), lines)


def _runs(rows: Iterable[MeasureRow]) -> list[MeasureRow]:
    """One row of each run."""
    return list({row.analysis_id: row for row in rows}.values())


def _side(side: str | None, at: Mapping[str, float], line: Line) -> SideLine:
    label: str = leg_label(None, side) if side else ""  # type: ignore[arg-type]
    rows = [row for row in line.rows if row.side == side]
    values, with_cue = (
        tuple(Value(at[row.analysis_id], *values_of(row)) for row in one if row.side == side)
        for one in (line.rows, line.with_cue)
    )
    half = (line.detectable or 0.0) * factor_of(rows[0].unit) if rows else 0.0
    band = (values[0].mean - half, values[0].mean + half) if values else None
    return SideLine(side or "", label, values, band, with_cue)


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


# --- what went on beside them -----------------------------------------------------------------------------------------


def _beside(found: Alongside) -> Beside:
    return Beside(
        weeks=tuple(WeekBar(one.first.toordinal(), one.distance_m / 1000, one.uphill_min) for one in found.weeks),
        done=tuple(DoneBar(one.first.toordinal(), one.planned, one.told) for one in found.sessions),
        live=tuple(ShareMark(one.on.toordinal(), one.with_feedback, one.without_feedback) for one in found.retraining),
        stages=tuple(_stretches(found.stages, stage=True)),
        treatments=tuple(_stretches(found.treatments)),
    )


def _stretches(spans: Sequence[Span], *, stage: bool = False) -> Iterator[NamedSpan]:
    for one in spans:
        word = said("stage", number=one.what) if stage else CARE_TREATMENTS.get(one.what, one.what)
        yield NamedSpan(one.first.toordinal(), one.last.toordinal(), word, one.what if stage else "")


def rise_words(rise: Rise) -> str:
    """A rise of symptoms and what jumped before it."""
    what = ", ".join(f"{variable_words(jump.what)} ({jump.on.isoformat()})" for jump in rise.jumps)
    values = {"now": f"{rise.now:g}", "before": f"{rise.before:g}"}
    return said("rise_after", what=what, **values) if what else said("rise_alone", **values)


def _felt(felt: Sequence[Felt]) -> Iterator[FeltMark]:
    for kind in KINDS:
        own = sorted((one for one in felt if one.kind == kind), key=lambda one: one.on)
        for one, at in zip(own, spread([one.on for one in own]), strict=True):
            yield FeltMark(at, kind, one.value)


# --- cues -------------------------------------------------------------------------------------------------------------


def verdict_word(one: Tried) -> str:
    """What came of it; empty where it was not judged."""
    return str(wording()["trial_verdict"].get(one.verdict, {}).get("clinician", "")) if one.verdict else ""


def _lanes(tried: Sequence[Tried]) -> Iterator[CueLane]:
    last = {joined_titles(one.cues): one.on for one in tried}
    for title in sorted(last, key=lambda cue: last[cue], reverse=True):
        own = [one for one in tried if joined_titles(one.cues) == title]
        marks = (CueMark(one.on.toordinal(), verdict_word(one), one.verdict in KEPT) for one in own)
        yield CueLane(title, tuple(marks))
