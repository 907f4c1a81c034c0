"""Models compiled ahead are handed over once."""

from dataclasses import replace

import numpy as np
import pytest

from gaitcue.pose.looking.networks import networks, prepare
from gaitcue.pose.settings import PLANS, PosePlan, PoseSettings


def test_what_was_prepared_is_handed_over_once() -> None:
    prepare("fast")
    first, second = networks(PLANS["fast"]), networks(PLANS["fast"])
    assert first is not second
    assert first.pose.result().facts == second.pose.result().facts
    assert first.pose.result()(np.zeros((256, 256, 3), np.uint8)).heatmaps.shape == (19, 64, 64)


def test_the_device_belongs_to_the_plan_and_is_compiled_for_itself() -> None:
    plan = PoseSettings(preset="fast", device="gpu").plan
    assert plan == replace(PLANS["fast"], device="gpu")
    assert plan != PoseSettings(preset="fast").plan


def test_nothing_is_compiled_for_an_unknown_choice(monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[PosePlan] = []
    monkeypatch.setattr("gaitcue.pose.looking.networks.Networks", begun.append)
    prepare("quick")
    prepare("fast", "movenet")
    prepare("fast", device="tpu")
    assert not begun
    prepare("best")
    assert begun == [PLANS["best"]]
    networks(PLANS["best"])
