"""Each way in which a verdict can go wrong, with its right value."""

import tomllib
from dataclasses import replace

import pytest

from gaitcue.clinic import Problem, Tried, decide, experience, judge_trial, next_step, read_profile, read_trial
from gaitcue.clinic.verdicts import as_toml
from gaitcue.terms.errors import UnusableInput
from support.cases import REACHING, TODAY, answered, gait, knee, person, pht
from support.runs import run

BASE = {**REACHING, "cadence": 160.0}
RIGHT = person(pht())


def visit(*conditions, pain=4, effort=3, **more):
    return read_trial(
        {"date": TODAY, "baseline": {"pain": pain, "effort": effort}, "condition": list(conditions), **more}
    )


def tried(*cues, pain=4, effort=3, **more):
    return {"cues": list(cues), "pain": pain, "effort": effort, **more}


def with_cadence(spm, **more):
    return gait(**BASE | {"cadence": spm} | more)


def judged(trial, *runs, back=None, profile=RIGHT, answers=None):
    analyses = dict(zip(["baseline", *(c.name for c in trial.conditions)], runs, strict=True))
    return judge_trial(trial, analyses | ({"return baseline": back} if back else {}), profile, answers)


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


def test_pain_above_five_stops_the_visit_though_it_did_not_rise():
    result = judged(visit(tried("cadence_5", pain=7), pain=7), with_cadence(160.0), with_cadence(168.0))
    (verdict,) = result.verdicts
    assert (verdict.verdict, verdict.practise, result.chosen) == ("stop", "none", None)
    assert verdict.reasons[0].values == {"take": "baseline", "pain": 7, "limit": 5}
    assert result.triage.bars("running")
    assert next_step(result).steps == ()


def test_pain_above_five_in_one_condition_leaves_the_other_unkept():
    trial = visit(tried("cadence_5", pain=2, name="a"), tried("glutes", pain=6, name="b"))
    result = judged(trial, with_cadence(160.0), with_cadence(168.0), with_cadence(160.0))
    assert [v.verdict for v in result.verdicts] == ["stop", "stop"]
    assert {t.cue: t.pain_change for t in experience(result)} == {"cadence_5": None, "glutes": 2}


def test_a_return_baseline_equal_to_the_cue_is_drift_or_carry_over():
    trial = visit(tried("cadence_5"), return_baseline={"pain": 4})
    result = judged(trial, with_cadence(160.0), with_cadence(168.0), back=with_cadence(168.0))
    (verdict,) = result.verdicts
    assert (verdict.verdict, codes(verdict)[0], verdict.effective) == ("cannot_tell", "drift", None)
    assert "baseline_drift" in {reason.code for reason in result.said}


def test_a_return_baseline_that_comes_back_supports_the_cue():
    trial = visit(tried("cadence_5"), return_baseline={"pain": 4})
    (verdict,) = judged(trial, with_cadence(160.0), with_cadence(168.0), back=with_cadence(160.5)).verdicts
    assert verdict.verdict == "keep"
    assert "drift" not in codes(verdict)


def test_pain_that_rose_by_the_end_is_said_and_nothing_is_kept():
    trial = visit(tried("cadence_5", pain=2), pain=2, return_baseline={"pain": 5})
    result = judged(trial, with_cadence(160.0), with_cadence(168.0), back=with_cadence(160.0))
    (verdict,) = result.verdicts
    assert (verdict.verdict, codes(verdict)[0]) == ("cannot_tell", "pain_rose_by_end")
    assert "pain_rose_by_end" in {reason.code for reason in result.said}
    assert "shorter_next_time" in [step.code for step in next_step(result).steps]


def test_pain_of_the_return_baseline_counts_without_its_recording():
    trial = visit(tried("cadence_5", pain=2), pain=2, return_baseline={"pain": 4})
    (verdict,) = judged(trial, with_cadence(160.0), with_cadence(168.0)).verdicts
    assert verdict.verdict == "cannot_tell"


