"""Exercises, seat and what to leave out, for one person."""

from dataclasses import replace
from datetime import date

from gaitcue.care import rules as care_rules
from gaitcue.care.programme.table import extras, leave_outs, readiness, seat_advice
from gaitcue.clinic import Problem, Profile, Surgery, gather, rules
from gaitcue.clinic.profile import Observed
from gaitcue.clinic.programme import NOTHING, programme_of
from gaitcue.clinic.rule_data import modifiers
from gaitcue.terms.sources import unresolved

TODAY = date(2026, 11, 20)
SORE = Profile(TODAY, sports=("running",), problems=(Problem("proximal_hamstring", side="right"),))


def programme(profile, blocks=()):
    return programme_of(profile, gather(None, profile), blocks)


def ids(items):
    return [item.id for item in items]


def test_what_is_blocked_leaves_nothing():
    assert programme(SORE, {"exercise"}) == NOTHING


def test_after_an_operation_the_surgeon_decides():
    operated = replace(SORE, surgeries=(Surgery("proximal_hamstring", date(2026, 10, 1)),))
    assert programme(operated) == NOTHING


def test_a_runner_with_a_sore_sit_bone_leaves_out_stretching_deep_bends_hills_and_speed():
    assert ids(programme(SORE).avoid) == ["stretching", "deep_bend", "hills", "speed"]


def test_a_cyclist_is_not_told_about_running_uphill():
    assert ids(programme(replace(SORE, sports=("cycling",))).avoid) == ["stretching", "deep_bend"]


def test_what_an_open_stage_asks_for_is_not_forbidden_beside_it():
    strong = Observed(bridge_single_pain=1.0, bridge_gap_pct=5.0)
    found = programme(replace(SORE, pain_now=1.0, pain_worst=1.0, observed=strong))
    assert found.stage.number == 3
    assert "deep_bend" not in ids(found.avoid)


def test_knee_pain_takes_lunges_and_step_ups_out_of_the_third_stage():
    strong = Observed(bridge_single_pain=1.0, bridge_gap_pct=5.0)
    knee = (*SORE.problems, Problem("patellofemoral", "past", "right"))
    found = programme(replace(SORE, problems=knee, pain_now=1.0, pain_worst=1.0, observed=strong))
    assert not {"step_up", "walking_lunge"} & set(ids(found.exercises))
    assert "dead_lift" in ids(found.exercises)


def test_tight_hip_flexors_come_before_the_second_exercise_of_the_stage():
    found = programme(replace(SORE, observed=Observed(thomas_test_deg=4.0)))
    assert ids(found.exercises)[:2] == ["bridge_hold", "hip_flexor_mobility"]


def test_somebody_who_sits_well_hears_nothing_about_the_seat():
    assert len(programme(SORE).seat) == 3
    assert programme(replace(SORE, sitting_min=90.0)).seat == ()
    assert programme(replace(SORE, sitting_min=90.0, driving_worse=True)).seat


def test_a_runner_who_rests_is_told_what_has_to_be_so_before_running():
    assert programme(SORE).ready == ()
    assert len(programme(replace(SORE, weekly_km=0.0)).ready) == 4


def test_a_sore_achilles_gets_heel_raises_and_nothing_of_the_hamstring():
    found = programme(Profile(TODAY, sports=("running",), problems=(Problem("achilles", side="left"),)))
    assert (found.stage, ids(found.exercises)) == (None, ["calf_raise"])
    assert "stretching" not in ids(found.avoid)


def test_every_source_resolves_and_every_number_says_where_it_comes_from():
    told = [keys for part in (*seat_advice(), *leave_outs(), *readiness()) for keys in part.sources]
    told += [key for _, exercise in extras() for key in (*exercise.sources, exercise.dose.tag)]
    told += list(_tags(care_rules.table("stages")))
    assert len(told) > 40
    assert unresolved(told) == []


def test_what_stands_in_for_a_modifier_names_one_that_there_is():
    named = {name for item in leave_outs() for name in item.instead_of}
    assert named and named <= {modifier.id for modifier in modifiers()}
    assert rules()


def _tags(value):
    if isinstance(value, dict):
        yield from ([value["tag"]] if "tag" in value else [])
        yield from (tag for key in ("sources",) for tag in value.get(key, ()))
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _tags(inner)
