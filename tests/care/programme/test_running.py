"""Back to running: ready by criteria, then level by level, and never before the surgeon's day."""

from itertools import pairwise

from gaitcue.care.entries import Milestone, PlanChange
from gaitcue.care.programme.gates import running_shut
from gaitcue.care.programme.known import Known
from gaitcue.care.programme.ladders import walk_run
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


def shut(case, number):
    return {one.code: one.values.get("state") for one in running_shut(Known(case.record), case.at(number), day(number))}


def test_nobody_runs_before_everything_is_known_to_hold():
    found = shut(second_stage(), 10)
    assert found == {
        "ready_walk": "not_told", "ready_drop_lunge": "not_told", "ready_equal_strength": "not_told",
        "ready_load_test": "not_told",
    }  # fmt: skip
    assert shut(ready(second_stage()), 20) == {}


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
    case = ready(second_stage(), 5).add(PlanChange(day(30), "run_level", "A. Physio", "runs well", 6.0))
    state = case.load(34, "run", during=3.0, changed_gait=True).at(34)
    assert state.run_level == 4 and state.mode == "easy"
    assert state.levels == case.at(33).levels


def test_who_runs_at_present_has_no_ladder_and_who_never_runs_has_no_running():
    assert ready(second_stage(runs="runs"), 5).at(60).run_level == 0
    case = ready(second_stage(runs="never"), 5).add(PlanChange(day(30), "run_level", "A. Physio", "x", 6.0))
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
    case.add(PlanChange(day(20), "run_level", "A. Physio", "wants to", 3.0))
    assert case.at(21).run_level == 0
    begun = operated(Milestone(day(0), "running", day(12), "Dr. Surgeon"))
    assert begun.at(25).run_level == 1
    assert begun.add(Milestone(day(26), "running", day(90), "Dr. Surgeon")).at(26).run_level == 0


def test_the_ladder_runs_from_four_minutes_to_half_an_hour():
    totals = [round(level.running_min) for level in walk_run()]
    assert totals == [4, 6, 8, 12, 16, 18, 20, 24, 30, 25, 30]
    assert [level.level for level in walk_run()] == list(range(1, 12))
