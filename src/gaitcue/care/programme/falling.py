"""What takes a plan back: a red day, ambers one after the other, pain that rises over weeks, weeks without load.

The order of stepping back is that of ``data/stages.toml``: bend at the hip, speed, load, days, then the stage before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

from gaitcue.care.entries import Ref
from gaitcue.care.programme.climbing import LEVELS, WALK_RUN, standing
from gaitcue.care.programme.known import Known
from gaitcue.care.programme.ladders import STEP_BACK, course
from gaitcue.care.programme.state import State, Step, Streak
from gaitcue.care.rules import number
from gaitcue.care.symptoms.day import DayVerdict, judge_day
from gaitcue.care.symptoms.trend import trend_of
from gaitcue.care.treatments import effects_on
from gaitcue.care.treatments.effects import is_masked
from gaitcue.terms.advice import Reason

DAY: Final = timedelta(days=1)
AT_ONCE: Final = frozenset({"changed_gait", "pain_during_stop"})
"""Reasons of a red that need no next morning."""
TWO_AMBERS, THREE_AMBERS = 2, 3


def progress(name: str) -> float:
    return number("programme", "progress", name)


def after_load(state: State, known: Known) -> State:
    """What the load of yesterday did, now that this morning is known, and what is red today at once."""
    yesterday = [one for one in verdicts_of(state, known, state.on - DAY) if not _at_once(one)]
    today = [one for one in verdicts_of(state, known, state.on) if _at_once(one)]
    for verdict in (*yesterday, *today):
        state = _taken(state, verdict, known)
    loaded = known.loads.get(state.on, ())
    return replace(state, last_load=state.on) if any(one.loaded for one in loaded) else state


def verdicts_of(state: State, known: Known, on: date) -> list[DayVerdict]:
    """The verdicts of each kind of load of a day, as far as they are known by the day of the state."""
    loads = known.loads.get(on, ())
    kinds = dict.fromkeys(one.what for one in loads)
    judged = (
        judge_day(on, [one for one in loads if one.what == kind], known.diary, state.on, pain_ok=state.pain_ok)
        for kind in kinds
    )
    return [verdict for verdict in judged if verdict is not None]


def _at_once(verdict: DayVerdict) -> bool:
    return verdict.colour == "red" and verdict.reasons[0].code in AT_ONCE


def _taken(state: State, verdict: DayVerdict, known: Known) -> State:
    """The state after one verdict; what is green on a red day does not count."""
    if verdict.on < state.plan.on or not verdict.judged:
        return state
    if verdict.colour == "red":
        return _red(state, verdict)
    if state.last_red is not None and verdict.on <= state.last_red:
        return state
    state = replace(state, last_colour=verdict.colour)
    name = streak_of(state, verdict.load)
    if name is None:
        return state
    if verdict.colour == "amber":
        return _amber(state, verdict, name)
    return _green(state, verdict, name, known)


def _green(state: State, verdict: DayVerdict, name: str, known: Known) -> State:
    days = (known.diary.get(verdict.on), known.diary.get(verdict.on + DAY))
    if is_masked(verdict.on, days, known.record.treatment):
        return state
    streak: Streak = getattr(state, name)
    return _counted(state, name, Streak((*streak.greens, verdict.on), 0, (*streak.entries, *verdict.entries)))


def _counted(state: State, name: str, streak: Streak) -> State:
    new: dict[str, Any] = {name: streak}
    return replace(state, **new)


def streak_of(state: State, load: str) -> str | None:
    """The field of the state in which days of this load are counted; None for what is not part of the plan.

    Where a plan has no exercises, walks speak for it.
    """
    if load == "walk" and not course(state.plan.site).stage(state.stage).exercises:
        return "exercises"
    return {"exercises": "exercises", "run": "runs"}.get(load)


# --- red -------------------------------------------------------------------------------------------------------------


def _red(state: State, verdict: DayVerdict) -> State:
    """Stop: easy days, every count begins again, and what was loaded goes one step down."""
    easy = verdict.on + timedelta(days=progress("easy_days"))
    state = replace(
        state,
        easy_until=max(easy, state.easy_until or easy),
        last_colour="red",
        last_red=max(verdict.on, state.last_red or verdict.on),
        exercises=Streak(),
        runs=Streak(),
    )
    if verdict.load == "run":
        return _run_back(state, verdict.reasons, verdict.entries, int(progress("run_levels_back")))
    if verdict.load == "exercises":
        return step_back(state, verdict.reasons, verdict.entries)
    return _with(state, Step(state.on, "easy", reasons=verdict.reasons, entries=verdict.entries))


def _run_back(state: State, reasons: Sequence[Reason], entries: Sequence[Ref], levels: int) -> State:
    """So many levels down on the ladder that was climbed last: speed, then hills, then walk-run."""
    top = standing(state)
    if top is None:
        return _with(state, Step(state.on, "easy", "run_level", reasons=tuple(reasons), entries=tuple(entries)))
    # The first level of walk-run is repeated once more; a red day on it shuts running until it is ready again.
    least = 1 if top.ladder.id == WALK_RUN and top.level > 1 else 0
    after = max(least, top.level - levels)
    new: dict[str, Any] = {top.variable: after}
    return _stepped(state, "stepped_back", top.variable, top.level, after, reasons, entries, **new)


def step_back(state: State, reasons: Sequence[Reason], entries: Sequence[Ref]) -> State:
    """One step down of the first variable that has one, else the stage before; at the bottom only the days are easy."""
    for variable in STEP_BACK:
        level = state.levels.get(variable, 0)
        if level > 0:
            levels = {**state.levels, variable: level - 1}
            return _stepped(state, "stepped_back", variable, level, level - 1, reasons, entries, levels=levels)
    if state.stage > 1:
        return _stage_down(state, reasons, entries)
    return _with(state, Step(state.on, "at_the_bottom", reasons=tuple(reasons), entries=tuple(entries)))


def _stage_down(state: State, reasons: Sequence[Reason], entries: Sequence[Ref], **new: Any) -> State:
    below = state.stage - 1
    levels = course(state.plan.site).stage(below).start
    new |= {"stage": below, "levels": levels, "stage_since": state.on, "volume_pct": 100.0, "exercises": Streak()}
    return _stepped(state, "stage_down", "stage", state.stage, below, reasons, entries, **new)


def _stepped(
    state: State,
    code: str,
    variable: str,
    before: float,
    after: float,
    reasons: Sequence[Reason],
    entries: Sequence[Ref],
    **new: Any,
) -> State:
    step = Step(state.on, code, variable, float(before), float(after), tuple(reasons), tuple(entries))
    return _with(replace(state, **new), step)


def _with(state: State, step: Step) -> State:
    return replace(state, history=(*state.history, step))


# --- amber -----------------------------------------------------------------------------------------------------------


def _amber(state: State, verdict: DayVerdict, name: str) -> State:
    """The same again; less bend where it hurt during; with more ambers one after the other less volume, then a step."""
    streak: Streak = getattr(state, name)
    ambers = streak.ambers + 1
    state = _counted(state, name, Streak((), ambers))
    if name == "runs":
        return _amber_run(state, verdict, ambers)
    if verdict.less_range and state.levels.get("hip_bend", 0) > 0:
        bend = state.levels["hip_bend"]
        levels = {**state.levels, "hip_bend": bend - 1}
        return _stepped(
            state, "less_range", "hip_bend", bend, bend - 1, verdict.reasons, verdict.entries, levels=levels
        )
    if ambers == TWO_AMBERS and state.volume_pct == FULL:
        less = FULL - progress("less_volume_pct")
        return _stepped(state, "less_volume", "volume", FULL, less, verdict.reasons, verdict.entries, volume_pct=less)
    if ambers >= THREE_AMBERS:
        return step_back(replace(state, exercises=Streak()), verdict.reasons, verdict.entries)
    return _with(state, Step(state.on, "same_again", reasons=verdict.reasons, entries=verdict.entries))


def _amber_run(state: State, verdict: DayVerdict, ambers: int) -> State:
    top = standing(state)
    lowest = top is None or (top.ladder.id == WALK_RUN and top.level == 1)
    if ambers >= THREE_AMBERS and not lowest:
        return _run_back(replace(state, runs=Streak()), verdict.reasons, verdict.entries, 1)
    return _with(state, Step(state.on, "same_again", "run_level", reasons=verdict.reasons, entries=verdict.entries))


FULL: Final = 100.0


# --- weeks -----------------------------------------------------------------------------------------------------------


def after_weeks(state: State, known: Known) -> State:
    """Pain that is up in each of two weeks takes the plan a stage back."""
    since = max(day for day in (state.plan.on, state.trend_on, _baseline(state, known)) if day is not None)
    trend = trend_of(known.diary, state.on, since)
    if trend.state != "rising":
        return state
    reason = Reason("weeks_rising", {"means": list(trend.means), "quantity": trend.quantity})
    state = replace(
        state, trend_on=state.on + DAY, exercises=Streak(), runs=Streak(), last_colour="red", last_red=state.on
    )
    if state.stage > 1:
        return _stage_down(state, (reason,), trend.entries)
    lowest = course(state.plan.site).stage(1).lowest
    step = Step(state.on, "to_the_lowest", "stage", 1.0, 1.0, (reason,), trend.entries)
    return _with(replace(state, levels=lowest, volume_pct=FULL), step)


def _baseline(state: State, known: Known) -> date | None:
    return effects_on(known.record.treatment, state.on).baseline_from


def after_time_off(state: State, known: Known) -> State:
    """Two weeks without any load: what there was is halved."""
    if state.last_load is None or (state.on - state.last_load).days != progress("off_days"):
        return state
    share = progress("off_share")
    levels = {name: int(level * share) if name == "load" else level for name, level in state.levels.items()}
    running: dict[str, Any] = {name: int(getattr(state, name) * share) for name in LEVELS}
    running["run_level"] = max(1, running["run_level"]) if state.run_level else 0
    if levels == dict(state.levels) and all(getattr(state, name) == level for name, level in running.items()):
        return state
    reason = Reason("time_off", {"days": (state.on - state.last_load).days})
    step = Step(state.on, "off", "load", float(state.levels.get("load", 0)), float(levels.get("load", 0)), (reason,))
    new = replace(state, levels=levels, exercises=Streak(), runs=Streak(), **running)
    return _with(new, step)
