from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcue.clinic import Problem, advice_of
from gaitcue.report.pages.headline import chosen, lead_sentence, measures_in, position
from gaitcue.report.pages.person import build_person_report
from gaitcue.report.wording.catalog import MeasureWords, Usual
from gaitcue.report.wording.plain import FAMILIES, PLAIN
from gaitcue.terms.records import Summary
from support import handmade
from support.cases import REACHING, decided, gait, person
from support.catalog import catalog
from support.drawn import GAITS, filmed


def summary(low, mean, high, **more):
    return Summary("m", "near", "left", "deg", 9, mean, 1.0, low, high, "ok", **more)


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [(5, 7, "inside"), (9, 11, "above"), (1, 2, "below"), (7, 9, "edge"), (2, 4, "edge"), (1, 12, "edge")],
)
def test_position_is_judged_by_the_whole_interval(low, high, word):
    about = MeasureWords("m", "M", "m", usual=Usual(3, 8, "product default"))
    assert position(summary(low, (low + high) / 2, high), about) == word


@given(st.floats(-50, 50), st.floats(0, 20), st.floats(0, 20))
def test_a_wider_interval_never_makes_a_verdict_bolder(mean, half, more):
    about = MeasureWords("m", "M", "m", usual=Usual(3, 8, "product default"))
    narrow = position(summary(mean - half, mean, mean + half), about)
    wide = position(summary(mean - half - more, mean, mean + half + more), about)
    assert wide in (narrow, "edge")


def test_without_a_range_there_is_no_verdict():
    assert position(summary(1, 2, 3), MeasureWords("m", "M", "m")) == "unknown"


def test_what_lies_outside_comes_first_then_the_edge(analysis):
    picked = chosen(analysis, catalog)
    assert [c.summary.measure for c in picked] == [
        "shank_angle_ic",
        "trunk_lean_stance",
        "knee_flexion_ic",
    ]
    assert [c.position for c in picked] == ["above", "edge", "edge"]


def test_one_thing_from_each_family_and_nothing_unmeasured(analysis):
    families = [c.plain.family for c in chosen(analysis, catalog)]
    assert len(set(families)) == len(families) == 3
    nothing = tuple(replace(s, mean=None, status="not_measurable") for s in analysis.measures)
    assert chosen(replace(analysis, measures=nothing), catalog) == []


def test_a_usual_runner_gets_the_three_key_things_and_is_told_so():
    kept = [
        ("shank_angle_ic", 4.0),
        ("cadence", 166.0),
        ("trunk_lean_stance", 7.0),
        ("contact_time", 0.26),
    ]
    rows = tuple(
        replace(s, mean=mean, ci_low=mean - 1, ci_high=mean + 1, status="ok")
        for name, mean in kept
        for s in handmade.summaries("right")
        if s.measure == name
    )
    run = handmade.analysis(measures=rows)
    picked = chosen(run, catalog)
    assert [c.plain.family for c in picked] == ["overstride", "cadence", "trunk"]


def shank(leg, side, mean, status):
    return Summary("shank_angle_ic", leg, side, "deg", 9, mean, 1.0, mean - 1, mean + 1, status)


def test_a_doubtful_far_leg_does_not_lead_unless_it_hurts():
    near, far = shank("near", "right", 4.0, "ok"), shank("far", "left", 20.0, "low_confidence")
    plain = handmade.analysis().conditions
    told = {side: replace(plain, painful_side=side) for side in (None, "left")}

    def leading(rows, painful=None):
        run = handmade.analysis(measures=rows)
        return chosen(replace(run, conditions=told[painful]), catalog)[0].summary.leg

    assert leading((far, near)) == "near"
    assert leading((replace(far, status="ok"), near)) == "far"
    assert leading((far, replace(near, status="low_confidence"))) == "far"
    assert leading((far, near), painful="left") == "far"


def test_lead_sentence_names_what_stands_out(report):
    assert "the reach of the shin at landing stands out" in report.lead
    assert lead_sentence([]).startswith("This recording did not allow")
    usual = [replace(s, position="inside") for s in report.seen]
    assert lead_sentence(usual).startswith("Nothing stands out")


FILMED = [name for name, means in GAITS.items() if means]


@pytest.mark.parametrize("name", FILMED)
@pytest.mark.parametrize("site", ["proximal_hamstring", "patellofemoral", "iliotibial_band", "low_back"])
def test_what_a_finding_rests_on_is_shown_and_no_sentence_denies_it(site, name):
    run = filmed(name, "as it is")
    decision = decided(run, person(Problem(site, side="right")))
    page = build_person_report("p", advice_of(decision), decision.findings, run)
    rests_on = {measure for finding in decision.findings for measure in measures_in(finding.inputs)} & set(PLAIN)
    families = {PLAIN[measure].family for measure in rests_on}
    assert {PLAIN[thing.measure].family for thing in page.seen} >= set(sorted(families, key=FAMILIES.index)[:3])
    assert not (rests_on and "Nothing" in page.seen_lead), page.seen_lead


def test_the_lean_behind_an_idea_is_named_though_it_is_within_the_usual_range():
    run = filmed("leaning", "as it is")
    decision = decided(run, person(Problem("proximal_hamstring", side="right")))
    page = build_person_report("p", advice_of(decision), decision.findings, run)
    assert page.seen[0].measure == "trunk_lean_stance"
    assert page.seen_lead.endswith("; the idea to test comes from the lean of the upper body.")
    assert page.seen[0].position_words == "Yours is inside the usual range, towards its upper end."


def test_steps_that_are_called_slow_are_not_called_usual_without_more():
    run = gait(**REACHING, cadence=152.0)
    decision = decided(run, person(Problem("proximal_hamstring", side="right")))
    page = build_person_report("p", advice_of(decision), decision.findings, run)
    assert "your steps are slow for your speed and height" in page.runner.cue.why
    (steps,) = [thing for thing in page.seen if thing.measure == "cadence"]
    assert steps.position_words == "Yours is inside the usual range, towards its lower end."
    assert page.seen_lead.endswith("; the number of steps per minute is part of the idea to test, too.")
