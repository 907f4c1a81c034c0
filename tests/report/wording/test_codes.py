"""Every code that the clinic can hand over has its words, for the runner and for the clinician."""

from dataclasses import replace

import pytest

from gaitcue.clinic import NO_CUE, cues, questions
from gaitcue.clinic.programme import stages
from gaitcue.clinic.rule_data import pairs
from gaitcue.clinic.triage import LEVELS
from gaitcue.clinic.triage.table import considerations, triggers
from gaitcue.clinic.vetoes import ALWAYS, TISSUE_FACTS
from gaitcue.report.wording.codes import finding_text, runner_text, said, vetoed_words
from gaitcue.report.wording.sentences import wording
from gaitcue.terms.advice import Finding, Reason

FOR = {fact for cue in cues().values() for fact in cue.for_facts}
AGAINST = {fact for cue in cues().values() for fact in (*cue.veto, *cue.penalty)}
CHOICE = {
    "spoken_for", "helps", "helped_before", "pair", "caution", "disliked_before", "effect_unknown", "blocked",
    "made_worse", "not_filmed", "poor_clip", "painful_leg_not_seen", "speed_beyond_scaling", "no_reason",
    "smaller_first", "not_for_both", "one_at_a_time", "one_change", "dismissed", "loads",
}  # fmt: skip
CONSIDERED = {c for row in (*questions(), *triggers()) for c in row.consider} | {c.code for c in considerations()}
TABLES = {
    "no_cue": set(NO_CUE),
    "asked": {"asked", "not_asked", "partly", "old"},
    "contradiction": {"sitting", "operated", "injected"},
    "ignored": {"no_name", "in_the_future", "too_old", "names_nothing", "not_raised"},
    "consider": CONSIDERED,
    "raised": {trigger.id for trigger in triggers()},
    "note": {
        "painful_leg_far",
        "speed_beyond_scaling",
        "speed_not_told",
        "speed_unlike_usual",
        "ground_unlike_usual",
    },
    "pair": {pair.why for pair in pairs()},
    "tissue": set(TISSUE_FACTS),
    "reason": FOR | CHOICE | {"nothing_hurts", "bone_not_cleared", *ALWAYS},
}


@pytest.mark.parametrize("table", TABLES)
def test_every_code_has_words_and_no_word_is_left_over(table):
    assert TABLES[table] <= set(wording()[table])
    if table != "reason":
        assert set(wording()[table]) == TABLES[table]
    for row in wording()[table].values():
        assert set(row) == {"runner", "clinician"}
        assert "_" not in "".join(row.values())


def test_every_reason_for_no_cue_has_its_first_line_on_the_runners_page():
    assert set(NO_CUE) - {"blocked"} <= set(wording()["lead"])


def test_facts_that_speak_against_a_cue_have_words():
    assert set(wording()["fact"]) >= AGAINST


def test_what_a_code_is_about_is_filled_in():
    assert (
        said("reason", Reason("helps", {"about": "tibia"}), "runner")
        == "running this way may ease the load on your shin bone"
    )
    assert (
        said("reason", Reason("smaller_first", {"about": "cadence_5"}))
        == "Shorter, faster steps: cadence +5 % comes first"
    )
    assert said("reason", Reason("loads", {"about": "pht_current"})) == "it loads more: hamstring pain now"
    assert (
        said("reason", Reason("not_for_both", {"about": "adductor"}))
        == "not known to help or spare inner thigh, adductors"
    )
    assert (
        said("reason", Reason("pair", {"about": "pair_of_the_article"}))
        == "the author's own pair; an exception to one cue at a time"
    )
    assert said("reason", "pfp_past") == "kneecap pain in the past"


def test_cues_of_a_rule_that_are_not_for_this_person_are_named_with_the_reason():
    some = Finding("p", "P", "", "", "D", "", vetoed=(Reason("loads", {"cue": "run_tall", "about": "pfp_current"}),))
    every = replace(some, cue_left=False)
    assert vetoed_words(some) == "Not for this person: Run tall (it loads more: kneecap pain now)."
    assert vetoed_words(some, "runner") == ""
    assert vetoed_words(every) == "None: it loads more: kneecap pain now."
    assert vetoed_words(every, "runner") == (
        "That is not for you now: it puts more load where it hurts (kneecap pain now)."
    )


def test_every_way_of_having_no_cue_has_a_first_line_and_every_criterion_its_words():
    assert set(NO_CUE) <= set(wording()["lead"])
    codes = {code for stage in stages() for code in stage.enter}
    assert codes == set(wording()["shut"]) == set(wording()["criterion"])
    assert all(cue.runner for cue in cues().values())


def test_what_was_raised_stands_with_its_level_and_the_rest_waits():
    raised = (Reason("same_day", {"id": "x", "question": "Is it numb?"}), Reason("within_days", {"id": "bone_signs"}))
    flag = Finding("c", "C4", "", "See a GP.", "E", "", inputs={"blocks": ["exercise"]}, raised=raised)
    said_so = "Is it numb?; within days: Two signs of bone stress (tenderness, worse through the run or at night, hop)"
    assert finding_text(flag) == f"Red flag: same day: {said_so}"
    assert finding_text(replace(flag, inputs={})) == f"Answers and history: same day: {said_so}"
    assert runner_text(flag) == "See a GP. Everything else waits until you have been seen and cleared."
    assert runner_text(replace(flag, inputs={})) == "See a GP."
    assert set(LEVELS) == set(wording()["level"])


def test_what_makes_a_finding_uncertain_is_said_after_it():
    doubtful = Finding("p", "P", "It reaches.", "", "D", "", doubts=("borderline", "painful_leg_far"))
    hedge = "Uncertain: a value lies within its error of the limit and the painful leg was away from the camera."
    assert finding_text(doubtful) == f"It reaches. {hedge}"
    own = replace(doubtful, text_clinician="Reaching, mild.", inputs={"rule_text": "It reaches."})
    assert finding_text(own) == "Reaching, mild."
