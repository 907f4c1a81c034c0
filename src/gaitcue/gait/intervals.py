"""The 95 % interval of a measure: for the runner's mean under these conditions.

Two kinds of error make it. What differs from stride to stride shows in the strides themselves and shrinks with their
number; neighbouring strides are alike, so the number that counts is smaller than the number measured. What is the same
in all strides of a clip does not shrink: where the model sees the hip, the camera's roll, the scale, and when this
detector at this frame rate sees the foot land. For these the measure is computed again with the input changed by one
standard deviation; the change in the result, times 1.96, is that error's half width. No error formulas.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial
from importlib.resources import files
from typing import Any

import numpy as np

from gaitcue.gait.autocorrelation import run_mean, seen_correlation
from gaitcue.gait.event_errors import EVENT_GROUPS, event_errors, with_late_events
from gaitcue.gait.measures.leg_strides import LegStrides
from gaitcue.gait.measures.run import Run, SignalCache
from gaitcue.gait.plane import Plane, undo_roll
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import Side
from gaitcue.terms.quantiles import Z95, t_quantile
from gaitcue.terms.records import Event

PROBE_STRIDES = 8
"""strides on which the systematic errors are tried: their effect hardly differs between strides"""

OF_STRIDES = ("number", "start", "toe_off", "end", "contact_before", "other_contact", "other_toe_off")


@dataclass(frozen=True, slots=True)
class Mean:
    """Mean of a series of strides with its random error."""

    n: int
    mean: float
    sd: float
    half_width: float
    """95 %, from stride-to-stride variation alone"""


@dataclass(frozen=True)
class Disturbance:
    """One systematic error: the run as it would be if the error were one standard deviation larger."""

    name: str
    run: Run
    joint: str | None = None
    """the only kind of point that moved; None: anything may differ"""


def mean_of(values: Array) -> Mean:
    """Mean, SD and random half width of one leg's strides in order of time (no NaN, at least 2)."""
    n, known = len(values), run_mean(values, seen_correlation(values))
    quantile = t_quantile(max(known.effective_n - 1, (n - 1) / 2))
    return Mean(n, known.mean, float(np.std(values, ddof=1)), float(quantile * np.sqrt(known.variance)))


# --- systematic errors ---


@cache
def error_table() -> dict[str, Any]:
    """``errors.toml``: what points, events and views err by, for each kind of source."""
    return tomllib.loads(files("gaitcue.gait").joinpath("errors.toml").read_text(encoding="utf-8"))


def systematic_half_widths(
    run: Run,
    events: Sequence[Event],
    evaluate: Callable[[Run, str | None], Mapping[str, float]],
    error_model: str | None = None,
) -> dict[str, float]:
    """95 % half width of each result of ``evaluate`` from all errors that do not shrink with the strides.

    Parameters
    ----------
    run : with its strides
    events : their ``half_width_s`` tells how well this recording times contact and toe-off
    evaluate : (run, the only kind of point that moved) -> means by name (NaN:
        unknown); what cannot differ may be left out
    error_model : section of errors.toml; the kind of the recording's source by default
    """
    probe, model = shortened(run), error_model or model_of(run.plane)
    base = evaluate(probe, None)
    total = event_variances(probe, base, events, evaluate, model)
    for disturbance in disturbances(probe, model):
        changed = evaluate(disturbance.run, disturbance.joint)
        for name, value in base.items():
            step = changed.get(name, np.nan) - value
            total[name] += step**2 if np.isfinite(step) else 0.0
    return {name: Z95 * float(np.sqrt(square)) for name, square in total.items()}


def model_of(plane: Plane) -> str:
    """Section of errors.toml: the one that the Track names, else its kind of source."""
    return plane.error_model if plane.error_model in error_table()["event_own_part"] else plane.source_kind


def event_variances(
    run: Run,
    base: Mapping[str, float],
    events: Sequence[Event],
    evaluate: Callable[[Run, str | None], Mapping[str, float]],
    error_model: str,
) -> dict[str, float]:
    """Variance of each result from what the events of the clip have in common: how far it moves with each kind of
    event of each foot, put together as those errors go together."""
    errors = event_errors(events, error_table(), error_model)
    step_s = errors.largest()
    if not step_s:
        return dict.fromkeys(base, 0.0)
    total = dict.fromkeys(base, 0.0)
    for by_s in (step_s, -step_s):  # contact is a kink: what late does differs from what early does
        moved = {group: evaluate(with_late_events(run, group, by_s), None) for group in EVENT_GROUPS}
        for name, value in base.items():
            slopes = {group: (moved[group][name] - value) / by_s for group in EVENT_GROUPS}
            total[name] += errors.variance({group: s if np.isfinite(s) else 0.0 for group, s in slopes.items()}) / 2
    return total