@pytest.mark.parametrize(
    ("cadence", "verdict", "code"),
    [
        (168.0, "keep", "moved"),
        (173.0, "repeat", "dose_over"),
        (184.0, "repeat", "dose_above_most"),
    ],
)
def test_more_than_was_asked_is_repeated_with_a_metronome(cadence, verdict, code):
    result = judged(visit(tried("cadence_5")), with_cadence(160.0), with_cadence(cadence))
    (found,) = result.verdicts
    assert (found.verdict, codes(found)[0]) == (verdict, code)
    if verdict == "repeat":
        (step,) = [step for step in next_step(result).steps if step.code == "repeat_metronome"]
        assert step.values["to_spm"] == 168


def test_no_cue_is_kept_above_ten_per_cent_whatever_it_asks_for():
    faster = with_cadence(180.0, ankle_hip_distance_pct=26.0, shank_angle_ic=4.0)
    (verdict,) = judged(visit(tried("ground_under_hips")), with_cadence(160.0), faster).verdicts
    assert (verdict.verdict, verdict.dose.ran_pct) == ("repeat", 12.5)


def test_less_than_half_of_what_was_asked_is_said():
    quick = Tried("cadence_7_5", pain_change=0), Tried("cadence_5", pain_change=0)
    runner = person(Problem("patellofemoral", side="right"), tried=quick)
    trial = visit(tried("cadence_10"))
    (verdict,) = judged(trial, with_cadence(160.0), with_cadence(166.0), profile=runner).verdicts
    assert (verdict.verdict, verdict.dose.word) == ("keep", "under")
    assert "dose_under" in codes(verdict)


@pytest.mark.parametrize(("cue", "before", "after"), [("glutes", 14.0, 22.0), ("cadence_5", 160.0, 152.0)])
def test_moved_the_wrong_way_is_never_no_change_shown(cue, before, after):
    measure = "pelvic_tilt_mean" if cue == "glutes" else "cadence"
    (verdict,) = judged(visit(tried(cue)), gait(**{measure: before}), gait(**{measure: after})).verdicts
    assert (verdict.verdict, codes(verdict)[0]) == ("reject", "moved_wrong_way")
    (row,) = verdict.reasons[0].values["rows"]
    assert (row["measure"], round(row["before"]), round(row["after"])) == (measure, before, after)


@pytest.mark.parametrize(("pain", "verdict"), [(1, "relief"), (4, "reject")])
def test_a_substitute_that_moved_the_wrong_way_is_said_and_does_not_outweigh_relief(pain, verdict):
    reaching = gait(**BASE | {"ankle_hip_distance_pct": 42.0})
    plain = person(Problem("low_back", side="right"))
    (found,) = judged(visit(tried("glutes", pain=pain)), gait(**BASE), reaching, profile=plain).verdicts
    assert found.verdict == verdict
    assert "moved_wrong_way" in codes(found)


def test_what_moved_the_wrong_way_beside_what_moved_well_is_said():
    tilted = with_cadence(168.0, pelvic_tilt_mean=24.0)
    trial = visit(tried("cadence_5", "glutes"))
    (verdict,) = judged(trial, with_cadence(160.0, pelvic_tilt_mean=14.0), tilted).verdicts
    assert verdict.verdict == "keep"
    assert "moved_wrong_too" in codes(verdict)


def test_relief_without_a_measured_change_has_a_verdict_of_its_own():
    result = judged(visit(tried("glutes", pain=0), pain=2), gait(**BASE), gait(seed=3, **BASE))
    (verdict,) = result.verdicts
    assert (verdict.verdict, verdict.practise, verdict.responder) == ("relief", "short", True)
    assert verdict.effective is None
    assert "pain_fell" in codes(verdict)
    assert {"blocks", "test_again", "next_morning"} <= {step.code for step in next_step(result).steps}


def test_relief_that_stays_without_the_cue_is_not_its_doing():
    trial = visit(tried("glutes", pain=2), return_baseline={"pain": 2})
    (verdict,) = judged(trial, gait(**BASE), gait(seed=3, **BASE), back=gait(seed=4, **BASE)).verdicts
    assert (verdict.verdict, verdict.responder) == ("change_wording", False)
    assert "pain_stayed_low" in codes(verdict)


