"""The section on repeatability: halves of one run, and new recordings of the synthetic runner through video.

Each half of a real clip is analysed by itself, as if it were all there is. An unchanged runner was recorded by an
unmoved camera, so the two means should differ by no more than their intervals allow, and nothing should be called
changed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import numpy as np

from gaitcue.compare import Occasion, compare, smallest_detectable_change
from gaitcue.demo import Clothes, Runner, draw_clip
from gaitcue.terms.errors import GaitcueError
from gaitcue.terms.records import Analysis, Conditions, Summary
from gaitcue.video import read_clip
from gaitcue.work.analyse import analyse
from gaitcue.work.options import AnalyzeOptions
from validation.store import Request, Result

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
CLOTHES = (
    Clothes(),
    Clothes(shirt=(196, 60, 48), shorts=(28, 28, 32), shoe=(240, 240, 70)),
    Clothes(shirt=(230, 230, 226), shorts=(60, 90, 150), shoe=(30, 30, 30), sole=(90, 90, 90)),
)
BASE = Runner(fps=60.0, duration_s=5.0, cadence_spm=168.0)
TAKES = tuple(
    BASE.with_(px_per_m=420.0 * zoom, roll_deg=roll, lighting=light, clothes=CLOTHES[i % 3], seed=5)
    for i, (zoom, roll, light) in enumerate(
        (
            (1.0, 0.0, "normal"),
            (0.9, 1.0, "bright"),
            (1.05, -1.0, "dark"),
            (0.8, 0.5, "normal"),
            (0.95, -0.5, "bright"),
            (1.02, 1.5, "dark"),
        )
    )
)


def section(request: Request) -> Result:
    names = CLIPS[:1] if request.quick else CLIPS
    halves = {}
    for number, name in enumerate(names):
        request.tell(f"halves: {name}", number, len(names))
        halves[name] = of_clip(request.data / "videos" / f"{name}.mp4")
    takes = [] if request.quick else list(retakes(request))
    return {"halves": halves, "retakes": spread(takes), "takes": len(takes), "own": own_table()}


# --- halves ---


def of_clip(clip: Path) -> Result:
    """Rows (measure, leg, difference, what both intervals allow, smallest detectable change, verdict) of one clip."""
    end = float(read_clip(clip).time_s[-1])
    try:
        first = analyse(clip, AnalyzeOptions(end_s=end / 2))
        second = analyse(clip, AnalyzeOptions(start_s=end / 2))
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


# --- new recordings ---


def retakes(request: Request) -> Iterator[Analysis]:
    """The same strides of the synthetic runner, drawn with other zoom, roll, light and clothes."""
    for number, runner in enumerate(TAKES):
        request.tell("drawn retakes", number, len(TAKES))
        clip = request.work / "retake.mp4"
        draw_clip(runner, clip)
        conditions = Conditions(speed_kmh=3.6 * runner.speed_mps, incline_pct=0.0, height_cm=runner.height_cm)
        yield analyse(clip, AnalyzeOptions(conditions=conditions))
        clip.unlink()


def spread(takes: list[Analysis]) -> Result:
    """1.96 sqrt(2) SD between takes of the near leg's (or the run's) mean, for measures known in all of them."""
    found: dict[str, list[float]] = {}
    units: dict[str, str] = {}
    for take in takes:
        near = {m.measure for m in take.measures if m.leg == "near"}
        for row in take.measures:
            if row.mean is not None and row.leg == ("near" if row.measure in near else "both"):
                found.setdefault(row.measure, []).append(row.mean)
                units[row.measure] = row.unit
    whole = {name: values for name, values in found.items() if len(values) == len(takes) > 1}
    return {
        name: {"value": 1.96 * np.sqrt(2) * float(np.std(values, ddof=1)), "unit": units[name]}
        for name, values in sorted(whole.items())
    }


def own_table() -> Result:
    """The smallest detectable changes that ``compare`` uses from our own retakes at keypoint level."""
    text = files("gaitcue.compare").joinpath("own_repeatability.toml").read_text(encoding="utf-8")
    own: Result = tomllib.loads(text)["own"]
    return {name: {k: row[k] for k in ("value", "same_session", "unit")} for name, row in own.items()}


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
