"""The parts of the solver by themselves."""

from __future__ import annotations

import numpy as np
import pytest

from gaitcue.pose.legs import hypotheses
from gaitcue.pose.legs.hypotheses import Candidates, find_modes
from gaitcue.pose.legs.smooth import choose_stiffness, smooth, smooth_all, third_differences
from gaitcue.pose.legs.tempo import USUAL_STEP_S, step_frames
from gaitcue.pose.looking.offsets import HEEL, TOE, shoe_ends, trunk_joints

EVEN = {count: third_differences(np.arange(float(count))) for count in (40, 60, 300)}


def test_smoothing_bridges_gaps_by_parabolas() -> None:
    time = np.arange(40.0)
    path = np.stack([0.01 * time**2, 3 - 0.2 * time], axis=1)
    weight = np.ones(40)
    weight[15:22] = 0.0
    np.testing.assert_allclose(
        smooth(np.where(weight[:, None] > 0, path, np.nan), weight, 1.0, EVEN[40]), path, atol=1e-4
    )


def test_uneven_frames_bend_nothing() -> None:
    """A parabola of true time has no third differences, however the frames come."""
    clock = np.cumsum(np.random.default_rng(0).choice([1.0, 2.0, 3.0], 50))
    path = np.stack([0.01 * clock**2, 1 - 0.1 * clock], axis=1)
    np.testing.assert_allclose(smooth(path, np.ones(50), 1e3, third_differences(clock)), path, atol=1e-4)


def test_smoothing_ignores_outliers() -> None:
    path = np.stack([np.sin(np.arange(60) / 10), np.zeros(60)], axis=1) + 1e-3 * np.random.default_rng(0).normal(
        size=(60, 2)
    )
    faulty = path.copy()
    faulty[30] += 1.0
    assert np.abs(smooth(faulty, np.ones(60), 1.0, EVEN[60]) - path).max() < 0.05


def test_paths_that_are_smoothed_together_do_not_know_of_each_other() -> None:
    rng = np.random.default_rng(0)
    paths, weight = rng.normal(size=(3, 60, 2)).cumsum(axis=1), rng.uniform(size=(3, 60))
    paths[0, 10:14], weight[0, 10:14], weight[2] = np.nan, 0.0, 0.0
    stiffness = np.array([0.1, 3.0, 1.0])
    together = smooth_all(paths, weight, stiffness, EVEN[60])
    for path, of, stiff, found in zip(paths, weight, stiffness, together, strict=True):
        np.testing.assert_allclose(found, smooth(path, of, stiff, EVEN[60]), atol=1e-9)
    assert np.isfinite(together[:2]).all() and np.isnan(together[2]).all()


def test_each_frame_has_its_own_modes_however_many_are_clustered_together(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(0)
    position = rng.normal(scale=0.1, size=(10, 4, 2, 5, 3, 2))
    height = rng.uniform(size=(10, 4, 2, 5, 3)) * (rng.uniform(size=(10, 4, 2, 1, 1)) > 0.3)
    height[4] = 0.0
    seen = Candidates(position, height, np.zeros((10, 2)), np.ones(10), np.ones(4))
    whole = find_modes(seen)
    monkeypatch.setattr(hypotheses, "FRAMES_AT_ONCE", 3)
    parts = find_modes(seen)
    assert (whole.support[4] == 0).all() and (whole.support[:4, 0] > 0).all()
    for name in ("pose", "support", "label"):
        np.testing.assert_allclose(getattr(parts, name), getattr(whole, name), atol=1e-12)


def test_noisier_paths_are_smoothed_more() -> None:
    rng = np.random.default_rng(0)
    slow = np.stack([np.sin(np.arange(300) / 15), np.cos(np.arange(300) / 15)], axis=1)
    clean, noisy = (slow + s * rng.normal(size=slow.shape) for s in (1e-3, 5e-2))
    assert choose_stiffness(noisy, np.ones(300), EVEN[300], 15.0) > choose_stiffness(
        clean, np.ones(300), EVEN[300], 15.0
    )


@pytest.mark.parametrize("period", [6.3, 10.69, 102.4])
def test_step_period(period: float) -> None:
    time = np.arange(int(8 * period))
    apart = np.abs(np.cos(np.pi * time / period))[:, None] + 0.05 * np.random.default_rng(0).normal(size=(len(time), 3))
    found, steadiness = step_frames(apart, time / 30)
    assert found == pytest.approx(period, rel=0.02)
    assert steadiness > 0.7


def test_noise_in_slow_motion_is_no_step() -> None:
    time = np.arange(900)
    noise = 0.2 * np.random.default_rng(0).normal(size=(len(time), 3))
    found, _ = step_frames(np.abs(np.cos(np.pi * time / 102.4))[:, None] + noise, time / 30)
    assert found == pytest.approx(102.4, rel=0.02)


def test_step_period_without_rhythm_is_the_usual_one() -> None:
    apart = np.random.default_rng(0).normal(size=(200, 3))
    found, steadiness = step_frames(apart, np.arange(200) / 30)
    assert found == pytest.approx(30 * USUAL_STEP_S)
    assert steadiness < 0.3


@pytest.mark.parametrize("facing", [1, -1])
def test_shoe_ends_lie_outside_the_model_points(facing: int) -> None:
    """A foot flat on the ground, 0.3 leg lengths long; y down."""
    ankle, heel, toe = np.array([[0.0, -0.1]]), np.array([[0.0, 0.0]]), np.array([[facing * 0.3, 0.0]])
    rear, front = shoe_ends(ankle, heel, toe, 1.0, facing)
    np.testing.assert_allclose(rear, [[-facing * HEEL[0], -HEEL[1]]], atol=1e-12)
    np.testing.assert_allclose(front, [[facing * (0.3 - TOE[0]), -TOE[1]]], atol=1e-12)


def test_trunk_offsets_follow_the_trunk() -> None:
    upright_hips = np.zeros((1, 2, 2))
    upright_shoulders = np.tile([0.0, -0.65], (1, 2, 1))
    turn = np.array([[0.0, 1.0], [-1.0, 0.0]])
    shoulders, hips = trunk_joints(upright_shoulders, upright_hips, np.ones(1), 1)
    lying_shoulders, lying_hips = trunk_joints(upright_shoulders @ turn, upright_hips, np.ones(1), 1)
    np.testing.assert_allclose(lying_shoulders, shoulders @ turn, atol=1e-12)
    np.testing.assert_allclose(lying_hips, hips @ turn, atol=1e-12)
    assert shoulders[0, 0, 1] > upright_shoulders[0, 0, 1]
    assert shoulders[0, 0, 0] < 0
