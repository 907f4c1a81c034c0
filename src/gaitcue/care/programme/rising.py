"""What takes a plan forward: one thing, after enough green days, when nothing forbids it and its criteria hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from gaitcue.care.entries import Ref
from gaitcue.care.programme.climbing import WALK_RUN, climb
from gaitcue.care.programme.criteria import keeps_shut
from gaitcue.care.programme.falling import FULL, progress
from gaitcue.care.programme.gates import is_operated, running_shut, stage_shut, surgeon_shuts
from gaitcue.care.programme.known import Known, evidence, evidence_rests_on
from gaitcue.care.programme.ladders import STEP_BACK, course
from gaitcue.care.programme.state import State, Step, Streak
from gaitcue.care.programme.table import stages
from gaitcue.terms.advice import Reason


@dataclass(frozen=True, slots=True)
class Candidate:
    """One thing that may go up."""

    code: str
    variable: str
    before: float
    after: float
    new: dict[str, Any] = field(hash=False)
    entries: tuple[Ref, ...] = ()


def rise(state: State, known: Known) -> State:
    """The state after at most one thing went up."""
    if any(held_back(state)):
        return state
    found = {name: one for name in ("exercises", "runs") if (one := _candidate(state, known, name)) is not None}
    if not found:
        return state
    # Exercises and running take turns.
    name = next((name for name in found if name != state.raised_what), next(iter(found)))
    return _raised(state, name, found[name])


def _raised(state: State, name: str, one: Candidate) -> State:
    # Running begins on the strength of the exercises: their green days are then used up.
    used = "exercises" if one.variable == "run_level" and state.run_level == 0 else name
    streak: Streak = getattr(state, used)
    reason = Reason("greens", {"days": len(streak.greens)})
    step = Step(state.on, one.code, one.variable, one.before, one.after, (reason,), (*streak.entries, *one.entries))
    new = {used: Streak()} | one.new
    return replace(state, **new, raised_on=state.on, raised_what=name, history=(*state.history, step))


def slowness(state: State) -> float:
    """How much longer everything takes for tendons that answer slowly."""
    return progress("slow_factor") if state.plan.slow_tendon else 1.0


def held_back(state: State) -> Iterator[Reason]:
    """What keeps everything from going up today."""
    if state.mode != "going":
        yield Reason(f"mode_{state.mode}")
    if state.last_colour in ("red", "amber"):
        yield Reason("last_not_green", {"colour": state.last_colour})
    if (day := next_turn(state)) is not None and day > state.on:
        yield Reason("one_thing_in_days", {"day": day.isoformat(), "what": state.raised_what})


def next_turn(state: State) -> date | None:
    """The first day on which something may go up again; None when nothing went up yet."""
    if state.raised_on is None:
        return None
    return state.raised_on + timedelta(days=round(progress("between_days") * slowness(state)))


def has_greens(state: State, streak: Streak, need: int | None = None) -> bool:
    """Enough green days one after the other, none of them long ago; the more are asked for, the longer they count."""
    usual = int(progress("greens"))
    need = usual if need is None else need
    fresh = [day for day in streak.greens if (state.on - day).days <= progress("fresh_days") * need / usual]
    return len(fresh) >= need


def _candidate(state: State, known: Known, name: str) -> Candidate | None:
    if name == "runs":
        return _running(state, known)
    return _exercises(state, known) if has_greens(state, state.exercises) else None


def _running(state: State, known: Known) -> Candidate | None:
    """One level up on the ladder that comes next."""
    ahead = climb(state)
    if ahead is None:
        return None
    first = ahead.variable == "run_level" and state.run_level == 0
    # Before the first run the exercises speak for it.
    ready = has_greens(state, state.exercises if first else state.runs, ahead.need)
    if not ready or any(climb_shut(state, known)):
        return None
    up = ahead.level + 1
    return Candidate("raised", ahead.variable, ahead.level, up, {ahead.variable: up})


def climb_shut(state: State, known: Known) -> Iterator[Reason]:
    """Why the next level of running stays shut: the criteria before the first run, the surgeon's day before each."""
    ahead = climb(state)
    if ahead is None:
        return
    if ahead.ladder.id == WALK_RUN and state.run_level == 0:
        yield from running_shut(known, state, state.on)
    elif is_operated(known.record, state.plan, state.on):
        items = dict.fromkeys(("running", ahead.ladder.surgeon))
        yield from (shut for item in items if (shut := surgeon_shuts(known.record, item, state.on)) is not None)


def _exercises(state: State, known: Known) -> Candidate | None:
    restored = _restored(state)
    if restored is not None:
        return restored
    if not any(stage_stays_shut(state, known)):
        return _next_stage(state, known)
    ladders = course(state.plan.site).stage(state.stage).ladders
    for variable in course(state.plan.site).stage(state.stage).raise_order:
        if state.levels[variable] < ladders[variable].top:
            return _one_up(state, variable)
    return None


def _restored(state: State) -> Candidate | None:
    """What was taken back comes first: the volume, then what stands below its beginning, the last taken first."""
    if state.volume_pct < FULL:
        return Candidate("restored", "volume", state.volume_pct, FULL, {"volume_pct": FULL})
    start = course(state.plan.site).stage(state.stage).start
    low = next((name for name in reversed(STEP_BACK) if state.levels.get(name, 0) < start.get(name, 0)), None)
    return _one_up(state, low) if low else None


def _one_up(state: State, variable: str) -> Candidate:
    level = state.levels[variable]
    return Candidate("raised", variable, level, level + 1, {"levels": {**state.levels, variable: level + 1}})


def stage_stays_shut(state: State, known: Known) -> Iterator[Reason]:
    """What keeps the next stage shut; a course without stages, or at its last one, says so."""
    plan_course = course(state.plan.site)
    if not plan_course.staged or state.stage >= len(plan_course.stages):
        yield Reason("last_stage")
        return
    shut = stage_shut(known.record, state.plan, state.stage + 1, state.on)
    if shut is not None:
        yield shut
    found = evidence(known, state.plan, state.stage_since, state.on, slowness(state))
    yield from keeps_shut(stages()[state.stage], found)


def _next_stage(state: State, known: Known) -> Candidate:
    up = state.stage + 1
    entries = evidence_rests_on(known, state.stage_since, state.on, slowness(state))
    new = {"stage": up, "levels": course(state.plan.site).stage(up).start, "stage_since": state.on}
    return Candidate("stage_up", "stage", state.stage, up, new, entries)
