"""What a comparison holds: changes of measures and of curves, and notes on how far the runs can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from gaitcue.terms.advice import Reason
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import Leg, Side
from gaitcue.terms.records import MeasureLeg, Note

Verdict = Literal["changed", "probably_changed", "no_change_shown", "cannot_tell"]


@dataclass(frozen=True, slots=True)
class Change:
    """One measure of one leg in a later run against the first run."""

    measure: str
    leg: MeasureLeg | None
    side: Side | None
    before: float | None
    after: float | None
    difference: float | None
    """after - before"""
    ci_low: float | None
    """95 % interval of the difference of the runner's means in these two runs (autocorrelation of strides included)"""
    ci_high: float | None
    smallest_detectable_change: float | None
    """what a repeated recording can differ by when nothing changed (95 %)"""
    unit: str
    verdict: Verdict
    reason: str = ""
    """the sentence, where a file brought one; what gaitcue finds comes as ``reasons``"""
    run: str = ""
    """name of the later run"""
    headline: bool = False
    """belongs to the table whose false alarms are held at 10 % together"""
    p_value: float | None = None
    """of the difference against strides and re-recording error together"""
    p_adjusted: float | None = None
    """Holm over the headline table; None outside it"""
    n_before: int = 0
    n_after: int = 0
    smallest_detectable_change_source: str = ""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Phase:
    """A part of the gait cycle in which two runs differ."""

    start_pct: float
    end_pct: float
    largest_difference: float
    """after - before where its size is largest"""
    beyond_detectable: bool
    """that size is above the smallest detectable change"""


@dataclass(frozen=True, slots=True)
class CurveChange:
    """A signal over the gait cycle in a later run against the first run."""

    name: str
    leg: Leg | None
    side: Side
    unit: str
    run: str
    before: Array
    """(101,) mean over strides"""
    after: Array
    difference: Array
    critical: Array
    """(101,) size a difference must pass to be significant anywhere in the cycle (family-wise 5 %)"""
    p_value: float | None
    p_adjusted: float | None
    phases: tuple[Phase, ...]
    verdict: Verdict
    reason: str = ""
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two or more runs of one person, each against the first."""

    names: tuple[str, ...]
    changes: tuple[Change, ...]
    curves: tuple[CurveChange, ...] = ()
    notes: tuple[Note, ...] = ()
    provenance: dict[str, Any] = field(default_factory=dict)

    def change(self, measure: str, leg: str | None = None, run: str | None = None) -> Change | None:
        """The first row of this measure; ``leg`` may also be a side; ``run`` defaults to the second run."""
        wanted = run or self.names[1]
        rows = [row for row in self.changes if row.measure == measure and row.run == wanted]
        return next((row for row in rows if leg is None or leg in (row.leg, row.side)), None)
