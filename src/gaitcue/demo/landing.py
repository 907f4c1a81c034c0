"""Between shoe and ground: how a foot comes down, sinks into its sole, slides, and leaves.

A force plate calls it contact when the vertical force passes 50 N. Here the sole is a layer that gives way, and it
bears those 50 N when it is pressed in by ``SOLE_AT_CONTACT_M``: that compression, with the foot going down, is initial
contact; the same compression, with the foot going up, is toe-off. Shapes and sizes of the curves follow treadmill
runners around force-plate contacts [Fukuchi17].
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcue.terms.arrays import Array

SOLE_AT_CONTACT_M = 0.0015
"""compression of the sole that stands for 50 N; chosen by us, not measured on a shoe"""
SOLE_DEEPEST_M = 0.0035
"""compression of the sole under the runner's full load"""
PAD_DEEPEST_M, PAD_DEEPER_M_PER_DEG = 0.0105, 0.0004
"""heel pad and arch: how far the ankle sinks towards the sole, and further the flatter the foot lands"""
SINKS_S, SINKS_LONGER_S_PER_DEG, FULL_HEEL_DEG = 0.0375, 0.0005, 20.0
"""the ankle goes on sinking for this time after contact, and longer the flatter the foot lands"""
FLAT_AFTER_S = 0.036
"""the sole is flat after this time"""
SOLE_SPRINGS_S, PAD_SPRINGS_S = 0.060, 0.110
"""sole and pad stay pressed in nearly all the contact (they are stiff under load) and spring back this long before
toe-off"""
SLIDES_S = 0.032
"""the sole shears and slides until it moves with the ground"""
APPROACH_S = 0.050
"""the last part of swing, in which the foot follows a path of its own"""

ALONG = (-0.53, -10.2, 130.0)
"""forward speed of the ankle past the hip as a share of running speed: constant, per s and per s^2 before contact"""
DOWN_PER_S = 11.0
"""the ankle's downward speed grows by this share per s before contact"""
EARLY_TURN_DEG_S = -30.0
FASTEST_TURN_DEG_S, SLOWEST_TURN_DEG_S, TURN_FOR_DEG = 620.0, 100.0, 14.0


@dataclass(frozen=True, slots=True)
class Landing:
    """One landing and its contact; ``since`` are s after initial contact, below 0 before it."""

    foot_deg: float
    duration_s: float
    pad_share: float = 1.0
    """part of the usual sinking of the pad: less when a nearly straight leg does not reach down so far"""

    @property
    def turn_deg_s(self) -> float:
        """Rate of the sole's angle at contact: a raised toe slaps down, a raised heel waits for the ground."""
        rate = FASTEST_TURN_DEG_S if self.foot_deg > 0 else SLOWEST_TURN_DEG_S
        return float(-rate * np.tanh(self.foot_deg / TURN_FOR_DEG))

    @property
    def sinks_s(self) -> float:
        """Time for which the ankle goes on sinking."""
        return SINKS_S + SINKS_LONGER_S_PER_DEG * self._short_of_heel_deg

    @property
    def pad_deepest_m(self) -> float:
        return self.pad_share * (PAD_DEEPEST_M + PAD_DEEPER_M_PER_DEG * self._short_of_heel_deg)

    @property
    def _short_of_heel_deg(self) -> float:
        return float(np.clip(FULL_HEEL_DEG - self.foot_deg, 0.0, FULL_HEEL_DEG))

    @property
    def sinking_mps(self) -> float:
        """Speed at contact with which sole and pad are pressed in."""
        return 1.5 * (SOLE_DEEPEST_M - SOLE_AT_CONTACT_M + self.pad_deepest_m) / self.sinks_s

    def turned_deg(self, since: Array) -> Array:
        """Angle of the sole until it is flat: before contact slowly, then faster; after it until it lies."""
        early, late = EARLY_TURN_DEG_S, self.turn_deg_s
        u = np.clip(1.0 + since / APPROACH_S, 0.0, 1.0)
        before = self.foot_deg + early * since + (late - early) * APPROACH_S * (u**4 - 1.0) / 4
        s = np.clip(since / FLAT_AFTER_S, 0.0, 1.0)
        after = self.foot_deg * (1 - 3 * s**2 + 2 * s**3) + late * FLAT_AFTER_S * s * (1 - s) ** 2
        return np.where(since < 0, before, after)

    def sole_m(self, since: Array) -> Array:
        """Compression of the sole during contact; ``SOLE_AT_CONTACT_M`` at both ends, more in between."""
        more, w = SOLE_DEEPEST_M - SOLE_AT_CONTACT_M, self._unloaded(since, SOLE_SPRINGS_S)
        return np.asarray(SOLE_AT_CONTACT_M + more * self._pressed(since) * (1 - 2 * w**2 + w**3))

    def pad_m(self, since: Array) -> Array:
        """Sinking of the ankle towards the sole during contact."""
        return np.asarray(
            self.pad_deepest_m * self._pressed(since) * (1 - self._unloaded(since, PAD_SPRINGS_S) ** 2) ** 2
        )

    def _pressed(self, since: Array) -> Array:
        """From 0 at contact to 1, at a speed that falls along a parabola."""
        s = np.clip(since / self.sinks_s, 0.0, 1.0)
        return np.asarray(1.5 * s - 0.5 * s**3)

    def _unloaded(self, since: Array, springs_s: float) -> Array:
        """From 0 to 1 over the last part of the contact."""
        span = min(springs_s, self.duration_s - self.sinks_s)
        return np.clip(1.0 - (self.duration_s - since) / span, 0.0, 1.0)


def slide_share(since: Array) -> Array:
    """Share of the slide that is still to come."""
    return np.asarray(np.clip(1.0 - since / SLIDES_S, 0.0, None) ** 3)


def approach_x(since: Array, speed_mps: float) -> Array:
    """Ankle ahead of where it is at contact, relative to the hip, m; ``since`` at most 0."""
    c0, c1, c2 = ALONG
    return np.asarray(speed_mps * since * (c0 + since * (c1 / 2 + since * c2 / 3)))


def approach_y(since: Array, sinking_mps: float) -> Array:
    """Ankle above where it is at contact, m."""
    return np.asarray(-sinking_mps * since * (1.0 + DOWN_PER_S * since / 2))
