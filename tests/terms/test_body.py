"""One home for lengths and middles: what the measure refuses, the picture does not show."""

import numpy as np
import pytest

from gaitcue.gait.filtering import two_way_sections
from gaitcue.report.drawing.figures import drawn_line, line_ends, middle
from gaitcue.terms.body import median_leg, middle_of_sides, thigh_shank_lengths

HIDDEN = np.full(2, np.nan)
WHOLE = {
    "left_shoulder": np.array([10.0, 0.0]),
    "right_shoulder": np.array([14.0, 0.0]),
    "left_hip": np.array([8.0, 50.0]),
    "right_hip": np.array([10.0, 50.0]),
}


@pytest.mark.parametrize("hidden", ["left_shoulder", "right_shoulder", "left_hip", "right_hip"])
def test_no_trunk_line_is_drawn_where_one_side_is_hidden_as_the_lean_is_not_measured_there(hidden):
    assert line_ends("trunk", WHOLE, "left") is not None
    points = WHOLE | {hidden: HIDDEN}
    assert line_ends("trunk", points, "left") is None
    assert drawn_line("trunk", points, "left", 100.0, {}) == ""


def test_a_side_that_was_never_tracked_leaves_the_other_one():
    one = {name: xy for name, xy in WHOLE.items() if name.startswith("left")}
    np.testing.assert_array_equal(middle(one, "hip"), WHOLE["left_hip"])
    assert middle_of_sides({}, "hip") is None
    assert np.isnan(middle({}, "hip")).all()


def test_picture_and_plane_take_the_same_middle():
    from gaitcue.gait.plane import Plane

    paths = {"left_hip": np.array([[0.0, 1.0], [2.0, 1.0]]), "right_hip": np.array([[1.0, 1.0], [np.nan, np.nan]])}
    plane = Plane(np.array([0.0, 0.1]), np.array([0.0, 1.0]), paths, "px", "left")
    drawn = [middle({name: path[row] for name, path in paths.items()}, "hip") for row in (0, 1)]
    np.testing.assert_array_equal(plane.point("mid_hip"), np.array(drawn))


def test_a_leg_whose_joint_is_hidden_has_no_length_and_the_median_leaves_it_out():
    hip, ankle = np.array([[0.0, 9.0]] * 2), np.array([[0.0, 1.0]] * 2)
    knee = np.array([[0.0, 5.0], [np.nan, np.nan]])
    lengths = thigh_shank_lengths(hip, knee, ankle)
    np.testing.assert_array_equal(lengths, [8.0, np.nan])
    assert median_leg([lengths]) == 8.0
    assert np.isnan(median_leg([]))


def test_there_and_back_the_filter_is_at_half_power_at_its_cut_off():
    from scipy.signal import freqz_sos

    _, response = freqz_sos(two_way_sections(0.05), worN=[2 * np.pi * 0.05])
    assert abs(response[0]) ** 4 == pytest.approx(0.5)
