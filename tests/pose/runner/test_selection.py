"""Who is the runner, and where is the runner now."""

from collections.abc import Iterable

import numpy as np
import pytest

from gaitcue.pose.looking.passes import Look
from gaitcue.pose.runner.detector import Detection
from gaitcue.pose.runner.selection import (
    Candidate,
    Follower,
    Scout,
    ankle_difference,
    is_same_person,
    leg_motion,
    matched,
)
from gaitcue.terms.errors import UnusableInput
from support.fakes import FakeFrame, body, detection, figure, look


def candidate(x: float, radius: float, frames: int, swing: Iterable[float]) -> Candidate:
    legs = [ankle_difference(figure(x, s, radius)) for s in swing]
    return Candidate(0, body(x), body(x), [radius] * frames, legs)


def scouted(*people: Candidate, frames: int = 60) -> Scout:
    scout = Scout(lambda frame: [], lambda: pytest.fail("no model is needed here"))
    scout.people, scout.frames = list(people), frames
    return scout


RUN = 60 * np.sin(np.arange(60) / 3)
STAND = np.full(60, 8.0)


def test_the_one_who_runs_is_chosen_before_a_larger_one_who_stands() -> None:
    runner, bystander = candidate(100, 70, 60, RUN), candidate(400, 110, 60, STAND)
    assert scouted(bystander, runner).choose(None) is runner


def test_of_two_runners_the_larger_and_longer_seen_one_is_chosen() -> None:
    near, behind, passing = candidate(100, 90, 60, RUN), candidate(300, 50, 60, RUN), candidate(400, 95, 10, RUN)
    assert scouted(passing, behind, near).choose(None) is near


def test_person_counts_from_the_left() -> None:
    right, left = candidate(400, 90, 60, RUN), candidate(100, 50, 60, STAND)
    assert scouted(right, left).choose(1) is left
    assert scouted(right, left).choose(2) is right
    with pytest.raises(UnusableInput, match="--person 3"):
        scouted(right, left).choose(3)


def test_nobody_seen_leaves_the_choice_to_the_follower() -> None:
    assert scouted().choose(None) is None


def test_scout_stops_early_with_one_person_and_asks_no_pose_model() -> None:
    scout = Scout(lambda frame: [detection(200.0)], lambda: pytest.fail("no model is needed for one person"))
    scout.watch(FakeFrame(i) for i in range(500))
    assert len(scout.people) == 1
    assert scout.frames < 30


def test_a_runner_seen_upside_down_at_first_starts_where_a_clear_look_is() -> None:
    """A blurred runner is detected upside down and too small; the clip's first frames need a better crop."""
    wrong = Detection(0.76, np.array([[205.0, 180.0], [215.0, 240.0]]))
    clear = detection(200.0)
    script = Script({0: [wrong], 2: [wrong], 4: [clear]}, [detection(203.0, score=0.85)])
    scout = Scout(script, lambda: pytest.fail("no model is needed for one person"))
    scout.watch(FakeFrame(i) for i in range(100))
    assert len(scout.people) == 1
    assert np.array_equal(scout.people[0].start, clear.body)
    assert scout.people[0].first_frame == 0
    assert script.asked <= 7


def test_a_runner_who_moves_on_starts_where_first_seen() -> None:
    first = detection(100.0, score=0.6)
    script = Script({0: [first]}, [detection(160.0)])
    scout = Scout(script, lambda: pytest.fail("no model is needed for one person"))
    scout.watch(FakeFrame(i) for i in range(100))
    assert np.array_equal(scout.people[0].start, first.body)


def test_leg_motion_of_standing_and_running() -> None:
    assert leg_motion(np.array([ankle_difference(figure(0, s)) for s in RUN])) > 0.3
    assert leg_motion(np.array([ankle_difference(figure(0, s)) for s in STAND])) < 0.01
    assert leg_motion(np.full((5, 2), np.nan)) == 0.0


class Script:
    """A detector that answers by frame number and counts how often it is asked."""

    def __init__(self, answer: dict[int, list[Detection]], otherwise: list[Detection]) -> None:
        self.answer, self.otherwise, self.asked = answer, otherwise, 0

    def __call__(self, frame: FakeFrame) -> list[Detection]:
        self.asked += 1
        return self.answer.get(frame.index, self.otherwise)


def run(follower: Follower, presence: dict[int, float], frames: int, speed: float = 4.0) -> list[float | None]:
    """Crop centres x; the figure walks to the right, ``presence`` says where the model loses it."""
    centres: list[float | None] = []
    for i in range(frames):
        crop = follower.crop(FakeFrame(i))
        centres.append(None if crop is None else crop.x)
        if crop is not None:
            follower.saw(look(i, figure(100 + speed * i), presence=presence.get(i, 1.0)))
    return centres


def test_follows_with_the_pace_and_asks_the_detector_rarely() -> None:
    detect = Script({}, [detection(100.0)])
    follower = Follower(detect)
    centres = run(follower, {}, 20)
    assert centres[0] == pytest.approx(100.0)
    assert centres[10] == pytest.approx(140.0)
    assert detect.asked <= 2


