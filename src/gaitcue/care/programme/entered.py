"""What an entry changes by itself: a plan, a red flag and its clearance, a load elsewhere, a clinician's word."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from gaitcue.care.entries import (
    Alarm,
    AllClear,
    CareRecord,
    Entry,
    Plan,
    PlanChange,
    RaisedElsewhere,
    TreatmentEntry,
    ref,
)
from gaitcue.care.load.ladders import Ladder, ladders
from gaitcue.care.programme.climbing import LEVEL_OF, LEVELS
from gaitcue.care.programme.gates import is_operated, stage_shut, surgeon_shuts
from gaitcue.care.programme.known import Known
from gaitcue.care.programme.ladders import course
from gaitcue.care.programme.state import State, Step, Streak
from gaitcue.care.rules import number, table
from gaitcue.care.treatments import rule_of
from gaitcue.terms.advice import Reason


def milestones_gate(record: CareRecord, state: State) -> str:
    """The code of why an operated person cannot begin yet; empty when nothing keeps the plan from going on."""
    shut = stage_shut(record, state.plan, 1, state.on)
    return shut.code if shut else ""


def surgeon_takes_back(state: State, known: Known) -> State:
    """Nothing stays open that the surgeon's latest word shuts."""
    allowed = _highest_allowed(state, known, state.stage)
    if allowed < state.stage:
        new: dict[str, Any] = {"stage": allowed, "levels": course(state.plan.site).stage(allowed).start}
        step = Step(state.on, "surgeon_shut", "stage", float(state.stage), float(allowed))
        state = replace(state, **(new | NO_STREAKS), stage_since=state.on, history=(*state.history, step))
    for ladder in reversed(ladders().values()):
        state = _taken_down(state, ladder, known)
    return state


def _taken_down(state: State, ladder: Ladder, known: Known) -> State:
    """A ladder of running that the surgeon shuts is left."""
    variable = LEVEL_OF[ladder.id]
    level: int = getattr(state, variable)
    if not level or not _surgeon_forbids(state, ladder, known):
        return state
    step = Step(state.on, "surgeon_shut", variable, float(level), 0.0)
    new: dict[str, Any] = {variable: 0}
    return replace(state, **new, runs=Streak(), history=(*state.history, step))


def _highest_allowed(state: State, known: Known, wanted: int) -> int:
    """The highest stage up to one that the surgeon allows, with all before it; the first at least."""
    allowed = 1
    while allowed < wanted and stage_shut(known.record, state.plan, allowed + 1, state.on) is None:
        allowed += 1
    return allowed


def enter(state: State, entry: Entry, known: Known) -> State:
    """The state with one entry of the day taken in."""
    taken = ENTERED.get(type(entry))
    return taken(state, entry, known) if taken else state


def _plan(state: State, plan: Plan, known: Known) -> State:
    if plan == state.plan:
        return state
    if plan.site != state.plan.site:
        return _other_site(state, plan)
    began = Step(plan.on, "plan_changed", entries=(ref(plan),))
    none: dict[str, Any] = dict.fromkeys(LEVELS, 0) if plan.runs == "never" else {}
    return replace(state, plan=plan, history=(*state.history, began), **none)


def _other_site(state: State, plan: Plan) -> State:
    """Another place is treated: its course begins, and what was decided before stays in the history."""
    begun = beginning(plan, state.alarms)
    return replace(begun, resumed_on=state.resumed_on, history=(*state.history, *begun.history))


def beginning(plan: Plan, alarms: tuple[Alarm, ...]) -> State:
    """The first stage of a plan, at its first levels, with the red flags that are still open."""
    return State(
        on=plan.on,
        plan=plan,
        stage=1,
        levels=course(plan.site).stage(1).start,
        stage_since=plan.on,
        alarms=alarms,
        history=(Step(plan.on, "began", "stage", None, 1.0, entries=(ref(plan),)),),
    )


def stops(alarm: Alarm) -> bool:
    """Whether a red flag of this level stops the plan."""
    return bool(table("programme")["alarm"][alarm.level]["stops"])


def _alarm(state: State, alarm: Alarm, known: Known) -> State:
    if not stops(alarm):
        return _noted(state, "caution", alarm)
    return _noted(replace(state, alarms=(*state.alarms, alarm)), "stopped", alarm)


def _all_clear(state: State, clear: AllClear, known: Known) -> State:
    left = tuple(one for one in state.alarms if clear.clears and one.id not in clear.clears)
    return _noted(replace(state, alarms=left), "cleared", clear)


def _raised(state: State, raised: RaisedElsewhere, known: Known) -> State:
    """What goes up elsewhere takes the turn of what would go up here; what the plan itself just raised has had it."""
    if raised_by_plan(state, raised.what, raised.on):
        return state
    return _noted(replace(state, raised_on=state.on, raised_what=raised.what), "raised_elsewhere", raised)


def raised_by_plan(state: State, what: str, on: date) -> bool:
    """Whether hills or speed went up on a day because the plan led there in the week before."""
    variables = {LEVEL_OF[ladder.id] for ladder in ladders().values() if ladder.kind == what}
    since = on - timedelta(days=number("programme", "progress", "between_days"))
    return any(step.up and step.variable in variables and since < step.on <= on for step in state.history)


