"""Back to running: ready by criteria, then level by level, and never before the surgeon's day."""

from itertools import pairwise

from gaitcue.care.entries import Milestone, PlanChange, RaisedElsewhere
from gaitcue.care.programme.climbing import WALK_RUN, climb
from gaitcue.care.programme.entered import raised_by_plan
from gaitcue.care.programme.gates import running_shut
from gaitcue.care.programme.known import Known
from gaitcue.care.programme.ladders import walk_run
from gaitcue.care.programme.outlook import outlook
from gaitcue.care.today import today_of
from gaitcue.report.wording.care import climb_words
from support.care import Case, day


def ready(case, number=19):
    case.test(number, "walk_30", pain=0.0, positive=False)
    case.test(number, "drop_lunge", pain=0.0)
    case.test(number, "single_leg_bridge", left=22, right=21, pain=1.0)
    return case.test(number, "bridge_single", pain=1.0)


def second_stage(until=120, **plan):
    case = Case(plan_told=plan).mornings(0, until).exercises(0, until)
    levels = PlanChange(day(0), "level", "A. Physio", "seen", 2.0, "load")
    return case.add(PlanChange(day(0), "stage", "A. Physio", "seen", 2.0), levels)


def set_to(number, variable, level):
    return PlanChange(day(number), variable, "A. Physio", "seen", level)


def shut(case, number):
    return {one.code: one.values.get("state") for one in running_shut(Known(case.record), case.at(number), day(number))}


def test_nobody_runs_before_everything_is_known_to_hold():
    found = shut(second_stage(), 10)
    assert found == {
        "ready_walk": "not_told", "ready_drop_lunge": "not_told", "ready_equal_strength": "not_told",
        "ready_load_test": "not_told",
    }  # fmt: skip
    assert shut(ready(second_stage()), 20) == {}


def test_who_was_not_asked_about_running_is_led_up_no_ladder_until_a_level_is_set():
    case = ready(second_stage(runs=None))
    state = case.at(40)
    ahead = outlook(state, case.record)
    assert (ahead.running, ahead.climb, state.run_level) == ("not_told", None, 0)
    assert "run_as_now" in [task.code for task in today_of(case.record, state).tasks]
    case.add(set_to(41, "run_level", 3.0))
    later = case.at(42)
    assert (outlook(later, case.record).running, climb(later).ladder.id) == ("walk_run", WALK_RUN)


def test_the_first_run_is_a_step_of_its_own_and_names_its_entries():
    case = ready(second_stage(), 5)
    begun = next(step for step in case.at(40).history if step.variable == "run_level")
    assert (begun.before, begun.after) == (0.0, 1.0)
    assert case.at(40).run_level == 1


def test_two_green_runs_climb_and_exercises_and_running_take_turns():
    case = ready(second_stage(200), 5)
    for number in range(14, 120, 2):
        case.load(number, "run")
    ups = [(step.on, step.variable) for step in case.at(120).history if step.up and step.code != "changed"]
    assert all((later - earlier).days >= 7 for (earlier, _), (later, _) in pairwise(ups))
    assert {"run_level", "load"} <= {name for _, name in ups}
    assert len(ups) >= 6


def test_a_red_run_goes_two_levels_down_after_two_days():
    case = ready(second_stage(), 5).add(set_to(30, "run_level", 6.0))
    state = case.load(34, "run", during=3.0, changed_gait=True).at(34)
    assert state.run_level == 4 and state.mode == "easy"
    assert state.levels == case.at(33).levels


def test_who_runs_at_present_has_no_ladder_and_who_never_runs_has_no_running():
    assert ready(second_stage(runs="runs"), 5).at(60).run_level == 0
    case = ready(second_stage(runs="never"), 5).add(set_to(30, "run_level", 6.0))
    assert case.at(60).run_level == 0


