"""Stickers on the drawn runner, whose places are known exactly."""

from dataclasses import replace

import numpy as np
import pytest

from gaitcue.demo import before_runner, draw_clip, sticker_clicks, true_track
from gaitcue.pose import Sticker, track_stickers
from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import KEYPOINTS
from gaitcue.terms.track import point
from gaitcue.video import read_clip


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    runner = replace(before_runner(), duration_s=1.5, fps=60.0)
    file = tmp_path_factory.mktemp("stickers") / "runner.mp4"
    draw_clip(runner, file)
    return read_clip(file), true_track(runner), runner


def test_stickers_clicked_once_are_followed_both_ways(drawn):
    clip, truth, runner = drawn
    near = truth.attrs["near_side"]
    names = [f"{near}_asis", f"{near}_psis"]
    rng = np.random.default_rng(1)
    blurred = truth.sel(keypoint=list(KEYPOINTS))
    shaken = blurred.assign(position=blurred["position"] + rng.normal(0, 2.0, blurred["position"].shape))
    tracked = track_stickers(clip, [Sticker(*click) for click in sticker_clicks(runner)], shaken)
    leg = runner.px_per_m * 0.85
    for name in names:
        error = np.linalg.norm(point(tracked, name) - point(truth, name), axis=1) / leg
        assert np.isfinite(error).mean() > 0.85, "an arm hides a dot for a moment only"
        assert np.nanmedian(error) < 0.004
        assert np.nanmax(error) < 0.03
    assert set(KEYPOINTS) <= set(tracked["keypoint"].values)
    assert tracked.attrs["log"][-1]["step"] == "stickers followed"


def test_a_click_outside_the_clip_or_far_from_the_runner_is_refused(drawn):
    clip, truth, _ = drawn
    with pytest.raises(BadOption, match="not among"):
        track_stickers(clip, [Sticker("left_asis", 100, 100, 99999)], truth)
    with pytest.raises(BadOption, match="far from"):
        track_stickers(clip, [Sticker("left_asis", 1, 1, 5)], truth)
