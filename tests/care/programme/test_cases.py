"""Months that read like cases: what happened, and what the plan made of it."""

from gaitcue.care.adherence import adherence
from gaitcue.care.attention import attention
from gaitcue.care.entries import Alarm, AllClear, DiaryDay, Milestone, PlanChange, RaisedElsewhere, TreatmentEntry
from gaitcue.care.programme.outlook import outlook
from gaitcue.care.symptoms import flares
from gaitcue.care.today import today_of
from support.care import START, Case, day

WEEK = 7


def tasks(case, number):
    return [task.code for task in today_of(case.record, case.at(number)).tasks]


def asked(case, number):
    return [one.reason.code for one in attention(case.record, case.at(number), day(number))]


def ups(case, number):
    return [(step.code, step.variable) for step in case.at(number).history if step.up and step.code != "changed"]


def examined(case, number, *, pain=1.0, left=24, right=23, lunge=0.0):
    case.test(number, "bridge_single", pain=pain).test(number, "drop_lunge", pain=lunge)
    case.test(number, "single_leg_bridge", left=left, right=right).test(number, "walk_30", pain=0.0, positive=False)
    return case.test(number, "loaded_hinge", pain=pain)


def test_a_physio_with_hamstring_pain_from_the_first_hold_to_running_hills_again():
    """Pain of five falls over months; stages open one after the other, running comes back, hills last."""
    case = Case(plan_told={"needs_speed": True, "sports": ("trail_running",), "goals": ("the hills at home",)})
    case.mornings(0, 20, task=4.0, pain_worst=5.0, pain_now=1.0, first_bend_pain=4.0)
    case.mornings(21, 60, task=2.0, pain_worst=3.0).mornings(61, 240, task=1.0, pain_worst=1.0)
    case.exercises(0, 240, during=3.0)
    for number in range(14, 240, 14):
        examined(case, number, pain=4.0 if number < 28 else 2.0, left=24, right=16 if number < 56 else 23)
    for number in range(90, 240, 2):
        case.load(number + 1, "run", during=1.0)
    assert case.at(20).stage == 1
    opened = {int(step.after): (step.on - START).days for step in case.at(240).history if step.code == "stage_up"}
    assert list(opened) == [2, 3, 4]
    assert opened[2] >= 28 and opened[3] >= 56
    begun = next(step.on for step in case.at(240).history if step.variable == "run_level")
    assert (begun - START).days > opened[2]
    assert case.at(150).run_level >= 2 and outlook(case.at(150), case.record).running == "walk_run"
    assert outlook(case.at(240), case.record).running == "back"
    assert "plateau" not in asked(case, 120)
    # The hills come back step by step, after the walk-run; a hill day that hurts takes two steps.
    for number in range(240, 340, 2):
        case.load(number + 1, "run", during=1.0)
    case.mornings(241, 345, task=1.0, pain_worst=1.0).exercises(242, 345, during=3.0)
    last_walk = max(step.on for step in case.at(345).history if step.variable == "run_level" and step.up)
    hills = [(step.on, step.after) for step in case.at(345).history if step.variable == "hill_level" and step.up]
    assert [level for _, level in hills[:3]] == [1, 2, 3] and hills[0][0] > last_walk
    steep = (hills[3][0] - START).days + 1
    assert case.load(steep, "run", during=7.0).at(steep).hill_level == 2


def test_six_weeks_of_faithful_work_without_change_send_to_a_clinician():
    case = Case().mornings(0, 60, task=3.0, pain_worst=5.0).exercises(0, 60, during=3.0, every=1)
    assert "plateau" not in asked(case, 41)
    found = {one.reason.code: one for one in attention(case.record, case.at(45), day(45))}
    assert found["plateau"].urgency == "soon"
    assert found["plateau"].reason.values["share"] >= 0.9
    assert found["plateau"].entries
    case.add(PlanChange(day(46), "reviewed", "A. Physio", "scan ordered, plan goes on"))
    assert "plateau" not in asked(case, 50)


