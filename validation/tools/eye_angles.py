"""Angles that an eye measured on single frames, and eye-made events: are they inside what gaitcue states as its error?

Half widths of angles come from the table of the product (gait/errors.toml): how far each joint may lie off, carried to
the angle by its slope. The eye's own doubt of each point and event is added to them.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import product
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


def joint_errors(leg: str) -> dict[str, Array]:
    """SD of each joint along x and y, % of the leg, as the product states it."""
    factor = far_factor() if leg == "far" else 1.0
    return {joint: factor * np.array(sd) for joint, sd in error_table()["video"].items() if joint != "source"}


def far_factor() -> float:
    """How much worse the far leg's joints are known."""
    return float(error_table()["other"]["far_factor"])


Errors = Callable[[str], dict[str, Array]]
"""leg -> SD of each joint along x and y, % of the leg"""


def angle_rows(folder: Path, truth: Row, leg_px: float, errors: Errors = joint_errors) -> Iterator[Row]:
    """For each leg and angle of a clip: frames, mean difference from the eye, half width stated, frames inside."""
    marked = list(marked_frames(folder, truth, leg_px))
    for leg in sides_of(truth):
        for name, (_, joints) in ANGLES.items():
            seen = [(ours, eye, doubt) for its, ours, eye, doubt in marked if its == leg and known(joints, ours, eye)]
            found = [_compared(name, *each, errors(leg)) for each in seen]
            if found:
                yield {"leg": leg, "angle": name} | _together(np.array(found))


def known(joints: Iterable[str], ours: Joints, eye: Joints) -> bool:
    """Are these joints there for both?"""
    return all(joint in eye and np.isfinite(ours[joint]).all() for joint in joints)


def marked_frames(folder: Path, truth: Row, leg_px: float) -> Iterator[tuple[str, Joints, Joints, Joints]]:
    """Leg, our joints, the eye's, and the SD of the eye's, for each leg of each marked frame."""
    track = read_track(folder / "track.nc")
    row_of = {int(frame): row for row, frame in enumerate(track["frame"].values)}
    turn = np.array([1.0 if truth["facing"] == "right" else -1.0, -1.0]) / leg_px
    for each in truth["keypoints"]:
        if each["frame"] not in row_of:
            continue
        for leg, side in sides_of(truth).items():
            places = {n.partition("_")[2]: p for n, p in each["points"].items() if n.startswith(f"{leg}_")}
            ours = {j: turn * point(track, f"{side}_{j}")[row_of[each["frame"]]] for j in places}
            eye = {j: turn * np.array(p[:2], float) for j, p in places.items()}
            yield leg, ours, eye, {j: np.abs(turn) * p[2] / Z95 for j, p in places.items()}


def joint_differences(
    folder: Path, truth: Row, leg_px: float, joints: Iterable[str]
) -> Iterator[tuple[str, str, Array, Array]]:
    """Leg, joint, our differences from the eye (frames, 2) and the eye's own SD, leg lengths."""
    marked = list(marked_frames(folder, truth, leg_px))
    for leg, joint in product(sides_of(truth), joints):
        its = [(o[joint] - e[joint], d[joint]) for at, o, e, d in marked if at == leg and known([joint], o, e)]
        if its:
            difference, doubt = (np.array(each) for each in zip(*its, strict=True))
            yield leg, joint, difference, doubt


def truth_leg(truth: Row) -> float:
    """Thigh + shank of the near leg in px, median over the marked frames (as the scorer takes it)."""
    lengths = []
    for marked in truth["keypoints"]:
        at = {n: np.array(p[:2], float) for n, p in marked["points"].items()}
        if {"near_hip", "near_knee", "near_ankle"} <= at.keys():
            thigh, shank = at["near_hip"] - at["near_knee"], at["near_knee"] - at["near_ankle"]
            lengths.append(float(np.hypot(*thigh) + np.hypot(*shank)))
    return float(np.median(lengths))


def sides_of(truth: Row) -> dict[str, Side]:
    near: Side = truth["near_side"]
    return {"near": near, "far": other_side(near)}


def _compared(name: str, ours: Joints, eye: Joints, doubt: Joints, errors: Joints) -> tuple[float, float, float]:
    """Difference, half width that is stated, and the eye's own."""
    stated = {joint: errors[joint] / 100 for joint in ANGLES[name][1]}
    difference = float(value(name, ours) - value(name, eye))
    return (difference + 180) % 360 - 180, carried(name, ours, stated), carried(name, eye, doubt)


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
