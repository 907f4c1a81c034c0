"""Facts that the rules speak of, each with what it was judged by.

A fact is true, false, or unknown (its measure is missing). Limits come from ``data/thresholds.toml``.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gaitcue.clinic.profile import Problem, Profile, Surgery, Tried
from gaitcue.clinic.rule_data import setting, table
from gaitcue.terms.together import condition_id

DISTAL = ("achilles", "calf", "plantar", "metatarsal")
SHORT_NAME = {
    "proximal_hamstring": "pht",
    "patellofemoral": "pfp",
    "iliotibial_band": "itb",
    "anterior_lower_leg": "anterior_leg",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Truth of one statement and what it rests on."""

    holds: bool | None
    inputs: dict[str, Any] = field(default_factory=dict)
    z: float = 0.0
    """how far beyond the limit, in units of the threshold's scale; for ranking cues"""


Facts = dict[str, Fact]


def person_facts(profile: Profile, today: date | None = None) -> Facts:
    """All facts that the profile tells; of operations and clearances on the day of judging (else the profile's)."""
    day = today or profile.on
    return {**_history(profile, day), **_person(profile, day), **_observed(profile), **_tried(profile)}


def holds(facts: Mapping[str, Fact], name: str) -> bool:
    """Whether a fact is known and true."""
    return name in facts and facts[name].holds is True


def true_of(facts: Mapping[str, Fact]) -> frozenset[str]:
    """The names of all facts that are known and true: made once, asked by many rows of a table."""
    return frozenset(name for name in facts if holds(facts, name))


def met(true: frozenset[str], needed: Collection[str], one_of: Collection[str], none: Collection[str] = ()) -> bool:
    """Whether all needed facts are true, one of several where such are named, and none of those that forbid it."""
    return true.issuperset(needed) and (not one_of or not true.isdisjoint(one_of)) and true.isdisjoint(none)


def yes(value: object, **inputs: Any) -> Fact:
    """A fact that is known: true or not, with what it was judged by."""
    return Fact(bool(value), inputs)


# --- the person ------------------------------------------------------------------------------------------------------


def _history(profile: Profile, today: date) -> Facts:
    facts: Facts = {}
    for status in ("current", "past"):
        for site in {problem.site for problem in profile.problems if problem.status == status}:
            facts[f"{SHORT_NAME.get(site, site)}_{status}"] = yes(True, problem=f"{site}, {status}")
            facts[f"{SHORT_NAME.get(site, site)}_any"] = yes(True, problem=f"{site}, {status}")
            if site in DISTAL:
                facts["distal_any"] = facts[f"distal_{status}"] = yes(True, problem=f"{site}, {status}")
    facts.pop("hamstring_midthigh_any", None)
    return facts | _problem_details(profile, today)


def _problem_details(profile: Profile, today: date) -> Facts:
    hamstring = profile.problem("proximal_hamstring", "current")
    midthigh = profile.problem("hamstring_midthigh", "current")
    calf = profile.problem("calf")
    bone = profile.problem("bone_stress")
    current = {problem.site for problem in profile.problems if problem.status == "current"}
    months = (hamstring.months if hamstring else None) or 0.0
    sitting = profile.sitting_min is not None and profile.sitting_min < setting("person", "sitting_short_min")
    return {
        "hurts": yes(current, sites=sorted(current)),
        "no_problem": yes(
            not current and not profile.pain_now and not post_op(profile, today).holds, problems=len(current)
        ),
        "two_current_sites": yes(len(current) > 1, sites=sorted(current)),
        "midthigh_sudden": yes(midthigh and midthigh.sudden),
        "calf_recurrent": yes(calf and calf.recurrent),
        "bone_stress_cleared": yes(bone and (bone.cleared if bone.status == "past" else is_cleared(bone, today))),
        "sitting_main": yes((hamstring and hamstring.sitting_is_main) or sitting, sitting_min=profile.sitting_min),
        "symptoms_long": yes(months > setting("person", "slow_months"), months=months),
        "care_failed": yes(hamstring and hamstring.care_failed),
    }


def _person(profile: Profile, today: date) -> Facts:
    stature = float(table("thresholds")["cadence"]["height_reference_cm"])
    older = profile.age is not None and profile.age > setting("person", "older_years")
    return {
        "older": yes(older, age=profile.age),
        "slow_tendon": yes(older or profile.metabolic_or_menopause),
        "tendon_medication": yes(profile.takes_tendon_medicine),
        "low_energy": yes(profile.low_energy or profile.missed_periods or profile.problem("bone_stress")),
        "post_op_not_cleared": post_op(profile, today),
        "female": yes(profile.sex == "female"),
        "not_running": yes(not profile.runs, sports=list(profile.sports)),
        "cyclist": yes(profile.cycles),
        "stature_far": yes(
            profile.height_cm is not None and abs(profile.height_cm - stature) >= setting("person", "stature_far_cm"),
            height_cm=profile.height_cm,
        ),
        "shoes_new": _within(profile.shoes_changed_on, today, -setting("change", "shoes_days")),
        "race_near": _within(profile.race_on, today, setting("change", "race_days")),
        "novice": yes(profile.novice),
        "hypermobile": yes(profile.hypermobile),
        "fear_high": yes(profile.fear_high),
        "hills_jump": yes(profile.hills_jump),
        "speed_jump": yes(profile.speed_jump),
        "height_told": yes(profile.height_cm, height_cm=profile.height_cm),
    }


