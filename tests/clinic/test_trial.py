"""Cue trials as cases: what is kept, what is rejected, and why."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from gaitcue.clinic import (
    TrialPlan,
    effort_trend,
    experience,
    judge_trial,
    read_trial,
    trial_order,
)
from gaitcue.clinic.protocol import plan_visit, stages
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.records import Conditions
from support.cases import REACHING, TODAY, answered, gait, knee, person, pht, told
from support.runs import run

BASE = {**REACHING, "cadence": 154.0, "trunk_lean_stance": 11.0, "hip_flexion_ic": 44.0, "thigh_extension": 14.0}


def trial_of(*conditions, **about):
    return read_trial({"date": TODAY, "baseline": {"pain": 4, "effort": 3}, "condition": list(conditions), **about})


def cue(*names, pain=4, effort=3, **about):
    return {"cues": list(names), "pain": pain, "effort": effort, **about}


def codes(verdict):
    return [reason.code for reason in verdict.reasons]


def judged(trial, runs, profile=None, **about):
    analyses = dict(zip(["baseline", *(c.name for c in trial.conditions)], runs, strict=False))
    return judge_trial(trial, analyses | about.pop("more", {}), profile or person(pht()), **about)


def test_the_author_keeps_cues_one_and_two_and_not_three():
    """Shorter steps and glutes together ease the hamstring; run tall brings the trunk below what spares the knee."""
    author = person(pht(), knee("past"))
    together, tall = cue("cadence_5", "glutes", pain=2, effort=4, name="1+2"), cue("run_tall", pain=3, name="3")
    better = BASE | {"cadence": 165.0, "ankle_hip_distance_pct": 28.0, "shank_angle_ic": 5.0}
    upright = BASE | {"trunk_lean_stance": 2.0}
    result = judged(
        trial_of(together, tall, next_day={"pain": 2, "pain_before": 2}),
        [gait(**BASE), gait(seed=1, **better), gait(seed=2, **upright)],
        author,
    )
    first, second = result.verdicts
    assert (first.name, first.verdict, first.survival) == ("1+2", "keep", "survives")
    assert first.responder
    assert "cadence" in first.moved
    assert "effort_change" in codes(first)
    (substitute,) = first.judged_by
    assert substitute.values["missing"] == "pelvic_tilt_mean"
    assert "thigh_extension" in substitute.values["measures"]
    assert (second.name, second.verdict) == ("3", "reject")
    assert "protects the knee" in second.reasons[0].values["text"]
    assert result.chosen is first


def test_run_tall_that_stays_above_the_floor_may_be_kept_with_past_knee_pain():
    trial = trial_of(cue("run_tall", pain=3))
    result = judged(trial, [gait(**BASE | {"trunk_lean_stance": 16.0}), gait(**BASE | {"trunk_lean_stance": 8.0})])
    assert result.verdicts[0].verdict == "keep"
    assert result.verdicts[0].survival == "awaited"


def test_glutes_with_stickers_are_judged_by_the_pelvis():
    trial = trial_of(cue("glutes", pain=3))
    result = judged(trial, [gait(pelvic_tilt_mean=24.0), gait(pelvic_tilt_mean=14.0)])
    assert result.verdicts[0].moved == ("pelvic_tilt_mean",)
    assert result.verdicts[0].judged_by == ()


def test_pain_that_rises_rejects_whatever_the_gait_does():
    trial = trial_of(cue("cadence_5", pain=5))
    result = judged(trial, [gait(**BASE), gait(**BASE | {"cadence": 162.0})])
    (verdict,) = result.verdicts
    assert verdict.verdict == "reject"
    assert verdict.reasons[0].code == "pain_rose"
    assert verdict.reasons[0].values == {"before": 4, "after": 5}
    assert result.chosen is None


def test_what_a_trial_taught_changes_the_findings_of_the_next_visit():
    trial = trial_of(cue("cadence_5", pain=6))
    result = judged(trial, [gait(**BASE), gait(**BASE | {"cadence": 162.0})])
    again = person(pht(), tried=experience(result))
    rules = [finding.rule for finding in told(gait(**BASE), again)]
    assert "P2" in rules
    assert "P1" not in rules


def test_pain_told_with_the_recording_is_used():
    def told(pain, **measures):
        made = gait(**measures)
        return replace(made, conditions=replace(made.conditions, pain=pain))

    trial = read_trial({"baseline": {}, "condition": [{"cues": ["cadence_5"]}]})
    (verdict,) = judged(trial, [told(4, **BASE), told(2, **BASE | {"cadence": 162.0})]).verdicts
    assert (verdict.verdict, verdict.pain_change) == ("keep", -2)


def test_no_movement_asks_for_another_wording():
    (verdict,) = judged(trial_of(cue("cadence_5")), [gait(**BASE), gait(seed=3, **BASE)]).verdicts
    assert verdict.verdict == "change_wording"


def test_movement_the_wrong_way_is_no_success():
    (verdict,) = judged(trial_of(cue("cadence_5")), [gait(**BASE), gait(**BASE | {"cadence": 140.0})]).verdicts
    assert verdict.verdict == "reject"
    assert codes(verdict)[0] == "moved_wrong_way"
    assert verdict.effective is False


def test_effort_a_little_higher_is_no_veto_but_three_points_halve_the_dose():
    runs = [gait(**BASE), gait(**BASE | {"cadence": 162.0})]
    assert judged(trial_of(cue("cadence_5", effort=5)), runs).verdicts[0].verdict == "keep"
    (verdict,) = judged(trial_of(cue("cadence_5", effort=6)), runs).verdicts
    assert (verdict.verdict, verdict.practise) == ("halve", "half")
    assert "too_much_effort" in codes(verdict)


def test_untold_pain_and_unlike_runs_cannot_tell():
    runs = [gait(**BASE), gait(**BASE | {"cadence": 162.0})]
    assert judged(trial_of(cue("cadence_5", pain=None)), runs).verdicts[0].verdict == "cannot_tell"
    faster = gait(speed_kmh=13.0, **BASE | {"cadence": 162.0})
    (verdict,) = judged(trial_of(cue("cadence_5")), [gait(**BASE), faster]).verdicts
    assert verdict.verdict == "cannot_tell"
    assert [why.code for why in verdict.reasons[0].values["text"]] == ["speeds_differ"]


def test_rear_view_cues_cannot_be_told_from_the_side():
    (verdict,) = judged(trial_of(cue("two_rails")), [gait(**BASE), gait(**BASE)], person(knee())).verdicts
    assert verdict.verdict == "cannot_tell"


def test_the_next_morning_decides():
    runs = [gait(**BASE), gait(**BASE | {"cadence": 162.0})]
    bad = trial_of(cue("cadence_5", pain=3), next_day={"pain": 5, "pain_before": 3})
    result = judged(bad, runs)
    assert result.verdicts[0].survival == "dropped"
    assert result.chosen is None


def test_vetoed_cues_are_rejected_even_when_they_were_tried():
    trial = trial_of(cue("run_tall", pain=3))
    runs = [gait(**BASE | {"trunk_lean_stance": 16.0}), gait(**BASE | {"trunk_lean_stance": 8.0})]
    (verdict,) = judged(trial, runs, person(pht(), knee())).verdicts
    assert verdict.verdict == "reject"
    assert verdict.reasons[0].values == {"cue": "run_tall", "why": "pfp_current"}


def test_an_uninjured_runner_is_not_told_to_keep_a_cue():
    (verdict,) = judged(
        trial_of(cue("cadence_5")), [gait(**BASE), gait(**BASE | {"cadence": 162.0})], person()
    ).verdicts
    assert verdict.verdict == "reject"
    assert verdict.reasons[0].values["why"] == "nothing_hurts"


def test_forefoot_shift_is_guarded_for_an_achilles_history():
    from gaitcue.clinic import Problem

    runner = person(knee(), Problem("achilles", status="past"))
    runs = [gait(foot_strike_angle=10.0, **BASE), gait(foot_strike_angle=-6.0, **BASE | {"cadence": 162.0})]
    (verdict,) = judged(trial_of(cue("cadence_5", pain=2)), runs, runner).verdicts
    assert verdict.verdict == "reject"
    assert "forefoot" in verdict.reasons[0].values["text"]


def test_drift_between_the_baselines_is_said():
    trial = trial_of(cue("cadence_5"), return_baseline={"pain": 4})
    runs = [gait(**BASE), gait(**BASE | {"cadence": 162.0})]
    result = judged(trial, runs, more={"return baseline": gait(**BASE | {"cadence": 162.0})})
    assert "baseline_drift" in {reason.code for reason in result.said}


def test_without_a_profile_it_is_said():
    trial = trial_of(cue("cadence_5"))
    analyses = {"baseline": gait(**BASE), trial.conditions[0].name: gait(**BASE | {"cadence": 162.0})}
    result = judge_trial(trial, analyses)
    assert "no_profile" in {reason.code for reason in result.said}
    assert result.verdicts[0].verdict == "keep"


def test_ranking_puts_the_larger_relief_first():
    trial = trial_of(cue("cadence_5", pain=3, name="a"), cue("ground_under_hips", pain=1, name="b"))
    better = BASE | {"cadence": 162.0, "ankle_hip_distance_pct": 26.0, "shank_angle_ic": 3.0}
    result = judged(trial, [gait(**BASE), gait(**better), gait(**better)])
    assert [verdict.name for verdict in result.verdicts] == ["b", "a"]


def test_effort_over_sessions_is_a_trend_and_no_veto():
    trials = [
        replace(trial_of(cue("cadence_5", effort=effort)), on=date(2026, 3, day))
        for day, effort in ((1, 6), (8, 5), (15, 4))
    ]
    trend = effort_trend(trials, ["cadence_5"])
    assert trend.per_session == pytest.approx(-1.0)
    assert effort_trend(trials[:1], ["cadence_5"]).per_session is None


def test_order_is_random_but_repeatable_and_returns_to_baseline():
    names = ["a", "b", "c"]
    assert trial_order(names, 3) == trial_order(names, 3)
    assert sorted(trial_order(names, 3)) == names
    assert len({trial_order(names, seed) for seed in range(30)}) == 6
    visit = plan_visit([("glutes",), ("cadence_5",), ("run_tall",)], TrialPlan("long", 3), gently=False, one_only=False)
    assert [stage.kind for stage in stages(visit)] == ["baseline", "cue", "usual", "cue", "usual", "cue", "return"]


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({}, "baseline is missing: add it"),
        ({"baseline": {}, "condition": [{"cues": ["hop"]}]}, "cues has 'hop': use one of"),
        ({"baseline": {}, "condition": [{}]}, r"condition\[1\].cues is missing"),
        ({"baseline": {"pain": 11}, "condition": [cue("glutes")]}, "baseline.pain is 11: give a number from 0 to 10"),
        ({"baseline": {}, "condition": [cue("glutes", effort=-1)]}, r"condition\[1\].effort is -1: give a number"),
        ({"baseline": {}, "condition": [cue("glutes", awkwardness="some")]}, "awkwardness"),
        ({"baseline": {}, "condition": [cue("glutes", name=str(i)) for i in range(4)]}, "3 at most"),
        ({"baseline": {}, "condition": [cue("glutes"), cue("glutes")]}, "name of its own"),
        ({"baseline": {}, "condition": [cue("glutes")], "next_day": {"pain": 3}}, "pain_before"),
        ({"baseline": {"clip": "a", "analysis": "b"}, "condition": [cue("glutes")]}, "keep one"),
        ({"baseline": {}, "condition": [cue("glutes")], "date": "today"}, "date is 'today'"),
        ({"baselin": {}}, "'baselin' is not known"),
    ],
)
def test_bad_trials_are_one_clear_line(values, said):
    with pytest.raises(BadOption, match=said) as caught:
        read_trial(values)
    assert "\n" not in str(caught.value)


def test_missing_or_foreign_analyses_are_one_clear_line():
    trial = trial_of(cue("cadence_5"))
    with pytest.raises(UnusableInput, match=re.escape("'Shorter, faster steps: cadence +5 %' is missing")):
        judge_trial(trial, {"baseline": gait(**BASE)})
    other = replace(gait(**BASE), conditions=Conditions(height_cm=150.0))
    with pytest.raises(UnusableInput, match="heights"):
        judge_trial(trial, {"baseline": gait(**BASE), trial.conditions[0].name: other})
    with pytest.raises(UnusableInput, match="no measure in common"):
        judge_trial(trial, {"baseline": gait(**BASE), trial.conditions[0].name: run({"contact_time": 250.0})})


def test_red_flags_stop_a_trial():
    answers = answered({"pop_bruise": True})
    with pytest.raises(UnusableInput, match=r"See a doctor urgently, today\. No cue trial"):
        judged(trial_of(cue("cadence_5")), [gait(**BASE), gait(**BASE)], answers=answers)


def test_trial_file_is_read_with_paths_from_its_folder(tmp_path: Path):
    file = tmp_path / "trial.toml"
    file.write_text(
        'date = 2026-03-01\nprofile = "me.toml"\n[baseline]\nanalysis = "a.gaitcue"\npain = 3\n'
        '[[condition]]\ncues = ["cadence_5", "glutes"]\nclip = "b.mp4"\npain = 2\neffort = 4\nawkwardness = 5\n'
    )
    trial = read_trial(file)
    assert trial.baseline.recording == tmp_path / "a.gaitcue"
    assert trial.conditions[0].take.recording == tmp_path / "b.mp4"
    assert trial.conditions[0].name == "Shorter, faster steps: cadence +5 % + Tighten the glutes"
    assert trial.profile == tmp_path / "me.toml"
    file.write_text("not = [toml")
    with pytest.raises(BadOption, match="no valid TOML"):
        read_trial(file)
