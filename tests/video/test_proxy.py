"""The copy for the browser: frame i is shown from i / 30 s on."""

from __future__ import annotations

from pathlib import Path

import av
import numpy as np

from gaitcue.video import VideoWriter, frames, read_clip, write_proxy

from .conftest import number_of, numbered_picture


def written(path: Path, times: list[float], width: int = 96, height: int = 64, fps: float = 30) -> Path:
    with VideoWriter(path, width, height, fps) as writer:
        for index, time_s in enumerate(times):
            writer.write(numbered_picture(index, width, height), time_s)
    return path


def test_frame_i_is_shown_from_i_thirtieths_of_a_second_on_whatever_its_true_time(tmp_path: Path) -> None:
    times = [0, 0.033, 0.05, 0.1, 0.166, 0.21, 0.216, 0.4, 0.404, 0.408, 0.5]
    clip = read_clip(written(tmp_path / "clip.mp4", times))
    write_proxy(clip, tmp_path / "proxy.mp4")
    proxy = read_clip(tmp_path / "proxy.mp4")
    assert np.allclose(proxy.time_s, np.arange(len(times)) / 30, atol=2e-5)
    assert [number_of(frame.luma(None)) for frame in frames(proxy)] == list(range(len(times)))


def test_a_seek_never_has_more_than_eight_pictures_to_decode(tmp_path: Path) -> None:
    clip = read_clip(written(tmp_path / "clip.mp4", [i / 240 for i in range(50)], fps=240))
    write_proxy(clip, tmp_path / "proxy.mp4")
    with av.open(str(tmp_path / "proxy.mp4")) as container:
        keys = [packet.is_keyframe for packet in container.demux(video=0) if packet.size]
    assert len(keys) == 50
    starts = np.flatnonzero(keys)
    assert np.diff([*starts, len(keys)]).max() <= 8


def test_large_pictures_are_made_smaller_and_keep_their_shape(tmp_path: Path) -> None:
    clip = read_clip(written(tmp_path / "clip.mp4", [0, 0.033], 2560, 1440))
    write_proxy(clip, tmp_path / "proxy.mp4")
    proxy = read_clip(tmp_path / "proxy.mp4")
    assert (proxy.width, proxy.height) == (1280, 720)
    assert [number_of(frame.luma(96)) for frame in frames(proxy)] == [0, 1]


def test_progress_is_told(tmp_path: Path) -> None:
    clip = read_clip(written(tmp_path / "clip.mp4", [i / 30 for i in range(5)]))
    told: list[tuple[int, int]] = []
    write_proxy(clip, tmp_path / "proxy.mp4", lambda done, total: told.append((done, total)))
    assert told == [(1, 5), (2, 5), (3, 5), (4, 5)]
