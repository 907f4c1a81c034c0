"""Facts that the triage speaks of: answers, profile and visit, brought into one form."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from gaitcue.clinic.facts import Fact, Facts, holds, is_cleared, person_facts, weeks_since, yes
from gaitcue.clinic.profile import Problem, Profile, Surgery
from gaitcue.clinic.rule_data import questions, setting
from gaitcue.clinic.triage.records import Answers, VisitFacts

HAMSTRING = ("proximal_hamstring", "hamstring_midthigh")
BONES = ("bone_stress", "pelvic_bone")
BONE_QUESTIONS = ("bone_stress", "bone_night", "bone_hop", "bone_new")
MONTH_WEEKS = 52.0 / 12.0


def known(answers: Answers | None, profile: Profile | None, visit: VisitFacts | None, today: date) -> Facts:
    """Every fact that a trigger may name."""
    facts = {name: Fact(True, {"answer": "yes"}) for name in standing_answers(answers)}
    if profile is not None:
        facts |= person_facts(profile, today) | _person(profile) | _symptoms(profile) | _onset(profile)
        facts |= _bones(profile, today) | _operated(profile, today) | _pictured(profile)
    return facts | _visit(visit) | _risks(facts, profile)


def standing_answers(answers: Answers | None) -> Iterator[str]:
    """Questions answered with yes that no follow-up takes back."""
    told = answers.answers if answers else {}
    taken_back = {q.follows for q in questions() if q.follows and not q.lowers_to and told.get(q.id)}
    yield from (question.id for question in questions() if told.get(question.id) and question.id not in taken_back)


def _current(profile: Profile) -> list[Problem]:
    return [problem for problem in profile.problems if problem.status == "current"]


def _person(profile: Profile) -> Facts:
    minor = profile.age is not None and profile.age < setting("person", "minor_years")
    young = profile.age is not None and profile.age <= setting("person", "young_years")
    weeks = profile.weeks_since_birth
    return {
        "minor": yes(minor, age=profile.age),
        "young": yes(young, age=profile.age),
        "pregnant": yes(profile.pregnant),
        "birth_recent": yes(weeks is not None and weeks < setting("triage", "birth_weeks"), weeks=weeks),
        "recurrent": yes(any(problem.recurrent for problem in _current(profile))),
    }


def _symptoms(profile: Profile) -> Facts:
    current, pain, sitting = _current(profile), profile.pain_now, profile.sitting_min
    ceiling, tolerated = setting("triage", "pain_ceiling"), setting("triage", "pain_tolerated")
    stiff = (profile.morning_stiffness_min or 0) >= setting("triage", "stiff_min")
    both = any(problem.side == "both" for problem in current)
    early = profile.age is not None and profile.age < setting("triage", "inflammatory_years")
    signs = [stiff, bool(profile.inflammatory_history), both and early]
    return {
        "ischial_pain": yes(any(problem.site in ("proximal_hamstring", "apophysis") for problem in current)),
        "pain_severe": yes(pain is not None and pain > ceiling, pain_now=pain, limit=ceiling),
        "pain_moderate": yes(pain is not None and tolerated < pain <= ceiling, pain_now=pain, limit=tolerated),
        "sitting_under_10": yes(
            sitting is not None and sitting < setting("triage", "sitting_least_min"), sitting_min=sitting
        ),
        "pins_and_needles": yes(any(problem.pins_and_needles for problem in current)),
        "below_knee": yes(any(problem.below_knee for problem in current)),
        "tests_do_not_fit": _tests(profile),
        "slump_positive": yes(profile.observed.slump_positive),
        "inflammatory_signs": yes(sum(signs) > 1, morning_stiffness_min=profile.morning_stiffness_min),
    }


def _tests(profile: Profile) -> Fact:
    """Whether the criteria of the tendon that were tested fall short; unknown while too few were."""
    seen, short = profile.observed, setting("person", "sitting_short_min")
    told = {
        "arabesque_pain": seen.arabesque_pain,
        "bridge_single_pain": seen.bridge_single_pain,
        "bent_knee_stretch_pain": seen.bent_knee_stretch_pain,
    }
    positive = {name: value > 0 for name, value in told.items() if value is not None}
    if profile.sitting_min is not None:
        positive["sitting_min"] = profile.sitting_min < short
    if len(positive) < setting("triage", "criteria_known"):
        return Fact(None)
    # A criterion that was not tested may still be met.
    most = sum(positive.values()) + len(told) + 1 - len(positive)
    return Fact(most < setting("triage", "criteria_needed"), {"criteria": positive})


def _onset(profile: Profile) -> Facts:
    """One event at the hamstring; one that lies back longer than the first weeks is an old one."""
    fresh = setting("triage", "fresh_weeks")
    weeks = [
        None if problem.months is None else problem.months * MONTH_WEEKS
        for problem in _current(profile)
        if problem.site in HAMSTRING and problem.sudden
    ]
    recent = [week for week in weeks if week is None or week <= fresh]
    return {"sudden_recent": yes(recent), "sudden_old": yes(len(weeks) > len(recent))}


def _bones(profile: Profile, today: date) -> Facts:
    named = [problem for problem in _current(profile) if problem.site in BONES]
    cleared = [problem for problem in named if is_cleared(problem, today)]
    signs = [
        any(problem.bone_tender for problem in _current(profile)),
        any(problem.pattern in ("worse_through_run", "night") for problem in _current(profile)),
        (profile.observed.hop_pain or 0) > 0,
    ]
    return {
        "bone_not_cleared": yes(len(named) > len(cleared), sites=[problem.site for problem in named]),
        "bone_cleared": yes(cleared),
        "apophysis_not_cleared": yes(
            any(problem.site == "apophysis" and not is_cleared(problem, today) for problem in _current(profile))
        ),
        "bone_signs": yes(sum(signs) > 1),
    }


def _operated(profile: Profile, today: date) -> Facts:
    fresh = setting("triage", "fresh_weeks")
    injected = [t for t in profile.injections if t.on is not None and weeks_since(t.on, today) <= fresh]
    recent = [s for s in profile.surgeries if weeks_since(s.on, today) <= fresh and not allowed_to_run(s, today)]
    return {
        "injection_recent": yes(injected, on=[str(t.on) for t in injected]),
        "surgery_recent": yes(recent, on=[str(s.on) for s in recent]),
    }


def allowed_to_run(surgery: Surgery, today: date) -> bool:
    return surgery.running_cleared_on is not None and surgery.running_cleared_on <= today


def _pictured(profile: Profile) -> Facts:
    """What pictures showed, where no operation has followed."""
    operated = {surgery.site: surgery.on for surgery in profile.surgeries}
    shown = {
        image.shows
        for image in profile.imaging
        if image.site not in operated or (image.on is not None and image.on > operated[image.site])
    }
    names = ("growth_plate", "full_tear", "bone_stress", "nerve")
    return {f"pictured_{name}": yes(name in shown) for name in names}


def _visit(visit: VisitFacts | None) -> Facts:
    worst = max(visit.pain, default=None) if visit else None
    ceiling = setting("triage", "pain_ceiling")
    return {"visit_pain_severe": yes(worst is not None and worst > ceiling, pain=worst, limit=ceiling)}


def _risks(facts: Facts, profile: Profile | None) -> Facts:
    told = profile is not None and (profile.low_energy or profile.missed_periods)
    energy = told or any(holds(facts, name) for name in ("periods_missed", "eats_too_little"))
    before = holds(facts, "stress_fracture_before") or holds(facts, "bone_stress_past")
    return {
        "energy_low": yes(energy),
        "stress_fracture_before": yes(before),
        "bone_suspected": yes(any(holds(facts, name) for name in BONE_QUESTIONS)),
    }
