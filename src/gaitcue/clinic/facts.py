"""Facts that the rules speak of, each with what it was judged by.

A fact is true, false, or unknown (its measure is missing). Limits come from ``data/thresholds.toml``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gaitcue.clinic.profile import Profile, Surgery
from gaitcue.clinic.tables import setting, table
from gaitcue.gait.policy import ENOUGH_STRIDES, frame_rate
from gaitcue.terms.records import Analysis, Conditions, Summary

LEG_RANK = {"near": 0.0, None: 0.0, "both": 0.25, "far": 0.5}
"""The near leg is measured best, the far one worst."""
DISTAL = ("achilles", "calf", "plantar", "metatarsal")
SHORT_NAME = {
    "proximal_hamstring": "pht",
    "patellofemoral": "pfp",
    "iliotibial_band": "itb",
    "anterior_lower_leg": "anterior_leg",
}
GAIT_FACTS = ("overstride", "trunk_leaning", "cadence_low", "hip_flexed_at_contact", "thigh_extension_low")


@dataclass(frozen=True, slots=True)
class Fact:
    """Truth of one statement and what it rests on."""

    holds: bool | None
    inputs: dict[str, Any] = field(default_factory=dict)
    z: float = 0.0
    """how far beyond the limit, in units of the threshold's scale; for ranking cues"""


Facts = dict[str, Fact]


def gather(analysis: Analysis | None, profile: Profile) -> Facts:
    """All facts about this person; without an analysis (someone who does not run) only those of the profile."""
    facts = {**_history(profile), **_person(profile), **_observed(profile), **_tried(profile)}
    if analysis is not None:
        facts |= _gait(analysis, profile)
    return facts


def holds(facts: Mapping[str, Fact], name: str) -> bool:
    return name in facts and facts[name].holds is True


def _yes(value: object, **inputs: Any) -> Fact:
    return Fact(bool(value), inputs)


# --- the person ------------------------------------------------------------------------------------------------------


def _history(profile: Profile) -> Facts:
    facts: Facts = {}
    for status in ("current", "past"):
        for site in {problem.site for problem in profile.problems if problem.status == status}:
            facts[f"{SHORT_NAME.get(site, site)}_{status}"] = _yes(True, problem=f"{site}, {status}")
            facts[f"{SHORT_NAME.get(site, site)}_any"] = _yes(True, problem=f"{site}, {status}")
            if site in DISTAL:
                facts["distal_any"] = facts[f"distal_{status}"] = _yes(True, problem=f"{site}, {status}")
    facts.pop("hamstring_midthigh_any", None)
    return facts | _problem_details(profile)


def _problem_details(profile: Profile) -> Facts:
    hamstring = profile.problem("proximal_hamstring", "current")
    midthigh = profile.problem("hamstring_midthigh", "current")
    calf = profile.problem("calf")
    bone = profile.problem("bone_stress")
    current = {problem.site for problem in profile.problems if problem.status == "current"}
    months = (hamstring.months if hamstring else None) or 0.0
    sitting = profile.sitting_min is not None and profile.sitting_min < setting("person", "sitting_short_min")
    return {
        "no_problem": _yes(
            not current and not profile.pain_now and not post_op(profile, profile.on).holds, problems=len(current)
        ),
        "two_current_sites": _yes(len(current) > 1, sites=sorted(current)),
        "midthigh_sudden": _yes(midthigh and midthigh.sudden),
        "calf_recurrent": _yes(calf and calf.recurrent),
        "bone_stress_cleared": _yes(bone and bone.cleared),
        "sitting_main": _yes((hamstring and hamstring.sitting_is_main) or sitting, sitting_min=profile.sitting_min),
        "symptoms_long": _yes(months > setting("person", "slow_months"), months=months),
        "care_failed": _yes(hamstring and hamstring.care_failed),
    }


def _person(profile: Profile) -> Facts:
    older = profile.age is not None and profile.age > setting("person", "older_years")
    return {
        "older": _yes(older, age=profile.age),
        "slow_tendon": _yes(older or profile.metabolic_or_menopause),
        "tendon_medication": _yes(profile.takes_tendon_medicine),
        "low_energy": _yes(profile.low_energy or profile.missed_periods or profile.problem("bone_stress")),
        "post_op_not_cleared": post_op(profile, profile.on),
        "female": _yes(profile.sex == "female"),
        "not_running": _yes(not profile.runs, sports=list(profile.sports)),
        "cyclist": _yes(profile.cycles),
        "novice": _yes(profile.novice),
        "hypermobile": _yes(profile.hypermobile),
        "fear_high": _yes(profile.fear_high),
        "hills_jump": _yes(profile.hills_jump),
        "speed_jump": _yes(profile.speed_jump),
        "height_told": _yes(profile.height_cm, height_cm=profile.height_cm),
    }


