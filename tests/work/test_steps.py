"""A researcher swaps one step without touching the package."""

import os
import runpy
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import gaitcue
from gaitcue.demo.tracks import true_track
from gaitcue.gait import detect_events, filter_track
from support.synthetic import SHORT, Runner

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "own_detector.py"


@pytest.fixture(scope="module")
def points(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("points") / "runner.nc"
    track = true_track(Runner(**SHORT))
    track.attrs = {key: value for key, value in track.attrs.items() if isinstance(value, str | float | int)}
    track.to_netcdf(file, engine="scipy")
    return file


def test_a_filter_of_ones_own_is_used_and_named(points):
    def forward(track):
        return filter_track(track.assign(position=track["position"] + 5.0))

    plain, shifted = gaitcue.analyze(points), gaitcue.analyze(points, steps=gaitcue.Steps(filter=forward))
    assert float((shifted.track["position"] - plain.track["position"]).mean()) == pytest.approx(5.0)
    assert shifted.summary("cadence").mean == pytest.approx(plain.summary("cadence").mean)
    assert "forward" in shifted.provenance["steps"]["filter"] and "steps" not in plain.provenance


def test_a_detector_of_ones_own_decides_the_events(points):
    from dataclasses import replace

    def late(plane, view):
        return tuple(replace(e, time_s=e.time_s + 0.01) for e in detect_events(plane, view))

    plain, moved = gaitcue.analyze(points), gaitcue.analyze(points, steps=gaitcue.Steps(events=late))
    assert np.allclose([e.time_s for e in moved.events], np.array([e.time_s for e in plain.events]) + 0.01)


def test_a_pose_model_of_ones_own_gives_the_track(clip, runner):
    def exact(_clip):
        return true_track(runner)

    analysis = gaitcue.analyze(clip, steps=gaitcue.Steps(pose=exact))
    assert analysis.summary("cadence").mean == pytest.approx(runner.cadence_spm, abs=0.5)
    assert "exact" in analysis.provenance["steps"]["pose"]


def test_a_result_is_loaded_as_it_was_made(points, tmp_path):
    made = gaitcue.analyze(points, out=tmp_path / "out")
    read = gaitcue.load(tmp_path / "out")
    assert read.summary("cadence").mean == pytest.approx(made.summary("cadence").mean, abs=1e-5)
    assert isinstance(read, gaitcue.Analysis)


def test_the_example_runs_and_scores_both_detectors():
    shown = subprocess.run([sys.executable, EXAMPLE], capture_output=True, text=True, check=True, env=dict(os.environ))
    rows = [line.split() for line in shown.stdout.splitlines()]
    assert [row[0] for row in rows] == ["gaitcue", "gaitcue", "Handsaker", "Handsaker"]


def test_the_example_on_a_marker_trial_with_force(data_dir, capsys):
    rbds = data_dir / "mocap" / "rbds"
    main = runpy.run_path(str(EXAMPLE))["main"]
    main([str(rbds / "RBDS002runT35.c3d"), str(rbds / "RBDS002runT35.force.json")])
    own = capsys.readouterr().out.splitlines()[0].split()
    assert abs(float(own[2])) < 5 and own[-3] == own[-1] and int(own[-1]) > 70
