"""Angles that an eye measured on single frames, and eye-made events: are they inside what gaitcue states as its error?

Half widths of angles come from the table of the product (gait/errors.toml): how far each joint may lie off, carried to
the angle by its slope. The eye's own doubt of each point and event is added to them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from gaitcue.gait.intervals import error_table
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import Side, other_side
from gaitcue.terms.quantiles import Z95
from gaitcue.terms.signs import foot_angle_deg, knee_flexion_deg, segment_angle_deg, trunk_angle_deg
from gaitcue.terms.track import point
from gaitcue.work.results import DONE, read_track

Joints = dict[str, Array]
"""joint -> (2,), x forward, y up, leg lengths"""
Row = dict[str, Any]
STEP = 1e-4
ANGLES: Mapping[str, tuple[Callable[..., Any], tuple[str, ...]]] = {
    "shank": (segment_angle_deg, ("knee", "ankle")),
    "thigh": (segment_angle_deg, ("hip", "knee")),
    "knee flexion": (knee_flexion_deg, ("hip", "knee", "ankle")),
    "hip-shoulder": (trunk_angle_deg, ("shoulder", "hip")),
    "foot": (foot_angle_deg, ("heel", "toe")),
    "ankle ahead of hip, % leg": (lambda hip, ankle: 100 * (ankle[0] - hip[0]), ("hip", "ankle")),
}


def angle_rows(folder: Path, truth: Row, leg_px: float) -> Iterator[Row]:
    """For each leg and angle of a clip: frames, mean difference from the eye, half width stated, frames inside."""
    track = read_track(folder / "track.nc")
    row_of = {int(frame): row for row, frame in enumerate(track["frame"].values)}
    turn = np.array([1.0 if truth["facing"] == "right" else -1.0, -1.0]) / leg_px
    marked = [each for each in truth["keypoints"] if each["frame"] in row_of]
    for leg, side in sides_of(truth).items():
        for name, (_, joints) in ANGLES.items():
            found = []
            for each in marked:
                eye = {j: each["points"].get(f"{leg}_{j}") for j in joints}
                ours = {j: turn * point(track, f"{side}_{j}")[row_of[each["frame"]]] for j in joints}
                if all(eye.values()) and np.isfinite(list(ours.values())).all():
                    found.append(_compared(name, ours, eye, turn, leg))
            if found:
                yield {"leg": leg, "angle": name} | _together(np.array(found))


def sides_of(truth: Row) -> dict[str, Side]:
    near: Side = truth["near_side"]
    return {"near": near, "far": other_side(near)}


def _compared(name: str, ours: Joints, eye: dict[str, Any], turn: Array, leg: str) -> tuple[float, float, float]:
    """Difference, half width that is stated, and the eye's own."""
    seen = {j: turn * np.array(place[:2], float) for j, place in eye.items()}
    doubt = {j: np.abs(turn) * place[2] / Z95 for j, place in eye.items()}
    stated = {j: np.array(sd) / 100 for j, sd in joint_errors(leg).items() if j in ours}
    difference = float(value(name, ours) - value(name, seen))
    return (difference + 180) % 360 - 180, carried(name, ours, stated), carried(name, seen, doubt)


def joint_errors(leg: str) -> dict[str, Array]:
    """SD of each joint along x and y, % of the leg, as the product states it."""
    table = error_table()
    factor = table["other"]["far_factor"] if leg == "far" else 1.0
    return {joint: factor * np.array(sd) for joint, sd in table["video"].items() if joint != "source"}


def value(name: str, joints: Joints) -> float:
    compute, names = ANGLES[name]
    return float(compute(*(joints[joint] for joint in names)))


def carried(name: str, joints: Joints, sd: Joints) -> float:
    """95 % half width of an angle from the SDs of its joints."""
    variance = 0.0
    for joint in ANGLES[name][1]:
        for axis in (0, 1):
            moved = joints[joint].copy()
            moved[axis] += STEP
            slope = (value(name, joints | {joint: moved}) - value(name, joints)) / STEP
            variance += float(slope * sd[joint][axis]) ** 2
    return float(Z95 * variance**0.5)


def _together(found: Array) -> Row:
    difference, stated, eye = found.T
    return {
        "frames": len(found),
        "mean": float(difference.mean()),
        "stated": float(stated.mean()),
        "eye": float(eye.mean()),
        "inside": int(np.sum(np.abs(difference) <= np.hypot(stated, eye))),
        "mean_inside": bool(abs(difference.mean()) <= stated.mean()),
    }


def event_rows(folder: Path, truth: Row) -> Iterator[Row]:
    """How many events of the eye lie inside the half width of the nearest found one; its frame begins a new state."""
    events = json.loads((folder / DONE).read_text(encoding="utf-8"))["events"]
    for leg in sides_of(truth):
        for kind, name in (("IC", "initial_contact"), ("TO", "toe_off")):
            ours = [event for event in events if (event["leg"], event["type"]) == (leg, name)]
            eye = [event for event in truth["events"] if (event["foot"], event["type"]) == (leg, kind)]
            yield {"leg": leg, "event": name, "eye": len(eye), "inside": sum(_holds(ours, each) for each in eye)}


def _holds(ours: list[Row], eye: Row) -> bool:
    frames, times = (np.array([event[key] for event in ours]) for key in ("frame", "time_s"))
    if len(frames) < 2:
        return False
    per_frame = float(np.median(np.diff(times) / np.diff(frames)))
    nearest = int(np.argmin(np.abs(frames - (eye["frame"] - 0.5))))
    off = per_frame * abs(float(frames[nearest]) - (eye["frame"] - 0.5))
    return bool(off <= np.hypot(ours[nearest]["half_width_s"], per_frame * (eye["pm"] + 0.5)))
