"""Repeated frames, under what fast encoders add to them; real movement, however slow, is none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from gaitcue.demo import Runner
from gaitcue.demo.draw import pictures
from gaitcue.video import SceneWatcher, frames, read_clip
from gaitcue.video.repeats import find_repeats

WriteClip = Callable[..., Path]
Pictures = Sequence[np.ndarray]

X264 = {
    f"{preset} {crf}": {"codec": "libx264", "codec_options": {"preset": preset, "crf": crf}}
    for preset in ("ultrafast", "superfast", "veryfast")
    for crf in ("23", "28")
}
VP8: dict[str, Any] = {
    "codec": "libvpx",
    "codec_options": {"deadline": "realtime", "cpu-used": "8", "b": "1500k", "threads": "1"},
}
"""threads of this encoder turn round and round while they wait"""
WAYS: dict[str, dict[str, Any]] = X264 | {"vp8": VP8}


def filmed(runner: Runner, noise: float = 3.0, light: float = 1.0) -> list[np.ndarray]:
    """The drawn runner by a camera with noise."""
    rng = np.random.default_rng(1)
    shown = (cv2.resize(picture, (360, 480), interpolation=cv2.INTER_AREA) for picture in pictures(runner))
    return [np.clip(p * light + rng.normal(0, noise, p.shape), 0, 255).astype(np.uint8) for p in shown]


@cache
def running(light: float = 1.0, fps: float = 30.0) -> list[np.ndarray]:
    return filmed(Runner(duration_s=50 / fps, fps=fps, width=480, height=640, px_per_m=290.0, seed=5), light=light)


@cache
def standing(count: int) -> list[np.ndarray]:
    """Somebody who stands and breathes, under the noise of a camera."""
    rng, still = np.random.default_rng(2), running()[0].astype(np.float32)
    shown = []
    for i in range(count):
        breath = cv2.warpAffine(still, np.array([[1, 0, 0], [0, 1, 0.6 * np.sin(i / 10)]]), still.shape[1::-1])
        shown.append(np.clip(breath + rng.normal(0, 3, still.shape), 0, 255).astype(np.uint8))
    return shown


@cache
def walking_slowly(count: int) -> list[np.ndarray]:
    """Somebody who crosses the picture at 0.5 to 1.5 px a frame."""
    rng, still = np.random.default_rng(3), running()[0].astype(np.float32)
    way = np.cumsum(1 + 0.5 * np.sin(np.arange(count) / 7))
    moved = (cv2.warpAffine(still, np.array([[1, 0, x - 40], [0, 1, 0]]), still.shape[1::-1]) for x in way)
    return [np.clip(p + rng.normal(0, 3, still.shape), 0, 255).astype(np.uint8) for p in moved]


@cache
def first_45_frames(file: Path) -> list[np.ndarray]:
    """Of a real clip, made smaller; both sides even."""
    shown = []
    for frame in frames(read_clip(file), end=45):
        scale = 640 / max(frame.width, frame.height)
        shown.append(cv2.resize(frame.rgb(), None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
    return [p[: len(p) // 2 * 2, : p.shape[1] // 2 * 2] for p in shown]


@pytest.fixture(scope="module", autouse=True)
def forgotten() -> Iterator[None]:
    """What is drawn once for many tests is not kept for those of other files."""
    yield
    for drawn in (running, standing, walking_slowly, first_45_frames):
        drawn.cache_clear()


def repeats(path: Path) -> np.ndarray:
    clip = read_clip(path)
    watcher = SceneWatcher(clip)
    for frame in frames(clip):
        watcher.feed(frame)
    return np.array(watcher.result().duplicates, int)


def stored(write_clip: WriteClip, shown: Pictures, way: str, fps: int = 60) -> Path:
    return write_clip("clip.webm" if way == "vp8" else "clip.mp4", shown, fps=fps, **WAYS[way])


# --- repeats ---


@pytest.mark.parametrize("light", [1.0, 0.25], ids=["in daylight", "in the dark"])
@pytest.mark.parametrize("way", WAYS)
def test_a_clip_of_30_frames_a_second_stored_at_60_by_a_fast_encoder(
    write_clip: WriteClip, way: str, light: float
) -> None:
    doubled = [picture for picture in running(light) for _ in range(2)]
    np.testing.assert_array_equal(repeats(stored(write_clip, doubled, way)), np.arange(1, len(doubled), 2))


@pytest.mark.parametrize("times", [4, 8])
def test_stored_at_120_and_240(write_clip: WriteClip, times: int) -> None:
    padded = [picture for picture in running()[:40] for _ in range(times)]
    found = repeats(stored(write_clip, padded, "ultrafast 28"))
    np.testing.assert_array_equal(found, np.flatnonzero(np.arange(len(padded)) % times))


def test_film_of_24_frames_a_second_stored_at_60(write_clip: WriteClip) -> None:
    shown = [picture for i, picture in enumerate(running()) for _ in range(2 + i % 2)]
    truth = np.flatnonzero(np.diff([i for i in range(len(running())) for _ in range(2 + i % 2)], prepend=-1) == 0)
    found = repeats(stored(write_clip, shown, "superfast 28"))
    inner = (truth > 8) & (truth < len(shown) - 8)
    np.testing.assert_array_equal(found[(found > 8) & (found < len(shown) - 8)], truth[inner])


def test_frames_that_a_slow_phone_dropped(write_clip: WriteClip) -> None:
    real = running()
    shown = [real[i - 1] if i in (14, 31) else real[i] for i in range(len(real))]
    assert repeats(stored(write_clip, shown, "ultrafast 28", fps=30)).tolist() == [14, 31]


# --- real movement ---


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    "shown",
    [
        lambda: running(),
        lambda: running(0.25),
        lambda: running(fps=120.0),
        lambda: standing(60),
        lambda: walking_slowly(60),
        lambda: [(p * 0.25).astype(np.uint8) for p in walking_slowly(60)],
    ],
    ids=["running", "dark", "120 frames a second", "standing", "walking slowly", "walking slowly in the dark"],
)
def test_what_really_moves_is_no_repeat(write_clip: WriteClip, shown: Callable[[], Pictures], way: str) -> None:
    assert repeats(stored(write_clip, shown(), way)).tolist() == []


@pytest.mark.parametrize("way", WAYS)
def test_lamps_that_flicker_make_no_repeats(write_clip: WriteClip, way: str) -> None:
    """At 60 frames a second under lamps of 100 Hz the light comes back every third frame."""
    lit = [np.clip(p * (1 + 0.1 * np.cos(2 * np.pi * i / 3)), 0, 255) for i, p in enumerate(running(fps=60.0))]
    assert repeats(stored(write_clip, [p.astype(np.uint8) for p in lit], way)).tolist() == []


def test_coming_to_rest_is_no_repeat() -> None:
    step = np.concatenate([[np.nan], np.full(20, 10.0), np.geomspace(5, 0.1, 20), np.full(20, 0.1)])
    assert find_repeats(step) == ()


def test_who_slows_down_and_goes_on_repeats_no_frame() -> None:
    slowing = np.geomspace(12, 0.4, 16)
    assert find_repeats(np.concatenate([[np.nan], slowing, slowing[::-1], slowing, slowing[::-1]])) == ()


def test_key_frames_of_an_empty_scene_are_no_movement() -> None:
    """An encoder repeats a still scene but for a jump at each key frame; then somebody runs through."""
    still = np.full(60, 0.02)
    still[::20] = 7.0
    run = np.concatenate([np.linspace(0.5, 40, 30), np.linspace(40, 0.5, 30)])
    assert find_repeats(np.concatenate([[np.nan], still, run, still])) == ()


def test_frames_that_nobody_looked_at_are_no_repeats() -> None:
    step = np.full(120, 10.0)
    step[::2] = np.nan
    assert find_repeats(step) == ()


@pytest.mark.parametrize("count", [0, 1, 2])
def test_too_few_frames_have_no_repeats(count: int) -> None:
    assert find_repeats(np.full(count, np.nan)) == ()


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "truly"),
    [
        ("frontal-view", []),
        ("overground-panning", []),
        ("overground-static-camera", []),
        ("silhouette-slow-motion", []),
        ("treadmill-30fps", []),
        ("treadmill-fast-wide-angle", []),
        ("treadmill-rear-view", []),
        ("treadmill-slow-motion", []),
        ("two-people-no-running", []),
        ("walking", [42]),
    ],
)
def test_real_clips_as_they_are(data_dir: Path, name: str, truly: list[int]) -> None:
    assert repeats(data_dir / "videos" / f"{name}.mp4").tolist() == truly


@pytest.mark.data
@pytest.mark.parametrize("way", ["ultrafast 28", "superfast 28", "vp8"])
@pytest.mark.parametrize("name", ["treadmill-30fps", "overground-static-camera"])
def test_real_clips_stored_at_60(data_dir: Path, write_clip: WriteClip, name: str, way: str) -> None:
    """The first second and a half; the second clip is dark."""
    shown = first_45_frames(data_dir / "videos" / f"{name}.mp4")
    found = repeats(stored(write_clip, [p for p in shown for _ in range(2)], way))
    np.testing.assert_array_equal(found, np.arange(1, 2 * len(shown), 2))
    assert repeats(stored(write_clip, shown, way, fps=30)).tolist() == []
