"""Side view and rear view in one picture: the side view is measured, and it is said that there are several pictures."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest

from gaitcue.video import frames, read_clip

from .test_hard_clips import analysed, notes, row, write

COUNT, WIDTH, HEIGHT = 120, 400, 640


def pane(clip: Path) -> Iterator[np.ndarray]:
    """The whole picture in the middle of a pane, as editors set portrait clips beside each other."""
    for frame in frames(read_clip(clip), 0, COUNT):
        picture = frame.rgb(960)
        picture = cv2.resize(picture, (round(picture.shape[1] * HEIGHT / picture.shape[0]), HEIGHT))
        beside = WIDTH - picture.shape[1]
        yield np.pad(picture, ((0, 0), (beside // 2, beside - beside // 2), (0, 0)))


@pytest.mark.data
def test_of_a_split_screen_the_side_view_is_measured_and_the_others_are_named(tmp_path, data_dir):
    clips = [data_dir / "videos" / f"{name}.mp4" for name in ("treadmill-rear-view", "treadmill-30fps")]
    for name in ("alone", "both"):
        (tmp_path / name).mkdir()
    both = (np.hstack(panes) for panes in zip(*map(pane, clips), strict=True))
    alone = analysed(write(tmp_path / "alone/run.mp4", pane(clips[1]), 30.0))
    result = analysed(write(tmp_path / "both/run.mp4", both, 30.0))
    assert "cut out the side view" in notes(result)["split_screen"]
    assert row(result, "cadence")["mean"] == pytest.approx(row(alone, "cadence")["mean"], abs=2.0)
    knee, expected = (row(each, "knee_flexion_peak_stance", "near") for each in (result, alone))
    assert knee["ci_low"] < expected["mean"] < knee["ci_high"]
