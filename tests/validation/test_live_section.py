"""How the section on live against offline pairs steps and counts."""

import numpy as np

from gaitcue.demo import truth
from validation.sections.live import against_truth, invented, matched, steady_runner


def test_a_contact_is_paired_with_the_one_of_its_own_foot_and_only_once():
    live = [("left", 1.00), ("left", 1.05), ("right", 1.36), ("left", 3.0)]
    offline = [("left", 1.01), ("right", 1.01), ("right", 1.37), ("left", 1.72)]
    assert matched(live, offline) == {0: 0, 2: 2}


def test_a_missed_and_an_invented_step_are_counted_in_a_loop():
    runner = steady_runner()
    events = [e for e in truth(runner)["events_exact"] if e["type"] == "initial_contact"]
    loop = [(e["side"], e["time_s"] + turn * runner.duration_s + 0.004) for turn in range(3) for e in events]
    told = against_truth(loop, runner, 3 * runner.duration_s)
    assert (told["missed"], told["invented"]) == (0, 0)
    assert told["contact_p95_ms"] < 5
    spoiled = [*loop[:10], *loop[11:], (loop[20][0], loop[20][1] + 0.2)]
    told = against_truth(spoiled, runner, 3 * runner.duration_s)
    assert (told["missed"], told["invented"]) == (1, 1)


def test_the_loop_has_no_seam():
    runner = steady_runner()
    times = sorted(e["time_s"] for e in truth(runner)["events_exact"] if e["type"] == "initial_contact")
    over_the_seam = times[0] + runner.duration_s - times[-1]
    assert np.allclose([*np.diff(times), over_the_seam], 60 / runner.cadence_spm, atol=1e-3)


def test_a_contact_that_is_cut_off_is_neither_missed_nor_invented():
    live = [("right", 0.378), ("left", 0.69), ("right", 0.85), ("right", 1.02)]
    offline = [("left", 0.694), ("right", 1.017)]
    assert invented(live, matched(live, offline)) == [("right", 0.85)]
