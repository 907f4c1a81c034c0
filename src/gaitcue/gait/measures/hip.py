"""Thigh and hip: how far behind at the end of stance, how bent at landing."""

from __future__ import annotations

from gaitcue.gait.measures.leg_strides import LegStrides
from gaitcue.gait.measures.registry import register
from gaitcue.gait.measures.run import Run
from gaitcue.gait.policy import FPS_AROUND_TOE_OFF
from gaitcue.gait.sampling import at_peak
from gaitcue.terms.arrays import Array

FAMILY = "hip"
AROUND_TOE_OFF = (0.7, 1.6)
"""parts of the contact time, from initial contact, between which the thigh is farthest behind (product default)"""


def around_toe_off(strides: LegStrides) -> tuple[Array, Array]:
    """Begin and end of the window around each toe-off, s, each (S,)."""
    first, last = AROUND_TOE_OFF
    return strides.at_stance(first), strides.at_stance(last)


@register(
    title_clinician="Thigh extension",
    title_runner="How far the thigh goes behind at push-off",
    unit="deg",
    belongs_to="toe-off",
    family=FAMILY,
    min_fps=FPS_AROUND_TOE_OFF,
    signals=("thigh",),
    sources=("Souza16*",),
    note="From the vertical, so free of the pelvis: the two-dimensional stand-in for hip extension.",
)
def thigh_extension(run: Run, strides: LegStrides) -> Array:
    """Largest angle of the thigh behind the vertical around toe-off, + = knee behind the hip."""
    start, end = around_toe_off(strides)
    return -run.lowest("thigh", strides.side, start, end)


@register(
    title_clinician="Hip extension",
    title_runner="How far the hip opens at push-off",
    unit="deg",
    belongs_to="toe-off",
    family=FAMILY,
    needs=("pelvis",),
    min_fps=FPS_AROUND_TOE_OFF,
    signals=("pelvic_tilt", "thigh"),
    sources=("Souza16*", "Franz09"),
)
def hip_extension(run: Run, strides: LegStrides) -> Array:
    """Thigh against the pelvis, largest around toe-off: thigh behind the vertical minus anterior pelvic tilt."""
    start, end = around_toe_off(strides)
    flexion = run.window("thigh", strides.side, start, end) + run.window("pelvic_tilt", strides.side, start, end)
    return at_peak(-flexion)


@register(
    title_clinician="Hip flexion from the trunk at initial contact",
    title_runner="Bend between body and thigh at landing",
    unit="deg",
    belongs_to="initial contact",
    family=FAMILY,
    needs=("trunk",),
    signals=("thigh", "trunk_lean"),
    sources=("product default",),
    note="Hip flexion, not lean as such, lengthens the hamstring.",
)
def hip_flexion_ic(run: Run, strides: LegStrides) -> Array:
    """Trunk lean plus thigh angle at initial contact."""
    trunk = run.at("trunk_lean", strides.side, strides.start)
    return trunk + run.at_contact("thigh", strides.side, strides.start)