def test_relief_at_another_speed_cannot_be_told():
    slower = gait(speed_kmh=8.0, **BASE)
    (verdict,) = judged(visit(tried("glutes", pain=1)), gait(**BASE), slower).verdicts
    assert (verdict.verdict, codes(verdict)[0]) == ("cannot_tell", "unlike")


def test_a_cue_that_helps_and_costs_too_much_is_halved_everywhere():
    result = judged(visit(tried("cadence_5", pain=2, effort=6)), with_cadence(160.0), with_cadence(168.0))
    (verdict,) = result.verdicts
    step = next_step(result)
    assert (verdict.verdict, step.practise, step.cues) == ("halve", "half", ("cadence_5",))
    assert (step.target.from_spm, step.target.to_spm) == (160, 164)
    assert "blocks" in [item.code for item in step.steps]
    (memory,) = experience(result)
    assert (memory.effective, memory.effort_change) == (True, 3)


def test_pain_at_a_second_site_rejects_and_is_remembered():
    trial = visit(tried("cadence_5", pain=3, pain_elsewhere=2, elsewhere="calf"))
    result = judged(trial, with_cadence(160.0), with_cadence(168.0))
    (verdict,) = result.verdicts
    assert (verdict.verdict, codes(verdict)[0]) == ("reject", "pain_elsewhere_rose")
    assert verdict.reasons[0].values["site"] == "calf"
    assert experience(result)[0].pain_change == 2


def test_pain_at_a_second_site_that_was_there_before_is_no_reason():
    trial = read_trial(
        {
            "date": TODAY,
            "baseline": {"pain": 4, "effort": 3, "pain_elsewhere": 2, "elsewhere": "calf"},
            "condition": [tried("cadence_5", pain_elsewhere=2, elsewhere="calf")],
        }
    )
    assert judged(trial, with_cadence(160.0), with_cadence(168.0)).verdicts[0].verdict == "keep"


def test_a_painful_leg_on_the_far_side_is_said_and_judged_with_its_doubt():
    left = person(Problem("proximal_hamstring", side="left"))
    reach = {"ankle_hip_distance_pct": 28.0, "shank_angle_ic": 5.0}
    result = judged(visit(tried("ground_under_hips")), gait(**BASE), gait(**BASE | reach), profile=left)
    (verdict,) = result.verdicts
    assert verdict.verdict == "keep"
    assert "other_leg" in codes(verdict)
    assert "filmed_from_other_side" in {reason.code for reason in result.said}
    (film,) = [step for step in next_step(result).steps if step.code == "film_again"]
    assert film.values["side"] == "left"
    both_legs = judged(visit(tried("cadence_5")), with_cadence(160.0), with_cadence(168.0), profile=left)
    assert "other_leg" not in codes(both_legs.verdicts[0])


def test_the_painful_side_of_markers_is_the_one_that_is_judged():
    base = run(BASE | {"shank_angle_ic": 12.0}, near_side=None)
    rows = [replace(row, leg=None if row.leg == "near" else row.leg) for row in base.measures]
    values = [replace(row, leg=None if row.leg == "near" else row.leg) for row in base.values]
    markers = replace(base, measures=tuple(rows), values=tuple(values))
    left = person(Problem("proximal_hamstring", side="left"))
    result = judged(visit(tried("ground_under_hips")), markers, markers, profile=left)
    assert "filmed_from_other_side" not in {reason.code for reason in result.said}


def test_red_flags_that_were_not_asked_are_said():
    trial, runs = visit(tried("cadence_5")), (with_cadence(160.0), with_cadence(168.0))
    assert "flags_not_asked" in {reason.code for reason in judged(trial, *runs).said}
    partly = judged(trial, *runs, answers=answered({"night_pain": False}))
    assert "flags_partly" in {reason.code for reason in partly.said}
    old = judged(trial, *runs, answers=answered({"night_pain": False}, on=TODAY.replace(year=2024)))
    assert "flags_old" in {reason.code for reason in old.said}


