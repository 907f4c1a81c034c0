"""What a recording must be like, read once from ``policy.toml``: nobody else holds a copy of these limits."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

FpsLimits = tuple[float, float]
"""frames per true second for "ok", and from where "low confidence"; below it not measurable"""
FrameRate = Literal["low", "medium", "enough"]


@cache
def policy() -> dict[str, Any]:
    """The file as it is: group -> name -> value, tag, built_on."""
    return tomllib.loads(files("gaitcue.gait").joinpath("policy.toml").read_text(encoding="utf-8"))


def _value(group: str, name: str) -> Any:
    return policy()[group][name]["value"]


def _fps(name: str) -> FpsLimits:
    enough, low = _value("frames_per_s", name)
    return float(enough), float(low)


FPS_CONTACT: Final = _fps("at_contact")
"""values at contact"""
FPS_STRIKE: Final = _fps("foot_strike")
"""class of foot strike: nothing under the first"""
FPS_STEP_DIFFERENCE: Final = _fps("step_difference")
"""times of steps, one against another"""
FPS_FOOT_IN_STANCE: Final = _fps("foot_in_stance")
"""the shank over the foot while it stands"""
FPS_AROUND_TOE_OFF: Final = _fps("around_toe_off")
"""the furthest reach of the thigh around toe-off"""
FPS_AT_MOMENT: Final = _fps("at_moment")
"""what changes little within a frame, read at a moment"""
FPS_BROAD_PEAK: Final = _fps("broad_peak")
"""a peak in mid-stance that lasts for many frames"""
FPS_SLOW: Final = _fps("slow")
"""slow signals: cadence, mean lean, bounce"""
FPS_TOLERANCE: Final = float(_value("frames_per_s", "tolerance"))
ENOUGH_STRIDES: Final = int(_value("strides", "enough"))
"""per leg, for full confidence"""
FEWEST_STRIDES: Final = int(_value("strides", "fewest"))
"""per leg, for any number at all"""
FEWEST_STEPS: Final = int(_value("strides", "fewest_steps"))
HEADLINE: Final[tuple[str, ...]] = tuple(policy()["headline"]["measures"])
"""the measures told first, in terminal and comparison; chosen beforehand, so that the error rate of the whole table can
be held"""
DARK: Final = float(_value("picture", "dark"))
"""mean luma, 0-255"""
SMALL_PX: Final = int(_value("picture", "small_px"))
SHORTEST_S: Final = float(_value("picture", "shortest_s"))


def reaches(fps: float, limit: float) -> bool:
    """Whether a frame rate counts as the limit's: a "60 fps" clip may run at 58.2."""
    return fps >= FPS_TOLERANCE * limit


def frame_rate(fps: float) -> FrameRate:
    """What a frame rate is good for at contact.

    Examples
    --------
    >>> frame_rate(50), frame_rate(59.94), frame_rate(119.88)
    ('low', 'medium', 'enough')
    """
    enough, low = FPS_CONTACT
    return "enough" if reaches(fps, enough) else "medium" if reaches(fps, low) else "low"
