"""People as a physio meets them: what must be said to each, and what must not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from gaitcue.clinic import Answers, Clearance, Problem, Profile, Surgery, Tried, advice_of
from gaitcue.clinic.profile import Imaging, Observed, Treatment
from gaitcue.report.pages.html import environment
from gaitcue.report.pages.runner import runner_page
from gaitcue.terms.records import Analysis
from support.cases import REACHING, TODAY, answered, decided, gait, knee, person, pht
from support.drawn import NO

PLAIN, REACHES = gait(), gait(**REACHING, cadence=152.0)
REACHES_QUICK, LEANS = gait(**REACHING, cadence=172.0), gait(trunk_lean_stance=14.0)
HILLS = ("Leave out for now", "running uphill")
CYCLES = {"sports": ("cycling",)}
STRONG = {"bridge_single_pain": 1.0, "bridge_gap_pct": 5.0, "bridge_repetitions": 24.0, "hinge_pain": 1.0}
CALM = {"pain_now": 2.0, "pain_worst": 2.0}
NOTHING_BLOCKED = ("The cue", "Exercises", "How to run", "Film again", "Hold for")


@dataclass(frozen=True)
class Case:
    name: str
    who: Profile
    run: Analysis | None = None
    first: tuple[str, ...] | None = None
    """the cues to try first; None: no cue"""
    no_cue: str | None = None
    must: tuple[str, ...] = ()
    must_not: tuple[str, ...] = ()
    yes: tuple[str, ...] = ()
    """red-flag questions answered with yes; all others with no"""
    cleared: tuple[Clearance, ...] = ()


def at(site: str, **about: Any) -> Problem:
    return Problem(site, **{"side": "right", **about})


def sore(*more: Problem, **about: Any) -> Profile:
    return person(pht(), *more, **{**CALM, **about})


def test_there_are_enough_of_them():
    assert len(CASES) >= 40
    assert len({case.name for case in CASES}) == len(CASES)


CASES = [
    # --- the sit bone, running ---
    Case("reaches with slow steps", sore(), REACHES, ("cadence_5",), None,
         ("from 152 to 160 a minute", "metronome app set to 160", "on 3 or 4 runs", "Bridge hold", *HILLS),
         ("180", "10 %", "lean into")),
    Case("reaches with quick steps", sore(), REACHES_QUICK, must=("What to try first", "may be landing"),
         no_cue="any", must_not=("steps are slow",)),
    Case("nothing in the gait", sore(), PLAIN, None, "gait_unremarkable", ("looks fine", "Bridge hold"), ("The cue",)),
    Case("leans from the hips", sore(), LEANS, ("run_tall",), None, ("taller", "balloon"), ("lean into",)),
    Case("leans, with knee pain once", sore(knee("past")), LEANS, must=("no lunges",), must_not=("balloon",),
         no_cue="any"),
    Case("quicker steps hurt before", sore(tried=(Tried("cadence_5", pain_change=2.0),)), REACHES, no_cue="any",
         must=("may not suit you now",), must_not=("metronome",)),
    Case("a hill block before it began", sore(hills_jump=True), REACHES, ("cadence_5",), None,
         ("a lot more hills", "Stay on the flat"), ()),
    Case("weak bridge", sore(observed=Observed(bridge_repetitions=12.0)), PLAIN, None, "any",
         ("not be strong enough",), ()),
    Case("tight hip flexors", sore(observed=Observed(thomas_test_deg=5.0)), PLAIN, None, "any",
         ("front of the hip", "for six weeks"), ()),
    Case("pain of four", sore(pain_now=4.0), REACHES, ("cadence_5",), None, ("1 minute with it", "Step 1 of 4"),
         ("Step 2",)),
    Case("an easy bridge", sore(observed=Observed(bridge_single_pain=1.0)), PLAIN, None, "any",
         ("Step 2 of 4", "common practice", "Single-leg bridge"), ("Step 1",)),
    Case("strong and calm", sore(observed=Observed(**STRONG)), PLAIN, None, "any", ("Step 3 of 4", "Hip thrust"),
         ("deep at the hip",)),
    Case("strong, and a footballer", sore(sports=("football",), observed=Observed(**STRONG)), PLAIN, None, "any",
         ("Step 4 of 4", "Skipping with high knees"), ("running uphill",)),
    Case("sits badly", sore(sitting_min=20.0), PLAIN, None, "any", ("Stand up every 20 to 30 minutes",), ()),
    Case("sits all day", sore(seated_h=9.0), PLAIN, None, "any",
         ("You sit for about 9 hours a day, so small changes here add up.",), ()),
    Case("sits little", sore(seated_h=1.0), PLAIN, None, "any", ("Stand up every",), ("hours a day",)),
    Case("told the longest run", sore(longest_run_km=14.0), REACHES, ("cadence_5",), None,
         ("No run longer than 15 km for now: at most 10 % more",), ()),
    Case("told the longest run, nothing in the gait", sore(longest_run_km=14.0), PLAIN, None, "gait_unremarkable",
         ("No run longer than 15 km for now",), ()),
    Case("both sit bones", person(pht(side="both"), age=45.0, **CALM), PLAIN, None, "any",
         ("Because both sides hurt, do each exercise with one leg and then the other.",), ()),
    Case("both sit bones once, one now", person(pht(), pht(side="both", status="past"), age=45.0, **CALM), PLAIN, None,
         "any", (), ("As both sides hurt",)),
    Case("sits well", sore(sitting_min=120.0), PLAIN, None, "any", (), ("Stand up every",)),
    Case("over fifty", sore(age=58.0), REACHES, ("cadence_5",), None, ("half as long again",), ()),
    Case("afraid to run", sore(fear_high=True), REACHES, ("cadence_5",), None, ("sure will go well",), ()),
    Case("afraid that it tears", sore(fears="that the tendon tears off"), REACHES, ("cadence_5",), None,
         ("What worries you: That the tendon tears off. Bring it up with your clinician",), ()),
    Case("night pain and a fear", sore(fears="that the tendon tears off"), REACHES, None, "blocked",
         ("within days",), ("What worries you", *NOTHING_BLOCKED), yes=("night_pain",)),
    Case("wants the marathon", sore(wants="run the Leeds marathon"), REACHES, ("cadence_5",), None,
         ("What you want: Run the Leeds marathon.",), ()),
    Case("filmed at 25 frames", sore(), gait(fps=25.0, **REACHING), None, "poor_clip", ("Film again", "Bridge hold"),
         ("landing a bit far", "metronome")),
    Case("sprinting at 30 km/h", sore(), gait(speed_kmh=30.0, **REACHING), None, "speed_beyond_scaling",
         ("easy run",), ("metronome",)),
    Case("not filmed yet", sore(), None, None, "not_filmed", ("not been filmed yet", "Bridge hold"),
         ("nothing it aims at", "stands out")),
    # --- the sit bone, and what comes first ---
    Case("fourteen, after a kick", person(pht(sudden=True), age=14.0), REACHES, None, "blocked",
         ("within days", "growth plate"), NOTHING_BLOCKED),
    Case("pain of nine, sits three minutes", sore(pain_now=9.0, sitting_min=3.0), REACHES, None, "blocked",
         ("physiotherapist or doctor first", "more than 5 out of 10"), NOTHING_BLOCKED),
    Case("night pain", sore(), REACHES, None, "blocked", ("within days",), NOTHING_BLOCKED, yes=("night_pain",)),
    Case("numb saddle", sore(), REACHES, None, "blocked", ("Get emergency care now.",), NOTHING_BLOCKED,
         yes=("saddle_numbness",)),
    Case("a pop and a bruise", sore(), REACHES, None, "blocked", ("today",), NOTHING_BLOCKED, yes=("pop_bruise",)),
    Case("hot calf, seen and cleared", sore(), REACHES, ("cadence_5",), None, ("What to do",), (), ("hot_limb",),
         (Clearance(TODAY, "Dr B", ("hot_limb",)),)),
    Case("skin cancer long ago", sore(), REACHES, ("cadence_5",), None, ("What to do",), ("within days",),
         ("cancer", "cancer_over")),
    Case("asthma spray", sore(), REACHES, ("cadence_5",), None, ("What to do",), ("within days",),
         ("steroids", "steroids_local")),
    Case("injected two weeks ago",
         sore(treatments=(Treatment("corticosteroid_injection", date(2026, 2, 15), "proximal_hamstring"),)), REACHES,
         None, "blocked", ("doctor who gave the injection",), NOTHING_BLOCKED),
    Case("operated three weeks ago", sore(surgeries=(Surgery("proximal_hamstring", date(2026, 2, 10)),)), REACHES, None,
         "blocked", ("surgeon",), NOTHING_BLOCKED),
    Case("a knee operated in 2010", sore(surgeries=(Surgery("other", date(2010, 5, 1)),)), REACHES, ("cadence_5",),
         None, ("What to do",), ("surgeon",)),
    Case("a torn tendon on the picture",
         sore(imaging=(Imaging("mri", "full_tear", date(2026, 2, 1), "proximal_hamstring"),)), REACHES, None, "blocked",
         ("torn off",), NOTHING_BLOCKED),
    Case("pins and needles", person(pht(pins_and_needles=True), **CALM), REACHES, None, "blocked", ("clinician",),
         NOTHING_BLOCKED),
    Case("an antibiotic that tendons mind", sore(tendon_medication=True, age=58.0), REACHES, ("cadence_5",), None,
         ("Ask your GP about the medicine", "Exercises wait until then."), ("Hold for", "Heel raises")),
    # --- other places ---
    Case("bone stress, not cleared", person(at("bone_stress")), REACHES, None, "blocked", ("within days", "do not run"),
         NOTHING_BLOCKED),
    Case("bone stress, cleared", person(at("bone_stress", cleared=True, cleared_by="Dr C", cleared_on=TODAY)), REACHES,
         no_cue="any", must=("What to do", "as soon as the bone hurts"), must_not=("do not run", "goes above 5")),
    Case("kneecap and long steps", person(knee(), **CALM), REACHES, ("cadence_5",), None,
         ("kneecap", "Side-lying leg lift", "downhill"), ("stretching the back",)),
    Case("Achilles, on the forefoot", person(at("achilles"), **CALM), gait(foot_strike_angle=-4.0), ("cadence_5",),
         None, ("Heel raises", "front of your foot"), ("quietly so", "nobody hears")),
    Case("calf strained again and again", person(at("calf", recurrent=True), **CALM), PLAIN, None, "any",
         ("Heel raises", "steep hills"), ("nobody hears", "wet sand")),
    Case("hip joint", person(at("hip_joint"), **CALM), PLAIN, None, "gait_unremarkable",
         ("looks fine",), ("The cue", "Hold for")),
    Case("two places that want different things", person(at("achilles"), at("low_back"), **CALM),
         gait(pelvic_tilt_mean=27.0), None, "any", ("no reason to change",), ("The cue",)),
    Case("mid-thigh gave way", person(at("hamstring_midthigh", sudden=True), **CALM), REACHES, None, "blocked",
         ("clinician",), NOTHING_BLOCKED),
    # --- without running, and without anything wrong ---
    Case("cyclist with a sore sit bone", person(pht(), **CALM, **CYCLES), None, None, "not_running",
         ("saddle", "Bridge hold", "Stand up every"), ("How to run", "running uphill", "metronome")),
    Case("desk worker who sits badly", person(pht(sitting_is_main=True), sports=("none",), **CALM), None, None,
         "not_running", ("Stand up every", "Bridge hold"), ("How to run", "Film again")),
    Case("rests from running", sore(weekly_km=0.0), None, None, "not_filmed",
         ("Before you run again: no pain at rest", "; a brisk walk", "30 seconds of running"),
         ("The cue", "How to run")),
    Case("nothing hurts", person(), PLAIN, None, "nothing_hurts", ("Nothing hurts", "10 % longer"), ("Hold for",)),
    Case("nothing hurts, reaches", person(longest_run_km=20.0), REACHES, None, "nothing_hurts",
         ("Nothing hurts", "at most 22 km now"), ("The cue",)),
    Case("nothing hurts, not filmed", person(), None, None, "nothing_hurts", ("Nothing hurts",), ("The cue",)),
]  # fmt: skip


def decision_of(case: Case):
    answers: Answers = answered(NO | dict.fromkeys(case.yes, True), *case.cleared)
    return decided(case.run, case.who, answers)


def page_text(case: Case) -> str:
    decision = decision_of(case)
    page = runner_page(advice_of(decision), decision.findings, case.run)
    html = f"<h1>{page.lead}</h1>{environment().get_template('runner.html').module.to_do(page)}"
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).replace("&#39;", "'")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_decision(case: Case):
    decision = decision_of(case)
    if case.first is not None:
        assert decision.first is not None, decision.no_cue
        assert decision.first.cues == case.first
    elif case.no_cue not in (None, "any"):
        assert (decision.first, decision.no_cue) == (None, case.no_cue)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_page(case: Case):
    text = page_text(case)
    assert [part for part in case.must if part.lower() not in text.lower()] == [], text
    assert [part for part in case.must_not if part in text] == [], text
