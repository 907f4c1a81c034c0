"""Slow motion baked into a clip: found by the legs' tempo, left out with its place and factor, never invented."""

import numpy as np
import pytest
import xarray as xr

from gaitcue.demo import Runner, noisy_track, true_track
from gaitcue.demo.runner import GaitChange
from gaitcue.gait import keep_real_time
from gaitcue.gait.tempo import part_between


def noisy(runner: Runner) -> xr.Dataset:
    return noisy_track(true_track(runner), 1.5, 0.05, 0.01, seed=1)


def warped(track: xr.Dataset, start_s: float, end_s: float, times: float) -> xr.Dataset:
    """With every frame between two moments lasting so many times as long."""
    time_s = track["time"].values
    lasts = np.where((time_s >= start_s) & (time_s < end_s), times, 1.0) * float(np.median(np.diff(time_s)))
    return track.assign_coords(time=np.cumsum(lasts) - lasts[0])


@pytest.mark.parametrize(("fps", "spm", "times"), [(30, 166, 4), (60, 180, 8), (30, 150, 2), (120, 166, 4)])
def test_the_slowed_middle_of_a_clip_is_left_out(fps: float, spm: float, times: float) -> None:
    track = warped(noisy(Runner(fps=fps, duration_s=9.0, cadence_spm=spm)), 3.0, 6.0, times)
    parts, notes = keep_real_time(track)
    spans = [(float(part["time"].values[0]), float(part["time"].values[-1])) for part in parts]
    slow = (3.0, 3.0 + 3.0 * times)
    assert len(spans) == 2
    assert spans[0] == (0.0, pytest.approx(slow[0], abs=0.4)) and spans[0][1] <= slow[0]
    assert spans[1][0] == pytest.approx(slow[1], abs=0.4) and spans[1][0] >= slow[1]
    jumps, left = notes
    assert (jumps.code, left.code) == ("tempo_jumps", "slowed_part_left_out")
    assert jumps.values["spm"] == pytest.approx(spm, rel=0.02)
    assert left.values["times"] == pytest.approx(times, rel=0.05)


@pytest.mark.parametrize(
    "runner",
    [
        Runner(fps=30, duration_s=8.0),
        Runner(fps=60, duration_s=10.0, cadence_spm=150, change=GaitChange(5.0, cadence_spm=190)),
        Runner(fps=30, duration_s=3.0),
    ],
)
def test_what_a_runner_does_is_no_jump_of_the_tempo(runner: Runner) -> None:
    parts, notes = keep_real_time(noisy(runner))
    assert len(parts) == 1 and not notes
    assert parts[0].sizes["time"] == runner.frames


def test_a_clip_that_is_slow_throughout_is_left_to_other_doubts() -> None:
    track = noisy(Runner(fps=240, duration_s=4.0))
    parts, notes = keep_real_time(track.assign_coords(time=8 * track["time"].values))
    assert len(parts) == 1 and not notes


def test_feet_that_were_not_seen_allow_no_word_about_tempo() -> None:
    track = warped(noisy(Runner(fps=30, duration_s=9.0)), 3.0, 6.0, 4.0)
    track["position"][{"time": slice(0, None, 3)}] = np.nan
    assert len(keep_real_time(track)[0]) == 1


def test_frames_that_were_cut_out_are_no_haste() -> None:
    track = noisy(Runner(fps=60, duration_s=12.0, seed=3))
    rows = np.r_[0:360, 391:720]
    cut = track.isel(time=rows).assign_coords(time=track["time"].values[: len(rows)])
    parts, notes = keep_real_time(cut)
    assert [note.code for note in notes] in ([], ["frames_cut_out"])
    assert sum(part.sizes["time"] for part in parts) > 0.9 * len(rows)


def test_steps_that_look_unequal_from_an_angle_do_not_change_the_tempo() -> None:
    """The feet pass each other early in one step and late in the next: the stride is what counts."""
    steps = np.array([0.30, 0.40] * 3 + [0.30])
    crossings = np.cumsum([0.0, *steps])
    assert part_between(crossings, steps, 0, len(steps)).spm == pytest.approx(60 / 0.35)
