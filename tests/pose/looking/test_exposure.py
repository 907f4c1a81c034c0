"""Dark pictures are brightened for the models; light ones are left alone."""

import numpy as np
import pytest

from gaitcue.pose.looking.exposure import BRIGHT_ENOUGH, TOO_DARK, brightened


def picture(level: float, rim: int = 0) -> np.ndarray:
    noise = np.random.default_rng(0).normal(level, level / 8, (128, 128, 3)).clip(0, 255).astype(np.uint8)
    if rim:
        noise[:rim] = noise[-rim:] = 0
    return noise


def test_a_light_picture_is_the_same_picture():
    light = picture(TOO_DARK + 10)
    assert brightened(light) is light


@pytest.mark.parametrize("level", [8.0, 12.0, 25.0])
def test_a_dark_picture_is_brightened_enough(level):
    bright = brightened(picture(level))
    assert np.median(bright[..., 1]) == pytest.approx(BRIGHT_ENOUGH, rel=0.05)
    assert bright.std() > picture(level).std()


def test_a_black_border_is_not_darkness():
    bordered = picture(80.0, rim=16)
    assert brightened(bordered) is bordered


def test_black_stays_black():
    assert brightened(np.zeros((64, 64, 3), np.uint8)).max() == 0
