"""Size, rate and true times of clips of every kind."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.video import frames, read_clip
from gaitcue.video.mp4_boxes import SpeedMarks, read_speed_marks
from gaitcue.video.timing import is_variable, stored_times
from gaitcue.work.probe import probe_clip

from .conftest import number_of, numbered_picture

WriteClip = Callable[..., Path]

KINDS = [
    ("clip.mp4", "libx264", "yuv420p"),
    ("clip.mov", "libx264", "yuv420p"),
    ("clip.mkv", "libx264", "yuv420p10le"),
    ("clip.mp4", "libx265", "yuv420p"),
    ("clip.mov", "libx265", "yuv420p10le"),
    ("clip.webm", "libvpx-vp9", "yuv420p"),
    ("clip.avi", "mpeg4", "yuv420p"),
    ("clip.avi", "mjpeg", "yuvj422p"),
    ("clip.mkv", "ffv1", "yuv444p"),
]


@pytest.mark.parametrize(("name", "codec", "pixel_format"), KINDS)
def test_every_kind_gives_all_frames_in_order(write_clip: WriteClip, name: str, codec: str, pixel_format: str) -> None:
    options = {"log-level": "none"} if codec == "libx265" else {}
    clip = read_clip(write_clip(name, count=20, codec=codec, pixel_format=pixel_format, codec_options=options))
    assert (clip.width, clip.height, clip.frames, clip.pixel_format) == (96, 64, 20, pixel_format)
    assert np.allclose(clip.time_s, np.arange(20) / 30, atol=1e-6)
    assert not clip.variable_frame_rate
    assert clip.capture_fps == pytest.approx(30)
    seen = list(frames(clip))
    assert [f.index for f in seen] == list(range(20))
    assert [number_of(f.luma(None)) for f in seen] == list(range(20))
    assert np.allclose([f.time_s for f in seen], clip.time_s)


def test_variable_frame_rate_is_kept(write_clip: WriteClip) -> None:
    times = [0, 0.033, 0.066, 0.1, 0.166, 0.199, 0.216, 0.249]
    clip = read_clip(write_clip(count=8, times_s=times, time_base=Fraction(1, 90_000)))
    assert clip.variable_frame_rate
    assert np.allclose(clip.time_s, times, atol=1e-5)


def test_times_count_from_the_first_frame(write_clip: WriteClip) -> None:
    times = np.arange(10) / 25 + 3.0
    clip = read_clip(write_clip("late.mkv", count=10, fps=25, times_s=times, time_base=Fraction(1, 1000)))
    assert clip.time_s[0] == 0.0
    assert np.allclose(clip.time_s, np.arange(10) / 25)


def test_rounding_to_milliseconds_is_taken_out(write_clip: WriteClip) -> None:
    clip = read_clip(write_clip("clip.mkv", count=90, fps=30))
    assert np.allclose(np.diff(clip.time_s), 1 / 30, atol=1e-9)
    assert clip.capture_fps == pytest.approx(30, abs=1e-6)


@given(
    fps=st.sampled_from([23.976, 25.0, 29.97, 30.0, 59.94, 60.0]),
    ticks_per_s=st.sampled_from([600, 1000, 15360, 90_000]),
    count=st.integers(2, 400),
)
def test_a_constant_rate_survives_any_clock(fps: float, ticks_per_s: int, count: int) -> None:
    pts = tuple(int(t) for t in np.round(np.arange(count) / fps * ticks_per_s))
    times = stored_times(pts, count, 1 / ticks_per_s, fps)
    assert np.allclose(times, np.arange(count) / fps, atol=1 / ticks_per_s)
    assert not is_variable(times)


@given(st.lists(st.integers(30, 300), min_size=3, max_size=60))
def test_variable_times_are_not_touched(steps: list[int]) -> None:
    pts = tuple(int(t) for t in np.cumsum([0, *steps]))
    times = stored_times(pts, len(pts), 1e-3, 30.0)
    assert np.allclose(times, np.array(pts) * 1e-3, atol=1.01e-3)
    assert np.all(np.diff(times) > 0)


@pytest.mark.parametrize("rotation", [0, 90, 180, -90])
def test_rotation_turns_everything(write_clip: WriteClip, rotation: int) -> None:
    clip = read_clip(write_clip(count=3, rotation=rotation))
    shown = np.rot90(numbered_picture(1), rotation // 90)
    assert (clip.height, clip.width) == shown.shape[:2]
    assert clip.rotation_deg == rotation % 360
    frame = list(frames(clip))[1]
    assert np.abs(frame.rgb().astype(int) - shown).mean() < 12
    grey = frame.luma(None).astype(int)
    assert np.abs(grey - shown @ [0.299, 0.587, 0.114]).mean() < 12
    size = max(clip.width, clip.height)
    crop = frame.warp(np.array([[1.0, 0, 0], [0, 1, 0]]), size)[: clip.height, : clip.width]
    assert np.abs(crop.astype(int) - shown).mean() < 12


def test_pixels_that_are_not_square_are_made_so(write_clip: WriteClip) -> None:
    clip = read_clip(write_clip(count=3, aspect=Fraction(4, 3)))
    assert (clip.width, clip.height) == (128, 64)
    frame = next(frames(clip))
    assert frame.rgb().shape == (64, 128, 3)
    assert frame.luma(64).shape == (32, 64)


def test_interlaced_video_is_said_to_be_so(write_clip: WriteClip) -> None:
    path = write_clip(count=6, codec_options={"x264-params": "interlaced=1:tff=1"})
    clip = read_clip(path)
    assert clip.interlaced
    assert [note.code for note in clip.notes] == ["interlaced"]
    assert [note.code for note in probe_clip(path).notes].count("interlaced") == 1


def test_android_slow_motion_is_undone(write_clip: WriteClip) -> None:
    tag = {"com.android.capture.fps": "240.000000"}
    path = write_clip(count=16, metadata=tag, container_options={"movflags": "use_metadata_tags"})
    clip = read_clip(path)
    assert (clip.capture_fps, clip.slow_motion_factor) == (240, 8)
    assert clip.capture_fps_source == "tag"
    assert np.allclose(clip.time_s, np.arange(16) / 240)


def test_a_tag_that_repeats_the_container_rate_changes_nothing(write_clip: WriteClip) -> None:
    tag = {"com.android.capture.fps": "29.97"}
    clip = read_clip(write_clip(count=5, metadata=tag, container_options={"movflags": "use_metadata_tags"}))
    assert clip.slow_motion_factor == 1
    assert np.allclose(clip.time_s, np.arange(5) / 30)


def test_the_option_overrides_the_tag(write_clip: WriteClip) -> None:
    tag = {"com.android.capture.fps": "240"}
    path = write_clip(count=5, metadata=tag, container_options={"movflags": "use_metadata_tags"})
    clip = read_clip(path, capture_fps=120)
    assert (clip.capture_fps, clip.slow_motion_factor) == (120, 4)
    assert clip.capture_fps_source == "option"


def test_time_lapse_is_noted(write_clip: WriteClip) -> None:
    tag = {"com.android.capture.fps": "2"}
    clip = read_clip(write_clip(count=5, metadata=tag, container_options={"movflags": "use_metadata_tags"}))
    assert [note.code for note in clip.notes] == ["time_lapse"]


def with_edit_list(path: Path, edits: list[tuple[int, int, float]]) -> None:
    """Overwrite the single edit of a file by edits of (duration in movie ticks, media time, rate)."""
    data = path.read_bytes()
    at = data.index(b"elst") - 4
    size = struct.unpack(">I", data[at : at + 4])[0]
    body = b"".join(struct.pack(">Iii", duration, start, int(rate * 65536)) for duration, start, rate in edits)
    box = struct.pack(">I4sII", 16 + len(body), b"elst", 0, len(edits)) + body
    grown = bytearray(data[:at] + box + data[at + size :])
    for parent in (b"edts", b"trak", b"moov"):
        start = grown.index(parent) - 4
        old = struct.unpack(">I", grown[start : start + 4])[0]
        grown[start : start + 4] = struct.pack(">I", old + len(box) - size)
    path.write_bytes(grown)


def test_quicktime_slow_motion_ramp_is_undone(write_clip: WriteClip) -> None:
    """240 frames/s in the media; the edits play the middle at 1/8 speed."""
    path = write_clip("slomo.mov", count=96, fps=240)
    with_edit_list(path, [(100, 0, 1.0), (1600, 1536, 0.125), (100, 4608, 1.0)])
    assert read_speed_marks(path).edit_rates == (1.0, 0.125, 1.0)
    clip = read_clip(path)
    assert clip.frames == 96
    assert clip.slow_motion_factor == 8
    assert clip.capture_fps == pytest.approx(240)
    assert np.allclose(clip.time_s, np.arange(96) / 240)
    assert [number_of(f.luma(None)) for f in frames(clip)] == list(range(96))


def test_frames_cut_away_by_an_edit_do_not_count(write_clip: WriteClip) -> None:
    """A trim: what is shown starts 10 frames into the media."""
    path = write_clip("trimmed.mp4", count=30, codec_options={"bf": "0"})
    with_edit_list(path, [(20 * 1000 // 30, 10 * 512, 1.0)])
    clip = read_clip(path)
    shown = [number_of(f.luma(None)) for f in frames(clip)]
    assert clip.frames == len(shown)
    assert shown[0] == 10
    assert clip.time_s[0] == 0.0


def test_camera_metadata_of_capture_rate(tmp_path: Path, write_clip: WriteClip) -> None:
    xml = b'<VideoFrame captureFps="119.88p" formatFps="29.97p"/>'
    path = write_clip(count=5)
    path.write_bytes(path.read_bytes() + struct.pack(">I4s", 8 + len(xml), b"meta") + xml)
    assert read_speed_marks(path).capture_fps == 119.88
    assert read_clip(path).capture_fps == 119.88


def test_broken_boxes_give_no_marks(tmp_path: Path) -> None:
    path = tmp_path / "broken.mp4"
    path.write_bytes(b"\0\0\0\x18ftypisom" + b"\0" * 12 + struct.pack(">I4s", 3, b"moov") + b"junk")
    assert read_speed_marks(path) == SpeedMarks(cut_off=False)


@pytest.mark.parametrize("rate", [0.0, -30.0, float("nan"), float("inf"), 15.0])
def test_a_capture_rate_that_makes_no_sense_is_refused(write_clip: WriteClip, rate: float) -> None:
    with pytest.raises(BadOption, match="--capture-fps"):
        read_clip(write_clip(count=5), capture_fps=rate)


def is_one_line(error: pytest.ExceptionInfo[BaseException]) -> bool:
    return "\n" not in str(error.value) and len(str(error.value)) < 300


@pytest.mark.parametrize("content", [b"", b"hello world\nthis is text\n", bytes(range(256)) * 40])
@pytest.mark.parametrize("name", ["notes.mp4", "notes.txt"])
def test_what_is_no_video_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(UnusableInput, match=re.escape(name)) as error:
        read_clip(path)
    assert is_one_line(error)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="does not exist"):
        read_clip(tmp_path / "nothing.mp4")


def test_sound_without_pictures_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sound.mp4"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=44_100)
        frame = av.AudioFrame.from_ndarray(np.zeros((1, 1024), np.float32), format="fltp", layout="mono")
        frame.sample_rate = 44_100
        container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    with pytest.raises(UnusableInput, match="no video") as error:
        read_clip(path)
    assert is_one_line(error)


def test_a_file_without_frames_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "hollow.mkv"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=30)
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        container.start_encoding()
    with pytest.raises(UnusableInput) as error:
        read_clip(path)
    assert is_one_line(error)


def test_the_good_part_of_a_truncated_file_is_used(write_clip: WriteClip) -> None:
    rng = np.random.default_rng(1)
    noise = rng.integers(0, 60, (64, 96, 3), np.uint8)
    pictures = [numbered_picture(i) // 2 + np.roll(noise, 3 * i, axis=1) for i in range(60)]
    path = write_clip("cut.mp4", pictures, container_options={"movflags": "+faststart"})
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * 0.6)])
    clip = read_clip(path)
    assert 5 < clip.frames < 60
    assert "truncated" in [note.code for note in clip.notes]
    seen = [f.index for f in frames(clip)]
    assert seen == list(range(clip.frames))


def test_a_file_cut_before_its_index_is_refused(write_clip: WriteClip) -> None:
    path = write_clip("cut.mp4", count=60)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(UnusableInput) as error:
        read_clip(path)
    assert is_one_line(error)


def test_one_frame_is_a_clip(write_clip: WriteClip) -> None:
    clip = read_clip(write_clip(count=1))
    assert (clip.frames, clip.variable_frame_rate) == (1, False)
    assert np.isfinite(clip.capture_fps)
    assert len(list(frames(clip))) == 1


def test_spaces_and_letters_of_any_language(write_clip: WriteClip) -> None:
    clip = read_clip(write_clip("Läufer  mañana 走る (1).mp4", count=4))
    assert len(list(frames(clip))) == 4


def test_the_same_file_has_the_same_sum(write_clip: WriteClip) -> None:
    path = write_clip(count=4)
    assert read_clip(path).sha256 == read_clip(path).sha256
    assert re.fullmatch("[0-9a-f]{64}", read_clip(path).sha256)


@pytest.mark.data
@pytest.mark.parametrize(
    ("name", "count", "fps"),
    [("treadmill-30fps", 360, 30), ("treadmill-fast-wide-angle", 205, 29.97), ("treadmill-slow-motion", 949, 29.97)],
)
def test_real_clips(data_dir: Path, name: str, count: int, fps: float) -> None:
    clip = read_clip(data_dir / "videos" / f"{name}.mp4")
    assert clip.frames == count
    assert clip.capture_fps == pytest.approx(fps, abs=0.01)
    assert not clip.variable_frame_rate
    assert [f.index for f in frames(clip)] == list(range(count))
