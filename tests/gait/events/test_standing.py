"""Somebody who stands before or after the run takes no steps there."""

import numpy as np
import pytest

from gaitcue.demo import Runner, true_track, truth
from gaitcue.gait import detect_events, filter_track, find_view, segment_strides, to_plane
from gaitcue.terms.records import Conditions
from gaitcue.terms.track import make_track

RUN_S, LANDS_S = 6.0, 0.25
"""a step that has begun is still counted where it would have ended"""


def plane_of(runner: Runner, before_s: float, after_s: float, times: int = 1):
    """The runner's points with those of standing as the run begins and ends, all of it so many times."""
    run = true_track(runner)["position"].isel(individual=0).transpose("time", "keypoint", "space")
    ends = ((0, before_s), (-1, after_s))
    first, last = (np.repeat(run.values[[k]], round(s * runner.fps), axis=0) for k, s in ends)
    position = np.concatenate([first, run.values, last] * times)
    position += np.random.default_rng(0).normal(0, 1.0, position.shape)
    track = make_track(position, np.arange(len(position)) / runner.fps, list(run["keypoint"].values))
    cleaned = filter_track(track)
    view = find_view(cleaned, None, Conditions())
    return to_plane(cleaned, view), view


def contacts(events) -> list[float]:
    return [event.time_s for event in events if event.type == "initial_contact"]


@pytest.mark.parametrize("fps", [30.0, 60.0, 120.0])
@pytest.mark.parametrize(("before_s", "after_s"), [(0.0, 1.0), (0.0, 3.0), (0.0, 10.0), (5.0, 8.0), (3.0, 0.0)])
def test_steps_are_those_of_the_run(fps, before_s, after_s):
    runner = Runner(fps=fps, duration_s=RUN_S)
    times = [at - before_s for at in contacts(detect_events(*plane_of(runner, before_s, after_s)))]
    drawn = [e["time_s"] for e in truth(runner)["events_exact"] if e["type"] == "initial_contact"]
    assert all(-LANDS_S < each < RUN_S + LANDS_S for each in times)
    clear = [each for each in drawn if 0.4 < each < RUN_S - 0.4]
    assert all(min(abs(each - found) for found in times) < 0.03 for each in clear)


def test_a_rest_between_two_runs_is_no_stride():
    plane, view = plane_of(Runner(fps=60.0, duration_s=RUN_S), 0.0, 2.0, times=2)
    events = detect_events(plane, view)
    assert not [at for at in contacts(events) if RUN_S + LANDS_S < at < RUN_S + 2.0 - LANDS_S]
    assert max(stride.end_s - stride.start_s for stride in segment_strides(events, plane) if stride.used) < 0.8
