"""The records of a judged trial. A reason is a code with values; its sentence is made where it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from gaitcue.clinic.triage import Triage
from gaitcue.clinic.trial import Trial
from gaitcue.compare import Comparison
from gaitcue.terms.advice import Reason
from gaitcue.terms.records import Note

Word = Literal["keep", "halve", "relief", "repeat", "cannot_tell", "change_wording", "reject", "stop"]
Practise = Literal["full", "half", "short", "none"]
"""All of it, half of it, in short blocks to be tested again, or not at all."""
Survival = Literal["survives", "dropped", "awaited", "not_kept"]
DoseWord = Literal["as_asked", "under", "over", "above_most"]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What follows from a verdict."""

    rank: int
    practise: Practise


MEANINGS: dict[Word, Meaning] = {
    "keep": Meaning(0, "full"),
    "halve": Meaning(1, "half"),
    "relief": Meaning(2, "short"),
    "repeat": Meaning(3, "none"),
    "cannot_tell": Meaning(4, "none"),
    "change_wording": Meaning(5, "none"),
    "reject": Meaning(6, "none"),
    "stop": Meaning(7, "none"),
}
"""In the order of ranking, best first."""


@dataclass(frozen=True, slots=True)
class CadenceDose:
    """What became of the cadence against what was asked."""

    asked_pct: float | None
    """None: no cue of the condition asks for a cadence"""
    ran_pct: float
    before_spm: float
    after_spm: float
    word: DoseWord


@dataclass(frozen=True, slots=True)
class CueVerdict:
    """What the trial says about one condition."""

    name: str
    cues: tuple[str, ...]
    wording: str
    verdict: Word
    reasons: tuple[Reason, ...]
    """those that decided first"""
    survival: Survival
    """after the 24-hour response"""
    pain_change: float | None
    """with the cue against the first baseline; on the site where it rose most, if it rose elsewhere too"""
    effort_change: float | None
    awkwardness: float | None
    responder: bool
    """pain at least one point lower, and not as low without the cue afterwards"""
    effective: bool | None
    """what it aims at moved as wanted; None where that cannot be told"""
    moved: tuple[str, ...] = ()
    """target measures that moved as wanted"""
    judged_by: tuple[Reason, ...] = ()
    pros: tuple[Reason, ...] = ()
    cons: tuple[Reason, ...] = ()
    dose: CadenceDose | None = None
    size: float = 0.0
    """largest wanted movement, in smallest detectable changes"""

    @property
    def practise(self) -> Practise:
        """How much of the cue is practised until the next visit."""
        return MEANINGS[self.verdict].practise if self.survival in ("awaited", "survives") else "none"


@dataclass(frozen=True, slots=True)
class TrialResult:
    """A judged visit."""

    trial: Trial
    verdicts: tuple[CueVerdict, ...]
    """in the order of ranking, best first"""
    comparison: Comparison
    triage: Triage
    said: tuple[Reason, ...] = ()
    """what holds for the whole visit: drift, what was not asked, what was not told"""
    hurts: tuple[str, ...] = ()
    """facts about current pain that the advice depends on"""
    site: str | None = None
    """the complaint named first, which grades of evidence are for"""

    @property
    def chosen(self) -> CueVerdict | None:
        """The best condition that is practised, all of it or a part."""
        return next((verdict for verdict in self.verdicts if verdict.practise != "none"), None)

    @property
    def notes(self) -> tuple[Note, ...]:
        """How far the runs can be compared at all."""
        return self.comparison.notes


@dataclass(frozen=True, slots=True)
class CadenceTarget:
    """Steps per minute to set a metronome to."""

    from_spm: float
    to_spm: float
    rise_pct: float


@dataclass(frozen=True, slots=True)
class NextStep:
    """What to do until the next visit."""

    practise: Practise
    cues: tuple[str, ...]
    target: CadenceTarget | None
    steps: tuple[Reason, ...]
