"""When a difference between two runs is called a change.

Two errors stand between a difference and a change of the runner: strides vary (and neighbouring ones resemble each
other), and a recording made again differs a little although nothing changed. The rule:

- *changed*: larger than both errors taken together, at 5 % for this measure by itself and at 10 % for the whole
  headline table (Holm 1979, valid whatever the measures' dependence);
- *probably changed*: larger than each of the two errors by itself (``|d| > SDC`` and the 95 % interval excludes 0);
- *no change shown*: neither;
- *cannot tell*: the runs or the measure do not allow a verdict.

``validation/calibration/change_rule.py`` shows by simulation that the error rates hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import special

from gaitcue.compare.records import Verdict
from gaitcue.gait.autocorrelation import RunMean
from gaitcue.terms.advice import Reason
from gaitcue.terms.quantiles import Z95, t_quantile

MEASURE_LEVEL = 0.05
TABLE_LEVEL = 0.10


@dataclass(frozen=True, slots=True)
class DifferenceEvidence:
    """What is known about one difference."""

    difference: float
    ci_low: float
    ci_high: float
    p_value: float
    detectable: float
    beyond_detectable: bool
    beyond_interval: bool
    """the 95 % interval leaves out 0"""


def weigh(before: RunMean, after: RunMean, detectable: float, shared_variance: float = 0.0) -> DifferenceEvidence:
    """Weigh one difference against the strides' variation and the error of recording again.

    Parameters
    ----------
    before, after : the two runs' means with their variances
    detectable : smallest detectable change (95 % of differences between recordings of an unchanged runner are smaller)
    shared_variance : variance that both means carry beside their strides (roll of the camera, where the model sees the
        hip), summed over both runs. Recording again changes just these, so for the verdict the larger of it and of
        the smallest detectable change counts, not both.
    """
    difference = after.mean - before.mean
    parts = (before.variance, after.variance)
    freedom = [max(run.effective_n - 1.0, 1.0) for run in (before, after)]
    strides = sum(parts) + shared_variance
    half = t_quantile(_welch(parts, freedom, strides)) * np.sqrt(strides)
    total = sum(parts) + max((detectable / Z95) ** 2, shared_variance)
    return DifferenceEvidence(
        difference=float(difference),
        ci_low=float(difference - half),
        ci_high=float(difference + half),
        p_value=_p_value(difference, total, _welch(parts, freedom, total)),
        detectable=detectable,
        beyond_detectable=abs(difference) > detectable,
        beyond_interval=abs(difference) > half,
    )


def _welch(parts: Sequence[float], freedom: Sequence[float], total: float) -> float:
    """Welch-Satterthwaite degrees of freedom; what is in ``total`` beyond ``parts`` counts as known exactly."""
    spread = sum(part**2 / free for part, free in zip(parts, freedom, strict=True))
    return 1e6 if spread <= 0 else min(total**2 / spread, 1e6)


def _p_value(difference: float, variance: float, freedom: float) -> float:
    if variance <= 0:
        return 1.0 if difference == 0 else 0.0
    return float(2.0 * special.stdtr(freedom, -abs(difference) / np.sqrt(variance)))


def holm(p_values: Sequence[float]) -> list[float]:
    """Holm's step-down adjusted p values, in the order given."""
    order = np.argsort(p_values)
    ranked = np.asarray(p_values, float)[order] * np.arange(len(p_values), 0, -1)
    adjusted = np.empty(len(p_values))
    adjusted[order] = np.minimum(np.maximum.accumulate(ranked), 1.0)
    return [float(value) for value in adjusted]


def verdict(evidence: DifferenceEvidence, p_adjusted: float | None) -> Verdict:
    """The word for one difference; ``p_adjusted`` is None outside the headline table."""
    beyond_both = evidence.beyond_detectable and evidence.beyond_interval
    if not beyond_both:
        return "no_change_shown"
    table_holds = p_adjusted is None or p_adjusted <= TABLE_LEVEL
    return "changed" if evidence.p_value <= MEASURE_LEVEL and table_holds else "probably_changed"


def explain(evidence: DifferenceEvidence, word: Verdict, unit: str) -> Reason:
    """Why the verdict is what it is, with the sizes that it rests on."""
    sizes = {"size": abs(evidence.difference), "detectable": evidence.detectable, "unit": unit}
    if word in ("changed", "probably_changed"):
        return Reason("beyond_both" if word == "changed" else "beyond_but_chance", sizes)
    return Reason("within_strides" if evidence.beyond_detectable else "within_detectable", sizes)
