"""Initial contact and toe-off on the mean stride of a leg.

Each detector is a row of data: which velocity crosses which level, looked at through which bandwidth, how long after
the event that happens and how much that differs between runners. Delays and spreads of markers were measured on the
force-plate trials of five runners at 2.5, 3.5 and 4.5 m/s (RBDS, Fukuchi17; 50 N);
validation/calibration/force_plates.py repeats that and leaves one runner out at a time. Those of pose
estimates come from clips whose contacts were marked
by eye (both legs of three runners). Pictures show the ground in perspective and pose models put points of one foot at
different heights over it, so heights and vertical velocities that serve well with markers mislead there; velocities
along the ground, relative to the ground's own, turning of the foot, and the toe's lift off the line that it follows
on the ground do not. Drawn clips of three runners through the pose model were looked at beside the real ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

import numpy as np

from gaitcue.gait.events.ensemble import EnsembleMean, fourier, low_part
from gaitcue.gait.events.paths import LegPaths
from gaitcue.terms.arrays import Array, IndexArray, Mask
from gaitcue.terms.records import EventType

Places = slice | IndexArray
WHOLE = slice(None)
FootSignal = Literal["rise", "lift", "along", "turn"]

STEPS = 1000  # the stride is searched on a grid of this many points, then interpolated
USUAL_STRIDE_HZ = 1.4
SLOW_MOTION_HZ = 1.0
"""cadence of running is over 120 (product default): slower is untold slow motion, scaled to usual running"""
SWINGING_FORWARD = -0.2
FEET_TURN_HZ = 5.0
AROUND_MID_STANCE = 0.1  # of the stride; the foot's velocity there is the ground's
ON_THE_GROUND = (-0.05, 0.1)
"""of the stride, seen from mid-stance: the toe's path there is the ground's line in the picture"""
ROLLS_HZ = 11.0
BARELY, LEAST_TRUST = 0.25, 1e-3
"""of the noise: a signal that goes no further beyond a level may pass it by noise alone; the trust that is left then.
At a half, near toe-off of a real clip with ``fast`` came 0.7 frames earlier, at a quarter 0.04 (30 frames/s)"""
LEAVES_WITHIN = 0.4  # of the stride after mid-stance; the toe's fastest lift follows soon after toe-off


@dataclass(frozen=True)
class Delay:
    """How long after the event the crossing comes, in s, and the SD of that between runners, sides and speeds."""

    mean_s: float
    spread_s: float


@dataclass(frozen=True, eq=False)  # each is itself: strides keep what a detector says of them under it
class Detector:
    """A crossing that goes with an event.

    ``rise``: vertical velocity of the points' mean, leg lengths / s. ``along``: their forward velocity as a share of
    the stance foot's backward one, -1 is with the ground. ``turn``: their vertical velocity minus that of the toe.
    ``lift``: their velocity off the line that the toe follows on the ground, as the same share as ``along``.
    """

    event: EventType
    signal: FootSignal
    points: tuple[str, ...]
    level: float
    bandwidth_hz: float
    markers: Delay | None
    """None: not used with markers"""
    pose: Delay | None
    """None: not used with pose estimates"""
    steepest: float = 0.0
    """level that must be reached after the crossing: the crossing sought is the last before it"""


FOOT = ("ankle", "heel", "toe")
DETECTORS: tuple[Detector, ...] = (
    # The ankle's downward speed is braked to this level 28 ms after contact, whatever the strike.
    Detector("initial_contact", "rise", ("ankle",), -0.58, 20.0, Delay(0.0278, 0.0020), Delay(0.034, 0.035)),
    Detector("initial_contact", "rise", ("ankle",), -0.60, 11.0, Delay(0.0279, 0.0020), Delay(0.034, 0.035)),
    Detector("initial_contact", "rise", ("heel", "toe"), -0.35, 20.0, Delay(0.0275, 0.0055), Delay(0.059, 0.045)),
    # The retracting foot has nearly reached the ground's speed. Alike within 4 ms on real clips, drawn clips and the
    # drawn runner's true points; the delay lies between them.
    Detector("initial_contact", "along", FOOT, -0.65, 14.0, Delay(-0.0034, 0.0095), Delay(-0.0012, 0.0060)),
    # The tip of the shoe starts to rise.
    Detector("toe_off", "rise", ("toe",), 0.134, 20.0, Delay(-0.0013, 0.0032), None, steepest=0.6),
    Detector("toe_off", "rise", ("toe",), 0.25, 20.0, Delay(0.0016, 0.0032), None, steepest=0.6),
    # The same in a picture, whose ground need not be level. By eye toe-off comes 9 ms later than by force (the eye
    # waits for 1 cm of air): the delays for pose lie between.
    Detector("toe_off", "lift", ("toe",), 0.20, 14.0, None, Delay(0.0050, 0.0125)),
    # The foot turns about its toe. At 11 Hz the level lies on a plateau of some runners, at 14 Hz not.
    Detector("toe_off", "turn", FOOT, 1.14, 11.0, Delay(-0.0590, 0.0094), None),
    Detector("toe_off", "turn", FOOT, 1.14, 14.0, None, Delay(-0.0677, 0.0090)),
)


@dataclass(frozen=True)
class EventPhase:
    """One event on the mean stride."""

    type: EventType
    phase: float
    """gait phase, 0-1"""
    error_s: float
    """SD: spread between runners, noise of the mean stride, disagreement of the detectors"""


@dataclass(frozen=True)
class MeanStride:
    """The mean stride of a leg, seen from its mid-stance; time runs as in real running.

    ``mean`` may be a ``stack`` of strides: then velocities and signals have a column for each.
    """

    mean: EnsembleMean
    paths: LegPaths
    pace_hz: float
    mid_stance: float
    harmonic_hz: float
    """what one harmonic counts for where a bandwidth is turned into harmonics"""

    @property
    def grid(self) -> Array:
        """One stride around mid-stance, in phases; index ``STEPS // 2`` is mid-stance."""
        return self.mid_stance + np.arange(-STEPS // 2, STEPS // 2) / STEPS

    @cached_property
    def _velocities(self) -> dict[tuple[tuple[str, ...], int, float], Array | None]:
        """Those that were asked for: detectors share them."""
        return {}

    @cached_property
    def estimates(self) -> dict[tuple[Detector, bool], tuple[float, float] | None]:
        """What was asked of a detector, with markers or without: a leg's events and their shifts ask for the same."""
        return {}

    @cached_property
    def signals(self) -> dict[Detector, Array | None]:
        """What detectors look at over the whole grid, as far as it was asked for."""
        return {}

    @cached_property
    def _ground_speeds(self) -> dict[float, Array]:
        return {}

    def ground_speed(self, bandwidth_hz: float) -> Array:
        """How fast the foot goes with the ground in mid-stance, leg lengths / s, for each stride of a stack one; 1
        where a point of it was not tracked."""
        if bandwidth_hz not in self._ground_speeds:
            middle = slice(int(STEPS * (0.5 - AROUND_MID_STANCE)), int(STEPS * (0.5 + AROUND_MID_STANCE)))
            velocity = self.velocity(FOOT, 0, bandwidth_hz, middle)
            speed = 1.0 if velocity is None else np.maximum(-np.median(velocity, axis=0), 1e-6)
            self._ground_speeds[bandwidth_hz] = np.asarray(speed)
        return self._ground_speeds[bandwidth_hz]

    def velocity(self, points: tuple[str, ...], axis: int, bandwidth_hz: float, at: Places = WHOLE) -> Array | None:
        """Mean velocity of the points along an axis, leg lengths / s, over the grid or at some places of it; None when
        a point was not tracked."""
        if at is not WHOLE:
            return self._velocity(points, axis, bandwidth_hz, at)
        key = (points, axis, bandwidth_hz)
        if key not in self._velocities:
            self._velocities[key] = self._velocity(points, axis, bandwidth_hz, at)
        return self._velocities[key]

    def _velocity(self, points: tuple[str, ...], axis: int, bandwidth_hz: float, at: Places) -> Array | None:
        columns = [self.paths.column(point, axis) for point in points]
        if any(column is None for column in columns):
            return None
        mean = np.add.reduce([self.mean.coefficients[:, c] for c in columns]) / len(columns)
        smooth = low_part(mean, self._harmonics(bandwidth_hz))
        # The whole phase is turned so that it lies around mid-stance.
        start = (round(self.mid_stance * STEPS) - STEPS // 2) % STEPS
        return np.asarray(grid_basis(len(smooth) // 2, 1)[start : start + STEPS][at] @ smooth * self.pace_hz)

    def _harmonics(self, bandwidth_hz: float) -> int:
        return max(4, round(bandwidth_hz / self.harmonic_hz))

    @cached_property
    def ground_slope(self) -> Array:
        """Rise over run of the toe's line on the ground, for each stride of a stack one; 0 without a toe."""
        x, y = (self.paths.column("toe", axis) for axis in (0, 1))
        if x is None or y is None:
            return np.array(0.0)
        phase = self.mid_stance + np.arange(*(int(STEPS * end) for end in ON_THE_GROUND)) / STEPS
        smooth = self.mean.limited(self._harmonics(ROLLS_HZ))
        basis = fourier(phase, len(smooth) // 2)
        along, up = (path - path.mean(axis=0) for path in (basis @ smooth[:, x], basis @ smooth[:, y]))
        return np.asarray((along * up).sum(axis=0) / np.maximum((along**2).sum(axis=0), 1e-18))

    def error(self, points: tuple[str, ...], axis: int, bandwidth_hz: float, phase: float) -> float:
        """SD of that velocity from the noise, leg lengths / s."""
        columns = [column for point in points if (column := self.paths.column(point, axis)) is not None]
        errors = self.mean.errors(phase, columns, 1, self._harmonics(bandwidth_hz))
        return float(np.sqrt((errors**2).sum() / len(errors))) * self.pace_hz


@lru_cache(maxsize=64)
def grid_basis(harmonics: int, order: int) -> Array:
    """The Fourier series on the grid of the whole phase, twice over, (2 * STEPS, 2 * harmonics)."""
    return np.tile(fourier(np.arange(STEPS) / STEPS, harmonics, order), (2, 1))


def seen_from_mid_stance(mean: EnsembleMean, paths: LegPaths, stride_hz: float, usual_hz: float) -> MeanStride | None:
    """The mean stride as its detectors look at it; None where the foot never passes under the hips.

    Parameters
    ----------
    stride_hz : strides per second of what was averaged
    usual_hz : strides per second of the whole leg: its runs of strides are filtered alike, since harmonics are whole
        numbers and one more or less of them moves an event by several ms
    """
    usual = pace_of(usual_hz)
    anchor = mid_stance(mean, paths, usual)
    return None if anchor is None else MeanStride(mean, paths, pace_of(stride_hz), anchor, usual)


def event_phases(stride: MeanStride, markers: bool) -> tuple[EventPhase, ...]:
    """Initial contact and toe-off of a leg; an event that no detector finds is left out.

    Parameters
    ----------
    markers : True for markers, False for points that a pose model found in pictures
    """
    found = [_event_phase(stride, event, markers) for event in ("initial_contact", "toe_off")]
    return tuple(phase for phase in found if phase is not None)


def pace_of(stride_hz: float) -> float:
    """Strides per second of the run itself."""
    return stride_hz if stride_hz > SLOW_MOTION_HZ else USUAL_STRIDE_HZ


def mid_stance(mean: EnsembleMean, paths: LegPaths, pace_hz: float) -> float | None:
    """Gait phase at which the foot passes under the hips going backwards."""
    grid = np.arange(STEPS) / STEPS
    smooth = mean.limited(max(2, round(FEET_TURN_HZ / pace_hz)))
    middle = smooth.reshape(len(smooth), -1, 2).mean(axis=1)
    x, y = (grid_basis(len(smooth) // 2, 0)[:STEPS] @ middle).T
    back = np.nonzero((x > 0) & (np.roll(x, -1) <= 0))[0]
    return float(grid[back[np.argmin(y[back])]]) if len(back) else None


def _event_phase(stride: MeanStride, event: EventType, markers: bool) -> EventPhase | None:
    rows = [row for row in DETECTORS if row.event == event]
    estimates = [each for row in rows if (each := estimate(stride, row, markers)) is not None]
    if not estimates:
        return None
    phases, errors = np.array(estimates).T
    weights = errors**-2 / np.sum(errors**-2)
    phase = float(np.sum(weights * phases))
    # The detectors share their errors, so averaging does not shrink them; where they differ by more than each one's own
    # error allows, the error grows by that much (Birge ratio).
    apart = np.sqrt(np.mean(((phases - phase) / stride.pace_hz / errors) ** 2))
    return EventPhase(event, phase % 1.0, float(np.min(errors) * max(1.0, apart)))


def estimate(stride: MeanStride, row: Detector, markers: bool) -> tuple[float, float] | None:
    """(phase of the event, SD in s) by one detector; None when it finds nothing."""
    if (row, markers) not in stride.estimates:
        stride.estimates[row, markers] = _estimate(stride, row, markers)
    return stride.estimates[row, markers]


def _estimate(stride: MeanStride, row: Detector, markers: bool) -> tuple[float, float] | None:
    delay = row.markers if markers else row.pose
    signal = None if delay is None else signal_of(stride, row)
    if delay is None or signal is None:
        return None
    i = crossing(signal, row)
    if i is None or signal[i + 1] == signal[i]:
        return None
    phase = stride.grid[i] + (row.level - signal[i]) / (signal[i + 1] - signal[i]) / STEPS
    slope = float(abs(signal[i + 1] - signal[i])) * STEPS * stride.pace_hz
    axis = 0 if row.signal == "along" else 1
    noise = stride.error(row.points, axis, row.bandwidth_hz, phase) / max(float(_unit(stride, row)), 1e-6)
    # Near the signal's own peak the slope alone makes too little of the noise.
    trust = max(1.0 - (BARELY * noise / passed_by(signal, i, row.level)) ** 4, LEAST_TRUST)
    error_s = float(np.hypot(delay.spread_s, noise / max(slope, 1e-6) / trust))
    return float(phase - delay.mean_s * stride.pace_hz), error_s


def passed_by(signal: Array, i: int, level: float) -> float:
    """How far the signal goes beyond the level that it crosses after index ``i``: on the side where that is less."""
    beyond = (signal - level) * np.sign(signal[i + 1] - signal[i])
    after, before = beyond[i + 1 :], -beyond[i::-1]
    return max(min(_first_peak(after), _first_peak(before)), 1e-9)


def _first_peak(values: Array) -> float:
    """The highest value before they first fall below 0."""
    below = np.nonzero(values < 0)[0]
    return float(values[: below[0] if len(below) else None].max(initial=0.0))


def signal_of(stride: MeanStride, row: Detector) -> Array | None:
    """The velocity that a detector row looks at over the mean stride, in the row's unit; None without its points."""
    if row not in stride.signals:
        stride.signals[row] = signal_at(stride, row, WHOLE)
    return stride.signals[row]


def signal_at(stride: MeanStride, row: Detector, at: Places) -> Array | None:
    """The same at some places of the grid."""
    velocity = stride.velocity(row.points, 0 if row.signal == "along" else 1, row.bandwidth_hz, at)
    if velocity is None:
        return None
    if row.signal == "turn":
        toe = stride.velocity(("toe",), 1, row.bandwidth_hz, at)
        return None if toe is None else velocity - toe
    if row.signal == "lift":
        along = stride.velocity(row.points, 0, row.bandwidth_hz, at)
        assert along is not None
        velocity = velocity - stride.ground_slope * along
    return velocity / _unit(stride, row)


def _unit(stride: MeanStride, row: Detector) -> Array:
    """What the signal is measured in, leg lengths / s: for ``along`` and ``lift`` the ground's speed, for each
    stride of a stack one."""
    return stride.ground_speed(row.bandwidth_hz) if row.signal in ("along", "lift") else np.array(1.0)


def crossing(signal: Array, row: Detector) -> int | None:
    """Index before the crossing that belongs to the event."""
    middle = STEPS // 2
    if row.signal == "along":  # after the last moment of swing, the first at the level
        return _first(signal < row.level, _last(signal > SWINGING_FORWARD, middle), middle)
    if row.signal == "lift":  # where legs cross, the pose of the hidden toe may jump: the rise that goes on counts
        fastest = middle + int(np.argmax(signal[middle : middle + int(LEAVES_WITHIN * STEPS)]))
        return _last(signal < row.level, fastest + 1)
    if row.signal == "turn":
        return _first(signal > row.level, middle - STEPS // 50, STEPS)
    if row.event == "toe_off":
        steep = _first(signal > row.steepest, middle, STEPS)
        return None if steep is None else _last(signal < row.level, steep + 1)
    return _last(signal < row.level, middle)


def _last(true: Mask, before: int) -> int | None:
    """Last index under ``before`` where it holds, so that it does not hold one later."""
    found = np.nonzero(true[:before])[0]
    return int(found[-1]) if len(found) and found[-1] + 1 < len(true) else None


def _first(true: Mask, after: int | None, end: int) -> int | None:
    """Index before the first that holds after ``after``."""
    if after is None:
        return None
    found = np.nonzero(true[after:end])[0]
    return int(found[0]) + after - 1 if len(found) and found[0] + after > 0 else None
