"""What keeps the plan from going on, and what would change it: for pages that explain, from the same rules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gaitcue.care.entries import CareRecord
from gaitcue.care.programme.climbing import Climb, climb, standing
from gaitcue.care.programme.falling import progress
from gaitcue.care.programme.gates import is_operated, running_shut, surgeon_shuts
from gaitcue.care.programme.known import Known
from gaitcue.care.programme.ladders import course, walk_run
from gaitcue.care.programme.rising import climb_shut, has_greens, held_back, stage_stays_shut
from gaitcue.care.programme.state import Running, State
from gaitcue.terms.advice import Reason


@dataclass(frozen=True, slots=True)
class Outlook:
    """What has to happen before something goes up."""

    running: Running
    running_shut: tuple[Reason, ...]
    """what is not known to hold before the first run, or why it is shut"""
    next_stage_shut: tuple[Reason, ...]
    """empty: it opens with the next green days; ``last_stage`` where there is none"""
    not_yet: tuple[Reason, ...]
    """what keeps anything from going up today"""
    climb: Climb | None
    """the ladder of running that goes up next, or the last one at its top; None where the plan leads up none"""
    climb_shut: tuple[Reason, ...]
    """why its next level stays shut once running has begun"""


def outlook(state: State, record: CareRecord) -> Outlook:
    """What lies before a plan on the day of its state."""
    known = Known(record)
    return Outlook(
        running=running_of(state, record),
        running_shut=_running_reasons(state, known),
        next_stage_shut=tuple(stage_stays_shut(state, known)),
        not_yet=tuple(_not_yet(state)),
        climb=climb(state) or standing(state),
        climb_shut=tuple(climb_shut(state, known)) if _begun(state) else (),
    )


def _begun(state: State) -> bool:
    return state.plan.runs == "runs" or state.run_level > 0


def running_of(state: State, record: CareRecord) -> Running:
    """Whether, and how, the person runs."""
    if state.plan.runs == "never":
        return "never"
    operated = is_operated(record, state.plan, state.on)
    if operated and surgeon_shuts(record, "running", state.on) is not None:
        return "shut"
    if state.plan.runs == "runs":
        return "as_now"
    if state.plan.runs is None and state.run_level == 0:
        return "not_told"
    return "shut" if state.run_level == 0 else "back" if state.run_level >= len(walk_run()) else "walk_run"


def _running_reasons(state: State, known: Known) -> tuple[Reason, ...]:
    running = running_of(state, known.record)
    return tuple(running_shut(known, state, state.on)) if running == "shut" and state.plan.runs != "runs" else ()


def _not_yet(state: State) -> Iterator[Reason]:
    yield from held_back(state)
    plan_course = course(state.plan.site)
    if plan_course.stage(state.stage).exercises and not has_greens(state, state.exercises):
        yield Reason("greens_of_exercises", {"have": len(state.exercises.greens), "need": int(progress("greens"))})
    ahead = climb(state)
    if ahead is not None and _begun(state) and not has_greens(state, state.runs, ahead.need):
        yield Reason("greens_of_runs", {"have": len(state.runs.greens), "need": ahead.need})
