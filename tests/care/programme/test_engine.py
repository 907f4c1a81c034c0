"""The engine moves one thing at a time, by rule, and names the entries of each decision."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from gaitcue.care.entries import (
    Alarm,
    AllClear,
    DiaryDay,
    Milestone,
    Plan,
    PlanChange,
    RaisedElsewhere,
    TreatmentEntry,
)
from gaitcue.care.programme.engine import replay
from gaitcue.care.record_file import record_of
from support.care import START, Case, day


def calm(until=60, **plan):
    """Somebody who does well: quiet mornings, exercises every second day."""
    return Case(plan_told=plan).mornings(0, until).exercises(0, until)


def test_without_a_plan_there_is_no_state():
    assert replay(record_of([DiaryDay(day(0), task_pain=1.0)]), day(3)) is None
    assert replay(calm().record, START - timedelta(days=1)) is None


def test_two_green_days_raise_one_thing_and_the_next_waits_for_a_week():
    assert calm().path(16) == [
        (0, "began", "stage"),
        (3, "raised", "load"),
        (10, "raised", "load"),
    ]


def test_a_decision_names_the_entries_that_it_rests_on():
    step = calm().at(4).history[-1]
    named = {(one.kind, (one.on - START).days) for one in step.entries}
    assert {("activity", 0), ("activity", 2), ("day", 1), ("day", 3)} <= named
    assert step.reasons[0].code == "greens"


def test_one_green_day_is_not_enough_and_neither_are_two_with_an_amber_between():
    assert Case().mornings(0, 30).exercises(0, 0).path(30)[1:] == []
    case = Case().mornings(0, 3).mornings(5, 12).exercises(0, 0).exercises(3, 3).exercises(5, 5)
    case.add(DiaryDay(day(4), task_pain=4.0))
    assert [code for _, code, _ in case.path(12)] == ["began", "same_again"]


def test_green_days_long_ago_do_not_count():
    case = Case().mornings(0, 40).exercises(0, 0).exercises(15, 15)
    assert [code for _, code, _ in case.path(40) if code == "raised"] == []


def test_a_red_day_gives_two_easy_days_and_one_step_back():
    case = calm().load(21, "exercises", during=7.0)
    assert case.at(21).mode == "easy" and case.at(23).mode == "easy" and case.at(24).mode == "going"
    step = next(step for step in case.at(21).history if step.on == day(21))
    assert (step.code, step.variable, step.before, step.after) == ("stepped_back", "load", 2.0, 1.0)
    assert step.reasons[0].code == "pain_during_stop"


def test_stepping_back_takes_bend_then_speed_then_load_then_days_then_the_stage_before():
    change = PlanChange(day(0), "stage", "A. Physio", "seen", 3.0)
    levels = [
        PlanChange(day(0), "level", "A. Physio", "seen", value, name)
        for name, value in (("hip_bend", 1.0), ("load", 1.0))
    ]
    case = Case().mornings(0, 40).add(change, *levels)
    for number in range(5, 25, 4):
        case.load(number, "exercises", during=8.0)
    back = [(step.variable, step.after) for step in case.at(40).history if step.code in ("stepped_back", "stage_down")]
    assert back == [("hip_bend", 0.0), ("load", 0.0), ("days", 0.0), ("stage", 2.0), ("days", 0.0)]


def test_at_the_very_bottom_a_red_day_still_leaves_something_to_do():
    case = Case().mornings(0, 30)
    for number in range(2, 14, 3):
        case.load(number, "exercises", during=9.0)
    state = case.at(30)
    assert state.stage == 1 and state.history[-1].code == "at_the_bottom" and state.mode == "going"


def test_ambers_first_repeat_then_take_volume_and_then_a_step():
    case = Case().mornings(0, 0).add(PlanChange(day(0), "level", "A. Physio", "seen", 2.0, "load"))
    for number in (1, 4, 7):
        case.mornings(number, number).load(number, "exercises").mornings(number + 1, number + 1, task=4.0)
        case.mornings(number + 2, number + 2)
    codes = [code for _, code, _ in case.path(20)]
    assert codes == ["began", "changed", "same_again", "less_volume", "stepped_back"]
    assert case.at(6).volume_pct == 80.0


def test_volume_comes_back_before_anything_goes_up():
    case = Case().mornings(0, 1).mornings(3, 4).mornings(6, 40).exercises(8, 40)
    case.add(DiaryDay(day(2), task_pain=4.0), DiaryDay(day(5), task_pain=4.0)).exercises(1, 1).exercises(4, 4)
    assert [code for _, code, _ in case.path(24)][1:] == ["same_again", "less_volume", "restored", "raised"]


def test_pain_during_in_the_third_stage_takes_bend_before_load():
    case = (
        Case()
        .mornings(0, 20)
        .add(
            PlanChange(day(0), "stage", "A. Physio", "seen", 3.0),
            PlanChange(day(0), "level", "A. Physio", "seen", 2.0, "hip_bend"),
            PlanChange(day(0), "level", "A. Physio", "seen", 2.0, "load"),
        )
    )
    state = case.load(4, "exercises", during=4.0).at(6)
    assert (state.levels["hip_bend"], state.levels["load"]) == (1, 2)


def test_pain_that_rises_over_two_weeks_takes_the_plan_a_stage_back():
    case = Case().add(PlanChange(day(0), "stage", "A. Physio", "seen", 2.0))
    case.mornings(0, 6, task=1.0).mornings(7, 20, task=2.5).exercises(0, 20, every=3)
    step = next(step for step in case.at(20).history if step.code == "stage_down")
    assert (step.before, step.after, step.reasons[0].code) == (2.0, 1.0, "weeks_rising")
    assert len(step.entries) >= 15


def test_two_weeks_without_load_halve_what_there_was():
    case = Case().mornings(0, 40).exercises(0, 4).add(PlanChange(day(4), "level", "A. Physio", "seen", 2.0, "load"))
    assert case.at(17).levels["load"] == 2
    assert (case.at(18).levels["load"], case.at(18).history[-1].code) == (1, "off")


def open_second(case, number=10):
    return case.test(number, "bridge_single", pain=2.0)


def test_the_next_stage_opens_by_its_criteria_and_not_by_the_calendar():
    assert calm(120).at(120).stage == 1
    state = open_second(calm(), 9).at(12)
    assert state.stage == 2 and state.history[-1].code == "stage_up"
    assert any(one.what == "bridge_single" for one in state.history[-1].entries)


def test_the_third_stage_waits_for_two_easy_weeks_and_equal_sides():
    case = open_second(calm(80), 1).test(2, "single_leg_bridge", left=20, right=18)
    opened = {step.after: (step.on - START).days for step in case.at(80).history if step.code == "stage_up"}
    assert opened[2.0] == 3 and opened[3.0] >= 17
    weak = open_second(calm(80), 1).test(2, "single_leg_bridge", left=25, right=18)
    assert weak.at(80).stage == 2


def test_an_old_test_opens_nothing():
    case = Case().mornings(0, 90).exercises(60, 90).test(1, "bridge_single", pain=0.0)
    assert case.at(90).stage == 1


def test_slow_tendons_wait_half_as_long_again():
    assert [on for on, code, _ in calm(slow_tendon=True).path(30) if code == "raised"] == [3, 13]
    assert [on for on, code, _ in calm().path(30) if code == "raised"] == [3, 10]


def test_what_goes_up_elsewhere_takes_the_turn():
    case = calm().add(RaisedElsewhere(day(2), "shoes"))
    assert [on for on, code, _ in case.path(12) if code == "raised"] == [9]


def test_a_red_flag_stops_everything_until_somebody_was_seen():
    case = calm().add(Alarm(day(5), "saddle_numbness", "emergency"))
    assert case.at(30).mode == "stopped"
    assert [on for on, code, _ in case.path(30) if code == "raised"] == [3]
    case.add(AllClear(day(12), "Dr. A", ("saddle_numbness",)))
    assert case.at(12).mode == "going"


def test_a_red_flag_of_before_the_plan_still_stops_it():
    assert calm().add(Alarm(START - timedelta(days=9), "night_pain", "within_days")).at(3).mode == "stopped"
    cleared = AllClear(START - timedelta(days=2), "Dr. A")
    assert calm().add(Alarm(START - timedelta(days=9), "night_pain", "within_days"), cleared).at(3).mode == "going"


def test_a_caution_is_noted_and_stops_nothing():
    assert calm().add(Alarm(day(1), "minor", "caution")).at(12).mode == "going"


def test_an_injection_leaves_only_the_diary_for_six_weeks_unless_the_clinician_ends_it():
    case = calm(90).add(TreatmentEntry("corticosteroid_injection", day(14).isoformat()))
    assert case.at(14).mode == case.at(56).mode == "log_only"
    assert case.at(57).mode == "going"
    assert not [on for on, code, _ in case.path(56) if code == "raised" and on >= 14]
    case.add(PlanChange(day(30), "resume", "Dr. A", "free to load"))
    assert case.at(30).mode == "going"


def test_shockwave_holds_for_a_week_and_manual_therapy_changes_nothing():
    held = calm().add(TreatmentEntry("shockwave", day(9).isoformat()))
    assert [on for on, code, _ in held.path(30) if code == "raised"][1] == 17
    same = calm().add(TreatmentEntry("manual_therapy", day(9).isoformat()))
    assert [on for on, code, _ in same.path(30) if code == "raised"][1] == 10


def test_a_day_on_painkillers_does_not_count_as_green():
    assert calm().add(TreatmentEntry("painkiller", day(0).isoformat(), day(8).isoformat())).path(11)[1:] == [
        (0, "treated", "")
    ]
    masked = Case().mornings(0, 11, medicines=("painkiller",)).exercises(0, 11)
    assert masked.path(11)[1:] == []


def test_an_injection_of_two_years_ago_changes_nothing_today():
    case = calm().add(TreatmentEntry("prp_injection", "spring 2024"))
    assert case.at(5).mode == "going"


def test_a_clinician_can_change_the_plan_and_the_reason_stays():
    case = calm().add(PlanChange(day(20), "level", "A. Physio", "feels easy", 2.0, "load"))
    step = next(step for step in case.at(21).history if step.code == "changed")
    assert step.reasons[0].values == {"by": "A. Physio", "why": "feels easy"}
    out = calm().add(PlanChange(day(5), "exercise_out", "A. Physio", "sore knee", exercise="bridge_hold"))
    assert out.at(6).left_out == ("bridge_hold",)
    back = out.add(PlanChange(day(8), "exercise_in", "A. Physio", "well", exercise="bridge_hold"))
    assert back.at(9).left_out == ()


def test_a_clinician_holds_the_plan_and_lets_it_go_on():
    case = calm().add(PlanChange(day(1), "hold", "A. Physio", "exam week", until=day(20)))
    assert case.at(20).mode == "held" and case.at(21).mode == "going"
    assert [on for on, code, _ in case.path(21) if code == "raised"] == [21]
    case.add(PlanChange(day(12), "resume", "A. Physio", "exams over"))
    assert case.at(12).mode == "going"


def test_a_clinician_may_accept_more_pain():
    case = Case().mornings(0, 20).exercises(0, 20, during=4.0)
    assert "raised" not in [code for _, code, _ in case.path(20)]
    case.add(PlanChange(day(0), "pain_ok", "A. Physio", "tolerates it well", 5.0))
    assert "raised" in [code for _, code, _ in case.path(20)]


OPERATED = {"operated": True}


def milestone(item, allowed, told=0):
    return Milestone(day(told), item, day(allowed), "Dr. Surgeon")


def test_after_an_operation_nothing_begins_before_the_surgeon_says_so():
    case = calm(90, **OPERATED)
    assert case.at(80).mode == "waiting"
    assert case.add(milestone("strength", 40)).at(39).mode == "waiting"
    assert case.at(40).mode == "going"


def test_the_surgeons_latest_word_counts_and_takes_back():
    case = open_second(calm(120, **OPERATED), 2).test(3, "single_leg_bridge", left=20, right=20)
    case.add(milestone("strength", 0), milestone("long_length", 0))
    assert case.at(30).stage == 3
    case.add(milestone("long_length", 100, told=31))
    assert case.at(31).stage == 2 and case.at(31).history[-1].code == "surgeon_shut"


def test_a_clinician_cannot_set_a_stage_that_the_surgeon_has_not_allowed():
    case = calm(60, **OPERATED).add(milestone("strength", 0))
    case.add(PlanChange(day(10), "stage", "A. Physio", "strong", 3.0))
    assert case.at(10).stage == 2


def test_another_site_begins_its_own_course_and_the_same_plan_told_again_changes_nothing():
    case = calm().add(Plan(day(20), "achilles", "left"))
    assert case.at(20).plan.site == "achilles" and case.at(20).stage == 1
    assert case.at(20).history[-1].code == "began"
    again = calm().add(replace(calm().plan, on=day(8), goals=("run",)))
    assert again.at(20).levels == calm().at(20).levels


def test_a_late_entry_gives_the_same_state_as_one_in_time():
    case = calm(60).test(20, "bridge_single", pain=2.0).load(33, "exercises", during=7.0)
    entries = list(case.record.entries())
    for seed in (1, 2, 3):
        random.Random(seed).shuffle(entries)
        assert replay(record_of(entries), day(50)) == case.at(50)


def test_what_is_entered_for_a_later_day_changes_no_earlier_state():
    case = calm(60)
    before = case.at(20)
    case.load(21, "exercises", during=9.0).add(Alarm(day(21), "fever", "same_day"))
    assert case.at(20) == before


@pytest.mark.parametrize(
    "site", ["achilles", "calf", "patellofemoral", "anterior_lower_leg", "iliotibial_band", "plantar"]
)
def test_every_site_has_a_course_that_goes_on(site):
    case = Case(site=site, plan_told={"runs": "runs"}).mornings(0, 40).exercises(0, 40)
    state = case.at(40)
    assert state.stage == 1 and state.mode == "going"
    raised = [code for _, code, _ in case.path(40) if code == "raised"]
    assert bool(raised) == (site in ("achilles", "calf", "patellofemoral"))
