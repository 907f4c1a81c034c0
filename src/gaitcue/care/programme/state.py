"""Where a plan stands on one day, and every decision that led there with the entries that it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from gaitcue.care.entries import Alarm, Plan, Ref
from gaitcue.terms.advice import Reason

Mode = Literal["stopped", "log_only", "waiting", "easy", "held", "going"]
"""stopped: a red flag. log_only: weeks after an injection or operation. waiting: the surgeon's day is still to come.
easy: days after a red one. held: nothing goes up."""
Running = Literal["never", "not_told", "as_now", "shut", "walk_run", "back"]
"""never: no runner. not_told: not known whether they run. as_now: runs at present, on flat ground. shut: not ready.
back: half an hour without a walk."""


@dataclass(frozen=True, slots=True)
class Step:
    """One decision: what changed on which day, why, and by which entries."""

    on: date
    code: str
    """began, raised, stage_up, stepped_back, stage_down, less_volume, less_range, easy, off, changed, ..."""
    variable: str = ""
    """hip_bend, speed, load, days, volume, run_level, hill_level, speed_level, stage"""
    before: float | None = None
    after: float | None = None
    reasons: tuple[Reason, ...] = ()
    entries: tuple[Ref, ...] = ()

    @property
    def up(self) -> bool:
        """Whether something got harder."""
        return self.before is not None and self.after is not None and self.after > self.before


@dataclass(frozen=True, slots=True)
class Streak:
    """Days of one kind of load of the same colour, one after the other."""

    greens: tuple[date, ...] = ()
    ambers: int = 0
    entries: tuple[Ref, ...] = ()
    """what the green ones rest on"""


@dataclass(frozen=True, slots=True)
class State:
    """Where the plan stands at the end of a day."""

    on: date
    plan: Plan
    stage: int
    """from 1"""
    levels: Mapping[str, int] = field(hash=False)
    """variable -> step of its ladder, from 0"""
    stage_since: date
    volume_pct: float = 100.0
    run_level: int = 0
    """of walk-run; 0: not begun"""
    hill_level: int = 0
    """of the hills; 0: the flat"""
    speed_level: int = 0
    """of fast running; 0: not begun"""
    exercises: Streak = Streak()
    runs: Streak = Streak()
    raised_on: date | None = None
    raised_what: str = ""
    """"exercises", "runs", "clinician", or what went up elsewhere"""
    last_colour: str = ""
    last_red: date | None = None
    """the last red day: what was green on it or before does not count any more"""
    last_load: date | None = None
    easy_until: date | None = None
    """the last easy day"""
    hold_until: date | None = None
    log_until: date | None = None
    surgeon_waits: str = ""
    """code of why the surgeon's day keeps the plan from going on; empty when it does not"""
    alarms: tuple[Alarm, ...] = ()
    """not cleared"""
    pain_ok: float | None = None
    """where a clinician set what is accepted"""
    left_out: tuple[str, ...] = ()
    """exercises that a clinician left out"""
    resumed_on: date | None = None
    reviewed_on: date | None = None
    trend_on: date | None = None
    """the last time that a rise from week to week changed the plan"""
    history: tuple[Step, ...] = ()

    @property
    def mode(self) -> Mode:
        """What the plan does today; the first that applies."""
        if self.alarms:
            return "stopped"
        if self.log_until is not None and self.on <= self.log_until:
            return "log_only"
        if self.surgeon_waits:
            return "waiting"
        if self.easy_until is not None and self.on <= self.easy_until:
            return "easy"
        if self.hold_until is not None and self.on <= self.hold_until:
            return "held"
        return "going"

    @property
    def exercises_allowed(self) -> bool:
        """Whether the exercises of the plan are done at present."""
        return self.mode in ("going", "held")
