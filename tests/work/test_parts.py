"""A gait that changes within the clip is said, by the rule of two clips; a steady one is not."""

import json
from pathlib import Path

import pytest
import xarray as xr

from gaitcue.demo import Runner, noisy_track, true_track
from gaitcue.demo.runner import GaitChange
from gaitcue.terms.records import Note
from gaitcue.work.analyze import analyze

STEADY = Runner(fps=120.0, duration_s=20.0, seed=7)


def said(track: xr.Dataset, folder: Path) -> list[Note]:
    track.attrs = {k: v if isinstance(v, str | float | int) else json.dumps(v) for k, v in track.attrs.items()}
    track.to_netcdf(folder / "run.nc", engine="scipy")
    return [note for note in analyze(folder / "run.nc").quality if note.code == "gait_changed"]


@pytest.mark.parametrize(
    ("change", "measure"),
    [
        (GaitChange(10.0, cadence_spm=178.0), "Cadence"),
        (GaitChange(10.0, trunk_lean_deg=24.0), "Trunk lean, mean over stance"),
    ],
)
def test_a_change_in_mid_clip_is_said_with_its_time_and_measures(
    change: GaitChange, measure: str, tmp_path: Path
) -> None:
    (note,) = said(noisy_track(true_track(STEADY.with_(change=change)), 1.0, 0.05, seed=3), tmp_path)
    assert note.value == pytest.approx(10.0, abs=0.8)
    assert measure in note.values["measures"]


def test_of_a_steady_runner_no_change_is_said(tmp_path: Path) -> None:
    assert said(noisy_track(true_track(STEADY), 1.0, 0.05, seed=4), tmp_path) == []


def test_what_lies_within_the_error_of_two_clips_is_not_said(tmp_path: Path) -> None:
    changed = STEADY.with_(change=GaitChange(10.0, trunk_lean_deg=7.0))
    assert said(noisy_track(true_track(changed), 1.0, 0.05, seed=4), tmp_path) == []
