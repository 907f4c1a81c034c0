"""What was once said of people and must not be: each with its smallest input and the right answer."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from gaitcue.clinic import Clearance, Problem, Surgery, TrialPlan, Tried, VisitFacts, cues, read_profile, rules
from gaitcue.clinic.rule_data import pairs
from gaitcue.clinic.triage import BLOCKABLE
from gaitcue.report.wording.codes import vetoed_words
from gaitcue.terms.advice import Reason
from gaitcue.terms.together import condition_id
from gaitcue.terms.vocabulary import SITES
from support.cases import TODAY, answered, decided, gait, knee, person, pht, with_far_leg

OVER = gait(ankle_hip_distance_pct=36.0, shank_angle_ic=13.0, cadence=152.0)
PLAIN = gait()
ALL = frozenset(BLOCKABLE)


def ids(decision):
    return [finding.rule for finding in decision.findings]


def eligible(decision):
    return [condition_id(offer.cues) for offer in decision.offers if offer.eligible]


def why_not(decision, *names):
    return next(offer.reasons[0].code for offer in decision.offers if offer.cues == names)


def silent(decision):
    """Nothing of what is blocked is said."""
    advice = [key for finding in decision.findings for key in finding.advice]
    return not eligible(decision) and decision.protocol is None and not {"cue", "exercise", "load"} & set(advice)


# --- harmful ----------------------------------------------------------------------------------------------------------


def test_a_cue_that_hurt_is_known_by_its_title_too():
    told = {"on": TODAY, "tried": [{"cue": "Shorter, faster steps: cadence +5 %", "pain_change": 3}]}
    profile = read_profile(told | {"problems": [{"site": "proximal_hamstring"}]}, today=TODAY)
    assert why_not(decided(OVER, profile), "cadence_5") == "cadence_raised_pain"


@pytest.mark.parametrize("question", ["operated_recently", "injected_recently"])
def test_after_an_operation_or_injection_the_product_only_logs(question):
    decision = decided(OVER, person(pht()), answered({question: True}))
    assert silent(decision)
    assert "only keeps the log" in decision.triage.actions[0]


def test_age_and_onset_alarm():
    decision = decided(OVER, person(pht(sudden=True), age=14.0))
    assert decision.triage.level == "within_days"
    assert {"apophysis", "avulsion"} <= set(decision.triage.consider)
    assert silent(decision)
    assert ids(decision) == ["C4"]


@pytest.mark.parametrize("question", ["young_ischium", "bone_stress", "immunity", "night_pain"])
def test_within_days_stops_the_programme_too(question):
    decision = decided(OVER, person(pht()), answered({question: True}))
    assert decision.triage.blocks == ALL
    assert silent(decision)
    assert "remeasure" not in {key for finding in decision.findings for key in finding.advice}


@pytest.mark.parametrize("about", [{"pain_now": 9.0}, {"sitting_min": 3.0}])
def test_severe_pain_offers_nothing(about):
    assert silent(decided(OVER, person(pht(), **about)))


def test_pain_over_five_at_the_visit_ends_the_trial():
    decision = decided(OVER, person(pht()), visit=VisitFacts(pain=(7.0, 7.0)))
    assert decision.no_cue == "blocked"
    assert decision.protocol is None
    assert "Stop running for today" in decision.triage.actions[0]


def test_moderate_pain_shortens_the_trial():
    assert decided(OVER, person(pht(), pain_now=4.0)).protocol.cue_min == 1
    assert decided(OVER, person(pht(), pain_now=2.0)).protocol.cue_min == 3
    assert decided(OVER, person(pht(), pain_now=2.0, settles_h=48.0)).protocol.cue_min == 1


def test_a_tendon_medicine_keeps_heavy_loading_back_and_tells_the_runner():
    decision = decided(OVER, person(pht(), Problem("achilles"), age=58.0, tendon_medication=True))
    assert not [f.rule for f in decision.findings if "exercise" in f.advice]
    (about,) = [finding for finding in decision.findings if finding.rule == "G2"]
    assert "GP" in about.text_runner


def test_modifiers_are_told_to_the_runner_in_their_words():
    decision = decided(OVER, person(pht(), fear_high=True))
    assert {"M2", "M13"} == {modifier.id for modifier in decision.modifiers}
    assert all(modifier.runner for modifier in decision.modifiers)
    nobody = decided(OVER, person())
    assert nobody.modifiers == ()


def test_one_change_at_a_time_and_nothing_new_before_a_race():
    shoes = decided(OVER, person(pht(), shoes_changed_on=TODAY - timedelta(days=3)))
    assert "M15" in {modifier.id for modifier in shoes.modifiers}
    assert shoes.no_cue == "one_change"
    assert "M15" not in {m.id for m in decided(OVER, person(pht(), shoes_changed_on=date(2025, 1, 1))).modifiers}
    race = decided(OVER, person(pht(), race_on=TODAY + timedelta(days=10)))
    assert "M16" in {modifier.id for modifier in race.modifiers}
    assert "M16" not in {m.id for m in decided(OVER, person(pht(), race_on=TODAY - timedelta(days=1))).modifiers}


def test_a_clip_at_another_speed_than_usual_is_said():
    assert "speed_unlike_usual" in decided(OVER, person(pht(), typical_speed_kmh=14.0)).notes
    assert "speed_unlike_usual" not in decided(OVER, person(pht(), typical_speed_kmh=11.0)).notes


def test_bone_stress_in_the_profile_stops_running_and_names_a_doctor():
    decision = decided(OVER, person(Problem("bone_stress")))
    assert "sports physician" in decision.findings[0].text_runner
    assert silent(decision)


def test_a_word_in_quotes_clears_no_bone():
    assert silent(decided(OVER, person(Problem("bone_stress", cleared=True))))
    cleared = Problem("bone_stress", cleared=True, cleared_by="Dr Bone", cleared_on=TODAY)
    assert "T1" in ids(decided(gait(cadence=150.0), person(cleared)))


def test_a_clearance_ahead_or_without_a_name_lifts_nothing():
    ahead, nameless, sound = (
        Clearance(day, by, ("saddle_numbness",))
        for day, by in ((date(2027, 5, 1), "Dr Ahead"), (TODAY, "-"), (TODAY, "Dr Seen"))
    )
    for entry, lifts in ((ahead, False), (nameless, False), (sound, True)):
        decision = decided(OVER, person(pht()), answered({"saddle_numbness": True}, entry))
        assert silent(decision) != lifts, entry


def test_questions_not_asked_half_answered_or_old_are_said():
    assert decided(OVER, person(pht())).triage.asked == "not_asked"
    assert decided(OVER, person(pht()), answered({"night_pain": False})).triage.asked == "partly"
    assert decided(OVER, person(pht()), answered({}, on=date(2024, 1, 1))).triage.asked == "old"


# --- contradictions ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("site", [site for site in SITES if site not in ("proximal_hamstring", "bone_stress")])
def test_nothing_stands_out_is_silent_beside_a_second_site(site):
    assert "P6" not in ids(decided(PLAIN, person(pht(), Problem(site, side="right"))))


COMBINATIONS = [
    (site, means)
    for site in SITES
    for means in (
        {},
        {"ankle_hip_distance_pct": 37.0, "shank_angle_ic": 14.0, "cadence": 171.0},
        {"shank_angle_ic": 14.0},
        {"trunk_lean_stance": 9.0, "hip_flexion_ic": 46.0, "pelvic_tilt_mean": 27.0},
        {"cadence": 150.0},
        {"trunk_lean_stance": 13.0},
        {"thigh_extension": 11.0},
        {"vertical_ratio": 13.0},
    )
]


@pytest.mark.parametrize(
    ("site", "means"), COMBINATIONS, ids=[f"{site}-{'-'.join(m) or 'plain'}" for site, m in COMBINATIONS]
)
def test_no_combination_of_site_and_lever_is_left_without_a_word(site, means):
    decision = decided(gait(**means), person(Problem(site, side="right")))
    assert decision.findings
    assert (decision.first is not None) == bool(eligible(decision))
    speaks = {rule.id for rule in rules() if rule.kind in ("gait", "none")} & set(ids(decision))
    assert speaks or decision.triage.blocks
    if means:
        assert not {"P6", "X2"} & set(ids(decision))


def test_reach_with_a_normal_cadence_has_its_rule():
    decision = decided(gait(ankle_hip_distance_pct=37.0, shank_angle_ic=14.0, cadence=171.0), person(pht()))
    assert "P13" in ids(decision)
    assert decision.first.cues in (("ground_under_hips",), ("cadence_5",))


def test_lean_and_tilt_together_are_one_point():
    clip = gait(trunk_lean_stance=11.0, hip_flexion_ic=46.0, pelvic_tilt_mean=27.0)
    decision = decided(clip, person(pht()))
    assert "P14" in ids(decision)
    assert "P3" not in ids(decision)
    assert {"glutes", "run_tall"} <= set(eligible(decision))
    knees = decided(clip, person(pht(), knee("past")))
    assert {"P4", "P14"} <= set(ids(knees))
    assert knees.first.cues == ("cadence_5",), "P4 says: cadence first"


def test_one_sign_is_no_overstride_and_not_nothing_either():
    for clip, rule in ((gait(shank_angle_ic=14.0), "P15"), (gait(pelvic_tilt_mean=27.0), "P17")):
        decision = decided(clip, person(pht()))
        assert rule in ids(decision)
        assert "P6" not in ids(decision)


def test_run_tall_has_the_grade_of_its_evidence_for_this_complaint():
    clip = gait(ankle_hip_distance_pct=36.0, shank_angle_ic=13.0, cadence=152.0, trunk_lean_stance=16.0)
    decision = decided(clip, person(pht()))
    tall = next(offer for offer in decision.offers if offer.cues == ("run_tall",))
    assert (tall.eligible, tall.grade) == (True, "D")
    assert decision.first.cues == ("cadence_5",)
    assert decision.first.grade == "C"


def test_run_tall_needs_a_reason_and_a_hamstring_never_lands_flatter():
    profile = person(pht(), tried=(Tried("cadence_5", pain_change=2.0),))
    decision = decided(OVER, profile)
    assert why_not(decision, "run_tall") == "no_reason"
    assert why_not(decision, "flat_landing") == "pht_any"
    assert "run_tall" in eligible(decided(gait(trunk_lean_stance=13.0), profile))


@pytest.mark.parametrize(
    ("cadence", "below", "low"), [(162.6, False, False), (155.0, True, False), (152.0, True, True)]
)
def test_a_low_cadence_is_more_than_being_under_the_mean(cadence, below, low):
    facts = decided(gait(cadence=cadence), person(pht())).facts
    assert (facts["cadence_below_expected"].holds, facts["cadence_low"].holds) == (below, low)


def test_under_the_mean_is_no_reason_for_quicker_steps():
    decision = decided(gait(cadence=162.6), person(pht()))
    assert ids(decision) == ["P6", "G2"]
    assert decision.first is None


def test_the_costly_cue_is_named():
    profile = person(
        pht(), tried=(Tried("glutes", effective=True, effort_change=3.0), Tried("cadence_5", pain_change=2.0))
    )
    decision = decided(OVER, profile)
    (costly,) = [finding for finding in decision.findings if finding.rule == "P12"]
    assert "ightening your buttocks" in costly.text_runner
    assert "cadence" not in costly.text_runner
    assert (decision.first.cues, decision.first.dose) == (("glutes",), "half"), "what P12 says is what is offered"
    assert decision.protocol.conditions == (("glutes",),)


def test_an_old_operation_elsewhere_blocks_nothing_and_is_no_repair():
    decision = decided(OVER, person(pht(), surgeries=(Surgery("other", date(2010, 5, 1)),)))
    assert decision.first is not None
    assert "P10" not in ids(decision)
    waiting = decided(OVER, person(pht(), surgeries=(Surgery("proximal_hamstring", TODAY - timedelta(days=80)),)))
    assert "repair" not in " ".join(finding.text_runner for finding in waiting.findings)


@pytest.mark.parametrize("sport", ["Running", "trail running", "triathlon", "football", "sprints"])
def test_running_sports_run(sport):
    told = {"on": TODAY, "sports": [sport], "problems": [{"site": "proximal_hamstring", "side": "right"}]}
    decision = decided(OVER, read_profile(told, today=TODAY))
    assert decision.first is not None
    assert "F2" not in ids(decision)


def test_no_sport_told_is_not_no_running():
    assert decided(OVER, person(pht(), sports=())).first is not None


def test_a_speed_beyond_the_limits_is_said():
    decision = decided(gait(speed_kmh=30.0, shank_angle_ic=14.0), person(pht(), sports=("sprinting",)))
    assert decision.no_cue == "speed_beyond_scaling"
    assert "speed_beyond_scaling" in decision.notes
    assert "P1" not in ids(decision)


def test_before_filming_there_is_no_gait():
    decision = decided(None, person(pht()))
    assert decision.no_cue == "not_filmed"
    assert ids(decision) == ["F1", "G2"]


def test_stages_come_from_one_place():
    texts = [text for rule in rules() for text in (rule.advice.get("exercise", ""), rule.runner, rule.clinician)]
    assert not [text for text in texts if "tages 1" in text or "tages 2" in text or "stage 2" in text.lower()]


def test_one_cue_where_load_comes_first():
    decision = decided(OVER, person(pht(), hills_jump=True), plan=TrialPlan("long"))
    (load,) = [finding for finding in decision.findings if finding.rule == "P7"]
    assert "one cue after another" in load.advice["avoid"]
    assert decision.protocol.kind == "one"
    assert decision.protocol.kept_to_one


@pytest.mark.parametrize("means", [{"foot_strike_angle": -6.0}, {"cadence": 180.0}])
def test_sore_shins_get_no_quicker_or_flatter_steps_where_they_have_them(means):
    shins = person(Problem("anterior_lower_leg", side="right"))
    assert "T2" in ids(decided(PLAIN, shins))
    decision = decided(gait(**means), shins)
    assert "T2" not in ids(decision)
    assert eligible(decision) == []


# --- the painful leg --------------------------------------------------------------------------------------------------


def test_the_painful_leg_is_judged_and_no_healthy_one_in_its_place():
    """Left hurts and reaches, filmed from the right, whose leg is plain."""
    clip = with_far_leg(gait(cadence=152.0), ankle_hip_distance_pct=37.0, shank_angle_ic=14.0)
    decision = decided(clip, person(pht(side="left")))
    (found,) = [finding for finding in decision.findings if finding.rule == "P1"]
    assert found.inputs["overstride"]["shank_reaching"]["leg"] == "far"
    assert "painful_leg_far" in found.doubts
    assert "painful_leg_far" in decision.notes
    healthy = with_far_leg(OVER, ankle_hip_distance_pct=26.0, shank_angle_ic=5.0)
    assert "P1" not in ids(decided(healthy, person(pht(side="left"))))
    assert "P1" in ids(decided(healthy, person(pht(side="right"))))


def test_a_painful_leg_that_was_not_seen_is_said():
    decision = decided(with_far_leg(OVER, status="not_measurable"), person(pht(side="left")))
    assert "Q2" in ids(decision)
    assert decision.no_cue == "painful_leg_not_seen"
    told = decided(OVER, person(pht(side=None)), visit=VisitFacts(painful_side="left"))
    assert told.no_cue == "painful_leg_not_seen"


# --- two together -----------------------------------------------------------------------------------------------------


def test_the_pair_of_the_article_is_offered_after_the_single_cue():
    decision = decided(OVER, person(pht()))
    pair = next(offer for offer in decision.offers if offer.cues == ("cadence_5", "glutes"))
    assert pair.eligible
    assert pair.grade == "D"
    assert Reason("pair", {"about": "pair_of_the_article"}) in pair.reasons
    assert decision.first.cues == ("cadence_5",)
    assert decision.protocol.conditions == (("cadence_5",),)


def test_any_other_pair_waits_until_the_first_cue_has_held():
    decision = decided(OVER, person(pht()))
    assert why_not(decision, "ground_under_hips", "glutes") == "one_at_a_time"
    held = Tried("glutes", pain_change=0.0, effective=True, on=TODAY - timedelta(days=20))
    assert "ground_under_hips+glutes" in eligible(decided(OVER, person(pht(), tried=(held,))))
    young = replace(held, on=TODAY - timedelta(days=5))
    assert "ground_under_hips+glutes" not in eligible(decided(OVER, person(pht(), tried=(young,))))


def test_a_pair_that_helped_is_carried_to_the_next_visit():
    pair = Tried(cues=("cadence_5", "glutes"), pain_change=-2.0, effective=True)
    decision = decided(OVER, person(pht(), tried=(pair,)))
    assert decision.first.cues == ("cadence_5", "glutes")
    (kept,) = [finding for finding in decision.findings if finding.rule == "R1"]
    assert "ightening your buttocks" in kept.text_runner
    assert "shorter steps" in kept.text_runner
    assert "cadence +5 % + Tighten the glutes" in kept.text_clinician


def test_a_pair_that_hurt_is_dropped_and_neither_of_its_cues_is_blamed():
    pair = Tried(cues=("cadence_5", "glutes"), pain_change=2.0)
    decision = decided(OVER, person(pht(), tried=(pair,)))
    assert why_not(decision, "cadence_5", "glutes") == "made_worse"
    assert {"cadence_5", "glutes"} <= set(eligible(decision))
    assert "P2" not in ids(decision)


def test_a_pair_needs_both_its_cues_to_be_allowed():
    decision = decided(OVER, person(pht(), tried=(Tried("cadence_5", pain_change=2.0),)))
    assert why_not(decision, "cadence_5", "glutes") == "cadence_raised_pain"
    knees = decided(gait(trunk_lean_stance=13.0), person(pht(), knee()))
    assert why_not(knees, "cadence_5", "run_tall") == "pfp_current"


def test_pairs_are_of_cues_that_exist_and_only_one_starts_at_once():
    assert all(set(pair.cues) <= set(cues()) and len(pair.cues) == 2 for pair in pairs())
    assert [pair.cues for pair in pairs() if pair.from_the_start] == [("cadence_5", "glutes")]


def test_what_made_it_worse_is_not_recommended_by_its_rule():
    profile = person(pht(), tried=(Tried("glutes", pain_change=3.0),))
    decision = decided(gait(pelvic_tilt_mean=27.0), profile)
    (found,) = [f for f in decision.findings if f.rule == "P17"]
    assert (found.cue_left, "cue" in found.advice) == (False, False)
    assert Reason("made_worse", {"cue": "glutes"}) in found.vetoed
    assert vetoed_words(found, "runner").startswith("That is not for you now: ")
    assert vetoed_words(found).startswith("None: ")


def test_what_a_cue_does_to_an_unknown_site_is_not_claimed():
    decision = decided(OVER, person(pht(), Problem("adductor", side="right")))
    assert decision.no_cue == "no_cue_for_both"
    both = [finding for finding in decision.findings if finding.rule == "G3"]
    assert "fine for both" not in both[0].text_runner
