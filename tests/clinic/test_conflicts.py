"""People for whom two goods pull against each other."""

from datetime import date

import pytest

from gaitcue.clinic import Clearance, Problem, candidates, findings, overruled
from gaitcue.clinic.findings import rule_ids
from gaitcue.terms.errors import UnusableInput
from support.cases import REACHING, TODAY, Observed, decided, flagged, gait, knee, person, pht, tried

SLOW = {"cadence": 154.0}


def offered(profile, analysis, flags=None):
    return [item.cue.id for item in candidates(analysis, profile, flags) if item.eligible]


def why_not(profile, analysis, cue):
    (reason,) = next(item.reasons for item in candidates(analysis, profile) if item.cue.id == cue)
    return reason


def test_the_author_of_the_article():
    """PHT, past patellofemoral pain, tight hip flexors, hills: cues 1 and 2 first, run tall last and capped."""
    author = person(pht(), knee("past"), hills_jump=True, observed=Observed(thomas_test_deg=5.0))
    clip = gait(**REACHING, **SLOW, thigh_extension=12.0, trunk_lean_stance=11.0)
    found = rule_ids(findings(clip, author))
    assert {"P1", "P4", "P5", "P7", "G2"} <= set(found)
    assert "P3" not in found
    order = offered(author, clip)
    assert {"cadence_5", "glutes"} <= set(order)
    assert order.index("cadence_5") < order.index("run_tall")
    assert order.index("glutes") < order.index("run_tall")
    tall = next(item for item in candidates(clip, author) if item.cue.id == "run_tall")
    assert "kneecap pain in the past" in tall.against
    assert "lean_from_ankles" not in order


def test_hamstring_and_current_knee_pain_never_get_run_tall():
    both = person(pht(), knee())
    clip = gait(trunk_lean_stance=12.0, **REACHING, **SLOW)
    assert "run_tall" not in offered(both, clip)
    assert "kneecap pain" in why_not(both, clip, "run_tall")
    assert "G3" in rule_ids(findings(clip, both))
    assert "cadence_5" in offered(both, clip)


def test_two_sites_without_a_cue_for_both_get_none():
    both = person(pht(), Problem("achilles"), tried=(tried("cadence_5", +1),))
    (found,) = [f for f in findings(gait(**REACHING, **SLOW), both) if f.rule == "G3"]
    assert found.advice["cue"].startswith("None")


@pytest.mark.parametrize("site", ["achilles", "calf", "plantar", "metatarsal"])
@pytest.mark.parametrize("status", ["current", "past"])
def test_distal_history_never_gets_a_forefoot_or_quiet_cue(site, status):
    runner = person(knee(), Problem(site, status=status), tried=(tried("cadence_10", 0),))
    clip = gait(foot_strike_angle=16.0, vertical_ratio=13.0)
    assert not {"flat_landing", "soft_landing"} & set(offered(runner, clip))
    healthy = person(knee(), tried=(tried("cadence_10", 0),))
    assert {"flat_landing", "soft_landing"} <= set(offered(healthy, clip))


def test_pain_that_rises_with_cadence_drops_the_family():
    runner = person(pht(), tried=(tried("cadence_5", +2),))
    clip = gait(**REACHING, **SLOW)
    found = rule_ids(findings(clip, runner))
    assert "P2" in found
    assert "P1" not in found
    assert not [cue for cue in offered(runner, clip) if cue.startswith("cadence")]
    assert "ground_under_hips" in offered(runner, clip)


def test_doses_of_cadence_go_up_in_steps():
    clip = gait(**REACHING, **SLOW)
    assert "cadence_7_5" not in offered(person(knee()), clip)
    assert "cadence_7_5" in offered(person(knee(), tried=(tried("cadence_5", 0),)), clip)


def test_nobody_without_a_problem_is_told_to_change():
    clip = gait(**REACHING, cadence=145.0, trunk_lean_stance=16.0, vertical_ratio=14.0)
    assert rule_ids(findings(clip, person())) == ["N1"]
    assert offered(person(), clip) == []


def test_cyclist_who_does_not_run():
    cyclist = person(pht(), sports=("cycling",))
    found = findings(None, cyclist)
    assert {"B1", "G2"} <= set(rule_ids(found))
    assert offered(cyclist, None) == []
    assert "saddle" in found[0].text_runner.lower()


