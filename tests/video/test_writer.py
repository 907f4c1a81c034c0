"""What is written plays in browsers and keeps its times."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from gaitcue.terms.errors import OutputRefused
from gaitcue.video import VideoWriter, frames, read_clip

from .conftest import number_of, numbered_picture


def test_times_colours_and_form(tmp_path: Path) -> None:
    path = tmp_path / "über uns.mp4"
    times = [0, 0.033, 0.066, 0.1, 0.166, 0.199, 0.216, 0.249]
    with VideoWriter(path, 96, 64, 30) as writer:
        for index, time_s in enumerate(times):
            writer.write(numbered_picture(index), time_s)
    clip = read_clip(path)
    assert (clip.codec, clip.pixel_format) == ("h264", "yuv420p")
    assert np.allclose(clip.time_s, times, atol=2e-5)
    for index, frame in enumerate(frames(clip)):
        assert number_of(frame.luma(None)) == index
        assert np.abs(frame.rgb()[40:60, 4:20].astype(int) - (220, 30, 30)).max() < 12
    data = path.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


def test_odd_sizes_are_padded(tmp_path: Path) -> None:
    path = tmp_path / "odd.mp4"
    with VideoWriter(path, 97, 65, 30) as writer:
        writer.write(numbered_picture(3, 97, 65), 0.0)
    clip = read_clip(path)
    assert (clip.width, clip.height) == (98, 66)


def test_groups_of_pictures_are_short(tmp_path: Path) -> None:
    path = tmp_path / "long.mp4"
    with VideoWriter(path, 96, 64, 60) as writer:
        for index in range(180):
            writer.write(numbered_picture(index), index / 60)
    with av.open(str(path)) as container:
        keys = [float(p.pts * p.time_base) for p in container.demux(video=0) if p.is_keyframe and p.size]
    assert np.diff(keys).max() <= 0.5 + 1e-6
    assert read_clip(path).capture_fps == pytest.approx(60)


def test_a_failing_block_leaves_no_file(tmp_path: Path) -> None:
    path = tmp_path / "half.mp4"

    def fail() -> None:
        with VideoWriter(path, 96, 64, 30) as writer:
            writer.write(numbered_picture(0), 0.0)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError):
        fail()
    assert not path.exists()


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputRefused, match="cannot be written"):
        VideoWriter(tmp_path / "missing" / "clip.mp4", 96, 64, 30)


@pytest.fixture
def little_room() -> Iterator[None]:
    """No file may grow beyond 64 kB: what a full disk does to a writer."""
    resource = pytest.importorskip("resource", reason="limits of file size are a thing of Unix")
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.usefixtures("little_room")
def test_a_full_disk_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    rng = np.random.default_rng(0)
    with pytest.raises(OutputRefused, match="cannot be written"), VideoWriter(path, 320, 240, 30) as writer:
        for index in range(30):
            writer.write(rng.integers(0, 255, (240, 320, 3), np.uint8), index / 30)
    assert not path.exists()


def test_a_picture_of_another_size_is_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="the video 96x64"), VideoWriter(tmp_path / "clip.mp4", 96, 64, 30) as writer:
        writer.write(numbered_picture(0, 32, 32), 0.0)


def test_the_same_pictures_give_the_same_bytes(tmp_path: Path) -> None:
    random = np.random.default_rng(3)
    pictures = cv2.blur(random.integers(0, 256, (320, 240, 3 * 20), np.uint8), (9, 9)).reshape(320, 240, 20, 3)

    def written(name: str) -> bytes:
        with VideoWriter(tmp_path / name, 240, 320, 60) as writer:
            for index in range(20):
                writer.write(np.ascontiguousarray(pictures[:, :, index]), index / 60)
        return (tmp_path / name).read_bytes()

    assert len({written(f"{k}.mp4") for k in range(25)}) == 1
