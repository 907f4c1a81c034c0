"""What is taken in: repeated frames are no frames."""

from pathlib import Path

import numpy as np
import pytest

from gaitcue.terms.errors import BadOption
from gaitcue.terms.records import Clip
from gaitcue.terms.track import make_track
from gaitcue.work.analyze import analyze, split_at_cuts
from gaitcue.work.options import options_from
from gaitcue.work.recording import without_repeats
from support.record import tracked


def clip(repeats: tuple[int, ...], count: int = 120, fps: float = 60.0) -> Clip:
    time_s = np.arange(count) / fps
    return Clip(Path("x.mp4"), "", 640, 480, time_s, fps, fps, 1.0, "container", duplicate_frames=repeats)


def test_a_30_fps_clip_stored_at_60_counts_as_30():
    doubled = clip(tuple(range(1, 120, 2)))
    track = make_track(np.zeros((120, 1, 2)), doubled.time_s, ["nose"])
    new = without_repeats(track, doubled)
    assert doubled.new_fps == pytest.approx(30)
    np.testing.assert_allclose(np.diff(new["time"]), 1 / 30)
    np.testing.assert_array_equal(new["frame"], np.arange(0, 120, 2))


def test_a_repeat_now_and_then_changes_nothing():
    rare = clip((50,))
    track = make_track(np.zeros((120, 1, 2)), rare.time_s, ["nose"])
    assert rare.new_fps == 60
    assert without_repeats(track, rare).sizes["time"] == 120


def test_where_only_the_repeats_were_looked_at_they_stand_for_their_pictures():
    """Of a fast clip every second frame is looked at: those may be the very repeats."""
    doubled = clip(tuple(range(1, 120, 2)))
    looked_at = np.arange(1, 120, 2)
    track = make_track(np.zeros((60, 1, 2)), doubled.time_s[looked_at], ["nose"], frame=looked_at)
    new = without_repeats(track, doubled)
    np.testing.assert_array_equal(new["frame"], looked_at - 1)
    np.testing.assert_allclose(new["time"], doubled.time_s[looked_at - 1])


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"start_s": 100.0}, "--start 100 s lies behind the end of the clip (6.0 s)"),
        ({"start_s": 2.001, "end_s": 2.002}, "--start and --end leave 0 frames, too few for 3 steps"),
        ({"standing": "100-110"}, "--standing 100-110: --start 100 s lies behind the end"),
    ],
)
def test_a_span_of_tracked_points_without_a_sample_ends_in_one_line(tmp_path: Path, told, said: str):
    with pytest.raises(BadOption) as caught:
        analyze(tracked(tmp_path / "points.nc"), options_from(told))
    assert said in str(caught.value)


def test_a_shot_of_which_no_sample_is_left_is_no_part():
    track = make_track(np.zeros((40, 1, 2)), np.arange(40) / 60, ["nose"], segments=[[0, 9], [10, 19], [20, 39]])
    left = track.isel(time=np.r_[0:10, 20:40])
    assert [part["frame"].values.tolist() for part in split_at_cuts(left)] == [[*range(10)], [*range(20, 40)]]
