"""The lower body as our own drawing, from the front and from behind, with a spot for each place that can hurt."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final

from gaitcue.report.drawing import svg

VIEWS: Final = ("front", "back")
SPOT: Final = 13.0
"""radius; a finger finds it"""
SKIN: Final = "#eef2f5"
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Spot:
    """One place of the body in one view."""

    site: str
    side: str
    """left or right of the person; empty in the middle"""
    x: float
    y: float

    @property
    def place(self) -> str:
        """How the diary calls it."""
        return f"{self.site}_{self.side}" if self.side else self.site


@dataclass(frozen=True, slots=True)
class BodyWords:
    """What is written in a view, and what it is called."""

    title: str
    left: str
    right: str


@cache
def _data() -> dict[str, Any]:
    return tomllib.loads(files("gaitcue.report.drawing").joinpath("body.toml").read_text(encoding="utf-8"))


def spots(view: str) -> tuple[Spot, ...]:
    """Every place that is drawn in a view. Seen from the front, a person's left is on the right of the picture.

    Examples
    --------
    >>> [round(one.x) for one in spots("front") if one.place == "patellofemoral_left"]
    [117]
    >>> [round(one.x) for one in spots("back") if one.place == "calf_left"]
    [52]
    """
    middle = _data()["size"]["width"] / 2
    found = []
    for site, (beside, y) in _data()[view]["spots"].items():
        sides = ("left", "right") if beside else ("",)
        for side in sides:
            on_the_right = (side == "left") == (view == "front")
            found.append(Spot(site, side, middle + (beside if on_the_right else -beside), y))
    return tuple(found)


def body_svg(view: str, words: BodyWords) -> str:
    """One view: outline, a few lines, and a ``g.spot`` with ``data-place`` for each place."""
    size = _data()["size"]
    middle = size["width"] / 2
    half = [(float(x), float(y)) for x, y in _data()["outline"]["half"]]
    whole = [(middle + x, y) for x, y in half] + [(middle - x, y) for x, y in reversed(half)]
    first, last = (words.right, words.left) if view == "front" else (words.left, words.right)
    return svg.drawing(
        size["width"],
        size["height"],
        words.title,
        svg.tag("path", d=smooth(whole, closed=True), fill=SKIN, stroke=svg.MUTED, stroke_width=1.5),
        *_lines(view, middle),
        svg.text(2, 12, first, fill=svg.MUTED),
        svg.text(size["width"] - 2, 12, last, anchor="end", fill=svg.MUTED),
        *map(_drawn, spots(view)),
        css_class="body",
    )


def _lines(view: str, middle: float) -> Iterator[str]:
    for line in _data()[view]["lines"]:
        for way in (1, -1) if any(x for x, _ in line) else (1,):
            points = [(middle + way * x, y) for x, y in line]
            yield svg.tag("path", d=smooth(points), fill="none", stroke=svg.MUTED, stroke_width=1, stroke_opacity=0.6)


def _drawn(spot: Spot) -> str:
    circle = svg.tag("circle", cx=spot.x, cy=spot.y, r=SPOT)
    return svg.tag("g", circle, class_="spot", data_place=spot.place)


def smooth(points: Sequence[Point], *, closed: bool = False) -> str:
    """A path of cubic curves through all points (Catmull-Rom).

    Examples
    --------
    >>> smooth([(0, 0), (6, 0), (6, 6)])
    'M0 0C1 0 5 -1 6 0C7 1 6 5 6 6'
    """
    around = [points[-1], *points, *points[:2]] if closed else [points[0], *points, points[-1]]
    parts = [f"M{_told(points[0])}"]
    for before, start, end, after in zip(around, around[1:], around[2:], around[3:], strict=False):
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        parts.append(f"C{_told(first)} {_told(second)} {_told(end)}")
    return "".join(parts) + ("Z" if closed else "")


def _told(point: Point) -> str:
    return f"{point[0]:.4g} {point[1]:.4g}"
