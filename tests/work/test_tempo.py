"""A clip with slow motion baked into its middle is measured where time is real, and says so."""

import json
from pathlib import Path

import numpy as np
import pytest

from gaitcue.demo import Runner, true_track
from gaitcue.work.analyze import analyze


def test_a_clip_with_slow_motion_baked_in_is_measured_where_time_is_real(tmp_path: Path) -> None:
    track = true_track(Runner(fps=60.0, duration_s=10.0, seed=3))
    time_s = track["time"].values
    lasts = np.where((time_s >= 3.5) & (time_s < 6.5), 4.0, 1.0) / 60
    slowed = track.assign_coords(time=np.cumsum(lasts) - lasts[0])
    slowed.attrs = {k: v if isinstance(v, str | float | int) else json.dumps(v) for k, v in slowed.attrs.items()}
    file = tmp_path / "ramp.nc"
    slowed.to_netcdf(file, engine="scipy")
    result = analyze(file)
    assert {"tempo_jumps", "slowed_part_left_out"} <= {note.code for note in result.quality}
    (cadence,) = [row for row in result.measures if row.measure == "cadence"]
    assert cadence.mean == pytest.approx(166, rel=0.01) and cadence.status == "ok"
    assert not any(3.6 < event.time_s < 15.4 for event in result.events)
