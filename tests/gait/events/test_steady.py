"""Runs of strides that hold still: as long as the stretch is, ending at a step, and short only where noise allows."""

import numpy as np
import pytest

from gaitcue.gait.events.steady import longest_steady, step_noise


def test_a_steady_stretch_is_one_run() -> None:
    values = np.random.default_rng(0).normal(size=40)
    lengths = [stop - start for start, stop in longest_steady(values, 1.0)]
    assert np.median(lengths) == 40 and min(lengths) >= 30


def test_a_run_ends_within_two_strides_of_a_step() -> None:
    values = np.random.default_rng(1).normal(scale=0.5, size=40) + np.where(np.arange(40) < 17, 0.0, 12.0)
    runs = longest_steady(values, 0.5)
    assert max(stop for _, stop in runs[:17]) <= 17 + 2
    assert min(start for start, _ in runs[17:]) >= 17 - 2
    assert min(stop - start for start, stop in runs) >= 12


def test_on_a_ramp_a_run_is_as_short_as_noise_allows() -> None:
    ramp = np.arange(60.0)
    clean, noisy = (longest_steady(ramp, noise)[30] for noise in (0.1, 10.0))
    assert clean[1] - clean[0] <= 3
    assert noisy[1] - noisy[0] >= 20


def test_one_stride_that_stands_out_ends_no_run() -> None:
    values = np.zeros(21)
    values[10] = 50.0
    assert longest_steady(values, 1.0)[3] == (0, 21)


def test_strides_that_were_not_seen_are_passed_over() -> None:
    values = np.where(np.arange(20) % 5 == 2, np.nan, 0.0)
    assert longest_steady(values, 1.0) == [(0, 20)] * 20


def test_a_step_does_not_pass_for_noise() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(scale=0.5, size=200) + np.where(np.arange(200) < 100, 0.0, 30.0)
    assert step_noise(values) == pytest.approx(0.5, rel=0.2)
