"""The table of verdicts: the pain during, the same task next morning, and what was usual before."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcue.care.entries import Activity, DiaryDay
from gaitcue.care.symptoms import judge_day, verdicts
from gaitcue.care.symptoms.day import worst_colour

DAY = date(2026, 5, 10)
NEXT = DAY + timedelta(days=1)
LATER = DAY + timedelta(days=3)
scores = st.integers(0, 10).map(float)


def judged(during, morning, *, usual=1.0, today=LATER, pain_ok=None, **more):
    diary = {DAY: DiaryDay(DAY, task_pain=usual)}
    if morning is not None:
        diary[NEXT] = DiaryDay(NEXT, task_pain=morning)
    return judge_day(DAY, [Activity(DAY, "exercises", during=during, **more)], diary, today, pain_ok=pain_ok)


@pytest.mark.parametrize(
    ("during", "morning", "colour"),
    [
        (3.0, 2.0, "green"),
        (0.0, 1.0, "green"),
        (3.0, 3.0, "amber"),
        (4.0, 1.0, "amber"),
        (5.0, 2.0, "amber"),
        (5.0, 3.0, "red"),
        (5.5, 0.0, "red"),
        (9.0, None, "red"),
        (4.0, None, "amber"),
        (2.0, None, "unknown"),
        (None, 1.0, "unknown"),
        (None, 4.0, "amber"),
    ],
)
def test_each_row_of_the_table_has_its_colour(during, morning, colour):
    assert judged(during, morning).colour == colour


def test_pain_that_changes_how_somebody_moves_is_red_however_small():
    verdict = judged(1.0, 1.0, changed_gait=True)
    assert verdict.colour == "red" and verdict.reasons[0].code == "changed_gait"


def test_pain_that_lasts_longer_than_a_day_is_amber_whatever_the_morning_says():
    assert judged(2.0, 1.0, settles_h=30.0).reasons[0].code == "slow_to_settle"
    assert judged(2.0, 1.0, settles_h=30.0).colour == "amber"


def test_pain_after_it_counts_as_pain_during_it():
    assert judged(1.0, 1.0, after=6.0).colour == "red"


def test_a_morning_that_is_still_to_come_is_waited_for():
    assert judged(2.0, None, today=DAY).colour == "waiting"
    assert judged(2.0, None, today=NEXT).colour == "waiting"
    assert judged(2.0, None, today=LATER).colour == "unknown"


def test_without_a_usual_morning_only_a_quiet_one_is_judged():
    done = [Activity(DAY, "run", during=2.0)]
    assert judge_day(DAY, done, {NEXT: DiaryDay(NEXT, task_pain=1.0)}, LATER).colour == "green"
    assert judge_day(DAY, done, {NEXT: DiaryDay(NEXT, task_pain=3.0)}, LATER).colour == "unknown"


def test_exercises_that_were_left_out_are_no_load():
    assert judge_day(DAY, [Activity(DAY, "exercises", done="none")], {}, LATER) is None


def test_a_clinician_may_accept_more_pain_but_what_stops_still_stops():
    assert judged(5.0, 1.0, pain_ok=5.0).colour == "green"
    assert judged(6.0, 1.0, pain_ok=5.0).colour == "red"


def test_amber_from_pain_during_asks_for_less_range_before_less_load():
    assert judged(4.0, 1.0).less_range
    assert not judged(2.0, 4.0).less_range


def test_a_verdict_names_the_entries_that_it_rests_on():
    assert {(one.kind, one.on) for one in judged(2.0, 2.0).entries} == {("activity", DAY), ("day", DAY), ("day", NEXT)}


def test_each_kind_of_load_of_a_day_is_judged_and_the_worst_names_the_day():
    found = verdicts(
        [Activity(DAY, "run", during=7.0), Activity(DAY, "exercises", during=1.0)],
        [DiaryDay(DAY, task_pain=1.0), DiaryDay(NEXT, task_pain=1.0)],
        LATER,
    )
    assert {one.load: one.colour for one in found} == {"run": "red", "exercises": "green"}
    assert worst_colour(found) == "red"


ORDER = {"green": 0, "unknown": 1, "waiting": 1, "amber": 2, "red": 3}


@given(scores, scores, scores, scores)
def test_more_pain_never_gives_a_better_colour(during, more, morning, later):
    lower, higher = sorted((during, more)), sorted((morning, later))
    mild = judged(lower[0], higher[0])
    bad = judged(lower[1], higher[1])
    assert ORDER[mild.colour] <= ORDER[bad.colour]
