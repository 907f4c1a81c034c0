"""Cadence and the times of the stride."""

from __future__ import annotations

import numpy as np

from gaitcue.gait.measures.leg_strides import LegStrides
from gaitcue.gait.measures.registry import register
from gaitcue.gait.measures.run import Run
from gaitcue.gait.policy import FPS_AT_MOMENT, FPS_SLOW, FPS_STEP_DIFFERENCE
from gaitcue.terms.arrays import Array

FAMILY = "cadence and times"


def symmetry_index(right: Array, left: Array) -> Array:
    """200 (right - left) / (right + left), %."""
    return np.asarray(200 * (right - left) / (right + left))


@register(
    title_clinician="Cadence",
    title_runner="Steps per minute",
    unit="steps/min",
    belongs_to="whole run",
    family=FAMILY,
    scope="run",
    min_fps=FPS_SLOW,
    sources=("vanOeveren17", "deRuiter20", "Burns19"),
    note="Many papers and FIT files give strides per minute, which is half of it.",
)
def cadence(run: Run, strides: LegStrides) -> Array:
    """Steps of both feet per minute: 120 divided by the stride time in s."""
    return 120 / (strides.end - strides.start)


@register(
    title_clinician="Step time",
    title_runner="Time per step",
    unit="s",
    belongs_to="step",
    family=FAMILY,
    min_fps=FPS_AT_MOMENT,
    sources=("OldYoung", "Ammann16"),
)
def step_time(run: Run, strides: LegStrides) -> Array:
    """From the initial contact of the other foot to the next initial contact of this one."""
    return strides.end - strides.other_contact


@register(
    title_clinician="Stride time",
    title_runner="Time per double step",
    unit="s",
    belongs_to="stride",
    family=FAMILY,
    min_fps=FPS_SLOW,
    same_steps=True,
    sources=("OldYoung", "Ammann16"),
)
def stride_time(run: Run, strides: LegStrides) -> Array:
    """From one initial contact of a foot to the next initial contact of the same foot."""
    return strides.end - strides.start


@register(
    title_clinician="Contact time",
    title_runner="Time the foot is on the ground",
    unit="s",
    belongs_to="stance",
    family=FAMILY,
    sources=("OldYoung", "Ammann16"),
)
def contact_time(run: Run, strides: LegStrides) -> Array:
    """From initial contact to toe-off of the same foot."""
    return strides.toe_off - strides.start


@register(
    title_clinician="Flight time",
    title_runner="Time in the air per step",
    unit="s",
    belongs_to="flight",
    family=FAMILY,
    sources=("OldYoung", "Ammann16"),
)
def flight_time(run: Run, strides: LegStrides) -> Array:
    """From toe-off of this foot to the initial contact of the other one: step time minus contact time."""
    return strides.other_contact - strides.toe_off


@register(
    title_clinician="Duty factor",
    title_runner="Share of the stride on the ground",
    unit="%",
    belongs_to="stride",
    family=FAMILY,
    sources=("OldYoung", "Ammann16"),
    note="At 50 % and more it is walking.",
)
def duty_factor(run: Run, strides: LegStrides) -> Array:
    """Contact time over stride time of the same foot."""
    return 100 * (strides.toe_off - strides.start) / (strides.end - strides.start)


@register(
    title_clinician="Step time asymmetry (right - left)",
    title_runner="Difference between right and left step time",
    unit="%",
    belongs_to="stride",
    family=FAMILY,
    scope="pair",
    min_fps=FPS_STEP_DIFFERENCE,
    sources=("Girard19", "Malisoux24"),
    note="Shown, never called a risk. In a single side view the far leg is measured worse [Young23].",
)
def step_time_asymmetry(run: Run, strides: LegStrides) -> Array:
    """Symmetry index 200 (R - L) / (R + L) of the two step times inside a stride, + when the right step is longer."""
    own, other = strides.end - strides.other_contact, strides.other_contact - strides.start
    return symmetry_index(own, other) if strides.side == "right" else symmetry_index(other, own)


@register(
    title_clinician="Contact time asymmetry (right - left)",
    title_runner="Difference between right and left contact time",
    unit="%",
    belongs_to="stride",
    family=FAMILY,
    scope="pair",
    sources=("Girard19", "Malisoux24"),
    note="Shown, never called a risk. In a single side view the far leg is measured worse [Young23].",
)
def contact_time_asymmetry(run: Run, strides: LegStrides) -> Array:
    """Symmetry index 200 (R - L) / (R + L) of the two contact times inside a stride, + when the right one is longer."""
    own, other = strides.toe_off - strides.start, strides.other_toe_off - strides.other_contact
    return symmetry_index(own, other) if strides.side == "right" else symmetry_index(other, own)
