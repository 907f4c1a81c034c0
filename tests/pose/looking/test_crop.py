"""The turned square: what BlazePose asks for, and the way there and back."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcue.pose.looking.crop import Crop, crop_around
from support.fakes import in_crop

crops = st.builds(
    Crop,
    x=st.floats(-500, 3000),
    y=st.floats(-500, 3000),
    side=st.floats(20, 4000),
    angle=st.floats(-np.pi, np.pi),
)


@given(crops, st.tuples(st.floats(-50, 306), st.floats(-50, 306)))
def test_to_frame_and_back_is_the_same_point(crop: Crop, point: tuple[float, float]) -> None:
    there = crop.to_frame(np.array([point]))
    np.testing.assert_allclose(in_crop(crop, there), [point], atol=1e-6)


@given(crops)
def test_warp_matrix_agrees_with_to_frame(crop: Crop) -> None:
    """A pixel centre j lies at j + 1/2 from the crop's edge, and the frame counts from pixel centres too."""
    column, row = 10.0, 200.0
    by_matrix = crop.matrix() @ [column, row, 1.0]
    np.testing.assert_allclose(by_matrix, crop.to_frame(np.array([column + 0.5, row + 0.5])), atol=1e-6)


def test_upright_body_gives_an_upright_square_two_circles_wide() -> None:
    crop = crop_around(np.array([[100.0, 200.0], [100.0, 120.0]]), padding=1.25)
    assert crop.angle == pytest.approx(0.0)
    assert (crop.x, crop.y, crop.side) == pytest.approx((100.0, 200.0, 200.0))
    np.testing.assert_allclose(crop.to_frame(np.array([128.0, 128.0])), [100.0, 200.0])


@given(st.floats(-np.pi + 0.01, np.pi - 0.01))
def test_the_body_stands_upright_in_its_crop(lean: float) -> None:
    hip = np.array([300.0, 400.0])
    head = hip + 90.0 * np.array([np.sin(lean), -np.cos(lean)])
    inside = in_crop(crop_around(np.array([hip, head])), head[None])[0]
    np.testing.assert_allclose(inside[0], 128.0, atol=1e-6)
    assert inside[1] < 128.0


def test_variation_turns_and_widens_about_the_same_centre() -> None:
    crop = Crop(50.0, 60.0, 100.0, 0.1)
    wide = crop.varied(turn_deg=12.0, padding=1.25 * 2)
    assert (wide.x, wide.y, wide.side) == pytest.approx((50.0, 60.0, 200.0))
    assert wide.angle == pytest.approx(0.1 + np.radians(12.0))
    assert crop.varied() is crop


def test_moved_keeps_the_pace() -> None:
    before, now = Crop(10.0, 10.0, 100.0, 0.0), Crop(14.0, 9.0, 100.0, 0.0)
    later = now.moved(before, 2.0)
    assert (later.x, later.y) == pytest.approx((22.0, 7.0))
