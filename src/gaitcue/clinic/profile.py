"""The person: who they are, what hurts or hurt, what was operated, what they do and like."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any, Literal

from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import Side

SITES: tuple[str, ...] = (
    "proximal_hamstring",
    "hamstring_midthigh",
    "patellofemoral",
    "iliotibial_band",
    "achilles",
    "calf",
    "plantar",
    "metatarsal",
    "bone_stress",
    "anterior_lower_leg",
    "sacroiliac",
    "low_back",
    "other",
)
Status = Literal["current", "past"]
ProblemSide = Side | Literal["both"]


@dataclass(frozen=True, slots=True)
class Problem:
    """A complaint at one site."""

    site: str
    status: Status = "current"
    side: ProblemSide | None = None
    months: float | None = None
    """how long, or how long ago"""
    sudden: bool = False
    """began with one event"""
    recurrent: bool = False
    cleared: bool = False
    """bone stress: a clinician has cleared it"""
    sitting_is_main: bool = False
    care_failed: bool = False
    """six months or more of good care did not settle it"""


@dataclass(frozen=True, slots=True)
class Surgery:
    """An operation and what the surgeon allows."""

    site: str
    on: date
    side: ProblemSide | None = None
    running_cleared_on: date | None = None
    limits: str = ""
    """the surgeon's limits in their own words"""


@dataclass(frozen=True, slots=True)
class Tried:
    """What a cue did when it was tried."""

    cue: str
    pain_change: float | None = None
    effort_change: float | None = None
    effective: bool | None = None
    """the measure it aims at moved as wanted"""
    disliked: bool = False


@dataclass(frozen=True, slots=True)
class Observed:
    """What a clinician saw or measured beside the side view; None is "not looked at"."""

    pelvic_drop_deg: float | None = None
    step_width_cm: float | None = None
    crossover: bool | None = None
    hip_adduction_high: bool | None = None
    thomas_test_deg: float | None = None
    """modified Thomas test with the pelvis controlled; above 0 is tight"""
    bridge_repetitions: float | None = None
    bridge_gap_pct: float | None = None
    lean_from_ankles: bool | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """One person at one date; None is "not told"."""

    on: date
    age: float | None = None
    height_cm: float | None = None
    mass_kg: float | None = None
    sex: Literal["female", "male", "other"] | None = None
    sports: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    surgeries: tuple[Surgery, ...] = ()
    pain_now: float | None = None
    sitting_min: float | None = None
    """minutes to clear pain in sitting"""
    typical_speed_kmh: float | None = None
    wants: str = ""
    """in the person's words"""
    tried: tuple[Tried, ...] = ()
    observed: Observed = Observed()
    novice: bool = False
    hypermobile: bool = False
    fear_high: bool = False
    low_energy: bool = False
    metabolic_or_menopause: bool = False
    tendon_medication: bool = False
    hills_jump: bool = False
    speed_jump: bool = False

    @property
    def runs(self) -> bool:
        return "running" in self.sports

    def problem(self, site: str, status: Status | None = None) -> Problem | None:
        return next((p for p in self.problems if p.site == site and status in (None, p.status)), None)


def read_profile(source: Path | Mapping[str, Any]) -> Profile:
    """Read a profile from a TOML file or a mapping of the same shape.

    Raises
    ------
    BadOption : unreadable, an unknown word, a value out of range, or statements that contradict each other
    """
    values = _load(source) if isinstance(source, Path) else dict(source)
    values.setdefault("on", date.today())
    lists = {"problems": Problem, "surgeries": Surgery, "tried": Tried}
    for key, kind in lists.items():
        values[key] = tuple(_record(kind, row, key) for row in values.get(key, ()))
    values["sports"] = tuple(values.get("sports", ()))
    values["observed"] = _record(Observed, values.get("observed", {}), "observed")
    profile: Profile = _record(Profile, values, "the profile")
    check_profile(profile)
    return profile


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise BadOption(f"The profile {path.name} cannot be read: {str(problem).splitlines()[0]}.") from problem


def _record(kind: type[Any], row: object, where: str) -> Any:
    if not isinstance(row, Mapping):
        raise BadOption(f"In {where}: write a table with named fields.")
    known = {f.name for f in fields(kind)}
    unknown = sorted(set(row) - known)
    if unknown:
        raise BadOption(f"In {where}: {unknown[0]!r} is not known; use one of {', '.join(sorted(known))}.")
    try:
        return kind(**row)
    except TypeError as problem:
        raise BadOption(f"In {where}: {str(problem).split(') ')[-1]}.") from problem


_RANGES = {
    "age": (5, 110, "years"),
    "height_cm": (100, 230, "cm"),
    "mass_kg": (20, 250, "kg"),
    "pain_now": (0, 10, "on the 0-10 scale"),
    "sitting_min": (0, 1440, "minutes"),
    "typical_speed_kmh": (3, 30, "km/h"),
}


def check_profile(profile: Profile) -> None:
    """Raise BadOption, in one line, for values out of range and for statements that contradict each other."""
    if not isinstance(profile.on, date):
        raise BadOption(f"on is {profile.on!r}: write the date as 2025-03-31.")
    for name, (low, high, unit) in _RANGES.items():
        check_range(name, getattr(profile, name), low, high, unit)
    for problem in profile.problems:
        _check_problem(problem)
    for surgery in profile.surgeries:
        _check_surgery(profile, surgery)
    _check_contradictions(profile)


def check_range(name: str, value: object, low: float, high: float, unit: str) -> None:
    """Raise BadOption when a told number is no number or out of range; None passes."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
        raise BadOption(f"{name} is {value!r}: give a number from {low:g} to {high:g} {unit}.")


def _check_problem(problem: Problem) -> None:
    if problem.site not in SITES:
        raise BadOption(f"Site {problem.site!r} is not known; use one of {', '.join(SITES)}.")
    if problem.status not in ("current", "past"):
        raise BadOption(f"Status {problem.status!r} of {problem.site} is not known; use current or past.")
    if problem.side not in (None, "left", "right", "both"):
        raise BadOption(f"Side {problem.side!r} of {problem.site} is not known; use left, right or both.")


def _check_surgery(profile: Profile, surgery: Surgery) -> None:
    if not isinstance(surgery.on, date):
        raise BadOption("A surgery needs its date, written as 2025-03-31.")
    if surgery.on > profile.on:
        raise BadOption(f"The surgery of {surgery.on} lies after the profile's date {profile.on}: correct one of them.")
    if surgery.running_cleared_on is not None and surgery.running_cleared_on < surgery.on:
        raise BadOption(f"Running was cleared before the surgery of {surgery.on}: correct the dates.")


def _check_contradictions(profile: Profile) -> None:
    current = [problem for problem in profile.problems if problem.status == "current"]
    if profile.pain_now and not current:
        raise BadOption(f"The profile has pain {profile.pain_now:g} now but no current problem: say where it hurts.")
    for problem in current:
        for other in profile.problems:
            if other.status == "past" and (other.site, other.side) == (problem.site, problem.side):
                raise BadOption(f"{problem.site} is both current and past on the same side: keep one (or recurrent).")
    if profile.sports and not profile.runs and profile.typical_speed_kmh is not None:
        raise BadOption("The profile has a typical running speed but no running among the sports: correct one.")
