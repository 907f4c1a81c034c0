"""What takes a plan forward: one thing, after enough green days, when nothing forbids it and its criteria hold."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from gaitcue.care.entries import Ref
from gaitcue.care.programme.criteria import keeps_shut
from gaitcue.care.programme.falling import FULL, progress
from gaitcue.care.programme.gates import running_shut, stage_shut
from gaitcue.care.programme.known import Known, evidence
from gaitcue.care.programme.ladders import STEP_BACK, course, walk_run
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
    name = next((name for name in found if name != state.last_raised), next(iter(found)))
    return _raised(state, name, found[name])


def _raised(state: State, name: str, one: Candidate) -> State:
    # Running begins on the strength of the exercises: their green days are then used up.
    used = "exercises" if one.variable == "run_level" and state.run_level == 0 else name
    streak: Streak = getattr(state, used)
    reason = Reason("greens", {"days": len(streak.greens)})
    step = Step(state.on, one.code, one.variable, one.before, one.after, (reason,), (*streak.entries, *one.entries))
    new = {used: Streak()} | one.new
    return replace(state, **new, last_raise=state.on, last_raised=name, history=(*state.history, step))


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
        yield Reason("one_thing_in_days", {"day": day.isoformat(), "what": state.last_raised})


def next_turn(state: State) -> date | None:
    """The first day on which something may go up again; None when nothing went up yet."""
    if state.last_raise is None:
        return None
    return state.last_raise + timedelta(days=round(progress("between_days") * slowness(state)))


def has_greens(state: State, streak: Streak) -> bool:
    """Enough green days one after the other, the last of them not long ago."""
    fresh = [day for day in streak.greens if (state.on - day).days <= progress("fresh_days")]
    return len(fresh) >= progress("greens")


def _candidate(state: State, known: Known, name: str) -> Candidate | None:
    streak: Streak = getattr(state, name)
    if name == "exercises":
        return _exercises(state, known) if has_greens(state, streak) else None
    if state.plan.runs != "rests" or state.run_level >= len(walk_run()):
        return None
    # Before the first run the exercises speak for it.
    ready = has_greens(state, streak if state.run_level else state.exercises)
    if not ready or running_shut_now(state, known):
        return None
    up = state.run_level + 1
    return Candidate("raised", "run_level", state.run_level, up, {"run_level": up})


def running_shut_now(state: State, known: Known) -> tuple[Reason, ...]:
    """Why running does not begin; once begun only the surgeon's day can still shut it."""
    shut = running_shut(known, state, state.on)
    return tuple(one for one in shut if one.code.startswith("surgeon")) if state.run_level else shut


def _exercises(state: State, known: Known) -> Candidate | None:
    restored = _restored(state)
    if restored is not None:
        return restored
    if not tuple(stage_stays_shut(state, known)):
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
    found, _ = evidence(known, state.plan, state.stage_since, state.on, slowness(state))
    yield from keeps_shut(stages()[state.stage], found)


def _next_stage(state: State, known: Known) -> Candidate:
    up = state.stage + 1
    _, entries = evidence(known, state.plan, state.stage_since, state.on, slowness(state))
    new = {"stage": up, "levels": course(state.plan.site).stage(up).start, "stage_since": state.on}
    return Candidate("stage_up", "stage", state.stage, up, new, entries)


RAISES: Final = frozenset({"raised", "restored", "stage_up"})
"""Codes of steps with which something gets harder."""
