"""Strides -> measures: every registered measure of every stride, and its summary with interval, status and reason."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from gaitcue.gait.intervals import Mean, mean_of, probe_of, systematic_half_widths
from gaitcue.gait.measures import MEASURES, MeasureDefinition, frame_rate_status
from gaitcue.gait.measures.leg_strides import LegStrides
from gaitcue.gait.measures.registry import Need
from gaitcue.gait.measures.run import Run, make_run
from gaitcue.gait.plane import Plane
from gaitcue.gait.policy import ENOUGH_STRIDES, FEWEST_STRIDES
from gaitcue.gait.spread import known_spread
from gaitcue.gait.standing import Standing
from gaitcue.terms.advice import Reason
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.records import Conditions, Event, MeasureLeg, Status, Stride, StrideValue, Summary, View

KnownErrors = dict[tuple[object, ...], float]
"""half width of a row by the strides it was tried on, the error model, its name and sides"""


@dataclass(frozen=True)
class MeasureOfLeg:
    """One row of the measures table before its summary: which leg, and the strides it is made of."""

    definition: MeasureDefinition
    leg: MeasureLeg | None
    side: Side | None
    parts: tuple[LegStrides, ...]
    """strides of the leg, or of both legs"""

    @property
    def key(self) -> str:
        return f"{self.definition.id} {self.side or 'both'}"


def measure(
    plane: Plane,
    view: View,
    events: Sequence[Event],
    strides: Sequence[Stride],
    conditions: Conditions,
    standing: Standing | None = None,
    *,
    error_model: str | None = None,
    only: Collection[str] | None = None,
    known: KnownErrors | None = None,
) -> tuple[list[StrideValue], list[Summary]]:
    """Compute every registered measure, or some of them.

    Parameters
    ----------
    plane, view : where the points are and how sure roll and scale are
    events : with their half widths
    strides : only those marked as used count
    conditions : speed, incline, height as told
    standing : zero of foot and trunk, leg length
    error_model : section of errors.toml instead of the one that the recording's source has
    only : measures to compute; each is what it is among all of them
    known : systematic errors found on other strides of the same plane, events and conditions, and added to: strides
        that begin alike share them

    Returns
    -------
    Values of every used stride, and the summaries: each leg and both, with a 95 % interval for the runner's mean.

    Examples
    --------
    >>> from gaitcue.demo import Runner, true_track
    >>> from gaitcue.gait import filter_track, find_view, to_plane, detect_events, segment_strides, measure
    >>> from gaitcue.terms.records import Conditions
    >>> told = Conditions(speed_kmh=10.8, height_cm=176.0)
    >>> track = filter_track(true_track(Runner(duration_s=4.0)))
    >>> view = find_view(track, None, told)
    >>> plane = to_plane(track, view)
    >>> events = detect_events(plane, view)
    >>> strides = segment_strides(events, plane)
    >>> values, summaries = measure(plane, view, events, strides, told)
    >>> cadence = next(row for row in summaries if row.measure == 'cadence')
    >>> round(cadence.mean), cadence.status
    (166, 'low_confidence')
    """
    run = make_run(plane, view, events, strides, conditions, standing)
    wanted = [definition for definition in MEASURES.values() if only is None or definition.id in only]
    rows = [row for definition in wanted for row in rows_of(definition, run)]
    seen = [row for row in rows if frame_rate_status(row.definition, plane.fps) != "not_measurable"]
    systematic = systematic_errors(run, events, seen, error_model, {} if known is None else known)
    values: list[StrideValue] = []
    summaries: list[Summary] = []
    per_side: dict[tuple[str, Side], Array] = {}
    for row in rows:
        per_leg = [remembered(per_side, row.definition, run, part) for part in row.parts]
        summary = known_spread(summarise(row, run, per_leg, systematic.get(row.key, 0.0)), events)
        summaries.append(summary)
        if row.definition.scope != "leg" or row.side is not None:
            values += stride_values(row, per_leg, summary)
    return values, summaries


def systematic_errors(
    run: Run, events: Sequence[Event], rows: Sequence[MeasureOfLeg], error_model: str | None, known: KnownErrors
) -> dict[str, float]:
    """Half width of each row from what does not shrink with the strides, taken from what is known as far as it goes."""
    probe = probe_of(run)
    names = {row.key: (probe, error_model, row.key, *(part.side for part in row.parts)) for row in rows}
    new = [row for row in rows if names[row.key] not in known]
    if new:
        found = systematic_half_widths(run, events, RowMeans(new), error_model)
        known.update({names[name]: half_width for name, half_width in found.items()})
    return {name: known[key] for name, key in names.items() if key in known}


def rows_of(definition: MeasureDefinition, run: Run) -> list[MeasureOfLeg]:
    """Near, far (or left, right) and both; only both where the measure is of the whole run or compares the legs."""
    both: MeasureLeg | None = None if run.plane.near_side is None else "both"
    legs = [run.legs[side] for side in _near_first(run)]
    if definition.scope == "pair":
        main = max((run.legs[side] for side in ("right", "left")), key=lambda leg: leg.count)
        return [MeasureOfLeg(definition, both, None, (main,))]
    whole = MeasureOfLeg(definition, both, None, tuple(legs))
    if definition.scope == "run":
        return [whole]
    return [*(MeasureOfLeg(definition, run.plane.leg_of(leg.side), leg.side, (leg,)) for leg in legs), whole]


def _near_first(run: Run) -> tuple[Side, ...]:
    return SIDES if run.plane.near_side != "right" else SIDES[::-1]


def values_of(definition: MeasureDefinition, run: Run, strides: LegStrides) -> Array:
    """One value per stride, NaN where it cannot be told."""
    if not strides.count or missing_need(definition, run) is not None:
        return np.full(strides.count, np.nan)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(definition.compute(run, strides), float)


def remembered(
    known: dict[tuple[str, Side], Array], definition: MeasureDefinition, run: Run, strides: LegStrides
) -> Array:
    """Values of a leg's strides, which the row of the leg and that of both legs share."""
    key = (definition.id, strides.side)
    if key not in known:
        known[key] = values_of(definition, run, strides)
    return known[key]


