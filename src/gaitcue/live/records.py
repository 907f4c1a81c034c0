"""What the live part gives out: frames that were looked at, and steps with their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from gaitcue.terms.advice import Reason
from gaitcue.terms.arrays import Array
from gaitcue.terms.conditions import Conditions
from gaitcue.terms.keypoints import Side
from gaitcue.terms.records import Note, Status

AT_CONTACT: Final = ("cadence", "trunk_lean_ic", "shank_angle_ic", "ankle_hip_distance_pct", "knee_flexion_ic")
"""measures that stand with the initial contact of a step"""
OVER_STANCE: Final = ("trunk_lean_stance", "contact_time", "vertical_oscillation")
"""measures that stand once the step's stance, or the stride that it begins, is over"""
LIVE_MEASURES: Final = (*AT_CONTACT, *OVER_STANCE)


@dataclass(frozen=True, slots=True)
class LiveValue:
    """One number of one step, or the reason why there is none."""

    value: float | None
    """in the unit of its measure (``gait.MEASURES``)"""
    status: Status
    reason: Reason | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step. It comes twice under one number: at its contact, and again when its stance is over."""

    number: int
    """from 1, in the order in which steps came to stand; never given to another"""
    leg: Side
    contact_s: float
    """time of its initial contact, s on the sender's clock"""
    toe_off_s: float | None
    known_s: float
    """time of the newest frame when it came to stand: ``known_s - contact_s`` is what the detector waits for"""
    complete: bool
    """the stance is over, and the values of ``OVER_STANCE`` are there as far as they can be told"""
    values: Mapping[str, LiveValue]


@dataclass(frozen=True, slots=True)
class Seen:
    """One frame that was looked at."""

    frame: int
    """number that the sender gave"""
    time_s: float
    """when it was taken, s on the sender's clock"""
    size: tuple[int, int]
    """width and height, px, that ``points`` refer to"""
    points: Array
    """(19, 2) px in the order of ``KEYPOINTS``, as this frame shows them, the legs named as one stride before;
    NaN where unseen"""
    confidence: Array
    """(19,) 0-1"""
    look_s: float
    """how long the look took"""
    rate_hz: float
    """frames looked at per second of true time, lately"""
    remarks: tuple[Note, ...]
    """what is not as it should be, by code"""
    steps: tuple[Step, ...]
    """steps that came to stand, or were completed, since the frame before"""


@dataclass(frozen=True, slots=True)
class Stood:
    """Steps that came to stand between two frames: nothing waits for the next frame to tell them."""

    time_s: float
    """of the newest frame that was looked at, s on the sender's clock"""
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class LiveSettings:
    """What the live part is told beforehand."""

    conditions: Conditions = field(default_factory=Conditions)
    """speed, incline and height as told; without a height nothing is given in cm"""
    model: str = "full"
    """size of the pose model: lite or full"""
    first_number: int = 1
    """number of the first step: of a session that goes on, the one after the last"""
