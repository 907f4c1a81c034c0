"""Live numbers beside those as usual: what is called a change, and what is not."""

import numpy as np
import pytest

from gaitcue.compare.detectable import smallest_detectable_change
from gaitcue.live.against_usual import LATEST_STEPS, LEAST_STEPS, LatestSteps, against_usual, numbers_of_clip
from gaitcue.live.records import LIVE_MEASURES, LiveValue, Step
from gaitcue.terms.advice import Reason
from support.cases import gait

TOO_COARSE = LiveValue(None, "not_measurable", Reason("frame_rate_too_low", {"fps": 30.0, "needed": 120.0}))


def run(
    count: int = 60, first: int = 1, seed: int = 0, complete: bool = True, **means: float | LiveValue
) -> LatestSteps:
    """So many steps of alternating legs, each measure a little about its mean."""
    made, noise = LatestSteps(), np.random.default_rng(seed)
    for number in range(first, first + count):
        values = {
            name: mean if isinstance(mean, LiveValue) else LiveValue(mean + noise.normal(0, 0.01 * abs(mean)), "ok")
            for name, mean in means.items()
        }
        leg = "left" if number % 2 else "right"
        made.take(Step(number, leg, 0.37 * number, None, 0.37 * number, complete, values))
    return made


def row(now: LatestSteps, usual: LatestSteps, name: str = "cadence"):
    found = against_usual(now.numbers(LATEST_STEPS), usual.numbers(), fps=30.0)
    return next(one for one in found if one.measure == name)


def test_a_difference_far_beyond_the_noise_is_a_change_and_has_its_sign():
    found = row(run(seed=1, cadence=175.0), run(cadence=160.0))
    assert found.verdict == "changed" and found.difference == pytest.approx(15.0, abs=1.5)
    assert found.now == pytest.approx(175.0, abs=1.0) and found.usual == pytest.approx(160.0, abs=1.0)


def test_a_difference_inside_the_error_of_recording_again_is_none():
    told = smallest_detectable_change("trunk_lean_stance", "deg", same_session=True)
    assert told is not None
    found = row(
        run(seed=1, trunk_lean_stance=8.0 + 0.8 * told.value), run(trunk_lean_stance=8.0), name="trunk_lean_stance"
    )
    assert found.verdict == "no_change_shown" and found.detectable == told.value


def test_the_same_run_against_itself_shows_no_change_however_often_one_looks():
    words = {row(run(seed=seed, cadence=160.0), run(seed=99, cadence=160.0)).verdict for seed in range(20)}
    assert words == {"no_change_shown"}


def test_numbers_of_low_confidence_make_no_sure_change():
    unsure = LiveValue(30.0, "low_confidence", Reason("frame_rate_low", {"fps": 60.0, "needed": 120.0}))
    now, usual = run(ankle_hip_distance_pct=unsure), run(ankle_hip_distance_pct=60.0)
    found = row(now, usual, "ankle_hip_distance_pct")
    assert found.verdict == "probably_changed" and found.status == "low_confidence"
    assert found.reasons[0].code == "frame_rate_low"


def test_what_cannot_be_measured_says_why_and_has_no_number():
    found = row(run(shank_angle_ic=TOO_COARSE), run(shank_angle_ic=9.0), "shank_angle_ic")
    assert found.now is None and found.difference is None and found.status == "not_measurable"
    assert [one.code for one in found.reasons] == ["frame_rate_too_low"]


def test_before_there_are_steps_enough_of_each_leg_there_is_no_number():
    found = row(run(2 * LEAST_STEPS - 1, cadence=170.0), run(cadence=160.0))
    assert found.now is None and found.usual is not None and [one.code for one in found.reasons] == ["waiting"]
    assert row(run(2 * LEAST_STEPS, cadence=170.0), run(cadence=160.0)).now is not None


def test_without_numbers_as_usual_only_those_of_now_are_shown():
    found = row(run(cadence=170.0), LatestSteps())
    assert found.now == pytest.approx(170.0, abs=1.5) and found.usual is None and found.difference is None


def test_now_is_the_latest_steps_and_a_change_shows_within_twenty():
    going = run(60, cadence=160.0)
    for number in range(61, 81):
        leg = "left" if number % 2 else "right"
        going.take(Step(number, leg, 0.37 * number, None, 0.37 * number, True, {"cadence": LiveValue(180.0, "ok")}))
    assert row(going, run(cadence=160.0)).now == pytest.approx(180.0)


def test_a_leg_that_only_one_of_both_tells_of_is_no_change():
    both, left = LatestSteps(), LatestSteps()
    for number in range(1, 61):
        leg, value = ("left", 5.0) if number % 2 else ("right", 15.0)
        step = Step(number, leg, 0.37 * number, None, 0.37 * number, True, {"knee_flexion_ic": LiveValue(value, "ok")})
        both.take(step)
        if leg == "left":
            left.take(step)
    found = row(left, both, "knee_flexion_ic")
    assert found.difference == 0.0 and found.side == "left"


def test_what_stands_over_the_stance_waits_for_its_end():
    assert "contact_time" not in run(complete=False, contact_time=0.25, cadence=160.0).numbers()
    assert "contact_time" in run(contact_time=0.25).numbers()


def test_a_clip_that_was_analysed_stands_in_as_usual():
    usual = numbers_of_clip(gait(cadence=154.0))
    found = against_usual(run(cadence=171.0).numbers(LATEST_STEPS), usual, fps=30.0)
    cadence = next(one for one in found if one.measure == "cadence")
    assert cadence.verdict == "changed" and cadence.usual == pytest.approx(154.0, abs=1.0)
    assert tuple(one.measure for one in found) == LIVE_MEASURES
