"""Signals over the gait cycle, for pictures and for comparing whole movements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gaitcue.gait.measures.run import Run, make_run
from gaitcue.gait.plane import Plane
from gaitcue.gait.standing import Standing
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.records import Conditions, Curve, Stride, View

POINTS = 101
MAX_MISSING = 0.2
"""a stride of whose curve more is missing is left out (product default)"""


@dataclass(frozen=True, slots=True)
class CurveDefinition:
    """A signal that is drawn over the gait cycle."""

    name: str
    signal: str
    unit: str


CURVES = (
    CurveDefinition("knee_flexion", "knee_flexion", "deg"),
    CurveDefinition("thigh_angle", "thigh", "deg"),
    CurveDefinition("shank_angle", "shank", "deg"),
    CurveDefinition("foot_angle", "foot_angle", "deg"),
    CurveDefinition("ankle_dorsiflexion", "ankle_dorsiflexion", "deg"),
    CurveDefinition("trunk_lean", "trunk_lean", "deg"),
    CurveDefinition("hip_height", "hip_height", "cm"),
    CurveDefinition("pelvic_tilt", "pelvic_tilt", "deg"),
)


def curves(
    plane: Plane,
    view: View,
    strides: Sequence[Stride],
    conditions: Conditions | None = None,
    standing: Standing | None = None,
) -> tuple[Curve, ...]:
    """Gait-cycle curves of each leg at 0, 1, ... 100 % of its strides.

    Parameters
    ----------
    plane, view : as for the measures
    strides : only those marked as used are drawn
    conditions, standing : incline and zeros, when known

    Returns
    -------
    One Curve for each signal and leg that is known in at least one stride. ``hip_height`` is about its mean over the
    stride, in cm with a scale, else in % of thigh + shank.

    Examples
    --------
    >>> from gaitcue.demo import Runner, true_track
    >>> from gaitcue.gait import filter_track, find_view, to_plane, detect_events, segment_strides, curves
    >>> from gaitcue.terms.records import Conditions
    >>> told = Conditions(speed_kmh=10.8, height_cm=176.0)
    >>> track = filter_track(true_track(Runner(duration_s=4.0)))
    >>> view = find_view(track, None, told)
    >>> plane = to_plane(track, view)
    >>> events = detect_events(plane, view)
    >>> strides = segment_strides(events, plane)
    >>> drawn = curves(plane, view, strides, told)
    >>> knee = next(curve for curve in drawn if 'knee' in curve.name)
    >>> knee.name, knee.unit, knee.values.shape[1]
    ('knee_flexion', 'deg', 101)
    """
    run = make_run(plane, view, (), strides, conditions or Conditions(), standing)
    found = [_curve(run, definition, side) for definition in CURVES for side in SIDES if run.legs[side].count]
    return tuple(curve for curve in found if curve is not None)


@dataclass(frozen=True, slots=True)
class SignalOverTime:
    """One signal of one leg over the frames of a recording."""

    name: str
    side: str
    unit: str
    values: Array
    """(T,)"""


def signals_over_time(
    plane: Plane,
    view: View,
    strides: Sequence[Stride],
    conditions: Conditions | None = None,
    standing: Standing | None = None,
) -> tuple[SignalOverTime, ...]:
    """The signals of ``curves`` frame by frame, for each leg; those of the whole body are the same for both.

    ``hip_height`` is about its mean over the recording.
    """
    run = make_run(plane, view, (), strides, conditions or Conditions(), standing)
    return tuple(
        _over_time(run, definition, side)
        for definition in CURVES
        for side in SIDES
        if np.isfinite(run.signal(definition.signal, side)).any()
    )


def _over_time(run: Run, definition: CurveDefinition, side: Side) -> SignalOverTime:
    values, unit = run.signal(definition.signal, side), definition.unit
    if definition.signal == "hip_height":
        values, unit = _height(run, values[None])
        values = values[0]
    return SignalOverTime(definition.name, side, unit, values)


def _curve(run: Run, definition: CurveDefinition, side: str) -> Curve | None:
    strides = next(leg for leg in run.legs.values() if leg.side == side)
    share = np.linspace(0, 1, POINTS)
    times = strides.start[:, None] + (strides.end - strides.start)[:, None] * share
    values = run.at(definition.signal, strides.side, times)
    values = values[np.isnan(values).mean(axis=1) <= MAX_MISSING]
    if not len(values):
        return None
    unit = definition.unit
    if definition.signal == "hip_height":
        values, unit = _height(run, values)
    toe_off = float(np.mean(100 * (strides.toe_off - strides.start) / (strides.end - strides.start)))
    return Curve(definition.name, strides.leg, strides.side, unit, values, toe_off)


def _height(run: Run, values: Array) -> tuple[Array, str]:
    """About the mean of each stride: the origin of the plane has no meaning."""
    values = values - np.nanmean(values, axis=1, keepdims=True)
    if run.view.units_per_m:
        return 100 * values / run.view.units_per_m, "cm"
    return 100 * values / run.thigh_shank_length, "% thigh_shank_length"
