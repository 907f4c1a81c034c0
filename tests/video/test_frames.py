"""Decoding in a thread: order, seeking, stopping, errors, memory; and the crops."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import av
import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitcue.terms.errors import UnusableInput
from gaitcue.video import Frame, frames, pick_frames, read_clip
from gaitcue.video import decode as decode_module
from gaitcue.video.orientation import Orientation

from .conftest import number_of, numbered_picture

WriteClip = Callable[..., Path]


def decoding_threads() -> int:
    return sum(t.name == "gaitcue-decode" for t in threading.enumerate())


@pytest.mark.parametrize("name", ["clip.mp4", "clip.mkv", "clip.webm", "clip.avi"])
@pytest.mark.parametrize(("start", "end"), [(0, 5), (3, 9), (70, 75), (199, None), (150, 400)])
def test_any_stretch(write_clip: WriteClip, name: str, start: int, end: int | None) -> None:
    codec = {"clip.webm": "libvpx-vp9", "clip.avi": "mpeg4"}.get(name, "libx264")
    clip = read_clip(write_clip(name, count=200, codec=codec))
    seen = [(f.index, number_of(f.luma(None))) for f in frames(clip, start, end)]
    assert seen == [(i, i) for i in range(start, min(200, end or 200))]


def test_nothing_asked_nothing_given(write_clip: WriteClip) -> None:
    clip = read_clip(write_clip(count=5))
    assert list(frames(clip, 5)) == []
    assert list(frames(clip, 3, 3)) == []


def test_stopping_early_ends_the_thread(write_clip: WriteClip) -> None:
    clip = read_clip(write_clip(count=100))
    for stop_at in (0, 3, 40):
        source = frames(clip)
        for frame in source:
            if frame.index == stop_at:
                break
        source.close()  # type: ignore[attr-defined]
        assert decoding_threads() == 0


def test_an_error_of_the_consumer_ends_the_thread(write_clip: WriteClip) -> None:
    clip = read_clip(write_clip(count=100))

    def use() -> None:
        for frame in frames(clip):
            if frame.index == 2:
                raise KeyError("mine")

    with pytest.raises(KeyError):
        use()
    deadline = time.monotonic() + 5
    while decoding_threads() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert decoding_threads() == 0


def test_an_error_of_the_decoder_reaches_the_consumer(write_clip: WriteClip) -> None:
    clip = read_clip(write_clip(count=10))
    clip.path.unlink()
    with pytest.raises(UnusableInput, match="does not exist"):
        list(frames(clip))


def test_the_queue_is_bounded(write_clip: WriteClip, monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow consumer: the decoder waits instead of filling the memory."""
    made = []
    real = decode_module.readable
    monkeypatch.setattr(decode_module, "readable", lambda picture: made.append(1) or real(picture))
    clip = read_clip(write_clip(count=120))
    source = frames(clip)
    next(source)
    time.sleep(0.3)
    assert len(made) <= decode_module._QUEUE_FRAMES + 3
    source.close()  # type: ignore[attr-defined]


def test_frames_are_freed_at_once(write_clip: WriteClip) -> None:
    """PyAV's frame and its side data hold each other: whoever asks each frame for them fills the memory."""
    clip = read_clip(write_clip(count=100, rotation=90))
    gc.collect()
    gc.disable()
    try:
        for frame in frames(clip):
            frame.luma(32)
            frame.warp(np.array([[1.0, 0, 0], [0, 1, 0]]), 32)
        alive = sum(isinstance(thing, av.VideoFrame) for thing in gc.get_objects())
    finally:
        gc.enable()
    assert alive < 10


def test_large_pictures(write_clip: WriteClip) -> None:
    large = [np.kron(numbered_picture(i, 125, 125), np.ones((40, 40, 1), np.uint8)) for i in range(3)]
    clip = read_clip(write_clip("large.mp4", large, codec_options={"preset": "ultrafast"}))
    assert (clip.width, clip.height) == (5000, 5000)
    seen = list(frames(clip))
    assert [number_of(f.luma(320)) for f in seen] == [0, 1, 2]
    assert seen[0].luma(320).shape == (320, 320)
    assert seen[0].warp(np.array([[20.0, 0, 0], [0, 20.0, 0]]), 250).shape == (250, 250, 3)


def test_damage_inside_the_file_costs_only_some_frames(write_clip: WriteClip) -> None:
    path = write_clip("hurt.mp4", count=60, codec_options={"g": "10"})
    data = bytearray(path.read_bytes())
    middle = (data.index(b"mdat") + data.index(b"moov")) // 2
    data[middle : middle + 60] = b"\xff" * 60
    path.write_bytes(bytes(data))
    clip = read_clip(path)
    seen = [f.index for f in frames(clip)]
    assert len(seen) > 40
    assert seen == sorted(set(seen))
    assert max(seen) < clip.frames


