"""The measures that the runner's page may show: what each means in plain words, and which lines show it on the picture.

No thresholds here: usual ranges come with the measure from its registration.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gaitcue.report.drawing.figures import LineKind
from gaitcue.report.frames.keyframes import KeyMoment


@dataclass(frozen=True, slots=True)
class Plain:
    """How one measure is told to the runner."""

    family: str
    moment: KeyMoment
    lines: tuple[LineKind, ...]
    tag_at: LineKind | None
    short: str
    """its name within a sentence"""
    what: str
    may_stand_out: bool = True
    """False for what no source makes a target by itself: shown, never called unusual"""


FAMILIES: Final = ("overstride", "cadence", "trunk", "pelvis", "knee", "hip", "bounce", "rhythm")
"""In the order in which they are told; one thing from each at most."""

_SHIN = "How far the shin leans at the moment the foot lands. More means the foot lands further in front of the knee."
_REACH = "How far ahead of the hip the foot lands. A long reach makes each landing brake a little more."
_LEG = "The lean of the whole leg, from hip to ankle, at the moment the foot lands."
_CADENCE = "How many steps you take in a minute, both feet counted. It rises with speed and falls with body height."
_TRUNK = "How far the upper body leans forward. Some lean is normal, and there is no single right amount."
_KNEE = "How far the knee is bent at the moment the foot lands. A bent knee takes up the landing more softly."
_KNEE_DEEP = "How far the knee bends while the foot carries you. The bend takes up the weight."
_HIP = (
    "How far body and thigh are bent towards each other as the foot lands. More bend stretches the back of the thigh."
)
_THIGH = "How far the thigh travels behind you as the foot leaves the ground."
_PELVIS = "How far the pelvis tips forward while you run. Some tilt is normal, and runners differ a lot."
_BOUNCE = "How far the hips move up and down with each step."
_BOUNCE_SHARE = "How far the hips move up and down, held against the length of your steps."
_CONTACT = "How long the foot stays on the ground with each step."

PLAIN: Final[dict[str, Plain]] = {
    "shank_angle_ic": Plain(
        "overstride", "initial_contact", ("plumb", "shank"), "shank", "the reach of the shin at landing", _SHIN
    ),
    "ankle_hip_distance_pct": Plain(
        "overstride", "initial_contact", ("plumb", "leg"), "leg", "the reach of the foot at landing", _REACH
    ),
    "ankle_hip_distance": Plain(
        "overstride", "initial_contact", ("plumb", "leg"), "leg", "the reach of the foot at landing", _REACH
    ),
    "leg_angle_ic": Plain(
        "overstride", "initial_contact", ("plumb", "leg"), "leg", "the reach of the leg at landing", _LEG
    ),
    "cadence": Plain("cadence", "initial_contact", ("leg",), None, "the number of steps per minute", _CADENCE),
    "trunk_lean_stance": Plain(
        "trunk", "mid_stance", ("plumb", "trunk"), "trunk", "the lean of the upper body", _TRUNK
    ),
    "trunk_lean_stride": Plain(
        "trunk", "mid_stance", ("plumb", "trunk"), "trunk", "the lean of the upper body", _TRUNK
    ),
    "pelvic_tilt_mean": Plain("pelvis", "mid_stance", ("pelvis",), "pelvis", "the tilt of the pelvis", _PELVIS),
    "knee_flexion_peak_stance": Plain(
        "knee", "mid_stance", ("thigh", "shank"), "thigh", "the bend of the knee in stance", _KNEE_DEEP
    ),
    "knee_flexion_ic": Plain(
        "knee", "initial_contact", ("thigh", "shank"), "shank", "the bend of the knee at landing", _KNEE
    ),
    "hip_flexion_ic": Plain(
        "hip", "initial_contact", ("trunk", "thigh"), "thigh", "the bend of the hip at landing", _HIP
    ),
    "thigh_extension": Plain(
        "hip", "toe_off", ("plumb", "thigh"), "thigh", "the reach of the thigh behind", _THIGH, may_stand_out=False
    ),
    "vertical_oscillation": Plain(
        "bounce", "mid_stance", ("hip_path",), "hip_path", "the bounce", _BOUNCE, may_stand_out=False
    ),
    "vertical_ratio": Plain(
        "bounce",
        "mid_stance",
        ("hip_path",),
        "hip_path",
        "the bounce for the length of your steps",
        _BOUNCE_SHARE,
        may_stand_out=False,
    ),
    "contact_time": Plain(
        "rhythm", "mid_stance", ("leg",), None, "the time on the ground", _CONTACT, may_stand_out=False
    ),
}
