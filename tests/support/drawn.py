"""People drawn from all combinations of site, side, history, answers, gait and view, each with what is decided."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from gaitcue.clinic import Answers, Decision, Observed, Problem, Profile, Surgery, TrialPlan, Tried, questions
from gaitcue.clinic.profile import Treatment
from gaitcue.terms.records import Analysis
from gaitcue.terms.vocabulary import SITES
from support.cases import TODAY, answered, decided, gait, with_far_leg, without

HOW_MANY = 6000
ORDINARY = 0.7
"""Share of people whom nothing blocks, so that rules are reached as well."""
NO = {question.id: False for question in questions() if not question.follows}
GAITS: dict[str, dict[str, float] | None] = {
    "not filmed": None,
    "plain": {},
    "reaching, slow": {"ankle_hip_distance_pct": 36.0, "shank_angle_ic": 13.0, "cadence": 150.0},
    "reaching": {"ankle_hip_distance_pct": 36.0, "shank_angle_ic": 13.0, "cadence": 168.0},
    "reaching, quick": {"ankle_hip_distance_pct": 36.0, "shank_angle_ic": 13.0, "cadence": 180.0},
    "slow": {"cadence": 150.0},
    "a little slow": {"cadence": 163.0},
    "shank": {"shank_angle_ic": 14.0},
    "leaning": {"trunk_lean_stance": 13.0},
    "leaning, tilted": {"trunk_lean_stance": 13.0, "pelvic_tilt_mean": 27.0, "hip_flexion_ic": 46.0},
    "hip flexed": {"hip_flexion_ic": 46.0},
    "tilted": {"pelvic_tilt_mean": 27.0},
    "little extension": {"thigh_extension": 11.0},
    "upright": {"trunk_lean_stance": 2.0},
    "bouncing": {"vertical_ratio": 13.0},
    "forefoot": {"foot_strike_angle": -6.0},
    "rearfoot, reaching": {"foot_strike_angle": 16.0, "ankle_hip_distance_pct": 36.0, "shank_angle_ic": 13.0},
}
HISTORY: dict[str, dict[str, Any]] = {
    "nothing more": {},
    "hills": {"hills_jump": True},
    "weak bridge": {"observed": Observed(bridge_repetitions=12.0)},
    "tight hips": {"observed": Observed(thomas_test_deg=6.0)},
    "drop and crossing": {"observed": Observed(pelvic_drop_deg=8.0, crossover=True)},
    "cadence hurt": {"tried": (Tried("cadence_5", pain_change=2.0, effective=True),)},
    "cadence helped": {"tried": (Tried("cadence_5", pain_change=-2.0, effective=True, on=TODAY - timedelta(21)),)},
    "glutes cost": {"tried": (Tried("glutes", pain_change=-1.0, effective=True, effort_change=4.0),)},
    "pair helped": {"tried": (Tried(cues=("cadence_5", "glutes"), pain_change=-2.0, effective=True),)},
    "pair hurt": {"tried": (Tried(cues=("cadence_5", "glutes"), pain_change=2.0),)},
    "no relief": {"tried": (Tried("cadence_5", pain_change=0.0), Tried("cadence_10", pain_change=0.0))},
    "disliked": {"tried": (Tried("cadence_5", pain_change=0.0, disliked=True),)},
    "medicine": {"medicines": ("fluoroquinolone",)},
    "low energy": {"low_energy": True},
    "slow to settle": {"settles_h": 48.0, "pain_now": 4.0},
    "severe pain": {"pain_now": 8.0},
    "old operation": {"surgeries": (Surgery("other", date(2010, 5, 1)),)},
    "operation not cleared": {"surgeries": (Surgery("proximal_hamstring", date(2025, 12, 1)),)},
    "injected": {"treatments": (Treatment("corticosteroid_injection", TODAY - timedelta(7)),)},
    "cyclist": {"sports": ("cycling",)},
    "rests": {"weekly_km": 0.0},
    "sprinter": {"sports": ("sprinting",)},
    "nothing told": {"sports": (), "age": None, "height_cm": None},
    "young": {"age": 15.0},
    "new shoes": {"shoes_changed_on": TODAY - timedelta(3)},
    "race": {"race_on": TODAY + timedelta(10)},
    "older": {"age": 60.0, "metabolic_or_menopause": True},
}
FLAGS: dict[str, dict[str, bool] | None] = {
    "none raised": NO,
    "not asked": None,
    "half": {"night_pain": False},
    "emergency": NO | {"saddle_numbness": True},
    "same day": NO | {"hot_limb": True},
    "within days": NO | {"night_pain": True},
    "clinician first": NO | {"rest_pain": True},
    "caution": NO | {"no_change_6_weeks": True},
}
COMPLAINTS: tuple[dict[str, Any], ...] = (
    *({},) * 6,
    {"months": 14.0, "care_failed": True},
    {"recurrent": True},
    {"sudden": True},
    {"sitting_is_main": True},
    {"cleared": True, "cleared_by": "Dr A", "cleared_on": TODAY},
)
BLOCKING = {"severe pain", "operation not cleared", "injected", "medicine", "young"}
COMMON = sorted(SITES) + ["proximal_hamstring"] * 6 + ["patellofemoral", "achilles", "bone_stress"] * 2
VIEWS = ("as it is",) * 6 + ("as it is", "far leg", "painful leg hidden", "poor", "fast", "gaps")


@cache
def filmed(name: str, view: str) -> Analysis | None:
    means = GAITS[name]
    if means is None:
        return None
    if view == "poor":
        return gait(fps=25.0, **means)
    if view == "fast":
        return gait(speed_kmh=30.0, **means)
    run = gait(**means)
    if view == "far leg":
        return with_far_leg(run, shank_angle_ic=5.0)
    return without(run, "trunk_lean_stance", "shank_angle_ic") if view == "gaps" else run


@dataclass(frozen=True)
class Drawn:
    """One person, and what is decided about them."""

    label: str
    analysis: Analysis | None
    profile: Profile
    answers: Answers | None
    decision: Decision


def people(seed: int = 9, how_many: int = HOW_MANY) -> list[Drawn]:
    """The same people for the same seed."""
    draw = random.Random(seed)
    return [_person(draw) for _ in range(how_many)]


def _person(draw: random.Random) -> Drawn:
    run, history, flags = (draw.choice(sorted(table)) for table in (GAITS, HISTORY, FLAGS))
    if draw.random() < ORDINARY:
        history, flags = draw.choice(sorted({*HISTORY} - BLOCKING)), "none raised"
    view = draw.choice(VIEWS)
    problems = _complaints(draw, view)
    about = {"sports": ("running",), "age": draw.choice((35.0, 58.0)), "height_cm": 174.0, "sex": "female"}
    about |= HISTORY[history]
    if not any(problem.status == "current" for problem in problems):
        about.pop("pain_now", None)
    profile, analysis = Profile(TODAY, problems=problems, **about), filmed(run, view)
    answers = None if FLAGS[flags] is None else answered(FLAGS[flags])
    plan = TrialPlan(draw.choice(("one", "long")), draw.randrange(9))
    hurts = "+".join(f"{problem.site} ({problem.status}, {problem.side})" for problem in problems)
    label = f"{hurts or 'nothing'}; {run}; {history}; {flags}; {view}; {plan.kind}"
    return Drawn(label, analysis, profile, answers, decided(analysis, profile, answers, plan=plan))


def _complaints(draw: random.Random, view: str) -> tuple[Problem, ...]:
    sites = list(dict.fromkeys(draw.sample(COMMON, draw.choice((0, 1, 1, 1, 1, 2)))))
    side = "left" if view in ("painful leg hidden", "far leg") else draw.choice((None, "right", "both"))
    when = [draw.choice(("current", "current", "current", "past")), "current"]
    return tuple(
        Problem(site, status=now, side=side, **draw.choice(COMPLAINTS)) for site, now in zip(sites, when, strict=False)
    )
