"""The very frames that the report shows: which ones, how they are cut out, and where the runner's points fall in them.

Every picture is turned upright by the camera's roll, cut to the runner at one scale, and centred on the hips, so that
pictures of one clip can be compared with each other by eye.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property, partial
from typing import Final, Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from gaitcue.report.drawing.figures import LimbPoints, middle
from gaitcue.report.frames.face_blur import Heads, find_heads, hidden
from gaitcue.terms.arrays import Array, Pixels, known_mean
from gaitcue.terms.keypoints import Side
from gaitcue.terms.moments import LOADING_SHARE
from gaitcue.terms.records import Analysis, Clip, Stride
from gaitcue.terms.track import points

FrameSource = Callable[[Iterable[int]], Iterable[tuple[int, Pixels]]]
"""Frame numbers -> number and RGB of the displayed frames in order, as ``gaitcue.video.pick_frames`` gives them."""

SIDE_BY_SIDE_LEG_SHARE: Final = 0.38
"""of the picture's height that thigh + shank take where runs stand side by side and move"""
KeyMoment = Literal["initial_contact", "loading", "mid_stance", "toe_off", "mid_swing"]
MOMENT_WORDS: Final[dict[KeyMoment, str]] = {
    "initial_contact": "Initial contact",
    "loading": "Loading",
    "mid_stance": "Mid-stance",
    "toe_off": "Toe-off",
    "mid_swing": "Mid-swing",
}
BODY_SHARE: Final = 0.77
"""of the picture's height that the runner fills"""
HIP_HEIGHT: Final = 0.53
"""of the picture's height at which the hips sit, from the top"""
CLOSER: Final = 1.14
"""how much nearer a picture may go to avoid showing what lies outside the frame"""
LEGS_IN_PICTURE: Final = 1.7
"""what stands for the body height when the points show legs only, in thigh + shank"""
HIP_HEIGHT_LEGS: Final = 0.27
MARKER_UNITS: Final = 400.0
"""picture units per metre for Tracks in metres"""


def frame_source(clip: Clip | None) -> FrameSource | None:
    """The frames of a clip by number; None without a clip."""
    if clip is None:
        return None
    from gaitcue.video import pick_frames

    return partial(pick_frames, clip)


def moment_time(stride: Stride, moment: KeyMoment) -> float:
    """True time in s of a key position within a stride."""
    contact = stride.toe_off_s - stride.start_s
    return {
        "initial_contact": stride.start_s,
        "loading": stride.start_s + LOADING_SHARE * contact,
        "mid_stance": stride.start_s + 0.5 * contact,
        "toe_off": stride.toe_off_s,
        "mid_swing": (stride.toe_off_s + stride.end_s) / 2,
    }[moment]


@dataclass(frozen=True, slots=True)
class Cut:
    """One upright cut-out: the photograph (None without a video), and the points in its own units."""

    frame: int
    photo: Pixels | None
    points: LimbPoints
    path: LimbPoints