def test_a_hill_day_flares_and_the_plan_steps_back_and_shows_what_came_before():
    case = Case(plan_told={"runs": "runs"}).mornings(0, 30, task=1.0, pain_worst=2.0).exercises(0, 29)
    case.add(RaisedElsewhere(day(31), "hills")).load(31, "run", during=6.0, after=7.0)
    case.mornings(31, 31, task=1.0, pain_worst=2.0).mornings(32, 33, task=5.0, pain_worst=7.0)
    case.mornings(34, 50, task=2.0, pain_worst=2.0).exercises(36, 50)
    (flare,) = flares(case.record, day(50))
    assert {(one.kind, one.what) for one in flare.before} >= {("activity", "run"), ("raised", "hills")}
    assert tasks(case, 32)[0] == "easy_day" and "exercises" not in tasks(case, 32)
    assert {"flare", "red_day"} <= set(asked(case, 33))
    # What is up elsewhere and a red day both keep anything from going up for a while.
    assert not [step for step in case.at(42).history if step.up and 31 <= (step.on - START).days < 38]
    assert case.at(50).mode == "going"


def test_an_operation_with_milestones_and_sitting_that_is_still_sore_in_week_ten():
    case = Case(plan_told={"operated": True, "goals": ("sit through a film",)})
    case.add(TreatmentEntry("surgery", START.isoformat(), site="proximal_hamstring", side="right"))
    case.mornings(0, 200, task=1.0, pain_worst=2.0, sitting_min=8.0)
    case.add(
        Milestone(day(7), "strength", day(84), "Dr. Surgeon"), Milestone(day(7), "running", day(140), "Dr. Surgeon")
    )
    assert case.at(10).mode == "log_only" and tasks(case, 10)[0] == "follow_doctor"
    assert case.at(70).mode == "waiting" and tasks(case, 70)[0] == "follow_surgeon"
    assert "sitting_short" in asked(case, 70)
    case.exercises(84, 200, during=2.0)
    assert case.at(84).mode == "going" and "exercises" in tasks(case, 84)
    examined(case, 90)
    examined(case, 120)
    examined(case, 150)
    assert case.at(130).stage == 2
    shut = {one.code for one in outlook(case.at(130), case.record).next_stage_shut}
    assert "surgeon_day_not_told" in shut
    running = {one.code for one in outlook(case.at(135), case.record).running_shut}
    assert {"surgeon_day_ahead"} <= running or outlook(case.at(135), case.record).running == "shut"
    assert case.at(139).run_level == 0


def test_a_cyclist_gets_strength_and_a_seat_and_no_running():
    case = Case(plan_told={"runs": "never", "sports": ("cycling",), "goals": ("two hours on the bike",)})
    case.mornings(0, 90, task=1.0).exercises(0, 90)
    for number in (10, 40, 70):
        examined(case, number)
    for number in range(1, 90, 3):
        case.load(number, "ride", during=2.0)
    state = case.at(90)
    assert state.stage == 3 and state.run_level == 0
    assert outlook(state, case.record).running == "never"
    shown = today_of(case.record, state)
    assert not {task.code for task in shown.tasks} & {"run", "no_run", "run_as_now"}
    said = {today_of(case.record, case.at(number)).seat.id for number in range(80, 90)}
    assert {"saddle", "climbs", "stand_up"} <= said
    assert [one.code for one in outlook(state, case.record).next_stage_shut] == ["needs_speed"]


def test_a_desk_worker_who_does_no_sport_has_something_to_do_every_day():
    case = Case(side=None, plan_told={"runs": "never", "seated_much": True, "goals": ("sit an hour",)})
    case.mornings(0, 40, task=2.0, sitting_min=20.0).exercises(0, 40, every=1)
    said = [tasks(case, number) for number in range(41)]
    assert all(codes for codes in said) and all("diary" in codes for codes in said)
    assert {advice.id for number in range(7) if (advice := today_of(case.record, case.at(number)).seat)} == {
        "stand_up", "hips_above_knees", "unload",
    }  # fmt: skip


