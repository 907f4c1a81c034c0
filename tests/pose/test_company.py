"""The one who runs, in drawn company, through the real models."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from gaitcue.pose import PoseSettings, estimate
from gaitcue.pose.estimation import PoseResult
from gaitcue.pose.settings import RunnerAt
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.video import read_clip
from support.company import SMALL, Companion, draw_company, mirror_image

WIDE = replace(SMALL, width=640)
MIDDLE_PX = WIDE.width / 2
TORSO_PX = WIDE.body.trunk * WIDE.px_per_m


def estimated(path: Path, **settings: object) -> PoseResult:
    return estimate(read_clip(path), PoseSettings(preset="fast", **settings))  # type: ignore[arg-type]


def hips(result: PoseResult) -> np.ndarray:
    return result.track["position"].sel(keypoint=["left_hip", "right_hip"], space="x").mean("keypoint").values.ravel()


def torso(result: PoseResult) -> float:
    y = result.track["position"].sel(space="y")
    return float(np.nanmedian(y.sel(keypoint="left_hip") - y.sel(keypoint="left_shoulder")))


COMPANY = {
    "large and still, before the belt's rear end": Companion(x_m=-1.0, size=1.3, before=True),
    "larger, walking on a treadmill nearer to the camera": Companion("walks", x_m=-1.5, size=1.2, before=True),
    "another runner, farther away": Companion("runs", x_m=-1.5, size=0.8),
    "a mirror on the wall": mirror_image(WIDE, 1.45, 0.8),
}


@pytest.mark.parametrize("other", COMPANY.values(), ids=COMPANY.keys())
def test_the_runner_on_the_treadmill_is_followed(tmp_path: Path, other: Companion) -> None:
    result = estimated(draw_company(tmp_path / "clip.mp4", WIDE, other))
    assert result.track.attrs["segments"] == [[0, 119]]
    np.testing.assert_allclose(hips(result), MIDDLE_PX, atol=20)
    assert torso(result) == pytest.approx(TORSO_PX, rel=0.15)


PASSING = {
    "to the right": {},
    "to the left": {"x_m": 2.6, "pace_mps": -1.3, "turned": True},
    "slowly": {"x_m": -1.8, "pace_mps": 0.9},
    "and the clip ends meanwhile": {"x_m": -4.5},
}


@pytest.mark.parametrize("way", PASSING.values(), ids=PASSING.keys())
def test_who_walks_past_before_the_runner_is_not_followed(tmp_path: Path, way: dict[str, Any]) -> None:
    passes = Companion("walks", **{"x_m": -2.6, "pace_mps": 1.3, "size": 1.25, "before": True, **way})
    result = estimated(draw_company(tmp_path / "clip.mp4", WIDE, passes))
    x = hips(result)
    away = np.abs(x - MIDDLE_PX) > 25
    assert away.mean() < 0.05
    assert np.isfinite(x).mean() > 0.6
    # The walker needs a second or two to pass; before and after that it is the runner.
    assert np.isfinite(x[:50]).all()
    assert np.isfinite(x[-15:]).all() or way == PASSING["and the clip ends meanwhile"]


def test_who_walks_past_very_slowly_is_left_out_all_but_half_a_second(tmp_path: Path) -> None:
    """Followed for 22 of 120 frames when a look around forgot the way that the followed one had come."""
    passes = Companion("walks", x_m=-1.4, pace_mps=0.6, size=1.25, before=True)
    x = hips(estimated(draw_company(tmp_path / "clip.mp4", WIDE, passes)))
    assert (np.abs(x - MIDDLE_PX) > 25).sum() <= 15
    assert np.isfinite(x).mean() > 0.6


def test_a_runner_who_crosses_behind_a_large_bystander_is_followed(tmp_path: Path) -> None:
    runner = replace(WIDE, surface="overground", duration_s=5.0, speed_mps=3.2)
    result = estimated(draw_company(tmp_path / "clip.mp4", runner, Companion(x_m=-1.2, size=1.3)))
    x, frames = hips(result), result.track["frame"].values
    seen = np.isfinite(x)
    # In the middle of the clip the runner is in the middle of the picture.
    expected = MIDDLE_PX + (frames - 75) / 30 * 3.2 * WIDE.px_per_m
    assert seen.sum() > 25
    np.testing.assert_allclose(x[seen], expected[seen], atol=30)


@pytest.fixture(scope="module")
def two_runners(tmp_path_factory: pytest.TempPathFactory) -> Path:
    short = replace(WIDE, duration_s=2.5)
    return draw_company(tmp_path_factory.mktemp("two") / "clip.mp4", short, Companion("runs", x_m=-1.5, size=0.85))


def test_whoever_is_clicked_on_is_followed(two_runners: Path) -> None:
    result = estimated(two_runners, runner_at=RunnerAt(112, 190, 40))
    np.testing.assert_allclose(hips(result), MIDDLE_PX - 1.5 * WIDE.px_per_m, atol=20)
    assert "several_people_clicked" in [n.code for n in result.notes]


@pytest.mark.parametrize(
    ("at", "kind", "text"),
    [
        (RunnerAt(600, 30, 40), UnusableInput, "--runner-at 600,30@40: nobody is seen there"),
        (RunnerAt(112, 190, 75), BadOption, "frame 75 is not read; give one from 0 to 74"),
        (RunnerAt(640, 190, 40), BadOption, "640,190 lies outside the picture of 640 x 360 px"),
    ],
)
def test_a_click_on_nobody_is_refused_in_one_line(two_runners: Path, at: RunnerAt, kind: type, text: str) -> None:
    with pytest.raises(kind, match=text):
        estimated(two_runners, runner_at=at)


def test_person_and_point_exclude_each_other() -> None:
    with pytest.raises(BadOption, match="give one of them"):
        PoseSettings(person=1, runner_at=RunnerAt(1, 1, 1))
