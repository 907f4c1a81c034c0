"""Figures against force plates; the whole table is made by validation/calibration/force_plates.py."""

from pathlib import Path

import pytest

from gaitcue.pose.formats import load_track
from validation.calibration import force_plates

TRIALS = ("RBDS001runT25", "RBDS002runT45", "RBDS03runT35", "RBDS013runT45", "RBDS019runT25")


def figures(data: Path, variant: object) -> dict[str, float]:
    pooled = force_plates.Errors()
    for seed, name in enumerate(TRIALS):
        path = data / "mocap" / "rbds" / f"{name}.c3d"
        pooled.add(force_plates.trial_errors(path, force_plates.changed(load_track(path), variant, seed)))
    return pooled.row()


@pytest.mark.parametrize(
    ("fps", "noise", "contact_sd", "off_sd"),
    [(None, 0.0, 5, 7), (60, 0.0, 8, 8), (60, 0.015, 12, 12), (240, 0.015, 12, 12)],
)
def test_marker_trials(data_dir: Path, fps: float | None, noise: float, contact_sd: float, off_sd: float) -> None:
    variant = force_plates.Variant("", fps=fps, noise_share=noise, dropped=0.02 if noise else 0.0)
    row = figures(data_dir, variant)
    assert row["events"] > 700 and row["missed"] == 0 and row["extra"] == 0
    assert row["ic_sd_ms"] < contact_sd and row["to_sd_ms"] < off_sd
    assert abs(row["ic_bias_ms"]) < 3 and abs(row["to_bias_ms"]) < 4
    assert row["contact_rmse_ms"] < 8
    assert 90 <= row["covered_pct"] <= 100
