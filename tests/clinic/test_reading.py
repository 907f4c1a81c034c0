"""What a person writes about themselves: unknown words, wrong types, impossible values and contradictions are one line.

Each case is a fault that was met; the right value is the line that the person gets.
"""

from datetime import date
from pathlib import Path

import pytest

from gaitcue.clinic import read_answers, read_profile, read_trial
from gaitcue.clinic.contradictions import check_answers
from gaitcue.terms.errors import BadOption

TODAY = date(2026, 11, 29)
ON = date(2026, 11, 20)
CLEARED = {"site": "bone_stress", "cleared": True, "cleared_by": "Dr B", "cleared_on": ON}


def refusal(**told) -> str:
    with pytest.raises(BadOption) as caught:
        read_profile({"on": ON, **told}, TODAY)
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"problems": [{"site": "bone_stress", "cleared": "no"}]}, "problems[1].cleared is 'no': write true or false"),
        (
            {"problems": [{"site": "calf"}, {"site": "bone_stress", "cleared": 1}]},
            "problems[2].cleared is 1: write true",
        ),
        ({"hills_jump": "no"}, "hills_jump is 'no': write true or false, without quotes"),
        ({"novice": "no"}, "novice is 'no': write true or false, without quotes"),
        ({"sports": "running"}, "sports is 'running': write a list, e.g. [\"running\"]"),
        ({"sports": ["runing"]}, "sports has 'runing': did you mean running?"),
        ({"surgeries": [{"site": "thigh", "on": ON}]}, "surgeries[1].site is 'thigh': use one of proximal_hamstring"),
        ({"problems": [{"site": "calf", "months": "three"}]}, "problems[1].months is 'three': write a number"),
        ({"problems": [{"site": "calf", "months": float("nan")}]}, "problems[1].months is nan: write a number"),
        (
            {"problems": [{"site": "calf", "months": -5}]},
            "problems[1].months is -5: give a number from 0 to 900 months",
        ),
        ({"observed": {"thomas_test_deg": 600}}, "observed.thomas_test_deg is 600: give a number from -60 to 60 deg"),
        ({"observed": {"bridge_repetitions": -3}}, "give a number from 0 to 300 repetitions"),
        ({"tried": [{"cue": "glutes", "pain_change": -999999}]}, "tried[1].pain_change is -999999: give a number"),
        ({"pain_now": True}, "pain_now is true: write a number, without quotes"),
        ({"age": "38"}, "age is '38': write a number, without quotes"),
        ({"age": 10**400}, "a whole number that is far too large"),
        ({"sitting_min": 3, "sitting_mn": 3}, "'sitting_mn' is not known; did you mean sitting_min?"),
        ({"problems": [{"sight": "calf"}]}, "'sight' in problems[1] is not known; did you mean site?"),
        ({"wants": "\x1b[31mred"}, "control characters"),
        ({"medicines": ["cipro"]}, "medicines has 'cipro'"),
        ({"on": "20.11.2026"}, "on is '20.11.2026': write a date such as 2026-11-20"),
        ({"on": date(2027, 1, 1)}, "on is 2027-01-01: that lies in the future (today is 2026-11-29)"),
        ({"surgeries": [{"site": "calf", "on": "2026-02-30"}]}, "surgeries[1].on is '2026-02-30': write a date"),
    ],
)
def test_a_wrong_value_is_answered_with_place_and_remedy(told, said):
    assert said in refusal(**told)


@pytest.mark.parametrize(
    ("cue", "said"),
    [
        ("shorter, faster steps", "that is the title of cadence_5, cadence_7_5, cadence_10: write which one"),
        ("cadense_5", "did you mean cadence_5?"),
        ("glute", "did you mean glutes?"),
    ],
)
def test_a_cue_never_loses_its_veto_by_its_spelling(cue, said):
    assert said in refusal(tried=[{"cue": cue, "pain_change": 3}])


def test_a_cue_may_be_named_by_its_title():
    profile = read_profile({"on": ON, "tried": [{"cue": "Run tall"}, {"cue": "Shorter, faster steps: cadence +5 %"}]})
    assert [tried.cue for tried in profile.tried] == ["run_tall", "cadence_5"]


def test_a_pair_of_cues_is_remembered_with_its_date():
    told = {"cues": ["cadence_5", "glutes"], "pain_change": -1, "effort_change": 1, "on": "2026-11-20"}
    (tried,) = read_profile({"on": ON, "tried": [told]}).tried
    assert (tried.cues, tried.cue, tried.on) == (("cadence_5", "glutes"), "cadence_5 + glutes", ON)
    assert read_profile({"on": ON, "tried": [tried.entry()]}).tried == (tried,)
    assert "keep one" in refusal(tried=[told | {"cue": "run_tall"}])
    assert "names no cue" in refusal(tried=[{"pain_change": 1}])


@pytest.mark.parametrize(
    "sport", ["Running", "running", "trail running", "Trail-Running", "triathlon", "football", "Soccer", "sprinting"]
)
def test_running_sports_run_however_they_are_written(sport):
    assert read_profile({"on": ON, "sports": [sport]}).runs


def test_untold_sports_are_not_no_running():
    assert read_profile({"on": ON}).runs
    assert not read_profile({"on": ON, "sports": ["cycling"]}).runs
    assert not read_profile({"on": ON, "sports": ["none"]}).runs


