"""Real recordings: markers against an independent computation, and views that must be refused."""

import ezc3d
import numpy as np
import pytest

from gaitcue.gait import filter_track, find_view, to_plane
from gaitcue.gait.measures.run import Run
from gaitcue.pose import load_track
from gaitcue.terms.records import Conditions

TRIALS = ("RBDS001runT35", "RBDS002runT25", "RBDS013runT45", "RBDS019runT35")


def markers(path, *names):
    """Marker paths (T, 2) in the sagittal plane, m, straight from the file."""
    c3d = ezc3d.c3d(str(path))
    labels = c3d["parameters"]["POINT"]["LABELS"]["value"]
    return [c3d["data"]["points"][:2, labels.index(name)].T / 1000 for name in names]


def run_of(path):
    track = filter_track(load_track(path))
    view = find_view(track, None, Conditions())
    return Run(to_plane(track, view), view, Conditions())


@pytest.mark.data
@pytest.mark.parametrize("trial", TRIALS)
def test_pelvic_tilt_from_markers_equals_an_independent_computation(data_dir, trial):
    path = data_dir / "mocap" / "rbds" / f"{trial}.c3d"
    left_asis, right_asis, left_psis, right_psis = markers(path, "L.ASIS", "R.ASIS", "L.PSIS", "R.PSIS")
    line = (left_asis + right_asis - left_psis - right_psis) / 2
    tilt = np.degrees(np.arctan2(-line[:, 1], line[:, 0]))
    ours = run_of(path).signal("pelvic_tilt", "left")
    # A few frames of the files have ASIS and PSIS exchanged (a tilt of 150 deg), which cleaning repairs.
    both = np.isfinite(tilt) & np.isfinite(ours) & (np.abs(tilt) < 60)
    assert both.mean() > 0.9
    assert np.abs(ours - tilt)[both].mean() < 0.5
    assert np.percentile(np.abs(ours - tilt)[both], 95) < 0.5


@pytest.mark.data
@pytest.mark.parametrize(("trial", "speed"), [("RBDS001runT35", 3.5), ("RBDS002runT25", 2.5), ("RBDS013runT45", 4.5)])
def test_belt_speed_from_the_standing_feet(data_dir, trial, speed):
    assert run_of(data_dir / "mocap" / "rbds" / f"{trial}.c3d").speed_mps == pytest.approx(speed, rel=0.03)
