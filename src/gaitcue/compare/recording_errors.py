"""What two recordings get wrong beside the strides' variation, and what of it cancels in their difference.

A summary's interval holds errors that are the same in all strides of a clip: where the model sees a joint under these
clothes, when the detector sees the foot land at this frame rate, the camera's roll. Takes of one session share the
person, the clothes, the detector and the frame rate, so all but the roll cancels; with an untouched camera the roll
cancels too. When nothing is told, nothing is taken to cancel.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcue.gait.autocorrelation import RunMean
from gaitcue.terms.quantiles import Z95, t_quantile
from gaitcue.terms.records import Summary, View

FROM_VERTICAL = frozenset(
    {"shank_angle_ic", "shank_angle_loading", "leg_angle_ic", "foot_strike_angle", "thigh_extension"}
    | {"trunk_lean_ic", "trunk_lean_stance", "trunk_lean_peak", "trunk_lean_stride"}
    | {"pelvic_tilt_mean", "pelvic_tilt_ic", "pelvic_tilt_to"}
    | {"heel_com_distance", "ankle_hip_distance", "ankle_hip_distance_pct", "front_back_ratio"}
)
"""Measures that a roll of the camera shifts."""
PER_RADIAN = {"deg": 57.3, "%": 93.0, "m": 0.84, "cm": 84.0, "1": 1.5}
"""How far (product defaults): an angle by the roll itself, a distance by the hip's height (0.84 m, 93 % of the leg)
times the roll, the front/back ratio by what that does to its two distances."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """How the takes belong together, as told by the person."""

    same_session: bool = False
    """one visit: same clothes, shoes, camera settings"""
    same_camera: bool = False
    """in one session with a camera that was not touched between the takes"""


def shared_variance(row: Summary, run: RunMean, view: View, occasion: Occasion) -> float:
    """Variance of one run's mean beside its strides that stays in the difference, measure's unit squared."""
    if occasion.same_camera:
        return 0.0
    return roll_variance(row, view) if occasion.same_session else systematic_variance(row, run)


def systematic_variance(row: Summary, run: RunMean) -> float:
    """All that the summary's interval holds beyond the strides."""
    by_strides = t_quantile(max(run.effective_n - 1.0, 1.0)) ** 2 * run.variance
    return max(0.0, (half_width(row) ** 2 - by_strides) / Z95**2)


def roll_variance(row: Summary, view: View) -> float:
    """The part that comes from not knowing the camera's roll exactly."""
    if row.measure not in FROM_VERTICAL:
        return 0.0
    roll = np.radians(view.roll_half_width_deg) / Z95
    return float((PER_RADIAN.get(row.unit.split(" ")[0], 0.0) * roll) ** 2)


def half_width(row: Summary) -> float:
    """95 % half width of a mean; 0 where none is known."""
    return 0.0 if row.ci_low is None or row.ci_high is None else (row.ci_high - row.ci_low) / 2.0
