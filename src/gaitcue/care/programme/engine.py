"""The engine: entries so far, rules and a day in; where the plan stands, and why, out. Pure, replayed from the start.

Each day is looked at in the same order: what was entered, what the load of the day before did, what the weeks say, and
only then whether one thing may go up.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate

from gaitcue.care.entries import Alarm, CareRecord
from gaitcue.care.programme.entered import beginning, enter, milestones_gate, stops, surgeon_takes_back
from gaitcue.care.programme.falling import after_load, after_time_off, after_weeks
from gaitcue.care.programme.known import Known
from gaitcue.care.programme.rising import rise
from gaitcue.care.programme.state import State
from gaitcue.care.treatments import effects_on

DAY = timedelta(days=1)


def replay(record: CareRecord, today: date) -> State | None:
    """Where the plan stands at the end of a day.

    The same entries give the same state, in whatever order and however late they were entered: nothing is kept from an
    earlier replay.

    Parameters
    ----------
    record : everything that was entered; what lies after ``today`` is not looked at
    today : the day that is asked about

    Returns
    -------
    None while there is no plan. ``history`` holds each decision with its reasons and the entries that it rests on.

    Examples
    --------
    >>> from gaitcue.care.record_file import read_record
    >>> plan = {"on": "2026-05-01", "site": "proximal_hamstring", "side": "right"}
    >>> state = replay(read_record({"plan": [plan]}, today=date(2026, 5, 2)), date(2026, 5, 2))
    >>> state.stage, state.mode, [step.code for step in state.history]
    (1, 'going', ['began'])
    """
    return next(reversed(replay_days(record, today)), None)


@lru_cache(maxsize=128)
def replay_days(record: CareRecord, today: date) -> tuple[State, ...]:
    """The state at the end of every day since the plan began; none while there is no plan."""
    first = min((plan for plan in record.plan if plan.on <= today), key=lambda plan: plan.on, default=None)
    if first is None:
        return ()
    known = Known(record)
    days = (first.on + n * DAY for n in range((today - first.on).days + 1))
    raised = max((one.on for one in record.raised if one.on < first.on), default=None)
    began = replace(beginning(first, tuple(_open_alarms(record, first.on))), raised_on=raised)
    return tuple(accumulate(days, lambda state, on: next_day(state, known, on), initial=began))[1:]


def _open_alarms(record: CareRecord, on: date) -> Iterator[Alarm]:
    """Those of the days before that nobody cleared before."""
    for alarm in sorted((one for one in record.alarm if one.on < on), key=lambda one: (one.on, one.id)):
        clears = (one for one in record.all_clear if alarm.on <= one.on < on)
        cleared = any(not one.clears or alarm.id in one.clears for one in clears)
        if stops(alarm) and not cleared:
            yield alarm


def next_day(state: State, known: Known, on: date) -> State:
    """The state at the end of a day, from that of the day before."""
    state = _waiting(replace(state, on=on), known)
    if entries := known.moving.get(on):
        for entry in entries:
            state = enter(state, entry, known)
        state = _waiting(state, known)
    state = after_load(state, known)
    state = after_time_off(state, known)
    state = after_weeks(state, known)
    return rise(state, known)


def _waiting(state: State, known: Known) -> State:
    """What treatments and the surgeon make the plan wait for on this day."""
    effects = effects_on(known.record.treatment, state.on, state.resumed_on)
    hold = max((day for day in (effects.hold_until, _own_hold(state)) if day), default=None)
    waits = milestones_gate(known.record, state)
    return surgeon_takes_back(replace(state, log_until=effects.log_until, hold_until=hold, surgeon_waits=waits), known)


def _own_hold(state: State) -> date | None:
    """A hold that a clinician set, or one that a treatment left: both end by themselves."""
    return state.hold_until if state.hold_until is not None and state.hold_until >= state.on else None
