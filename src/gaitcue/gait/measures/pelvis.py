"""Pelvic tilt, from ASIS and PSIS only: hip keypoints cannot give it."""

from __future__ import annotations

from gaitcue.gait.measures.leg_strides import LegStrides
from gaitcue.gait.measures.registry import register
from gaitcue.gait.measures.run import Run
from gaitcue.gait.policy import FPS_AT_MOMENT, FPS_SLOW
from gaitcue.terms.arrays import Array

FAMILY = "pelvis"


@register(
    title_clinician="Anterior pelvic tilt, mean over the stride",
    title_runner="Forward tilt of the pelvis on average",
    unit="deg",
    belongs_to="stride",
    family=FAMILY,
    scope="run",
    needs=("pelvis",),
    min_fps=FPS_SLOW,
    signals=("pelvic_tilt",),
    sources=("Schache00", "Franz09"),
)
def pelvic_tilt_mean(run: Run, strides: LegStrides) -> Array:
    """Line from PSIS to ASIS from the horizontal, mean over the stride, + = anterior (ASIS lower)."""
    return run.mean("pelvic_tilt", strides.side, strides.start, strides.end)


@register(
    title_clinician="Anterior pelvic tilt at initial contact",
    title_runner="Forward tilt of the pelvis at landing",
    unit="deg",
    belongs_to="initial contact",
    family=FAMILY,
    needs=("pelvis",),
    min_fps=FPS_AT_MOMENT,
    signals=("pelvic_tilt",),
    sources=("Schache00", "Franz09"),
)
def pelvic_tilt_ic(run: Run, strides: LegStrides) -> Array:
    """Line from PSIS to ASIS from the horizontal at initial contact, + = anterior."""
    return run.at("pelvic_tilt", strides.side, strides.start)


@register(
    title_clinician="Anterior pelvic tilt at toe-off",
    title_runner="Forward tilt of the pelvis at push-off",
    unit="deg",
    belongs_to="toe-off",
    family=FAMILY,
    needs=("pelvis",),
    min_fps=FPS_AT_MOMENT,
    signals=("pelvic_tilt",),
    sources=("Schache00", "Franz09"),
)
def pelvic_tilt_to(run: Run, strides: LegStrides) -> Array:
    """Line from PSIS to ASIS from the horizontal at toe-off, + = anterior."""
    return run.at("pelvic_tilt", strides.side, strides.toe_off)


@register(
    title_clinician="Pelvic tilt excursion",
    title_runner="How much the pelvis rocks",
    unit="deg",
    belongs_to="stride",
    family=FAMILY,
    scope="run",
    needs=("pelvis",),
    min_fps=FPS_AT_MOMENT,
    signals=("pelvic_tilt",),
    sources=("Schache00", "Franz09"),
    own_half_width=0.5,
    note="The range of what all strides have in common; one stride alone ranges a little wider.",
)
def pelvic_tilt_excursion(run: Run, strides: LegStrides) -> Array:
    """Largest minus smallest pelvic tilt within the stride."""
    highest = run.highest("pelvic_tilt", strides.side, strides.start, strides.end)
    return highest - run.lowest("pelvic_tilt", strides.side, strides.start, strides.end)
