"""A rigid cluster carries hidden points exactly, and labels on the wrong marker are found by geometry."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.spatial.transform import Rotation

from gaitcue.pose.formats.rigid import RigidShape, carried_points, correct_labels

SHAPE = np.array([[0.0, 0.0, 0.0], [0.03, 0.02, -0.05], [0.01, 0.05, 0.0], [0.22, 0.02, 0.04], [0.18, 0.01, -0.06]])
CARRIED = np.array([[0.1, 0.08, 0.0], [-0.2, 0.3, 0.1]])


def moved(points: np.ndarray, frames: int = 12, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    turns, shifts = Rotation.random(frames, random_state=seed).as_matrix(), rng.normal(size=(frames, 3))
    return np.einsum("tij,pj->tpi", turns, points) + shifts[:, None]


@given(seed=st.integers(0, 10_000))
def test_carried_points_move_with_the_cluster(seed: int) -> None:
    together = moved(np.vstack([SHAPE, CARRIED]), seed=seed)
    found = carried_points(together[:, :5], RigidShape(SHAPE, CARRIED))
    assert np.abs(found - together[:, 5:]).max() < 1e-9


def test_one_stray_marker_is_left_out() -> None:
    together = moved(np.vstack([SHAPE, CARRIED]))
    together[4, 2] += 0.15
    found = carried_points(together[:, :5], RigidShape(SHAPE, CARRIED))
    assert np.abs(found - together[:, 5:]).max() < 1e-9


def test_two_markers_are_too_few() -> None:
    together = moved(SHAPE)
    together[3, 2:] = np.nan
    found = carried_points(together, RigidShape(SHAPE, CARRIED))
    assert np.isnan(found[3]).all() and np.isfinite(found[[0, 1, 2, 4]]).all()


@pytest.mark.parametrize("swap", [(3, 4), (2, 3), (1, 3)])
def test_swapped_labels_are_found(swap: tuple[int, int]) -> None:
    order = list(range(5))
    order[swap[0]], order[swap[1]] = order[swap[1]], order[swap[0]]
    assert correct_labels(moved(SHAPE)[:, order], SHAPE) == tuple(order)


def test_right_labels_stay_in_spite_of_soft_shoes() -> None:
    noisy = moved(SHAPE) + np.random.default_rng(1).normal(scale=0.004, size=(12, 5, 3))
    assert correct_labels(noisy, SHAPE) == (0, 1, 2, 3, 4)


def test_a_label_on_another_marker_with_its_own_one_lost() -> None:
    markers = moved(SHAPE)[:, [0, 1, 2, 4, 3]]
    markers[:, 4] = np.nan
    assert correct_labels(markers, SHAPE)[3] == 4
