"""The ensemble mean: exact on a periodic movement, blind to drift and gaps; gait phase follows the pace."""

import numpy as np
import pytest

from gaitcue.gait.events.ensemble import ensemble_mean, fourier, phase_correction
from gaitcue.gait.events.phase import gait_phase, stride_frequency


def movement(phase: np.ndarray) -> np.ndarray:
    angle = 2 * np.pi * phase
    return np.stack([0.4 * np.cos(angle) + 0.05 * np.sin(3 * angle), 0.1 * np.sin(angle) + 0.03 * np.cos(2 * angle)], 1)


def test_derivatives_of_the_series() -> None:
    phase = np.linspace(0, 1, 400)
    for order in (0, 1, 2):
        numeric = np.gradient(fourier(phase, 5, order), phase, axis=0)
        assert np.allclose(numeric[5:-5], fourier(phase, 5, order + 1)[5:-5], rtol=2e-3, atol=0.02 * 30 ** (order + 1))


@pytest.mark.parametrize("fps", [25, 60, 240])
def test_the_mean_stride_is_recovered_through_drift_and_gaps(fps: float) -> None:
    time_s = np.arange(0, 12, 1 / fps)
    values = movement(1.4 * time_s) + np.stack([0.05 * time_s, -0.02 * time_s], 1)
    values[int(3 * fps) : int(3.2 * fps)] = np.nan
    mean, residual = ensemble_mean(time_s, 1.4 * time_s, values, 8, 1.4)
    at = np.linspace(0, 1, 50)
    assert np.abs(mean.value(at) - movement(at)).max() < 2e-3
    assert np.nanmax(np.abs(residual)) < 2e-3


@pytest.mark.parametrize("hidden", [False, True])
def test_points_are_fitted_at_once_as_each_alone(hidden: bool) -> None:
    """Where all were seen in the same frames they share their first system, else each has its own."""
    time_s = np.arange(0, 4, 1 / 30)
    noise = np.random.default_rng(2).normal(scale=0.02, size=(len(time_s), 6))
    values = np.tile(movement(1.4 * time_s), 3) * np.repeat([1.0, 0.7, 1.2], 2) + noise
    if hidden:
        values[20:29, 2:4] = np.nan
    values[50, 4:] += 0.5
    together, residual = ensemble_mean(time_s, 1.4 * time_s, values, 8, 1.4)
    for first in (0, 2, 4):
        alone, left = ensemble_mean(time_s, 1.4 * time_s, values[:, first : first + 2], 8, 1.4)
        np.testing.assert_allclose(together.coefficients[:, first : first + 2], alone.coefficients, atol=1e-9)
        np.testing.assert_allclose(residual[:, first : first + 2], left, atol=1e-9)
    assert np.isnan(residual[20:29, 2:4]).all() == hidden


def test_gait_phase_follows_a_change_of_pace() -> None:
    time_s = np.arange(0, 14, 1 / 60)
    truth = 1.35 * time_s + 0.006 * time_s**2 / 2 * 1.35
    swing = movement(truth)[:, 0]
    hz = stride_frequency(time_s, swing)
    phase = gait_phase(time_s, swing, hz)
    for _ in range(3):
        mean, residual = ensemble_mean(time_s, phase, movement(truth), 8, hz)
        phase = phase + phase_correction(time_s, phase, mean, residual, 0.5 / hz)
    off = (phase - truth)[60:-60]  # half a stride at the ends knows less
    assert np.ptp(off) * 1000 / 1.35 < 4.0  # ms


def test_noise_of_the_mean_stride_is_told() -> None:
    rng, time_s = np.random.default_rng(0), np.arange(0, 20, 1 / 60)
    errors, told = [], []
    for _ in range(30):
        values = movement(1.4 * time_s) + rng.normal(scale=0.01, size=(len(time_s), 2))
        mean, _ = ensemble_mean(time_s, 1.4 * time_s, values, 8, 1.4)
        errors.append(
            mean.value(np.array([0.2]), 1)[0, 0]
            - (movement(np.array([0.201])) - movement(np.array([0.199])))[0, 0] / 0.002
        )
        told.append(mean.errors(0.2, [0], 1)[0])
    assert np.std(errors) == pytest.approx(np.mean(told), rel=0.35)
