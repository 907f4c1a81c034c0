"""Where the runner is now, and again when lost."""

import numpy as np
import pytest

from gaitcue.pose.looking.passes import Look
from gaitcue.pose.runner.candidates import Candidate, is_same_person
from gaitcue.pose.runner.detector import Detection
from gaitcue.pose.runner.follower import Guide, RunnerFollower
from support.fakes import FakeFrame, body, detection, figure, look


class Script:
    """A detector that answers by frame number and counts how often it is asked."""

    def __init__(self, answer: dict[int, list[Detection]], otherwise: list[Detection]) -> None:
        self.answer, self.otherwise, self.asked, self.glances = answer, otherwise, 0, 0

    def __call__(self, frame: FakeFrame) -> list[Detection]:
        self.asked += 1
        return self.answer.get(frame.index, self.otherwise)

    def glance(self, frame: FakeFrame) -> list[Detection]:
        self.glances += 1
        return self.answer.get(frame.index, self.otherwise)


def run(follower: RunnerFollower, presence: dict[int, float], frames: int, speed: float = 4.0) -> list[float | None]:
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
    follower = RunnerFollower(detect)
    centres = run(follower, {}, 20)
    assert centres[0] == pytest.approx(100.0)
    assert centres[10] == pytest.approx(140.0)
    assert detect.asked <= 2


def test_searches_again_when_the_runner_is_lost() -> None:
    detect = Script({10: [], 11: [], 12: [detection(146.0)]}, [detection(100.0)])
    centres = run(RunnerFollower(detect), {9: 0.1}, 16)
    assert centres[10] is None
    assert centres[11] is None
    assert centres[12] == pytest.approx(146.0)
    assert centres[14] == pytest.approx(156.0)


def test_a_bystander_is_not_taken_for_the_lost_runner_at_once() -> None:
    small = [detection(150.0, radius=30.0)]
    centres = run(RunnerFollower(Script({0: [detection(100.0)]}, small)), {9: 0.1}, 30)
    assert all(c is None for c in centres[10:])


def test_the_chosen_person_is_waited_for() -> None:
    late = Candidate(5, body(300.0), body(300.0))
    centres = run(RunnerFollower(Script({}, []), late), {}, 8)
    assert centres[:5] == [None] * 5
    assert centres[5] == pytest.approx(300.0)


def test_same_person_by_size_and_place() -> None:
    assert is_same_person(body(120), body(100))
    assert not is_same_person(body(120, radius=30), body(100))
    assert not is_same_person(body(600), body(100))


POST, WALKER_MPS, RUNNER_MPS = detection(100.0, radius=100.0), 1.3, 3.2
"""a body circle's radius is about .9 m"""


def passing(speed_mps: float, index: int) -> Detection:
    return detection(500.0 + speed_mps / 0.9 * 80.0 * index / 30)


def followed(detect: Script, frames: int, *, swing: float = 0.0, late: int = 0, asked_for: bool = False) -> list[float]:
    """Centres of the crops; what stands at x = 100 has legs that swing, what passes always runs."""
    first = Candidate(0, POST.body, POST.body)
    follower, centres = RunnerFollower(detect, first, asked_for=asked_for), []
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


def guided(
    guide: Guide, detect: Script, seen_at: dict[int, float], frames: int, **settings: object
) -> list[float | None]:
    """Centres of the crops; the figure is at ``seen_at`` from those frames on, wherever the model looks."""
    first = Candidate(0, body(100.0), body(100.0))
    follower, centres = RunnerFollower(detect, first, guide), []
    x = 100.0
    for i in range(frames):
        x = seen_at.get(i, x)
        crop = follower.crop(FakeFrame(i))
        centres.append(None if crop is None else crop.x)
        if crop is not None:
            follower.saw(look(i, figure(x, 60 * np.sin(i / 2))))
    return centres


def test_a_mark_of_the_survey_brings_the_crop_back_to_the_runner() -> None:
    """Somebody passes before the runner, and the pose model goes along; the survey saw the runner at frame 20."""
    away = {10: 180.0, 12: 260.0, 20: 100.0}
    centres = guided(Guide({20: body(100.0)}), Script({}, [detection(100.0)]), away, 25)
    assert centres[18] == pytest.approx(260.0, abs=5)
    assert centres[20:] == pytest.approx([100.0] * 5, abs=5)


