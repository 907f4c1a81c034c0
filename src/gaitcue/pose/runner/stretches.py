"""Short stretches, spread over a clip, in which people are looked for before the clip is read as a whole."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcue.terms.records import Clip
from gaitcue.video.container import packet_table

APART_S = 2.5
MOST = 5
"""stretches begin about so far apart, and there are at most so many"""
CHEAP_FRAMES = 20
"""that are decoded for nothing to get to the beginning of a stretch"""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Frames from ``first`` on."""

    first: int
    cheap: bool = True
    """decoding can begin here or shortly before"""


def stretches(clip: Clip, start: int, end: int) -> list[Stretch]:
    """Beginnings spread evenly over the frames ``start`` to ``end`` (exclusive), at key frames where there are some."""
    length_s = float(clip.time_s[end - 1] - clip.time_s[start])
    count = int(np.clip(round(length_s / APART_S), 1, MOST))
    keys = np.arange(clip.frames) if clip.path.is_dir() else np.asarray(packet_table(clip.path).keys)
    spacing = (end - start) / count
    wanted = [round(start + k * spacing) for k in range(1, count)]
    return [Stretch(start), *(_at(frame, keys[keys < end], spacing / 2) for frame in wanted)]


def _at(frame: int, keys: np.ndarray[tuple[int], np.dtype[np.int64]], reach: float) -> Stretch:
    """The key frame nearest to ``frame`` within ``reach``, else ``frame`` itself."""
    near = keys[np.abs(keys - frame) < reach]
    if len(near):
        return Stretch(int(near[np.abs(near - frame).argmin()]))
    before = keys[keys <= frame]
    return Stretch(frame, cheap=bool(len(before)) and frame - int(before[-1]) <= CHEAP_FRAMES)
