"""Cuts, repeats, camera motion, light and roll on drawn scenes whose truth is known, and on real clips."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np
import pytest

from gaitcue.demo import Runner, draw_clip
from gaitcue.terms.records import Clip
from gaitcue.video import Frame, Scene, SceneWatcher, frames, read_clip
from gaitcue.video.camera import shared_motion
from gaitcue.video.cuts import find_cuts, time_gaps
from gaitcue.video.orientation import Orientation
from gaitcue.video.seams import find_content
from gaitcue.video.verticals import find_roll

WIDTH, HEIGHT = 640, 360


class Still:
    """Stands in for a decoder's frame: full-range grey."""

    def __init__(self, grey: np.ndarray) -> None:
        import av

        self._frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(grey), format="gray")

    def __getattr__(self, name: str) -> object:
        return getattr(self._frame, name)


def clip_of(count: int, fps: float = 60.0) -> Clip:
    return Clip(Path("drawn"), "", WIDTH, HEIGHT, np.arange(count) / fps, fps, fps, 1.0, "drawn")


def watch(pictures: Sequence[np.ndarray], fps: float = 60.0) -> Scene:
    clip = clip_of(len(pictures), fps)
    watcher = SceneWatcher(clip)
    for index, grey in enumerate(pictures):
        watcher.feed(Frame(index, index / fps, Orientation(WIDTH, HEIGHT), Still(grey)))
    return watcher.result()


