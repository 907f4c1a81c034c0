"""A gait that changes within the clip: each part as if it had been recorded alone."""

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from gaitcue.demo import Runner, noisy_track, true_track
from gaitcue.demo.runner import GaitChange
from gaitcue.demo.truth import exact_events
from gaitcue.terms.records import Event
from validation.sections.changes import CHANGES, joined, part_errors, trial_part

SECONDS, EDGE_S = 20.0, 1.0
KINDS = ("initial_contact", "toe_off")


def drawn_errors(events: Iterable[Event], runner: Runner, start_s: float, end_s: float) -> dict[str, float]:
    return {kind: row[0] for kind, row in part_errors(events, exact_events(runner), start_s, end_s).items()}


@pytest.mark.parametrize(("fps", "change"), list(zip((30, 60, 120), CHANGES, strict=True)))
def test_a_drawn_runner_who_changes_is_measured_in_each_part_as_alone(
    events_of: Callable, fps: float, change: str
) -> None:
    before = Runner(fps=fps, duration_s=SECONDS, seed=7)
    after = before.with_(**CHANGES[change])
    steady = [
        part_errors(events_of(true_track(r))[0], exact_events(r), EDGE_S, SECONDS - EDGE_S) for r in (before, after)
    ]
    assert max(found["initial_contact"][1] for found in steady) < 0.001  # its own strides differ by twice that
    alone = [{kind: row[0] for kind, row in found.items()} for found in steady]
    for start_s, over_s in ((10.0, 0.0), (7.0, 6.0)):
        runner = before.with_(change=GaitChange(start_s, over_s, **CHANGES[change]))
        events = events_of(true_track(runner))[0]
        first = drawn_errors(events, runner, EDGE_S, start_s)
        last = drawn_errors(events, runner, start_s + over_s, SECONDS - EDGE_S)
        for kind in KINDS:
            assert first[kind] == pytest.approx(alone[0][kind], abs=0.005)
            assert last[kind] == pytest.approx(alone[1][kind], abs=0.005)


def test_noisy_points_do_not_hide_that_the_whole_leg_moves_otherwise(events_of: Callable) -> None:
    """The contact alone drowns in noise: the strides that it is found on end where the leg's movement changes."""
    runner = Runner(fps=120.0, duration_s=SECONDS, seed=7, change=GaitChange(10.0, 0.0, **CHANGES["posture"]))
    events = events_of(noisy_track(true_track(runner), 1.5, seed=3))[0]
    for start_s, end_s in ((EDGE_S, 9.5), (10.5, SECONDS - EDGE_S)):
        assert drawn_errors(events, runner, start_s, end_s)["initial_contact"] == pytest.approx(0.0, abs=0.0025)


@pytest.mark.parametrize(
    ("runner", "speeds"),
    [(runner, (25, 45)) for runner in ("001", "002", "013", "019")] + [("001", (25, 35)), ("002", (25, 35))],
)
def test_marker_trials_of_two_speeds_joined_are_measured_as_each_alone(
    events_of: Callable, data_dir: Path, runner: str, speeds: tuple[int, int]
) -> None:
    parts = [trial_part(data_dir, runner, speed) for speed in speeds]
    both = events_of(joined([part.track for part in parts]))[0]
    start_s = 0.0
    for part in parts:
        length = part.seconds
        moved = [row | {"time_s": row["time_s"] + start_s} for row in part.truth]
        together = part_errors(both, moved, start_s + 0.3, start_s + length - 0.3)
        alone = part_errors(events_of(part.track)[0], part.truth, 0.3, length - 0.3)
        for kind in KINDS:
            assert together[kind][2] == 0
            assert together[kind][0] == pytest.approx(alone[kind][0], abs=0.003)
            assert together[kind][1] == pytest.approx(alone[kind][1], abs=0.0015)
        start_s += length
