"""Single detectors on a mean stride that is known exactly."""

import numpy as np
import pytest

from gaitcue.gait.events.detectors import DETECTORS, MeanStride, estimate, passed_by
from gaitcue.gait.events.ensemble import EnsembleMean
from gaitcue.gait.events.paths import LegPaths

PACE_HZ = 1.4
TURN = next(row for row in DETECTORS if row.signal == "turn" and row.pose is not None)


def turning_foot(peak: float, noise: float) -> MeanStride:
    """Ankle and heel rise and sink over a toe that lies still; the foot's turn is a sine of one stride, up to ``peak``.

    ``noise``: SD of that turn where it is steepest or highest, as the detector reckons with it.
    """
    paths = LegPaths("left", ("ankle", "heel", "toe"), np.empty((0, 6)))
    first = 2 * np.pi * PACE_HZ
    coefficients = np.zeros((8, 6))
    coefficients[0, [1, 3]] = peak * 3 / 2 / first  # of three points two move, and nothing is seen of the toe's own
    information = np.repeat(np.diag(np.r_[(first / noise) ** 2, np.full(7, 1e12)])[:, :, None], 6, axis=2)
    information[4, 4] = (first / noise) ** 2
    return MeanStride(EnsembleMean(coefficients, information, np.full(6, 1e-3)), paths, PACE_HZ, 0.25, PACE_HZ)


@pytest.mark.parametrize("peak", [TURN.level + 0.005, TURN.level + 0.015])
def test_a_level_that_noise_alone_may_pass_tells_next_to_nothing(peak: float) -> None:
    found = estimate(turning_foot(peak, noise=0.07), TURN, markers=False)
    assert found is not None
    assert found[1] > 1.0


def test_a_level_that_is_passed_by_far_is_believed() -> None:
    found = estimate(turning_foot(2 * TURN.level, noise=0.07), TURN, markers=False)
    assert TURN.pose is not None and found is not None
    assert found[1] < 1.2 * TURN.pose.spread_s


def test_how_far_a_level_is_passed_is_told_on_its_nearer_side_and_up_to_the_way_back() -> None:
    signal = np.array([-9.0, 1.0, -2.0, -0.5, 0.5, 3.0, -1.0, 8.0])
    assert passed_by(signal, 3, 0.0) == 2.0
    assert passed_by(-signal, 3, 0.0) == 2.0
    assert passed_by(signal, 2, -1.0) == 1.0