def post_op(profile: Profile, today: date) -> Fact:
    """Whether an operation still waits for the surgeon's word on running."""
    waiting = [surgery for surgery in profile.surgeries if is_waiting(surgery, today)]
    weeks = [round(weeks_since(surgery.on, today), 1) for surgery in waiting]
    return yes(waiting, weeks_since_surgery=weeks, limits=[s.limits for s in waiting if s.limits])


def _within(day: date | None, today: date, days: float) -> Fact:
    """Whether a day lies within so many days ahead, or with a negative number back."""
    ahead = None if day is None else (day - today).days
    near = ahead is not None and min(days, 0) <= ahead <= max(days, 0)
    return yes(near, on=None if day is None else day.isoformat())


def weeks_since(then: date, today: date) -> float:
    """Weeks between two days."""
    return (today - then).days / 7.0


def is_waiting(surgery: Surgery, today: date) -> bool:
    """Whether running waits for a surgeon's word.

    Without a date of clearance an operation counts as healed after a time: a short one for an operation that has
    nothing to do with running, a long one for any other.
    """
    if surgery.running_cleared_on is not None:
        return surgery.running_cleared_on > today
    healed = setting("triage", "healed_other_weeks" if surgery.site == "other" else "healed_weeks")
    return weeks_since(surgery.on, today) < healed


def is_cleared(problem: Problem, today: date) -> bool:
    """A clearance in the profile counts with a name and a date that has come."""
    named = bool(problem.cleared_by.strip()) and problem.cleared_on is not None
    return bool(problem.cleared) and named and problem.cleared_on <= today  # type: ignore[operator]


def _observed(profile: Profile) -> Facts:
    seen = profile.observed
    facts: Facts = {}
    for name, limit in table("thresholds")["observed"].items():
        value = getattr(seen, name)
        facts[limit["fact"]] = Fact(None) if value is None else against_limit(float(value), limit, {name: value}, 1.0)
    for name in ("crossover", "hip_adduction_high", "lean_from_ankles"):
        facts[name] = Fact(getattr(seen, name), {name: getattr(seen, name)})
    return facts


def _tried(profile: Profile) -> Facts:
    """What cues did when they were tried; of several together nobody can say which one did it."""
    alone = [tried for tried in profile.tried if len(tried.cues) == 1]
    cadence = [tried for tried in alone if tried.cue.startswith("cadence")]
    worse, relief = setting("trial", "pain_worse"), setting("trial", "responder_pain")
    hurt = {tried.cues for tried in profile.tried if (tried.pain_change or 0) >= worse}
    good = [one for one in profile.tried if one.cues not in hurt and not one.disliked and not one.guarded]
    costly = [t for t in good if t.effective and (t.effort_change or 0) > setting("trial", "effort_allowed")]
    helped = [t for t in good if (t.pain_change or 0) <= -relief and t.effective is not False and t not in costly]
    guarded = [tried for tried in profile.tried if tried.guarded]
    pain = {t.cue: t.pain_change for t in cadence}
    no_relief = cadence and all(t.pain_change is not None and t.pain_change > -relief for t in cadence)
    return {
        "cadence_raised_pain": yes(any((t.pain_change or 0) >= worse for t in cadence), pain_change=pain),
        "cadence_did_not_help": yes(no_relief, pain_change=pain),
        "cue_effective_but_costly": yes(costly, cues=names_of(costly)),
        "cue_helped": yes(helped, cues=names_of(helped)),
        "cue_hurt": yes(hurt, cues=[condition_id(names) for names in sorted(hurt)]),
        "cue_guarded": yes(guarded, cues=names_of(guarded)),
        "cue_disliked": yes(any(t.disliked for t in profile.tried), cues=[t.cue for t in profile.tried if t.disliked]),
    }


def names_of(tried: Sequence[Tried]) -> list[str]:
    """The conditions, each by its id."""
    return list(dict.fromkeys(condition_id(one.cues) for one in tried))


def against_limit(
    value: float, limit: Mapping[str, Any], inputs: dict[str, Any], factor: float, half: float = 0.0
) -> Fact:
    """A value against a limit: beyond it, by how much on the limit's scale, and whether its error reaches over it."""
    edge = float(limit["above"] if "above" in limit else limit["below"]) * factor
    beyond = value - edge if "above" in limit else edge - value
    red = "red" in limit and value > float(limit["red"]) * factor
    certainty = "borderline" if abs(beyond) <= half else "clear"
    told = {"limit": round(edge, 2), "limit_source": limit["tag"], "certainty": certainty}
    return Fact(beyond > 0, {**inputs, **told, **({"level": "red"} if red else {})}, beyond / float(limit["scale"]))
