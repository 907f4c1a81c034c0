"""The schedule of foot contacts: when each foot lands and leaves, and the posture in which it does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitcue.demo.runner import Runner
from gaitcue.terms.keypoints import SIDES, Side

Array = NDArray[np.float64]
SHORTEST_FLIGHT_S = 0.02


@dataclass(frozen=True, slots=True)
class Contact:
    """One contact of one foot: exact times in s and the posture at its ends in degrees."""

    side: Side
    start_s: float
    """initial contact"""
    end_s: float
    """toe-off"""
    shank_deg: float
    knee_deg: float
    foot_deg: float
    knee_off_deg: float
    trunk_deg: float
    """offset of the trunk lean around this contact"""
    pelvis_deg: float
    """offset of the pelvic tilt around this contact"""

    @property
    def thigh_deg(self) -> float:
        return self.shank_deg + self.knee_deg

    @property
    def duration_s(self) -> float:
        return self.end_s - self.start_s


def make_contacts(runner: Runner, *, centred: bool = False) -> tuple[Contact, ...]:
    """All contacts from well before the clip to well after it, left and right in turn.

    ``centred`` shifts the random draws so that their sample mean is zero: for the mean of the generating process.
    """
    rng = np.random.default_rng(runner.seed)
    first = runner.standing_s - 3.0 * runner.step_time_s - rng.uniform(0.0, 2.0 * runner.step_time_s)
    count = int(np.ceil((runner.duration_s - first) / runner.step_time_s * 1.05)) + 6
    draws = rng.normal(size=(count, 8))
    if centred:
        for k in (0, 1):
            draws[k::2] -= draws[k::2].mean(axis=0)
    draws = np.clip(draws, -3.0, 3.0)
    sides = [SIDES[k % 2] for k in range(count)]
    half = np.where(np.arange(count) % 2 == 0, 0.5, -0.5)
    return _with_times(runner, draws, sides, half, first)


def _with_times(runner: Runner, draws: Array, sides: list[Side], half: Array, first: float) -> tuple[Contact, ...]:
    spread, uneven = runner.variability, runner.asymmetry
    steps = runner.step_time_s * (1 + half * uneven.step_time_pct / 100 + draws[:, 0] * spread.step_time_pct / 100)
    lasts = runner.contact_s * (1 + half * uneven.contact_time_pct / 100 + draws[:, 1] * spread.contact_time_pct / 100)
    starts = first + np.cumsum(steps) - steps[0]
    lasts[:-1] = np.minimum(lasts[:-1], np.diff(starts) - SHORTEST_FLIGHT_S)
    posture = {
        "shank_deg": runner.shank_deg + half * uneven.shank_deg + draws[:, 2] * spread.shank_deg,
        "knee_deg": runner.knee_deg + half * uneven.knee_deg + draws[:, 3] * spread.knee_deg,
        "foot_deg": runner.foot_deg + half * uneven.foot_deg + draws[:, 4] * spread.foot_deg,
        "knee_off_deg": runner.knee_off_deg + draws[:, 5] * spread.knee_off_deg,
        "trunk_deg": draws[:, 6] * spread.trunk_deg,
        "pelvis_deg": draws[:, 7] * spread.pelvic_tilt_deg,
    }
    return tuple(
        Contact(sides[k], float(starts[k]), float(starts[k] + lasts[k]), **{n: float(v[k]) for n, v in posture.items()})
        for k in range(len(sides))
    )
