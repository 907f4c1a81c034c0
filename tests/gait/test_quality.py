from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gaitcue.demo.tracks import true_track
from gaitcue.gait import filter_track, find_view, quality_notes, suggest_capture_fps, to_plane
from gaitcue.report.wording.sentences import note_text
from gaitcue.terms.records import Clip, Conditions
from support.synthetic import SHORT, Runner, exact, told


class Scene:
    """As video gives it: a dark picture from a camera that follows, with frames that repeat."""

    def __init__(self, frames, camera="fixed", brightness=120.0, duplicates=()):
        self.camera, self.brightness, self.duplicates = camera, brightness, duplicates
        self.shift = np.zeros((frames, 2))
        self.vertical_roll_deg = self.vertical_roll_half_width_deg = None
        self.damaged = self.resized = self.unread = 0
        self.split = False


def notes(track, runner, conditions=None, scene=None, strides=None, **view_changes):
    cleaned = filter_track(track)
    view = replace(find_view(cleaned, scene, conditions or told(runner)), **view_changes)
    events, all_strides = exact(runner, 0.004)
    found = quality_notes(cleaned, view, events, all_strides if strides is None else strides, scene)
    return {note.code: note for note in found}


def test_a_good_clip_gets_no_warning():
    runner = Runner(**SHORT)
    assert not {n.level for n in notes(true_track(runner), runner).values()} & {"warning", "serious"}


@pytest.mark.parametrize(("fps", "code"), [(30.0, "low_frame_rate"), (60.0, "medium_frame_rate")])
def test_frame_rate(fps, code):
    runner = Runner(fps=fps, **SHORT)
    found = notes(true_track(runner), runner)
    assert found[code].value == pytest.approx(fps)
    assert "120 fps" in note_text(found[code])


def test_dark_panning_and_repeated_frames():
    runner = Runner(**SHORT)
    scene = Scene(runner.frames, "panning", 20.0, tuple(range(0, 900, 10)))
    found = notes(true_track(runner), runner, scene=scene)
    assert {"dark", "camera_panning", "duplicate_frames"} <= set(found)


def test_what_is_wrong_with_the_file_is_said():
    runner = Runner(**SHORT)
    scene = Scene(runner.frames)
    scene.damaged, scene.unread, scene.resized = 16, 3, 1
    found = notes(true_track(runner), runner, scene=scene)
    assert found["damaged_pictures"].value == 16
    assert "copy it from the phone again" in note_text(found["damaged_pictures"])
    assert found["unread_pictures"].value == 3
    assert found["size_changes"].value == 1


def test_unknown_roll_and_scale_say_what_to_tell():
    runner = Runner(**SHORT)
    found = notes(true_track(runner), runner, Conditions())
    assert "--roll-deg" in note_text(found["roll_unknown"])
    assert "--height-cm" in note_text(found["no_scale"])
    wrong = notes(true_track(runner), runner, Conditions(speed_kmh=40, incline_pct=0))
    assert wrong["scale_contradicted"].level == "serious"
    assert next(iter(wrong)) == "scale_contradicted"


def test_missing_points_and_few_strides():
    runner = Runner(**SHORT)
    track = true_track(runner)
    position = track["position"].values.copy()
    far = [i for i, n in enumerate(map(str, track["keypoint"].values)) if n.startswith("left_")]
    position[200:500, :, far] = np.nan
    _, strides = exact(runner)
    found = notes(track.assign(position=(track["position"].dims, position)), runner, strides=strides[:5])
    assert "far leg" in note_text(found["far_points_missing"])
    assert "other side" in note_text(found["far_points_missing"])
    assert "few_strides" in found


def clip_of(runner, capture_fps):
    time_s = np.arange(runner.frames) / capture_fps
    return Clip(Path("x.mp4"), "", 720, 960, time_s, capture_fps, 30.0, capture_fps / 30.0, "container")


def believed(runner, fps):
    """The plane of a clip whose frame rate is believed to be ``fps``."""
    track = true_track(runner)
    view = find_view(filter_track(track), None, Conditions())
    plane = to_plane(track, view)
    return replace(plane, time_s=np.arange(runner.frames) / fps)


@pytest.mark.parametrize(("true_fps", "factor"), [(240.0, "8x"), (120.0, "4x")])
def test_slow_motion_is_suspected_and_the_option_named(true_fps, factor):
    runner = Runner(fps=true_fps, **SHORT)
    note = suggest_capture_fps(believed(runner, 30.0), clip_of(runner, 30.0))
    assert note is not None and note.value == true_fps
    assert f"looks like {factor} slow motion" in note_text(note)
    assert f"--capture-fps {true_fps:.0f}" in note_text(note)


@pytest.mark.parametrize("fps", [30.0, 60.0, 120.0])
def test_true_rates_raise_no_suspicion(fps):
    runner = Runner(fps=fps, **SHORT)
    assert suggest_capture_fps(believed(runner, fps), clip_of(runner, fps)) is None


def test_standing_still_has_no_rhythm():
    runner = Runner(**SHORT)
    plane = believed(runner, 120.0)
    still = replace(plane, points={n: np.broadcast_to(xy[:1], xy.shape) for n, xy in plane.points.items()})
    assert suggest_capture_fps(still, clip_of(runner, 120.0)) is None