def test_pick_frames(write_clip: WriteClip) -> None:
    clip = read_clip(write_clip(count=200))
    pictures = dict(pick_frames(clip, [150, 3, 3, 7, 199, 500, -1]))
    assert sorted(pictures) == [3, 7, 150, 199]
    for index, picture in pictures.items():
        assert picture.shape == (64, 96, 3)
        assert number_of(picture[..., 1]) == index


def images(folder: Path, names: list[str]) -> Path:
    folder.mkdir()
    for number, name in enumerate(names):
        cv2.imwrite(str(folder / name), numbered_picture(number)[..., ::-1])
    return folder


@pytest.mark.parametrize("suffix", [".png", ".jpg"])
def test_a_folder_of_images(tmp_path: Path, suffix: str) -> None:
    folder = images(tmp_path / "Bilder ñ", [f"run_{i}{suffix}" for i in range(12)])
    clip = read_clip(folder, capture_fps=120)
    assert (clip.frames, clip.width, clip.height, clip.capture_fps) == (12, 96, 64, 120)
    assert np.allclose(clip.time_s, np.arange(12) / 120)
    assert [number_of(f.luma(None)) for f in frames(clip)] == list(range(12))
    assert np.abs(dict(pick_frames(clip, [5]))[5].astype(int) - numbered_picture(5)).mean() < 6


def test_images_carry_no_time(tmp_path: Path) -> None:
    folder = images(tmp_path / "images", ["1.png", "2.png"])
    with pytest.raises(UnusableInput, match="pass --capture-fps"):
        read_clip(folder)


def test_missing_images_are_noted(tmp_path: Path) -> None:
    folder = images(tmp_path / "images", ["1.png", "2.png", "5.png"])
    notes = read_clip(folder, capture_fps=30).notes
    assert [(note.code, note.value) for note in notes] == [("images_missing", 2.0)]


def test_images_of_two_sizes_are_refused(tmp_path: Path) -> None:
    folder = images(tmp_path / "images", ["1.png", "2.png"])
    cv2.imwrite(str(folder / "3.png"), np.zeros((10, 10, 3), np.uint8))
    with pytest.raises(UnusableInput, match=r"3\.png has another size"):
        list(frames(read_clip(folder, capture_fps=30)))


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="holds no images"):
        read_clip(tmp_path, capture_fps=30)


