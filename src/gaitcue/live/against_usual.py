"""The numbers of a run that goes on, beside those of the same runner as usual: what changes, and what is only noise.

This is for seeing what a cue does while it is tried; no verdict rests on it. The rule that calls a difference a change
is that of two clips (``compare.rule``): the strides' variation and the error of recording again are both taken off.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from gaitcue.compare.detectable import smallest_detectable_change
from gaitcue.compare.records import Verdict
from gaitcue.compare.rule import DifferenceEvidence, explain, holm, verdict, weigh
from gaitcue.gait.autocorrelation import RunMean, lag_one_correlation, run_mean
from gaitcue.gait.measures import MEASURES
from gaitcue.live.records import AT_CONTACT, LIVE_MEASURES, LiveValue, Step
from gaitcue.terms.advice import Reason
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.records import Analysis, Status, StrideValue, Summary

LEAST_STEPS = 4
"""of a leg, before there is a mean (those of a clip: fewer are not measurable)"""
LATEST_STEPS = 20
"""what counts as now: ten contacts a leg, as many as the film of a trial is to have"""
MOST_STEPS = 120
"""what counts as usual, of the latest: more than half a minute of running"""
MEASURED_SHARE = 0.5
"""of the steps that must have a number (product default)"""

Series = tuple[Array, Array]
"""numbers of the steps, and their values"""
Legs = Mapping[Side | None, Series]
"""of each leg; None where the legs are not told apart"""


@dataclass(frozen=True, slots=True)
class Numbers:
    """One measure over one stretch."""

    legs: Legs
    status: Status = "ok"
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class AgainstUsual:
    """One measure now and as usual."""

    measure: str
    unit: str
    now: float | None = None
    usual: float | None = None
    difference: float | None = None
    side: Side | None = None
    """the leg, where only one can be set beside itself"""
    detectable: float | None = None
    verdict: Verdict = "cannot_tell"
    status: Status = "ok"
    reasons: tuple[Reason, ...] = ()
    """why there is no number, why it is less sure, or why the verdict is as it is"""


@dataclass
class LatestSteps:
    """The steps of one stretch, as they come; the latest are kept."""

    most: int = MOST_STEPS
    _steps: dict[int, Step] = field(default_factory=dict)

    def take(self, step: Step) -> None:
        """A step that came to stand, or the same once more when its stance is over."""
        self._steps[step.number] = step
        while len(self._steps) > self.most:
            del self._steps[min(self._steps)]

    @property
    def last(self) -> int:
        """Number of the newest step; 0 before the first."""
        return max(self._steps, default=0)

    @property
    def enough(self) -> bool:
        """As many steps as a mean as usual is to rest on."""
        return len(self._steps) >= LATEST_STEPS

    def numbers(self, latest: int = MOST_STEPS) -> dict[str, Numbers]:
        """Measure -> its numbers in the latest steps, of those that any of these tells of."""
        steps = [self._steps[number] for number in sorted(self._steps)[-latest:]]
        told = {name: list(_told(steps, name)) for name in LIVE_MEASURES}
        return {name: _numbers(values) for name, values in told.items() if values}


Told = tuple[Step, LiveValue]


def _told(steps: Iterable[Step], name: str) -> Iterator[Told]:
    """What stands over the stance is told by steps whose stance is over."""
    yield from ((one, one.values[name]) for one in steps if name in one.values and (one.complete or name in AT_CONTACT))


def _numbers(told: Sequence[Told]) -> Numbers:
    """Those of the legs most of whose steps have one; the least sure of them says how sure."""
    legs = {side: [(step, one) for step, one in told if step.leg == side] for side in SIDES}
    seen = {side: [(s, one) for s, one in of if one.value is not None] for side, of in legs.items()}
    seen = {side: of for side, of in seen.items() if of and len(of) >= MEASURED_SHARE * len(legs[side])}
    if not seen:
        return Numbers({}, "not_measurable", _latest_reason(one for _, one in told if one.value is None))
    unsure = [one for of in seen.values() for _, one in of if one.status == "low_confidence"]
    series: dict[Side | None, Series] = {}
    for side, of in seen.items():
        series[side] = _series([(step.number, one.value) for step, one in of if one.value is not None])
    return Numbers(series, "low_confidence" if unsure else "ok", _latest_reason(unsure))


def _latest_reason(values: Iterable[LiveValue]) -> tuple[Reason, ...]:
    return tuple([one.reason for one in values if one.reason is not None][-1:])


def _series(pairs: Sequence[tuple[int, float]]) -> Series:
    table = np.asarray(pairs, float).reshape(-1, 2)
    return table[:, 0], table[:, 1]


def numbers_of_clip(analysis: Analysis) -> dict[str, Numbers]:
    """The same of a clip that was analysed: the run as usual that was filmed before."""
    of_both = [row for row in analysis.measures if row.measure in LIVE_MEASURES and row.side is None]
    return {row.measure: _of_clip(analysis, row) for row in of_both}


def _of_clip(analysis: Analysis, row: Summary) -> Numbers:
    if row.mean is None or row.status == "not_measurable":
        return Numbers({}, "not_measurable", row.reasons)
    kept = [one for one in analysis.values if one.measure == row.measure and one.value is not None]
    return Numbers({side: _of_leg(kept, side) for side in {one.side for one in kept}}, row.status, row.reasons)


def _of_leg(values: Sequence[StrideValue], side: Side | None) -> Series:
    return _series([(one.stride, one.value) for one in values if one.side == side and one.value is not None])


# --- one beside the other ---------------------------------------------------------------------------------------------


def against_usual(
    now: Mapping[str, Numbers], usual: Mapping[str, Numbers], *, fps: float | None = None
) -> tuple[AgainstUsual, ...]:
    """Every live measure now and as usual.

    Parameters
    ----------
    now, usual : :meth:`LatestSteps.numbers`, or :func:`numbers_of_clip`; empty while there is nothing
    fps : frames looked at per second, on which the error of times depends

    Returns
    -------
    In the order of ``LIVE_MEASURES``. A change inside the noise is ``no_change_shown``; the false alarms of the whole
    table are held together, as in a comparison.
    """
    weighed = [_against(name, now.get(name), usual.get(name), fps) for name in LIVE_MEASURES]
    evidence = [found for _, found in weighed if found is not None]
    adjusted = iter(holm([found.p_value for found in evidence]))
    return tuple(row if found is None else _worded(row, found, next(adjusted)) for row, found in weighed)


def _against(
    name: str, now: Numbers | None, usual: Numbers | None, fps: float | None
) -> tuple[AgainstUsual, DifferenceEvidence | None]:
    row = AgainstUsual(name, MEASURES[name].unit)
    if usual is not None and usual.status != "not_measurable":
        row = replace(row, usual=_mean(usual.legs))
    if now is None:
        return replace(row, reasons=(Reason("waiting"),)), None
    row = replace(row, status=now.status, reasons=now.reasons)
    if now.status == "not_measurable":
        return row, None
    first, then = _alike(now.legs, usual.legs if usual else {})
    if not _enough(now.legs if usual is None else then):
        return replace(row, reasons=(Reason("waiting"),)), None
    if usual is None or row.usual is None or not _enough(first):
        return replace(row, now=_mean(now.legs)), None
    return _weighed(row, first, then, usual.status, fps)


def _alike(now: Legs, usual: Legs) -> tuple[Legs, Legs]:
    """(as usual, now) of the legs that both tell of, as another leg is no change; together where none is told apart."""
    if None in now or None in usual:
        return {None: _together(usual.values())}, {None: _together(now.values())}
    return {leg: usual[leg] for leg in now if leg in usual}, {leg: now[leg] for leg in now if leg in usual}


def _together(legs: Iterable[Series]) -> Series:
    both = [np.concatenate(parts) for parts in zip(*legs, strict=True)] or [np.zeros(0), np.zeros(0)]
    order = np.argsort(both[0])
    return both[0][order], both[1][order]


def _enough(legs: Legs) -> bool:
    return bool(legs) and all(len(values) >= LEAST_STEPS for _, values in legs.values())


def _mean(legs: Legs) -> float | None:
    """Each leg counts alike, however many of its steps were seen."""
    means = [float(values.mean()) for _, values in legs.values() if len(values)]
    return float(np.mean(means)) if means else None


def _weighed(
    row: AgainstUsual, usual: Legs, now: Legs, sure: Status, fps: float | None
) -> tuple[AgainstUsual, DifferenceEvidence | None]:
    correlation = lag_one_correlation([*usual.values(), *now.values()])
    before, after = _run(usual, correlation), _run(now, correlation)
    detectable = smallest_detectable_change(row.measure, row.unit, fps=fps, same_session=True)
    side = next(iter(now)) if len(now) == 1 else None
    row = replace(row, now=after.mean, usual=before.mean, difference=after.mean - before.mean, side=side)
    if detectable is None:
        return replace(row, reasons=(Reason("error_unknown"),)), None
    status: Status = "ok" if row.status == sure == "ok" else "low_confidence"
    row = replace(row, detectable=detectable.value, status=status)
    return row, weigh(before, after, detectable.value)


def _run(legs: Legs, correlation: float) -> RunMean:
    runs = [run_mean(values, correlation) for _, values in legs.values()]
    return RunMean(
        n=sum(run.n for run in runs),
        mean=float(np.mean([run.mean for run in runs])),
        variance=sum(run.variance for run in runs) / len(runs) ** 2,
        effective_n=sum(run.effective_n for run in runs),
    )


def _worded(row: AgainstUsual, evidence: DifferenceEvidence, p_adjusted: float) -> AgainstUsual:
    """Less sure numbers make no sure change, as in a comparison."""
    word = verdict(evidence, p_adjusted)
    reasons = (*row.reasons, explain(evidence, word, row.unit))
    if word == "changed" and row.status != "ok":
        word = "probably_changed"
    return replace(row, verdict=word, reasons=reasons)
