"""What the person said, as small bars (pain, effort, awkwardness, 0-10) and as a line over visits."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from gaitcue.report.drawing import svg
from gaitcue.report.wording.words import NOT_RECORDED, date_words

TOP: Final = 10.0
"""end of the 0-10 scales"""
ROW, LABEL, WIDTH = 18.0, 150.0, 300.0
LONGEST = 24
"""letters of a name that have room before the bars"""


def score_bars(title: str, rows: Sequence[tuple[str, float | None, bool]]) -> str:
    """One bar for each take on the 0-10 scale.

    Parameters
    ----------
    rows : (name of the take, score or None, whether it is the chosen cue)
    """
    scale = svg.AxisScale(0, TOP, LABEL, WIDTH - 26)
    said = "; ".join(f"{name} {NOT_RECORDED if score is None else f'{score:g}'}" for name, score, _ in rows)
    parts = [part for i, row in enumerate(rows) for part in _bar(scale, ROW * i, *row)]
    return svg.drawing(WIDTH, ROW * max(len(rows), 1), f"{title}, 0 to 10: {said}", *parts)


def _bar(scale: svg.AxisScale, y: float, name: str, score: float | None, chosen: bool) -> list[str]:
    colour = svg.LEG_COLOURS["near"] if chosen else svg.MUTED
    shown = name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"
    parts = [svg.text(0, y + 15, shown, size=12, font_weight=600 if chosen else 400)]
    parts.append(svg.rect(scale.start, y + 4, scale.end - scale.start, 14, "#eef1f4", rx=2))
    if score is None:
        return [*parts, svg.text(scale.start + 4, y + 15, NOT_RECORDED, size=11, fill=svg.MUTED)]
    parts.append(svg.rect(scale.start, y + 4, max(scale(score) - scale.start, 1.5), 14, colour, rx=2))
    return [*parts, svg.text(scale.end + 6, y + 15, f"{score:g}", size=12, font_weight=600)]


def trend_line(title: str, points: Sequence[tuple[date, float]]) -> str:
    """Effort above baseline, visit by visit."""
    width, height = WIDTH, 130.0
    values = [value for _, value in points]
    x = svg.AxisScale(0, max(len(points) - 1, 1), 44, width - 34)
    y = svg.AxisScale(min(0.0, *values) - 0.5, max(1.0, *values) + 0.5, height - 28, 12)
    parts = []
    for tick in svg.nice_ticks(y.low, y.high):
        parts.append(svg.line(x.start - 8, y(tick), width - 8, y(tick), svg.MUTED if tick == 0 else svg.GRID))
        parts.append(svg.text(x.start - 14, y(tick) + 4, svg.tick_text(tick), size=11, anchor="end", fill=svg.MUTED))
    line = [(x(i), y(value)) for i, value in enumerate(values)]
    parts.append(svg.path(line, fill="none", stroke=svg.LEG_COLOURS["near"], stroke_width=2))
    for (day, _), (left, top) in zip(points, line, strict=True):
        parts.append(svg.tag("circle", cx=left, cy=top, r=4, fill=svg.LEG_COLOURS["near"]))
        parts.append(svg.text(left, height - 8, f"{day.day} {day:%b}", size=11, anchor="middle", fill=svg.MUTED))
    said = "; ".join(f"{date_words(day)} {value:+g}" for day, value in points)
    return svg.drawing(width, height, f"{title}, effort above baseline: {said}", *parts)