@dataclass(frozen=True, slots=True)
class RowMeans:
    """Mean of each row for a (changed) run: its own strides in place of the row's.

    Where one joint moved, rows that read no signal made of it are left out.
    """

    rows: Sequence[MeasureOfLeg]

    def __call__(self, run: Run, joint: str | None = None) -> dict[str, float]:
        touched = [row for row in self.rows if joint is None or joint in row.definition.joints]
        legs = {(row.definition.id, part.side): (row.definition, part.side) for row in touched for part in row.parts}
        known = {key: _mean(definition, run, side) for key, (definition, side) in legs.items()}
        return {row.key: _nanmean([known[row.definition.id, part.side] for part in row.parts]) for row in touched}


def _mean(definition: MeasureDefinition, run: Run, side: Side) -> float:
    values = values_of(definition, run, run.legs[side])
    known = values[np.isfinite(values)]
    return float(np.add.reduce(known)) / len(known) if len(known) else float("nan")


def _nanmean(values: Sequence[float]) -> float:
    finite = [value for value in values if isfinite(value)]
    return sum(finite) / len(finite) if finite else float("nan")


def missing_need(definition: MeasureDefinition, run: Run) -> Need | None:
    """What the measure needs and the recording has not."""
    return next((need for need in definition.needs if not HAS[need](run)), None)


HAS: dict[Need, Callable[[Run], bool]] = {
    "scale": lambda run: run.view.units_per_m is not None,
    "speed": lambda run: bool(np.isfinite(run.speed_mps)),
    "standing": lambda run: any(run.has_foot_zero(side) for side in SIDES),
    "pelvis": lambda run: run.plane.has("mid_asis") and run.plane.has("mid_psis"),
    "trunk": lambda run: run.plane.has("c7") or run.plane.has("mid_shoulder"),
    "feet": lambda run: run.plane.has("mid_heel") and run.plane.has("mid_toe"),
}


def summarise(row: MeasureOfLeg, run: Run, per_leg: list[Array], systematic: float) -> Summary:
    """Mean over the strides (of both legs: mean of their means), interval, status and reason."""
    definition = row.definition
    known = [values[np.isfinite(values)] for values in per_leg]
    n = sum(len(values) for values in known)
    status, reasons = judge(row, run, known)
    blank = Summary(
        definition.id, row.leg, row.side, definition.unit, n, None, None, None, None, status, reasons=reasons
    )
    if status == "not_measurable":
        return blank
    parts = [mean_of(values) for values in known if len(values) >= 2]
    mean = float(np.mean([part.mean for part in parts]))
    half = float(np.linalg.norm([random_half_width(definition, parts), systematic, definition.own_half_width]))
    return replace(blank, mean=mean, sd=pooled_sd(parts), ci_low=mean - half, ci_high=mean + half)