def smooth_picture(width: int, height: int) -> np.ndarray:
    y, x = np.mgrid[:height, :width]
    waves = [np.sin(x / 37 + i) + np.cos(y / 29 + 2 * i) for i in range(3)]
    return np.clip(np.stack(waves, axis=-1) * 50 + 128, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def smooth_frame(tmp_path_factory: pytest.TempPathFactory) -> Frame:
    from gaitcue.video import VideoWriter

    path = tmp_path_factory.mktemp("smooth") / "smooth.mp4"
    with VideoWriter(path, 640, 360, 30) as writer:
        writer.write(smooth_picture(640, 360), 0.0)
    return next(iter(frames(read_clip(path))))


@settings(max_examples=40, deadline=None)
@given(scale=st.floats(0.4, 5), angle=st.floats(-3.2, 3.2), x=st.floats(-50, 690), y=st.floats(-50, 410))
def test_a_crop_shows_what_lies_there(smooth_frame: Frame, scale: float, angle: float, x: float, y: float) -> None:
    """Against sampling of the picture that was written, point by point."""
    size = 64
    linear = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = np.column_stack([linear, [x, y] - linear @ [size / 2, size / 2]])
    crop = smooth_frame.warp(matrix, size).astype(float)
    v, u = np.mgrid[:size, :size]
    places = np.stack([u, v], axis=-1) @ linear.T + matrix[:, 2]
    px, py = places[..., 0], places[..., 1]
    edge = 3 * max(1.0, scale)
    inside = (px > edge) & (py > edge) & (px < 639 - edge) & (py < 359 - edge)
    outside = (px < -edge) | (py < -edge) | (px > 639 + edge) | (py > 359 + edge)
    waves = [np.sin(px / 37 + i) + np.cos(py / 29 + 2 * i) for i in range(3)]
    truth = np.clip(np.stack(waves, axis=-1) * 50 + 128, 0, 255)
    if inside.any():
        assert np.abs(crop[inside] - truth[inside]).mean() < 4
        assert np.abs(crop[inside] - truth[inside]).max() < 16
    if outside.any():
        assert crop[outside].max() <= 4


def test_a_strong_reduction_averages(write_clip: WriteClip) -> None:
    """A fine chequer becomes even grey instead of aliasing."""
    y, x = np.mgrid[:512, :512]
    chequer = np.repeat((((x + y) % 2) * 200 + 20).astype(np.uint8)[..., None], 3, axis=2)
    path = write_clip("fine.mkv", [chequer], codec="ffv1", pixel_format="yuv444p")
    crop = next(frames(read_clip(path))).warp(np.array([[6.0, 0, 20.5], [0, 6.0, 20.5]]), 64)
    assert crop.std() < 3
    assert abs(crop.mean() - 120) < 3


@pytest.mark.parametrize("pixel_format", ["yuv420p", "yuv444p", "yuv420p10le", "gray"])
@pytest.mark.parametrize("scale", [1.0, 1.6, 3.3, 7.0])
def test_sizes_that_cannot_be_halved_and_all_formats(write_clip: WriteClip, pixel_format: str, scale: float) -> None:
    """A crop from the middle of 158 x 106 px (79 x 53 when halved): where the colours change, and which they are."""
    picture = np.zeros((106, 158, 3), np.uint8)
    picture[:, :70], picture[:, 70:] = (200, 80, 60), (60, 90, 180)
    path = write_clip("odd.mkv", [picture], codec="ffv1", pixel_format=pixel_format)
    crop = next(frames(read_clip(path))).warp(np.array([[scale, 0, 70 - 8 * scale], [0, scale, 53 - 8 * scale]]), 16)
    wanted = np.array([picture[0, 0], picture[0, 157]], float)
    if pixel_format == "gray":
        wanted = np.repeat(wanted @ [[0.299], [0.587], [0.114]], 3, axis=1)
    for columns, colour in ((slice(3, 6), wanted[0]), (slice(10, 13), wanted[1])):
        assert np.abs(crop[6:10, columns].mean(axis=(0, 1)) - colour).max() < 6


def test_a_crop_much_larger_than_the_picture(write_clip: WriteClip) -> None:
    path = write_clip("tiny.mkv", [np.full((16, 16, 3), 200, np.uint8)], codec="ffv1", pixel_format="yuv444p")
    crop = next(frames(read_clip(path))).warp(np.array([[64.0, 0, -992], [0, 64.0, -992]]), 32)
    assert crop[:14].max() <= 4
    assert crop.shape == (32, 32, 3)


def test_looks_at_one_frame_do_not_change_each_other(smooth_frame: Frame) -> None:
    first = smooth_frame.warp(np.array([[4.0, 0, 0], [0, 4.0, 0]]), 90)
    smooth_frame.luma(80)
    smooth_frame.warp(np.array([[2.0, 0, 30], [0, 2.0, 10]]), 90)
    assert (smooth_frame.warp(np.array([[4.0, 0, 0], [0, 4.0, 0]]), 90) == first).all()


def test_whole_picture_and_crop_agree(smooth_frame: Frame) -> None:
    whole = smooth_frame.rgb().astype(int)
    crop = smooth_frame.warp(np.array([[1.0, 0, 100], [0, 1.0, 50]]), 128).astype(int)
    difference = np.abs(whole[50:178, 100:228] - crop)  # FFmpeg's converter rounds down, by up to a level a channel
    assert difference.max() <= 5
    assert difference.mean() < 2


def test_reduced_brightness(smooth_frame: Frame) -> None:
    grey = smooth_picture(640, 360) @ [0.2126, 0.7152, 0.0722]
    small = smooth_frame.luma(160)
    assert small.shape == (90, 160)
    expected = cv2.resize(grey, (160, 90), interpolation=cv2.INTER_AREA)
    assert np.abs(small - expected).mean() < 2


@pytest.mark.parametrize("turn", [((0, 1), (1, 0)), ((-1, 0), (0, 1)), ((0, -1), (1, 0)), ((-1, 0), (0, -1))])
def test_turned_picture_agrees_with_its_matrix(turn: tuple[tuple[int, int], tuple[int, int]]) -> None:
    orientation = Orientation(5, 3, turn)
    coded = np.arange(15, dtype=np.uint8).reshape(3, 5)
    shown = orientation.turn_picture(coded)
    assert shown.shape == orientation.size[::-1]
    for y in range(shown.shape[0]):
        for x in range(shown.shape[1]):
            u, v = np.round(orientation.to_coded @ [x, y, 1]).astype(int)
            assert shown[y, x] == coded[v, u]


def test_frames_know_the_time_of_a_changed_clip(write_clip: WriteClip) -> None:
    clip = read_clip(write_clip(count=5))
    slower = replace(clip, time_s=clip.time_s / 8)
    assert np.allclose([f.time_s for f in frames(slower)], np.arange(5) / 240)


def test_no_picture_outlives_its_stream(write_clip: WriteClip) -> None:
    clip = read_clip(write_clip(count=30))
    gc.collect()
    gc.disable()
    try:
        before = pictures_in_memory()
        assert sum(1 for _ in frames(clip)) == 30
        assert not pictures_in_memory() - before
    finally:
        gc.enable()


def pictures_in_memory() -> set[int]:
    return {id(o) for o in gc.get_objects() if isinstance(o, av.VideoFrame)}
