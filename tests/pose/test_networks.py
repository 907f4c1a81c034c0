"""Models compiled ahead are handed over once."""

from pathlib import Path

import numpy as np

from gaitcue.pose.networks import networks, prepare
from gaitcue.work.ahead import prepare_models


def test_what_was_prepared_is_handed_over_once() -> None:
    prepare("fast")
    first, second = networks("fast"), networks("fast")
    assert first is not second
    assert first.pose.result().facts == second.pose.result().facts
    assert first.pose.result()(np.zeros((256, 256, 3), np.uint8)).heatmaps.shape == (19, 64, 64)


def test_only_videos_that_exist_are_prepared_for(tmp_path: Path, monkeypatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr("gaitcue.work.ahead.prepare", asked.append)
    clip, markers = tmp_path / "run 1.MOV", tmp_path / "run.c3d"
    for file in (clip, markers):
        file.touch()
    prepare_models([clip], "fast")
    prepare_models([markers], "standard")
    prepare_models([clip, tmp_path / "missing.mp4"], "standard")
    assert asked == ["fast"]


def test_an_unknown_preset_is_left_to_the_check_of_options() -> None:
    prepare("quick")
