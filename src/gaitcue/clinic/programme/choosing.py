"""What of the exercises, the seat and the things to leave out is said to one person."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from gaitcue.care.programme.table import (
    Exercise,
    LeaveOut,
    Ready,
    SeatAdvice,
    Stage,
    extras,
    leave_outs,
    readiness,
    seat_advice,
)
from gaitcue.clinic.facts import Facts, holds
from gaitcue.clinic.profile import Profile
from gaitcue.clinic.programme.opening import open_stage
from gaitcue.terms.advice import Reason

OTHERS_DECIDE = ("post_op_not_cleared", "midthigh_sudden")
"""Facts with which the surgeon, or an examination, decides about exercises."""


@dataclass(frozen=True, slots=True)
class Programme:
    """What a person can do besides running; everything empty when it is blocked."""

    stage: Stage | None = None
    """of hamstring loading"""
    shut: tuple[Reason, ...] = ()
    """what keeps the next stage shut"""
    exercises: tuple[Exercise, ...] = ()
    """those to do first come first"""
    seat: tuple[SeatAdvice, ...] = ()
    avoid: tuple[LeaveOut, ...] = ()
    ready: tuple[Ready, ...] = ()
    """before somebody who rests begins to run again"""
    covered: tuple[str, ...] = ()
    """modifiers that the stages speak for: what one stage asks for, no modifier forbids"""

    @property
    def sources(self) -> tuple[str, ...]:
        told: list[tuple[str, ...]] = [self.stage.sources] if self.stage else []
        told += [exercise.sources for exercise in self.exercises]
        told += [advice.sources for advice in self.seat]
        told += [item.sources for item in self.avoid] + [item.sources for item in self.ready]
        return tuple(dict.fromkeys(key for keys in told for key in keys))


NOTHING = Programme()


def programme_of(profile: Profile, facts: Facts, blocks: Collection[str] = ()) -> Programme:
    """What one person can do besides running.

    Parameters
    ----------
    facts : of this person, measured ones too where there is a recording
    blocks : what the triage bars; with "exercise" among it there is nothing, with "running" no beginning again
    """
    if "exercise" in blocks or any(holds(facts, name) for name in OTHERS_DECIDE):
        return NOTHING
    hamstring = holds(facts, "pht_current")
    stage, shut = open_stage(profile) if hamstring else (None, ())
    return Programme(
        stage=stage,
        shut=shut,
        exercises=tuple(_exercises(stage, facts)),
        seat=seat_advice() if hamstring and _sits_badly(profile, facts) else (),
        avoid=tuple(_avoid(stage, facts)),
        covered=tuple(name for item in _named(facts) for name in item.instead_of),
        ready=readiness() if hamstring and _may_begin(profile, blocks) else (),
    )


def _exercises(stage: Stage | None, facts: Facts) -> Iterator[Exercise]:
    """The stage's first, then what else is asked for, then the rest of the stage."""
    own = [exercise for exercise in stage.exercises if _suits(exercise, facts)] if stage else []
    asked = [exercise for wanted, exercise in extras() if any(holds(facts, name) for name in wanted)]
    yield from own[:1]
    yield from (exercise for exercise in asked if _suits(exercise, facts))
    yield from own[1:]


def _suits(exercise: Exercise, facts: Facts) -> bool:
    return not any(holds(facts, name) for name in exercise.not_with)


def _sits_badly(profile: Profile, facts: Facts) -> bool:
    """Sitting is what this tendon minds, so only somebody who is known to sit well is not told about it."""
    sits_well = profile.sitting_min is not None and not holds(facts, "sitting_main")
    return not sits_well or bool(profile.hard_seat_worse or profile.driving_worse)


def _may_begin(profile: Profile, blocks: Collection[str]) -> bool:
    """A runner who does not run at present, and whom nothing keeps from it."""
    rests = profile.weekly_km == 0 or profile.sessions_per_week == 0
    return profile.runs and rests and "running" not in blocks


def _avoid(stage: Stage | None, facts: Facts) -> Iterator[LeaveOut]:
    for item in _named(facts):
        still = item.until is None or stage is None or stage.number < item.until
        runs = not item.running or not holds(facts, "not_running")
        if still and runs:
            yield item


def _named(facts: Facts) -> Iterator[LeaveOut]:
    return (item for item in leave_outs() if any(holds(facts, name) for name in item.facts))
