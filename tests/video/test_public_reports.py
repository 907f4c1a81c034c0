"""Wrong times that users of other programs met in public, each as a small clip (docs/public-reports.md).

A report is named as owner/repository#number.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from gaitcue.video import frames, read_clip

from .conftest import number_of, numbered_picture

WriteClip = Callable[..., Path]


def test_kinovea_154_a_changing_rate_keeps_each_frames_own_time(write_clip: WriteClip) -> None:
    """Kinovea/Kinovea#154, TadasBaltrusaitis/OpenFace#304: a phone changes its rate and the average is taken."""
    steps = np.array([1 / 30] * 20 + [1 / 24] * 20 + [1 / 30] * 19)
    times = np.concatenate([[0.0], np.cumsum(steps)])
    clip = read_clip(write_clip(count=60, times_s=times, time_base=Fraction(1, 90_000)))
    assert clip.variable_frame_rate
    np.testing.assert_allclose(clip.time_s, times, atol=2e-5)


def test_opencv_24000_a_low_average_is_no_rate(write_clip: WriteClip) -> None:
    """opencv/opencv#24000: 30 frames a second with a long pause are called 14.9."""
    times = np.concatenate([np.arange(30) / 30, 2.0 + np.arange(30) / 30])
    clip = read_clip(write_clip("a.mkv", count=60, times_s=times, time_base=Fraction(1, 1000)))
    np.testing.assert_allclose(clip.time_s, times, atol=1e-3)
    assert float(np.median(np.diff(clip.time_s))) == pytest.approx(1 / 30, abs=1e-3)


@pytest.mark.parametrize("clock", ["600", "19200"], ids=["as recorded", "written anew"])
def test_nextlevel_14_240_fps_on_a_clock_of_600_is_even(write_clip: WriteClip, clock: str) -> None:
    """NextLevel/NextLevel#14: frames of 1/240 s are written 3.33 and 5 ms long in turns."""
    ticks = np.floor(np.arange(120) * 600 / 240 + 0.5)
    scale = {"video_track_timescale": clock}
    times, tick = ticks / 600, Fraction(1, 600)
    clip = read_clip(write_clip("a.mov", count=120, fps=240, times_s=times, time_base=tick, container_options=scale))
    np.testing.assert_allclose(np.diff(clip.time_s), 1 / 240, atol=1e-4)
    assert clip.capture_fps == pytest.approx(240, rel=0.01)


def test_nextlevel_14_a_frame_that_is_missing_on_such_a_clock_is_still_missing(write_clip: WriteClip) -> None:
    """NextLevel/NextLevel#14: and what the recorder dropped is not smoothed away."""
    frame = np.delete(np.arange(120), [50, 51])
    ticks = np.floor(frame * 600 / 240 + 0.5)
    clip = read_clip(write_clip("a.mov", count=118, fps=240, times_s=ticks / 600, time_base=Fraction(1, 600)))
    np.testing.assert_allclose(clip.time_s, frame / 240, atol=1e-3)


@pytest.mark.parametrize(("name", "codec"), [("a.wmv", "msmpeg4"), ("a.mkv", "libx264")])
def test_deeplabcut_475_a_header_of_1000_fps_gives_way_to_the_stamps(
    write_clip: WriteClip, name: str, codec: str
) -> None:
    """DeepLabCut/DeepLabCut#475: a camera's file is said to have 1000 frames a second and has 30."""
    times = np.arange(60) / 30
    clip = read_clip(write_clip(name, count=60, fps=1000, codec=codec, times_s=times, time_base=Fraction(1, 1000)))
    assert clip.capture_fps == pytest.approx(30, rel=0.01)
    np.testing.assert_allclose(clip.time_s, times, atol=1e-3)


def test_flowblade_274_240_fps_stay_240(write_clip: WriteClip) -> None:
    """jliljebl/flowblade#274: a clip of 240 frames a second is taken for one of 23.98."""
    clip = read_clip(write_clip(count=96, fps=240))
    assert (clip.capture_fps, clip.frames) == (pytest.approx(240), 96)


@pytest.mark.parametrize("rotation", [90, 180, 270])
def test_opencv_15499_a_turned_phone_gives_an_upright_picture(write_clip: WriteClip, rotation: int) -> None:
    """opencv/opencv#15499: width, height and picture ignore the turn that the phone wrote down."""
    clip = read_clip(write_clip(count=3, rotation=rotation))
    height, width = numbered_picture(0).shape[:2]
    assert (clip.width, clip.height) == ((width, height) if rotation == 180 else (height, width))
    assert next(iter(frames(clip))).rgb().shape[:2] == (clip.height, clip.width)


def test_deeplabcut_982_frames_that_cannot_be_read_do_not_shift_the_others(write_clip: WriteClip) -> None:
    """DeepLabCut/DeepLabCut#982: two of 71 171 frames are missing, and nothing is in step any more."""
    path = write_clip("a.mkv", count=40, codec="mjpeg", pixel_format="yuvj420p")
    with av.open(str(path)) as container:
        places = [(packet.pos, packet.size) for packet in container.demux(video=0) if packet.size]
    data = bytearray(path.read_bytes())
    for place, size in (places[11], places[25]):
        begin = data.index(b"\xff\xd8", place)
        data[begin : begin + size - 40] = bytes(size - 40)
    path.write_bytes(data)
    clip = read_clip(path)
    seen = {frame.index: number_of(frame.luma(None)) for frame in frames(clip) if not frame.damaged}
    assert {11, 25}.isdisjoint(seen)
    assert len(seen) == 38
    assert list(seen) == list(seen.values())
    np.testing.assert_allclose(clip.time_s, np.arange(40) / 30, atol=1e-3)
