"""Other tools' names of body points -> ours."""

from __future__ import annotations

import re

from gaitcue.terms.keypoints import KEYPOINTS, OPTIONAL_POINTS, SIDED_POINTS

MOST_LETTERS = 60
BODY_25: tuple[str | None, ...] = (
    "nose",
    None,
    "right_shoulder",
    "right_elbow",
    "right_wrist",
    "left_shoulder",
    "left_elbow",
    "left_wrist",
    None,
    "right_hip",
    "right_knee",
    "right_ankle",
    "left_hip",
    "left_knee",
    "left_ankle",
    None,
    None,
    "right_ear",
    "left_ear",
    "left_toe",
    None,
    "left_heel",
    "right_toe",
    None,
    "right_heel",
)
"""OpenPose BODY_25 in its order; the big toe is the toe, points that we have no use for are None"""

HALPE_26 = (
    *("nose", "left_eye", "right_eye", "left_ear", "right_ear", "left_shoulder", "right_shoulder"),
    *("left_elbow", "right_elbow", "left_wrist", "right_wrist", "left_hip", "right_hip", "left_knee", "right_knee"),
    *("left_ankle", "right_ankle", "head", "neck", "hip", "left_big_toe", "right_big_toe"),
    *("left_small_toe", "right_small_toe", "left_heel", "right_heel"),
)
"""the points of Halpe (full body without hands and face) in their order, by their own names"""

COCO_17 = HALPE_26[:17]
_WHOLE_BODY_FEET = (
    *("left_big_toe", "left_small_toe", "left_heel"),
    *("right_big_toe", "right_small_toe", "right_heel"),
)
WHOLE_BODY_133 = (*COCO_17, *_WHOLE_BODY_FEET, *(f"face_or_hand_{i}" for i in range(110)))
"""COCO-WholeBody: body, feet, face and hands"""

_SAME_POINT = {
    "big_toe": "toe",
    "bigtoe": "toe",
    "foot_index": "toe",
    "toes": "toe",
    "hallux": "toe",
    "calcaneus": "heel",
    "malleolus": "ankle",
    "greater_trochanter": "hip",
    "acromion": "shoulder",
}


def our_name(name: str) -> str | None:
    """Our keypoint for another tool's name (``LHeel``, ``l_big_toe``, ``Right Ankle``); None when unknown."""
    snake = re.sub(r"[\s.\-]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name.strip())).lower()
    snake = re.sub(r"[^a-z0-9_]+", "_", snake)[:MOST_LETTERS].strip("_")
    if snake in KEYPOINTS or snake in OPTIONAL_POINTS:
        return snake
    match = re.match(r"^(left|right|l|r)_?(.+)$", snake) or _trailing_side(snake)
    if match is None:
        return None
    side, point = match.group(1), match.group(2).strip("_")
    point = _SAME_POINT.get(point, point)
    if point not in (*SIDED_POINTS, "asis", "psis"):
        return None
    return f"{'left' if side.startswith('l') else 'right'}_{point}"


def model_of(points: int) -> tuple[str, tuple[str | None, ...]] | None:
    """Name and our keypoints of the body model with so many points; None when none is known."""
    if points == len(BODY_25):
        return "BODY_25", BODY_25
    for name, model in (("HALPE_26", HALPE_26), ("COCO_17", COCO_17), ("COCO_133", WHOLE_BODY_133)):
        if points == len(model):
            return name, tuple(our_name(point) for point in model)
    return None


def _trailing_side(snake: str) -> re.Match[str] | None:
    match = re.match(r"^(.+?)_(left|right|l|r)$", snake)
    return re.match(r"^(left|right|l|r)_(.+)$", f"{match.group(2)}_{match.group(1)}") if match else None
