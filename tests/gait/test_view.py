import numpy as np
import pytest

from gaitcue.demo.tracks import true_plane_track, true_track
from gaitcue.gait import filter_track, find_view
from gaitcue.gait.view import roll_from_ground
from gaitcue.report.wording.sentences import source_text
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Conditions
from gaitcue.terms.track import make_track
from support.synthetic import SHORT, Runner, told

OVERGROUND = {"surface": "overground", "px_per_m": 60.0, "width": 1920, "duration_s": 8.0}


def view_of(conditions=None, scene=None, say_roll=None, **runner):
    made = Runner(**(SHORT | runner))
    return made, find_view(filter_track(true_track(made)), scene, conditions or told(made), roll_deg=say_roll)


@pytest.mark.parametrize("facing", ["right", "left"])
@pytest.mark.parametrize("roll", [0.0, 3.0])
@pytest.mark.parametrize("surface", [{}, OVERGROUND], ids=["treadmill", "overground"])
def test_facing_surface_roll_and_scale(facing, roll, surface):
    runner, view = view_of(facing=facing, roll_deg=roll, **surface)
    assert (view.facing, view.near_side, view.surface) == (facing, facing, runner.surface)
    assert view.roll_deg == pytest.approx(roll, abs=0.5)
    assert abs(view.roll_deg - roll) < view.roll_half_width_deg
    assert view.units_per_m == pytest.approx(runner.px_per_m, rel=0.01)
    assert "incline" in source_text(view.sources["roll_deg"])


@pytest.mark.parametrize("fps", [30.0, 60.0, 240.0])
def test_roll_from_the_belt_at_other_frame_rates(fps):
    _, view = view_of(fps=fps, roll_deg=3.0)
    assert view.roll_deg == pytest.approx(3.0, abs=0.5)


def test_without_a_known_incline_roll_is_not_guessed():
    _, view = view_of(Conditions(speed_kmh=10.8), roll_deg=3.0)
    assert view.roll_deg == 0
    assert view.roll_half_width_deg >= 3
    assert view.sources["roll_deg"].code == "roll_unknown"


def test_told_roll_and_scene_verticals_come_first():
    class Scene:
        camera, shift, vertical_roll_deg, vertical_roll_half_width_deg = "fixed", np.zeros((960, 2)), 2.5, 0.7

    _, view = view_of(scene=Scene())
    assert (view.roll_deg, view.roll_half_width_deg) == (2.5, 0.7)
    _, view = view_of(scene=Scene(), say_roll=-1.0)
    assert view.roll_deg == -1.0


@pytest.mark.parametrize("facing", ["right", "left"])
def test_incline_and_roll_are_told_apart_by_what_is_known(facing):
    slope = np.degrees(np.arctan(0.05))
    assert roll_from_ground(slope, 5.0, facing) == pytest.approx(0)
    assert abs(roll_from_ground(slope, 0.0, facing)) == pytest.approx(slope)


def test_scale_from_height_and_none_without_either():
    runner = Runner(**SHORT)
    _, view = view_of(Conditions(height_cm=100 * runner.height_m))
    assert view.units_per_m == pytest.approx(runner.px_per_m, abs=view.units_per_m_half_width)
    _, view = view_of(Conditions())
    assert view.units_per_m is None


def test_a_speed_that_cannot_be_is_not_believed():
    _, view = view_of(Conditions(speed_kmh=40))
    assert view.units_per_m is None
    assert "speed_contradicts_scale" in view.remarks and view.sources["units_per_m"].code == "speed_does_not_fit"


def test_markers_are_metres_without_roll():
    view = find_view(filter_track(true_plane_track(Runner(**SHORT))), None, Conditions())
    assert (view.units_per_m, view.roll_half_width_deg, view.near_side) == (1.0, 0.0, None)


def test_front_view_is_refused():
    runner = Runner(**SHORT)
    track = true_track(runner)
    position = track["position"].values.copy()
    middle = np.nanmean(position[:, 0], axis=(1, 2))
    position[:, 0] = middle[:, None, None] + 0.1 * (position[:, 0] - middle[:, None, None])
    for i, name in enumerate(map(str, track["keypoint"].values)):
        wide = 0.18 if name.endswith("shoulder") else 0.1
        position[:, 0, i] += runner.px_per_m * wide * (1 if name.startswith("left") else -1)
    with pytest.raises(UnusableInput, match="side"):
        find_view(track.assign(position=(track["position"].dims, position)), None, Conditions())


def test_no_legs_is_one_clear_line():
    track = make_track(np.zeros((50, 1, 2)), np.arange(50) / 30, ["nose"])
    with pytest.raises(UnusableInput, match="film the whole body"):
        find_view(track, None, Conditions())