def test_two_sore_sides_are_held_against_a_count_and_not_against_each_other():
    case = Case(side="both").mornings(0, 60).exercises(0, 60)
    case.test(5, "bridge_single", pain=1.0).test(5, "single_leg_bridge", left=12, right=12)
    assert case.at(40).stage == 2
    case.test(41, "single_leg_bridge", left=22, right=21)
    assert case.at(60).stage == 3


def test_somebody_who_logs_only_at_weekends_goes_on_slowly_and_is_never_judged_without_a_morning():
    case = Case()
    for week in range(10):
        saturday, sunday = WEEK * week + 5, WEEK * week + 6
        case.mornings(saturday, sunday).load(saturday, "exercises")
    found = ups(case, 69)
    assert found == [("raised", "load"), ("raised", "load")]
    assert case.at(69).mode == "going"
    assert "plateau" not in asked(case, 69)
    assert "silent" not in asked(case, 69)


def test_somebody_who_claims_everything_climbs_no_stage_without_a_test_and_raises_doubts():
    case = Case().mornings(0, 70, task=0.0).exercises(0, 70, during=0.0, every=1)
    assert case.at(70).stage == 1
    case.test(1, "single_leg_bridge", left=20, right=12).test(60, "single_leg_bridge", left=20, right=12)
    doubts = {one.code for one in adherence(case.record, START, day(70)).doubts}
    assert {"always_the_same", "no_stronger"} <= doubts
    assert adherence(case.record, START, day(70)).share == 1.0


def test_honest_logs_raise_no_doubts():
    case = Case().mornings(0, 70)
    for number in range(0, 70, 3):
        case.load(number, "exercises", during=float(number % 4), done="all" if number % 2 else "part")
    assert adherence(case.record, START, day(70)).doubts == ()
    assert 0.2 < adherence(case.record, START, day(70)).share < 0.4


def test_a_red_flag_in_the_middle_stops_and_goes_on_after_somebody_was_seen():
    case = Case().mornings(0, 40).exercises(0, 40).add(Alarm(day(10), "calf_swollen", "same_day"))
    assert tasks(case, 10) == ["get_seen", "no_run", "diary"]
    first = attention(case.record, case.at(12), day(12))[0]
    assert (first.reason.code, first.urgency) == ("red_flag", "now")
    case.add(AllClear(day(14), "Dr. A"))
    assert "exercises" in tasks(case, 14)


def test_who_stops_telling_is_noticed_and_what_is_due_is_named():
    case = Case().mornings(0, 20).exercises(0, 20).test(0, "single_leg_bridge", left=20, right=18)
    assert {"silent", "retest", "follow_up"} <= set(asked(case, 30))
    order = [one.rank for one in attention(case.record, case.at(30), day(30))]
    assert order == sorted(order)


def test_a_hard_run_and_hard_exercises_are_done_on_two_days():
    case = Case().mornings(0, 40).exercises(0, 28)
    case.add(
        PlanChange(day(0), "stage", "A. Physio", "seen", 3.0), PlanChange(day(1), "run_level", "A. Physio", "well", 2.0)
    )
    for number in range(1, 28, 2):
        case.load(number, "run")
    assert "run" in tasks(case, 30) and "exercises" not in tasks(case, 30)
    case.load(30, "run")
    assert "exercises" in tasks(case, 31) and "run" not in tasks(case, 31)


def test_pain_that_rises_week_by_week_is_told_and_the_stage_goes_back():
    case = Case().add(PlanChange(day(0), "stage", "A. Physio", "seen", 2.0))
    case.mornings(0, 6, task=1.0).mornings(7, 13, task=2.0).mornings(14, 30, task=3.0).exercises(0, 30, every=3)
    assert case.at(22).stage == 1
    assert "pain_rising" in asked(case, 22)


def test_a_rest_of_three_weeks_begins_again_with_half():
    case = Case().mornings(0, 90).exercises(0, 30).exercises(60, 90)
    before, after = case.at(43).levels["load"], case.at(45).levels["load"]
    assert before == 2 and after == 1
    case.add(DiaryDay(day(91), task_pain=1.0))
    assert case.at(91).mode == "going"
