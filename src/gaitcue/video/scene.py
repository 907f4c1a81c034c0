"""What the pictures tell beside the runner: cuts, repeated frames, camera motion, light, and what stands upright."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

import cv2
import numpy as np

from gaitcue.terms.arrays import Array, Pixels
from gaitcue.terms.records import Clip
from gaitcue.video.camera import CameraMotion, kind_of_camera
from gaitcue.video.cuts import find_cuts, time_gaps
from gaitcue.video.frame import Frame
from gaitcue.video.repeats import Coarse, coarse, find_repeats, stir
from gaitcue.video.seams import Content, find_content
from gaitcue.video.verticals import SceneRoll, find_roll

_LOOK_PX = 320
_PATTERN_SIZE = (32, 32)
_STILL_PX = 960
_STILLS = 11
"""pictures from which the background is made"""
_STILLS_PANNING = 5
_FLOW_FPS = 60.0
"""camera motion is followed at most so often a second, and interpolated between"""
_UNMOVED_LOOKS, _UNMOVED_PX = 8, 0.1
"""after so many looks that found less motion (px of the reduced picture) the camera is on a stand: five real clips from
stands stay under 0.08, held by hand they exceed it"""
_UNMOVED_PACE = 3
"""an unmoved camera is followed at every third look only"""


@dataclass(frozen=True, slots=True)
class Scene:
    """What the pictures of a clip tell beside the runner."""

    cuts: tuple[int, ...]
    """frames (0-based in the source) at which a new shot starts"""
    shift: Array
    """(frames, 2) cumulative motion of the camera in px of the displayed frame, x right and y down: within a shot,
    ``p + shift[i]`` is the same for every frame ``i`` in which a point of the background lies at ``p``"""
    camera: Literal["fixed", "panning"]
    brightness: float
    """median over the frames of the mean brightness, 0-255"""
    vertical_roll_deg: float | None
    """how far the scene appears turned clockwise (a plumb line's top leans right); None: too few verticals seen"""
    vertical_roll_half_width_deg: float | None
    """95 %"""
    vertical_convergence_deg: float | None = None
    """of a camera that pitches: over a distance of the frame's longer side to the right, verticals lean so much further
    to the left; away from the middle of the picture the roll changes by that"""
    duplicates: tuple[int, ...] = ()
    """frames that repeat the one before: they show an earlier moment than their time says"""
    damaged: int = 0
    """pictures in which the decoder found the file broken; those that build on them are spoiled too, but not counted"""
    resized: int = 0
    """pictures stored in another size than the first one"""
    unread: int = 0
    """frames between the first and the last that could not be read"""
    split: bool = False
    """several pictures stand side by side in one"""


class SceneWatcher:
    """Looks at every frame of the one decode pass; frames must come in order, some may be missing."""

    def __init__(self, clip: Clip) -> None:
        self._clip = clip
        self._mean, self._change, self._two_back, self._likeness, self._stir = np.full((5, clip.frames), np.nan)
        self._steps = np.full((clip.frames, 2), np.nan)
        self._motion = CameraMotion()
        self._flow_every = max(1, round(clip.capture_fps / _FLOW_FPS))
        self._next_flow, self._unmoved_looks = 0, 0
        self._look_px = _whole_reduction(max(clip.width, clip.height))
        self._still_every = max(1, clip.frames // _STILLS)
        self._stills: list[tuple[int, Pixels]] = []
        self._last: list[tuple[Pixels, Array]] = []
        self._tiles: Coarse | None = None
        self._fed = self._looks = self._damaged = self._resized = 0
        self._span = (0, -1)

    def feed(self, frame: Frame) -> None:
        """Take in one frame (about 1 ms); of a damaged one only that it is."""
        self._span = (frame.index if not self._fed else self._span[0], frame.index)
        self._fed += 1
        if frame.damaged:  # it would pass for a cut
            self._damaged += 1
            return
        self._resized += frame.resized
        self._look(frame)

    def _look(self, frame: Frame) -> None:
        luma = frame.luma(self._look_px)
        pattern = _pattern(luma)
        self._compare(frame.index, luma, pattern)
        if self._looks >= self._next_flow:
            self._follow_camera(frame, luma)
        if self._looks % self._still_every == 0:
            self._stills.append((frame.index, frame.luma(_STILL_PX)))
        self._last = [(luma, pattern), *self._last[:1]]
        self._looks += 1

    def _follow_camera(self, frame: Frame, luma: Pixels) -> None:
        step = self._motion.step(luma)
        self._steps[frame.index] = step * max(frame.width, frame.height) / max(luma.shape)
        self._unmoved_looks = self._unmoved_looks + 1 if np.abs(step).max() < _UNMOVED_PX else 0
        pace = _UNMOVED_PACE if self._unmoved_looks > _UNMOVED_LOOKS else 1
        self._next_flow = self._looks + self._flow_every * pace

    def result(self) -> Scene:
        found = find_cuts(self._change, self._two_back, self._likeness)
        cuts = tuple(sorted({*found, *time_gaps(self._clip.time_s)}))
        shots = self._shots(cuts)
        shift = self._shift(cuts)
        camera = kind_of_camera(shift, shots, max(self._clip.width, self._clip.height))
        roll, split = self._roll(max(shots, key=lambda shot: shot[1] - shot[0]), camera)
        return Scene(
            cuts=cuts,
            shift=shift,
            camera=camera,
            brightness=float(np.nanmedian(self._mean)) if self._looks else 0.0,
            vertical_roll_deg=roll.deg if roll else None,
            vertical_roll_half_width_deg=roll.half_width_deg if roll else None,
            vertical_convergence_deg=roll.convergence_deg if roll else None,
            duplicates=find_repeats(self._stir),
            damaged=self._damaged,
            resized=self._resized,
            split=split,
            unread=self._span[1] - self._span[0] + 1 - self._fed,
        )

    def _compare(self, index: int, luma: Pixels, pattern: Array) -> None:
        self._mean[index] = cv2.mean(luma)[0]
        if self._last:
            before, its_pattern = self._last[0]
            self._change[index] = _difference(luma, before)
            self._likeness[index] = float(pattern @ its_pattern)
        tiles, before_it = coarse(luma), self._tiles
        if before_it is not None:
            self._stir[index] = stir(tiles, before_it)
        self._tiles = tiles
        if len(self._last) > 1:
            self._two_back[index] = _difference(luma, self._last[1][0])

    def _shots(self, cuts: tuple[int, ...]) -> list[tuple[int, int]]:
        return list(pairwise([0, *cuts, self._clip.frames]))

    def _shift(self, cuts: tuple[int, ...]) -> Array:
        """Steps summed up; the step across a cut is none."""
        known = np.flatnonzero(np.isfinite(self._steps[:, 0]))
        if not len(known):
            return np.zeros((self._clip.frames, 2))
        steps = self._steps[known].copy()
        for cut in cuts:
            after = np.searchsorted(known, cut)
            steps[after : after + 1] = 0.0
        total = np.cumsum(steps, axis=0)
        every = np.arange(self._clip.frames)
        return np.column_stack([np.interp(every, known, total[:, axis]) for axis in (0, 1)])

    def _roll(self, shot: tuple[int, int], camera: Literal["fixed", "panning"]) -> tuple[SceneRoll | None, bool]:
        """Roll from the part of the pictures that a camera saw, and whether there are several such parts."""
        stills = [picture for index, picture in self._stills if shot[0] <= index < shot[1]]
        if not stills:
            return None, False
        background = np.partition(np.stack(stills), len(stills) // 2, axis=0)[len(stills) // 2]
        content = find_content(background)
        if content.split:  # each part has a roll of its own
            return None, True
        seen = stills[:: max(1, len(stills) // _STILLS_PANNING)] if camera == "panning" else [background]
        return in_whole_picture(find_roll([content.of(picture) for picture in seen]), content, background), False


def in_whole_picture(roll: SceneRoll | None, content: Content, picture: Pixels) -> SceneRoll | None:
    """Roll found in a part of the picture, as it is in the middle of the whole one."""
    if roll is None:
        return None
    part, whole = max(content.of(picture).shape), max(picture.shape)
    aside = (picture.shape[1] / 2 - (content.left + content.right) / 2) / part
    return SceneRoll(roll.deg - roll.convergence_deg * aside, roll.half_width_deg, roll.convergence_deg * whole / part)


def _difference(a: Pixels, b: Pixels) -> float:
    """Mean absolute difference, grey levels."""
    return float(cv2.norm(a, b, cv2.NORM_L1)) / a.size


def _pattern(luma: Pixels) -> Array:
    """The coarse picture without its mean and contrast: the product of two is their correlation."""
    coarse = cv2.resize(luma, _PATTERN_SIZE, interpolation=cv2.INTER_AREA).ravel().astype(np.float64)
    # a constant part keeps pictures without any contrast alike instead of undefined
    pattern = np.append(coarse - coarse.mean(), 1.0)
    return np.asarray(pattern / np.linalg.norm(pattern), np.float64)


def _whole_reduction(side: int) -> int:
    """Size near ``_LOOK_PX`` that is the picture's size halved a few times: halving is fast."""
    return -(-side >> max(0, round(float(np.log2(side / _LOOK_PX)))))
