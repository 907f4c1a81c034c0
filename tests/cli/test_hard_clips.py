"""Clips that people really film, through the command: what is said, and that numbers are right or say they are not."""

import json
import subprocess
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gaitcue.demo import Runner, draw_clip
from gaitcue.demo.draw import pictures
from gaitcue.video import VideoWriter
from support.command import gaitcue

RUNNER = Runner(duration_s=4.0, fps=60.0, width=480, height=640, px_per_m=290.0, seed=5)


def command(clip: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return gaitcue("analyze", clip, "--preset", "fast", "--out", clip.parent / "out.gaitcue", *options)


def analysed(clip: Path, *options: str) -> dict[str, Any]:
    done = command(clip, *options)
    assert done.returncode == 0, done.stderr
    return json.loads((clip.parent / "out.gaitcue" / "analysis.json").read_text())


def notes(result: dict[str, Any]) -> dict[str, str]:
    return {note["code"]: note["text"] for note in result["quality"]}


def row(result: dict[str, Any], measure: str, leg: str = "both") -> dict[str, Any]:
    return next(m for m in result["measures"] if (m["measure"], m["leg"]) == (measure, leg))


def write(file: Path, frames: Iterable[np.ndarray], fps: float) -> Path:
    writer = None
    for i, picture in enumerate(frames):
        if writer is None:
            writer = VideoWriter(file, picture.shape[1], picture.shape[0], fps, fast=True).__enter__()
        writer.write(np.ascontiguousarray(picture), i / fps)
    assert writer is not None
    writer.__exit__(None, None, None)
    return file


def test_a_dark_clip_is_measured_and_called_dark(tmp_path):
    dim = ((picture * 0.5).astype(np.uint8) for picture in pictures(RUNNER.with_(lighting="dark", fps=30.0)))
    result = analysed(write(tmp_path / "dark.mp4", dim, 30.0))
    assert "add light" in notes(result)["dark"]
    assert row(result, "cadence")["mean"] == pytest.approx(RUNNER.cadence_spm, abs=1.5)


def test_a_camera_that_follows_is_noticed_and_undone(tmp_path):
    runner = RUNNER.with_(surface="overground", camera="panning")
    draw_clip(runner, tmp_path / "panning.mp4")
    result = analysed(tmp_path / "panning.mp4")
    assert "tripod" in notes(result)["camera_panning"]
    assert result["view"]["camera"] == "panning"
    assert row(result, "cadence")["mean"] == pytest.approx(runner.cadence_spm, abs=1.5)
    shank = row(result, "shank_angle_ic", "near")
    assert shank["ci_low"] < runner.shank_deg < shank["ci_high"]


@pytest.fixture(scope="module")
def two_runners(tmp_path_factory) -> Path:
    """160 steps a minute on the left; 180, and a little smaller, on the right."""
    left = RUNNER.with_(width=400, cadence_spm=160.0, fps=30.0)
    right = left.with_(cadence_spm=180.0, px_per_m=260.0, seed=9)
    both = (np.hstack(pair) for pair in zip(pictures(left), pictures(right), strict=True))
    return write(tmp_path_factory.mktemp("two") / "two.mp4", both, left.fps)


def test_of_two_runners_one_is_followed_and_the_other_can_be_chosen(two_runners):
    result = analysed(two_runners)
    assert notes(result)["several_people"].startswith("2 people are in view")
    assert "--person" in notes(result)["several_people"]
    first = row(result, "cadence")["mean"]
    cadence, other = sorted((160.0, 180.0), key=lambda c: abs(c - first))
    assert first == pytest.approx(cadence, abs=2.0)
    person = "1" if other == 160.0 else "2"
    result = analysed(two_runners, "--person", person)
    assert f"person {person} was followed" in notes(result)["several_people_chosen"]
    assert row(result, "cadence")["mean"] == pytest.approx(other, abs=2.0)


def test_a_third_person_where_there_are_two_is_refused(two_runners):
    done = command(two_runners, "--person", "3")
    assert done.returncode == 2
    assert "2 people can be told apart" in done.stderr


def test_a_runner_who_leaves_the_picture_is_measured_while_in_it(tmp_path):
    """Over ground past a camera that stands still: in view for about 4.1 of 6 s."""
    runner = RUNNER.with_(surface="overground", width=1600, height=320, px_per_m=130.0, fps=30.0, duration_s=6.0)
    draw_clip(runner, tmp_path / "passing.mp4")
    result = analysed(tmp_path / "passing.mp4")
    assert "the rest was not measured" in notes(result)["runner_out_of_view"]
    times = [event["time_s"] for event in result["events"]]
    assert 0.7 < min(times) < max(times) < 5.3
    cadence = row(result, "cadence")
    assert cadence["mean"] == pytest.approx(runner.cadence_spm, abs=3.0)
    assert cadence["status"] == "low_confidence"
    assert row(result, "shank_angle_ic", "near")["status"] != "ok"


@pytest.fixture(scope="module")
def small_in_a_wide_picture(tmp_path_factory) -> tuple[Runner, Path]:
    """A leg of 105 px, in view from 0.7 to 5.3 s; before that nobody."""
    runner = RUNNER.with_(surface="overground", width=1600, height=320, px_per_m=115.0, fps=30.0, duration_s=6.0)
    clip = tmp_path_factory.mktemp("small") / "small.mp4"
    draw_clip(runner, clip)
    return runner, clip


@pytest.mark.parametrize("start", [0.0, 0.5])
def test_a_small_runner_who_comes_into_an_empty_scene_is_followed_from_then_on(small_in_a_wide_picture, start):
    runner, clip = small_in_a_wide_picture
    result = analysed(clip, "--start", str(start))
    times = [event["time_s"] for event in result["events"]]
    assert min(times) < 1.2
    assert max(times) > 4.8
    assert not [code for code in notes(result) if code.startswith("several_people")]
    assert row(result, "cadence")["mean"] == pytest.approx(runner.cadence_spm, abs=2.0)


@pytest.fixture(scope="module")
def plain(tmp_path_factory) -> Path:
    clip = tmp_path_factory.mktemp("plain") / "plain.mp4"
    draw_clip(RUNNER, clip)
    return clip


def test_a_frame_rate_told_wrongly_is_named_when_nothing_can_be_measured(plain):
    done = command(plain, "--capture-fps", "240")
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "pass --capture-fps 60" in done.stderr
    assert not (plain.parent / "out.gaitcue").exists()


def test_a_frame_rate_told_wrongly_lowers_the_trust_in_times(plain):
    result = analysed(plain, "--capture-fps", "120")
    assert "pass --capture-fps 60" in notes(result)["frame_rate_unlikely"]
    for measure in ("cadence", "stride_time", "contact_time"):
        assert row(result, measure)["status"] != "ok"


def test_at_15_fps_cadence_is_measured_and_angles_are_not(tmp_path):
    draw_clip(RUNNER.with_(fps=15.0, duration_s=5.0), tmp_path / "coarse.mp4")
    result = analysed(tmp_path / "coarse.mp4")
    assert "film at 120 fps" in notes(result)["low_frame_rate"]
    cadence = row(result, "cadence")
    assert cadence["mean"] == pytest.approx(RUNNER.cadence_spm, abs=2.0)
    assert cadence["status"] == "low_confidence"
    for measure in ("shank_angle_ic", "contact_time"):
        assert row(result, measure)["status"] == "not_measurable"
        assert "fps" in row(result, measure)["reason"]


def test_frames_stored_twice_do_not_raise_the_frame_rate(tmp_path):
    slow = RUNNER.with_(fps=30.0)
    twice = (picture for picture in pictures(slow) for _ in range(2))
    result = analysed(write(tmp_path / "twice.mp4", twice, 60.0))
    assert "% of the frames repeat the one before" in notes(result)["duplicate_frames"]
    assert "low_frame_rate" in notes(result)
    assert row(result, "cadence")["mean"] == pytest.approx(slow.cadence_spm, abs=2.0)
    for measure in ("shank_angle_ic", "contact_time"):
        assert row(result, measure)["status"] == "not_measurable"
