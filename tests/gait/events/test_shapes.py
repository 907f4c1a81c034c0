"""Where a way of running changes at once, and where it only differs from stride to stride."""

import numpy as np
import pytest

from gaitcue.gait.events.shapes import change_at, shape_scores

STRIDES, COEFFICIENTS = 32, 96


def strides(seed: int, step: float = 0.0, at: int = 15) -> np.ndarray:
    """Shapes whose coefficients differ by 1 (SD) from stride to stride, and by ``step`` in a few from ``at`` on."""
    rng = np.random.default_rng(seed)
    shapes = rng.normal(size=(STRIDES, COEFFICIENTS))
    shapes[at:] += step * rng.normal(size=COEFFICIENTS)
    return shapes


def test_steady_strides_have_no_change() -> None:
    found = [change_at(shape_scores(strides(seed))) for seed in range(60)]
    assert found == [None] * 60


@pytest.mark.parametrize("at", [5, 15, 27])
def test_a_change_begins_at_its_stride(at: int) -> None:
    assert change_at(shape_scores(strides(1, step=2.0, at=at))) == at


def test_one_wild_stride_hides_no_change_and_makes_none() -> None:
    changed, steady = strides(2, step=2.0), strides(2)
    for shapes in (changed, steady):
        shapes[8] += 500.0 * np.random.default_rng(3).normal(size=COEFFICIENTS)
    assert change_at(shape_scores(changed)) == 15
    assert change_at(shape_scores(steady)) is None


def test_a_gait_that_changes_slowly_does_not_change_at_once() -> None:
    ramp = strides(4) + np.linspace(0.0, 3.0, STRIDES)[:, None] * np.random.default_rng(5).normal(size=COEFFICIENTS)
    assert change_at(shape_scores(ramp)) is None


def test_strides_that_are_not_known_count_for_nothing() -> None:
    shapes = strides(6, step=2.0)
    shapes[[0, 14, 20]] = np.nan
    scores = shape_scores(shapes)
    assert np.isnan(scores[[0, 14, 20]]).all()
    assert change_at(scores) == 15


def test_too_few_strides_tell_of_no_change() -> None:
    scores = np.array([0.0, 0.1, 0.0, 9.0, 9.1, 9.0])
    assert change_at(scores) is None