def _treatment(state: State, treatment: TreatmentEntry, known: Known) -> State:
    rule = rule_of(treatment.kind)
    changes = rule.log_weeks or rule.hold_days or rule.masks or rule.counts_as_off
    return _noted(state, "treated", treatment) if changes else state


def _noted(state: State, code: str, entry: Entry) -> State:
    return replace(state, history=(*state.history, Step(state.on, code, entries=(ref(entry),))))


# --- a clinician's word ----------------------------------------------------------------------------------------------


def _change(state: State, change: PlanChange, known: Known) -> State:
    return CHANGED[change.what](state, change, known)


def _set(
    state: State, change: PlanChange, variable: str, before: float | None, after: float | None, **new: Any
) -> State:
    """The state with something set, and the step that says so; what a clinician raises takes the turn too."""
    said = Reason("clinician", {"by": change.by, "why": change.reason})
    step = Step(state.on, "changed", variable, before, after, (said,), (ref(change),))
    turn: dict[str, Any] = {"raised_on": state.on, "raised_what": "clinician"} if step.up else {}
    return replace(state, **(turn | new), history=(*state.history, step))


def _stage(state: State, change: PlanChange, known: Known) -> State:
    """The stage that was set, but none that the surgeon has not allowed."""
    plan_course = course(state.plan.site)
    wanted = max(1, min(int(change.value or 1), len(plan_course.stages)))
    allowed = _highest_allowed(state, known, wanted)
    start = plan_course.stage(allowed).start
    new: dict[str, Any] = {"stage": allowed, "levels": start, "stage_since": state.on, "volume_pct": 100.0} | NO_STREAKS
    return _set(state, change, "stage", float(state.stage), float(allowed), **new)


def _level(state: State, change: PlanChange, known: Known) -> State:
    variable, ladders = change.variable or "", course(state.plan.site).stage(state.stage).ladders
    if variable not in ladders:
        return _set(state, change, variable, None, None)
    level = max(0, min(int(change.value or 0), ladders[variable].top))
    before = state.levels[variable]
    return _set(
        state, change, variable, float(before), float(level),
        levels={**state.levels, variable: level}, exercises=Streak(),
    )  # fmt: skip


def _running_level(state: State, change: PlanChange, known: Known) -> State:
    """The level of one ladder of running that was set, but none that the surgeon has not allowed."""
    ladder = next(one for one in ladders().values() if LEVEL_OF[one.id] == change.what)
    before: int = getattr(state, change.what)
    level = 0 if state.plan.runs == "never" else max(0, min(int(change.value or 0), ladder.top))
    if level > before and _surgeon_forbids(state, ladder, known):
        level = before
    new: dict[str, Any] = {change.what: level}
    return _set(state, change, change.what, float(before), float(level), runs=Streak(), **new)


def _surgeon_forbids(state: State, ladder: Ladder, known: Known) -> bool:
    """Whether an operated person may not run, or not yet as this ladder asks."""
    operated = is_operated(known.record, state.plan, state.on)
    items = ("running", ladder.surgeon)
    return operated and any(surgeon_shuts(known.record, item, state.on) is not None for item in items)


def _hold(state: State, change: PlanChange, known: Known) -> State:
    return _set(state, change, "hold", None, None, hold_until=change.until)


def _resume(state: State, change: PlanChange, known: Known) -> State:
    yesterday = state.on - timedelta(days=1)
    ended: dict[str, Any] = {"hold_until": yesterday, "easy_until": yesterday, "log_until": None}
    return _set(state, change, "hold", None, None, resumed_on=state.on, **ended)


def _pain_ok(state: State, change: PlanChange, known: Known) -> State:
    return _set(state, change, "pain_ok", None, None, pain_ok=change.value)


def _exercise_out(state: State, change: PlanChange, known: Known) -> State:
    left = tuple(sorted({*state.left_out, change.exercise or ""}))
    return _set(state, change, "exercise", None, None, left_out=left)


def _exercise_in(state: State, change: PlanChange, known: Known) -> State:
    left = tuple(one for one in state.left_out if one != change.exercise)
    return _set(state, change, "exercise", None, None, left_out=left)


def _reviewed(state: State, change: PlanChange, known: Known) -> State:
    return _set(state, change, "reviewed", None, None, reviewed_on=state.on)


NO_STREAKS: Final[dict[str, Any]] = {"exercises": Streak(), "runs": Streak()}
CHANGED: Final[dict[str, Callable[[State, PlanChange, Known], State]]] = {
    "stage": _stage,
    "level": _level,
    "run_level": _running_level,
    "hill_level": _running_level,
    "speed_level": _running_level,
    "hold": _hold,
    "resume": _resume,
    "pain_ok": _pain_ok,
    "exercise_out": _exercise_out,
    "exercise_in": _exercise_in,
    "reviewed": _reviewed,
}
ENTERED: Final[dict[type[Entry], Callable[..., State]]] = {
    Plan: _plan,
    Alarm: _alarm,
    AllClear: _all_clear,
    RaisedElsewhere: _raised,
    TreatmentEntry: _treatment,
    PlanChange: _change,
}
