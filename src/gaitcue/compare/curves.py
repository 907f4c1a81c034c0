"""Where in the gait cycle do two runs differ? A permutation test with the largest t over the cycle.

Blocks of neighbouring strides, not single strides, are exchanged between the runs, so that strides that resemble their
neighbours are not counted as independent. The largest studentised difference over the cycle of each rearrangement
gives the size that chance reaches anywhere in 5 % of cases (Westfall and Young 1993; Nichols and Holmes 2002).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from gaitcue.compare.comparable import Limits, capture_fps, refusals
from gaitcue.compare.detectable import smallest_detectable_change
from gaitcue.compare.records import CurveChange, Phase
from gaitcue.compare.rule import MEASURE_LEVEL, holm
from gaitcue.gait.autocorrelation import lag_one_correlation, variance_inflation
from gaitcue.terms.advice import Reason
from gaitcue.terms.arrays import Array, Mask, known_mean
from gaitcue.terms.records import Analysis, Curve, Summary

PERMUTATIONS = 2000
FEWEST_WHOLE_STRIDES = 6
"""Per run; product default. With fewer no rearrangement is rare enough."""
FEWEST_BLOCKS = 5
SHORTEST_PHASE_PCT = 2
"""Product default: shorter phases are not told."""


@dataclass(frozen=True, slots=True)
class CurveTest:
    """What the test of two sets of curves gave: (101,) difference and critical difference, p, strides in a block."""

    difference: Array
    critical: Array
    p_value: float
    block: int


def test_curves(before: Array, after: Array, *, permutations: int = PERMUTATIONS, seed: int = 0) -> CurveTest:
    """Max-t permutation test of two sets of curves.

    Parameters
    ----------
    before, after : (strides, points), strides in the order they were run
    permutations : rearrangements drawn (seeded, so that a result can be made again)

    Returns
    -------
    difference of means (points,), the size it must pass (points,), the p value over the whole curve
    """
    runs = (np.asarray(before, float), np.asarray(after, float))
    correlation = lag_one_correlation([(np.arange(len(run), dtype=float), run) for run in runs])
    block = block_length(correlation, min(len(run) for run in runs))
    curves = np.concatenate(runs)
    rank = _rearrangements(len(runs[0]), len(runs[1]), block, permutations, np.random.default_rng(seed))
    largest = np.abs(_studentised(curves, rank)).max(axis=1) * np.sqrt(_left_over(correlation, block))
    observed = _studentised(curves, np.arange(len(curves))[None] >= len(runs[0]))[0]
    difference = runs[1].mean(axis=0) - runs[0].mean(axis=0)
    size = np.divide(np.abs(difference), np.abs(observed), out=np.zeros_like(observed), where=observed != 0)
    threshold = float(np.quantile(largest, 1.0 - MEASURE_LEVEL, method="higher"))
    beaten = int(np.sum(largest >= np.abs(observed).max()))
    return CurveTest(difference, threshold * size, (1 + beaten) / (1 + permutations), block)


test_curves.__test__ = False  # type: ignore[attr-defined]  # not a test of the test suite


def block_length(correlation: float, strides: int) -> int:
    """Strides to keep together: until neighbours resemble each other by less than 0.1, leaving five blocks a run."""
    wanted = 1 if correlation <= 0.1 else int(np.ceil(np.log(0.1) / np.log(correlation)))
    return max(1, min(wanted, strides // FEWEST_BLOCKS))


def _left_over(correlation: float, block: int) -> float:
    """Variance of the mean that the blocks are too short to carry over into the rearrangements."""
    return variance_inflation(correlation, 200) / variance_inflation(correlation, block)


def _rearrangements(n_before: int, n_after: int, block: int, count: int, rng: np.random.Generator) -> Mask:
    """(count, strides): which strides play "after"; whole blocks move, block starts are shifted at random."""
    later = np.empty((count, n_before + n_after), dtype=bool)
    for row in range(count):
        order = _shuffled_blocks(n_before, n_after, block, rng)
        later[row] = False
        later[row, order[n_before:]] = True
    return later


def _shuffled_blocks(n_before: int, n_after: int, block: int, rng: np.random.Generator) -> NDArray[np.int64]:
    pieces: list[NDArray[np.int64]] = []
    for start, length in ((0, n_before), (n_before, n_after)):
        first = int(rng.integers(1, block + 1))
        cuts = [0, *range(first, length, block), length]
        pieces += [np.arange(start + low, start + high) for low, high in pairwise(cuts)]
    return np.concatenate([pieces[index] for index in rng.permutation(len(pieces))])


def _studentised(curves: Array, later: Mask) -> Array:
    """(rearrangements, points) Welch t of each rearrangement."""
    weight = later.astype(float)
    n_after = weight.sum(axis=1, keepdims=True)
    n_before = len(curves) - n_after
    centred = curves - curves.mean(axis=0)
    sums, squares = weight @ centred, weight @ centred**2
    mean_after, mean_before = sums / n_after, -sums / n_before
    spread_after = squares / n_after - mean_after**2
    spread_before = ((centred**2).sum(axis=0) - squares) / n_before - mean_before**2
    error = np.sqrt(np.maximum(spread_after / (n_after - 1) + spread_before / (n_before - 1), 1e-24))
    return np.asarray((mean_after - mean_before) / error, float)


def compare_curves(analyses: Sequence[Analysis], names: Sequence[str], limits: Limits) -> Iterator[CurveChange]:
    """Every curve of every later run against the first, p values adjusted over all of them (Holm)."""
    found = [
        change
        for name, later in zip(names[1:], analyses[1:], strict=True)
        for change in _compare_pair(analyses[0], later, name, limits)
    ]
    adjusted = holm([change.p_value for change in found if change.p_value is not None])
    for change in found:
        yield change if change.p_value is None else _settle(change, adjusted.pop(0))


def _compare_pair(before: Analysis, after: Analysis, name: str, limits: Limits) -> Iterator[CurveChange]:
    later = {(curve.name, curve.leg or curve.side): curve for curve in after.curves}
    refused = refusals(before, after, limits)
    fps = min(capture_fps(before), capture_fps(after))
    for one in before.curves:
        two = later.get((one.name, one.leg or one.side))
        if two is not None:
            row = Summary(one.name, one.leg, one.side, one.unit, 0, None, None, None, None, "ok")
            reason = next((refusal.reason for refusal in refused if refusal.concerns(row)), None)
            yield _compare_curve(one, two, name, fps, reason)


def _compare_curve(one: Curve, two: Curve, name: str, fps: float, refused: Reason | None) -> CurveChange:
    means = known_mean(one.values), known_mean(two.values)
    change = CurveChange(
        name=one.name,
        leg=one.leg,
        side=one.side,
        unit=one.unit,
        run=name,
        before=means[0],
        after=means[1],
        difference=means[1] - means[0],
        critical=np.full(means[0].shape, np.nan),
        p_value=None,
        p_adjusted=None,
        phases=(),
        verdict="cannot_tell",
        reasons=(refused,) if refused else (),
    )
    if refused:
        return change
    whole = [curve.values[np.isfinite(curve.values).all(axis=1)] for curve in (one, two)]
    fewest = min(len(values) for values in whole)
    if fewest < FEWEST_WHOLE_STRIDES:
        few = Reason("few_whole_strides", {"count": fewest, "needed": FEWEST_WHOLE_STRIDES})
        return replace(change, reasons=(few,))
    test = test_curves(*whole)
    detectable = smallest_detectable_change(one.name, one.unit, fps=fps)
    phases = tuple(_phases(test, detectable.value if detectable else np.inf))
    change = replace(change, difference=test.difference, critical=test.critical, phases=phases)
    return replace(change, p_value=test.p_value)


def _phases(test: CurveTest, detectable: float) -> Iterator[Phase]:
    beyond = np.abs(test.difference) > test.critical
    edges = np.flatnonzero(np.diff(np.concatenate(([False], beyond, [False])).astype(int)))
    percent = 100.0 / (len(beyond) - 1)
    for start, stop in zip(edges[::2], edges[1::2], strict=True):
        part = test.difference[start:stop]
        largest = float(part[np.abs(part).argmax()])
        if (stop - 1 - start) * percent >= SHORTEST_PHASE_PCT:
            yield Phase(float(start * percent), float((stop - 1) * percent), largest, abs(largest) > detectable)


def _settle(change: CurveChange, p_adjusted: float) -> CurveChange:
    change = replace(change, p_adjusted=p_adjusted)
    if p_adjusted > MEASURE_LEVEL:
        return replace(change, phases=(), verdict="no_change_shown", reasons=(Reason("curve_within_strides"),))
    if any(phase.beyond_detectable for phase in change.phases):
        return replace(change, verdict="changed", reasons=(Reason("curve_beyond_both"),))
    return replace(change, verdict="no_change_shown", reasons=(Reason("curve_within_detectable"),))
