"""How far an event moves from stride to stride, and how much of that the noise of the points explains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from gaitcue.gait.events.detectors import DETECTORS, STEPS, Detector, MeanStride, crossing, estimate, signal_of
from gaitcue.gait.events.ensemble import EnsembleMean
from gaitcue.terms.arrays import Array
from gaitcue.terms.records import EventType

ON_THE_GROUND_STEPS = STEPS // 16
"""of the grid, to either side of mid-stance: there the foot moves with the ground"""
NOISE_AT: dict[EventType, float] = {"initial_contact": 1.5, "toe_off": 2.0}
"""noise at contact and toe-off over that in mid-stance, on force trials with the noise of pose estimation added"""


@dataclass(frozen=True)
class Movement:
    """How far one event of each stride lies from that of the ensemble mean."""

    phases: Array
    """(strides,), later than on the ensemble mean, strides; to first order"""
    noise: float
    """SD of one of them from the noise of the points"""


def movement(mean: MeanStride, each: Sequence[EnsembleMean], event: EventType, markers: bool) -> Movement:
    """Movement of an event that was found on the mean stride.

    The foot on the ground moves with the ground: what a detector's signal differs by there from one stride to the
    next is noise. Half of the strides count, so that a change of gait does not pass for noise.

    Parameters
    ----------
    each : every stride by itself
    """
    strides = [replace(mean, mean=one) for one in each]
    moved, weights = [], []
    for row in DETECTORS:
        found = estimate(mean, row, markers) if row.event == event else None
        if found is not None:
            moved.append(_later(mean, strides, row))
            weights.append(found[1] ** -2)
    later = np.average(moved, axis=0, weights=weights)
    noise = NOISE_AT[event] * _mid_stance_noise(later[:, 1:])
    return Movement(later[:, 0], noise)


def _mid_stance_noise(later: Array) -> float:
    apart = np.mean(np.diff(later, axis=0) ** 2, axis=1) / 2
    return float(np.sqrt(np.median(apart))) if len(apart) else np.inf


def _later(mean: MeanStride, strides: Sequence[MeanStride], row: Detector) -> Array:
    """(strides, 1 + moments in mid-stance): how much later the level would be reached, strides; the event comes first,
    then what the same would be if it lay in mid-stance."""
    signal = signal_of(mean, row)
    i = None if signal is None else crossing(signal, row)
    assert signal is not None and i is not None
    at = np.r_[i, STEPS // 2 + np.arange(-ON_THE_GROUND_STEPS, ON_THE_GROUND_STEPS + 1)]
    slope = (signal[i + 1] - signal[i]) * STEPS
    own = np.array([s[at] for stride in strides if (s := signal_of(stride, row)) is not None])
    return np.asarray(-(own - signal[at]) / slope)
