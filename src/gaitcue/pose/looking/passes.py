"""Every frame shown to the pose model one or more times; what each pass says, kept compactly.

The frames stream through: while the model looks at one, the next is cut out and the last one is read.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from gaitcue.pose.looking.crop import CROP_SIZE, Crop
from gaitcue.pose.looking.engine import PoseOutput
from gaitcue.pose.looking.exposure import picture_for_model
from gaitcue.pose.looking.heatmaps import MODES, SWAP, Peaks, find_peaks, mean_of_two, unmirror
from gaitcue.pose.looking.thinning import Pacer
from gaitcue.pose.settings import MIRRORED, PLAIN, PassKind, PosePlan
from gaitcue.terms.arrays import Array, Floats, IndexArray, Pixels
from gaitcue.terms.keypoints import KEYPOINTS, LEG_POINTS, SIDES

if TYPE_CHECKING:
    from gaitcue.video import Frame

Rows = IndexArray

LEG_NAMES: tuple[str, ...] = tuple(f"{side}_{point}" for side in SIDES for point in LEG_POINTS)
"""left hip, knee, ankle, heel, toe, then right"""
LEG_ROWS = np.array([KEYPOINTS.index(name) for name in LEG_NAMES])
BODY_ROWS = np.array([row for row in range(len(KEYPOINTS)) if row not in LEG_ROWS])
LOW_PEAK = 0.5
"""a heatmap peak under this is suspect (PoseTrials)"""
RIVAL = 0.7
"""so is one whose second mode is higher than this share of it"""
COINCIDE = 0.1
"""so are both legs when their points are on average less than this share of the leg apart"""


@dataclass(frozen=True, slots=True)
class Look:
    """What all passes say of one frame; arrays as in :class:`Passes` without the first axis."""

    frame: int
    time_s: float
    crop: Crop | None
    points: Floats
    peak: Floats
    modes: Floats
    regression: Floats
    presence: Floats
    body: Array
    """(2, 2) px: hip centre and body circle, for the next crop"""


@dataclass(frozen=True, slots=True)
class Passes:
    """What P passes say of T frames about the K = 19 points of ``KEYPOINTS``.

    Left and right are the model's votes: the mirrored passes are already turned back, so all passes speak of the
    same picture. A pass that was not made in a frame, and frames without the runner, are NaN.
    """

    frame: NDArray[np.int64]
    """(T,) 0-based in the source"""
    time_s: Array
    """(T,)"""
    kinds: tuple[PassKind, ...]
    """P"""
    points: Floats
    """(T, P, K, 2) px of the displayed frame: refined heatmap peaks"""
    peak: Floats
    """(T, P, K) height of the peak, 0-1"""
    modes: Floats
    """(T, P, 10, 3, 3): for each of LEG_NAMES its three strongest peaks as x, y, height; absent: NaN, NaN, 0"""
    regression: Floats
    """(T, P, K, 2) px: the model's regression, a separate vote; NaN for the averaged pass"""
    presence: Floats
    """(T, P) 0-1"""
    crop: Floats
    """(T, 4) centre x, y (px), side (px), angle (rad) of the plain crop"""

    @property
    def second(self) -> Floats:
        """(T, P, 10) second over first mode, 0-1: near 1 the pass sees two candidates."""
        height = self.modes[..., 2]
        return np.asarray(height[..., 1] / np.maximum(height[..., 0], 1e-6), np.float32)

    def row(self, kind: PassKind) -> int:
        """Index of a pass on axis 1."""
        return self.kinds.index(kind)

    @property
    def main(self) -> int:
        """Index of the pass to trust most among those made in every frame: the averaged one, else the first."""
        averaged = [i for i, kind in enumerate(self.kinds) if kind.averaged]
        return averaged[0] if averaged else 0

    def cut(self, first: int, end: int) -> Passes:
        """The same for rows ``first`` to ``end`` (exclusive)."""
        part = slice(first, end)
        arrays = {n: getattr(self, n)[part] for n in ("frame", "time_s", *_ARRAYS, "crop")}
        return Passes(kinds=self.kinds, **arrays)


_ARRAYS = ("points", "peak", "modes", "regression", "presence")


class CropOutput(Protocol):
    """What a pose model says of one crop, in crop pixels (0 to 256, measured from the crop's edge)."""

    @property
    def regression(self) -> Floats:
        """(19, 2)"""

    @property
    def body(self) -> Floats:
        """(2, 2) hip centre and body circle"""

    @property
    def presence(self) -> float:
        """0-1"""

    def peaks(self, rows: Rows, modes: int) -> Peaks:
        """The strongest peaks of the points ``rows`` of ``KEYPOINTS``."""


class CropNetwork(Protocol):
    """A pose model that is asked asynchronously."""

    def start(self, crop: Pixels) -> Any:
        """Begin to look at a crop, (256, 256, 3) RGB."""

    def finish(self, ticket: Any) -> CropOutput:
        """Wait for the answer to :meth:`start`."""