def test_both_sides_sore_asks_each_for_enough_bridges():
    case = Case(side="both").mornings(0, 40).exercises(0, 40).add(PlanChange(day(0), "stage", "A. Physio", "seen", 3.0))
    case.test(5, "walk_30", pain=0.0, positive=False).test(5, "drop_lunge", pain=0.0).test(5, "bridge_single", pain=1.0)
    assert shut(case.test(5, "single_leg_bridge", left=18, right=18), 20) == {"ready_equal_strength": "not_met"}
    assert shut(case.test(8, "single_leg_bridge", left=21, right=20), 20) == {}


def operated(*milestones):
    case = ready(second_stage(240, operated=True), 5)
    case.add(Milestone(day(0), "strength", day(0), "Dr. Surgeon"), *milestones)
    case.test(5, "balance", left=40, right=20)
    case.test(5, "prone_curl_10rm", left=20, right=18)
    return case


def test_after_an_operation_running_needs_the_surgeons_day_and_the_criteria_whichever_is_later():
    assert "surgeon_day_not_told" in shut(operated(), 20)
    case = operated(Milestone(day(0), "running", day(30), "Dr. Surgeon"))
    assert case.at(29).run_level == 0 and "surgeon_day_ahead" in shut(case, 29)
    assert case.at(36).run_level == 1
    weak = operated(Milestone(day(0), "running", day(12), "Dr. Surgeon")).test(6, "balance", left=40, right=9)
    assert weak.at(36).run_level == 0 and shut(weak, 20) == {"ready_balance": "not_met"}


def test_a_clinician_cannot_begin_running_before_the_surgeon_and_a_later_word_ends_it():
    case = operated(Milestone(day(0), "running", day(60), "Dr. Surgeon"))
    case.add(set_to(20, "run_level", 3.0))
    assert case.at(21).run_level == 0
    begun = operated(Milestone(day(0), "running", day(12), "Dr. Surgeon"))
    assert begun.at(25).run_level == 1
    assert begun.add(Milestone(day(26), "running", day(90), "Dr. Surgeon")).at(26).run_level == 0


def test_the_ladder_runs_from_four_minutes_to_half_an_hour():
    totals = [round((level.run_s * level.repeats + level.then_run_s) / 60) for level in walk_run()]
    assert totals == [4, 6, 8, 12, 16, 18, 20, 24, 30, 25, 30]
    assert [level.level for level in walk_run()] == list(range(1, 12))


def runs_again(until=240, every=2, **plan):
    """Somebody back to half an hour on the flat, who goes on running."""
    case = ready(second_stage(until, needs_speed=True, **plan), 5)
    case.add(set_to(10, "run_level", 11.0))
    for number in range(12, until, every):
        case.load(number, "run", during=1.0)
    return case


def climbed(case, number, variable):
    return [
        ((step.on - case.plan.on).days, step.after)
        for step in case.at(number).history
        if step.variable == variable and step.up
    ]


def test_the_hills_begin_after_four_green_flat_runs_and_speed_after_the_last_of_the_hills():
    case = runs_again()
    flat = [(one.ladder.id, one.level, one.need) for n in (11, 240) if (one := climb(case.at(n)))]
    assert flat[0] == ("hills", 0, 4)
    hills, speed = climbed(case, 240, "hill_level"), climbed(case, 240, "speed_level")
    assert [level for _, level in hills] == [1, 2, 3, 4, 5, 6, 7]
    assert hills[0][0] >= 12 + 3 * 2 + 1
    assert speed and speed[0][0] > hills[-1][0]
    ups = [step.on for step in case.at(240).history if step.up and step.code != "changed"]
    assert all((later - earlier).days >= 7 for earlier, later in pairwise(ups))


def test_three_green_flat_runs_are_not_enough_for_the_first_hill_and_once_a_week_is_often_enough():
    case = ready(second_stage(60, needs_speed=True, runs="runs"), 5)
    for number in (10, 12, 14):
        case.load(number, "run", during=1.0)
    assert case.at(40).hill_level == 0
    weekly = ready(second_stage(90, needs_speed=True, runs="runs"), 5)
    for number in range(10, 80, 7):
        weekly.load(number, "run", during=1.0)
    assert weekly.at(80).hill_level >= 1


