"""The survey over a clip: cheap for one person, thorough where there is somebody to choose among."""

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest

from gaitcue.pose.runner.candidates import Candidate
from gaitcue.pose.runner.detector import Detection
from gaitcue.pose.runner.scout import Scout, is_double, spaced, take_in, without_doubles
from gaitcue.pose.runner.stretches import MOST, Stretch, stretches
from gaitcue.pose.runner.unrest import Unrest
from gaitcue.video import VideoWriter, frames, read_clip
from support.fakes import FakeFrame, body, detection, figure, look


@dataclass
class Pictured(FakeFrame):
    """A frame whose small picture is drawn: a square that moves where ``moves`` says."""

    moves: float | None = None

    def luma(self, max_side: int | None = None) -> np.ndarray:
        picture = np.full((90, 160), 60, np.uint8)
        if self.moves is not None:
            x = int(self.moves / 4) + 2 * (self.index % 7)
            picture[45:65, x : x + 8] = 200
        return picture


@dataclass
class Detects:
    """A detector that answers by frame number, counts how often it is asked, and sees more when it looks closely."""

    answer: Callable[[int], list[Detection]]
    more: list[Detection] = field(default_factory=list)
    asked: int = 0
    close: int = 0

    def __call__(self, frame: FakeFrame) -> list[Detection]:
        self.asked += 1
        return self.answer(frame.index)

    def closely(self, frame: FakeFrame) -> list[Detection]:
        self.close += 1
        return [*self.answer(frame.index), *self.more]


def scout(detect: Detects, moves: float | None = None, followed: list[int] | None = None) -> Scout:
    @contextmanager
    def read(first: int) -> Iterator[Iterator[Pictured]]:
        yield (Pictured(i, moves=moves) for i in range(first, 400))

    made = Scout(detect, lambda: pytest.fail("no model is needed"), read)  # type: ignore[arg-type]
    if followed is not None:
        made._follow = lambda person, frame: remember(person, frame, followed)  # type: ignore[method-assign]
    return made


def remember(person: Candidate, frame: FakeFrame, followed: list[int]) -> None:
    followed.append(frame.index)
    person.followed(look(frame.index, figure(float(person.start[0, 0]))))
    person.path[-1] = person.start


FIVE = [Stretch(60 * k) for k in range(5)]


def test_one_person_costs_a_few_looks_and_no_pose_model() -> None:
    detect = Detects(lambda i: [detection(200.0)])
    survey = scout(detect, moves=200.0).survey(FIVE)
    assert not survey.thorough
    assert len(survey.people) == 1
    assert len(survey.people[0].parts) == 5
    assert detect.asked <= 8
    assert detect.close == 0


def test_somebody_who_comes_later_is_looked_for() -> None:
    followed: list[int] = []
    detect = Detects(lambda i: [detection(200.0)] if i < 100 else [detection(200.0), detection(500.0)])
    survey = scout(detect, followed=followed).survey(FIVE)
    assert survey.thorough
    assert [round(float(p.parts[0].start[0, 0])) for p in survey.people] == [200, 500]
    assert [len(p.parts) for p in survey.people] == [5, 3]
    assert {0, 60, 120, 180, 240} <= set(followed)


def test_movement_that_is_nobodys_calls_for_a_closer_look() -> None:
    """The detector sees the large still person only; far from there something moves."""
    followed: list[int] = []
    detect = Detects(lambda i: [detection(150.0)], more=[detection(480.0, radius=60.0)])
    survey = scout(detect, moves=480.0, followed=followed).survey(FIVE)
    assert survey.thorough
    assert len(survey.people) == 2


def test_expensive_stretches_are_left_out_of_the_first_look_but_not_of_the_thorough_one() -> None:
    detect = Detects(lambda i: [detection(200.0)])
    places = [Stretch(0), Stretch(100, cheap=False)]
    assert len(scout(detect).survey(places).people[0].parts) == 1
    assert len(scout(detect, followed=[]).survey(places, thorough=True).people[0].parts) == 2


