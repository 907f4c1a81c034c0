"""Every row of the master table, as a case."""

from datetime import date

import pytest

from gaitcue.clinic import Observed, Problem, Surgery, rules
from gaitcue.report.wording.codes import finding_text
from support.cases import REACHING, gait, knee, person, pht, rule_ids, told, tried, without

SLOW = {"cadence": 154.0}
LEANING = {"trunk_lean_stance": 12.0, "hip_flexion_ic": 42.0}


def said(profile, analysis):
    return rule_ids(told(analysis, profile))


CASES = [
    ("P1", person(pht()), gait(**REACHING, **SLOW)),
    ("P2", person(pht(), tried=(tried("cadence_5", +2),)), gait(**REACHING, **SLOW)),
    ("P3", person(pht()), gait(**LEANING)),
    ("P4", person(pht(), knee("past")), gait(**LEANING)),
    ("P5", person(pht(), observed=Observed(thomas_test_deg=6.0)), gait(thigh_extension=11.0)),
    ("P6", person(pht()), gait()),
    ("P7", person(pht(), hills_jump=True), gait()),
    ("P8", person(pht(), observed=Observed(bridge_repetitions=14.0)), gait()),
    ("P9", person(pht(sitting_is_main=True), sports=("cycling",)), None),
    ("P10", person(surgeries=(Surgery("proximal_hamstring", date(2025, 12, 21)),)), None),
    ("P11", person(pht(months=14.0, care_failed=True), age=56.0), gait()),
    ("P12", person(pht(), tried=(tried("cadence_5", -1, effective=True, effort_change=3.0),)), gait(**REACHING)),
    ("K1", person(knee()), gait(cadence=150.0)),
    ("K2", person(knee()), gait(trunk_lean_stance=2.0)),
    ("K3", person(knee(), observed=Observed(pelvic_drop_deg=8.0)), gait()),
    ("K4", person(knee(), tried=(tried("cadence_10", 0),)), gait(foot_strike_angle=14.0)),
    ("K5", person(knee()), gait()),
    ("I1", person(Problem("iliotibial_band"), observed=Observed(crossover=True)), gait()),
    ("A1", person(Problem("achilles")), gait(foot_strike_angle=-6.0)),
    ("A2", person(Problem("achilles")), gait(foot_strike_angle=16.0, **REACHING)),
    ("T1", person(Problem("bone_stress", status="past", cleared=True)), gait(cadence=150.0)),
    ("T2", person(Problem("anterior_lower_leg")), gait()),
    ("C1", person(Problem("calf", recurrent=True)), gait()),
    ("S1", person(Problem("sacroiliac"), sex="female"), gait(shank_angle_ic=13.0)),
    ("N1", person(), gait(**REACHING)),
    ("Q1", person(pht()), gait(fps=30.0, **REACHING, **SLOW)),
    ("P13", person(pht()), gait(**REACHING, cadence=171.0)),
    ("P14", person(pht()), gait(**LEANING, pelvic_tilt_mean=27.0)),
    ("P15", person(pht()), gait(shank_angle_ic=14.0)),
    ("P16", person(pht()), gait(hip_flexion_ic=46.0)),
    ("P17", person(pht()), gait(pelvic_tilt_mean=27.0)),
    ("P18", person(pht(), knee("past"), tried=(tried("cadence_5", +2),)), gait(**LEANING)),
    ("R1", person(pht(), tried=(tried("cadence_5", -2, effective=True),)), gait()),
    ("K6", person(knee()), gait(vertical_ratio=13.0)),
    ("I2", person(Problem("iliotibial_band")), gait(**REACHING)),
    ("J1", person(Problem("hip_joint")), gait(**REACHING)),
    ("A3", person(Problem("achilles")), gait(**REACHING)),
    ("H2", person(Problem("hamstring_midthigh")), gait(**REACHING)),
    ("T3", person(Problem("bone_stress", status="past", cleared=True)), gait(vertical_ratio=13.0)),
    ("X1", person(Problem("low_back")), gait(**REACHING)),
    ("X1", person(Problem("plantar")), gait(**REACHING)),
    ("X1", person(pht()), gait(thigh_extension=11.0)),
    ("X2", person(Problem("iliotibial_band")), gait()),
    ("X2", person(pht(), Problem("iliotibial_band")), gait()),
    ("X3", person(pht()), without(gait(), "trunk_lean_stance")),
    ("F1", person(pht()), None),
    ("F2", person(knee(), sports=("cycling",)), None),
    ("Q2", person(pht(side="left")), gait(**REACHING)),
    ("Q3", person(pht(), sports=("sprinting",)), gait(speed_kmh=30.0, **REACHING)),
]


