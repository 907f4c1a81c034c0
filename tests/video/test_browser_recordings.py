"""What a browser's MediaRecorder writes: WebM with no length and no index, every frame at the time it came."""

import io
from fractions import Fraction

import av
import numpy as np
import pytest

from gaitcue.video.clip import read_clip
from gaitcue.video.decode import frames, pick_frames

SIZE = (64, 48)


@pytest.fixture
def times() -> np.ndarray:
    """Thirty frames a second with the jitter of a browser, two frames lost, and half a second without any."""
    rng = np.random.default_rng(4)
    even = np.arange(150) / 30.0 + rng.uniform(-0.008, 0.008, 150)
    even[100:] += 0.5
    return np.round(np.delete(even - even[0], [40, 41]), 3)


@pytest.fixture
def recording(tmp_path, times):
    """Written as it comes, to something that cannot go back to fill in a length."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.kept = bytearray()

        def writable(self) -> bool:
            return True

        def seekable(self) -> bool:
            return False

        def write(self, content) -> int:
            self.kept += content
            return len(content)

    pipe = Pipe()
    with av.open(pipe, "w", format="webm", options={"live": "1"}) as target:
        stream = target.add_stream("libvpx", rate=30)
        stream.width, stream.height, stream.pix_fmt = *SIZE, "yuv420p"
        stream.codec_context.time_base = Fraction(1, 1000)
        for number, time_s in enumerate(times):
            picture = av.VideoFrame.from_ndarray(np.full((SIZE[1], SIZE[0], 3), 20 + number, np.uint8))
            picture.pts = round(1000 * time_s)
            target.mux(stream.encode(picture))
        target.mux(stream.encode())
    file = tmp_path / "As usual, live.webm"
    file.write_bytes(pipe.kept)
    return file


def test_it_has_no_length_in_its_head(recording):
    with av.open(str(recording)) as container:
        assert container.duration is None and container.streams.video[0].duration is None


def test_every_frame_has_its_true_time_and_what_is_missing_is_a_gap(recording, times):
    clip = read_clip(recording)
    assert clip.frames == len(times) and clip.variable_frame_rate
    np.testing.assert_allclose(clip.time_s, times, atol=0.0011)
    assert clip.slow_motion_factor == 1.0 and clip.capture_fps == pytest.approx(30.0, rel=0.05)
    assert [one.code for one in clip.notes] == []


def test_frames_in_its_middle_are_found_without_an_index(recording):
    clip = read_clip(recording)
    assert [frame.index for frame in frames(clip, 130, 140)] == list(range(130, 140))
    found = dict(pick_frames(clip, [10, 120]))
    assert sorted(found) == [10, 120] and found[120].mean() > found[10].mean() + 80
