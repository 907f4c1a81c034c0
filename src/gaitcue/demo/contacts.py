"""The schedule of foot contacts: when each foot lands and leaves, and the posture in which it does."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcue.demo.runner import Runner
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import SIDES, Side

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
    shortest = min(runner.step_time_s, runner.at(np.inf).step_time_s)
    count = int(np.ceil((runner.duration_s - first) / shortest * 1.05)) + 6
    draws = rng.normal(size=(count, 8))
    if centred:
        for k in (0, 1):
            draws[k::2] -= draws[k::2].mean(axis=0)
    draws = np.clip(draws, -3.0, 3.0)
    sides = [SIDES[k % 2] for k in range(count)]
    half = np.where(np.arange(count) % 2 == 0, 0.5, -0.5)
    return _with_times(runner, draws, sides, half, first)


def _with_times(runner: Runner, draws: Array, sides: list[Side], half: Array, first: float) -> tuple[Contact, ...]:
    starts, now = [first], [runner.at(first)]
    for k in range(1, len(sides)):
        starts.append(starts[-1] + _step_s(now[-1], float(half[k]), float(draws[k, 0])))
        now.append(runner.at(starts[-1]))
    lasts = np.array([_contact_s(*each) for each in zip(now, half, draws[:, 1], strict=True)])
    lasts[:-1] = np.minimum(lasts[:-1], np.diff(starts) - SHORTEST_FLIGHT_S)
    return tuple(
        Contact(sides[k], starts[k], starts[k] + float(lasts[k]), **_posture(runner, now[k], float(half[k]), draws[k]))
        for k in range(len(sides))
    )


def _step_s(runner: Runner, half: float, draw: float) -> float:
    uneven, spread = runner.asymmetry.step_time_pct, runner.variability.step_time_pct
    return runner.step_time_s * (1 + half * uneven / 100 + draw * spread / 100)


def _contact_s(runner: Runner, half: float, draw: float) -> float:
    uneven, spread = runner.asymmetry.contact_time_pct, runner.variability.contact_time_pct
    return runner.contact_s * (1 + half * uneven / 100 + draw * spread / 100)


def _posture(start: Runner, now: Runner, half: float, draws: Array) -> dict[str, float]:
    """Angles of one contact; those of trunk and pelvis as offsets from the runner's at the start."""
    spread, uneven = now.variability, now.asymmetry
    return {
        "shank_deg": now.shank_deg + half * uneven.shank_deg + float(draws[2]) * spread.shank_deg,
        "knee_deg": now.knee_deg + half * uneven.knee_deg + float(draws[3]) * spread.knee_deg,
        "foot_deg": now.foot_deg + half * uneven.foot_deg + float(draws[4]) * spread.foot_deg,
        "knee_off_deg": now.knee_off_deg + float(draws[5]) * spread.knee_off_deg,
        "trunk_deg": now.trunk_lean_deg - start.trunk_lean_deg + float(draws[6]) * spread.trunk_deg,
        "pelvis_deg": float(draws[7]) * spread.pelvic_tilt_deg,
    }
