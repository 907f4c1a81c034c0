"""A gap counts in strides: what is short in slow motion is short, told or not."""

import numpy as np
import pytest

from gaitcue.demo import Runner, true_track, truth
from gaitcue.gait import detect_events, filter_track, find_view, to_plane
from gaitcue.gait.events.find import pieces
from gaitcue.gait.events.paths import LegPaths, leg_paths
from gaitcue.gait.events.phase import leg_difference
from gaitcue.gait.plane import Plane
from gaitcue.terms.conditions import Conditions

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


@pytest.mark.parametrize("at_the_end", [True, False])
def test_where_one_foot_is_hidden_at_an_end_of_the_recording_the_other_still_lands(at_the_end):
    """As the standing leg hides the one behind it."""
    runner = Runner(duration_s=4.0)
    exact = [e for e in truth(runner)["events_exact"] if (e["type"], e["side"]) == ("initial_contact", "left")]
    contact = exact[-2 if at_the_end else 1]["time_s"]
    track = true_track(runner)
    time_s = track["time"].values
    track = track.isel(time=time_s < contact + 0.15 if at_the_end else time_s > contact - 0.15)
    beside = np.abs(track["time"].values - contact) < 0.17
    right = [name.startswith("right") and not name.endswith("hip") for name in track["keypoint"].values.astype(str)]
    track["position"].values[np.ix_(beside, range(2), right)] = np.nan
    track = filter_track(track)
    view = find_view(track, None, Conditions(height_cm=176.0))
    found = [
        e.time_s for e in detect_events(to_plane(track, view), view) if (e.type, e.side) == ("initial_contact", "left")
    ]
    assert min(abs(at - contact) for at in found) < 0.015