class CropSource(Protocol):
    """Says where the runner is: a tracker over the clip, or fixed crops in a test."""

    def crop(self, frame: Frame) -> Crop | None:
        """Where to look in this frame; None where the runner is not in view."""

    def saw(self, look: Look) -> None:
        """What was seen in an earlier frame; called in order, ``PosePlan.depth`` frames late."""


@dataclass
class Stopwatch:
    """Seconds spent in each kind of work by the calling thread."""

    seconds: dict[str, float] = field(default_factory=dict)
    _last: float = field(default_factory=time.perf_counter)

    def restart(self) -> None:
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """Book the time since the last lap under ``name``."""
        now = time.perf_counter()
        self.seconds[name] = self.seconds.get(name, 0.0) + now - self._last
        self._last = now


@dataclass
class _UnderWay:
    """A frame that the model is looking at."""

    frame: Frame
    crop: Crop | None
    tickets: dict[PassKind, Any]
    maps: dict[PassKind, CropOutput] = field(default_factory=dict)


class Looker:
    """Shows frames to the pose model as a :class:`PosePlan` says."""

    def __init__(
        self, network: CropNetwork, plan: PosePlan, source: CropSource, watch: Stopwatch | None = None
    ) -> None:
        self._network, self._plan, self._source = network, plan, source
        self._watch = watch or Stopwatch()
        self._base = tuple(k for k in plan.passes if not k.averaged and k.role == "always")
        self._extra = tuple(k for k in plan.passes if not k.averaged and k.role == "doubtful")
        self._settle = Pacer(plan.settle_hz)

    def look(self, frames: Iterable[Frame]) -> Iterator[Look]:
        """One :class:`Look` per frame, in order."""
        fresh: deque[_UnderWay] = deque()
        waiting: deque[tuple[_UnderWay, Look]] = deque()
        self._watch.restart()
        for frame in frames:
            self._watch.lap("decode")
            if len(fresh) == self._plan.depth:
                waiting.append(self._first_answers(fresh.popleft()))
            fresh.append(self._start(frame))
            while len(waiting) > 1:
                yield self._last_answers(*waiting.popleft())
                self._watch.lap("rest")
        waiting.extend(self._first_answers(item) for item in fresh)
        for pair in waiting:
            yield self._last_answers(*pair)

    def _start(self, frame: Frame) -> _UnderWay:
        crop = self._source.crop(frame)
        item = _UnderWay(frame, crop, {})
        if crop is not None:
            self._show(item, self._base)
        self._watch.lap("crop")
        return item

    def _show(self, item: _UnderWay, kinds: Iterable[PassKind]) -> None:
        assert item.crop is not None
        pictures: dict[Crop, Pixels] = {}
        for kind in kinds:
            crop = item.crop.varied(kind.turn_deg, kind.padding)
            if crop not in pictures:
                pictures[crop] = picture_for_model(item.frame, crop.matrix(), CROP_SIZE)
            picture = pictures[crop]
            item.tickets[kind] = self._network.start(mirrored(picture) if kind.mirrored else picture)

    def _collect(self, item: _UnderWay) -> None:
        for kind, ticket in item.tickets.items():
            item.maps[kind] = self._network.finish(ticket)
        item.tickets.clear()
        self._watch.lap("inference")

    def _first_answers(self, item: _UnderWay) -> tuple[_UnderWay, Look]:
        self._collect(item)
        look = self._read(item)
        self._source.saw(look)
        if self._extra and item.crop is not None and is_doubtful(look.modes[0]) and self._settle.due(look.time_s):
            self._show(item, self._extra[:1])
            self._watch.lap("crop")
        return item, look

    def _last_answers(self, item: _UnderWay, look: Look) -> Look:
        """The look of a frame in doubt, with one further pass after another until one is clear."""
        for number, kind in enumerate(self._extra, 1):
            if kind not in item.tickets:
                break
            self._collect(item)
            look = self._read(item)
            if is_unclear(look.modes[self._plan.passes.index(kind)]):
                self._show(item, self._extra[number : number + 1])
                self._watch.lap("crop")
        return look

    def _read(self, item: _UnderWay) -> Look:
        look = read_look(item.frame.index, item.frame.time_s, item.crop, item.maps, self._plan.passes)
        self._watch.lap("peaks")
        return look


def mirrored(picture: Pixels) -> Pixels:
    """Left and right swapped; ten times as fast as a view with a negative step, which must be copied cell by cell."""
    return np.asarray(cv2.flip(picture, 1), np.uint8)


def unmirrored_points(points: Floats) -> Floats:
    """Crop positions (..., 2) of a mirrored crop in the unmirrored one."""
    return np.asarray(points * np.array([-1, 1]) + np.array([CROP_SIZE, 0]), np.float32)


