"""What must hold whatever people enter: a machine adds entries in any order, early and late, and asks after each."""

import itertools
import random
import sys
from dataclasses import fields, replace
from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from gaitcue.care.entries import (
    Activity,
    Alarm,
    AllClear,
    DiaryDay,
    Measured,
    Milestone,
    Plan,
    PlanChange,
    RaisedElsewhere,
    TreatmentEntry,
)
from gaitcue.care.programme import engine, entered, falling, gates, rising
from gaitcue.care.programme.climbing import climb
from gaitcue.care.programme.engine import replay, replay_days
from gaitcue.care.programme.gates import is_operated, surgeon_day
from gaitcue.care.programme.ladders import course
from gaitcue.care.programme.outlook import outlook
from gaitcue.care.record_file import record_of
from gaitcue.care.symptoms import verdicts
from gaitcue.care.today import today_of
from support.care import START, day

LAST = 70
RAISES = {"raised", "restored", "stage_up"}
numbers = st.integers(0, LAST)
scores = st.sampled_from([0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 4.0, 6.0])
low = st.sampled_from([0.0, 1.0, 2.0, 3.0, 5.0])
TREATED = ["corticosteroid_injection", "shockwave", "painkiller", "manual_therapy"]
CHANGED = ["stage", "level", "run_level", "hill_level", "speed_level", "hold", "resume", "reviewed"]
SURGEON_ITEMS = ("strength", "long_length", "running", "sport")
WELL = 42
"""days that the person does well for in the end"""
visits = st.sampled_from([0, 7, 14, 28, 42])
"""a clinician decides several things on one day"""
OPENS = {1: "strength", 3: "long_length", 4: "sport"}