@dataclass
class KeyFrames:
    """Cuts upright pictures of one runner out of one clip.

    Parameters
    ----------
    analysis : what was measured
    source : gives the frames; None without a video
    size : width, height of the pictures in picture units
    blur : hide the face
    """

    analysis: Analysis
    source: FrameSource | None
    size: tuple[int, int] = (300, 400)
    blur: bool = False
    scale: float | None = None
    """picture units per Track pixel; without it the runner fills the picture"""
    steady: bool = True
    """keep the bounce of the body visible; False puts the hips of every picture at the same height"""
    _photos: dict[int, Pixels] = field(default_factory=dict)

    @cached_property
    def _rows(self) -> NDArray[np.int64]:
        return np.asarray(self.analysis.track["frame"].values, np.int64)

    @cached_property
    def _time(self) -> Array:
        return np.asarray(self.analysis.track["time"].values, float)

    @property
    def _unit(self) -> float:
        return MARKER_UNITS if self.analysis.track.attrs.get("units") == "m" else 1.0

    @cached_property
    def _paths(self) -> dict[str, Array]:
        """Name -> (rows, 2) of what was tracked, in picture-like axes: y down; metres become picture units."""
        track = self.analysis.track
        turn = np.array([1.0, 1.0]) if track.attrs.get("y_axis", "down") == "down" else np.array([1.0, -1.0])
        paths = {name: path * turn * self._unit for name, path in points(track).items()}
        return {name: path for name, path in paths.items() if np.isfinite(path).any()}

    @cached_property
    def heads(self) -> Heads | None:
        clip = self.analysis.clip
        return find_heads(self.analysis.track, (clip.width, clip.height) if clip else None)

    @cached_property
    def body_height(self) -> float:
        """From the top of the head to the lowest foot over the whole clip, in the units of ``_paths``."""
        bottom = -_smallest([-p for n, p in self._paths.items() if n.endswith(("heel", "toe", "ankle"))])
        for names, rest in ((("nose", "left_ear", "right_ear"), 1.12), (("left_shoulder", "right_shoulder"), 1.30)):
            span = bottom - _smallest([p for n, p in self._paths.items() if n in names])
            if np.isfinite(span).any():
                return rest * float(np.nanmedian(span))
        return LEGS_IN_PICTURE * self.analysis.view.thigh_shank_length * self._unit

    @cached_property
    def _hip_height(self) -> float:
        upper = [p for n, p in self._paths.items() if n.endswith(("nose", "ear", "shoulder", "c7", "wrist"))]
        seen = any(np.isfinite(p).any() for p in upper)
        return HIP_HEIGHT if seen else HIP_HEIGHT_LEGS

    def row_at(self, time_s: float) -> int:
        """The Track's row nearest to a time."""
        return int(np.argmin(np.abs(self._time - time_s)))

    def matrix(self, row: int) -> Array:
        """(2, 3): displayed frame px -> picture units: upright, hips in the middle, one scale for the whole clip."""
        width, height = self.size
        roll = np.radians(self.analysis.view.roll_deg)
        turn = self.scale_used * np.array([[np.cos(roll), np.sin(roll)], [-np.sin(roll), np.cos(roll)]])
        offset = np.array([0.5 * width, self._hip_height * height]) - turn @ self._centre(row)
        return self._inside_frame(np.column_stack([turn, offset]))

    @property
    def _frame_size(self) -> Array | None:
        """Width and height of the frames, when the pictures may be shifted to stay inside them."""
        clip = self.analysis.clip
        return None if self.source is None or clip is None or not self.steady else np.array([clip.width, clip.height])

    @cached_property
    def scale_used(self) -> float:
        """Picture units per Track pixel; a little larger than asked when the picture would show more than the frame."""
        plain = BODY_SHARE * self.size[1] / self.body_height
        if self.scale is not None or self._frame_size is None:
            return self.scale or plain
        filling = float(np.max(np.array(self.size) / self._frame_size))
        return max(plain, min(filling, CLOSER * plain))

    def _inside_frame(self, matrix: Array) -> Array:
        """Shifted as far as needed for the frame to fill the picture, where the frame is large enough."""
        if self._frame_size is None:
            return matrix
        low, high = matrix[:, 2], matrix[:, 2] + self.scale_used * self._frame_size
        wanted = np.where(low > 0, -low, np.where(high < self.size, np.array(self.size) - high, 0.0))
        fits = high - low >= np.array(self.size) - 1e-6
        shift = np.where(fits, wanted, 0.0)
        return np.column_stack([matrix[:, :2], matrix[:, 2] + shift])

    def _centre(self, row: int) -> Array:
        """Hips in the middle; their height averaged over a second, so that the bounce of the body stays visible."""
        hips = _mean([p for n, p in self._paths.items() if n in ("left_hip", "right_hip")])
        if not self.steady and np.isfinite(hips[row]).all():
            return np.asarray(hips[row])
        near = np.abs(self._time - self._time[row]) <= 0.5
        window = hips[near & np.isfinite(hips).all(axis=1)]
        if not len(window):
            there = hips[np.isfinite(hips).all(axis=1)]
            return np.median(there, axis=0) if len(there) else np.zeros(2)
        x = hips[row, 0] if np.isfinite(hips[row]).all() else window[:, 0].mean()
        return np.array([x, window[:, 1].mean()])

    def prefetch(self, rows: Iterable[int]) -> None:
        """Cut the photographs of many rows out of one pass over the clip; no frame is held longer than that."""
        missing = {int(self._rows[row]): row for row in set(rows) - self._photos.keys()}
        for number, frame in self.source(missing) if self.source and missing else ():
            self._photos[missing[number]] = self._cut_photo(frame, missing[number])

    def _cut_photo(self, frame: Pixels, row: int) -> Pixels:
        number = int(self._rows[row])
        return cut_out(hidden(frame, self.heads, number) if self.blur else frame, self.matrix(row), self.size)

    def cut(self, row: int, stride: Stride | None = None) -> Cut:
        """The upright picture of one row of the Track; ``stride`` gives the path of the hips."""
        self.prefetch([row])
        matrix = self.matrix(row)
        points = {name: matrix[:, :2] @ path[row] + matrix[:, 2] for name, path in self._paths.items()}
        return Cut(int(self._rows[row]), self._photos.get(row), points, self._hip_path(matrix, stride))

    def _hip_path(self, matrix: Array, stride: Stride | None) -> LimbPoints:
        if stride is None:
            return {}
        within = np.flatnonzero((self._time >= stride.start_s) & (self._time <= stride.end_s))
        hips = [middle({n: p[row] for n, p in self._paths.items()}, "hip") for row in within]
        moved = [matrix[:, :2] @ hip + matrix[:, 2] for hip in hips]
        return {"mid_hip": np.array(moved).reshape(-1, 2)}


