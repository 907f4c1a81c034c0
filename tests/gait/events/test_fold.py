"""The folded stride: exact on a periodic movement, blind to drift and gaps, and its clock follows the pace."""

import numpy as np
import pytest

from gaitcue.gait.events.fold import clock_correction, fold, fourier
from gaitcue.gait.events.phase import stride_clock, stride_frequency


def movement(cycle: np.ndarray) -> np.ndarray:
    angle = 2 * np.pi * cycle
    return np.stack([0.4 * np.cos(angle) + 0.05 * np.sin(3 * angle), 0.1 * np.sin(angle) + 0.03 * np.cos(2 * angle)], 1)


def test_derivatives_of_the_series() -> None:
    cycle = np.linspace(0, 1, 400)
    for order in (0, 1, 2):
        numeric = np.gradient(fourier(cycle, 5, order), cycle, axis=0)
        assert np.allclose(numeric[5:-5], fourier(cycle, 5, order + 1)[5:-5], rtol=2e-3, atol=0.02 * 30 ** (order + 1))


@pytest.mark.parametrize("fps", [25, 60, 240])
def test_the_mean_stride_is_recovered_through_drift_and_gaps(fps: float) -> None:
    time_s = np.arange(0, 12, 1 / fps)
    values = movement(1.4 * time_s) + np.stack([0.05 * time_s, -0.02 * time_s], 1)
    values[int(3 * fps) : int(3.2 * fps)] = np.nan
    template, rest = fold(time_s, 1.4 * time_s, values, 8, 1.4)
    at = np.linspace(0, 1, 50)
    assert np.abs(template.value(at) - movement(at)).max() < 2e-3
    assert np.nanmax(np.abs(rest)) < 2e-3


def test_the_clock_follows_a_change_of_pace() -> None:
    time_s = np.arange(0, 14, 1 / 60)
    truth = 1.35 * time_s + 0.006 * time_s**2 / 2 * 1.35
    swing = movement(truth)[:, 0]
    hz = stride_frequency(time_s, swing)
    clock = stride_clock(time_s, swing, hz)
    for _ in range(3):
        template, rest = fold(time_s, clock, movement(truth), 8, hz)
        clock = clock + clock_correction(time_s, clock, template, rest, 0.5 / hz)
    off = (clock - truth)[60:-60]  # half a stride at the ends knows less
    assert np.ptp(off) * 1000 / 1.35 < 4.0  # ms


def test_noise_of_the_mean_stride_is_told() -> None:
    rng, time_s = np.random.default_rng(0), np.arange(0, 20, 1 / 60)
    errors, told = [], []
    for _ in range(30):
        values = movement(1.4 * time_s) + rng.normal(scale=0.01, size=(len(time_s), 2))
        template, _ = fold(time_s, 1.4 * time_s, values, 8, 1.4)
        errors.append(
            template.value(np.array([0.2]), 1)[0, 0]
            - (movement(np.array([0.201])) - movement(np.array([0.199])))[0, 0] / 0.002
        )
        told.append(template.error(0.2, 0, 1))
    assert np.std(errors) == pytest.approx(np.mean(told), rel=0.35)
