"""Analyses made of known stride values, for tests of comparison and clinic."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gaitcue.terms.records import Analysis, Clip, Conditions, Curve, StrideValue, Summary, View
from gaitcue.terms.track import make_track

UNITS = {"cadence": "spm", "contact_time": "ms", "vertical_oscillation": "cm", "ankle_hip_distance_pct": "%"}
BOTH_LEGS = {"cadence", "vertical_oscillation", "trunk_lean_stance"}


def clip(fps: float = 120.0) -> Clip:
    time_s = np.arange(int(10 * fps)) / fps
    return Clip(Path("run.mp4"), "0", 1280, 720, time_s, fps, fps, 1.0, "container")


def view(**changes: Any) -> View:
    settings: dict[str, Any] = {
        "facing": "right",
        "near_side": "right",
        "surface": "treadmill",
        "camera": "fixed",
        "roll_deg": 0.0,
        "roll_half_width_deg": 0.0,
        "units_per_m": 300.0,
        "units_per_m_half_width": 5.0,
        "thigh_shank_length": 252.0,
    }
    return View(**(settings | changes))


def strides_of(measure: str, mean: float, sd: float, n: int, seed: int, leg: str = "near") -> list[StrideValue]:
    values = np.random.default_rng(seed).standard_normal(n)
    values = mean + sd * (values - values.mean()) / (values.std(ddof=1) if n > 1 else 1.0)
    leg = "both" if measure in BOTH_LEGS else leg
    side = {"near": "right", "far": "left"}.get(leg)
    return [
        StrideValue(measure, leg, side, number, float(value), UNITS.get(measure, "deg"), "ok")
        for number, value in enumerate(values)
    ]


def summary_of(values: list[StrideValue], **changes: Any) -> Summary:
    first, numbers = values[0], np.array([value.value for value in values])
    half = 1.96 * numbers.std(ddof=1) / np.sqrt(len(numbers))
    settings: dict[str, Any] = {
        "measure": first.measure,
        "leg": first.leg,
        "side": first.side,
        "unit": first.unit,
        "n": len(values),
        "mean": float(numbers.mean()),
        "sd": float(numbers.std(ddof=1)),
        "ci_low": float(numbers.mean() - half),
        "ci_high": float(numbers.mean() + half),
        "status": "ok",
    }
    return Summary(**(settings | changes))


def run(
    means: Mapping[str, float],
    *,
    sd: float = 1.0,
    n: int = 20,
    seed: int = 0,
    fps: float = 120.0,
    conditions: Conditions | None = None,
    curves: tuple[Curve, ...] = (),
    status: str = "ok",
    preset: str = "standard",
    pose_model: str = "blazepose",
    provenance: dict[str, Any] | None = None,
    **view_changes: Any,
) -> Analysis:
    """An analysis with n strides per measure about the given means."""
    rows = [strides_of(name, mean, sd, n, seed + 97 * index) for index, (name, mean) in enumerate(means.items())]
    track = make_track(np.zeros((3, 1, 2)), np.arange(3) / fps, ["nose"], preset=preset, pose_model=pose_model)
    return Analysis(
        clip=clip(fps),
        source=Path("run.mp4"),
        conditions=conditions or Conditions(speed_kmh=10.0, incline_pct=0.0, height_cm=174.0),
        view=view(**view_changes),
        quality=(),
        events=(),
        strides=(),
        values=tuple(value for row in rows for value in row),
        measures=tuple(summary_of(row, status=status) for row in rows),
        curves=curves,
        track=track,
        provenance=provenance or {},
    )