def test_what_the_profile_alone_knows_refuses_the_trial():
    minor = person(pht(sudden=True, months=0.2), age=14)
    with pytest.raises(UnusableInput, match="No cue trial until that is cleared"):
        judged(visit(tried("cadence_5")), with_cadence(160.0), with_cadence(168.0), profile=minor)


def test_milder_advice_is_no_part_of_the_refusal():
    minor = person(pht(sudden=True, months=0.2), age=14, pain_now=4)
    with pytest.raises(UnusableInput) as caught:
        judged(visit(tried("cadence_5")), with_cadence(160.0), with_cadence(168.0), profile=minor)
    assert "Keep the load" not in str(caught.value)


def test_pain_above_three_holds_the_running_where_it_is():
    kept = judged(visit(tried("cadence_5", pain=4)), with_cadence(160.0), with_cadence(168.0))
    assert next_step(kept).steps[0].code == "runs_held"
    eased = judged(visit(tried("cadence_5", pain=3)), with_cadence(160.0), with_cadence(168.0))
    assert next_step(eased).steps[0].code == "runs"


def test_one_thing_is_changed_at_a_time_and_a_hamstring_stays_on_the_flat():
    runs = with_cadence(160.0), with_cadence(168.0)
    hamstring = next_step(judged(visit(tried("cadence_5")), *runs))
    kneecap = next_step(judged(visit(tried("cadence_5")), *runs, profile=person(knee())))
    assert [{"flat", "one_thing"} & {s.code for s in step.steps} for step in (hamstring, kneecap)] == [
        {"flat"},
        {"one_thing"},
    ]


def test_a_bad_morning_drops_the_cue_and_is_what_is_remembered():
    trial = visit(tried("cadence_5", pain=3), next_day={"pain": 4, "pain_before": 2})
    result = judged(trial, with_cadence(160.0), with_cadence(168.0))
    assert (result.verdicts[0].survival, result.chosen) == ("dropped", None)
    assert experience(result)[0].pain_change == 2
    assert "settle" in [step.code for step in next_step(result).steps]


@pytest.mark.parametrize(
    ("told", "cadence", "back", "verdict", "offer"),
    [
        ({"pain": 2}, 168.0, 160.0, "keep", (True, "full", "helped_before")),
        ({"pain": 4}, 168.0, 160.0, "keep", (True, "full", None)),
        ({"pain": 4, "effort": 7}, 168.0, 160.0, "halve", (True, "half", None)),
        ({"pain": 2}, 160.0, 160.0, "relief", (True, "full", "helped_before")),
        ({"pain": 5}, 168.0, 160.0, "reject", (False, "full", "cadence_raised_pain")),
        ({"pain": 2}, 184.0, 160.0, "repeat", (True, "full", None)),
        ({"pain": 2}, 168.0, 168.0, "cannot_tell", (True, "full", None)),
    ],
)
def test_the_next_visit_offers_what_the_trial_taught(told, cadence, back, verdict, offer):
    back_pain = 2 if verdict == "cannot_tell" else 4
    trial = visit(tried("cadence_5", **told), return_baseline={"pain": back_pain})
    result = judged(trial, with_cadence(160.0), with_cadence(cadence), back=with_cadence(back))
    assert result.verdicts[0].verdict == verdict
    again = decide(with_cadence(160.0), person(pht(), tried=experience(result)), today=TODAY)
    (found,) = [one for one in again.offers if one.cues == ("cadence_5",)]
    assert (found.eligible, found.dose) == offer[:2]
    codes = [reason.code for reason in found.reasons]
    assert ("helped_before" in codes) == (offer[2] == "helped_before")
    assert offer[0] or offer[2] in codes


def test_a_pair_is_one_condition_and_carried_to_the_next_visit_as_a_pair():
    result = judged(visit(tried("cadence_5", "glutes", pain=2)), with_cadence(160.0), with_cadence(168.0))
    (memory,) = experience(result)
    assert memory.cues == ("cadence_5", "glutes")
    again = read_profile({"on": TODAY, **tomllib.loads(as_toml([memory]))})
    assert again.tried[0].cues == memory.cues
    assert again.tried[0].pain_change == -2
