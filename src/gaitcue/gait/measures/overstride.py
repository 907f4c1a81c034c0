"""The overstride family: where the foot lands, seen from the hip and from the knee.

No published threshold separates overstriding from not; two of these must agree before the word is used (product
default; docs/evidence.md).
"""

from __future__ import annotations

import numpy as np

from gaitcue.gait.measures.leg_strides import LegStrides
from gaitcue.gait.measures.registry import register
from gaitcue.gait.measures.run import Run
from gaitcue.terms.arrays import Array
from gaitcue.terms.moments import LOADING_SHARE

FAMILY = "overstride"


@register(
    title_clinician="Heel-to-COM distance at initial contact",
    title_runner="How far the heel lands ahead of the hips",
    unit="cm",
    belongs_to="initial contact",
    family=FAMILY,
    needs=("feet", "scale"),
    signals=("heel_ahead",),
    sources=("Wille14", "Souza16*"),
)
def heel_com_distance(run: Run, strides: LegStrides) -> Array:
    """Heel minus mid-hip (standing in for the centre of mass) along the running direction, + = heel ahead."""
    return 100 * run.at_contact("heel_ahead", strides.side, strides.start) / run.units_per_m


@register(
    title_clinician="Ankle-to-hip distance at initial contact",
    title_runner="How far the foot lands ahead of the hip",
    unit="cm",
    belongs_to="initial contact",
    family=FAMILY,
    needs=("scale",),
    signals=("ankle_ahead",),
    sources=("Lieberman15",),
    note="The best proxy of braking that a video gives.",
)
def ankle_hip_distance(run: Run, strides: LegStrides) -> Array:
    """Ankle minus hip of the same leg along the running direction, + = ankle ahead."""
    return 100 * run.at_contact("ankle_ahead", strides.side, strides.start) / run.units_per_m


@register(
    title_clinician="Ankle-to-hip distance at initial contact, % of leg length",
    title_runner="How far the foot lands ahead of the hip, as a share of the leg",
    unit="%",
    belongs_to="initial contact",
    family=FAMILY,
    signals=("ankle_ahead",),
    sources=("Lieberman15",),
    note="leg_length is trochanter to floor: from the standing reference, else thigh + shank (thigh_shank_length, what "
    "pictures give) times 0.90 / 0.84 (product default). As % of thigh_shank_length the number is 1.07 times as large.",
)
def ankle_hip_distance_pct(run: Run, strides: LegStrides) -> Array:
    """Ankle minus hip of the same leg along the running direction over leg length (trochanter to floor)."""
    return 100 * run.at_contact("ankle_ahead", strides.side, strides.start) / run.leg_length


@register(
    title_clinician="Shank angle at initial contact",
    title_runner="How far the shin reaches forward at landing",
    unit="deg",
    belongs_to="initial contact",
    family=FAMILY,
    signals=("shank",),
    sources=("Lieberman15", "Sugimoto19", "Dingenen18"),
)
def shank_angle_ic(run: Run, strides: LegStrides) -> Array:
    """Knee-to-ankle line from the vertical, + = ankle ahead of the knee ("tibial overstride angle")."""
    return run.at_contact("shank", strides.side, strides.start)


@register(
    title_clinician="Shank angle at loading response",
    title_runner="How far the shin reaches forward as the weight comes on",
    unit="deg",
    belongs_to="loading response",
    family=FAMILY,
    signals=("shank",),
    sources=("Souza16*",),
    note="Taken at 18 % of the contact (product default). Souza's classes: extended (ankle ahead), "
    "vertical, flexed; their cut-offs are not verified and no class is given.",
)
def shank_angle_loading(run: Run, strides: LegStrides) -> Array:
    """Knee-to-ankle line from the vertical when the foot takes the weight, + = ankle ahead of the knee."""
    return run.at("shank", strides.side, strides.at_stance(LOADING_SHARE))


@register(
    title_clinician="Leg angle at initial contact",
    title_runner="How far the whole leg reaches forward at landing",
    unit="deg",
    belongs_to="initial contact",
    family=FAMILY,
    signals=("leg",),
    sources=("product default",),
)
def leg_angle_ic(run: Run, strides: LegStrides) -> Array:
    """Hip-to-ankle line from the vertical, + = ankle ahead of the hip."""
    return run.at_contact("leg", strides.side, strides.start)


@register(
    title_clinician="Front/back ratio",
    title_runner="Reach in front against push behind",
    unit="1",
    belongs_to="initial contact and toe-off",
    family=FAMILY,
    signals=("ankle_ahead",),
    sources=("product default",),
    note="Tells a long stride with much hip extension from an overstride.",
)
def front_back_ratio(run: Run, strides: LegStrides) -> Array:
    """Ankle-to-hip distance at initial contact over the sum of it and the one at toe-off (both without sign)."""
    front = run.at_contact("ankle_ahead", strides.side, strides.start)
    back = np.abs(run.at("ankle_ahead", strides.side, strides.toe_off))
    return np.asarray(front / (front + back))
