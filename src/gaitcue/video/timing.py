"""True capture time: what the container says, cleaned of rounding, and slow motion undone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import BadOption
from gaitcue.terms.records import Note, note

CAPTURE_FPS_TAGS = ("com.android.capture.fps",)
FULL_RATE_TAG = "com.apple.quicktime.full-frame-rate-playback-intent"
_STANDARD_FPS = tuple(
    rate / pull for rate in (24, 25, 30, 48, 50, 60, 90, 100, 120, 240, 480, 960) for pull in (1, 1.001)
)
_SAME_RATE = 0.02
"""rates that differ by less are one rate under two names (30 and 29.97): the container's times are the more exact"""
_SURE_FACTOR = 1.5
"""a told rate less than this times the stored one is no slow motion: it is the rate that was set, which low light or a
busy phone lowered; the time stamps are what happened (product default; real slow motion starts at 2)"""
_VARIABLE_STEP = 0.02
"""a step off the median by more than this share makes the frame rate variable"""
_FINE_STEP = 10.0
"""ticks a frame at least: a clock coarser than a tenth of a frame cannot tell any constant rate from a variable one"""
_COARSEST_CLOCK_S = 0.0025
"""QuickTime's 1/600 s and the millisecond lie below it"""
_COARSE_STEP = 2.0
"""the same for a rate that cameras have: a phone's 240 frames a second on a clock of 600 ticks come 2 and 3 ticks apart
in turns; a frame that is missing still shows, and what is taken out is less than a tick (product default)"""


@dataclass(frozen=True, slots=True)
class Speed:
    """How fast the clip was recorded and how fast it plays."""

    capture_fps: float
    playback_fps: float
    source: str
    """code of where the capture rate came from: option, tag, camera_metadata, edit_list, full_rate_mark, container"""
    undone: bool = False
    """the container's edits play slow motion that its own time stamps do not: these are true already"""

    @property
    def factor(self) -> float:
        return self.capture_fps / self.playback_fps


def stored_times(pts: tuple[int, ...], count: int, time_base: float, average_fps: float) -> Array:
    """(frames,) s from the first frame, at playback speed.

    Where all times lie within one tick of the container's clock from a constant rate, the rate is constant and only the
    clock is coarse (33, 33, 34 ms in Matroska): the rounding is taken out. Otherwise the times are kept as they are.
    """
    if not pts:
        return np.asarray(np.arange(count) / (average_fps or 30.0), np.float64)
    whole = np.array(pts, np.int64) - pts[0]
    written_in = _clock_ticks(whole, time_base)
    ticks, time_base = whole / written_in, time_base * written_in
    steps = _candidate_steps(ticks, time_base)
    for step in steps:
        if _is_constant(ticks, step, _FINE_STEP if step is steps[-1] else _COARSE_STEP):
            return np.asarray(np.arange(len(ticks)) * step * time_base, np.float64)
    return ticks * time_base


def _clock_ticks(ticks: NDArray[np.int64], time_base: float) -> int:
    """Of how many ticks the camera's own clock was, where a program wrote its times anew on a finer one."""
    common = int(np.gcd.reduce(ticks))
    return common if 0 < common * time_base <= _COARSEST_CLOCK_S else 1


def rate_of(times: Array, otherwise: float) -> float:
    """Frames per second between most frames: the median step, or the mean step where the rate is constant."""
    if len(times) < 2:
        return otherwise or 30.0
    if is_variable(times):
        return float(1 / np.median(np.diff(times)))
    return float((len(times) - 1) / (times[-1] - times[0]))


def is_variable(times: Array) -> bool:
    """Whether some interval between frames differs from the usual one by more than writers round."""
    steps = np.diff(times)
    return bool(len(steps) and np.any(np.abs(steps / np.median(steps) - 1) > _VARIABLE_STEP))


def check_capture_fps(capture_fps: float | None, container_fps: float) -> None:
    """Raise BadOption for a rate that no camera has, or one below the container's (time lapse)."""
    if capture_fps is None:
        return
    if not np.isfinite(capture_fps) or capture_fps <= 0:
        raise BadOption(
            f"--capture-fps {capture_fps} makes no sense: give the frames per second that the camera recorded."
        )
    if capture_fps < container_fps * (1 - _SAME_RATE):
        raise BadOption(
            f"--capture-fps {capture_fps:g} is below the {container_fps:.4g} frames per second of the file: "
            "give the rate that the camera recorded at, or leave the option out."
        )


def find_speed(
    container_fps: float,
    option: float | None,
    tags: dict[str, str],
    camera_fps: float | None,
    edit_rates: tuple[float, ...],
) -> Speed:
    """The first that speaks: the option, the phone's tag or the camera's metadata, edit rates, the container's rate.

    A tag or metadata speak only where they say slow motion beyond doubt (``_SURE_FACTOR``).
    """
    if option is not None:
        return _speed(option, container_fps, "option")
    told = told_rate(tags, camera_fps)
    if told is not None and told[0] >= _SURE_FACTOR * container_fps:
        return _speed(told[0], container_fps, told[1])
    slowest = min(edit_rates, default=1.0)
    if slowest < 1:
        return Speed(container_fps, container_fps * slowest, "edit_list", undone=True)
    if told is not None and abs(told[0] / container_fps - 1) <= _SAME_RATE:
        return _speed(told[0], container_fps, told[1])
    return Speed(container_fps, container_fps, "full_rate_mark" if FULL_RATE_TAG in tags else "container")


def told_rate(tags: dict[str, str], camera_fps: float | None) -> tuple[float, str] | None:
    """Capture rate that the file tells, and where; None when it tells none."""
    for tag in CAPTURE_FPS_TAGS:
        if rate := _number(tags.get(tag)):
            return rate, "tag"
    return (camera_fps, "camera_metadata") if camera_fps else None


def speed_notes(container_fps: float, option: float | None, told: tuple[float, str] | None) -> list[Note]:
    """What a person must know where a told capture rate and the time stamps contradict each other."""
    if told is None or abs(told[0] / container_fps - 1) <= _SAME_RATE or told[0] >= _SURE_FACTOR * container_fps:
        return []
    rate = told[0]
    if rate * _SURE_FACTOR <= container_fps:
        return [note("time_lapse", "serious", rate, told_fps=rate, stored_fps=container_fps)]
    if option is not None:
        return []
    return [note("speed_contradiction", "warning", rate, told_fps=rate, stored_fps=container_fps)]


def _speed(capture_fps: float, container_fps: float, source: str) -> Speed:
    if abs(capture_fps / container_fps - 1) <= _SAME_RATE:
        return Speed(container_fps, container_fps, source)
    return Speed(capture_fps, container_fps, source)


def _candidate_steps(ticks: Array, time_base: float) -> list[float]:
    """Steps in ticks to try, standard rates first, the mean step last."""
    if len(ticks) < 2:
        return []
    mean = ticks[-1] / (len(ticks) - 1)
    standard = [1 / (fps * time_base) for fps in _STANDARD_FPS]
    return [*sorted((s for s in standard if abs(s - mean) <= 0.01 * mean), key=lambda s: abs(s - mean)), mean]


def _is_constant(ticks: Array, step: float, shortest_step: float) -> bool:
    residual = ticks - np.arange(len(ticks)) * step
    return bool(np.ptp(residual) <= 1.0 and step >= shortest_step) or bool(np.ptp(residual) < 1e-6)


def _number(text: str | None) -> float | None:
    try:
        value = float(text) if text else None
    except ValueError:
        return None
    return value if value and np.isfinite(value) and value > 0 else None
