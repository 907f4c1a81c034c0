"""Where people are in a picture: BlazePose's own single-shot detector."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from gaitcue.pose.looking.crop import Crop, crop_around
from gaitcue.pose.looking.engine import DetectorNetwork
from gaitcue.pose.looking.exposure import picture_for_model
from gaitcue.terms.arrays import Array

if TYPE_CHECKING:
    from gaitcue.video import Frame


INPUT_SIZE = 224
GRIDS = ((28, 2), (14, 2), (7, 6))
"""cells per side and anchors per cell of the detector's layers (strides 8, 16 and three times 32; two each)"""
MIN_SCORE = 0.5
MIN_SCORE_TILED = 0.6
"""a part of the picture gives more false alarms"""
PARTS = (2 / 3, 1 / 3)
"""closer looks at squares of this share of the frame's shorter side; the smallest, which are the most, only where
something was seen and nobody fairly clearly"""
CLOSER_EVERY_S = 0.5
"""true time between two closer looks that show nobody clearly"""
FILLS = 1.25
"""the circle around a body that fills a part may reach this far beyond it"""
CLEAR, FAIRLY_CLEAR = 0.8, 0.6
"""clearness of a detection that needs no closer look, and what one from a closer look must exceed"""
SAME_PERSON_IOU = 0.3
SAME_PERSON_SHARE = 0.4
"""hips nearer to each other than this share of the larger body circle's radius belong to one person"""


@dataclass(frozen=True, slots=True)
class Detection:
    """One person, in px of the displayed frame."""

    score: float
    body: Array
    """(2, 2): the middle of the hips, and a point on the circle around the whole body"""

    @property
    def crop(self) -> Crop:
        return crop_around(self.body)

    @property
    def radius(self) -> float:
        """px, of the circle around the whole body"""
        return radius_of(self.body)

    @property
    def clearness(self) -> float:
        """0-1: score x uprightness; a blurred runner may be seen upside down with a good score"""
        upright = float(self.body[0, 1] - self.body[1, 1]) / max(self.radius, 1e-6)
        return self.score * max(upright, 0.0)


@cache
def anchors() -> Array:
    """(2254, 2) centres of the detector's anchors, 0-1 of the picture."""
    layers = []
    for cells, per_cell in GRIDS:
        centre = (np.arange(cells) + 0.5) / cells
        y, x = np.meshgrid(centre, centre, indexing="ij")
        layers.append(np.repeat(np.stack([x.ravel(), y.ravel()], axis=1), per_cell, axis=0))
    return np.concatenate(layers)


def decode_boxes(boxes: NDArray[np.floating], logits: NDArray[np.floating]) -> tuple[Array, Array]:
    """Bodies (n, 2, 2) in 0-1 of the picture and scores (n,) of all anchors over the threshold, best first."""
    scores = 1.0 / (1.0 + np.exp(-np.clip(np.asarray(logits, float), -100.0, 100.0)))
    order = np.argsort(-scores)
    order = order[scores[order] >= MIN_SCORE]
    # 4 numbers of the face box, then x, y of: hip centre, body circle, shoulder centre, upper-body circle
    points = np.asarray(boxes, float)[order, 4:8].reshape(-1, 2, 2) / INPUT_SIZE
    return points + anchors()[order, None], scores[order]


def merge(bodies: Array, scores: Array) -> tuple[Array, Array]:
    """Join detections of the same person: the best of them, averaged with those much like it.

    Parameters
    ----------
    bodies : (n, 2, 2) hip centre and body circle, best first
    scores : (n,)

    A blurred person also gives small circles within the large one, with scores as high: score x size decides.
    """
    left = list(range(len(bodies)))
    merged, best = [], []
    while left:
        same = [i for i in left if is_one_person(bodies[left[0]], bodies[i])]
        lead = max(same, key=lambda i: scores[i] * radius_of(bodies[i]))
        alike = [i for i in same if is_alike(bodies[lead], bodies[i])]
        merged.append(np.average(bodies[alike], axis=0, weights=scores[alike]))
        best.append(max(scores[same]))
        left = [i for i in left if i not in same]
    return np.array(merged).reshape(-1, 2, 2), np.array(best)


def is_one_person(a: Array, b: Array) -> bool:
    """Circles that overlap well, or one whose hips lie well inside the other."""
    near = float(np.hypot(*(a[0] - b[0]))) < SAME_PERSON_SHARE * max(radius_of(a), radius_of(b))
    return near or overlap(a, b) > SAME_PERSON_IOU


def is_alike(lead: Array, other: Array) -> bool:
    """Circles that overlap well, upright the same way: the mean of one and its reverse would be a point."""
    same_way = float(np.hypot(*(lead[1] - other[1]))) < max(radius_of(lead), radius_of(other))
    return same_way and overlap(lead, other) > SAME_PERSON_IOU


def radius_of(body: Array) -> float:
    """px, of the circle around a body (2, 2)."""
    return float(np.hypot(*(body[1] - body[0])))


def overlap(a: Array, b: Array) -> float:
    """Intersection over union of the upright squares around two bodies."""
    ra, rb = radius_of(a), radius_of(b)
    low = np.maximum(a[0] - ra, b[0] - rb)
    high = np.minimum(a[0] + ra, b[0] + rb)
    shared = float(np.prod(np.maximum(high - low, 0.0)))
    return shared / max(4 * ra**2 + 4 * rb**2 - shared, 1e-9)