def post_op(profile: Profile, today: date) -> Fact:
    """Whether an operation still waits for the surgeon's word on running."""
    waiting = [surgery for surgery in profile.surgeries if is_waiting(surgery, today)]
    weeks = [round(weeks_since(surgery.on, today), 1) for surgery in waiting]
    return _yes(waiting, weeks_since_surgery=weeks, limits=[s.limits for s in waiting if s.limits])


def weeks_since(then: date, today: date) -> float:
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


def _observed(profile: Profile) -> Facts:
    seen = profile.observed
    facts: Facts = {}
    for name, limit in table("thresholds")["observed"].items():
        value = getattr(seen, name)
        facts[limit["fact"]] = Fact(None) if value is None else _judge(float(value), limit, {name: value}, 1.0)
    for name in ("crossover", "hip_adduction_high", "lean_from_ankles"):
        facts[name] = Fact(getattr(seen, name), {name: getattr(seen, name)})
    return facts


def _tried(profile: Profile) -> Facts:
    cadence = [tried for tried in profile.tried if tried.cue.startswith("cadence")]
    worse, relief = setting("trial", "pain_worse"), setting("trial", "responder_pain")
    costly = [
        t.cue for t in profile.tried if t.effective and (t.effort_change or 0) > setting("trial", "effort_allowed")
    ]
    pain = {t.cue: t.pain_change for t in cadence}
    no_relief = cadence and all(t.pain_change is not None and t.pain_change > -relief for t in cadence)
    return {
        "cadence_raised_pain": _yes(any((t.pain_change or 0) >= worse for t in cadence), pain_change=pain),
        "cadence_did_not_help": _yes(no_relief, pain_change=pain),
        "cue_effective_but_costly": _yes(costly, cues=costly),
        "cue_disliked": _yes(any(t.disliked for t in profile.tried), cues=[t.cue for t in profile.tried if t.disliked]),
    }


# --- the gait --------------------------------------------------------------------------------------------------------


def _gait(analysis: Analysis, profile: Profile) -> Facts:
    speed = analysis.conditions.speed_mps
    facts: Facts = {"speed_told": _yes(speed, speed_mps=speed)}
    for name, limit in table("thresholds")["fact"].items():
        row = pick(analysis.measures, limit["measure"], _painful_sides(profile))
        facts[name] = _of_measure(row, limit, speed)
    facts |= _cadence_facts(analysis, profile)
    facts["overstride"] = _overstride(facts)
    facts["quality_low"] = _quality(analysis)
    facts["gait_unremarkable"] = _unremarkable(facts)
    return facts


def _painful_sides(profile: Profile) -> set[str]:
    return {str(p.side) for p in profile.problems if p.status == "current" and p.side in ("left", "right")}


def pick(measures: Iterable[Summary], measure: str, sides: Collection[str] = ()) -> Summary | None:
    """The row to judge by: the painful side where it is trusted, else the near leg, else what there is."""
    rows = [row for row in measures if row.measure == measure and row.mean is not None]
    rows = [row for row in rows if row.status != "not_measurable"]
    order = {"ok": 0, "low_confidence": 2}
    return min(rows, key=lambda row: order[row.status] + (row.side not in sides) + LEG_RANK[row.leg], default=None)


def _of_measure(row: Summary | None, limit: Mapping[str, Any], speed_mps: float | None) -> Fact:
    if row is None or row.mean is None:
        return Fact(None, {"missing": limit["measure"]})
    window = limit.get("speed_mps")
    if window and (speed_mps is None or not window[0] <= speed_mps <= window[1]):
        return Fact(None, {"speed_mps": speed_mps, "judged_only_at_mps": list(window)})
    factor = speed_factor(speed_mps) if limit.get("scales_with_speed") else 1.0
    if limit.get("per_cent_of") == "leg_length" and "segments" in row.unit:
        factor /= float(table("thresholds")["leg"]["segments_of_leg_length"])
    value = abs(row.mean) if limit.get("magnitude") else row.mean
    inputs: dict[str, Any] = {row.measure: round(row.mean, 2), "leg": row.leg, "side": row.side, "status": row.status}
    if limit.get("scales_with_speed") and speed_mps is None:
        inputs["note"] = "speed not told: limit of about 3 m/s"
    return _judge(value, limit, inputs, factor, _half_width(row))


def _half_width(row: Summary) -> float:
    return 0.0 if row.ci_low is None or row.ci_high is None else (row.ci_high - row.ci_low) / 2.0


