"""The target: one number and the band that it shall lie in, around the person's own baseline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, stdev
from typing import Final

from gaitcue.compare.comparable import paces_differ
from gaitcue.compare.detectable import smallest_detectable_change
from gaitcue.gait.measures import MEASURES
from gaitcue.live.protocol.rules import CueRule, cue_rule, number
from gaitcue.terms.advice import Reason
from gaitcue.terms.conditions import Conditions
from gaitcue.terms.quantiles import Z95

CADENCE: Final = "cadence"


@dataclass(frozen=True, slots=True)
class Aim:
    """What is to be trained, before the baseline is known."""

    cue: str
    """id of the cue bank"""
    wording: str = "external"
    """which of the cue's wordings is said"""
    measure: str = ""
    """one of the cue's measures; empty for the first that can be measured"""
    knee_pain: bool = False
    """now or in the past: the trunk stays less upright"""

    @property
    def rule(self) -> CueRule:
        return cue_rule(self.cue)

    @property
    def measures(self) -> tuple[str, ...]:
        """Those that may be the target, in order."""
        return (self.measure,) if self.measure else self.rule.measures


@dataclass(frozen=True, slots=True)
class Target:
    """One number on one bar."""

    cue: str
    measure: str
    unit: str
    low: float
    high: float
    baseline: float
    baseline_low: float
    """95 % interval of the mean as usual"""
    baseline_high: float
    speed_kmh: float | None = None
    """at which the minute as usual was run; None where nobody told"""
    incline_pct: float | None = None

    def holds(self, value: float) -> bool:
        """Whether a value lies in the band."""
        return self.low <= value <= self.high

    def differs(self, speed_kmh: float | None, incline_pct: float | None) -> tuple[Reason, ...]:
        """What keeps numbers of another speed or incline from being measured by this band."""
        made, other = Conditions(self.speed_kmh, self.incline_pct), Conditions(speed_kmh, incline_pct)
        return tuple(paces_differ(made, other))


def target_from(values: Mapping[str, Sequence[float]], aim: Aim) -> Target | Reason:
    """The target band, or the reason why there is none.

    Parameters
    ----------
    values : measure -> its values of each step as usual

    Returns
    -------
    ``baseline_too_short`` : no measure of the cue was measured in enough steps;
    ``nothing_to_gain`` : the person is so near to where the band ends that no change could be told from the error.

    Examples
    --------
    >>> found = target_from({"cadence": [160.0] * 20}, Aim("cadence_5"))
    >>> round(found.low, 1), round(found.high, 1)
    (164.8, 171.2)
    """
    least = int(number("baseline", "least_steps"))
    measure = next((name for name in aim.measures if len(values.get(name, ())) >= least), None)
    if measure is None:
        most = max((len(values.get(name, ())) for name in aim.measures), default=0)
        return Reason("baseline_too_short", {"have": most, "need": least})
    told = list(values[measure])
    usual, half = fmean(told), Z95 * stdev(told) / len(told) ** 0.5 if len(told) > 1 else 0.0
    band = _cadence(usual, aim.rule) if measure == CADENCE else _less_or_more(usual, measure, aim)
    if isinstance(band, Reason):
        return band
    return Target(aim.cue, measure, MEASURES[measure].unit, *band, usual, usual - half, usual + half)


def _cadence(usual: float, rule: CueRule) -> tuple[float, float]:
    rise, half = rule.rise_pct or 0.0, number("target", "cadence_half_width_pct")
    return usual * (1.0 + (rise - half) / 100.0), usual * (1.0 + (rise + half) / 100.0)


def _less_or_more(usual: float, measure: str, aim: Aim) -> tuple[float, float] | Reason:
    """From one smallest detectable change away from the baseline to some more, and never beyond the limits."""
    change = detectable(measure)
    far, rule = number("target", "widest_changes"), aim.rule
    if rule.way == "down":
        least = (rule.with_knee_pain if aim.knee_pain and rule.with_knee_pain else rule.least).get(measure)
        low, high = usual - far * change, usual - change
        low = low if least is None else max(low, least)
    else:
        most = rule.most.get(measure)
        low, high = usual + change, usual + far * change
        high = high if most is None else min(high, most)
    if low >= high:
        return Reason("nothing_to_gain", {"measure": measure, "usual": usual, "change": change})
    return low, high


def detectable(measure: str) -> float:
    """The smallest change between two sessions with the same camera that can be told from nothing."""
    found = smallest_detectable_change(measure, MEASURES[measure].unit, same_session=True)
    return found.value if found else 0.0


def moved(target: Target, value: float) -> bool:
    """Whether a mean lies further from the baseline, in the wanted direction, than could be error."""
    up = target.low > target.baseline
    change = value - target.baseline if up else target.baseline - value
    return change >= detectable(target.measure)
