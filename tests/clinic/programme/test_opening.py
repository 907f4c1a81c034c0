"""Stages open by criteria: what is not known keeps a stage shut."""

from dataclasses import replace
from datetime import date

import pytest

from gaitcue.clinic import Problem, Profile
from gaitcue.clinic.profile import Observed
from gaitcue.clinic.programme import open_stage, stages

SORE = Profile(date(2026, 11, 20), sports=("running",), problems=(Problem("proximal_hamstring", side="right"),))


def seen(profile=SORE, *, pain=2.0, worst=2.0, **observed):
    return replace(profile, pain_now=pain, pain_worst=worst, observed=Observed(**observed))


def codes(profile):
    stage, shut = open_stage(profile)
    return stage.number, {reason.code: reason.values["state"] for reason in shut}


def test_somebody_of_whom_nothing_is_known_begins_by_holding_still():
    assert codes(SORE) == (1, {"calm": "not_told", "load_test_easy": "not_told"})


def test_pain_of_four_keeps_the_shipped_example_at_stage_one():
    assert codes(seen(pain=4.0, bridge_single_pain=2.0)) == (1, {"calm": "not_met"})


@pytest.mark.parametrize("more", [{"settles_h": 30.0}, {"morning_hinge_pain": 5.0}])
def test_pain_that_lingers_or_a_bad_first_bend_is_not_calm(more):
    assert codes(replace(seen(bridge_single_pain=1.0), **more)) == (1, {"calm": "not_met"})


def test_a_painful_bridge_with_both_legs_answers_for_the_one_that_was_not_tried():
    assert codes(seen(bridge_double_pain=5.0))[1] == {"load_test_easy": "not_met"}
    assert codes(seen(bridge_double_pain=1.0))[1] == {"load_test_easy": "not_told"}


def test_an_easy_long_lever_bridge_answers_for_the_single_leg_one_that_was_not_tried():
    assert codes(seen(bridge_long_pain=2.0)) == (2, {"sides_alike": "not_told"})
    assert codes(seen(bridge_long_pain=5.0)) == (1, {"load_test_easy": "not_told"})
    assert codes(seen(bridge_long_pain=2.0, bridge_double_pain=5.0)) == (1, {"load_test_easy": "not_met"})
    assert codes(seen(bridge_long_pain=2.0, bridge_single_pain=5.0)) == (1, {"load_test_easy": "not_met"})


def test_an_easy_single_leg_bridge_opens_the_second_stage_and_an_unknown_gap_keeps_the_third_shut():
    assert codes(seen(bridge_single_pain=3.0)) == (2, {"sides_alike": "not_told"})
    assert codes(seen(bridge_single_pain=3.0, bridge_gap_pct=20.0)) == (2, {"sides_alike": "not_met"})
    assert codes(seen(worst=5.0, bridge_single_pain=3.0, bridge_gap_pct=5.0)) == (2, {"day_after_easy": "not_met"})


STRONG = {"bridge_single_pain": 1.0, "bridge_gap_pct": 5.0, "bridge_repetitions": 24.0, "hinge_pain": 1.0}


def test_the_last_stage_is_for_those_who_sprint_jump_or_run_hills():
    assert codes(seen(**STRONG)) == (3, {"needs_speed": "not_met"})
    assert codes(replace(seen(**STRONG), speed_sessions_per_week=1.0)) == (4, {})
    assert codes(replace(seen(**STRONG), sports=("football",))) == (4, {})
    assert codes(replace(seen(**STRONG), sports=("cycling",)))[0] == 3


def test_every_stage_has_exercises_a_dose_and_criteria_that_can_be_judged():
    from gaitcue.care.programme.criteria import CRITERIA

    assert [stage.number for stage in stages()] == [1, 2, 3, 4]
    assert {code for stage in stages() for code in stage.enter} == set(CRITERIA)
    assert all(len(stage.exercises) >= 2 and stage.dose.runner for stage in stages())
