"""Frames cut out at an unchanged tempo: found where they are missing, and nowhere else."""

from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from gaitcue.demo import Runner, noisy_track, true_track
from gaitcue.demo.runner import GaitChange
from gaitcue.gait import keep_real_time
from gaitcue.gait.jump_cuts import jump_cuts
from gaitcue.pose import load_track

CUTS = [
    (30.0, 3),
    (30.0, 5),
    (30.0, 8),
    (30.0, 11),
    (30.0, 13),
    (30.0, 16),
    (60.0, 8),
    (60.0, 11),
    (60.0, 16),
    (60.0, 19),
]
AT_S = 6.67


def seen(runner: Runner) -> xr.Dataset:
    return noisy_track(true_track(runner), 1.5, 0.05, 0.01, seed=2)


def cut_track(fps: float, frames: int) -> xr.Dataset:
    """A runner from whom some frames were cut out."""
    track = seen(Runner(fps=fps, duration_s=14.0, seed=3))
    first = round(AT_S * fps)
    kept = np.r_[0:first, first + frames : track.sizes["time"]]
    return track.isel(time=kept).assign_coords(time=np.arange(len(kept)) / fps)


@pytest.mark.parametrize(("fps", "frames"), CUTS)
def test_a_jump_cut_at_an_unchanged_tempo_is_said_and_divides_the_clip(fps: float, frames: int) -> None:
    track = cut_track(fps, frames)
    parts, notes = keep_real_time(track)
    assert [(n.code, n.value) for n in notes] == [("frames_cut_out", pytest.approx(AT_S, abs=0.1))]
    assert [part["time"].values[-1] < AT_S < part["time"].values[0] for part in parts] == [False, False]
    assert parts[0]["time"].values[-1] == pytest.approx(AT_S - 0.1, abs=0.1)
    assert sum(part.sizes["time"] for part in parts) / fps > track.sizes["time"] / fps - 0.5


def test_two_cuts_divide_a_clip_into_three() -> None:
    once = cut_track(30.0, 8)
    kept = np.r_[0:100, 108 : once.sizes["time"]]
    parts, notes = keep_real_time(once.isel(time=kept).assign_coords(time=np.arange(len(kept)) / 30.0))
    assert [n.value for n in notes] == [pytest.approx(3.33, abs=0.07), pytest.approx(AT_S - 0.27, abs=0.07)]
    assert len(parts) == 3


@pytest.mark.parametrize("fps", [30.0, 60.0, 120.0])
def test_a_runner_without_a_cut_has_none(fps: float) -> None:
    runners = [Runner(fps=fps, duration_s=8.0, seed=seed, cadence_spm=spm) for seed, spm in enumerate((150, 166, 182))]
    assert [jump_cuts(seen(runner)) for runner in runners] == [[], [], []]


@pytest.mark.parametrize("over_s", [0.0, 4.0])
@pytest.mark.parametrize("change", [{"cadence_spm": 178.0}, {"contact_time_s": 0.245, "knee_off_deg": 20.0}])
def test_a_runner_who_changes_the_gait_has_no_frames_cut_out(change: dict[str, float], over_s: float) -> None:
    runner = Runner(fps=60.0, duration_s=16.0, seed=7).with_(change=GaitChange(6.0, over_s, **change))
    assert jump_cuts(seen(runner)) == []


def test_legs_that_are_lost_for_a_while_are_no_cut() -> None:
    track = seen(Runner(fps=30.0, duration_s=12.0, seed=3))
    rng = np.random.default_rng(1)
    size = float(np.nanstd(track["position"].values))
    track["position"][{"time": slice(150, 190)}] += rng.normal(0.0, 0.3 * size, (40, *track["position"].shape[1:]))
    assert jump_cuts(track) == []


@pytest.mark.parametrize("trial", ["RBDS001runT25", "RBDS013runT35", "RBDS03runT45"])
def test_recorded_runs_have_no_cut(data_dir: Path, trial: str) -> None:
    assert jump_cuts(load_track(data_dir / "mocap" / "rbds" / f"{trial}.c3d")) == []


def test_without_hips_or_both_legs_nothing_is_said() -> None:
    track = seen(Runner(fps=30.0, duration_s=6.0))
    names = [str(name) for name in track["keypoint"].values]
    for lost in ("hip", "knee", "ankle", "heel", "toe"):
        names = [name for name in names if name != f"left_{lost}"]
    assert jump_cuts(track.sel(keypoint=names)) == []
