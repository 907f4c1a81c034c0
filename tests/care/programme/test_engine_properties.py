"""What must hold whatever people enter: a machine adds entries in any order, early and late, and asks after each."""

import random
from datetime import timedelta
from itertools import pairwise

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

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
from gaitcue.care.programme.engine import replay, replay_days
from gaitcue.care.programme.gates import is_operated, surgeon_day
from gaitcue.care.programme.rising import RAISES
from gaitcue.care.record_file import record_of
from gaitcue.care.symptoms import verdicts
from gaitcue.care.today import today_of
from support.care import START, day

LAST = 70
numbers = st.integers(0, LAST)
scores = st.sampled_from([0.0, 1.0, 1.0, 2.0, 2.0, 3.0, 4.0, 6.0])
low = st.sampled_from([0.0, 1.0, 2.0, 3.0, 5.0])
TREATED = ["corticosteroid_injection", "shockwave", "painkiller", "manual_therapy"]
OPENS = {1: "strength", 3: "long_length", 4: "sport"}


class Record(RuleBasedStateMachine):
    """Somebody's record while it grows."""

    @initialize(
        site=st.sampled_from(["proximal_hamstring"] * 4 + ["achilles", "iliotibial_band"]),
        side=st.sampled_from(["left", "right", "both", None]),
        runs=st.sampled_from(["rests", "rests", "runs", "never"]),
        slow=st.booleans(),
        operated=st.sampled_from([False, False, True]),
        well=st.sampled_from([True, True, True, False]),
        bad=st.lists(st.integers(6, 40), max_size=3),
    )
    def begin(self, site, side, runs, slow, operated, well, bad):
        self.plan = Plan(START, site, side, runs=runs, needs_speed=runs != "never", slow_tendon=slow, operated=operated)
        self.entries = [self.plan]
        self.mornings = set()
        if well:
            self.does_well(0, LAST, 2)
            self.is_tested(5, 1.0)
        for number in bad:
            self.add(Activity(day(number), "run", during=7.0))

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

    @rule(
        number=numbers, kind=st.sampled_from(["corticosteroid_injection", "shockwave", "painkiller", "manual_therapy"])
    )
    def is_treated(self, number, kind):
        self.add(TreatmentEntry(kind, day(number).isoformat()))

    @rule(
        number=numbers,
        what=st.sampled_from(["stage", "level", "run_level", "hold", "resume", "reviewed"]),
        value=st.integers(0, 6).map(float),
        variable=st.sampled_from(["load", "hip_bend", "days", "speed"]),
    )
    def is_changed_by_a_clinician(self, number, what, value, variable):
        until = day(number + 5) if what == "hold" else None
        self.add(
            PlanChange(day(number), what, "A. Physio", "seen", value, variable if what == "level" else None, until)
        )

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
        assert all(today_of(record, state).tasks for state in states[::7])

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
            if state.run_level:
                allowed = surgeon_day(record, "running", state.on)
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


TestRecord = Record.TestCase
TestRecord.settings = settings(max_examples=30, stateful_step_count=5, deadline=None)
