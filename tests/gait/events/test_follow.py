"""Events on means over runs of strides: a run differs from the whole by its strides, not by how it is filtered."""

import pytest

from gaitcue.demo import before_runner, noisy_track, true_track
from gaitcue.gait.events.ensemble import ensemble_mean
from gaitcue.gait.events.find import block_phase, harmonics_of
from gaitcue.gait.events.follow import EventFollower, FollowedLeg, follower
from gaitcue.gait.events.paths import leg_paths
from gaitcue.gait.events.phase import gait_phase, leg_difference, stride_frequency
from gaitcue.gait.filtering import filter_track
from gaitcue.gait.plane import to_plane
from gaitcue.gait.view import find_view
from gaitcue.terms.keypoints import SIDES
from gaitcue.terms.records import Conditions


@pytest.fixture(scope="module")
def right_leg() -> EventFollower:
    """A leg whose pace lies where a bandwidth of 14 Hz is ten and a half harmonics; its last stride is hardly seen."""
    runner = before_runner(stickers=(), fps=240.0, roll_deg=3.0, duration_s=6.0)
    track = filter_track(noisy_track(true_track(runner), 1.5, seed=11))
    view = find_view(track, None, Conditions(height_cm=runner.height_cm))
    plane = to_plane(track, view)
    legs = {side: leg_paths(plane, side, view.thigh_shank_length) for side in SIDES}
    swing = leg_difference(legs["left"], legs["right"])
    hz = stride_frequency(plane.time_s, swing)
    phase = block_phase(plane.time_s, gait_phase(plane.time_s, swing, hz), legs, hz)
    leg = FollowedLeg(plane.time_s, phase, legs["right"], hz, markers=False)
    found = follower(leg, *ensemble_mean(leg.time_s, phase, leg.paths.values, harmonics_of(hz), hz))
    assert found is not None
    return found


@pytest.mark.parametrize("event", ["initial_contact", "toe_off"])
def test_a_run_without_a_stride_that_is_hardly_seen_has_the_events_of_the_whole(right_leg, event) -> None:
    count = right_leg.strides.count
    whole, most = (right_leg.of_run((0, stop))[event].phase / right_leg.pace_hz for stop in (count, count - 1))
    assert most == pytest.approx(whole, abs=0.002)
