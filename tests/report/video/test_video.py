"""The annotated video and the side-by-side video, written for real and read back."""

from dataclasses import replace

import numpy as np
import pytest

from gaitcue.report import side_by_side_video, write_annotated_video
from gaitcue.report.video.live_numbers import LiveNumbers
from gaitcue.report.video.overlay import BRIGHT, Overlay
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.video import VideoWriter, pick_frames, read_clip
from support import handmade

FRAMES = 110


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    """The handmade runner's first frames as a file, 120 frames/s stored at 30: slow motion by 4."""
    path = tmp_path_factory.mktemp("clip") / "läufer 1.mp4"
    with VideoWriter(path, handmade.WIDTH, handmade.HEIGHT, 30) as writer:
        for i, picture in handmade.picker()(range(FRAMES)):
            writer.write(picture, i / 30)
    return read_clip(path, capture_fps=120)


@pytest.fixture(scope="module")
def run(clip):
    run = handmade.analysis()
    return replace(run, clip=clip, source=clip.path, track=run.track.isel(time=slice(10, 100)))


@pytest.fixture(scope="module")
def annotated(run, clip, tmp_path_factory):
    told = []
    path = tmp_path_factory.mktemp("out") / "annotated.mp4"
    write_annotated_video(run, clip, path, progress=lambda *step: told.append(step))
    return read_clip(path), told


def test_slow_motion_plays_as_it_was_stored(annotated):
    made, told = annotated
    assert made.frames == 90
    assert np.allclose(np.diff(made.time_s), 1 / 30, atol=1e-3)
    assert (made.codec, made.pixel_format) == ("h264", "yuv420p")
    assert told[0] == ("video", 1, 90) and told[-1] == ("video", 90, 90)


def test_skeleton_lies_on_the_runner(annotated, clip):
    before, after = dict(pick_frames(clip, [60]))[60].astype(int), dict(pick_frames(annotated[0], [50]))[50].astype(int)
    points = handmade.points_px("right")
    for name, leg in (("right_knee", "near"), ("left_knee", "far")):
        x, y = points[name][60].round().astype(int)
        window = np.s_[y - 1 : y + 2, x - 1 : x + 2]
        distance = [np.abs(image[window].mean(axis=(0, 1)) - BRIGHT[leg]).max() for image in (before, after)]
        assert distance[1] < 0.7 * distance[0]


def test_face_is_hidden_in_every_frame(run, clip, tmp_path):
    lost = run.track.copy(deep=True)
    for name in ("nose", "left_ear", "right_ear", "left_shoulder", "right_shoulder"):
        lost["position"].loc[{"keypoint": name, "time": slice(0.4, 0.6)}] = np.nan
    out = write_annotated_video(replace(run, track=lost), clip, tmp_path / "hidden.mp4", blur_faces=True)
    plain, made = dict(pick_frames(clip, range(10, 100))), read_clip(out)
    points = handmade.points_px("right")
    looked_at = dict(pick_frames(made, range(0, 90, 7)))
    assert len(looked_at) == 13
    for index, image in looked_at.items():
        x, y = ((points["nose"] + points["right_ear"])[index + 10] / 2).astype(int)
        rim = [plain[index + 10][y - 34 : y + 34, x + s].astype(int) for s in (-33, 0, 33)]
        assert np.ptp(rim[1]) > 40, "the drawn head must be visible in the source for this test to mean anything"
        edges = np.abs(np.diff(image[y - 44 : y + 44, x].astype(int), axis=0)).max()
        assert edges < 14, f"frame {index}: an edge of the head can still be seen"


def test_unsure_bones_are_dashed_and_missing_ones_absent(run):
    track = run.track.copy(deep=True)
    track["confidence"].loc[{"keypoint": ["right_knee", "right_ankle"]}] = 0.2
    track["position"].loc[{"keypoint": "left_knee"}] = np.nan
    overlay = Overlay(replace(run, track=track), handmade.WIDTH, handmade.HEIGHT)
    sure = Overlay(run, handmade.WIDTH, handmade.HEIGHT)

    def coloured(painter, leg):
        image = np.zeros((handmade.HEIGHT, handmade.WIDTH, 3), np.uint8)
        painter.paint_runner(image, 60, 60 / 120)
        return int((np.abs(image.astype(int) - BRIGHT[leg]).max(axis=2) < 20).sum())

    assert coloured(overlay, "near") < coloured(sure, "near")
    assert coloured(overlay, "far") < coloured(sure, "far")


def test_live_numbers_know_the_phase_and_the_rhythm(analysis):
    live = LiveNumbers(analysis)
    contact = next(e for e in analysis.events if e.type == "initial_contact" and e.side == "right")
    assert live.phase(0.0) == "–"
    assert live.phase(contact.time_s + 0.01) == "right foot down"
    assert live.phase(contact.time_s + handmade.STANCE * handmade.STRIDE_S + 0.02) == "flight"
    assert live.cadence_spm(3.0) == pytest.approx(120 / handmade.STRIDE_S, abs=0.1)
    assert live.cadence_spm(contact.time_s) is None
    assert live.shank("right", contact.time_s - 0.01) == "–"
    assert live.shank("right", contact.time_s + 0.01).endswith("°")


def test_markers_have_no_picture_to_paint_on(run, clip, tmp_path):
    markers = replace(run, track=run.track.assign_attrs(units="m"))
    with pytest.raises(UnusableInput, match="pixels"):
        write_annotated_video(markers, clip, tmp_path / "x.mp4")


def test_side_by_side_starts_at_a_common_contact(run, clip, tmp_path):
    out = side_by_side_video(run, clip, run, clip, tmp_path / "both.mp4", blur_faces=True)
    made = read_clip(out)
    assert (made.width, made.height) == (960, 640)
    picture = dict(pick_frames(made, [8]))[8].astype(int)
    assert np.abs(picture[60:, :480] - picture[60:, 480:]).mean() < 2


def test_a_leg_without_contacts_is_one_clear_line(run, clip, tmp_path):
    bare = replace(run, events=())
    with pytest.raises(BadOption, match="no contact of the right foot"):
        side_by_side_video(bare, clip, run, clip, tmp_path / "x.mp4")