class Record(RuleBasedStateMachine):
    """Somebody's record while it grows."""

    @initialize(
        site=st.sampled_from(["proximal_hamstring"] * 4 + ["achilles", "iliotibial_band"]),
        side=st.sampled_from(["left", "right", "both", None]),
        runs=st.sampled_from(["rests", "rests", "runs", "never", None]),
        slow=st.booleans(),
        operated=st.sampled_from([False, False, True]),
        well=st.sampled_from([True, True, True, False]),
        bad=st.lists(st.integers(6, 40), max_size=3),
        told=st.lists(st.tuples(st.sampled_from(SURGEON_ITEMS), st.integers(0, 30), st.integers(5, 50)), max_size=6),
    )
    def begin(self, site, side, runs, slow, operated, well, bad, told):
        self.plan = Plan(START, site, side, runs=runs, needs_speed=runs != "never", slow_tendon=slow, operated=operated)
        self.entries = [self.plan]
        self.mornings = set()
        if well:
            self.does_well(0, LAST, 2)
            self.is_tested(5, 1.0)
        for number in bad:
            self.add(Activity(day(number), "run", during=7.0))
        for item, number, allowed in told if operated else ():
            self.add(Milestone(day(number), item, day(allowed), "Dr. Surgeon"))

    def add(self, entry):
        self.entries.append(entry)

    @rule(first=numbers, length=st.integers(1, 8), task=scores, now=low, every=st.integers(1, 3))
    def tells_mornings(self, first, length, task, now, every):
        for number in range(first, min(first + length, LAST) + 1, every):
            if number not in self.mornings:
                self.mornings.add(number)
                self.add(DiaryDay(day(number), task_pain=task, pain_now=now, pain_worst=task))

    @rule(first=numbers, length=st.integers(1, 6), during=scores, what=st.sampled_from(["exercises", "run", "walk"]))
    def does_something(self, first, length, during, what):
        for number in range(first, min(first + length, LAST) + 1, 2):
            self.add(Activity(day(number), what, during=during))

    @rule(first=numbers, length=st.integers(5, 40), every=st.integers(1, 3))
    def does_well(self, first, length, every):
        self.tells_mornings(first, length, 1.0, 0.0, 1)
        for number in range(first, min(first + length, LAST) + 1, every):
            self.add(Activity(day(number), "exercises", during=2.0))

    @rule(number=numbers, limped=st.booleans(), hours=st.sampled_from([None, 12.0, 40.0]))
    def has_a_bad_run(self, number, limped, hours):
        self.add(Activity(day(number), "run", during=7.0, changed_gait=limped, settles_h=hours))

    @rule(number=numbers, pain=low)
    def is_tested(self, number, pain):
        tested = {(one.on, one.kind) for one in self.entries if isinstance(one, Measured)}
        if (day(number), "bridge_single") in tested:
            return
        for side in ("left", "right"):
            self.add(Measured(day(number), "bridge_single", side, pain=pain))
            self.add(Measured(day(number), "single_leg_bridge", side, 24.0, pain=pain))
            self.add(Measured(day(number), "drop_lunge", side, pain=0.0))
            self.add(Measured(day(number), "balance", side, 30.0))
            self.add(Measured(day(number), "prone_curl_10rm", side, 20.0))
        self.add(Measured(day(number), "walk_30", None, pain=0.0, positive=False))

    @rule(number=numbers, item=st.sampled_from(["strength", "long_length", "running", "sport"]), allowed=numbers)
    def hears_from_the_surgeon(self, number, item, allowed):
        self.add(Milestone(day(number), item, day(allowed), "Dr. Surgeon"))

    @rule(number=numbers, kind=st.sampled_from(TREATED))
    def is_treated(self, number, kind):
        self.add(TreatmentEntry(kind, day(number).isoformat()))

    @rule(
        number=visits,
        decided=st.lists(st.sampled_from(CHANGED), min_size=1, max_size=3),
        value=st.sampled_from([0.0, 1.0, 2.0, 3.0, 6.0, 7.0, 11.0]),
        variable=st.sampled_from(["load", "hip_bend", "days", "speed"]),
    )
    def is_changed_by_a_clinician(self, number, decided, value, variable):
        for more, what in enumerate(decided):
            until = day(number + 5) if what == "hold" else None
            which = variable if what == "level" else None
            self.add(PlanChange(day(number), what, "A. Physio", "seen", value + more, which, until))

    @rule(number=numbers, cleared=st.booleans())
    def answers_a_red_flag(self, number, cleared):
        self.add(Alarm(day(number), "night_pain", "within_days"))
        if cleared:
            self.add(AllClear(day(number + 3), "Dr. A"))

    @rule(number=numbers)
    def does_more_elsewhere(self, number):
        self.add(RaisedElsewhere(day(number), "hills"))

    @invariant()
    def every_promise_holds_on_every_day(self):
        record = record_of(self.entries)
        states = replay_days(record, day(LAST))
        assert len(states) == LAST + 1
        self.one_thing_at_a_time(states[-1])
        self.never_on_red(record, states)
        self.never_before_the_surgeon(record, states)
        for state in states[::7]:
            codes = [task.code for task in today_of(record, state).tasks]
            assert "diary" in codes and len(codes) > 1

    def one_thing_at_a_time(self, state):
        ups = [step.on for step in state.history if step.code in RAISES]
        assert len(ups) == len(set(ups))
        gaps = [(later - earlier).days for earlier, later in pairwise(ups)]
        assert all(gap >= 7 for gap in gaps)
        elsewhere = [step.on for step in state.history if step.code == "raised_elsewhere"]
        assert not any(0 <= (up - other).days < 7 for up in ups for other in elsewhere)

    def never_on_red(self, record, states):
        """Two green days lie between the last red one and whatever goes up, and neither red nor amber came after."""
        raises = [step for step in states[-1].history if step.code in RAISES]
        modes = {state.on: state.mode for state in states}
        for step in raises:
            assert modes[step.on] == "going"
            known = [one for one in verdicts(record.activity, record.day, step.on) if one.judged and one.on < step.on]
            red = max((one.on for one in known if one.colour == "red"), default=START - timedelta(days=1))
            green = {one.on for one in known if one.colour == "green" and one.on > red}
            assert len(green) >= 2

    def never_before_the_surgeon(self, record, states):
        if not is_operated(record, self.plan, day(LAST)):
            return
        for state in states:
            if self.plan.site == "proximal_hamstring":
                items = [OPENS[number] for number in range(2, state.stage + 1) if number in OPENS]
                assert all((allowed := surgeon_day(record, item, state.on)) and allowed <= state.on for item in items)
            run = ["running"] if state.run_level or state.hill_level or state.speed_level else []
            for item in [*run, *(["sport"] if state.speed_level else [])]:
                allowed = surgeon_day(record, item, state.on)
                assert allowed is not None and allowed <= state.on
            strength = surgeon_day(record, "strength", state.on)
            assert not state.exercises_allowed or (strength is not None and strength <= state.on)

    @rule(seed=st.integers(0, 99), number=numbers)
    def the_order_of_entries_does_not_matter(self, seed, number):
        shuffled = list(self.entries)
        random.Random(seed).shuffle(shuffled)
        assert replay(record_of(shuffled), day(number)) == replay(record_of(self.entries), day(number))

    @rule(number=numbers)
    def the_past_does_not_know_the_future(self, number):
        until = [one for one in self.entries if one.on <= day(number)]
        assert replay(record_of(until), day(number)) == replay(record_of(self.entries), day(number))

    def teardown(self):
        """Nowhere is a dead end: seen and cleared, allowed by the surgeon and well for weeks, the plan goes on."""
        if not hasattr(self, "plan"):
            return
        ways_out = [AllClear(day(LAST + 1), "Dr. A"), PlanChange(day(LAST + 1), "resume", "A. Physio", "seen")]
        allowed = [Milestone(day(LAST + 1), item, day(LAST + 1), "Dr. Surgeon") for item in SURGEON_ITEMS]
        self.entries += [*ways_out, *allowed]
        for number in range(LAST + 1, LAST + WELL):
            self.add(DiaryDay(day(number), task_pain=1.0, pain_now=0.0, pain_worst=1.0))
            self.add(Activity(day(number), "walk" if number % 2 else "exercises", during=1.0))
            self.add(Activity(day(number), "run", during=1.0))
        record, last = record_of(self.entries), day(LAST + WELL - 1)
        states = replay_days(record, last)
        assert states[-1].mode == "going"
        went_up = [step for step in states[-1].history if step.up and step.on > day(LAST)]
        assert went_up or self.is_at_its_top(record, states[-1])

    def is_at_its_top(self, record, state):
        ahead = outlook(state, record)
        stage = course(state.plan.site).stage(state.stage)
        all_up = all(state.levels[name] == stage.ladders[name].top for name in stage.raise_order)
        return all_up and bool(ahead.next_stage_shut) and (not climb(state) or ahead.running == "shut")


