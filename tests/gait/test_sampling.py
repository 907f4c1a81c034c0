import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcue.gait.sampling import at_peak, sample, window_max, window_mean, window_min

TIME = np.arange(0, 2, 1 / 60)


@given(st.floats(0.05, 1.9))
def test_cubic_between_frames_is_exact_for_a_cubic(at):
    signal = 3 * TIME**3 - TIME**2 + 0.5
    assert sample(TIME, signal, np.array([at]))[0] == pytest.approx(3 * at**3 - at**2 + 0.5, abs=1e-9)


def test_uneven_times_are_honoured():
    time_s = np.cumsum(np.random.default_rng(0).uniform(0.01, 0.03, 60))
    at = np.linspace(time_s[2], time_s[-3], 50)
    np.testing.assert_allclose(sample(time_s, np.sin(5 * time_s), at), np.sin(5 * at), atol=2e-4)


def test_outside_and_in_gaps_is_nan_and_beside_a_gap_linear():
    signal = TIME.copy()
    signal[30:36] = np.nan
    at = np.array([-0.1, 2.5, np.nan, TIME[32] + 0.003, TIME[28] + 0.005])
    found = sample(TIME, signal, at)
    assert np.isnan(found[:4]).all()
    assert found[4] == pytest.approx(at[4])


def test_windows_find_extremes_and_means():
    signal = np.sin(2 * np.pi * TIME)
    start, end = np.array([0.0, 1.0]), np.array([0.5, 1.5])
    np.testing.assert_allclose(window_max(TIME, signal, start, end), 1, atol=1e-3)
    np.testing.assert_allclose(window_min(TIME, signal, start + 0.5, end + 0.4), -1, atol=1e-3)
    np.testing.assert_allclose(window_mean(TIME, signal, start, end), 2 / np.pi, atol=2e-3)


def test_peaks_carry_no_noise_bias():
    rng = np.random.default_rng(0)
    shape = 40 * np.sin(np.linspace(0, np.pi, 60))
    errors, naive = [], []
    for _ in range(100):
        values = shape + rng.normal(0, 2, (10, 60))
        errors.append(at_peak(values).mean() - 40)
        naive.append(values.max(axis=1).mean() - 40)
    assert np.mean(naive) > 2
    assert abs(np.mean(errors)) < 0.4


def test_peaks_of_no_or_one_stride():
    assert at_peak(np.array([[1.0, 3.0, 2.0]])) == [3.0]
    assert np.isnan(at_peak(np.full((2, 4), np.nan))).all()


@pytest.mark.parametrize("strides", [6, 12])
def test_a_peak_under_noise_is_read_without_bias(strides):
    """Noise alike in neighbouring samples, a twentieth of the peak's height: neither its luck nor its wander counts."""
    rng = np.random.default_rng(5)
    phase = np.linspace(-1.2, 1.2, 97)
    kernel = np.hanning(15)
    reads = []
    for _ in range(400):
        noise = np.apply_along_axis(np.convolve, 1, rng.normal(size=(strides, 97)), kernel, "same")
        reads.append(at_peak(np.cos(phase) + 0.05 * noise / np.linalg.norm(kernel)).mean())
    doubt = np.std(reads) / np.sqrt(len(reads))
    assert np.mean(reads) == pytest.approx(1.0, abs=3 * doubt + 0.001)
