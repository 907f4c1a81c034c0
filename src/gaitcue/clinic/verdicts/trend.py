"""How hard a cue felt, visit by visit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from gaitcue.clinic.trial import Trial
from gaitcue.clinic.verdicts.symptoms import minus


@dataclass(frozen=True, slots=True)
class EffortTrend:
    """Effort above the baseline of the same visit; shown, never a veto."""

    cues: tuple[str, ...]
    changes: tuple[tuple[date, float], ...]
    per_session: float | None
    """None with one visit only"""


def effort_trend(trials: Sequence[Trial], names: Sequence[str]) -> EffortTrend:
    """Effort above baseline of one condition (the same cues) over sessions, with its slope per session."""
    points = [
        (trial.on, change)
        for trial in sorted(trials, key=lambda trial: trial.on)
        for condition in trial.conditions
        if set(condition.cues) == set(names)
        and (change := minus(condition.take.effort, trial.baseline.effort)) is not None
    ]
    slope = _slope([change for _, change in points]) if len(points) > 1 else None
    return EffortTrend(tuple(names), tuple(points), slope)


def _slope(values: Sequence[float]) -> float:
    middle = (len(values) - 1) / 2.0
    spread = sum((index - middle) ** 2 for index in range(len(values)))
    return sum((index - middle) * value for index, value in enumerate(values)) / spread
