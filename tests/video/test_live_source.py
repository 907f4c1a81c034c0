import time
from itertools import pairwise

import numpy as np
import pytest

from gaitcue.demo import Runner, draw_clip
from gaitcue.terms.errors import UnusableInput
from gaitcue.video import frames, live_source, read_clip
from gaitcue.video.live_source import in_its_time, live_frames


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    file = tmp_path_factory.mktemp("live") / "run.mp4"
    draw_clip(Runner(duration_s=1.0, fps=30.0, width=320, height=240, px_per_m=105.0), file)
    return file


def test_a_clip_is_played_in_its_own_time(clip):
    begun = time.monotonic()
    came = [(frame.time_s, time.monotonic() - begun) for frame in live_frames(str(clip))]
    assert len(came) == 30
    assert all(b[0] > a[0] for a, b in pairwise(came))
    assert came[-1][1] - came[0][1] >= 0.95 * (29 / 30)


def test_frames_that_are_late_are_not_held_back_further(clip):
    clock, slept = iter([0.0, 0.0, *[5.0] * 100]), []
    played = list(in_its_time(frames(read_clip(clip)), clock=lambda: next(clock), sleep=slept.append))
    assert len(played) == 30
    assert slept == []


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("97", "camera 97 cannot be opened"),
        ("nothing-here.mp4", "nothing-here.mp4 does not exist"),
        ("rtsp://somebody:secret@127.0.0.1:9/run", "rtsp://127.0.0.1:9/run cannot be reached"),
    ],
)
def test_a_source_that_is_not_there_is_told_in_one_line_without_passwords(source, said, capfd):
    with pytest.raises(UnusableInput) as told:
        next(live_frames(source))
    assert str(told.value).startswith(said)
    assert "\n" not in str(told.value)
    assert "secret" not in str(told.value)
    assert capfd.readouterr().err == ""


class Camera:
    """Gives three pictures and is then unplugged."""

    def __init__(self):
        self.left, self.asked, self.released = 3, {}, False

    def isOpened(self):
        return True

    def set(self, wanted, value):
        self.asked[wanted] = value

    def read(self):
        self.left -= 1
        return (True, np.full((48, 64, 3), 90, np.uint8)) if self.left >= 0 else (False, None)

    def release(self):
        self.released = True


def test_a_camera_gives_its_pictures_until_it_is_unplugged(monkeypatch):
    camera = Camera()
    monkeypatch.setattr(live_source.cv2, "VideoCapture", lambda number: camera)
    stream = live_frames("0")
    seen = [next(stream) for _ in range(3)]
    with pytest.raises(UnusableInput, match="camera 0 gives no more pictures"):
        next(stream)
    assert len(seen) == 3
    assert camera.released
    assert camera.asked[live_source.cv2.CAP_PROP_FPS] == 60


def test_a_cameras_frames_count_from_its_first_picture(monkeypatch):
    monkeypatch.setattr(live_source.cv2, "VideoCapture", lambda number: Camera())
    stream = live_frames("0")
    first, second = next(stream), next(stream)
    stream.close()
    assert (first.index, first.time_s, first.width, first.height) == (0, 0.0, 64, 48)
    assert (second.index, second.time_s > 0) == (1, True)
