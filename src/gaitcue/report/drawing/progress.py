"""How a course of retraining goes, session by session: the share of steps in the band, the number trained."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from gaitcue.report.drawing import svg
from gaitcue.report.drawing.panels import LEFT, RIGHT, WIDTH, grid, legend, mark, scale_around

TOP: Final = 34.0
SHARES, VALUES, GAP, FOOT = 130.0, 150.0, 62.0, 46.0
WITH, WITHOUT = "#0b5f96", "#b04a12"
APART: Final = 7.0
"""px between the marks with and without feedback of one session"""
WIDEST_STEP: Final = 90.0


@dataclass(frozen=True, slots=True)
class Mark:
    """What was measured in a part of a session."""

    share: float
    """of the steps in the band, 0 to 1"""
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Column:
    """One session, or one run without feedback that shows what was kept."""

    label: str
    """its number, or when the test was"""
    day: str
    test: bool
    with_feedback: Mark | None
    without: Mark | None
    kept: str = ""
    """of a test: how much of the change was kept, in words"""
    at_pace: bool = True
    """at the speed and incline of the band that is drawn; else only the shares are"""


@dataclass(frozen=True, slots=True)
class Aimed:
    """The band, and where the person began."""

    low: float
    high: float
    baseline: float
    kept: float | None = None
    """from which value on enough of the trained change is there; None while there is none"""


@dataclass(frozen=True, slots=True)
class ProgressWords:
    alt: str
    shares: str
    values: str
    """title of the lower panel: the measure and its unit"""
    with_feedback: str
    without: str
    usual: str
    band: str
    kept: str
    tests: str


def progress_drawing(columns: Sequence[Column], aimed: Aimed, kept_share: float, words: ProgressWords) -> str:
    """The whole picture as SVG.

    Parameters
    ----------
    columns : sessions and tests in order of time, at least one
    kept_share : of the steps in the band, from which on it counts as holding; drawn as a line
    """
    places = tuple(_places(len(columns)))
    lower = TOP + SHARES + GAP
    parts = [
        *legend([(words.with_feedback, WITH, "full"), (words.without, WITHOUT, "square")], 12),
        *_tests(columns, places, lower + VALUES, words),
        *_shares(columns, places, kept_share, words),
        *_values(columns, places, lower, aimed, words),
        *_feet(columns, places, lower + VALUES),
    ]
    return svg.drawing(WIDTH, lower + VALUES + FOOT, words.alt, *parts, css_class="progress-picture")


def _places(count: int) -> Iterator[float]:
    """Across the whole width, and not too far apart where there are few."""
    step = min((RIGHT - LEFT) / max(count, 1), WIDEST_STEP)
    yield from (LEFT + step * (place + 0.5) for place in range(count))


def _tests(columns: Sequence[Column], places: Sequence[float], bottom: float, words: ProgressWords) -> Iterator[str]:
    """What is a test lies on a pale ground."""
    own = [place for column, place in zip(columns, places, strict=True) if column.test]
    if own:
        half = (places[1] - places[0]) / 2 if len(places) > 1 else 30.0
        yield svg.rect(own[0] - half, TOP - 6, own[-1] - own[0] + 2 * half, bottom - TOP + 12, "#f3f5f7")
        left, room = own[0] - half + 6, 5.6 * len(words.tests)
        at, anchor = (left, "start") if left + room < RIGHT else (RIGHT, "end")
        yield svg.text(at, bottom + FOOT - 4, words.tests, size=10, anchor=anchor, fill=svg.MUTED)


def _shares(
    columns: Sequence[Column], places: Sequence[float], kept_share: float, words: ProgressWords
) -> Iterator[str]:
    y = svg.AxisScale(0.0, 100.0, TOP + SHARES, TOP)
    yield svg.text(LEFT, 12, words.shares, font_weight=600)
    yield from grid(y, (0, 50, 100))
    line = y(100 * kept_share)
    yield svg.line(LEFT, line, RIGHT, line, svg.USUAL_EDGE, stroke_width=1.5, stroke_dasharray="6 4")
    yield svg.text(LEFT - 6, line + 4, f"{100 * kept_share:.0f}", anchor="end", size=10, fill=svg.USUAL_EDGE)
    for one, x, without in _marks(columns, places):
        yield _dot(x, y(100 * one.share), without=without)


def _values(
    columns: Sequence[Column], places: Sequence[float], top: float, aimed: Aimed, words: ProgressWords
) -> Iterator[str]:
    own = [pair for pair in zip(columns, places, strict=True) if pair[0].at_pace]
    marks = list(_marks([column for column, _ in own], [place for _, place in own]))
    ends = [end for one, *_ in marks for end in (one.low, one.high)]
    ends += [aimed.low, aimed.high, aimed.baseline, *([] if aimed.kept is None else [aimed.kept])]
    y = scale_around(ends, top + VALUES, top)
    yield svg.text(LEFT, top - 14, words.values, font_weight=600)
    yield svg.rect(LEFT, y(aimed.high), RIGHT - LEFT, y(aimed.low) - y(aimed.high), svg.USUAL)
    yield svg.text(RIGHT - 4, y(aimed.high) + 12, words.band, anchor="end", size=10, fill=svg.USUAL_EDGE)
    yield from grid(y, svg.nice_ticks(y.low, y.high))
    yield svg.line(LEFT, y(aimed.baseline), RIGHT, y(aimed.baseline), svg.INK, stroke_dasharray="2 3")
    yield svg.text(RIGHT - 4, y(aimed.baseline) - 4, words.usual, anchor="end", size=10, fill=svg.MUTED)
    if aimed.kept is not None:
        yield svg.line(
            LEFT, y(aimed.kept), RIGHT, y(aimed.kept), svg.USUAL_EDGE, stroke_width=1.5, stroke_dasharray="6 4"
        )
        yield svg.text(LEFT + 4, y(aimed.kept) - 4, words.kept, size=10, fill=svg.USUAL_EDGE)
    for one, x, without in marks:
        yield svg.line(x, y(one.low), x, y(one.high), WITHOUT if without else WITH, stroke_width=1.5)
        yield _dot(x, y(one.value), without=without)


def _dot(x: float, y: float, *, without: bool) -> str:
    return mark(x, y, WITHOUT, "square", 4.0) if without else mark(x, y, WITH, radius=4.0)


def _marks(columns: Sequence[Column], places: Sequence[float]) -> Iterator[tuple[Mark, float, bool]]:
    for column, place in zip(columns, places, strict=True):
        both = column.with_feedback is not None and column.without is not None
        if column.with_feedback is not None:
            yield column.with_feedback, place - APART * both, False
        if column.without is not None:
            yield column.without, place + APART * both, True


def _feet(columns: Sequence[Column], places: Sequence[float], bottom: float) -> Iterator[str]:
    for column, x in zip(columns, places, strict=True):
        yield svg.text(x, bottom + 14, column.label, anchor="middle", font_weight=600)
        yield svg.text(x, bottom + 27, column.kept or column.day, anchor="middle", size=9, fill=svg.MUTED)
