"""Step and stride length, and the up and down of the body."""

from __future__ import annotations

import numpy as np

from gaitcue.gait.measures.leg_strides import LegStrides
from gaitcue.gait.measures.registry import register
from gaitcue.gait.measures.run import Run
from gaitcue.gait.policy import FPS_AT_MOMENT, FPS_SLOW
from gaitcue.terms.arrays import Array

FAMILY = "step length and bounce"


@register(
    title_clinician="Step length",
    title_runner="Length of a step",
    unit="m",
    belongs_to="step",
    family=FAMILY,
    needs=("speed",),
    min_fps=FPS_AT_MOMENT,
    sources=("Willson14", "Edwards09"),
    note="On a treadmill never from pixels between the feet: they are never down together.",
)
def step_length(run: Run, strides: LegStrides) -> Array:
    """Speed times the time from the other foot's initial contact to this foot's: the ground covered in a step."""
    return run.speed_mps * (strides.end - strides.other_contact)


@register(
    title_clinician="Stride length",
    title_runner="Length of a double step",
    unit="m",
    belongs_to="stride",
    family=FAMILY,
    needs=("speed",),
    min_fps=FPS_SLOW,
    same_steps=True,
    sources=("Willson14", "Edwards09"),
)
def stride_length(run: Run, strides: LegStrides) -> Array:
    """Speed times stride time: the ground covered between two contacts of the same foot."""
    return run.speed_mps * (strides.end - strides.start)


def rise(run: Run, strides: LegStrides) -> Array:
    """Highest minus lowest mid-hip within a step, mean of the two steps of each stride, plane units."""
    middle = np.where(np.isfinite(strides.other_contact), strides.other_contact, (strides.start + strides.end) / 2)
    steps = [
        run.highest("hip_height", strides.side, a, b) - run.lowest("hip_height", strides.side, a, b)
        for a, b in ((strides.start, middle), (middle, strides.end))
    ]
    return np.asarray((steps[0] + steps[1]) / 2)


@register(
    title_clinician="Vertical oscillation",
    title_runner="Bounce",
    unit="cm",
    belongs_to="step",
    family=FAMILY,
    scope="run",
    needs=("scale",),
    min_fps=FPS_SLOW,
    signals=("hip_height",),
    sources=("Heiderscheit11", "VanHooren24"),
    note="Not the same quantity as a watch strap's torso oscillation.",
)
def vertical_oscillation(run: Run, strides: LegStrides) -> Array:
    """Highest minus lowest position of the mid-hip (standing in for the centre of mass) within a step."""
    return 100 * rise(run, strides) / run.units_per_m


@register(
    title_clinician="Vertical ratio",
    title_runner="Bounce for each step's length",
    unit="%",
    belongs_to="step",
    family=FAMILY,
    scope="run",
    needs=("scale", "speed"),
    min_fps=FPS_SLOW,
    signals=("hip_height",),
    sources=("Heiderscheit11", "VanHooren24"),
)
def vertical_ratio(run: Run, strides: LegStrides) -> Array:
    """Vertical oscillation over mean step length (half the stride length)."""
    return 100 * rise(run, strides) / run.units_per_m / (run.speed_mps * (strides.end - strides.start) / 2)