BRIEFLY = settings(
    max_examples=300,
    stateful_step_count=5,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)

replay_days_kept = replay_days
"""the engine's own, whose kept results a fault must not leave behind"""

TestRecord = Record.TestCase
TestRecord.settings = settings(max_examples=400, stateful_step_count=6, deadline=None)


# --- six faults, one after the other: each has to be found ------------------------------------------------------------


def two_at_once(monkeypatch):
    """Exercises and running both go up on one day."""
    one = rising._raised

    def both(state, name, candidate):
        up = one(state, name, candidate)
        levels = {key: level + 1 for key, level in up.levels.items()} if name == "runs" else up.levels
        again = replace(up.history[-1], variable="load")
        return replace(up, levels=levels, history=(*up.history, again))

    monkeypatch.setattr(rising, "_raised", both)


def goes_on_after_red(monkeypatch):
    monkeypatch.setattr(falling, "_red", lambda state, verdict: state)


def before_the_surgeons_day(monkeypatch):
    """A week too early."""
    real = gates.surgeon_shuts

    def early(record, item, on):
        return real(record, item, on + timedelta(days=7))

    for place in (gates, entered, rising):
        monkeypatch.setattr(place, "surgeon_shuts", early)


def a_dead_end(monkeypatch):
    """After a red day no green one counts ever again."""
    real = rising.has_greens
    monkeypatch.setattr(rising, "has_greens", lambda state, *rest: state.last_red is None and real(state, *rest))


def another_state_when_replayed(monkeypatch):
    """Something is kept from one replay to the next."""
    real, turns = engine.next_day, itertools.count()
    monkeypatch.setattr(engine, "next_day", lambda state, *rest: state if next(turns) % 97 == 5 else real(state, *rest))


def a_late_entry_is_lost(monkeypatch):
    """What comes after an entry of a later day is left out."""
    real = replay_days_kept.__wrapped__

    def in_time(record, today):
        told = {
            name: tuple(one for place, one in enumerate(kept) if all(one.on >= other.on for other in kept[:place]))
            for name, kept in ((field.name, getattr(record, field.name)) for field in fields(record))
        }
        return real(replace(record, **told), today)

    monkeypatch.setattr(engine, "replay_days", in_time)


@pytest.mark.parametrize(
    "fault",
    [
        two_at_once,
        goes_on_after_red,
        before_the_surgeons_day,
        a_dead_end,
        another_state_when_replayed,
        a_late_entry_is_lost,
    ],
)
def test_each_seeded_fault_is_found(fault, monkeypatch):
    fault(monkeypatch)
    monkeypatch.setattr(sys.modules[__name__], "replay_days", engine.replay_days)
    kept = replay_days_kept
    kept.cache_clear()
    try:
        with pytest.raises(AssertionError):
            run_state_machine_as_test(Record, settings=BRIEFLY)
    finally:
        kept.cache_clear()
