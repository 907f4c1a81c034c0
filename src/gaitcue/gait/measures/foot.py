"""The foot: how it meets the ground and how far the shank goes over it."""

from __future__ import annotations

import numpy as np

from gaitcue.gait.measures.leg_strides import LegStrides
from gaitcue.gait.measures.registry import register
from gaitcue.gait.measures.run import Run
from gaitcue.gait.policy import FPS_FOOT_IN_STANCE, FPS_STRIKE
from gaitcue.terms.arrays import Array

FAMILY = "foot"
REARFOOT_DEG, FOREFOOT_DEG = 7.4, -0.8
"""rearfoot strike above, forefoot strike below, midfoot between [Mo23]"""


def strike_angle(run: Run, strides: LegStrides) -> Array:
    """Foot angle at initial contact from the foot flat on the ground, deg, (S,), + = toes up."""
    return run.at_contact("foot_angle", strides.side, strides.start) - run.foot_zero_deg(strides.side)


@register(
    title_clinician="Foot strike angle",
    title_runner="How much the toes point up at landing",
    unit="deg",
    belongs_to="initial contact",
    family=FAMILY,
    needs=("feet",),
    min_fps=FPS_STRIKE,
    signals=("foot_angle",),
    sources=("Mo23",),
    note="Without a standing reference it is relative to the foot lying flat at 25-40 % of its own contact, which a "
    "runner who never puts the heel down does not have.",
)
def foot_strike_angle(run: Run, strides: LegStrides) -> Array:
    """Heel-to-toe line against the ground at initial contact minus the same in quiet standing, + = toes up."""
    return strike_angle(run, strides)


@register(
    title_clinician="Share of rearfoot strikes",
    title_runner="Share of landings on the heel",
    unit="%",
    belongs_to="initial contact",
    family=FAMILY,
    needs=("feet", "standing"),
    min_fps=FPS_STRIKE,
    signals=("foot_angle",),
    sources=("Mo23",),
    note="Rearfoot above 7.4, forefoot below -0.8, midfoot between [Mo23]. What runners say of themselves is right in "
    "43 % [SelfFSP24]. No pattern is better as such.",
)
def rearfoot_share(run: Run, strides: LegStrides) -> Array:
    """Contacts whose foot strike angle is over 7.4 deg, in % of all contacts."""
    angle = strike_angle(run, strides)
    return np.where(np.isfinite(angle), 100.0 * (angle > REARFOOT_DEG), np.nan)


@register(
    title_clinician="Ankle dorsiflexion, peak in stance",
    title_runner="How far the shin goes over the foot",
    unit="deg",
    belongs_to="stance",
    family=FAMILY,
    needs=("feet",),
    min_fps=FPS_FOOT_IN_STANCE,
    signals=("ankle_dorsiflexion", "foot_angle", "shank"),
    sources=("Dingenen18",),
)
def ankle_dorsiflexion_stance(run: Run, strides: LegStrides) -> Array:
    """Largest angle in stance by which the shank leans over the foot, 0 = as in standing with a vertical shank."""
    return run.highest("ankle_dorsiflexion", strides.side, strides.at_stance(0.2), strides.at_stance(0.9))
