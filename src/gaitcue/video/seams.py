"""Bars and seams: what an editor added to the picture is no scene, and must not be taken for its verticals.

A portrait clip in a wide frame has bars on both sides, black, white, or filled with a blurred copy; a split screen has
clips side by side. Their edges are straight and upright whatever the camera's roll.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcue.terms.arrays import Mask, Pixels

# No published values: product defaults, tried on drawn rooms and ten real clips.
BLACK, WHITE = 6.0, 249.0
"""grey levels of a bar of one colour"""
EVEN_LEVELS = 2.0
"""spread of grey levels within it (noise of the encoder)"""
THINNEST = 0.02
"""of the picture's side; a thinner strip is no bar"""
BLURRED = 0.25
"""of the picture's usual sharpness: a filled bar is a blurred copy"""
ALIKE = 0.03
"""of the width: filled bars are as wide on one side as on the other"""
EDGE_LEVELS = 5.0
"""grey levels between neighbouring columns that make an edge in a row"""
WHOLE_HEIGHT = 0.9
"""share of the rows in which a seam between two clips is an edge; what lies beside it may be alike in the others"""
LESS_BESIDE = 0.6
"""of that share, at most, a few columns further on: a seam is sharp"""
BESIDE = 5
PLACES = (1 / 3, 1 / 2, 2 / 3)
NEAR_PLACE = 0.008
"""of the width: clips side by side are of one width"""


@dataclass(frozen=True, slots=True)
class Content:
    """Where the scene lies in a picture; ``split`` when there are several."""

    left: int
    right: int
    top: int
    bottom: int
    split: bool = False

    def of(self, picture: Pixels) -> Pixels:
        return picture[self.top : self.bottom, self.left : self.right]


def find_content(picture: Pixels) -> Content:
    """The part of a grey picture (rows, columns) that a camera saw."""
    top, bottom = _between_even_bars(picture.T)
    left, right = _between_even_bars(picture[top:bottom])
    inner = _between_blurred_bars(picture[top:bottom, left:right])
    left, right = left + inner[0], left + inner[1]
    return Content(left, right, top, bottom, split=_is_split(picture[top:bottom, left:right]))


def _between_even_bars(picture: Pixels) -> tuple[int, int]:
    """First column, and the one after the last, between black or white bars at the left and at the right."""
    columns, even = picture.shape[1], _even_columns(picture)
    left, right = _run(even), _run(even[::-1])
    thin = THINNEST * columns
    left, right = (0 if left < thin else left), (0 if right < thin else right)
    return (left, columns - right) if columns - left - right > thin else (0, columns)


def _even_columns(picture: Pixels) -> Mask:
    """Columns that are black or white from top to bottom."""
    level = picture.mean(axis=0, dtype=np.float64)
    return np.asarray((picture.std(axis=0) < EVEN_LEVELS) & ((level < BLACK) | (level > WHITE)))


def _between_blurred_bars(picture: Pixels) -> tuple[int, int]:
    """The same between bars that are a blurred copy of the picture: much less sharp, and alike in width."""
    columns = picture.shape[1]
    steps = np.abs(np.diff(picture.astype(np.float64), n=2, axis=0))
    if steps.size == 0:
        return 0, columns
    sharpness = steps.mean(axis=0)
    soft = sharpness < BLURRED * np.percentile(sharpness, 75)
    left, right = _run(soft), _run(soft[::-1])
    bars = min(left, right) > THINNEST * columns and abs(left - right) < ALIKE * columns
    return (left, columns - right) if bars and left + right < columns else (0, columns)


def _is_split(picture: Pixels) -> bool:
    """Whether a seam, or a bar of one colour, stands where clips of one width meet."""
    columns = picture.shape[1]
    if columns < 100:
        return False
    if _has_bar_inside(_even_columns(picture)):
        return True
    levels = picture.astype(np.float64)
    wide = np.abs(levels[:, 2:] - levels[:, :-2])  # scaling spreads an edge over two columns
    share = np.concatenate([[0.0], (wide > EDGE_LEVELS).mean(axis=0), [0.0]])
    beside = np.maximum(np.roll(share, BESIDE), np.roll(share, -BESIDE))
    seams = np.flatnonzero((share > WHOLE_HEIGHT) & (beside < LESS_BESIDE * share)) / columns
    return any(bool((np.abs(seams - place) < NEAR_PLACE).any()) for place in PLACES)


def _has_bar_inside(even: Mask) -> bool:
    """Whether the middle of a bar lies where clips of one width meet: portrait clips beside each other have one."""
    ends = np.flatnonzero(np.diff(np.concatenate([[0], even.astype(int), [0]]))).reshape(-1, 2)
    inside = (ends[:, 0] > 0) & (ends[:, 1] < len(even)) & (np.diff(ends, axis=1)[:, 0] > THINNEST * len(even))
    middles = ends[inside].mean(axis=1) / len(even)
    return any(bool((np.abs(middles - place) < NEAR_PLACE).any()) for place in PLACES)


def _run(true: Mask) -> int:
    """How many at the start hold."""
    return len(true) if true.all() else int(np.argmin(true))
