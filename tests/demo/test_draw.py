"""The drawn clip: frames, times, and a figure that lies where the truth says."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gaitcue.demo import Runner, draw_clip, draw_frame, true_track, write_truth
from gaitcue.demo.camera import Camera
from gaitcue.demo.truth import measures
from gaitcue.terms.errors import BadOption, OutputRefused
from gaitcue.terms.track import point
from gaitcue.video import SceneWatcher, frames, read_clip

SMALL = Runner(width=360, height=480, px_per_m=210.0, duration_s=0.5, fps=60.0)


def test_clip_has_every_frame_at_its_time(tmp_path: Path):
    path, seen = tmp_path / "läufer 1.mp4", []
    draw_clip(SMALL, path, lambda done, total: seen.append((done, total)))
    clip = read_clip(path)
    assert (clip.frames, clip.width, clip.height) == (30, 360, 480)
    assert np.allclose(clip.time_s, np.arange(30) / 60, atol=1e-4)
    assert seen[-1] == (30, 30) and len(seen) == 30
    assert sum(1 for _ in frames(clip)) == 30


def test_slow_motion_is_stored_slowly(tmp_path: Path):
    path = tmp_path / "slow.mp4"
    draw_clip(replace(SMALL, fps=240.0, slow_motion=8.0, duration_s=0.1), path)
    stored = read_clip(path)
    assert np.allclose(np.diff(stored.time_s), 1 / 30, atol=1e-4)
    assert np.allclose(np.diff(read_clip(path, capture_fps=240.0).time_s), 1 / 240, atol=1e-4)


@pytest.mark.parametrize("facing", ["left", "right"])
@pytest.mark.parametrize("roll", [0.0, 4.0])
def test_figure_lies_at_the_true_points(facing, roll):
    runner = replace(SMALL, facing=facing, roll_deg=roll, noise_sd=0.0, shutter=0.0, stickers=("asis", "psis"))
    picture, track = draw_frame(runner, 12).astype(int), true_track(runner)

    def colour(name):
        x, y = point(track, name)[12].round().astype(int)
        return picture[y - 1 : y + 2, x - 1 : x + 2].reshape(-1, 3).mean(axis=0)

    r, g, b = colour(f"{runner.near}_knee")
    assert r > g > b and r > 150
    yellow = [c[0] > 120 and c[2] < 0.7 * c[0] for c in (colour(f"{runner.near}_asis"), colour(f"{runner.near}_psis"))]
    assert any(yellow)


def test_sole_ends_at_heel_and_toe():
    runner = replace(SMALL, surface="overground", noise_sd=0.0, shutter=0.0, duration_s=1.0, speed_mps=2.8)
    k = runner.frames // 2
    with_figure, track = draw_frame(runner, k).astype(int), true_track(runner)
    white = (with_figure.min(axis=2) > 200).nonzero()
    heel, toe = point(track, "right_heel")[k], point(track, "right_toe")[k]
    cloud = np.stack(white[::-1], axis=-1)
    for end in (heel, toe):
        assert np.hypot(*(cloud - end).T).min() < 5.0


def test_dark_and_noisy_clips_look_so():
    plain, dark = draw_frame(SMALL, 3), draw_frame(replace(SMALL, lighting="dark"), 3)
    assert dark.mean() < 0.5 * plain.mean()
    quiet = draw_frame(replace(SMALL, noise_sd=0.0), 3).astype(float)
    assert np.std(plain - quiet) == pytest.approx(3.0, abs=0.6)
    assert np.array_equal(plain, draw_frame(SMALL, 3))


def test_motion_blur_softens_the_fast_foot():
    def sharpness(shutter):
        runner = replace(SMALL, shutter=shutter, noise_sd=0.0)
        return np.abs(np.diff(draw_frame(runner, 8).astype(float), axis=1)).mean()

    assert sharpness(0.9) < sharpness(0.0)


def test_unwritable_place_is_refused(tmp_path: Path):
    with pytest.raises(OutputRefused):
        draw_clip(SMALL, tmp_path / "missing" / "clip.mp4")
    with pytest.raises(OutputRefused):
        write_truth(SMALL, tmp_path / "missing" / "TRUTH.json")


@pytest.mark.parametrize("camera", ["fixed", "panning"])
@pytest.mark.parametrize("roll", [0.0, 3.0])
def test_posts_of_the_path_show_the_roll(tmp_path: Path, camera, roll):
    runner = Runner(surface="overground", camera=camera, roll_deg=roll, fps=30.0, duration_s=0.7, px_per_m=300.0)
    draw_clip(runner, tmp_path / "path.mp4")
    clip = read_clip(tmp_path / "path.mp4")
    watcher = SceneWatcher(clip)
    for frame in frames(clip):
        watcher.feed(frame)
    assert watcher.result().vertical_roll_deg == pytest.approx(roll, abs=0.5)


OBLIQUE = replace(SMALL, behind_deg=6.0, distance_m=2.5, lens_height_m=0.8, lens_ahead_m=0.1, noise_sd=0.0, shutter=0.0)


@pytest.mark.parametrize("facing", ["left", "right"])
def test_figure_lies_at_the_true_points_of_a_near_camera_behind_the_runner(facing):
    runner = replace(OBLIQUE, facing=facing, roll_deg=2.0)
    picture, track = draw_frame(runner, 12).astype(int), true_track(runner)
    x, y = point(track, f"{runner.near}_knee")[12].round().astype(int)
    r, g, b = picture[y - 1 : y + 2, x - 1 : x + 2].reshape(-1, 3).mean(axis=0)
    assert r > g > b and r > 150


def test_perspective_by_hand():
    camera = Camera.of(replace(OBLIQUE, behind_deg=0.0, distance_m=2.0))
    at = np.array([[0.5, 1.8]])
    middle = camera.middle()
    assert camera.project(at, np.zeros(1), 0.0)[0] - middle == pytest.approx([105.0, -210.0])
    assert camera.project(at, np.zeros(1), 0.5)[0] - middle == pytest.approx(np.array([105.0, -210.0]) / 1.25)
    behind = Camera.of(replace(OBLIQUE, behind_deg=30.0, distance_m=None))
    assert behind.project(at, np.zeros(1), 0.2)[0, 0] - middle[0] == pytest.approx(210 * (0.5 * 3**0.5 / 2 - 0.1))


def test_scenery_and_figure_share_the_camera():
    camera, plane = Camera.of(OBLIQUE), np.array([[-0.4, 0.0], [0.7, 1.7]])
    seen = np.column_stack([plane, np.ones(2)]) @ camera.homography(0.1).T
    assert camera.project(plane, np.full(2, 0.1)) == pytest.approx(seen[:, :2] / seen[:, 2:])


def test_another_take_has_the_same_strides_and_other_noise():
    again = replace(SMALL, take=1)
    assert measures(again) == measures(SMALL)
    assert not np.array_equal(draw_frame(again, 3), draw_frame(SMALL, 3))
    quiet = [draw_frame(replace(runner, noise_sd=0.0), 3) for runner in (SMALL, again)]
    assert np.array_equal(*quiet)


def test_a_camera_that_cannot_be_drawn_is_refused():
    with pytest.raises(BadOption):
        replace(SMALL, distance_m=0.5)
    with pytest.raises(BadOption):
        replace(SMALL, behind_deg=60.0)
