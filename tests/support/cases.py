"""People and their runs, for tests that read like cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from gaitcue.clinic import Answers, Clearance, Decision, Observed, Problem, Profile, Triage, Tried, assess, decide
from gaitcue.terms.advice import Finding
from gaitcue.terms.records import Analysis, Conditions
from support.runs import run

TODAY = date(2026, 3, 1)
PLAIN = {
    "cadence": 165.0,
    "ankle_hip_distance_pct": 26.0,
    "shank_angle_ic": 5.0,
    "knee_flexion_ic": 15.0,
    "hip_flexion_ic": 34.0,
    "trunk_lean_stance": 7.0,
    "knee_flexion_peak_stance": 45.0,
    "thigh_extension": 22.0,
    "vertical_ratio": 7.5,
}
"""A runner at 10.8 km/h (3 m/s), 174 cm, whose gait is unremarkable; sd 1."""
REACHING = {"ankle_hip_distance_pct": 36.0, "shank_angle_ic": 13.0}


def gait(n: int = 20, fps: float = 120.0, speed_kmh: float = 10.8, seed: int = 0, **measures: float) -> Analysis:
    conditions = Conditions(speed_kmh=speed_kmh, incline_pct=0.0, height_cm=174.0)
    return run(PLAIN | measures, n=n, fps=fps, seed=seed, conditions=conditions)


def without(analysis: Analysis, *measures: str) -> Analysis:
    """The run with some measures missing."""
    return replace(analysis, measures=tuple(row for row in analysis.measures if row.measure not in measures))


def with_far_leg(analysis: Analysis, status: Any = "low_confidence", **measures: float) -> Analysis:
    """The run with measures of the far (left) leg beside those of the near one."""
    rows = [replace(row, leg="far", side="left", status=status) for row in analysis.measures if row.leg == "near"]
    rows = [replace(row, mean=measures.get(row.measure, row.mean), ci_low=None, ci_high=None) for row in rows]
    return replace(analysis, measures=(*analysis.measures, *rows))


def person(*problems: Problem, **about: Any) -> Profile:
    about.setdefault("sports", ("running",))
    about.setdefault("height_cm", 174.0)
    about.setdefault("age", 35.0)
    return Profile(on=TODAY, problems=problems, **about)


def pht(**about: Any) -> Problem:
    about.setdefault("side", "right")
    return Problem("proximal_hamstring", **about)


def knee(status: Any = "current") -> Problem:
    return Problem("patellofemoral", status=status, side="right")


def tried(cue: str, pain: float, **about: Any) -> Tried:
    return Tried(cue, pain_change=pain, **about)


def answered(yes: dict[str, bool], *cleared: Clearance, on: date = TODAY) -> Answers:
    return Answers(on, yes, cleared)


def flagged(yes: dict[str, bool], *cleared: Clearance, on: date = TODAY) -> Triage:
    return assess(answered(yes, *cleared, on=on), today=TODAY)


def decided(analysis: Analysis | None, profile: Profile, answers: Answers | None = None, **more: Any) -> Decision:
    return decide(analysis, profile, answers, today=TODAY, **more)


def told(analysis: Analysis | None, profile: Profile, answers: Answers | None = None) -> tuple[Finding, ...]:
    return decided(analysis, profile, answers).findings


__all__ = [
    "PLAIN",
    "REACHING",
    "TODAY",
    "Observed",
    "answered",
    "decided",
    "flagged",
    "gait",
    "knee",
    "person",
    "pht",
    "told",
    "tried",
    "with_far_leg",
    "without",
]


def rule_ids(found: Sequence[Finding]) -> list[str]:
    """Rules in the order told."""
    return [finding.rule for finding in found]