def read_look(
    frame: int, time_s: float, crop: Crop | None, maps: dict[PassKind, CropOutput], kinds: tuple[PassKind, ...]
) -> Look:
    """Peaks of all passes of one frame, in px of the displayed frame.

    Parameters
    ----------
    maps : the model's answers, each in its own varied crop, mirrored ones still mirrored
    """
    P, K = len(kinds), len(KEYPOINTS)
    points, regression = np.full((2, P, K, 2), np.nan, np.float32)
    peak, presence = np.zeros((P, K), np.float32), np.zeros(P, np.float32)
    modes = np.full((P, len(LEG_ROWS), MODES, 3), np.nan, np.float32)
    modes[..., 2] = 0.0
    body = np.full((2, 2), np.nan)
    for p, kind in enumerate(kinds):
        find = _finder(kind, maps)
        if crop is None or find is None:
            continue
        _store(find, kind, crop, points[p], peak[p], modes[p])
        if kind in maps:
            regression[p] = _regression(maps[kind], kind, crop)
            presence[p] = maps[kind].presence
    if crop is not None:
        bodies = [unmirrored_points(maps[MIRRORED].body)] if MIRRORED in maps else []
        bodies += [maps[PLAIN].body] if PLAIN in maps else []
        body = crop.to_frame(np.mean(bodies, axis=0))
    return Look(frame, time_s, crop, points, peak, modes, regression, presence, body)


def _finder(kind: PassKind, maps: dict[PassKind, CropOutput]) -> Callable[[Rows, int], Peaks] | None:
    """Finds peaks as the pass saw them: a mirrored pass in mirrored positions and names."""
    if not kind.averaged:
        return maps[kind].peaks if kind in maps else None
    plain, mirrored = maps.get(PLAIN), maps.get(MIRRORED)
    if not isinstance(plain, PoseOutput) or not isinstance(mirrored, PoseOutput):
        return None
    mean = mean_of_two(plain.heatmaps, unmirror(mirrored.heatmaps), LEG_ROWS)
    return lambda rows, modes: find_peaks(mean[rows], modes)


def _regression(output: CropOutput, kind: PassKind, crop: Crop) -> Array:
    points = unmirrored_points(output.regression)[SWAP] if kind.mirrored else output.regression
    return crop.varied(kind.turn_deg, kind.padding).to_frame(points)


def _store(
    find: Callable[[Rows, int], Peaks], kind: PassKind, crop: Crop, points: Floats, peak: Floats, modes: Floats
) -> None:
    """Write the peaks of one pass in px of the frame: all points, and the rivals of the legs' points."""
    view = crop.varied(kind.turn_deg, kind.padding)
    rows = SWAP if kind.mirrored else np.arange(len(KEYPOINTS))
    body, legs = find(rows[BODY_ROWS], 1), find(rows[LEG_ROWS], MODES)
    place = unmirrored_points if kind.mirrored else np.asarray
    points[BODY_ROWS], peak[BODY_ROWS] = view.to_frame(place(body.position[:, 0])), body.height[:, 0]
    modes[..., :2], modes[..., 2] = view.to_frame(place(legs.position)), legs.height
    points[LEG_ROWS], peak[LEG_ROWS] = modes[:, 0, :2], modes[:, 0, 2]


def is_doubtful(modes: Floats) -> bool:
    """Does one pass leave doubt about a leg: peaks unclear, or both legs on each other?

    Parameters
    ----------
    modes : (10, 3, 3) for each of LEG_NAMES its strongest peaks as x, y, height
    """
    if is_unclear(modes):
        return True
    places = modes.reshape(2, len(LEG_POINTS), MODES, 3)[:, :, 0, :2].astype(float)
    segments = np.linalg.norm(np.diff(places[:, :3], axis=1), axis=-1)
    apart = np.linalg.norm(places[0, 1:] - places[1, 1:], axis=-1).mean()
    return bool(apart < COINCIDE * segments.sum(axis=1).max())


def is_unclear(modes: Floats) -> bool:
    """Has a pass low peaks or strong rivals? Hips are vague in every pass: only what is below them counts."""
    height = modes.reshape(2, len(LEG_POINTS), MODES, 3)[:, 1:, :, 2].astype(float)
    first, second = height[..., 0], height[..., 1]
    return bool((first <= 0).any() or first.min() < LOW_PEAK or (second > RIVAL * first).any())


def passes_of(looks: Iterable[Look], kinds: tuple[PassKind, ...]) -> Passes:
    """Looks of successive frames as arrays."""
    kept = list(looks)
    arrays = {name: np.array([getattr(look, name) for look in kept]) for name in _ARRAYS}
    crop = [(np.nan,) * 4 if k.crop is None else (k.crop.x, k.crop.y, k.crop.side, k.crop.angle) for k in kept]
    return Passes(
        frame=np.array([k.frame for k in kept], np.int64),
        time_s=np.array([k.time_s for k in kept]),
        kinds=kinds,
        crop=np.array(crop, np.float32),
        **arrays,
    )
