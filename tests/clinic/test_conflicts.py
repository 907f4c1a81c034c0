"""People for whom two goods pull against each other."""

import pytest

from gaitcue.clinic import Clearance, Problem, overruled
from gaitcue.terms.advice import Reason
from gaitcue.terms.together import condition_id
from support.cases import (
    REACHING,
    TODAY,
    Observed,
    answered,
    decided,
    flagged,
    gait,
    knee,
    person,
    pht,
    rule_ids,
    told,
    tried,
)

SLOW = {"cadence": 154.0}


def offered(profile, analysis, answers=None):
    return [condition_id(offer.cues) for offer in decided(analysis, profile, answers).offers if offer.eligible]


def offer_of(profile, analysis, cue):
    return next(offer for offer in decided(analysis, profile).offers if offer.cues == (cue,))


def why_not(profile, analysis, cue):
    (reason,) = offer_of(profile, analysis, cue).reasons
    return reason.code


def test_the_author_of_the_article():
    """PHT, past patellofemoral pain, tight hip flexors, hills: cues 1 and 2 first, run tall last and capped."""
    author = person(pht(), knee("past"), hills_jump=True, observed=Observed(thomas_test_deg=5.0))
    clip = gait(**REACHING, **SLOW, thigh_extension=12.0, trunk_lean_stance=11.0)
    found = rule_ids(told(clip, author))
    assert {"P1", "P4", "P5", "P7", "G2"} <= set(found)
    assert "P3" not in found
    order = offered(author, clip)
    assert {"cadence_5", "glutes"} <= set(order)
    assert order.index("cadence_5") < order.index("run_tall")
    assert order.index("glutes") < order.index("run_tall")
    assert Reason("pfp_past") in offer_of(author, clip, "run_tall").against
    assert "lean_from_ankles" not in order


def test_hamstring_and_current_knee_pain_never_get_run_tall():
    both = person(pht(), knee())
    clip = gait(trunk_lean_stance=12.0, **REACHING, **SLOW)
    assert "run_tall" not in offered(both, clip)
    assert why_not(both, clip, "run_tall") == "pfp_current"
    assert "G3" in rule_ids(told(clip, both))
    assert "cadence_5" in offered(both, clip)


def test_two_sites_without_a_cue_for_both_get_none():
    both = person(pht(), Problem("achilles"), tried=(tried("cadence_5", +1),))
    decision = decided(gait(**REACHING, **SLOW), both)
    assert "G3" in rule_ids(decision.findings)
    assert decision.first is None
    assert decision.no_cue == "no_cue_for_both"


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
    found = rule_ids(told(clip, runner))
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
    assert rule_ids(told(clip, person())) == ["N1"]
    assert offered(person(), clip) == []


def test_cyclist_who_does_not_run():
    cyclist = person(pht(), sports=("cycling",))
    found = told(None, cyclist)
    assert {"B1", "G2"} <= set(rule_ids(found))
    assert offered(cyclist, None) == []
    assert "saddle" in found[0].text_runner.lower()


def test_cyclist_whose_thigh_gave_way_is_a_strain_not_a_tendon():
    cyclist = person(Problem("hamstring_midthigh", sudden=True), pht(), sports=("cycling",))
    found = rule_ids(told(None, cyclist))
    assert found == ["C4", "H1", "G2"]
    flags = flagged({"give_way_midthigh": True})
    assert flags.level == "clinician_first"
    assert not flags.alarm


def test_red_flag_blocks_everything_until_seen_and_cleared():
    runner, clip = person(pht()), gait(**REACHING, **SLOW)
    flags = answered({"saddle_numbness": True})
    (found,) = told(clip, runner, flags)
    assert found.rule == "C4"
    assert "emergency" in found.text_runner.lower()
    assert offered(runner, clip, flags) == []
    seen = answered({"saddle_numbness": True}, Clearance(TODAY, "Dr A"))
    assert "P1" in rule_ids(told(clip, runner, seen))
    assert offered(runner, clip, seen)


def test_bone_stress_picture_stops_running_but_is_no_emergency():
    flags = answered({"bone_stress": True})
    assert decided(None, person(pht()), flags).triage.level == "within_days"
    assert not decided(None, person(pht()), flags).triage.alarm
    assert offered(person(pht()), gait(**REACHING, **SLOW), flags) == []
    uncleared = person(Problem("bone_stress"))
    assert offered(uncleared, gait(cadence=150.0)) == []


def test_before_filming_nothing_is_said_about_this_gait():
    decision = decided(None, person(pht(), hills_jump=True))
    assert {"F1", "P7"} <= set(rule_ids(decision.findings))
    assert decision.no_cue == "not_filmed"
    assert not any(offer.eligible for offer in decision.offers)
    assert why_not(person(pht()), None, "cadence_5") == "not_filmed"


def test_low_back_pain_gets_no_lean():
    runner = person(knee(), Problem("low_back"))
    assert "lean_from_ankles" not in offered(runner, gait(trunk_lean_stance=2.0))
    assert "lean_from_ankles" in offered(person(knee()), gait(trunk_lean_stance=2.0))


def test_a_disliked_family_sinks():
    clip = gait(**REACHING, **SLOW)
    liked = offer_of(person(pht()), clip, "cadence_5")
    runner = person(pht(), tried=(tried("cadence_5", 0, disliked=True),))
    assert offer_of(runner, clip, "cadence_5").score == pytest.approx(liked.score - 1)


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
