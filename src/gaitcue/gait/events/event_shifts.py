"""How far an event moves from stride to stride, and how much of that the noise of the points explains."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcue.gait.events.detectors import (
    DETECTORS,
    STEPS,
    Detector,
    MeanStride,
    crossing,
    estimate,
    signal_at,
    signal_of,
)
from gaitcue.terms.arrays import Array
from gaitcue.terms.records import EventType

ON_THE_GROUND = STEPS // 2 + np.arange(-(STEPS // 16), STEPS // 16 + 1)
"""places of the grid around mid-stance: there the foot moves with the ground"""
NOISE_AT: dict[EventType, float] = {"initial_contact": 1.5, "toe_off": 2.0}
"""noise at contact and toe-off over that in mid-stance, on force trials with the noise of pose estimation added"""


@dataclass(frozen=True)
class EventShifts:
    """How far one event of each stride lies from that of the ensemble mean."""

    phases: Array
    """(strides,), later than on the ensemble mean, strides; to first order"""
    noise: float
    """SD of one of them from the noise of the points"""


def event_shifts(mean: MeanStride, strides: MeanStride, event: EventType, markers: bool) -> EventShifts:
    """How an event that was found on the mean stride shifts from stride to stride.

    The foot on the ground moves with the ground: what a detector's signal differs by there from one stride to the
    next is noise. Half of the strides count, so that a change of gait does not pass for noise.

    Parameters
    ----------
    strides : every stride by itself, a ``stack``
    """
    moved, weights = [], []
    for row in DETECTORS:
        found = estimate(mean, row, markers) if row.event == event else None
        if found is not None:
            moved.append(_later(mean, strides, row))
            weights.append(found[1] ** -2)
    later = np.tensordot(weights, moved, axes=1) / sum(weights)
    noise = NOISE_AT[event] * _mid_stance_noise(later[:, 1:])
    return EventShifts(later[:, 0], noise)


def _mid_stance_noise(later: Array) -> float:
    apart = np.mean(np.diff(later, axis=0) ** 2, axis=1) / 2
    return float(np.sqrt(np.median(apart))) if len(apart) else np.inf


def _later(mean: MeanStride, strides: MeanStride, row: Detector) -> Array:
    """(strides, 1 + moments in mid-stance): how much later the level would be reached, strides; the event comes first,
    then what the same would be if it lay in mid-stance."""
    signal = signal_of(mean, row)
    i = None if signal is None else crossing(signal, row)
    assert signal is not None and i is not None
    at = np.concatenate([[i], ON_THE_GROUND])
    own = signal_at(strides, row, at)
    assert own is not None
    slope = (signal[i + 1] - signal[i]) * STEPS
    return np.asarray(-(own.T - signal[at]) / slope)