def _smallest(paths: list[Array]) -> Array:
    """Smallest y of several points, row by row; NaN where none is there."""
    if not paths:
        return np.array([np.nan])
    ys = np.stack([p[:, 1] for p in paths])
    smallest = np.where(np.isfinite(ys), ys, np.inf).min(axis=0)
    return np.where(np.isfinite(smallest), smallest, np.nan)


def _mean(paths: list[Array]) -> Array:
    if not paths:
        return np.full((1, 2), np.nan)
    return known_mean(np.stack(paths))


def cut_out(photo: Pixels, matrix: Array, size: tuple[int, int], *, density: float | None = None) -> Pixels:
    """Warp a frame into a picture, averaged down when it shrinks.

    Parameters
    ----------
    photo : (h, w, 3) displayed frame
    matrix : (2, 3) displayed px -> picture units
    size : width, height in picture units
    density : pixels per picture unit; without it as many as the frame has to give, 1 to 1.6
    """
    scale = float(np.hypot(*matrix[:, 0]))
    density = density or float(np.clip(1 / scale, 1.0, 1.6))
    shrink = min(scale * density, 1.0)
    if shrink < 0.98:
        photo = cv2.resize(photo, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA).astype(np.uint8)
    else:
        shrink = 1.0
    # Pixel (0, 0) is the centre of the top-left pixel, before and after shrinking and in the picture.
    to_frame = np.array([[1 / shrink, 0, 0.5 / shrink - 0.5], [0, 1 / shrink, 0.5 / shrink - 0.5], [0, 0, 1]])
    to_pixels = np.array([[density, 0, -0.5], [0, density, -0.5], [0, 0, 1]])
    whole = to_pixels @ np.vstack([matrix, [0, 0, 1]]) @ to_frame
    target = (round(size[0] * density), round(size[1] * density))
    interpolation = cv2.INTER_CUBIC if scale * density > 1.02 else cv2.INTER_LINEAR
    warped = cv2.warpAffine(
        photo, whole[:2], target, flags=interpolation, borderMode=cv2.BORDER_CONSTANT, borderValue=(38, 53, 67)
    )
    return warped.astype(np.uint8)


def typical_stride(analysis: Analysis, measure: str | None, side: Side) -> Stride | None:
    """The used stride of a side whose value lies nearest to the leg's mean; the middle one when there are no values."""
    strides = [s for s in analysis.strides if s.side == side and s.used]
    if not strides:
        strides = [s for s in analysis.strides if s.side == side]
    if not strides:
        return None
    found = {
        v.stride: v.value for v in analysis.values if v.measure == measure and v.side == side and v.value is not None
    }
    ranked = [s for s in strides if s.stride in found]
    if not ranked:
        return strides[len(strides) // 2]
    mean = float(np.mean([found[s.stride] for s in ranked]))
    return min(ranked, key=lambda s: abs((found[s.stride] or 0.0) - mean))
