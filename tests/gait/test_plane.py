import numpy as np
import pytest

from gaitcue.gait.plane import Plane, to_plane, undo_roll
from gaitcue.terms.records import View
from gaitcue.terms.signs import trunk_angle_deg
from gaitcue.terms.track import make_track


def view(facing="right", near="right", roll=0.0, camera="fixed"):
    return View(facing, near, "treadmill", camera, roll, 1.0, None, None, 100.0)


def track(points, units="px"):
    names = list(points)
    position = np.stack([np.asarray(points[n], float) for n in names], axis=1)
    return make_track(position, np.arange(len(position)) / 100, names, units=units)


@pytest.mark.parametrize(("facing", "sign"), [("right", 1), ("left", -1)])
def test_forward_and_up(facing, sign):
    plane = to_plane(track({"left_hip": [[10, 20], [30, 5]]}), view(facing))
    step = np.diff(plane.point("left_hip"), axis=0)[0]
    np.testing.assert_allclose(step, [sign * 20, 15])


@pytest.mark.parametrize(("facing", "lean"), [("right", 0.0), ("left", 0.0)])
def test_roll_is_undone_for_both_facings(facing, lean):
    # a plumb line in a scene that appears 5 deg clockwise: its top leans to the right of the picture
    top = [100 * np.sin(np.radians(5)), -100 * np.cos(np.radians(5))]
    plane = to_plane(track({"c7": [top], "left_hip": [[0, 0]]}), view(facing, roll=5.0))
    np.testing.assert_allclose(trunk_angle_deg(plane.point("c7"), plane.point("left_hip")), lean, atol=1e-9)


def test_undo_roll_keeps_lengths():
    xy = np.random.default_rng(0).normal(size=(5, 2))
    np.testing.assert_allclose(np.hypot(*undo_roll(xy, 33).T), np.hypot(*xy.T))


def test_near_and_far_follow_the_near_side():
    plane = to_plane(track({"left_knee": [[1, 0]], "right_knee": [[2, 0]]}), view(near="left"))
    assert plane.point("near_knee")[0, 0] == 1
    assert plane.point("far_knee")[0, 0] == 2
    assert plane.point("mid_knee")[0, 0] == 1.5
    assert plane.leg_of("right") == "far"


def test_absent_points_are_nan_and_one_sided_middles_work():
    plane = to_plane(track({"left_hip": [[1, 2], [3, 4]]}), view())
    assert np.isnan(plane.point("c7")).all()
    assert not plane.has("c7")
    np.testing.assert_allclose(plane.point("mid_hip"), plane.point("left_hip"))


def test_markers_drop_the_third_axis_and_have_no_near_side():
    data = make_track(np.array([[[1.0, 2.0, 9.0]]]), np.array([0.0]), ["left_hip"], units="m", source_kind="markers")
    plane = to_plane(data, view(near=None))
    np.testing.assert_allclose(plane.point("left_hip"), [[1, 2]])
    with pytest.raises(KeyError, match="near"):
        plane.point("near_hip")


def test_panning_is_undone_with_the_scene_and_marked_without():
    class Scene:
        shift = np.array([[0.0, 0.0], [50.0, -3.0]])

    data = track({"left_hip": [[10, 20], [10, 20]]})
    still = to_plane(data, view(camera="panning"))
    assert still.x_is_relative
    moved = to_plane(data, view(camera="panning"), Scene())
    assert not moved.x_is_relative
    np.testing.assert_allclose(np.diff(moved.point("left_hip"), axis=0)[0], [50, 3])


def test_plane_of_one_frame_has_no_rate():
    assert np.isnan(Plane(np.zeros(1), np.zeros(1), {}, "px", None).fps)
