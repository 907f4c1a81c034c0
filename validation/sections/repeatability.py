"""The section on repeatability: halves of one run.

Each half of a real clip is analysed by itself, as if it were all there is. An unchanged runner was recorded by an
unmoved camera, so the two means should differ by no more than their intervals allow, and nothing should be called
changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from gaitcue.compare import Occasion, compare, smallest_detectable_change
from gaitcue.terms.errors import GaitcueError
from gaitcue.terms.records import Analysis, Summary
from gaitcue.video import read_clip
from gaitcue.work.analyze import analyze
from gaitcue.work.options import AnalyzeOptions
from validation.tools.store import Request, Result

CLIPS = ("treadmill-30fps", "treadmill-slow-motion", "treadmill-fast-wide-angle", "overground-panning")
SHOWN = (
    "cadence",
    "contact_time",
    "ankle_hip_distance_pct",
    "shank_angle_ic",
    "leg_angle_ic",
    "knee_flexion_ic",
    "knee_flexion_peak_stance",
    "hip_flexion_ic",
    "thigh_extension",
    "foot_strike_angle",
    "trunk_lean_stance",
    "vertical_oscillation",
    "pelvic_tilt_mean",
)


def section(request: Request) -> Result:
    names = CLIPS[:1] if request.quick else CLIPS
    halves = {}
    for number, name in enumerate(names):
        request.tell(f"halves: {name}", number, len(names))
        halves[name] = of_clip(request.data / "videos" / f"{name}.mp4")
    return {"halves": halves}


# --- halves ---


def of_clip(clip: Path) -> Result:
    """Rows (measure, leg, difference, what both intervals allow, smallest detectable change, verdict) of one clip."""
    end = float(read_clip(clip).time_s[-1])
    try:
        first = analyze(clip, AnalyzeOptions(end_s=end / 2))
        second = analyze(clip, AnalyzeOptions(start_s=end / 2))
        comparison = compare([first, second], occasion=Occasion(same_session=True, same_camera=True))
    except GaitcueError as problem:
        return {"refused": str(problem)}
    said = {(c.measure, str(c.leg)): c.verdict for c in comparison.changes}
    rows = [row | {"verdict": said.get((row["measure"], row["leg"]))} for row in differences(first, second)]
    return {"rows": rows, "strides": [sum(s.used for s in half.strides) for half in (first, second)]}


def differences(first: Analysis, second: Analysis) -> Iterator[Result]:
    later = {(m.measure, m.leg): m for m in second.measures}
    for one in first.measures:
        two = later.get((one.measure, one.leg))
        if two is None or one.mean is None or two.mean is None:
            continue
        known = smallest_detectable_change(one.measure, one.unit, fps=fps_of(first), same_session=True)
        yield {
            "measure": one.measure,
            "leg": str(one.leg),
            "difference": two.mean - one.mean,
            "allowed": float(np.hypot(half_width(one), half_width(two))),
            "detectable": None if known is None else known.value,
            "unit": one.unit,
        }


def half_width(row: Summary) -> float:
    return float("nan") if row.ci_high is None or row.ci_low is None else (row.ci_high - row.ci_low) / 2


def fps_of(analysis: Analysis) -> float | None:
    return None if analysis.clip is None else analysis.clip.capture_fps


# --- figures ---


def all_rows(result: Result) -> list[Result]:
    return [row for clip in result["halves"].values() for row in clip.get("rows", [])]


def figures(result: Result) -> dict[str, float | None]:
    rows = [row for row in all_rows(result) if row["allowed"]]
    inside = [abs(row["difference"]) <= row["allowed"] for row in rows]
    return {
        "halves_within": 100 * float(np.mean(inside)) if inside else None,
        "halves_changed": sum(row["verdict"] == "changed" for row in rows),
    }
