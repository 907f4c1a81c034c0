"""Peaks of drawn heatmaps: sub-cell position, rivals, mirroring."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcue.pose.looking.heatmaps import SWAP, find_peaks, mean_of_two, unmirror
from gaitcue.pose.looking.passes import LEG_ROWS
from gaitcue.terms.keypoints import KEYPOINTS

LEFT_ANKLE, RIGHT_ANKLE = KEYPOINTS.index("left_ankle"), KEYPOINTS.index("right_ankle")


def bump(column: float, row: float, height: float = 0.9, width: float = 1.2) -> np.ndarray:
    y, x = np.mgrid[:64, :64]
    return (height * np.exp(-((x - column) ** 2 + (y - row) ** 2) / (2 * width**2))).astype(np.float32)


def one_map(*bumps: np.ndarray) -> np.ndarray:
    return np.maximum.reduce(bumps)[None].astype(np.float32)


@given(st.floats(4, 59), st.floats(4, 59))
def test_peak_is_found_between_the_cells(column: float, row: float) -> None:
    peaks = find_peaks(one_map(bump(column, row)))
    np.testing.assert_allclose(peaks.position[0, 0], [4 * column, 4 * row], atol=1.0)
    assert 0.7 < peaks.height[0, 0] <= 0.9


def test_rivals_come_in_order_of_height_and_absent_ones_are_nan() -> None:
    peaks = find_peaks(one_map(bump(10, 10, 0.4), bump(40, 50, 0.8)))
    np.testing.assert_allclose(peaks.height[0, :2], [0.8, 0.4], atol=1e-6)
    np.testing.assert_allclose(peaks.position[0, 1], [40, 40], atol=0.2)
    empty = find_peaks(np.zeros((1, 64, 64), np.float32))
    assert np.isnan(empty.position).all()
    assert not empty.height.any()


def test_peak_at_the_border_stays_inside() -> None:
    peaks = find_peaks(one_map(bump(0, 63)))
    x, y = peaks.position[0, 0]
    assert 0 <= x < 6
    assert 246 < y <= 252


def test_unmirror_turns_the_picture_and_the_names_back() -> None:
    maps = np.zeros((len(KEYPOINTS), 64, 64), np.float32)
    maps[LEFT_ANKLE] = bump(20, 30)
    back = unmirror(maps)
    peaks = find_peaks(back)
    np.testing.assert_allclose(peaks.position[RIGHT_ANKLE, 0], [256 - 80, 120], atol=0.2)
    assert not back[LEFT_ANKLE].any()
    np.testing.assert_allclose(unmirror(back)[:, :, 1:], maps[:, :, 1:])


def test_swap_is_its_own_inverse_and_keeps_the_nose() -> None:
    np.testing.assert_array_equal(SWAP[SWAP], np.arange(len(KEYPOINTS)))
    assert KEYPOINTS[SWAP[0]] == "nose"


@pytest.mark.parametrize("swapped", [False, True])
def test_mean_of_two_gives_the_plain_legs_the_mirrored_names(swapped: bool) -> None:
    mirrored = np.zeros((len(KEYPOINTS), 64, 64), np.float32)
    mirrored[LEFT_ANKLE], mirrored[RIGHT_ANKLE] = bump(20, 50), bump(40, 50)
    plain = mirrored[SWAP] if swapped else mirrored.copy()
    np.testing.assert_allclose(mean_of_two(plain, mirrored, LEG_ROWS), mirrored, atol=1e-6)
