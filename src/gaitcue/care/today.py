"""One page for the runner: what to do today, why, and what would change it. There is always something to do."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from gaitcue.care.entries import CareRecord
from gaitcue.care.programme.climbing import Climb
from gaitcue.care.programme.known import Known
from gaitcue.care.programme.ladders import course
from gaitcue.care.programme.outlook import Outlook, outlook
from gaitcue.care.programme.state import State
from gaitcue.care.programme.table import Exercise, SeatAdvice, saddle_advice, seat_advice
from gaitcue.care.rules import number
from gaitcue.care.symptoms.day import Colour, verdicts, worst_colour
from gaitcue.terms.advice import Reason
from gaitcue.terms.vocabulary import CYCLING_SPORTS

SEATED_SITE: Final = "proximal_hamstring"
"""Seat advice is for the tendon that sits."""
YESTERDAY: Final = timedelta(days=1)
FIRST: Final = date.min


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do today."""

    code: str
    """get_seen, follow_doctor, follow_surgeon, easy_day, exercises, holds, rest_day, as_usual, also, diary; of running:
    run (in turn with walking), run_on (without a walk), run_as_now, run_as_led (hills and speed by steps), no_run"""
    done: bool = False
    why: tuple[Reason, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    climb: Climb | None = None
    """of a run: the ladder and its level"""


@dataclass(frozen=True, slots=True)
class Today:
    """What is said to the runner on one day."""

    on: date
    state: State
    tasks: tuple[Task, ...]
    seat: SeatAdvice | None
    yesterday: Colour | None
    """of what was done the day before; None when nothing was"""
    outlook: Outlook


def today_of(
    record: CareRecord, state: State, unsuited: Collection[str] = (), also: Collection[Exercise] = ()
) -> Today:
    """What to do on the day of a state.

    Parameters
    ----------
    unsuited : exercises that another complaint of this person forbids
    also : what is done beside the stages because something was found, such as a tight front of the hip
    """
    known, ahead = Known(record), outlook(state, record)
    more = suited(also, state, unsuited) if state.exercises_allowed else ()
    extra = (Task("also", exercises=more),) if more else ()
    tasks = (*_first(state), *_loads(state, known, ahead, unsuited), *extra, _diary(state, known))
    done = known.loads.get(state.on - YESTERDAY, ())
    found = verdicts(done, record.day, state.on)
    return Today(state.on, state, tasks, _seat(state), worst_colour(found), ahead)


def _first(state: State) -> Iterator[Task]:
    """What comes before any exercise."""
    last = state.history[-1].reasons if state.history else ()
    code = {
        "stopped": "get_seen",
        "log_only": "follow_doctor",
        "waiting": "follow_surgeon",
        "easy": "easy_day",
    }.get(state.mode)
    if code:
        yield Task(code, why=last if code == "easy_day" else ())


def _loads(state: State, known: Known, ahead: Outlook, unsuited: Collection[str]) -> Iterator[Task]:
    if not state.exercises_allowed:
        if state.plan.runs != "never":
            yield Task("no_run", why=(Reason(f"mode_{state.mode}"),))
        return
    exercises, run = _exercises_due(state, known), _run_due(state, known, ahead)
    both_hard = exercises and run and (_every(state) or 1) > 1
    # Two hard things are done on two days: the one that was done longer ago comes first.
    if both_hard and _last(known, "run", state.on) <= _last(known, "exercises", state.on):
        exercises = False
    elif both_hard:
        run = False
    yield from _exercise_tasks(state, known, exercises, unsuited)
    yield from _running_tasks(state, known, ahead, run)


def _exercise_tasks(state: State, known: Known, due: bool, unsuited: Collection[str]) -> Iterator[Task]:
    plan_course = course(state.plan.site)
    stage = plan_course.stage(state.stage)
    done = _last(known, "exercises", state.on) == state.on
    chosen = suited(stage.exercises, state, unsuited)
    if (due or done) and chosen:
        yield Task("exercises", done, exercises=chosen)
        return
    holds = suited(plan_course.stage(1).exercises[:1], state, unsuited) if stage.number == HOLDS_BETWEEN else ()
    if holds and plan_course.staged:
        yield Task("holds", exercises=holds)
    elif stage.exercises:
        yield Task("rest_day")
    elif state.plan.runs == "never":
        yield Task("as_usual")


HOLDS_BETWEEN: Final = 2
"""the stage in which the holds of the first are kept on the days between"""


def suited(exercises: Collection[Exercise], state: State, unsuited: Collection[str]) -> tuple[Exercise, ...]:
    """The exercises that neither a clinician nor another complaint leaves out."""
    return tuple(one for one in exercises if one.id not in state.left_out and one.id not in unsuited)


def _every(state: State) -> int | None:
    return course(state.plan.site).stage(state.stage).every_days(state.levels)


def _exercises_due(state: State, known: Known) -> bool:
    every = _every(state)
    return every is not None and (state.on - _last(known, "exercises", state.on)).days >= every


def _run_due(state: State, known: Known, ahead: Outlook) -> bool:
    if ahead.running not in ("walk_run", "back"):
        return False
    least = number("programme", "running", "hours_between") / 24.0
    last_week = {one.on for one in known.last_loads(state.on) if one.what == "run"} - {state.on}
    rested = (state.on - _last(known, "run", state.on - YESTERDAY)).days >= least
    return rested and len(last_week) < number("programme", "running", "runs_a_week")


def _running_tasks(state: State, known: Known, ahead: Outlook, due: bool) -> Iterator[Task]:
    done = _last(known, "run", state.on) == state.on
    if ahead.running == "never":
        return
    if ahead.running in ("as_now", "not_told"):
        led = state.hill_level or state.speed_level
        yield Task("run_as_led" if led else "run_as_now", done, climb=ahead.climb)
    elif ahead.running == "shut":
        yield Task("no_run", why=ahead.running_shut)
    elif due or done:
        yield Task("run" if ahead.running == "walk_run" else "run_on", done, climb=ahead.climb)
    else:
        yield Task("no_run", why=(Reason("run_another_day"),))


def _last(known: Known, what: str, on: date) -> date:
    """The last day up to one on which something was done."""
    days = (
        day for day, loads in known.loads.items() if day <= on and any(one.what == what and one.loaded for one in loads)
    )
    return max(days, default=FIRST)


def _diary(state: State, known: Known) -> Task:
    return Task("diary", done=state.on in known.diary)


def _seat(state: State) -> SeatAdvice | None:
    """One thing about sitting a day, in turn."""
    if state.plan.site != SEATED_SITE:
        return None
    cycles = bool(CYCLING_SPORTS & set(state.plan.sports))
    advice = (*saddle_advice(), *seat_advice()) if cycles else seat_advice()
    return advice[state.on.toordinal() % len(advice)]
