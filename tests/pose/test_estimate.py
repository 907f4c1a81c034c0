"""The whole room on real clips, kept short."""

from collections.abc import Callable, Generator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gaitcue.pose import PoseSettings, estimate
from gaitcue.pose.estimation import PoseResult
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.keypoints import KEYPOINTS
from gaitcue.terms.track import point
from gaitcue.video import Frame, VideoWriter, frames, read_clip

pytestmark = pytest.mark.data


def short(data_dir: Path, name: str, end: int, **settings: object) -> PoseResult:
    clip = read_clip(data_dir / "videos" / f"{name}.mp4")
    return estimate(clip, PoseSettings(preset="fast", end=end, **settings))  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "facing"), [("treadmill-30fps", "left"), ("treadmill-slow-motion", "right")])
def test_one_runner_is_followed_from_the_first_frame(data_dir: Path, name: str, facing: str) -> None:
    seen: list[tuple[str, int, int]] = []
    clip = read_clip(data_dir / "videos" / f"{name}.mp4")
    result = estimate(clip, PoseSettings(preset="fast", end=45), lambda *step: seen.append(step))
    track = result.track
    assert list(track["keypoint"].values) == list(KEYPOINTS)
    assert track.attrs["facing"] == track.attrs["near_side"] == facing
    assert track.attrs["segments"] == [[0, 44]]
    np.testing.assert_array_equal(track["frame"].values, np.arange(45))
    head, hip, ankle = (point(track, f"{facing}_{p}")[:, 1] for p in ("ear", "hip", "ankle"))
    assert np.nanmedian(head) < np.nanmedian(hip) < np.nanmedian(ankle)
    assert seen[-1] == ("pose", 45, 45)
    assert len(result.model["sha256"]) == 64
    assert set(result.timings) >= {"decode", "crop", "inference", "legs"}


def test_start_and_end_keep_the_frame_numbers(data_dir: Path) -> None:
    track = short(data_dir, "treadmill-30fps", 130, start=100).track
    np.testing.assert_array_equal(track["frame"].values, np.arange(100, 130))
    assert track["time"].values[0] == pytest.approx(100 / 30, abs=0.01)


def test_several_people_are_told_and_one_can_be_chosen(data_dir: Path) -> None:
    clip = read_clip(data_dir / "videos" / "two-people-no-running.mp4")
    left, right = (estimate(clip, PoseSettings(preset="fast", start=30, end=60, person=p)) for p in (1, 2))
    assert [n.code for n in left.notes].count("several_people_chosen") == 1
    x = [float(np.nanmedian(r.track["position"].sel(space="x"))) for r in (left, right)]
    assert x[1] - x[0] > 400
    with pytest.raises(UnusableInput, match="--person 9"):
        estimate(clip, PoseSettings(preset="fast", start=30, end=60, person=9))


def test_a_small_figure_is_found_while_the_camera_follows(data_dir: Path) -> None:
    result = short(data_dir, "overground-panning", 40)
    assert np.isfinite(result.track["position"].sel(keypoint="nose")).mean() > 0.9


def test_nobody_there_is_said_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "empty.mp4"
    with VideoWriter(path, 320, 240, 30.0) as writer:
        for i in range(15):
            writer.write(np.full((240, 320, 3), 90, np.uint8), i / 30)
    with pytest.raises(UnusableInput, match="Nobody was found"):
        estimate(read_clip(path), PoseSettings(preset="fast"))


def damage(monkeypatch: pytest.MonkeyPatch, is_damaged: Callable[[int], bool]) -> None:
    """Let the decoder say that these frames are damaged."""

    def spoiled(*arguments: object) -> Generator[Frame, None, None]:
        for frame in frames(*arguments):  # type: ignore[arg-type]
            yield replace(frame, damaged=is_damaged(frame.index))

    monkeypatch.setattr("gaitcue.pose.estimation.frames", spoiled)


def test_damaged_pictures_are_counted_and_are_holes(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Holes of the track: rows without points, so that nothing is drawn through a long one."""
    bad = [0, 1, 12, 20, 21, 22, 23]
    damage(monkeypatch, bad.__contains__)
    result = short(data_dir, "treadmill-30fps", 45)
    assert result.scene.damaged == len(bad)
    assert result.scene.unread == 0
    np.testing.assert_array_equal(result.track["frame"].values, np.arange(2, 45))
    assert result.track.attrs["segments"] == [[2, 44]]
    hip = point(result.track, "left_hip")[:, 0]
    np.testing.assert_array_equal(np.flatnonzero(np.isnan(hip)) + 2, bad[2:])


def test_a_clip_of_damaged_pictures_only_is_refused_as_damaged(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    damage(monkeypatch, lambda _: True)
    with pytest.raises(UnusableInput, match=r"^20 pictures or more .* damaged: copy it .*\(Nobody was found"):
        short(data_dir, "treadmill-30fps", 20)
