"""Two legs out of faulty passes, against a runner whose legs are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from gaitcue.pose.legs import Resolved, resolve
from gaitcue.pose.looking.passes import LEG_ROWS, Passes
from gaitcue.terms.keypoints import KEYPOINTS
from support.two_legs import (
    KINDS,
    LEG_PX,
    SWAP,
    Scenario,
    make_passes,
    mirrored_picture,
    scenario,
    set_leg,
    swap_knees,
    swap_labels,
    unseen,
)

BELOW_HIP = [row for row in LEG_ROWS if not KEYPOINTS[row].endswith("hip")]
GROSS = 0.15


def errors(found: Resolved, truth: NDArray[np.float64]) -> NDArray[np.float64]:
    """(T, 8) leg lengths, NaN where the result has no point."""
    return np.asarray(np.linalg.norm(found.position[:, BELOW_HIP] - truth[:, BELOW_HIP], axis=-1) / LEG_PX)


def assert_right(found: Resolved, truth: NDArray[np.float64], median: float = 0.02, coverage: float = 0.97) -> None:
    error = errors(found, truth)
    assert np.isfinite(error).mean() >= coverage
    assert np.nanmedian(error) < median
    assert np.nanmax(error) < GROSS


def some(passes: Passes, share: float, seed: int = 1) -> NDArray[np.bool_]:
    return np.random.default_rng(seed).random((len(passes.frame), len(KINDS))) < share


@pytest.mark.parametrize("step_frames", [5.0, 10.5, 21.0, 60.0])
@pytest.mark.parametrize("facing", ["right", "left"])
def test_clean_passes_give_the_truth(step_frames: float, facing: str) -> None:
    case = scenario(frames=max(90, int(6 * step_frames)), step_frames=step_frames, facing=facing)
    found = resolve(case.passes, facing)  # type: ignore[arg-type]
    assert_right(found, case.truth)
    assert found.step_frames == pytest.approx(step_frames, rel=0.03)
    assert found.steadiness > 0.8
    assert found.near_side == facing


def test_heel_and_toe_are_the_ends_of_the_shoe() -> None:
    case = scenario(noise=0.0)
    found = resolve(case.passes, "right")
    ends = [KEYPOINTS.index(f"{s}_{n}") for s in ("left", "right") for n in ("heel", "toe", "shoulder", "hip")]
    error = np.linalg.norm(found.position[:, ends] - case.truth[:, ends], axis=-1) / LEG_PX
    assert np.median(error) < 0.01


def test_swapped_labels_change_nothing() -> None:
    case = scenario()
    mixed = swap_labels(case.passes, some(case.passes, 0.3))
    assert_right(resolve(mixed, "right"), case.truth)


def test_labels_swapped_for_whole_strides_change_nothing() -> None:
    case = scenario(frames=200)
    where = np.zeros((200, len(KINDS)), bool)
    where[60:110] = True
    assert_right(resolve(swap_labels(case.passes, where), "right"), case.truth)


def test_legs_drawn_on_one_leg_are_told_apart() -> None:
    case = scenario()
    where = np.zeros((120, len(KINDS)), bool)
    apart = np.abs(case.truth[:, KEYPOINTS.index("left_ankle"), 0] - case.truth[:, KEYPOINTS.index("right_ankle"), 0])
    where[apart < 0.3 * LEG_PX] = [True, True, False, False]
    collapsed = set_leg(case.passes, where, 0, case.truth[:, LEG_ROWS[5:]])
    assert_right(resolve(collapsed, "right"), case.truth, median=0.025, coverage=0.9)


def test_a_leg_invented_along_a_rail_is_not_believed() -> None:
    case = scenario(frames=150)
    rail = np.linspace([430.0, 300.0], [640.0, 340.0], 5)
    where = np.zeros((150, len(KINDS)), bool)
    where[40:90] = [True, True, False, False]
    invented = set_leg(case.passes, where, 0, np.tile(rail, (150, 1, 1)), height=0.9)
    assert_right(resolve(invented, "right"), case.truth, median=0.025, coverage=0.9)


def test_one_pass_with_swapped_and_collapsed_legs() -> None:
    """Nothing but the dynamics and the evidence that both legs must account for."""
    case = scenario(frames=150)
    alone = np.ones((150, len(KINDS)), bool)
    alone[:, 0] = False
    faulty = swap_labels(unseen(case.passes, alone), some(case.passes, 0.3))
    where = some(case.passes, 0.08, seed=2) & ~alone
    faulty = set_leg(faulty, where, 0, case.truth[:, LEG_ROWS[5:]])
    assert_right(resolve(faulty, "right"), case.truth, median=0.03, coverage=0.85)


def test_knees_exchanged_between_legs_whose_feet_are_right_get_back() -> None:
    case = scenario(frames=150)
    ankles = [case.truth[:, KEYPOINTS.index(f"{side}_ankle"), 0] for side in ("left", "right")]
    where = np.zeros((150, len(KINDS)), bool)
    where[60:70] = True
    assert np.abs(ankles[0] - ankles[1])[60:70].max() > 0.5 * LEG_PX
    found = resolve(swap_knees(case.passes, where), "right")
    assert_right(found, case.truth)


def test_passes_made_in_hard_frames_only() -> None:
    case = scenario()
    where = np.zeros((120, len(KINDS)), bool)
    where[:, [0, 2, 3]] = ~some(case.passes, 0.15)[:, :1]
    assert_right(resolve(unseen(case.passes, where), "right"), case.truth)


def test_short_dropouts_are_bridged_and_long_ones_are_missing() -> None:
    case = scenario(frames=200)
    where = np.zeros((200, len(KINDS)), bool)
    where[50:52], where[100:130] = True, True
    found = resolve(unseen(case.passes, where), "right")
    assert not np.isfinite(found.position[100:130, BELOW_HIP]).any()
    assert (found.confidence[100:130] == 0).all()
    seen = np.r_[0:50, 52:100, 130:200]
    error = np.linalg.norm(found.position[seen][:, BELOW_HIP] - case.truth[seen][:, BELOW_HIP], axis=-1) / LEG_PX
    assert np.nanmax(error) < GROSS


def test_nobody_at_all_is_missing_everywhere() -> None:
    case = scenario()
    found = resolve(unseen(case.passes, np.ones((120, len(KINDS)), bool)), "right")
    assert not np.isfinite(found.position).any()


def test_names_that_rest_on_nothing_are_said_to() -> None:
    case = scenario()
    assert not resolve(case.passes, "right").notes
    undecided = swap_labels(case.passes, np.arange(len(KINDS))[None] % 2 + np.zeros((120, 1)) > 0)
    assert [note.code for note in resolve(undecided, "right").notes] == ["leg_names_uncertain"]


def test_disagreement_lowers_confidence() -> None:
    sure, unsure = (resolve(scenario(noise=noise).passes, "right").confidence[:, BELOW_HIP] for noise in (0.01, 0.06))
    assert np.median(unsure) < np.median(sure) - 0.1


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1000), step_frames=st.floats(7.0, 15.0))
def test_mirrored_picture_swaps_the_sides(seed: int, step_frames: float) -> None:
    case = Scenario(*_random_case(seed, step_frames))
    found = resolve(case.passes, "right").position
    turned = resolve(mirrored_picture(case.passes, 800.0), "left").position[:, SWAP]
    turned[..., 0] = 800.0 - turned[..., 0]
    np.testing.assert_allclose(turned, found, atol=0.5)


@settings(max_examples=8, deadline=None)
@given(seed=st.integers(0, 1000))
def test_labels_do_not_move_the_anonymous_legs(seed: int) -> None:
    case = Scenario(*_random_case(seed, 10.5))
    found = resolve(case.passes, "right").position
    mixed = resolve(swap_labels(case.passes, some(case.passes, 0.25, seed)), "right").position
    np.testing.assert_allclose(mixed[:, BELOW_HIP], found[:, BELOW_HIP], atol=0.02 * LEG_PX)


def _random_case(seed: int, step_frames: float) -> tuple[NDArray[np.float64], Passes]:
    case = scenario(frames=100, step_frames=step_frames)
    return case.truth, make_passes(case.passes.points[:, 0].astype(float), 30.0, seed)


def test_scale_of_the_picture_scales_the_result() -> None:
    case = scenario()
    larger = make_passes(3.0 * case.passes.points[:, 0].astype(float), 30.0, noise=0.0)
    same = make_passes(case.passes.points[:, 0].astype(float), 30.0, noise=0.0)
    found, big = resolve(same, "right").position, resolve(larger, "right").position
    np.testing.assert_allclose(big, 3 * found, atol=0.5)