def test_cyclist_whose_thigh_gave_way_is_a_strain_not_a_tendon():
    cyclist = person(Problem("hamstring_midthigh", sudden=True), pht(), sports=("cycling",))
    found = rule_ids(findings(None, cyclist))
    assert "H1" in found
    assert not [rule for rule in found if rule.startswith("P")]
    flags = flagged({"give_way_midthigh": True})
    assert flags.level == "clinician_first"
    assert not flags.alarm


def test_red_flag_blocks_everything_until_seen_and_cleared():
    runner, clip = person(pht()), gait(**REACHING, **SLOW)
    flags = flagged({"saddle_numbness": True})
    assert flags.bars("exercise")
    (found,) = findings(clip, runner, flags)
    assert found.rule == "C4"
    assert "emergency" in found.text_runner.lower()
    assert offered(runner, clip, flags) == []
    early = flagged({"saddle_numbness": True}, Clearance(date(2026, 2, 20), "Dr A"))
    assert early.bars("exercise")
    nameless = flagged({"saddle_numbness": True}, Clearance(TODAY, " "))
    assert nameless.bars("exercise")
    seen = flagged({"saddle_numbness": True}, Clearance(TODAY, "Dr A"))
    assert not seen.bars("exercise")
    assert "P1" in rule_ids(findings(clip, runner, seen))
    assert offered(runner, clip, seen)


def test_bone_stress_picture_stops_running_but_is_no_emergency():
    flags = flagged({"bone_stress": True})
    assert flags.level == "within_days"
    assert not flags.alarm
    assert flags.bars("running")
    assert flags.bars("exercise")
    assert offered(person(pht()), gait(**REACHING, **SLOW), flags) == []
    uncleared = person(Problem("bone_stress"))
    assert offered(uncleared, gait(cadence=150.0)) == []


def test_a_runner_without_an_analysis_is_asked_for_one():
    with pytest.raises(UnusableInput, match="no analysis"):
        findings(None, person(pht()))


def test_low_back_pain_gets_no_lean():
    runner = person(knee(), Problem("low_back"))
    assert "lean_from_ankles" not in offered(runner, gait(trunk_lean_stance=2.0))
    assert "lean_from_ankles" in offered(person(knee()), gait(trunk_lean_stance=2.0))


def test_a_disliked_family_sinks():
    clip = gait(**REACHING, **SLOW)
    liked = {item.cue.id: item.score for item in candidates(clip, person(pht()))}
    runner = person(pht(), tried=(tried("cadence_5", 0, disliked=True),))
    disliked = {item.cue.id: item.score for item in candidates(clip, runner)}
    assert disliked["cadence_5"] == pytest.approx(liked["cadence_5"] - 1)


def test_the_first_cue_is_one_that_a_finding_speaks_for():
    """PHT with past knee pain, leaning but not reaching: cadence first, although "run tall" aims at the lean."""
    clip, author = gait(trunk_lean_stance=13.0), person(pht(), knee("past"))
    decision = decided(clip, author)
    assert "P4" in rule_ids(decision.findings)
    first = decision.first
    assert first.cues == ("cadence_5",)
    assert "P4" in first.rules


def test_a_dismissed_finding_no_longer_speaks_for_a_cue():
    clip, author = gait(trunk_lean_stance=13.0), person(pht(), knee("past"))
    decision = decided(clip, author)
    left = [finding for finding in decision.findings if finding.rule != "P4"]
    assert left
    after = overruled(decision, left)
    assert after.first is None
    assert after.protocol is None


def test_no_first_cue_when_the_gait_is_fine_the_clip_poor_or_nothing_hurts():
    for clip, runner in (
        (gait(), person(pht())),
        (gait(fps=25.0, **REACHING, cadence=150.0), person(pht())),
        (gait(**REACHING), person()),
    ):
        decision = decided(clip, runner)
        assert decision.first is None
        assert decision.no_cue


def test_a_poor_clip_offers_no_cue_for_the_landing():
    clip = gait(fps=25.0, **REACHING, cadence=165.0)
    assert "ground_under_hips" not in offered(person(pht()), clip)
