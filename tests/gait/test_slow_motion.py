"""The frame rate that a cadence speaks for: what running can be, and what cameras offer."""

from pathlib import Path

import numpy as np
import pytest

from gaitcue.gait.plane import Plane
from gaitcue.gait.slow_motion import suggest_capture_fps
from gaitcue.report.wording.sentences import note_text
from gaitcue.terms.records import Clip, Event

CADENCE = 172.0


def clip(capture_fps: float, playback_fps: float = 30.0, count: int = 300) -> Clip:
    time_s = np.arange(count) / capture_fps
    return Clip(Path("x"), "", 480, 640, time_s, capture_fps, playback_fps, capture_fps / playback_fps, "x")


def events(cadence: float) -> list[Event]:
    step = 60 / cadence
    sides = ("left", "right")
    return [Event(i * step, i * step * 30, "initial_contact", None, sides[i % 2], 1.0) for i in range(14)]  # type: ignore[arg-type]


def still(fps: float = 30.0) -> Plane:
    time_s = np.arange(60) / fps
    return Plane(time_s, time_s * fps, {}, "px", None)


@pytest.mark.parametrize(("factor", "rate"), [(2, 60), (4, 120), (8, 240), (16, 480)])
def test_baked_slow_motion_suggests_what_phones_offer(factor: int, rate: int) -> None:
    doubt = suggest_capture_fps(still(), clip(30.0), events(CADENCE / factor))
    assert doubt is not None
    assert doubt.value == rate
    assert f"--capture-fps {rate}" in note_text(doubt)


@pytest.mark.parametrize("cadence", [150.0, 165.0, 185.0, 200.0])
def test_120_and_240_are_likelier_than_what_lies_between(cadence: float) -> None:
    for rate in (120.0, 240.0):
        doubt = suggest_capture_fps(still(), clip(30.0), events(cadence * 30.0 / rate))
        assert doubt is not None and doubt.value == rate


def test_the_range_of_what_running_can_be_is_said() -> None:
    doubt = suggest_capture_fps(still(), clip(30.0), events(CADENCE / 4))
    assert doubt is not None
    assert "3.0 to 4.9 times" in note_text(doubt)


@pytest.mark.parametrize("cadence", [140.0, 172.0, 240.0, 280.0])
def test_running_and_sprinting_raise_no_doubt(cadence: float) -> None:
    assert suggest_capture_fps(still(), clip(30.0), events(cadence)) is None


def test_a_tag_that_makes_legs_too_quick_gives_way_to_the_stored_rate() -> None:
    doubt = suggest_capture_fps(still(), clip(60.0, 30.0), events(2 * CADENCE))
    assert doubt is not None and doubt.value == 30.0


def test_keypoints_with_a_wrong_rate_are_doubted_too() -> None:
    doubt = suggest_capture_fps(still(60.0), None, events(CADENCE / 2))
    assert doubt is not None and doubt.value == 120.0


def test_measured_contacts_outweigh_a_rhythm_bent_by_a_gap() -> None:
    """1.2 s are missing: the legs' to and fro over the gap is no rhythm, the contacts on either side are."""
    time_s = np.concatenate([np.arange(120), np.arange(192, 300)]) / 60
    swing = np.sin(2 * np.pi * time_s * 1.43)
    legs = {"left_ankle": np.stack([swing, swing], 1), "right_ankle": np.stack([-swing, swing], 1)}
    assert suggest_capture_fps(Plane(time_s, time_s * 60, legs, "px", None), clip(60.0, 60.0), events(CADENCE)) is None