def disturbances(run: Run, error_model: str) -> Iterator[Disturbance]:
    """Every systematic error of points, view and lengths, one at a time, one standard deviation large."""
    yield from _point_errors(run, error_table()[error_model])
    if share := error_table()["vertical_damping"].get(error_model):
        yield Disturbance("vertical damping", run.perturbed(partial(_undamped, share=share)), "hip")
    view = run.view
    if view.roll_half_width_deg > 0:
        yield Disturbance("roll", run.perturbed(partial(_turned, deg=view.roll_half_width_deg / Z95)))
    if view.units_per_m and view.units_per_m_half_width:
        other = replace(view, units_per_m=view.units_per_m + view.units_per_m_half_width / Z95)
        yield Disturbance("scale", run.with_view(other))
    if run.standing is None:
        ratio = 1 + error_table()["other"]["leg_ratio"]
        yield Disturbance("leg length", replace(run, usual_length_per_segments=run.usual_length_per_segments * ratio))


def _turned(plane: Plane, deg: float) -> dict[str, Array]:
    return {name: undo_roll(xy, deg) for name, xy in plane.points.items()}


def _undamped(plane: Plane, share: float) -> dict[str, Array]:
    """The hips' rise and fall larger by a share."""
    hips = {name: xy.copy() for name, xy in plane.points.items() if _is("hip", name)}
    for xy in hips.values():
        seen = xy[np.isfinite(xy[:, 1]), 1]
        xy[:, 1] += share * (xy[:, 1] - (seen.mean() if len(seen) else 0.0))
    return {**plane.points, **hips}


def _point_errors(run: Run, table: dict[str, Any]) -> Iterator[Disturbance]:
    """One kind of point at a time, on both sides together: a model that sees one hip too high sees both so."""
    for joint, offsets in table.items():
        if joint == "source" or not any(_is(joint, name) for name in run.plane.points):
            continue
        for axis in (0, 1):
            size = offsets[axis] / 100 * run.thigh_shank_length
            moved = run.perturbed(partial(_shifted, joint=joint, axis=axis, size=size))
            yield Disturbance(f"{joint} {'xy'[axis]}", moved, joint)


def _shifted(plane: Plane, joint: str, axis: int, size: float) -> dict[str, Array]:
    return {name: _moved(plane, name, joint, axis, size) for name in plane.points}


def _is(joint: str, name: str) -> bool:
    return name.rpartition("_")[2] == joint


def _moved(plane: Plane, name: str, joint: str, axis: int, size: float) -> Array:
    if not _is(joint, name):
        return plane.points[name]
    side = name.partition("_")[0]
    far = side in ("left", "right") and plane.near_side is not None and side != plane.near_side
    shift = np.zeros(2)
    shift[axis] = size * (error_table()["other"]["far_factor"] if far else 1.0)
    return plane.points[name] + shift


def probe_of(run: Run) -> tuple[bytes, ...]:
    """The strides on which systematic errors are tried: of the same points and the same strides they are the same."""
    legs = _probe_legs(run).values()
    return tuple(getattr(leg, name).tobytes() for leg in legs for name in OF_STRIDES)


def _probe_legs(run: Run) -> dict[Side, LegStrides]:
    return {side: _first_strides(leg, PROBE_STRIDES) for side, leg in run.legs.items()}


def shortened(run: Run) -> Run:
    """The run with a few strides of each leg, cut to their time: enough to see how errors pass through."""
    legs = _probe_legs(run)
    times = np.concatenate([np.concatenate([leg.start, leg.end]) for leg in legs.values()])
    if not len(times):
        return run.with_legs(legs)
    time_s = run.plane.time_s
    rows = (time_s >= times.min() - 0.5) & (time_s <= times.max() + 0.5)
    plane = replace(
        run.plane,
        time_s=time_s[rows],
        frame=run.plane.frame[rows],
        points={name: xy[rows] for name, xy in run.plane.points.items()},
        confidence={},
    )
    speed = replace(run.conditions, speed_kmh=run.speed_mps * 3.6) if np.isfinite(run.speed_mps) else run.conditions
    return replace(run, plane=plane, legs=legs, conditions=speed, cache=SignalCache())


def _first_strides(leg: LegStrides, count: int) -> LegStrides:
    return replace(leg, **{name: getattr(leg, name)[:count] for name in OF_STRIDES})
