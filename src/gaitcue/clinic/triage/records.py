"""The records of the triage: what was answered, what it raised, what that blocks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from gaitcue.terms.keypoints import Side

LEVELS = ("emergency", "same_day", "within_days", "clinician_first", "caution")
"""Most urgent first."""
BLOCKABLE = ("cue_trial", "running", "filming", "exercise", "load")
"""What a level may block. ``filming`` is filming a run; ``load`` is advice on how much to run."""
AskedStatus = Literal["asked", "not_asked", "partly", "old"]


@dataclass(frozen=True, slots=True)
class Clearance:
    """Somebody was seen by a clinician, who cleared them for what is named in ``clears``."""

    on: date
    by: str
    clears: tuple[str, ...] = ()
    """ids of questions, triggers or sites; empty: the one thing that blocks, when there is only one"""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Answers:
    """The red-flag questionnaire as it was filled in; a question that is not in ``answers`` was not answered."""

    on: date
    answers: Mapping[str, bool]
    cleared: tuple[Clearance, ...] = ()


@dataclass(frozen=True, slots=True)
class VisitFacts:
    """What is told at an appointment, outside of profile and questionnaire."""

    pain: tuple[float, ...] = ()
    """every pain told while running at this visit (baseline, each condition), 0-10"""
    painful_side: Side | Literal["both"] | None = None


@dataclass(frozen=True, slots=True)
class Raised:
    """One trigger that applies, with where it came from and what it blocks as long as it is not cleared."""

    id: str
    level: str
    blocks: frozenset[str]
    origin: Literal["answers", "profile", "visit"]
    action: str
    """what to do; after a clearance: what to do if it comes back"""
    text: str = ""
    """the question as it was asked; empty for what comes out of profile or visit (worded by the report)"""
    inputs: Mapping[str, Any] = field(default_factory=dict)
    consider: tuple[str, ...] = ()
    """codes of what a clinician will consider"""
    sources: tuple[str, ...] = ()
    grade: str = "E"
    advises: tuple[str, ...] = ()
    """what the action is advice on: left unsaid where that is blocked by something else"""
    sites: tuple[str, ...] = ()
    """a clearance may name one of these instead of the id"""
    lasting: bool = False
    """it does not pass from day to day, so an earlier clearance still counts"""
    cleared: Clearance | None = None


@dataclass(frozen=True, slots=True)
class Triage:
    """Everything that has to come first. What is in ``blocks`` appears on no page and in no command's output."""

    level: str | None
    """the most urgent level of what is not cleared"""
    blocks: frozenset[str]
    raised: tuple[Raised, ...]
    """most urgent first, the cleared ones too: a clearance lifts the block, never the advice"""
    actions: tuple[str, ...]
    """what to do about all that is not cleared, one sentence each, most urgent first"""
    asked: AskedStatus
    unanswered: tuple[str, ...]
    answered_on: date | None = None
    consider: tuple[str, ...] = ()
    cleared: tuple[Clearance, ...] = ()
    """the clearances that lift something"""
    ignored: tuple[tuple[Clearance, str], ...] = ()
    """clearances that lift nothing, each with the code of why not"""
    contradictions: tuple[str, ...] = ()
    """codes of answers that do not fit the profile (sitting, operated, injected); the worse of the two counted"""

    @property
    def alarm(self) -> bool:
        """Somebody has to be seen now or today: this is the first thing to be read."""
        return any(item.level in LEVELS[:2] and item.cleared is None for item in self.raised)

    def bars(self, what: str) -> bool:
        """Whether ``what`` (one of ``BLOCKABLE``) has to wait."""
        return what in self.blocks