def random_half_width(definition: MeasureDefinition, parts: Sequence[Mean]) -> float:
    """Half width of the mean of the legs' means: legs err independently, but what is made of whole strides, or of the
    whole run, sees the same steps through the strides of either leg."""
    widths = np.array([part.half_width for part in parts])
    same = definition.scope == "run" or definition.same_steps
    return float(widths.mean() if same else np.sqrt(np.sum(widths**2)) / len(widths))


def pooled_sd(parts: Sequence[Mean]) -> float:
    """Stride-to-stride SD within the legs."""
    weights = [part.n - 1 for part in parts]
    return float(np.sqrt(np.average([part.sd**2 for part in parts], weights=weights)))


def judge(row: MeasureOfLeg, run: Run, known: list[Array]) -> tuple[Status, tuple[Reason, ...]]:
    """Status of a summary and why."""
    definition, fps = row.definition, run.plane.fps
    by_fps = frame_rate_status(definition, fps)
    missing = missing_need(definition, run)
    if missing is not None:
        return "not_measurable", (Reason(f"needs_{missing}"),)
    if by_fps == "not_measurable":
        return "not_measurable", (Reason("frame_rate_too_low", {"fps": fps, "needed": definition.min_fps[0]}),)
    counts = [len(values) for values in known]
    strides = sum(part.count for part in row.parts)
    if max(counts, default=0) < FEWEST_STRIDES:
        return "not_measurable", (_too_few(max(counts, default=0), strides, row),)
    doubts = list(_doubts(row, run, counts))
    if by_fps == "low_confidence":
        doubts.append(Reason("frame_rate_low", {"fps": fps, "needed": definition.min_fps[0]}))
    return ("low_confidence" if doubts else "ok"), tuple(doubts)


def _too_few(n: int, strides: int, row: MeasureOfLeg) -> Reason:
    if strides < FEWEST_STRIDES:
        return Reason("too_few_strides", {"count": n, "needed": ENOUGH_STRIDES})
    counted = {"count": n, "strides": strides}
    if row.leg in ("near", "far"):
        return Reason("leg_points_hidden", {"leg": row.leg, **counted})
    return Reason("points_hidden", counted)


def _doubts(row: MeasureOfLeg, run: Run, counts: list[int]) -> Iterator[Reason]:
    if max(counts) < ENOUGH_STRIDES:
        yield Reason("few_strides", {"count": max(counts), "needed": ENOUGH_STRIDES})
    if len(counts) == 2 and min(counts) < FEWEST_STRIDES and row.definition.scope == "leg":
        seen = row.parts[int(np.argmax(counts))]
        yield Reason("one_leg_alone", {"leg": seen.leg or seen.side})
    if "trunk" in row.definition.needs and "head_cut_off" in run.view.remarks:
        yield Reason("shoulders_unsure")
    if row.definition.family == "foot" and not all(run.has_foot_zero(part.side) for part in row.parts if part.count):
        yield Reason("no_standing_reference")


def stride_values(row: MeasureOfLeg, per_leg: list[Array], summary: Summary) -> list[StrideValue]:
    """Tidy rows of a measure; a value of a measure that is not measurable is not given either."""
    out = []
    for part, values in zip(row.parts, per_leg, strict=True):
        leg: MeasureLeg | None = part.leg if row.definition.scope == "leg" else row.leg
        side = part.side if row.definition.scope == "leg" else None
        for number, value in zip(part.number, values, strict=True):
            known = bool(np.isfinite(value)) and summary.status != "not_measurable"
            status = summary.status if known or summary.status == "not_measurable" else "not_measurable"
            reasons = summary.reasons if status == summary.status else (Reason("point_hidden_in_stride"),)
            given = float(value) if known else None
            out.append(
                StrideValue(row.definition.id, leg, side, int(number), given, summary.unit, status, reasons=reasons)
            )
    return out
