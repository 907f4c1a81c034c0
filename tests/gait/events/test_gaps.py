"""A gap counts in strides: what is short in slow motion is short, told or not."""

import numpy as np
import pytest

from gaitcue.gait.events.find import pieces
from gaitcue.gait.events.paths import LegPaths, leg_paths
from gaitcue.gait.events.phase import leg_difference
from gaitcue.gait.plane import Plane

FRAMES = 600


def swinging_plane(stride_hz: float, gap: slice) -> Plane:
    time_s = np.arange(FRAMES) / 30
    cycle = 2 * np.pi * stride_hz * time_s
    points = {}
    for side, phase in (("left", 0.0), ("right", np.pi)):
        path = np.stack([0.3 * np.sin(cycle + phase), 0.05 * np.cos(cycle + phase)], axis=1)
        path[gap] = np.nan
        points |= {f"{side}_{name}": path + np.array([0.0, 0.1]) for name in ("ankle", "heel", "toe")}
        points[f"{side}_hip"] = np.tile([0.0, 0.9], (FRAMES, 1))
    return Plane(time_s=time_s, frame=np.arange(FRAMES, dtype=float), points=points, unit="m", near_side=None)


def parts(stride_hz: float) -> int:
    plane = swinging_plane(stride_hz, slice(300, 316))
    legs: list[LegPaths] = [leg_paths(plane, side, 0.85) for side in ("left", "right")]
    assert np.isnan(leg_difference(*legs)[300:316]).all()
    return len(list(pieces(plane.time_s, *legs)))


@pytest.mark.parametrize(("stride_hz", "expected"), [(1.4, 2), (0.35, 1)])
def test_half_a_second_splits_a_run_in_real_time_but_not_in_slow_motion(stride_hz, expected):
    assert parts(stride_hz) == expected
