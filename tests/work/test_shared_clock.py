"""Runs on one clock: what is aligned meets, and nothing runs past the end of a clip."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from gaitcue.terms.records import Analysis, Stride
from gaitcue.work.shared_clock import Clock, clocks, stride_by_stride
from support.cases import gait


def strides(start: float, lasts: float, count: int, side: str = "right") -> tuple[Stride, ...]:
    return tuple(
        Stride(k, "near", side, start + k * lasts, start + (k + 0.4) * lasts, start + (k + 1) * lasts, used=True)
        for k in range(count)
    )


@pytest.fixture(scope="module")
def pair() -> tuple[Analysis, Analysis]:
    run = replace(gait(), events=())
    return replace(run, strides=strides(0.5, 0.8, 5)), replace(run, strides=strides(1.1, 0.6, 9))


TIMES = [np.arange(0, 6, 1 / 60), np.arange(0, 8, 1 / 30)]


def at(clock: Clock, run: int, moment: float) -> float:
    course = clock.courses[run]
    return float(np.interp(moment, course.clock_s, course.time_s))


def test_the_first_contacts_meet_and_both_go_on_in_true_time(pair):
    clock = next(one for one in clocks(pair, TIMES) if one.kind == "contact")
    assert (at(clock, 0, clock.start_s), at(clock, 1, clock.start_s)) == pytest.approx((0.5, 1.1))
    assert at(clock, 1, clock.start_s + 2.0) - at(clock, 1, clock.start_s) == pytest.approx(2.0)
    for run, times in enumerate(TIMES):
        assert at(clock, run, 0.0) >= 0.0 and at(clock, run, clock.length_s) <= times[-1] + 1e-9
    assert clock.step_s == pytest.approx(1 / 60), "no step passes over a frame of the faster clip"


def test_strides_are_stretched_to_the_length_of_the_first_runs_own(pair):
    clock = next(one for one in clocks(pair, TIMES) if one.kind == "cycle")
    assert clock.cycle_s == pytest.approx(0.8) and clock.length_s == pytest.approx(5 * 0.8)
    for stride in range(5):
        assert at(clock, 1, (stride + 0.5) * 0.8) == pytest.approx(1.1 + (stride + 0.5) * 0.6)


def test_a_stride_that_does_not_count_is_jumped_over():
    own = strides(0.0, 1.0, 3)
    clock = stride_by_stride("right", [own, (own[0], own[2])], [0.02, 0.02])
    assert clock.courses[1].clock_s == pytest.approx((0.0, 1.0, 1.0, 2.0))
    assert clock.courses[1].time_s == pytest.approx((0.0, 1.0, 2.0, 3.0))


def test_without_contacts_time_alone_is_left(pair):
    bare = [replace(run, strides=()) for run in pair]
    (only,) = clocks(bare, TIMES)
    assert only.kind == "time" and only.length_s == pytest.approx(TIMES[0][-1])
