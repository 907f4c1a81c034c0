"""How well a run's mean is known when its strides are not independent.

Neighbouring strides resemble each other, so n strides say less than n independent values would. One model for all: the
lag-one correlation is corrected for its known downward bias in short series and turned into an effective number of
strides; a first-order autoregressive decay is assumed. Two ways to settle on the correlation:

- for the interval of one leg's mean (``seen_correlation``) one that shows in the strides themselves counts;
- for the verdict "changed" (``lag_one_correlation``) a prior and a margin are added, since taking it too small costs
  false alarms.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from gaitcue.terms.arrays import Array

PRIOR_CORRELATION = 0.25
"""Product default: lag-one correlation expected before any data; chosen with validation/calibration/change_rule.py."""
PRIOR_STRIDES = 10.0
"""Product default: the prior counts as much as this many strides."""
CAREFUL_ERRORS = 0.8
"""Product default: standard errors added to the correlation, since taking it too small costs false alarms."""
LARGEST_CORRELATION = 0.9
LARGEST_SEEN = 0.8
"""in one leg's strides of one run; more is a trend"""
FEWEST_FOR_CORRELATION = 5


@dataclass(frozen=True, slots=True)
class RunMean:
    """A run's mean of one measure and how well it is known."""

    n: int
    mean: float
    variance: float
    """of the mean, measure's unit squared"""
    effective_n: float


def seen_correlation(values: Array) -> float:
    """Correlation of neighbouring strides as far as one leg's strides (n,) show it, in [0, 0.8].

    Independent strides show one of up to 1 / sqrt(n) in 5 of 6 cases; with few strides more is asked for (19 of 20).
    """
    n, away = len(values), values - values.mean()
    power = float(away @ away)
    if n < FEWEST_FOR_CORRELATION or power <= 0:
        return 0.0
    found = float(away[1:] @ away[:-1]) / power
    if found < (1.0 if n >= 10 else 1.64) / np.sqrt(n):
        return 0.0
    return min(_unbiased(found, n), LARGEST_SEEN)


def lag_one_correlation(runs: Sequence[tuple[Array, Array]]) -> float:
    """Correlation of neighbouring strides over several runs together, each about its own mean.

    Parameters
    ----------
    runs : per run the stride numbers (n,) and values (n,) or (n, points); a gap in the numbers breaks the pairs

    Returns
    -------
    In [0, 0.9]; negative correlation earns no credit (it comes from event jitter). Points of a curve are pooled, so
    that those that vary most weigh most.
    """
    products, squares, pairs, strides = 0.0, 0.0, 0, 0
    for number, value in runs:
        if len(value) < 2:
            continue
        rest = _by_number(number, value)
        both = np.diff(np.sort(number)) == _step(number)
        products += float(np.sum(rest[:-1][both] * rest[1:][both]))
        squares += float(np.sum(rest**2)) * (both.sum() / len(rest))
        pairs, strides = pairs + int(both.sum()), strides + len(rest)
    if pairs == 0 or squares <= 0:
        return PRIOR_CORRELATION
    length = strides / sum(len(value) >= 2 for _, value in runs)
    unbiased = _unbiased(products / squares, length)
    shrunk = (unbiased * pairs + PRIOR_CORRELATION * PRIOR_STRIDES) / (pairs + PRIOR_STRIDES)
    careful = shrunk + CAREFUL_ERRORS * np.sqrt((1.0 - min(shrunk**2, 1.0)) / pairs)
    return float(np.clip(careful, 0.0, LARGEST_CORRELATION))


def _by_number(number: Array, value: Array) -> Array:
    ordered = np.asarray(value, float)[np.argsort(number)]
    return np.asarray(ordered - ordered.mean(axis=0), float)


def _step(number: Array) -> float:
    """Stride numbers may count both legs; then one leg's go up in twos."""
    return float(np.median(np.diff(np.sort(number))))


def _unbiased(correlation: float, length: float) -> float:
    """Undo the bias -(1 + 4 r) / n of a lag-one correlation taken about the sample mean (Marriott and Pope 1954)."""
    return (correlation * length + 1.0) / max(length - 4.0, length / 2.0)


def variance_inflation(correlation: float, n: int) -> float:
    """Variance of the mean of n autoregressive values over that of n independent ones."""
    lags = np.arange(1, n)
    return float(1.0 + 2.0 * np.sum((1.0 - lags / n) * correlation**lags))


def run_mean(values: Array, correlation: float) -> RunMean:
    """Mean of a run's strides (n >= 2) and its variance under the given lag-one correlation."""
    n = len(values)
    inflation = min(variance_inflation(correlation, n), 0.9 * n)
    # The sample variance of correlated values is too small, by the part that moved into the mean.
    spread = float(np.var(values, ddof=1)) * (n - 1) / (n - inflation)
    return RunMean(n, float(np.mean(values)), spread * inflation / n, n / inflation)


def pooled(legs: Sequence[RunMean]) -> RunMean:
    """Mean over the strides of both legs; the legs may differ, and that difference is no error of the mean."""
    n = sum(leg.n for leg in legs)
    return RunMean(
        n=n,
        mean=sum(leg.mean * leg.n for leg in legs) / n,
        variance=sum(leg.variance * (leg.n / n) ** 2 for leg in legs),
        effective_n=sum(leg.effective_n for leg in legs),
    )
