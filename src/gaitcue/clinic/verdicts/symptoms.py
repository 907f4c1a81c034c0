"""What the pain of a visit says: the ceiling, what rose or fell with a cue, and what stayed without it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gaitcue.clinic.rule_data import setting
from gaitcue.clinic.trial import Condition, Take, Trial
from gaitcue.terms.advice import Reason


@dataclass(frozen=True, slots=True)
class Symptoms:
    """Pain and effort of one condition beside the first baseline."""

    pain_change: float | None
    elsewhere_change: float | None
    """pain at a second site; what was not told of at the baseline counts as new"""
    effort_change: float | None
    fell: bool
    """by at least one point, and not as low without the cue afterwards"""
    stayed_low: bool
    """it fell, but was as low without the cue afterwards"""

    @property
    def worst_change(self) -> float | None:
        """The change at the site, unless it rose more elsewhere."""
        rose = self.elsewhere_change is not None and self.elsewhere_change >= setting("trial", "pain_worse")
        told = (self.pain_change, self.elsewhere_change) if rose else (self.pain_change,)
        return max((change for change in told if change is not None), default=None)


def symptoms(trial: Trial, condition: Condition) -> Symptoms:
    """What the person felt under a condition, against the baseline."""
    base, take = trial.baseline, condition.take
    pain = minus(take.pain, base.pain)
    relief = pain is not None and pain <= -setting("trial", "responder_pain")
    stayed = relief and _stayed(take, trial.return_baseline)
    elsewhere = None if take.pain_elsewhere is None else take.pain_elsewhere - (base.pain_elsewhere or 0.0)
    return Symptoms(pain, elsewhere, minus(take.effort, base.effort), relief and not stayed, stayed)


def _stayed(take: Take, back: Take | None) -> bool:
    """Without the cue the pain came back by less than a point: it may have warmed up, or the relief carries over."""
    if back is None or back.pain is None or take.pain is None:
        return False
    return back.pain - take.pain < setting("trial", "responder_pain")


def minus(after: float | None, before: float | None) -> float | None:
    return None if after is None or before is None else after - before


def over_the_ceiling(trial: Trial) -> Reason | None:
    """The take with the worst pain of the visit, if that was more than may be run with."""
    limit = setting("triage", "pain_ceiling")
    told = [(max(pains), take.name) for take in trial.takes.values() if (pains := pains_of(take))]
    pain, take = max(told, default=(0.0, ""), key=lambda worst: worst[0])
    return Reason("pain_ceiling", {"take": take, "pain": pain, "limit": limit}) if pain > limit else None


def pains_of(take: Take) -> list[float]:
    """The pain scores told of a recording."""
    return [pain for pain in (take.pain, take.pain_elsewhere) if pain is not None]


def rose_by_the_end(trial: Trial) -> Reason | None:
    """The pain of the return baseline, if it was a point or more above that of the first."""
    back = trial.return_baseline
    change = minus(back.pain, trial.baseline.pain) if back else None
    if back is None or change is None or change < setting("trial", "pain_worse"):
        return None
    return Reason("pain_rose_by_end", {"before": trial.baseline.pain, "after": back.pain})


def rises(trial: Trial, condition: Condition, felt: Symptoms) -> Iterator[Reason]:
    """Pain that rose with the cue, at the site or elsewhere."""
    worse, base, take = setting("trial", "pain_worse"), trial.baseline, condition.take
    if felt.pain_change is not None and felt.pain_change >= worse:
        yield Reason("pain_rose", {"before": base.pain, "after": take.pain})
    if felt.elsewhere_change is not None and felt.elsewhere_change >= worse:
        values = {"before": base.pain_elsewhere, "after": take.pain_elsewhere, "site": take.elsewhere}
        yield Reason("pain_elsewhere_rose", values)
