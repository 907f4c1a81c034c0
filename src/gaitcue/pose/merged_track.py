"""Segments, resolved one window after the other, put together on the clip's frames."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gaitcue.pose.legs import resolve
from gaitcue.pose.looking.offsets import BLAZEPOSE, KeypointConvention
from gaitcue.pose.looking.store import PassStore
from gaitcue.pose.runner.shots import WINDOW, Segment
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import KEYPOINTS, Side
from gaitcue.terms.records import Note

OVERLAP = 60
"""frames that two windows of one segment share; each is believed up to the middle of them"""


@dataclass(frozen=True, slots=True)
class Joined:
    """The runner on all frames of the store."""

    frame: NDArray[np.int64]
    position: Array
    """(T, 19, 2) px"""
    confidence: Array
    """(T, 19) 0-1"""
    segments: list[list[int]]
    """[first, last] frame of each"""
    notes: tuple[Note, ...]


def overlapping_windows(first: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """Overlapping windows that cover rows ``first`` to ``end``: what to read (from, to) and what to believe of it."""
    start, believed = first, first
    while True:
        stop = min(start + WINDOW, end)
        until = end if stop == end else stop - OVERLAP // 2
        yield start, stop, believed, until
        if stop == end:
            return
        start, believed = stop - OVERLAP, until


def join(
    store: PassStore,
    segments: Sequence[Segment],
    facing: Side,
    size: tuple[int, int],
    convention: KeypointConvention = BLAZEPOSE,
) -> Joined:
    """Resolve the legs in each segment; what lies outside the picture (``size``: width, height) is NaN."""
    position = np.full((len(store), len(KEYPOINTS), 2), np.nan)
    confidence = np.zeros(position.shape[:2])
    notes: dict[str, Note] = {}
    for segment in segments:
        for start, stop, believed, until in overlapping_windows(segment.first, segment.end):
            found = resolve(store.read(start, stop), facing, convention)
            part = slice(believed - start, until - start)
            position[believed:until], confidence[believed:until] = found.position[part], found.confidence[part]
            notes |= {note.code: note for note in found.notes}
    position, confidence = within_picture(position, confidence, size)
    frame = store.frames()
    ranges = [[int(frame[s.first]), int(frame[s.end - 1])] for s in segments]
    return Joined(frame, position, confidence, ranges, tuple(notes.values()))


def within_picture(position: Array, confidence: Array, size: tuple[int, int]) -> tuple[Array, Array]:
    """Positions (T, 19, 2) px, confidence (T, 19), without what lies outside the picture (``size``: width, height)."""
    outside = ((position < -0.5) | (position > np.array(size) - 0.5)).any(axis=-1, keepdims=True)
    position = np.where(outside, np.nan, position)
    return position, np.where(np.isfinite(position).all(axis=-1), confidence, 0.0)


def with_holes(joined: Joined, every: int) -> Joined:
    """With rows that hold no points for the looks that are missing between two others: a hole is no long step.

    Parameters
    ----------
    every : frames from one look to the next
    """
    missing = [np.arange(before + every, after, every) for before, after in pairwise(joined.frame.tolist())]
    frame = np.union1d(joined.frame, np.concatenate([joined.frame[:0], *missing]))
    known = np.searchsorted(frame, joined.frame)
    position = np.full((len(frame), *joined.position.shape[1:]), np.nan)
    confidence = np.zeros(position.shape[:2])
    position[known], confidence[known] = joined.position, joined.confidence
    return replace(joined, frame=frame, position=position, confidence=confidence)
