"""Knee flexion in stance."""

from __future__ import annotations

from gaitcue.gait.measures.leg_strides import LegStrides
from gaitcue.gait.measures.registry import register
from gaitcue.gait.measures.run import Run
from gaitcue.gait.policy import FPS_BROAD_PEAK
from gaitcue.terms.arrays import Array

FAMILY = "knee"


@register(
    title_clinician="Knee flexion at initial contact",
    title_runner="Knee bend at landing",
    unit="deg",
    belongs_to="initial contact",
    family=FAMILY,
    signals=("knee_flexion",),
    sources=("Bramah18",),
)
def knee_flexion_ic(run: Run, strides: LegStrides) -> Array:
    """Thigh minus shank angle at initial contact: 0 = straight, + = bent."""
    return run.at_contact("knee_flexion", strides.side, strides.start)


def peak(run: Run, strides: LegStrides) -> Array:
    """Largest knee flexion of each stance, deg, (S,); the first and the last of it belong to landing and push-off."""
    return run.highest("knee_flexion", strides.side, strides.at_stance(0.1), strides.at_stance(0.8))


@register(
    title_clinician="Knee flexion, peak in stance",
    title_runner="Deepest knee bend while the foot is on the ground",
    unit="deg",
    belongs_to="mid-stance",
    family=FAMILY,
    min_fps=FPS_BROAD_PEAK,
    signals=("knee_flexion",),
    sources=("Souza16*", "Anderson22"),
)
def knee_flexion_peak_stance(run: Run, strides: LegStrides) -> Array:
    """Largest knee flexion between 10 and 80 % of the contact."""
    return peak(run, strides)


@register(
    title_clinician="Knee flexion excursion in stance",
    title_runner="How much the knee gives while the foot is on the ground",
    unit="deg",
    belongs_to="stance",
    family=FAMILY,
    signals=("knee_flexion",),
    sources=("Bramah18",),
)
def knee_flexion_excursion(run: Run, strides: LegStrides) -> Array:
    """Peak knee flexion in stance minus knee flexion at initial contact."""
    return peak(run, strides) - run.at_contact("knee_flexion", strides.side, strides.start)