def test_searches_again_when_the_runner_is_lost() -> None:
    detect = Script({10: [], 11: [], 12: [detection(146.0)]}, [detection(100.0)])
    centres = run(Follower(detect), {9: 0.1}, 16)
    assert centres[10] is None
    assert centres[11] is None
    assert centres[12] == pytest.approx(146.0)
    assert centres[14] == pytest.approx(156.0)


def test_a_bystander_is_not_taken_for_the_lost_runner_at_once() -> None:
    small = [detection(150.0, radius=30.0)]
    centres = run(Follower(Script({0: [detection(100.0)]}, small)), {9: 0.1}, 30)
    assert all(c is None for c in centres[10:])


def test_the_chosen_person_is_waited_for() -> None:
    late = Candidate(5, body(300.0), body(300.0))
    centres = run(Follower(Script({}, []), late), {}, 8)
    assert centres[:5] == [None] * 5
    assert centres[5] == pytest.approx(300.0)


def test_same_person_by_size_and_place() -> None:
    assert is_same_person(body(120), body(100))
    assert not is_same_person(body(120, radius=30), body(100))
    assert not is_same_person(body(600), body(100))


def test_two_who_run_side_by_side_stay_two() -> None:
    """Their squares overlap by a fifth of a width; the order in which they are found changes."""
    looks = [[detection(100.0), detection(220.0)], [detection(222.0), detection(101.0)]]
    scout = Scout(lambda frame: looks[frame.index // 8], lambda: pytest.fail("followed in the first looks only"))
    for index in (0, 8):
        scout._find(FakeFrame(index))
    assert [c.start[0, 0] for c in scout.ordered()] == [100.0, 220.0]
    assert [len(c.radius) for c in scout.ordered()] == [2, 2]


def test_found_bodies_go_to_the_best_fitting_known_ones() -> None:
    assert matched([body(100.0), body(220.0)], [body(210.0), body(110.0), body(600.0)]) == {0: 1, 1: 0}
    assert matched([], [body(100.0)]) == {}


POST, WALKER_MPS, RUNNER_MPS = detection(100.0, radius=100.0), 1.3, 3.2
"""a body circle's radius is about .9 m"""


def passing(speed_mps: float, index: int) -> Detection:
    return detection(500.0 + speed_mps / 0.9 * 80.0 * index / 30)


def followed(detect: Script, frames: int, *, swing: float = 0.0, late: int = 0, asked_for: bool = False) -> list[float]:
    """Centres of the crops; what stands at x = 100 has legs that swing, what passes always runs."""
    first = Candidate(0, POST.body, POST.body)
    follower, centres = Follower(detect, first, asked_for=asked_for), []
    waiting: list[Look] = []
    for i in range(frames):
        crop = follower.crop(FakeFrame(i))
        assert crop is not None
        centres.append(crop.x)
        stands = crop.x < 400.0
        feet = (swing if stands else 60.0) * np.sin(i / 2)
        waiting.append(look(i, figure(100.0 if stands else float(passing(RUNNER_MPS, i).body[0, 0]), feet)))
        if len(waiting) > late:
            follower.saw(waiting.pop(0))
    return centres


def scene(speed_mps: float, frames: int = 90) -> Script:
    """Something at x = 100 from the beginning, and from 1 s on somebody who passes."""
    return Script({i: [POST, passing(speed_mps, i)] for i in range(30, frames)}, [POST])


@pytest.mark.parametrize("late", [0, 2])
def test_what_has_not_moved_its_legs_gives_way_to_somebody_who_runs_by(late: int) -> None:
    centres = followed(scene(RUNNER_MPS), 90, late=late)
    assert centres[29] == pytest.approx(100.0)
    expected = [float(passing(RUNNER_MPS, i).body[0, 0]) for i in range(90)]
    assert centres[50:] == pytest.approx(expected[50:], abs=30.0)


def test_who_runs_who_was_asked_for_and_who_sees_a_walker_stay_followed() -> None:
    for centres in (
        followed(scene(RUNNER_MPS), 90, swing=60.0),
        followed(scene(RUNNER_MPS), 90, asked_for=True),
        followed(scene(WALKER_MPS), 90),
    ):
        assert centres == pytest.approx([100.0] * 90)


HALF_A_PERSON = np.array([[320.0, 120.0], [322.0, 160.0]])
ON_THE_HEAD = np.array([[225.0, 120.0], [222.0, 200.0]])
"""both seen upside down: not clear at all"""


@pytest.mark.parametrize(
    ("first", "clearness", "clear_x", "start"),
    [
        (HALF_A_PERSON, 0.0, 220.0, (220.0, 6)),
        (ON_THE_HEAD, 0.0, 220.0, (220.0, 0)),
        (body(320.0), 0.7, 220.0, (320.0, 0)),
        (body(330.0), 0.7, 320.0, (320.0, 0)),
    ],
    ids=["hardly seen, moved on", "upside down", "seen, moved on", "seen, near"],
)
def test_who_was_hardly_seen_at_first_starts_where_seen_clearly(first, clearness, clear_x, start) -> None:
    person = Candidate(0, first, first, clearness=clearness)
    person.consider(detection(clear_x), 6)
    assert (person.start[0, 0], person.first_frame) == start
