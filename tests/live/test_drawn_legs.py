"""The skeleton that is drawn: legs are named as one stride before, where the path has told them apart."""

from dataclasses import replace

import numpy as np
import pytest

from gaitcue.live.drawn_legs import HIPS, LEGS, MOST_STRIDES, LegsBefore, as_named_before
from gaitcue.terms.keypoints import KEYPOINTS

STRIDE_S, HALF = 0.7, np.pi
HEIGHTS = np.ones(len(KEYPOINTS))


def legs_at(time_s: float) -> np.ndarray:
    """(2, 4, 2) px from the hips: two legs that swing against each other."""
    swing = 2 * np.pi * time_s / STRIDE_S
    down = np.array([60.0, 110.0, 118.0, 120.0])
    return np.array([np.stack([down * np.sin(swing + turn), down], axis=1) for turn in (0.0, HALF)])


def picture(time_s: float, *, mixed_up: bool = False) -> np.ndarray:
    points = np.full((len(KEYPOINTS), 2), 200.0)
    points[HIPS] = (320.0, 240.0)
    legs = legs_at(time_s)
    points[LEGS] = (320.0, 240.0) + (legs[::-1] if mixed_up else legs)
    return points


@pytest.fixture
def before() -> LegsBefore:
    time_s = np.arange(0.0, 2.0, 1 / 30)
    return LegsBefore(time_s, np.array([legs_at(at) for at in time_s]), STRIDE_S)


@pytest.mark.parametrize("at", [2.0 + each / 30 for each in range(1, 20)])
def test_legs_that_one_picture_mixes_up_are_drawn_as_they_are(before: LegsBefore, at: float) -> None:
    points, peak = as_named_before(picture(at, mixed_up=True), HEIGHTS, before, at)
    assert points == pytest.approx(picture(at)) and peak == pytest.approx(HEIGHTS)
    assert as_named_before(picture(at), HEIGHTS, before, at)[0] == pytest.approx(picture(at))


def test_the_heights_of_the_peaks_go_with_their_points(before: LegsBefore) -> None:
    low_left = HEIGHTS.copy()
    low_left[LEGS[0]] = 0.2
    peak = as_named_before(picture(2.05, mixed_up=True), low_left, before, 2.05)[1]
    assert (peak[LEGS[0]] == 1.0).all() and (peak[LEGS[1]] == 0.2).all()


def test_where_nothing_is_known_a_picture_speaks_for_itself(before: LegsBefore) -> None:
    mixed_up = picture(2.05, mixed_up=True)
    long_ago = 2.05 + MOST_STRIDES * STRIDE_S
    for known, at in ((None, 2.05), (replace(before, stride_s=np.nan), 2.05), (before, long_ago)):
        assert as_named_before(mixed_up, HEIGHTS, known, at)[0] is mixed_up
