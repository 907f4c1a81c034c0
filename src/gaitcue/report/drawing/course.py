"""A person over time in one picture: measures with their intervals, pain and effort, and cues, on one axis of days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from markupsafe import escape

from gaitcue.report.drawing import svg
from gaitcue.report.drawing.days import day_ticks
from gaitcue.report.drawing.panels import LEFT, RIGHT, WIDTH, MarkShape, grid, legend, mark, scale_around

PANEL, FELT, SESSIONS, LANE, GAP = 150.0, 84.0, 60.0, 40.0, 30.0
SIDE_COLOURS: Final = {"left": "#0b5f96", "right": "#b04a12", "": "#4a3a86"}
FELT_COLOURS: Final = {"pain": "#a3243b", "effort": svg.MUTED}
FELT_MARKS: Final[Mapping[str, MarkShape]] = {"pain": "full", "effort": "ring"}
MANY: Final = 40
"""more values of one line are drawn with one ribbon instead of a whisker each"""
RUNNING: Final = "#5b7c99"
UPHILL: Final = "#b04a12"
KEPT_FILL: Final = "#3f7d58"


@dataclass(frozen=True, slots=True)
class Value:
    """One value with its interval; ``at`` counts days, a run later on the same day lies a little after."""

    at: float
    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class SideLine:
    """One side's values in order of time; ``band`` is what a repeated recording cannot tell from the first.

    What was run with a cue stands beside the line and is not joined: it is no course of the gait.
    """

    side: str
    label: str
    values: tuple[Value, ...]
    band: tuple[float, float] | None
    """None where nothing was run as usual"""
    with_cue: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class MeasurePanel:
    title: str
    unit: str
    lines: tuple[SideLine, ...]


@dataclass(frozen=True, slots=True)
class FeltMark:
    at: float
    kind: str
    """pain or effort"""
    value: float
    """0 to 10"""


@dataclass(frozen=True, slots=True)
class CueMark:
    at: float
    word: str
    kept: bool


@dataclass(frozen=True, slots=True)
class CueLane:
    title: str
    marks: tuple[CueMark, ...]


@dataclass(frozen=True, slots=True)
class WeekBar:
    """Seven days of running; ``at`` is their first."""

    at: float
    km: float
    uphill_min: float


@dataclass(frozen=True, slots=True)
class DoneBar:
    """Seven days of a plan: sessions it asked for, and those that were told of."""

    at: float
    planned: float
    told: float


@dataclass(frozen=True, slots=True)
class ShareMark:
    """One session of a live retraining: steps in the band, 0 to 1, with feedback and without; None where unknown."""

    at: float
    shown: float | None
    unseen: float | None


@dataclass(frozen=True, slots=True)
class NamedSpan:
    """Something that lasted from one day to another, with its word."""

    first: float
    last: float
    word: str
    short: str = ""
    """instead of the word where that has no room"""


@dataclass(frozen=True, slots=True)
class Beside:
    """What went on beside the measures."""

    weeks: tuple[WeekBar, ...] = ()
    done: tuple[DoneBar, ...] = ()
    live: tuple[ShareMark, ...] = ()
    stages: tuple[NamedSpan, ...] = ()
    treatments: tuple[NamedSpan, ...] = ()

    def moments(self) -> list[float]:
        """Every day that is drawn."""
        ends = [end for one in (*self.stages, *self.treatments) for end in (one.first, one.last)]
        begun = [*(week.at for week in self.weeks), *(week.at for week in self.done)]
        ends += [one.at for one in self.live]
        return [*ends, *(day for monday in begun for day in (monday, monday + 7))]


@dataclass(frozen=True, slots=True)
class CourseWords:
    alt: str
    felt: str
    """title of the panel of pain and effort"""
    pain: str
    effort: str
    cues: str
    running: str = ""
    uphill: str = ""
    done: str = ""
    live: str = ""
    shown: str = ""
    unseen: str = ""
    with_cue: str = ""
    stages: str = ""
    treatments: str = ""

    @classmethod
    def names(cls) -> tuple[str, ...]:
        """Titles and legends that stand in the wording under their own name."""
        return (
            "felt",
            "pain",
            "effort",
            "running",
            "uphill",
            "done",
            "live",
            "shown",
            "unseen",
            "with_cue",
            "stages",
            "treatments",
        )


def course_drawing(
    panels: Sequence[MeasurePanel],
    felt: Sequence[FeltMark],
    lanes: Sequence[CueLane],
    words: CourseWords,
    beside: Beside = Beside(),
) -> str:
    """The whole picture as SVG."""
    moments = [value.at for panel in panels for line in panel.lines for value in (*line.values, *line.with_cue)]
    moments += beside.moments()
    moments += [mark.at for mark in felt] + [mark.at for lane in lanes for mark in lane.marks]
    days = svg.AxisScale(min(moments) - 0.6, max(moments) + 0.6, LEFT, RIGHT)
    parts: list[str] = []
    y = 0.0
    for panel in panels:
        parts += _measure(panel, days, y, words)
        y += PANEL + GAP
    if felt:
        parts += _felt(felt, days, y, words)
        y += FELT + GAP
    if beside.weeks:
        parts += _weeks(beside.weeks, days, y, words)
        y += FELT + GAP
    if beside.done:
        parts += _done(beside.done, days, y, words)
        y += SESSIONS + GAP
    if beside.live:
        parts += _live(beside.live, days, y, words)
        y += FELT + GAP
    for title, stretches in ((words.stages, beside.stages), (words.treatments, beside.treatments)):
        if stretches:
            parts += _stretches(title, stretches, days, y)
            y += LANE + GAP
    if lanes:
        parts += _lanes(lanes, days, y, words)
        y += LANE * len(lanes) + GAP
    parts += _days(days, y)
    return svg.drawing(WIDTH, y + 22, words.alt, *parts, css_class="course")


def _with_unit(title: str, unit: str) -> str:
    """Some titles say their unit: "..., % of leg length"."""
    return f"{title} ({unit})" if unit and unit not in title else title


def _measure(panel: MeasurePanel, days: svg.AxisScale, top: float, words: CourseWords) -> Iterator[str]:
    drawn = [value for line in panel.lines for value in (*line.values, *line.with_cue)]
    ends = [end for value in drawn for end in (value.low, value.high)]
    ends += [end for line in panel.lines for end in line.band or ()]
    y = scale_around(ends, top + PANEL, top + 20)
    yield _title(top, _with_unit(panel.title, panel.unit))
    yield from legend(_names(panel, words), top + 12)
    for line in panel.lines:
        if line.band is not None:
            low, high = line.band
            yield svg.rect(LEFT, y(high), RIGHT - LEFT, y(low) - y(high), SIDE_COLOURS[line.side], fill_opacity=0.1)
    yield from grid(y, svg.nice_ticks(y.low, y.high))
    for line in panel.lines:
        yield from _line(line, days, y)
        yield from _beside_line(line, days, y)


def _names(panel: MeasurePanel, words: CourseWords) -> list[tuple[str, str, MarkShape]]:
    named: list[tuple[str, str, MarkShape]] = [
        (line.label, SIDE_COLOURS[line.side], "full") for line in panel.lines if line.label
    ]
    apart = any(line.with_cue for line in panel.lines)
    return [*named, (words.with_cue, svg.INK, "square")] if apart else named


def _beside_line(line: SideLine, days: svg.AxisScale, y: svg.AxisScale) -> Iterator[str]:
    colour = SIDE_COLOURS[line.side]
    for value in line.with_cue:
        x = days(value.at)
        yield svg.line(x, y(value.low), x, y(value.high), colour, stroke_width=1)
        yield mark(x, y(value.mean), colour, "square", radius=3.0)


def _title(top: float, told: str) -> str:
    """Of a panel; on a screen that has no room for all of the picture it stays in sight (to-the-end.js)."""
    return svg.text(LEFT, top + 12, told, font_weight=600, data_stays="")


def _line(line: SideLine, days: svg.AxisScale, y: svg.AxisScale) -> Iterator[str]:
    colour, many = SIDE_COLOURS[line.side], len(line.values) > MANY
    if many:
        edge = [(days(v.at), y(v.high)) for v in line.values] + [(days(v.at), y(v.low)) for v in reversed(line.values)]
        yield svg.path(edge, closed=True, fill=colour, fill_opacity=0.22)
    dash = "5 3" if line.side == "right" else None
    yield svg.path(
        [(days(v.at), y(v.mean)) for v in line.values], fill="none", stroke=colour, stroke_width=1.2,
        stroke_dasharray=dash, stroke_opacity=0.7,
    )  # fmt: skip
    for value in line.values:
        x = days(value.at)
        if not many:
            yield svg.line(x, y(value.low), x, y(value.high), colour, stroke_width=2)
        yield svg.tag("circle", cx=x, cy=y(value.mean), r=2 if many else 3.5, fill=colour)


def _felt(felt: Sequence[FeltMark], days: svg.AxisScale, top: float, words: CourseWords) -> Iterator[str]:
    y = svg.AxisScale(0.0, 10.0, top + FELT, top + 20)
    yield _title(top, words.felt)
    named = {"pain": words.pain, "effort": words.effort}
    yield from legend([(named[kind], colour, FELT_MARKS[kind]) for kind, colour in FELT_COLOURS.items()], top + 12)
    yield from grid(y, (0.0, 5.0, 10.0))
    for kind, colour in FELT_COLOURS.items():
        marks = [one for one in felt if one.kind == kind]
        yield svg.path(
            [(days(m.at), y(m.value)) for m in marks], fill="none", stroke=colour, stroke_opacity=0.5,
            stroke_dasharray=None if kind == "pain" else "2 3",
        )  # fmt: skip
        radius = 3.5 if len(marks) <= MANY else 1.2
        yield from (mark(days(one.at), y(one.value), colour, FELT_MARKS[kind], radius) for one in marks)


def _weeks(weeks: Sequence[WeekBar], days: svg.AxisScale, top: float, words: CourseWords) -> Iterator[str]:
    """A bar of kilometres for each week, with a dot above it that grows with the minutes uphill."""
    y = svg.AxisScale(0.0, max(week.km for week in weeks) * 1.25 or 1.0, top + FELT, top + 20)
    yield _title(top, words.running)
    yield from legend([(words.uphill, UPHILL, "full")], top + 12)
    yield from grid(y, svg.nice_ticks(0.0, y.high, 2))
    most = max(week.uphill_min for week in weeks)
    for week in weeks:
        left, right = days(week.at + 0.7), days(week.at + 6.3)
        yield svg.rect(left, y(week.km), max(0.8, right - left), y(0) - y(week.km), RUNNING)
        if week.uphill_min > 0:
            radius = 1.2 + 3.3 * (week.uphill_min / most) ** 0.5
            yield svg.tag("circle", cx=(left + right) / 2, cy=y(week.km) - 5, r=radius, fill=UPHILL)


def _done(weeks: Sequence[DoneBar], days: svg.AxisScale, top: float, words: CourseWords) -> Iterator[str]:
    """For each week an outline for what was planned, filled as far as it was told."""
    most = max(max(week.planned, week.told) for week in weeks) or 1.0
    y = svg.AxisScale(0.0, most * 1.1, top + SESSIONS, top + 20)
    yield _title(top, words.done)
    yield from grid(y, (0.0, float(round(most))))
    for week in weeks:
        left, width = days(week.at + 0.7), max(0.8, days(week.at + 6.3) - days(week.at + 0.7))
        if week.told:
            yield svg.rect(left, y(week.told), width, y(0) - y(week.told), KEPT_FILL, fill_opacity=0.75)
        if week.planned:
            height = y(0) - y(week.planned)
            yield svg.rect(left, y(week.planned), width, height, "none", stroke=svg.MUTED, stroke_width=0.8)


def _live(sessions: Sequence[ShareMark], days: svg.AxisScale, top: float, words: CourseWords) -> Iterator[str]:
    """Per cent of the steps in the band: a full dot with feedback, a ring without."""
    y = svg.AxisScale(0.0, 100.0, top + FELT, top + 20)
    yield _title(top, words.live)
    yield from legend([(words.shown, KEPT_FILL, "full"), (words.unseen, svg.INK, "ring")], top + 12)
    yield from grid(y, (0.0, 50.0, 100.0))
    for one in sessions:
        if one.shown is not None:
            yield mark(days(one.at), y(100 * one.shown), KEPT_FILL)
        if one.unseen is not None:
            yield mark(days(one.at), y(100 * one.unseen), svg.INK, "ring")


def _stretches(title: str, stretches: Sequence[NamedSpan], days: svg.AxisScale, top: float) -> Iterator[str]:
    """One line of what lasted, each set off from the next, with its word, or a short one, where there is room."""
    yield _title(top, title)
    free = LEFT
    for place, one in enumerate(stretches):
        left, right = days(one.first), max(days(one.last), days(one.first) + 3)
        ends = min((days(later.first) for later in stretches[place + 1 :]), default=RIGHT)
        said = svg.tag("title", str(escape(one.word)))
        shade = 0.35 if place % 2 else 0.6
        yield svg.tag("rect", said, x=left, y=top + 20, width=right - left, height=10, fill=RUNNING, fill_opacity=shade)
        word = one.word if 6.4 * len(one.word) < ends - left or not one.short else one.short
        if left >= free and word:
            at, anchor = (left, "start") if left + 6.4 * len(word) < RIGHT else (RIGHT, "end")
            yield svg.text(at, top + 44, word, anchor=anchor, fill=svg.MUTED)
            free = left + 6.4 * len(word) + 6


def _lanes(lanes: Sequence[CueLane], days: svg.AxisScale, top: float, words: CourseWords) -> Iterator[str]:
    yield _title(top, words.cues)
    for number, lane in enumerate(lanes):
        y = top + 16 + LANE * (number + 0.75)
        last = lane.marks[-1].word
        yield svg.text(LEFT, y - 12, f"{lane.title}: {last}" if last else lane.title, fill=svg.INK)
        yield svg.line(LEFT, y, RIGHT, y, svg.GRID)
        yield from (_cue_mark(mark, lane.title, days(mark.at), y) for mark in lane.marks)


def _cue_mark(mark: CueMark, title: str, x: float, y: float) -> str:
    colours = (KEPT_FILL, KEPT_FILL) if mark.kept else ("#ffffff", svg.INK)
    said = svg.tag("title", str(escape(f"{title}: {mark.word}" if mark.word else title)))
    return svg.tag("circle", said, cx=x, cy=y, r=6, fill=colours[0], stroke=colours[1], stroke_width=1.5)


def _days(days: svg.AxisScale, y: float) -> Iterator[str]:
    """Places of the calendar, as many as fit; a page writes them in its reader's language."""
    yield svg.line(LEFT, y - 4, RIGHT, y - 4, svg.MUTED)
    for tick in day_ticks(date.fromordinal(int(days.low + 0.6)), date.fromordinal(int(days.high - 0.6))):
        x = days(tick.on.toordinal())
        at = "start" if x < LEFT + 30 else "end" if x > RIGHT - 30 else "middle"
        yield svg.line(x, y - 4, x, y, svg.MUTED)
        yield svg.text(
            x, y + 12, tick.text, anchor=at, fill=svg.MUTED, data_on=str(tick.on), data_parts=" ".join(tick.parts)
        )
