"""Exercises as plain line figures of our own: the start and the end position side by side."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any, Final

WIDTH, HEIGHT, FLOOR = 120, 80, 76
ABOVE: Final = 12
"""room for who jumps"""
HEAD_RADIUS: Final = 6
BODY, PROP, INK = 3.2, 1.6, "#1f4e79"
GREY: Final = "#8a8f98"


@cache
def figures() -> dict[str, dict[str, Any]]:
    """Exercise -> its two positions."""
    text = files("gaitcue.report.drawing").joinpath("exercise_figures.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def exercise_svg(exercise: str, title: str) -> str:
    """One exercise as SVG: start on the left, end on the right; empty where it has no figure.

    Examples
    --------
    >>> exercise_svg("bridge_hold", "Bridge hold").startswith("<svg")
    True
    """
    figure = figures().get(exercise)
    if figure is None:
        return ""
    drawn = "".join(_pose(figure, name, place * (WIDTH + 10)) for place, name in enumerate(("start", "end")))
    wide = 2 * WIDTH + 10
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {-ABOVE} {wide} {HEIGHT + ABOVE}" role="img" '
        f'width="{wide}" height="{HEIGHT + ABOVE}">'
        f"<title>{escape(title)}: start and end position</title>{drawn}</svg>"
    )


def _pose(figure: dict[str, Any], name: str, shift: int) -> str:
    pose = figure[name]
    x, y = pose["head"]
    parts = [_line([(0, FLOOR), (WIDTH, FLOOR)], GREY, PROP, shift)]
    parts += [_line(line, GREY, PROP, shift) for line in figure.get("props", ())]
    parts.append(
        f'<circle cx="{x + shift}" cy="{y}" r="{HEAD_RADIUS}" fill="none" stroke="{INK}" stroke-width="{BODY}"/>'
    )
    return "".join([*parts, *(_line(line, INK, BODY, shift) for line in pose["lines"])])


def _line(points: Sequence[Sequence[float]], colour: str, width: float, shift: int) -> str:
    told = " ".join(f"{x + shift:g},{y:g}" for x, y in points)
    return (
        f'<polyline points="{told}" fill="none" stroke="{colour}" stroke-width="{width}" '
        'stroke-linecap="round" stroke-linejoin="round"/>'
    )


def points_of(exercise: str) -> Iterator[tuple[float, float]]:
    """Every point of a figure, for checks."""
    figure = figures()[exercise]
    for name in ("start", "end"):
        x, y = figure[name]["head"]
        yield x, y
        for line in figure[name]["lines"]:
            yield from ((x, y) for x, y in line)