def test_a_runner_who_stays_in_one_place_is_looked_for_there_when_the_crop_is_led_away() -> None:
    away = {10: 180.0, 11: 100.0}
    centres = guided(Guide(home=body(100.0)), Script({}, [detection(100.0)]), away, 20)
    assert centres[11:] == pytest.approx([100.0] * 9, abs=5)


def test_the_looks_at_who_led_the_crop_away_are_told_from_where_the_even_way_begins() -> None:
    """At frame 40 somebody comes who walks 7 px a frame; at 80 - .75 x 80 = 60 px from home the crop returns."""
    detect = Script({}, [detection(100.0)])
    follower = RunnerFollower(detect, Candidate(0, body(100.0), body(100.0)), Guide(home=body(100.0)))
    for i in range(70):
        follower.crop(FakeFrame(i))
        passes = i >= 40 and follower.led_away == []
        follower.saw(look(i, figure(60.0 + 7 * (i - 40) if passes else 100.0, 60 * np.sin(i / 2))))
    (away,) = follower.led_away
    assert away.start in range(33, 42)
    assert away.stop in range(54, 58)


def test_a_look_around_on_the_way_does_not_forget_where_it_began() -> None:
    """At frame 62 the one who passes slowly is taken anew, as after two looks that saw nobody there."""

    def walker(i: int) -> float:
        return 100.0 + 2 * (i - 40)

    first = Candidate(0, body(100.0), body(100.0))
    follower = RunnerFollower(Script({}, [detection(100.0)]), first, Guide(home=body(100.0)))
    for i in range(90):
        follower.crop(FakeFrame(i))
        if i == 62:
            follower._take([detection(walker(i))], FakeFrame(i))
        follower.saw(look(i, figure(walker(i) if 40 <= i < 72 else 100.0, 60 * np.sin(i / 2))))
    (away,) = follower.led_away
    assert away.start in range(20, 50)  # a slow way leaves the place a quarter of a radius later


def test_who_has_really_moved_from_home_is_followed_after_a_few_returns() -> None:
    centres = guided(Guide(home=body(100.0)), Script({}, [detection(100.0)]), {10: 200.0}, 40)
    assert centres[-1] == pytest.approx(200.0, abs=5)


def test_a_mark_far_from_home_was_made_of_somebody_who_passed() -> None:
    guide = Guide({5: body(100.0), 9: body(300.0)}, home=body(105.0))
    assert guide.at(5) is not None
    assert guide.at(9) is None
    assert guide.at(6) is None


def test_before_the_survey_saw_the_runner_bystanders_are_not_taken_for_him() -> None:
    late = Candidate(40, body(300.0), body(300.0))
    bystander, comes = detection(100.0, radius=90.0), detection(420.0)
    detect = Script({i: [bystander, comes] for i in range(20, 40)}, [bystander])
    guide = Guide({40: body(300.0)}, (bystander.body,))
    follower, centres = RunnerFollower(detect, late, guide), []
    for i in range(42):
        crop = follower.crop(FakeFrame(i))
        centres.append(None if crop is None else crop.x)
    assert centres[:20] == [None] * 20
    assert 420.0 in centres[20:30]
    assert centres[40] == pytest.approx(300.0)


def test_once_a_runner_is_seen_to_run_those_around_are_only_counted_at_a_glance() -> None:
    runs, stands = Script({}, [POST]), Script({}, [POST])
    followed(runs, 120, swing=60.0)
    followed(stands, 120, swing=0.0)
    assert runs.asked <= 3
    assert runs.glances >= 2
    assert stands.asked > 3
    assert stands.glances == 0


def test_beside_somebody_large_a_runner_goes_unseen_by_the_detector_and_stays_followed() -> None:
    large = [detection(400.0, radius=150.0)]
    centres = guided(Guide(), Script({}, large), {}, 120)
    assert centres == pytest.approx([100.0] * 120, abs=5)