@pytest.mark.parametrize("day", ["2026-11-01", date(2026, 11, 1)])
def test_a_date_may_stand_in_quotes(day):
    surgery = {"site": "proximal_hamstring", "on": "2026-01-01", "running_cleared_on": day}
    assert read_profile({"on": ON, "surgeries": [surgery]}).surgeries[0].running_cleared_on == date(2026, 11, 1)


def test_medicines_by_name_say_what_tendons_suffer_from():
    assert read_profile({"on": ON, "medicines": ["Ciprofloxacin"]}).takes_tendon_medicine
    assert not read_profile({"on": ON, "medicines": ["asthma spray"]}).takes_tendon_medicine


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"problems": [CLEARED | {"cleared_by": ""}]}, "add cleared_by (the clinician's name) and cleared_on"),
        ({"problems": [CLEARED | {"cleared_by": "-"}]}, "add cleared_by"),
        ({"problems": [CLEARED | {"cleared_on": date(2027, 5, 1)}]}, "in the future"),
        ({"problems": [{"site": "calf", "cleared_by": "Dr B"}]}, "add cleared = true"),
        ({"age": 14, "problems": [{"site": "calf", "months": 300}]}, "longer than the age"),
        ({"age": 30, "surgeries": [{"site": "calf", "on": "1970-01-01"}]}, "before the person was born"),
        ({"treatments": [{"kind": "cortisone"}]}, "treatments[1].on is missing: an injection needs its date"),
        ({"pain_now": 6, "pain_worst": 3, "problems": [{"site": "calf"}]}, "pain_now (6) is over pain_worst (3)"),
        ({"sports": ["none", "running"]}, 'sports has "none" beside others'),
        ({"sports": ["cycling"], "weekly_km": 40}, "no running among the sports"),
        ({"tendon_medication": False, "medicines": ["prednisone"]}, "medicines name one"),
        ({"sex": "male", "pregnant": True}, "sex is male beside pregnancy"),
        ({"problems": [{"site": "calf"}, {"site": "calf"}]}, "the same problem stands twice"),
    ],
)
def test_statements_that_exclude_each_other_are_refused(told, said):
    assert said in refusal(**told)


@pytest.mark.parametrize(
    ("answers", "profile", "said"),
    [
        ({"sitting_short": False}, {"sitting_min": 3}, "sitting_short is false but the profile has sitting_min = 3"),
        ({"sitting_short": True}, {"sitting_min": 40}, "sitting_short is true but the profile has sitting_min = 40"),
        (
            {"operated_recently": False},
            {"surgeries": [{"site": "proximal_hamstring", "on": "2026-11-01"}]},
            "operated_recently is false but the profile has a surgery on 2026-11-01",
        ),
        (
            {"injected_recently": False},
            {"treatments": [{"kind": "cortisone", "on": "2026-11-01"}]},
            "injected_recently is false but the profile has an injection on 2026-11-01",
        ),
        ({"young_ischium": True}, {"age": 40}, "young_ischium is true"),
    ],
)
def test_answers_that_contradict_the_profile_are_refused(answers, profile, said):
    person = read_profile({"on": ON, **profile}, TODAY)
    with pytest.raises(BadOption, match=said):
        check_answers(read_answers({"on": ON, "answers": answers}, TODAY), person)
    # Half a year earlier it may well have been so.
    check_answers(read_answers({"on": "2026-05-01", "answers": answers}, TODAY), person)


def test_a_follow_up_needs_its_question():
    with pytest.raises(BadOption, match="breathless_known is true but breathless, which it follows, is not"):
        read_answers({"on": ON, "answers": {"breathless_known": True}}, TODAY)


def test_a_trial_takes_no_bad_cue_file_or_score():
    valid = {"date": ON, "baseline": {"pain": 3}, "condition": [{"cues": ["cadence_5"], "pain": 2}]}
    assert read_trial(valid, TODAY).conditions[0].cues == ("cadence_5",)
    for changed, said in [
        ({"same_camera": "yes"}, "same_camera is 'yes': write true or false"),
        ({"earlier": "visit-1.toml"}, r"earlier is 'visit-1.toml': write a list"),
        ({"profile": 3}, "profile is 3: write text in quotes"),
        ({"seed": 1.5}, "seed is 1.5: write a whole number"),
        ({"date": date(2027, 1, 1)}, "date is 2027-01-01: that lies in the future"),
        (
            {"condition": [{"cues": ["cadence_5"], "wording": "loud"}]},
            "wording is 'loud': use one of",
        ),
        ({"condition": {"cues": ["cadence_5"]}}, "condition is a table: write a list of tables"),
        ({"next_day": {"pain": 3, "pain_before": "4"}}, "next_day.pain_before is '4': write a number"),
    ]:
        with pytest.raises(BadOption, match=said):
            read_trial({**valid, **changed}, TODAY)


def test_a_huge_number_in_a_file_is_one_line(tmp_path: Path):
    file = tmp_path / "bigint.toml"
    file.write_text("on = 2026-11-20\nage = " + "9" * 6000)
    with pytest.raises(BadOption, match=r"bigint.toml is no valid TOML for a profile: it holds a whole number"):
        read_profile(file)
