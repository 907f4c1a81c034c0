"""What pictures of panels under each other share: their width, the scale and grid of a panel, its legend and marks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, Literal

from gaitcue.report.drawing import svg

WIDTH: Final = 720.0
LEFT, RIGHT = 56.0, 700.0
MarkShape = Literal["full", "ring", "square"]
"""shape tells marks apart as well as colour; a square is open as a ring is"""


def scale_around(ends: Sequence[float], bottom: float, top: float) -> svg.AxisScale:
    """A scale with a little room beyond what is drawn."""
    spare = 0.05 * (max(ends) - min(ends)) + 1e-6
    return svg.AxisScale(min(ends) - spare, max(ends) + spare, bottom, top)


def grid(y: svg.AxisScale, ticks: Sequence[float]) -> Iterator[str]:
    """A line and a number for each tick."""
    for tick in ticks:
        yield svg.line(LEFT, y(tick), RIGHT, y(tick), svg.GRID)
        yield svg.text(LEFT - 6, y(tick) + 4, svg.tick_text(round(tick, 6)), anchor="end", fill=svg.MUTED)


def mark(x: float, y: float, colour: str, kind: MarkShape = "full", radius: float = 3.5, edge: float = 1.5) -> str:
    """One value."""
    fill = colour if kind == "full" else "#ffffff"
    if kind == "square":
        return svg.rect(x - radius, y - radius, 2 * radius, 2 * radius, fill, stroke=colour, stroke_width=2)
    return svg.tag("circle", cx=x, cy=y, r=radius, fill=fill, stroke=colour, stroke_width=edge)


def legend(entries: Sequence[tuple[str, str, MarkShape]], y: float) -> Iterator[str]:
    """Label, colour and mark of each, up to the right end of a panel; ``y`` is the line of text."""
    x = RIGHT
    for label, colour, kind in reversed(entries):
        yield svg.text(x, y, label, anchor="end", fill=colour, font_weight=600)
        x -= 6.4 * len(label) + 14
        yield mark(x + 6, y - 4, colour, kind, radius=4.0, edge=1.2)
        x -= 10