@pytest.mark.parametrize(
    ("rule", "profile", "analysis"), CASES, ids=[f"{case[0]}-{at}" for at, case in enumerate(CASES)]
)
def test_the_row_speaks_for_its_case(rule, profile, analysis):
    assert rule in said(profile, analysis)


def test_every_row_has_a_case():
    extra = {"H1", "B1", "G3"}  # cases of their own in test_conflicts.py
    assert {rule.id for rule in rules()} == {case[0] for case in CASES} | extra


@pytest.mark.parametrize(
    ("silent", "profile", "analysis"),
    [
        ("P1", person(pht()), gait(shank_angle_ic=13.0, **SLOW)),  # one criterion is no overstride
        ("P1", person(pht()), gait(**REACHING, cadence=175.0)),
        ("P1", person(pht()), gait(**REACHING, cadence=163.0)),  # under the mean is not low
        ("P1", person(pht(), tried=(tried("cadence_5", +2),)), gait(**REACHING, **SLOW)),
        ("P3", person(pht(), knee("past")), gait(**LEANING)),
        ("P3", person(pht(), observed=Observed(lean_from_ankles=True)), gait(**LEANING)),
        ("P5", person(pht()), gait(thigh_extension=11.0)),
        ("P5", person(pht(), observed=Observed(thomas_test_deg=6.0)), gait(thigh_extension=11.0, speed_kmh=8.0)),
        ("P6", person(pht()), gait(**LEANING)),
        ("K2", person(knee(), Problem("proximal_hamstring", status="past")), gait(trunk_lean_stance=2.0)),
        ("K4", person(knee(), Problem("calf", status="past"), tried=(tried("cadence_10", 0),)), gait()),
        ("K1", person(knee()), gait()),
        ("A1", person(Problem("achilles")), gait(foot_strike_angle=14.0)),
        ("T1", person(Problem("bone_stress", status="past")), gait(cadence=150.0)),
        ("P1", person(pht()), gait(fps=30.0, **REACHING, **SLOW)),
        ("P1", person(pht()), gait(n=5, **REACHING, **SLOW)),
    ],
)
def test_the_row_stays_silent_where_it_does_not_fit(silent, profile, analysis):
    assert silent not in said(profile, analysis)


def test_post_op_at_week_10_gets_no_cue_and_no_gait_finding():
    surgery = Surgery("proximal_hamstring", date(2025, 12, 21), limits="no resistance before week 12")
    profile = person(pht(), surgeries=(surgery,))
    found = told(gait(**REACHING, **SLOW), profile)
    assert rule_ids(found) == ["C4", "P10", "G2"]
    assert found[1].inputs["post_op_not_cleared"]["weeks_since_surgery"] == [10.0]
    assert "no resistance before week 12" in found[1].inputs["post_op_not_cleared"]["limits"]


def test_post_op_once_running_is_cleared_is_judged_like_others():
    surgery = Surgery("proximal_hamstring", date(2025, 6, 1), running_cleared_on=date(2025, 12, 1))
    assert "P1" in said(person(pht(), surgeries=(surgery,)), gait(**REACHING, **SLOW))


def test_tall_runner_with_a_low_cadence_for_others_is_not_low():
    tall = person(knee(), height_cm=198.0)
    analysis = gait(cadence=152.0)
    conditions = analysis.conditions.__class__(speed_kmh=10.8, incline_pct=0.0, height_cm=198.0)
    from dataclasses import replace

    assert "K1" in said(person(knee()), analysis)
    assert "K1" not in said(tall, replace(analysis, conditions=conditions))


def test_limits_of_reach_grow_with_speed():
    reach = {"ankle_hip_distance_pct": 32.0, "shank_angle_ic": 9.0, "cadence": 154.0}
    assert "P1" in said(person(pht()), gait(**reach))
    assert "P1" not in said(person(pht()), gait(speed_kmh=15.5, **reach))


def test_reasoning_trail_holds_values_limits_and_sources():
    (found,) = [f for f in told(gait(**REACHING, **SLOW), person(pht())) if f.rule == "P1"]
    overstride = found.inputs["overstride"]
    assert set(overstride["criteria_met"]) == {"foot_far_ahead", "shank_reaching"}
    assert overstride["shank_reaching"]["limit_source"] == "product default"
    assert overstride["shank_reaching"]["shank_angle_ic"] == pytest.approx(13.0)
    assert found.inputs["cadence_below_expected"]["cadence_z"] < 0
    assert found.grade == "D/C"
    assert "Sugimoto19" in found.source


def test_a_value_within_its_error_of_the_limit_is_said_to_be():
    (found,) = [
        f for f in told(gait(ankle_hip_distance_pct=36.0, shank_angle_ic=8.1, **SLOW), person(pht())) if f.rule == "P1"
    ]
    assert found.doubts == ("borderline",)
    assert finding_text(found).endswith(" Uncertain: a value lies within its error of the limit.")