class PersonDetector:
    """Finds the people in a frame."""

    def __init__(self) -> None:
        self._network = DetectorNetwork()
        self._in_vain_at = -np.inf

    def __call__(self, frame: Frame) -> list[Detection]:
        """People in the whole frame, best first; while none is seen clearly, small ones are looked for in parts of it.

        Around a small figure the whole picture is often taken for somebody large who lies or stands on the head. A
        closer look is dozens of looks: where it shows nobody clearly, the next one waits for ``CLOSER_EVERY_S``.
        """
        if abs(frame.time_s - self._in_vain_at) < CLOSER_EVERY_S:
            return self.glance(frame)
        found = self._whole(frame)
        if _clearest(found) >= CLEAR:
            return found
        found = self._first_clear(frame, found)
        if _clearest(found) < CLEAR:
            self._in_vain_at = frame.time_s
        return found

    def glance(self, frame: Frame) -> list[Detection]:
        """People who are fairly clear in the whole frame: one look, for whom nothing depends on small figures."""
        found = self._whole(frame)
        return found if _clearest(found) >= FAIRLY_CLEAR else []

    def closely(self, frame: Frame) -> list[Detection]:
        """Also those whom somebody larger outshines in the whole frame; more false alarms, each to be looked into."""
        found = self._whole(frame)
        return _all_of(found, self._look_closer(frame, PARTS[0] * min(frame.width, frame.height)))

    def at(self, frame: Frame, x: float, y: float) -> list[Detection]:
        """Whoever is seen around a point, px, in looks of several sizes."""
        sides = [share * min(frame.width, frame.height) for share in (1.0, *PARTS)]
        return _all_of(self._whole(frame), *(self._look(frame, x, y, side, MIN_SCORE) for side in sides))

    def _whole(self, frame: Frame) -> list[Detection]:
        return self._look(frame, frame.width / 2, frame.height / 2, max(frame.width, frame.height), MIN_SCORE)

    def _first_clear(self, frame: Frame, found: list[Detection]) -> list[Detection]:
        """What closer and closer looks show, if it is clearer than what was ``found``."""
        for share in PARTS:
            closer = self._look_closer(frame, share * min(frame.width, frame.height))
            if not found or _clearest(closer) > max(_clearest(found), FAIRLY_CLEAR):
                found = closer
            if not found or _clearest(found) >= FAIRLY_CLEAR:
                break
        return found

    def _look_closer(self, frame: Frame, side: float) -> list[Detection]:
        """Half overlapping squares of ``side`` px."""
        found = [d for seen in self._looks(frame, _tiles(frame, side), side, MIN_SCORE_TILED) for d in seen]
        found = [d for d in found if fits_in(d, side, frame.width, frame.height)]
        found.sort(key=lambda d: -d.score)
        return _merged(found)

    def _look(self, frame: Frame, x: float, y: float, side: float, min_score: float) -> list[Detection]:
        return next(self._looks(frame, [(x, y)], side, min_score))

    def _looks(
        self, frame: Frame, centres: Sequence[tuple[float, float]], side: float, min_score: float
    ) -> Iterator[list[Detection]]:
        """Who is seen in each of the squares of ``side`` px."""
        scale = side / INPUT_SIZE
        corners = [np.array([x - side / 2 - 0.5, y - side / 2 - 0.5]) for x, y in centres]
        pictures = (
            picture_for_model(frame, np.column_stack([np.eye(2) * scale, corner + 0.5 * scale]), INPUT_SIZE)
            for corner in corners
        )
        for corner, answer in zip(corners, self._network.each(pictures), strict=True):
            bodies, scores = decode_boxes(*answer)
            found = zip(scores, bodies * side + corner, strict=True)
            yield _merged([Detection(float(score), body) for score, body in found if score >= min_score])


def fits_in(detection: Detection, side: float, width: int, height: int) -> bool:
    """Are the hips in the picture, and the circle around the body hardly larger than the part of ``side`` px?

    A part without anybody is often taken for a piece of somebody much larger, who would be seen in the whole.
    """
    x, y = detection.body[0]
    return bool(0 <= x < width and 0 <= y < height and 2 * detection.radius <= FILLS * side)


def _all_of(*looks: list[Detection]) -> list[Detection]:
    """Everybody in several looks, each person once: as the look said in which he or she was seen most clearly."""
    kept: list[Detection] = []
    for seen in sorted((d for look in looks for d in look), key=lambda d: -d.clearness):
        if not any(_is_one_place(seen, other) for other in kept):
            kept.append(seen)
    return kept


def _is_one_place(a: Detection, b: Detection) -> bool:
    """Stricter than :func:`is_one_person`: somebody may stand right before the runner."""
    return float(np.hypot(*(a.body[0] - b.body[0]))) < SAME_PERSON_SHARE * min(a.radius, b.radius)


def _clearest(found: list[Detection]) -> float:
    return max((d.clearness for d in found), default=0.0)


def _merged(found: list[Detection]) -> list[Detection]:
    bodies = np.array([d.body for d in found]).reshape(-1, 2, 2)
    bodies, scores = merge(bodies, np.array([d.score for d in found]))
    return [Detection(float(s), b) for b, s in zip(bodies, scores, strict=True)]


def _tiles(frame: Frame, side: float) -> list[tuple[float, float]]:
    """Centres of half overlapping squares that cover the frame."""

    def centres(length: int) -> Array:
        count = max(1, int(np.ceil((length - side) / (side / 2))) + 1)
        return np.linspace(side / 2, length - side / 2, count)

    return [(float(x), float(y)) for y in centres(frame.height) for x in centres(frame.width)]