def test_nobody_at_the_beginning_is_nobody_yet() -> None:
    survey = scout(Detects(lambda i: [] if i < 100 else [detection(200.0)])).survey(FIVE)
    assert survey.people == ()


def test_a_runner_seen_upside_down_at_first_starts_where_a_clear_look_is() -> None:
    """A blurred runner is detected upside down and too small; the clip's first frames need a better crop."""
    wrong = Detection(0.76, np.array([[205.0, 180.0], [215.0, 240.0]]))
    clear = detection(200.0)
    detect = Detects(lambda i: {0: [wrong], 2: [wrong], 4: [clear]}.get(i, [detection(203.0, score=0.85)]))
    first = scout(detect).survey(FIVE[:1]).people[0].parts[0]
    assert np.array_equal(first.start, clear.body)
    assert first.first_frame == 0
    assert detect.asked <= 7


def test_a_runner_who_moves_on_starts_where_first_seen() -> None:
    first = detection(100.0, score=0.6)
    detect = Detects(lambda i: [first] if i == 0 else [detection(160.0)])
    assert np.array_equal(scout(detect).survey(FIVE[:1]).people[0].parts[0].start, first.body)


def test_two_who_run_side_by_side_stay_two() -> None:
    """Their squares overlap by a fifth of a width; the order in which they are found changes."""
    people: list[Candidate] = []
    take_in(people, [detection(100.0), detection(220.0)], FakeFrame(0))  # type: ignore[arg-type]
    take_in(people, [detection(222.0), detection(101.0)], FakeFrame(8))  # type: ignore[arg-type]
    assert sorted(float(c.start[0, 0]) for c in people) == [100.0, 220.0]
    assert [len(c.radius) for c in people] == [2, 2]


def path(places: list[float]) -> Candidate:
    person = Candidate(0, body(places[0]), body(places[0]))
    for i, x in enumerate(places):
        person.followed(look(i, figure(x)))
        person.path[-1] = body(x)
    return person


def test_two_followed_to_one_place_are_one_and_who_passes_is_another() -> None:
    runner, drawn_in = path([300.0] * 20), path([200.0] * 5 + [300.0] * 14)
    passes = path([100.0 + 20 * i for i in range(20)])
    assert is_double(drawn_in, runner)
    assert not is_double(passes, runner)
    assert without_doubles([drawn_in, runner, passes]) == [runner, passes]


def test_looks_are_spaced_in_true_time() -> None:
    seen = [f.index for f in spaced((FakeFrame(i, fps=240.0) for i in range(1000)), 0.3, 0.1)]
    assert seen == [0, 22, 44, 66]
    assert len(list(spaced((FakeFrame(i, fps=25.0) for i in range(100)), 1.0, 1 / 30))) == 26


def test_unrest_of_a_still_picture_is_none() -> None:
    unrest = Unrest()
    for i in range(4):
        unrest.feed(Pictured(i))  # type: ignore[arg-type]
    assert unrest.elsewhere([]) == 0.0


@pytest.mark.parametrize(("x", "expected"), [(250.0, 0.0), (520.0, 1.0)])
def test_unrest_is_somebodys_or_nobodys(x: float, expected: float) -> None:
    unrest = Unrest()
    for i in range(4):
        unrest.feed(Pictured(i, moves=250.0))  # type: ignore[arg-type]
    assert unrest.elsewhere([body(x, y=210.0)]) == pytest.approx(expected, abs=0.05)


def test_stretches_spread_over_the_clip_and_begin_at_key_frames(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    with VideoWriter(path, 64, 64, 30.0) as writer:
        for i in range(360):
            writer.write(np.full((64, 64, 3), i % 200, np.uint8), i / 30)
    clip = read_clip(path)
    found = stretches(clip, 0, clip.frames)
    assert len(found) == MOST
    assert found[0].first == 0
    assert all(s.cheap for s in found)
    assert [s.first for s in found] == pytest.approx([0, 72, 144, 216, 288], abs=36)
    assert len(stretches(clip, 300, 345)) == 1
    with closing(frames(clip, found[2].first)) as stream:
        assert next(stream).index == found[2].first


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
