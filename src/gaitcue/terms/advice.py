"""What is said about a run: reasons, findings, and what was weighed beside them. All frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Reason:
    """Why something is so, or what is to be said: a code with its values, which the report words."""

    code: str
    """stable short name, a key of ``report/wording/english.toml``"""
    values: Mapping[str, Any] = field(default_factory=dict, hash=False)
    """what the sentence is filled with: plain numbers, texts, codes, or lists of them"""


@dataclass(frozen=True, slots=True)
class Finding:
    """One statement about this person, with the rule that made it."""

    id: str
    rule: str
    text_clinician: str
    text_runner: str
    grade: str
    source: str
    inputs: dict[str, Any] = field(default_factory=dict)
    advice: dict[str, str] = field(default_factory=dict)
    vetoed: tuple[Reason, ...] = ()
    """cues that the rule speaks for and that this person must not get: why, and ``cue``, which"""
    cue_left: bool = True
    """a cue that the rule speaks for may be tried, or the rule speaks for none"""
    doubts: tuple[str, ...] = ()
    """codes of what makes it uncertain: ``borderline``, ``low_confidence``, ``painful_leg_far``"""
    raised: tuple[Reason, ...] = ()
    """what comes before everything else: its level as code, ``id``, ``question`` as asked; the text is empty then"""


@dataclass(frozen=True, slots=True)
class CueOffer:
    """One cue as it was weighed for this person."""

    cue: str
    title: str
    external: str
    """the wording to practise with"""
    internal: str
    """the wording to explain it once with"""
    eligible: bool
    score: float
    reasons: tuple[Reason, ...]
    """what speaks for it; the one reason against when it is not eligible"""
    against: tuple[Reason, ...]
    rules: tuple[str, ...]
    """ids of the rules that speak for it"""
    grade: str
    source: str
    dose: str = "full"
    """"half" of one that works but costs too much"""


@dataclass(frozen=True, slots=True)
class OverrideEntry:
    """One line of a clinician's log of overridden findings."""

    finding: str
    action: str
    reason: str
    who: str
    when: str
    text: str = ""
    applied: bool = True
    """False when the result has no such finding, or a red flag forbids it"""


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that is said to the runner and, exactly, to the clinician."""

    code: str
    runner: str
    clinician: str
    sources: tuple[str, ...] = ()
    """keys of ``terms/sources.toml``"""


@dataclass(frozen=True, slots=True)
class ExerciseAdvice:
    """One exercise in words, with its dose."""

    code: str
    title: str
    runner: str
    clinician: str
    dose_runner: str
    dose_clinician: str
    dose_verified: bool
    """False for a dose that is common practice and was not read in a source"""
    grade: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StageAdvice:
    """The stage of a loading programme that is open."""

    number: int
    of: int
    title: str
    runner: str
    clinician: str
    leave: str
    """for the clinician: when the next stage opens"""
    unverified: str
    """for the clinician: what is recalled and was not read in a source"""
    shut: tuple[Reason, ...]
    """what keeps the next stage shut"""


@dataclass(frozen=True, slots=True)
class PersonAnswer:
    """One thing that was told about the person; its definition is the field's (``gaitcue.clinic.Profile``)."""

    field: str
    """place in the profile, e.g. ``problems[].site``"""
    entry: int | None
    """which complaint, operation ..., from 1"""
    value: bool | float | str | tuple[str, ...]
    """choices by their title, dates as 2026-11-20"""


@dataclass(frozen=True, slots=True)
class Advice:
    """What was weighed beside the findings: cues, red flags, and what a clinician overrode."""

    cues: tuple[CueOffer, ...] = ()
    """those to try first, then the others"""
    first: CueOffer | None = None
    """the one condition to try first"""
    no_cue: str = ""
    """code of why there is none to try first"""
    level: str | None = None
    """how urgent what was raised is"""
    blocks: tuple[str, ...] = ()
    """what has to wait"""
    asked: str = "not_asked"
    """state of the red-flag questions: asked, not_asked, partly, old"""
    consider: tuple[str, ...] = ()
    """codes of what a clinician will consider"""
    modifiers: tuple[str, ...] = ()
    """ids of what the person's history adds to any advice"""
    notes: tuple[str, ...] = ()
    """codes of what limits the decision"""
    blocked: bool = False
    """a red flag stops everything until somebody was seen and cleared"""
    actions: tuple[str, ...] = ()
    """what the red-flag answers ask for"""
    raised: tuple[str, ...] = ()
    """the red-flag questions answered yes"""
    unanswered: int | None = None
    """how many red-flag questions were left open; None when they were not asked"""
    cleared: str = ""
    """who cleared a red flag, and when"""
    if_back: tuple[str, ...] = ()
    """what to do if that which was cleared comes back"""
    overrides: tuple[OverrideEntry, ...] = ()
    on: str = ""
    """the day of the decision, YYYY-MM-DD"""
    raised_codes: tuple[str, ...] = ()
    """what was raised out of the history or at the visit"""
    contradictions: tuple[str, ...] = ()
    """codes of answers that do not fit the history"""
    stage: StageAdvice | None = None
    exercises: tuple[ExerciseAdvice, ...] = ()
    """those to do first come first"""
    seat: tuple[Told, ...] = ()
    avoid: tuple[Told, ...] = ()
    ready: tuple[Told, ...] = ()
    """before somebody who rests begins to run again"""
    history: tuple[Told, ...] = ()
    """what the person's history adds"""
    wants: str = ""
    """what the person wants to do again, in their words"""
    runs: bool = True
    hurts: bool = False
    """there is a complaint"""
    held: bool = False
    """the pain is above what is tolerated: neither further nor faster for now"""
    longest_run_km: float | None = None
    """of the last month"""
    trial_min: tuple[float, float] | None = None
    """minutes as usual and with the cue, when it is tried"""
    person: tuple[PersonAnswer, ...] = ()
    """what was told about the person"""