def test_a_red_run_goes_two_steps_down_the_hills_and_then_the_walk_run():
    case = ready(second_stage(60, needs_speed=True), 5)
    case.add(
        set_to(9, "run_level", 11.0),
        set_to(10, "hill_level", 3.0),
    )
    case.load(20, "run", changed_gait=True)
    assert (case.at(20).hill_level, case.at(20).run_level, case.at(20).mode) == (1, 11, "easy")
    case.load(30, "run", changed_gait=True)
    assert (case.at(30).hill_level, case.at(30).run_level) == (0, 11)
    case.load(40, "run", changed_gait=True)
    assert (case.at(40).hill_level, case.at(40).run_level) == (0, 9)


def test_fast_running_goes_back_before_the_hills_do():
    case = ready(second_stage(60, needs_speed=True, runs="runs"), 5)
    case.add(
        set_to(9, "hill_level", 7.0),
        set_to(10, "speed_level", 3.0),
    )
    case.load(20, "run", changed_gait=True)
    assert (case.at(20).hill_level, case.at(20).speed_level) == (7, 1)


def test_two_weeks_off_halve_the_hills_too():
    case = ready(Case(plan_told={"needs_speed": True, "runs": "runs"}).mornings(0, 60), 5)
    case.add(set_to(1, "hill_level", 6.0)).load(2, "run")
    assert (case.at(15).hill_level, case.at(16).hill_level) == (6, 3)


def test_nobody_is_led_up_hills_who_does_not_need_them_or_whose_tendon_no_ladder_is_known_for():
    assert climb(second_stage(runs="runs").at(20)) is None
    achilles = Case(site="achilles", plan_told={"runs": "runs", "needs_speed": True}).mornings(0, 40)
    assert climb(achilles.at(20)) is None
    assert climb(second_stage(runs="never").at(20)) is None


def test_after_an_operation_fast_running_waits_for_the_day_of_sport():
    case = operated(Milestone(day(0), "running", day(12), "Dr. Surgeon"))
    case.add(
        set_to(20, "hill_level", 7.0),
        set_to(21, "speed_level", 2.0),
    )
    assert (case.at(22).hill_level, case.at(22).speed_level) == (7, 0)
    case.add(Milestone(day(22), "sport", day(23), "Dr. Surgeon"), set_to(24, "speed_level", 2.0))
    assert case.at(24).speed_level == 2
    assert case.add(Milestone(day(25), "running", day(90), "Dr. Surgeon")).at(25).hill_level == 0
    assert case.at(25).speed_level == 0


def test_what_the_plan_raised_itself_is_no_jump_and_takes_the_turn_once():
    case = runs_again(60)
    first, _ = climbed(case, 60, "hill_level")[0]
    case.add(RaisedElsewhere(day(first + 2), "hills", "runs"))
    assert raised_by_plan(case.at(60), "hills", day(first + 2))
    assert not [step for step in case.at(60).history if step.code == "raised_elsewhere"]
    case.add(RaisedElsewhere(day(first + 2), "speed"))
    assert [step for step in case.at(60).history if step.code == "raised_elsewhere"]


def test_today_the_step_of_the_ladder_is_told_with_what_comes_next_and_what_takes_back():
    case = runs_again(60)
    state = next(state for n in range(20, 60) if (state := case.at(n)).hill_level == 2)
    told = {task.code: task for task in today_of(case.record, state).tasks}
    lines = climb_words(outlook(state, case.record).climb)
    assert lines[0].startswith("Hills, step 3 of 8: 8 times 1 minute up at 3 %")
    assert "after 2 green runs" in lines[1] and "30 minutes over rolling ground" in lines[1]
    assert "2 steps back" in lines[2]
    assert {"run_on", "no_run"} & set(told)


def test_at_the_top_of_both_ladders_nothing_more_is_asked_for():
    case = ready(second_stage(runs="runs", needs_speed=True), 5)
    case.add(
        set_to(9, "hill_level", 7.0),
        set_to(10, "speed_level", 7.0),
    )
    assert climb(case.at(20)) is None
    lines = climb_words(outlook(case.at(20), case.record).climb)
    assert lines[-1] == "This is the last step: keep it, and change one thing at a time."
