"""Ascent, grade and the cost of hills, on drawn slopes and on a run with a reference."""

import csv
from pathlib import Path

import numpy as np
import pytest

from gaitcue.care.activity.opening import read_activity
from gaitcue.care.activity.route import climbed, cost_of_running
from gaitcue.care.activity.summary import RunSummary, summarise
from validation.fuzz.activity_files import gpx, north

TABLE = {-0.20: 1.80, -0.15: 1.84, -0.10: 2.15, -0.05: 2.75, -0.03: 3.06, 0.0: 3.60, 0.02: 4.01, 0.03: 4.23,
         0.05: 4.69, 0.08: 5.43, 0.10: 5.97, 0.15: 7.42, 0.20: 9.01}  # fmt: skip
"""gradient -> J/kg/m as published (Minetti02, MinettiCode)"""


def hilly(heights: np.ndarray, *, speed: float = 3.0, noise: float = 0.0) -> RunSummary:
    """A run over given heights, one point a second."""
    rng = np.random.default_rng(1)
    drawn = heights + noise * rng.standard_normal(heights.size)
    points = [(north(speed * s), 0.0, float(drawn[s]), float(s)) for s in range(heights.size)]
    return summarise(read_activity(gpx(points))[0])


def test_the_cost_of_running_is_that_of_the_published_table() -> None:
    ours = cost_of_running(np.array(list(TABLE)))
    assert np.abs(ours - np.array(list(TABLE.values()))).max() < 0.006


def test_slopes_steeper_than_measured_cost_no_more_than_the_steepest_measured() -> None:
    assert cost_of_running(np.array([0.9])) == pytest.approx(cost_of_running(np.array([0.45])))


def test_a_steady_climb_is_all_uphill() -> None:
    told = hilly(0.05 * 3.0 * np.arange(900))
    assert told.ascent_m == pytest.approx(0.05 * 2697, rel=0.02)
    assert told.descent_m == pytest.approx(0.0, abs=0.1)
    assert told.uphill_min == pytest.approx(15, abs=0.3)
    assert told.downhill_min == 0
    assert told.steepest_minute_pct == pytest.approx(5.0, abs=0.2)
    assert told.flat_equivalent_m == pytest.approx(2697 * 4.69 / 3.60, rel=0.02)


def test_flat_ground_measured_with_noise_has_no_hills() -> None:
    told = hilly(np.full(1800, 80.0), noise=0.3)
    assert told.ascent_m is not None
    assert told.ascent_m < 5
    assert told.uphill_min is not None
    assert told.uphill_min < 0.5


def test_up_and_down_again_are_counted_apart() -> None:
    up = 0.08 * 3.0 * np.arange(300)
    told = hilly(np.concatenate((up, up[::-1])))
    assert told.ascent_m == pytest.approx(71.8, rel=0.05)
    assert told.descent_m == pytest.approx(71.8, rel=0.05)
    assert told.uphill_min == pytest.approx(5, abs=0.3)
    assert told.downhill_min == pytest.approx(5, abs=0.3)


def test_an_altitude_of_noise_says_that_its_ascent_is_unsure() -> None:
    rng = np.random.default_rng(2)
    told = hilly(80 + np.cumsum(rng.standard_normal(1800)) * 0.2 + 4 * np.sin(np.arange(1800) / 8))
    assert "ascent_unsure" in {one.code for one in told.notes}


def test_a_swing_smaller_than_noise_is_no_climb() -> None:
    assert climbed(np.array([0.0, 0.6, 0.0, 0.6, 0.0])) == (0.0, 0.0)


def test_ascent_of_the_run_with_a_reference_grade_is_within_five_per_cent(data_dir: Path) -> None:
    folder = data_dir / "activity" / "inlab-vs-realworld"
    with next(folder.glob("*.csv")).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    way = np.diff([float(row["distance"]) for row in rows], prepend=0.0)
    grade = np.array([float(row["incline_pct_grade"]) for row in rows]) / 100
    reference = float(np.clip(grade * way, 0, None).sum())
    told = summarise(read_activity(next(folder.glob("*.gpx")).read_bytes())[0])
    assert told.ascent_m == pytest.approx(reference, rel=0.05)


def test_ascent_is_near_what_barometric_watches_count(data_dir: Path) -> None:
    told = {}
    for name in ("FitFileParser/running", "fit-parser/garmin-stamina", "python-fitparse/activity-small-fenix2-run"):
        (run,) = read_activity((data_dir / "activity" / f"{name}.fit").read_bytes())
        told[name] = (summarise(run).ascent_m or 0.0) / run.told["ascent_m"]
    assert len(told) == 3
    assert all(0.9 < ratio < 1.2 for ratio in told.values()), told
