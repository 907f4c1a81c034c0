"""Facts that a recording tells: what lies beyond a limit, on which leg, and whether the clip can say it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from gaitcue.clinic.facts import Fact, Facts, against_limit, person_facts
from gaitcue.clinic.profile import Profile
from gaitcue.clinic.rule_data import table
from gaitcue.gait.policy import ENOUGH_STRIDES, frame_rate
from gaitcue.terms.records import Analysis, Conditions, Summary

LEG_RANK = {"near": 0.0, None: 0.0, "both": 0.25, "far": 0.5}
"""The near leg is measured best, the far one worst."""
LANDING = "ankle_hip_distance_pct", "shank_angle_ic"
"""Measures that show whether a leg was seen at its landing."""


def gather(
    analysis: Analysis | None, profile: Profile, painful_side: str | None = None, *, today: date | None = None
) -> Facts:
    """All facts about this person; without an analysis (before filming, or of someone who does not run) the profile's.

    Parameters
    ----------
    painful_side : told at the visit, where the profile does not tell it
    today : the day of judging; that of the profile unless told
    """
    return person_facts(profile, today) | recorded(analysis, profile, painful_side)


def recorded(analysis: Analysis | None, profile: Profile, painful_side: str | None = None) -> Facts:
    """What the recording alone tells; nothing before filming."""
    if analysis is None:
        return {}
    speed = analysis.conditions.speed_mps
    sides = painful_sides(profile, painful_side or analysis.conditions.painful_side)
    facts: Facts = {"filmed": Fact(True), "speed_beyond_scaling": Fact(_beyond(speed), {"speed_mps": speed})}
    for name, limit in table("thresholds")["fact"].items():
        facts[name] = _of_measure(pick(analysis.measures, limit["measure"], sides), limit, speed)
    facts |= _cadence_facts(analysis, profile)
    facts["overstride"] = _overstride(facts)
    facts["quality_low"] = _quality(analysis)
    facts["painful_side_told"] = Fact(len(sides) == 1)
    facts["painful_leg_not_seen"] = Fact(_hidden(analysis.measures, sides), {"painful": sorted(sides)})
    return facts | _outstanding(facts)


def _beyond(speed_mps: float | None) -> bool:
    low, high = table("thresholds")["speed_scaling"]["valid_mps"]
    return speed_mps is not None and not low <= speed_mps <= high


def painful_sides(profile: Profile, told: str | None = None) -> set[str]:
    """The side or sides that hurt now; of the visit where the profile names none."""
    sides = {str(p.side) for p in profile.problems if p.status == "current" and p.side is not None}
    sides = sides or ({told} if told else set())
    return {"left", "right"} if "both" in sides else sides


def pick(measures: Iterable[Summary], measure: str, sides: Collection[str] = ()) -> Summary | None:
    """The row to judge by: of one painful side that leg alone, however well it was seen; else the best measured one.

    A healthy leg cannot stand in for the painful one.
    """
    rows = [row for row in measures if row.measure == measure and row.mean is not None]
    rows = [row for row in rows if row.status != "not_measurable"]
    if len(sides) == 1:
        rows = [row for row in rows if row.side is None or row.side in sides]
    order = {"ok": 0, "low_confidence": 2}
    return min(rows, key=lambda row: order[row.status] + LEG_RANK[row.leg], default=None)


def _hidden(measures: Iterable[Summary], sides: Collection[str]) -> bool:
    """Whether the other leg's landing was measured, and the painful one's was not."""
    landings = [row for row in measures if row.measure in LANDING and row.mean is not None]
    seen = {row.side for row in landings if row.status != "not_measurable"}
    return len(sides) == 1 and bool(seen) and None not in seen and not seen & set(sides)


def _of_measure(row: Summary | None, limit: Mapping[str, Any], speed_mps: float | None) -> Fact:
    if row is None or row.mean is None:
        return Fact(None, {"missing": limit["measure"]})
    if limit.get("scales_with_speed") and _beyond(speed_mps):
        valid = table("thresholds")["speed_scaling"]["valid_mps"]
        return Fact(None, {"speed_mps": speed_mps, "judged_only_at_mps": valid})
    window = limit.get("speed_mps")
    if window and (speed_mps is None or not window[0] <= speed_mps <= window[1]):
        return Fact(None, {"speed_mps": speed_mps, "judged_only_at_mps": list(window)})
    factor = speed_factor(speed_mps) if limit.get("scales_with_speed") else 1.0
    value = abs(row.mean) if limit.get("magnitude") else row.mean
    inputs: dict[str, Any] = {row.measure: round(row.mean, 2), "leg": row.leg, "side": row.side, "status": row.status}
    if limit.get("scales_with_speed") and speed_mps is None:
        inputs["for_speed"] = "usual"
    return against_limit(value, limit, inputs, factor, _half_width(row))


def _half_width(row: Summary) -> float:
    return 0.0 if row.ci_low is None or row.ci_high is None else (row.ci_high - row.ci_low) / 2.0


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
        unknown = Fact(None, {"missing": ["cadence", "speed", "height", "level ground"]})
        return dict.fromkeys(("cadence_below_expected", "cadence_low", "cadence_enough", "cadence_high"), unknown)
    names = ("below_z", "low_z", "enough_z", "high_z")
    limits = {name: float(table("thresholds")["cadence"][name]["value"]) for name in names}
    inputs = {"cadence_z": round(z, 2), "speed_mps": round(analysis.conditions.speed_mps or 0.0, 2)}
    return {
        "cadence_below_expected": Fact(z < limits["below_z"], inputs, -z),
        "cadence_low": Fact(z < limits["low_z"], inputs, -z),
        "cadence_enough": Fact(z >= limits["enough_z"], inputs, z),
        "cadence_high": Fact(z > limits["high_z"], inputs, z),
    }


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
    return Fact(slow or most < ENOUGH_STRIDES, {"fps": fps, "contacts": most})


def _outstanding(facts: Facts) -> Facts:
    """What lies beyond its limit, one for all; nothing stands out only where reach and trunk could be judged."""
    limits = table("thresholds")["fact"]
    names = [name for name, limit in limits.items() if limit.get("notable", True)]
    names = [*names, "overstride", "cadence_below_expected", "cadence_high"]
    out = [name for name in names if facts[name].holds]
    judgeable = all(facts[name].holds is not None for name in ("overstride", "trunk_leaning"))
    return {
        "stands_out": Fact(bool(out), {"facts": out}),
        "gait_unremarkable": Fact(judgeable and not out, {"judged": [n for n in names if facts[n].holds is not None]}),
    }
