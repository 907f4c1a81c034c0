"""Plain plots as SVG text, made from the stored results: the pictures of docs/validation.md."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gaitcue.report.drawing.svg import (
    GRID,
    INK,
    MUTED,
    USUAL,
    AxisScale,
    drawing,
    line,
    nice_ticks,
    rect,
    tag,
    text,
    tick_text,
)

COLOURS = ("#0b5f96", "#b04a12", "#4a3a86", "#3f7d58")
MARKS = ("circle", "square", "diamond", "triangle")
WIDTH = 720.0


@dataclass(frozen=True, slots=True)
class Series:
    """Values at the rows or x places of a plot; None where there is none. Series differ by colour and by mark."""

    name: str
    values: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Axis:
    title: str
    low: float
    high: float
    band: tuple[float, float] | None = None
    """what is asked, shaded"""


def mark(kind: str, x: float, y: float, colour: str, size: float = 4.5) -> str:
    if kind == "circle":
        return tag("circle", cx=x, cy=y, r=size, fill=colour)
    if kind == "square":
        return rect(x - size, y - size, 2 * size, 2 * size, colour)
    corners = {
        "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0)),
        "triangle": ((0, -1.2), (1.2, 1), (-1.2, 1)),
    }[kind]
    places = " ".join(f"{x + size * dx:.1f},{y + size * dy:.1f}" for dx, dy in corners)
    return tag("polygon", points=places, fill=colour)


def legend(series: Sequence[Series], x: float, y: float) -> list[str]:
    parts: list[str] = []
    for index, one in enumerate(series):
        parts.append(mark(MARKS[index % 4], x, y - 4, COLOURS[index % 4]))
        parts.append(text(x + 10, y, one.name))
        x += 28 + 6.4 * len(one.name)
    return parts


def dots(title: str, alt: str, rows: Sequence[str], series: Sequence[Series], axis: Axis) -> str:
    """A dot plot: a row for each name, values along x; dots beyond the axis sit at its end."""
    left, top, step = 210.0, 64.0, 19.0
    bottom = top + step * len(rows)
    scale = AxisScale(axis.low, axis.high, left, WIDTH - 24)
    parts = [text(12, 20, title, size=14, font_weight="bold"), *legend(series, 18, 42)]
    if axis.band is not None:
        start, end = (scale.clipped(v) for v in axis.band)
        parts.append(rect(start, top - 8, end - start, bottom - top, USUAL))
    for value in nice_ticks(axis.low, axis.high, 6):
        parts.append(line(scale(value), top - 8, scale(value), bottom - 8, GRID))
        parts.append(text(scale(value), bottom + 8, tick_text(value), anchor="middle", fill=MUTED))
    parts.append(text((left + WIDTH - 24) / 2, bottom + 26, axis.title, anchor="middle", fill=INK))
    for number, name in enumerate(rows):
        y = top + step * number + 2
        parts.append(text(left - 10, y + 4, name, anchor="end"))
        for index, one in enumerate(series):
            known = one.values[number]
            if known is not None:
                parts.append(mark(MARKS[index % 4], scale.clipped(known), y, COLOURS[index % 4]))
    return drawing(WIDTH, bottom + 36, alt, *parts)


def histograms(title: str, alt: str, edges: Sequence[float], panels: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Small histograms above one another, all with the same x axis."""
    left, height, gap, top = 150.0, 54.0, 14.0, 44.0
    scale = AxisScale(edges[0], edges[-1], left, WIDTH - 24)
    parts = [text(12, 20, title, size=14, font_weight="bold")]
    bottom = top + len(panels) * (height + gap)
    for value in nice_ticks(edges[0], edges[-1], 6):
        parts.append(line(scale(value), top, scale(value), bottom - gap, GRID))
        parts.append(text(scale(value), bottom + 4, tick_text(value), anchor="middle", fill=MUTED))
    for number, (name, counts) in enumerate(panels):
        floor = top + number * (height + gap) + height
        most = max(*counts, 1)
        parts.append(text(left - 10, floor - 20, name, anchor="end"))
        for index, count in enumerate(counts):
            x, tall = scale(edges[index]), height * count / most
            parts.append(rect(x, floor - tall, scale(edges[index + 1]) - x - 0.6, tall, COLOURS[number % 2]))
        parts.append(line(left, floor, WIDTH - 24, floor, INK))
    parts.append(text((left + WIDTH - 24) / 2, bottom + 22, "error, ms (+ late)", anchor="middle"))
    return drawing(WIDTH, bottom + 32, alt, *parts)
