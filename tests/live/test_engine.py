"""The drawn runner, frame by frame: what stands live is what the whole clip gives."""

import threading
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import pytest

from gaitcue.demo import Runner, true_track, truth
from gaitcue.live.engine import LiveEngine
from gaitcue.live.looking import frame_of_rgb
from gaitcue.live.records import LiveSettings, Seen, Step
from gaitcue.terms.conditions import Conditions
from gaitcue.terms.keypoints import KEYPOINTS, SIDES
from gaitcue.terms.track import points
from gaitcue.video import frames, read_clip
from support.drawn_clips import drawn_clip

RUNNER = Runner(fps=60.0, duration_s=9.0, width=640, height=480, px_per_m=210.0)


@dataclass(frozen=True)
class Ran:
    first: dict[int, Step]
    """steps as they came to stand"""
    last: dict[int, Step]
    seen: list[Seen]

    def values(self, measure: str) -> list[float]:
        told = [step.values[measure].value for step in self.last.values() if measure in step.values]
        return [value for value in told if value is not None]


def run(clip, engine: LiveEngine, leave_out=lambda _: False) -> Ran:
    ran = Ran({}, {}, [])
    for frame in frames(clip):
        if leave_out(frame.time_s):
            continue
        ran.seen.append(engine.see(frame))
        for step in ran.seen[-1].steps:
            ran.first.setdefault(step.number, step)
            ran.last[step.number] = step
    return ran


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    return read_clip(drawn_clip(RUNNER, tmp_path_factory.mktemp("live") / "runner.mp4", tmp_path_factory))


@pytest.fixture(scope="module")
def ran(clip):
    told = LiveSettings(conditions=Conditions(height_cm=175.0, speed_kmh=10.8))
    return run(clip, LiveEngine(told, beside=False))


def true_contacts() -> list[tuple[str, float]]:
    return [(e["side"], e["time_s"]) for e in truth(RUNNER)["events_exact"] if e["type"] == "initial_contact"]


def true_mean(measure: str) -> float:
    return float(np.mean([row["mean"] for row in truth(RUNNER)["measures"] if row["measure"] == measure]))


def test_every_step_is_counted_once_from_the_second_on(ran):
    due = [(side, at) for side, at in true_contacts() if 1.0 < at < RUNNER.duration_s - 0.2]
    near = [[s for s in ran.last.values() if s.leg == side and abs(s.contact_s - at) < 0.1] for side, at in due]
    assert [len(each) for each in near] == [1] * len(due) and len(due) > 18
    assert list(ran.last) == list(range(1, len(ran.last) + 1))


def test_a_step_stands_within_a_quarter_of_a_second_and_close_to_its_contact(ran):
    truths = true_contacts()
    late = [step.known_s - step.contact_s for step in list(ran.first.values())[4:]]
    off = [min(abs(step.contact_s - at) for side, at in truths if side == step.leg) for step in ran.first.values()]
    assert np.percentile(late, 95) < 0.25
    assert np.percentile(off, 90) < 0.020


def mixed_up(seen: list[Seen]) -> float:
    """Share of the frames whose feet clearly are the other side's true ones (both drawn on one foot are not)."""
    clean = points(true_track(RUNNER))
    ankles = np.stack([clean[f"{side}_ankle"] for side in SIDES], axis=1)
    rows = [KEYPOINTS.index(f"{side}_ankle") for side in SIDES]
    found = [(each.points[rows], ankles[each.frame]) for each in seen]
    apart = [np.linalg.norm(told - true, axis=1).sum() for told, true in found]
    exchanged = [np.linalg.norm(told[::-1] - true, axis=1).sum() for told, true in found]
    return float(np.mean(np.array(exchanged) < 0.5 * np.array(apart)))


def test_the_skeleton_that_is_drawn_hardly_mixes_up_the_legs(ran):
    told_apart = [each for each in ran.seen if each.time_s > 3.0]
    assert mixed_up(told_apart) <= 0.01


def test_cadence_is_that_of_the_runner(ran):
    assert np.mean(ran.values("cadence")[6:]) == pytest.approx(true_mean("cadence"), abs=1.0)


def test_contact_time_is_within_20_ms_at_60_frames_a_second(ran):
    assert np.mean(ran.values("contact_time")) == pytest.approx(true_mean("contact_time"), abs=0.020)


def test_what_a_frame_rate_does_not_allow_is_not_given(clip):
    half = run(clip, LiveEngine(beside=False), leave_out=lambda at: round(at * 60) % 2)
    step = next(step for step in half.last.values() if step.complete)
    assert step.values["shank_angle_ic"].status == "not_measurable"
    assert step.values["shank_angle_ic"].reason.code == "frame_rate_too_low"
    assert step.values["contact_time"].value is None
    assert len(half.values("cadence")) > 12 and len(half.values("trunk_lean_stance")) > 8


def test_over_a_gap_no_step_is_made_and_counting_goes_on(clip):
    ran = run(clip, LiveEngine(beside=False), leave_out=lambda at: 5.0 < at < 6.5)
    contacts = sorted(step.contact_s for step in ran.last.values())
    assert not any(5.1 < at < 6.4 for at in contacts)
    assert any(at > 8.0 for at in contacts)
    assert max(step.number for step in ran.last.values()) == len(contacts)
    cadences = ran.values("cadence")
    assert max(cadences) - min(cadences) < 20, "a step over the gap would be a slow one"


def test_in_a_thread_of_its_own_the_path_gives_the_same_steps_later(clip):
    engine = LiveEngine(beside=True)
    ran = run(clip, engine)
    engine.close()
    assert len(ran.last) > 0
    assert all(b.number > a.number for a, b in pairwise(ran.first.values()))


def test_a_step_is_told_between_two_frames_as_soon_as_its_path_has_ended(clip):
    ended = threading.Event()
    engine, between, with_frame = LiveEngine(beside=True, path_ended=ended.set), [], []
    for frame in frames(clip):
        with_frame += engine.see(frame).steps
        while engine.under_way:
            assert ended.wait(30.0)
            ended.clear()
            between += engine.stood()
    engine.close()
    assert with_frame == []
    assert len({step.number for step in between}) > 18
    assert engine.stood() == ()


def test_nobody_in_view_is_said(clip):
    engine = LiveEngine(beside=False)
    empty = np.full((480, 640, 3), 120, np.uint8)
    seen = [engine.see(frame_of_rgb(empty, i, i / 30)) for i in range(30)]
    assert [note.code for note in seen[-1].remarks] == ["live_nobody_seen"]
    assert not any(each.steps for each in seen)


def test_a_dark_picture_and_a_slow_one_are_said():
    engine = LiveEngine(beside=False)
    dark = np.full((480, 640, 3), 5, np.uint8)
    seen = [engine.see(frame_of_rgb(dark, i, i / 8)) for i in range(12)]
    assert {"live_too_dark", "live_rate_too_low"} <= {note.code for note in seen[-1].remarks}


def test_a_runner_who_is_cut_off_or_small_is_told_to_move_the_camera(tmp_path_factory):
    for changes, code in (
        ({"px_per_m": 330.0}, "live_partly_out_of_view"),
        ({"px_per_m": 80.0}, "live_too_far"),
    ):
        runner = replace(RUNNER, duration_s=1.0, fps=30.0, **changes)
        file = drawn_clip(runner, tmp_path_factory.mktemp("live") / "clip.mp4", tmp_path_factory)
        ran = run(read_clip(file), LiveEngine(beside=False))
        assert any(code in {note.code for note in seen.remarks} for seen in ran.seen), code