def _judge(value: float, limit: Mapping[str, Any], inputs: dict[str, Any], factor: float, half: float = 0.0) -> Fact:
    edge = float(limit["above"] if "above" in limit else limit["below"]) * factor
    beyond = value - edge if "above" in limit else edge - value
    red = "red" in limit and value > float(limit["red"]) * factor
    certainty = "borderline: within its error of the limit" if abs(beyond) <= half else "clear"
    told = {"limit": round(edge, 2), "limit_source": limit["tag"], "certainty": certainty}
    return Fact(beyond > 0, {**inputs, **told, **({"level": "red"} if red else {})}, beyond / float(limit["scale"]))


def speed_factor(speed_mps: float | None) -> float:
    """How limits of reach grow with speed: belt travel during contact over that at the reference speed.

    Product default; contact time falls by 35 ms per m/s (OldYoung, Ammann16). 1 when the speed is not told.
    """
    model = table("thresholds")["speed_scaling"]
    if speed_mps is None:
        return 1.0

    def travel(speed: float) -> float:
        contact_s = model["contact_s"] + model["contact_s_per_mps"] * (speed - model["contact_at_mps"])
        return float(speed * contact_s)

    low, high = model["valid_mps"]
    return travel(min(max(speed_mps, low), high)) / travel(float(model["reference_mps"]))


def expected_cadence(speed_mps: float, height_cm: float) -> float | None:
    """Expected steps/min from speed and stature (product default: docs/evidence.md); None outside 2.2-4.8 m/s."""
    model = table("thresholds")["cadence"]
    low, high = model["valid_mps"]
    if not low <= speed_mps <= high:
        return None
    by_speed = model["spm_per_mps"] * (speed_mps - model["speed_reference_mps"])
    by_height = model["spm_per_cm"] * (height_cm - model["height_reference_cm"])
    return float(model["intercept"] + by_speed + by_height)


def cadence_z(analysis: Analysis, profile: Profile | None = None) -> float | None:
    """Cadence against that expected at this speed and stature, in SDs; None when speed or height are not told."""
    conditions: Conditions = analysis.conditions
    height = conditions.height_cm or (profile.height_cm if profile else None)
    row = pick(analysis.measures, "cadence")
    if row is None or row.mean is None or height is None or conditions.speed_mps is None or conditions.incline_pct:
        return None
    expected = expected_cadence(conditions.speed_mps, height)
    return None if expected is None else (row.mean - expected) / float(table("thresholds")["cadence"]["sd"])


def _cadence_facts(analysis: Analysis, profile: Profile) -> Facts:
    z = cadence_z(analysis, profile)
    if z is None:
        unknown = Fact(None, {"missing": "cadence, speed, height, or level running"})
        return {"cadence_below_expected": unknown, "cadence_low": unknown}
    inputs = {"cadence_z": round(z, 2), "speed_mps": round(analysis.conditions.speed_mps or 0.0, 2)}
    return {"cadence_below_expected": Fact(z < 0, inputs, -z), "cadence_low": Fact(z < -1, inputs, -z)}


def _overstride(facts: Facts) -> Fact:
    """Two criteria are needed before the word is used; no cut-off is published for any of them."""
    settings = table("thresholds")["overstride"]
    criteria = {name: facts[name] for name in settings["criteria"]}
    met = [name for name, fact in criteria.items() if fact.holds]
    known = [name for name, fact in criteria.items() if fact.holds is not None]
    inputs = {name: fact.inputs for name, fact in criteria.items() if fact.holds}
    enough: bool | None = len(met) >= settings["needed"]
    if not enough and len(met) + len(criteria) - len(known) >= settings["needed"] and len(known) < settings["needed"]:
        enough = None
    return Fact(
        enough, {"criteria_met": met, "criteria_known": known, **inputs}, max((criteria[n].z for n in met), default=0)
    )


def _quality(analysis: Analysis) -> Fact:
    """Contact posture needs the frame rate and seven steps a leg, whatever else the clip shows."""
    posture = [row for row in analysis.measures if row.measure in ("shank_angle_ic", "knee_flexion_ic")]
    trusted = [row for row in posture if row.status != "not_measurable" and row.mean is not None]
    most = max((row.n for row in trusted), default=0)
    fps = analysis.clip.new_fps if analysis.clip else None
    slow = fps is not None and frame_rate(fps) == "low"
    return _yes(slow or most < ENOUGH_STRIDES, fps=fps, contacts=most)


def _unremarkable(facts: Facts) -> Fact:
    known = {name: facts[name].holds for name in GAIT_FACTS}
    judged = facts["overstride"].holds is not None and facts["trunk_leaning"].holds is not None
    return Fact(
        judged and not any(known.values()), {"judged": [name for name, value in known.items() if value is not None]}
    )
