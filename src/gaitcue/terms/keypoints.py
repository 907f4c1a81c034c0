"""Names of the body's points and of its sides.

``toe`` is the front tip of the shoe at sole level, ``heel`` its rear end at sole level.
"""

from typing import Literal

Side = Literal["left", "right"]
Leg = Literal["near", "far"]

SIDES: tuple[Side, Side] = ("left", "right")
LEGS: tuple[Leg, Leg] = ("near", "far")

SIDED_POINTS = ("ear", "shoulder", "elbow", "wrist", "hip", "knee", "ankle", "heel", "toe")
LEG_POINTS = ("hip", "knee", "ankle", "heel", "toe")
KEYPOINTS: tuple[str, ...] = ("nose", *(f"{side}_{point}" for point in SIDED_POINTS for side in SIDES))
OPTIONAL_POINTS = ("left_asis", "right_asis", "left_psis", "right_psis", "c7")

BONES: tuple[tuple[str, str], ...] = (
    ("shoulder", "elbow"),
    ("elbow", "wrist"),
    ("shoulder", "hip"),
    ("hip", "knee"),
    ("knee", "ankle"),
    ("ankle", "heel"),
    ("heel", "toe"),
    ("ankle", "toe"),
)


def other_side(side: Side) -> Side:
    """Left for right."""
    return "right" if side == "left" else "left"


def side_of_leg(leg: Leg, near_side: Side) -> Side:
    """The body side of the near or the far leg."""
    return near_side if leg == "near" else other_side(near_side)


def leg_of_side(side: Side, near_side: Side) -> Leg:
    """Whether a body side is near the camera or far from it."""
    return "near" if side == near_side else "far"