def texture(seed: int, width: int = 3 * WIDTH, height: int = 2 * HEIGHT) -> np.ndarray:
    rng = np.random.default_rng(seed)
    coarse = cv2.resize(rng.uniform(40, 215, (height // 24, width // 24)).astype(np.float32), (width, height))
    return cv2.GaussianBlur(coarse + rng.normal(0, 12, (height, width)).astype(np.float32), (0, 0), 1.5)


def with_runner(grey: np.ndarray, time_s: float, x: float = WIDTH / 2) -> np.ndarray:
    """A figure of the size of a runner whose legs swing."""
    picture = grey.astype(np.float32).copy()
    bob = 8 * np.sin(2 * np.pi * 2.8 * time_s)
    cv2.ellipse(picture, (int(x), int(130 + bob)), (34, 75), 0, 0, 360, 230.0, -1)
    for leg in (0, np.pi):
        swing = 60 * np.sin(2 * np.pi * 1.4 * time_s + leg)
        cv2.line(picture, (int(x), int(200 + bob)), (int(x + swing), 320), 25.0, 22)
    return picture


def noisy(pictures: Iterator[np.ndarray] | list[np.ndarray], level: float = 2.0) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [np.clip(p + rng.normal(0, level, p.shape), 0, 255).astype(np.uint8) for p in pictures]


@lru_cache(maxsize=4)
def _fixed_camera(seed: int) -> list[np.ndarray]:
    wall = texture(seed)[:HEIGHT, :WIDTH]
    return noisy([with_runner(wall, i / 60) for i in range(90)])


def fixed_camera(count: int = 90, seed: int = 0) -> list[np.ndarray]:
    return list(_fixed_camera(seed)[:count])


def test_a_tripod_and_a_runner() -> None:
    scene = watch(fixed_camera())
    assert (scene.camera, scene.cuts, scene.duplicates) == ("fixed", (), ())
    assert np.abs(scene.shift).max() < 4
    assert scene.shift.shape == (90, 2)


def test_a_camera_that_follows() -> None:
    """8 px a frame to the right: the scene moves to the left, and shift undoes it."""
    wide = texture(3)
    pictures = [with_runner(wide[20:][:HEIGHT, 8 * i :][:, :WIDTH], i / 60) for i in range(120)]
    scene = watch(noisy(pictures))
    assert (scene.camera, scene.cuts) == ("panning", ())
    truth = 8.0 * np.arange(120)
    assert np.abs(scene.shift[:, 0] - truth).max() < 0.01 * truth[-1] + 2
    assert np.abs(scene.shift[:, 1]).max() < 5


def test_a_still_camera_that_begins_to_move_is_followed_from_its_first_move() -> None:
    wide = texture(3)
    truth = 6.0 * np.maximum(0, np.arange(120) - 61)
    pictures = [with_runner(wide[20:][:HEIGHT, int(x) :][:, :WIDTH], i / 60) for i, x in enumerate(truth)]
    scene = watch(noisy(pictures))
    assert scene.camera == "panning"
    assert np.abs(scene.shift[:, 0] - truth).max() < 0.01 * truth[-1] + 12  # two frames' way between looks
    assert np.abs(scene.shift[70:, 0] - truth[70:]).max() < 0.01 * truth[-1] + 2


def test_high_rates_are_followed_in_steps() -> None:
    wide = texture(3)
    pictures = [with_runner(wide[20:][:HEIGHT, 2 * i :][:, :WIDTH], i / 240) for i in range(160)]
    scene = watch(noisy(pictures), fps=240)
    assert scene.camera == "panning"
    assert np.abs(scene.shift[:, 0] - 2.0 * np.arange(160)).max() < 6


def test_hard_cuts_are_found() -> None:
    pictures = fixed_camera(50, seed=1) + fixed_camera(40, seed=2) + fixed_camera(50, seed=4)
    scene = watch(pictures)
    assert scene.cuts == (50, 90)
    assert scene.camera == "fixed"


def test_damaged_pictures_are_counted_and_are_no_cut() -> None:
    pictures = fixed_camera(60)
    watcher = SceneWatcher(clip_of(len(pictures)))
    for index, grey in enumerate(pictures):
        damaged = index in (0, 20, 21, 40)
        shown = np.full_like(grey, 128) if damaged else grey
        watcher.feed(Frame(index, index / 60, Orientation(WIDTH, HEIGHT), Still(shown), damaged=damaged))
    scene = watcher.result()
    assert (scene.damaged, scene.unread, scene.cuts) == (4, 0, ())
    assert scene.brightness == pytest.approx(watch(pictures).brightness, abs=1)


def test_a_flash_is_no_cut() -> None:
    pictures = fixed_camera(60)
    pictures[30] = np.full_like(pictures[30], 250)
    assert watch(pictures).cuts == ()


def test_cuts_while_the_camera_follows() -> None:
    wide, other = texture(3), texture(5)
    first = [wide[:HEIGHT, 8 * i :][:, :WIDTH] for i in range(60)]
    second = [other[:HEIGHT, 8 * i :][:, :WIDTH] for i in range(60)]
    assert watch(noisy(first + second)).cuts == (60,)


@pytest.mark.parametrize("repeat", [2, 4, 8])
def test_frames_repeated_by_a_converter(repeat: int) -> None:
    real = fixed_camera(20)
    scene = watch([picture for picture in real for _ in range(repeat)])
    first, end = 4 * repeat, 16 * repeat  # within three real steps of the ends it cannot be told from stillness
    inner = {i for i in scene.duplicates if first <= i < end}
    assert inner == {i for i in range(first, end) if i % repeat}
    assert all(i % repeat for i in scene.duplicates)


def test_single_repeats_among_live_frames() -> None:
    real = fixed_camera(60)
    pictures = [real[i - 1] if i in (20, 41) else real[i] for i in range(60)]
    assert watch(pictures).duplicates == (20, 41)


def test_no_frames_no_cuts() -> None:
    assert find_cuts(np.full(1, np.nan), np.full(1, np.nan), np.full(1, np.nan)) == ()
    assert watch(fixed_camera(1)).cuts == ()


def test_only_a_stretch_was_fed() -> None:
    pictures = fixed_camera(30)
    watcher = SceneWatcher(clip_of(300))
    for index, grey in enumerate(pictures, start=100):
        watcher.feed(Frame(index, index / 60, Orientation(WIDTH, HEIGHT), Still(grey)))
    scene = watcher.result()
    assert scene.shift.shape == (300, 2)
    assert (scene.camera, scene.cuts) == ("fixed", ())


def test_brightness() -> None:
    assert watch([np.full((HEIGHT, WIDTH), 30, np.uint8)] * 3).brightness == 30


def test_a_pause_in_the_recording_is_a_cut() -> None:
    time_s = np.concatenate([np.arange(30), np.arange(90, 120)]) / 60
    assert time_gaps(time_s) == (30,)
    assert time_gaps(np.arange(60) / 60) == ()
    assert time_gaps(np.cumsum(np.tile([0.02, 0.05], 30))) == ()


def test_most_points_decide() -> None:
    rng = np.random.default_rng(0)
    background = rng.normal([3, 1], 0.05, (30, 2))
    limbs = rng.uniform(-20, 20, (25, 2))
    assert np.allclose(shared_motion(np.concatenate([background, limbs])), [3, 1], atol=0.1)
    assert np.allclose(shared_motion(np.zeros((3, 2)) + 5), 0)


def room(roll: float, *, pitch: float = 0.0, bow: float = 0.0, seed: int = 0, lines: int = 9) -> np.ndarray:
    """A wall with posts, seen by a camera that rolls, pitches, and has a lens that bows lines (all in the formula)."""
    rng = np.random.default_rng(seed)
    width, height = 960, 540
    picture = np.full((height, width), 150.0, np.float32)
    angle = np.radians(roll)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    for x in np.linspace(-0.45, 0.45, lines) + rng.uniform(-0.03, 0.03, lines):
        low, high = rng.uniform(0.0, 0.25), rng.uniform(-0.28, -0.05)
        y = np.linspace(high, low, 40)
        points = np.stack([x * (1 + pitch * y), y], axis=1) @ turn.T
        points = points * (1 - bow * (points**2).sum(axis=1, keepdims=True))
        pixels = np.round((points * width + [width / 2, height / 2]) * 16).astype(np.int32)
        shade = float(rng.choice([60, 220]))
        cv2.polylines(picture, [pixels], False, shade, 5, cv2.LINE_AA, 4)
    picture = cv2.GaussianBlur(picture, (0, 0), 1.0) + rng.normal(0, 3, picture.shape)
    return np.clip(picture, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("roll", [-5.0, -3.0, 0.0, 1.5, 3.0])
@pytest.mark.parametrize(("pitch", "bow"), [(0.0, 0.0), (0.15, 0.0), (-0.15, 0.0), (0.0, 0.8)])
def test_roll_from_verticals(roll: float, pitch: float, bow: float) -> None:
    found = find_roll([room(roll, pitch=pitch, bow=bow)])
    assert found is not None
    assert abs(found.deg - roll) < 0.5
    assert abs(found.deg - roll) < found.half_width_deg < 2.5


def test_the_interval_of_roll_is_honest() -> None:
    rng = np.random.default_rng(7)
    inside, answered = 0, 0
    for seed in range(40):
        roll, pitch = rng.uniform(-5, 5), rng.normal(0, 0.1)
        found = find_roll([room(roll, pitch=pitch, seed=seed, lines=int(rng.integers(5, 12)))])
        if found is not None:
            answered += 1
            inside += abs(found.deg - roll) <= found.half_width_deg
    assert answered > 20
    assert inside >= 0.9 * answered


def test_no_verticals_no_roll() -> None:
    assert find_roll([room(0.0, lines=0)]) is None
    assert find_roll([room(2.0, lines=1)]) is None
    rng = np.random.default_rng(0)
    assert find_roll([rng.integers(0, 255, (540, 960), np.uint8)]) is None


@pytest.mark.parametrize("seed", range(6))
def test_lines_of_any_lean_give_no_roll(seed: int) -> None:
    rng = np.random.default_rng(seed)
    picture = np.full((540, 960), 140, np.uint8)
    for _ in range(60):
        x, y, lean = rng.uniform(40, 920), rng.uniform(120, 420), np.radians(rng.uniform(-15, 15))
        ends = np.array([[x, y]]) + np.outer([-60, 60], [np.sin(lean), -np.cos(lean)])
        start, end = ([int(v) for v in point] for point in np.round(ends))
        cv2.line(picture, start, end, 40, 2, cv2.LINE_AA)
    assert find_roll([picture]) is None


def test_roll_through_the_watcher() -> None:
    wall = cv2.resize(room(3.0, pitch=0.1), (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)
    scene = watch(noisy([with_runner(wall, i / 60) for i in range(60)]))
    assert scene.vertical_roll_deg is not None
    assert abs(scene.vertical_roll_deg - 3.0) < 0.5


@pytest.mark.parametrize("roll", [0.0, 3.0])
def test_roll_of_the_synthetic_runner(tmp_path: Path, roll: float) -> None:
    runner = Runner(roll_deg=roll, fps=60.0, duration_s=0.5)
    draw_clip(runner, tmp_path / "runner.mp4")
    scene = look(tmp_path / "runner.mp4")
    assert (scene.camera, scene.cuts, scene.duplicates) == ("fixed", (), ())
    assert scene.vertical_roll_deg is not None
    assert abs(scene.vertical_roll_deg - roll) < 0.5


def in_bars(grey: np.ndarray, fill: str) -> np.ndarray:
    """The middle of a picture as a portrait clip in a frame of the same size, with bars on both sides."""
    height, width = grey.shape
    middle = grey[:, 300:660]
    if fill == "blurred":
        out = cv2.GaussianBlur(cv2.resize(middle, (width, height)), (0, 0), 25)
    else:
        out = np.full_like(grey, {"black": 0, "white": 255}[fill])
    out[:, 300:660] = middle
    return out


@pytest.mark.parametrize("fill", ["black", "white", "blurred"])
@pytest.mark.parametrize("roll", [-5.0, 3.5])
def test_bars_beside_the_picture_are_no_verticals(fill: str, roll: float) -> None:
    rng = np.random.default_rng(0)
    walls = [in_bars(room(roll, lines=19, seed=seed), fill) for seed in range(4)]
    for wall in walls:
        noise = rng.normal(0, 1.0, wall.shape)
        scene = watch([cv2.resize(np.clip(wall + noise, 0, 255).astype(np.uint8), (WIDTH, HEIGHT)) for _ in range(4)])
        assert not scene.split
        if scene.vertical_roll_deg is not None:
            assert abs(scene.vertical_roll_deg - roll) < max(0.6, scene.vertical_roll_half_width_deg or 0.0)
    known = [find_roll([find_content(wall).of(wall)]) for wall in walls]
    assert sum(one is not None for one in known) >= 3


@pytest.mark.parametrize("fill", ["black", "white", "blurred"])
def test_the_scene_lies_between_its_bars(fill: str) -> None:
    content = find_content(in_bars(room(2.0, lines=19, seed=1), fill))
    assert (content.left, content.right) == pytest.approx((300, 660), abs=4)
    assert (content.top, content.bottom) == (0, 540)


@pytest.mark.parametrize("fill", ["black", "white"])
def test_the_scene_lies_between_bars_above_and_below(fill: str) -> None:
    content = find_content(np.ascontiguousarray(in_bars(room(2.0, lines=19, seed=1), fill).T))
    assert (content.left, content.right) == (0, 540)
    assert (content.top, content.bottom) == pytest.approx((300, 660), abs=4)


def test_a_black_bar_on_one_side_alone_is_cut_off() -> None:
    picture = room(2.0, lines=19, seed=1)
    picture[:, :100] = 0
    content = find_content(picture)
    assert (content.left, content.right, content.split) == (100, 960, False)


@pytest.mark.parametrize("right", [0, 100])
def test_soft_walls_of_unlike_width_are_no_bars(right: int) -> None:
    picture = room(2.0, lines=19, seed=1)
    soft = cv2.GaussianBlur(picture, (0, 0), 25)
    picture[:, :200], picture[:, 960 - right :] = soft[:, :200], soft[:, 960 - right :]
    content = find_content(picture)
    assert (content.left, content.right, content.split) == (0, 960, False)


def test_two_clips_side_by_side_have_no_common_roll() -> None:
    both = np.hstack([room(4.0, seed=1)[:, ::2], 255 - room(-3.0, seed=2)[:, ::2]])
    scene = watch([cv2.resize(both, (WIDTH, HEIGHT))] * 4)
    assert scene.split
    assert scene.vertical_roll_deg is None


@pytest.mark.parametrize("fill", [0, 255])
def test_portrait_clips_side_by_side_with_bars_between_are_a_split_screen(fill: int) -> None:
    panes = [np.pad(room(roll, seed=seed)[:, ::3], ((0, 0), (60, 60)), constant_values=fill) for roll, seed in PANES]
    scene = watch([cv2.resize(np.hstack(panes), (WIDTH, HEIGHT))] * 4)
    assert scene.split
    assert scene.vertical_roll_deg is None


PANES = ((4.0, 1), (-3.0, 2))
"""roll and seed"""


@pytest.mark.parametrize("roll", [0.0, 1.5])
def test_walls_are_no_seams(roll: float) -> None:
    for seed in range(6):
        content = find_content(room(roll, seed=seed))
        assert (content.left, content.right, content.split) == (0, 960, False)


def look(path: Path) -> Scene:
    clip = read_clip(path)
    watcher = SceneWatcher(clip)
    for frame in frames(clip):
        watcher.feed(frame)
    return watcher.result()


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "camera", "cuts"),
    [
        ("treadmill-30fps", "fixed", 0),
        ("treadmill-fast-wide-angle", "fixed", 0),
        ("treadmill-slow-motion", "fixed", 0),
        ("overground-panning", "panning", 0),
        ("overground-static-camera", "fixed", 0),
    ],
)
def test_real_scenes(data_dir: Path, name: str, camera: str, cuts: int) -> None:
    scene = look(data_dir / "videos" / f"{name}.mp4")
    assert (scene.camera, len(scene.cuts), scene.duplicates) == (camera, cuts, ())


@pytest.mark.data
def test_real_roll(data_dir: Path) -> None:
    """A lab whose window frames and racks stand upright within half a degree."""
    scene = look(data_dir / "videos" / "treadmill-slow-motion.mp4")
    assert scene.vertical_roll_deg is not None
    assert abs(scene.vertical_roll_deg) < 1.0
