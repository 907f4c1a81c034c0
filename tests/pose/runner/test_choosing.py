"""Who is the runner among the people of a survey, and who was asked for."""

from collections.abc import Callable

import numpy as np
import pytest

from gaitcue.pose.runner.candidates import Candidate, Person, linked, matched, the_runner
from gaitcue.pose.runner.choosing import at_point, bystanders, choose, clicked, home_of, in_order
from gaitcue.pose.runner.detector import Detection
from gaitcue.pose.runner.leg_motion import ankle_difference, leg_drive, leg_motion
from gaitcue.pose.runner.scout import Survey
from gaitcue.terms.errors import UnusableInput
from support.fakes import body, detection, figure, look

HZ = 30.0
Swing = Callable[[np.ndarray], np.ndarray]


def run(t: np.ndarray) -> np.ndarray:
    """Feet apart, px of a figure of radius 80: 166 steps a minute, 5 of 8 leg lengths."""
    return 60 * np.sin(np.pi * t * 166 / 60)


def jog(t: np.ndarray) -> np.ndarray:
    return 52 * np.sin(np.pi * t * 156 / 60)


def walk(t: np.ndarray) -> np.ndarray:
    return 55 * np.sin(np.pi * t * 108 / 60)


def stand(t: np.ndarray) -> np.ndarray:
    return 8 + np.random.default_rng(1).normal(0, 1.5, len(t))


def shuffle(t: np.ndarray) -> np.ndarray:
    """From one foot to the other and back, as somebody does who waits."""
    return 8 + 12 * np.sin(np.pi * t)


def candidate(
    x: float, radius: float, swing: Swing, *, first: int = 0, way: float = 0.0, seconds: float = 1.2
) -> Candidate:
    person = Candidate(first, body(x, radius=radius), body(x, radius=radius))
    times = np.arange(0, seconds, 1 / HZ)
    for k, (t, feet) in enumerate(zip(times, swing(times), strict=True)):
        points = figure(x + way * t, float(feet), radius)
        seen = look(first + k, points)
        person.followed(seen)
        person.path[-1] = person.body = body(x + way * t, radius=radius)
        person.radius[-1] = radius
    return person


def survey(*people: Person, stretches: int = 1) -> Survey:
    return Survey(people, stretches, thorough=True)


def alone(x: float, radius: float, swing: Swing, **more: float) -> Person:
    return Person((candidate(x, radius, swing, **more),))  # type: ignore[arg-type]


@pytest.mark.parametrize("other", [stand, shuffle, walk], ids=["stands", "shuffles", "walks"])
@pytest.mark.parametrize("size", [0.6, 1.0, 1.6], ids=["smaller", "alike", "larger"])
@pytest.mark.parametrize("runs", [run, jog])
def test_the_one_who_runs_is_chosen_whoever_else_is_there(runs: Swing, size: float, other: Swing) -> None:
    runner, bystander = alone(100, 70, runs), alone(400, 70 * size, other)
    assert the_runner([bystander, runner], 1) is runner
    assert the_runner([runner, bystander], 1) is runner


def test_in_slow_motion_of_unknown_factor_as_well() -> None:
    def slowed(swing: Swing) -> Swing:
        return lambda t: swing(t / 3)

    runner, walker = alone(100, 70, slowed(run)), alone(400, 75, slowed(walk))
    assert the_runner([walker, runner], 1) is runner


def mixed(t: np.ndarray) -> np.ndarray:
    """Of a walker before a runner the light model takes both one's legs and the other's."""
    return 60 * np.sin(np.pi * t * 190 / 60)


def test_who_walks_past_is_not_the_runner_even_if_the_legs_are_mixed_up_with_the_runners() -> None:
    runner, passes = alone(100, 70, run), alone(60, 100, mixed, way=110.0)
    assert passes.passes
    assert passes.drive > runner.drive
    assert the_runner([passes, runner], 2) is runner


def test_who_runs_through_the_picture_is_the_runner_beside_somebody_who_stands() -> None:
    for other in (stand, shuffle):
        slow_motion = alone(60, 70, lambda t: run(t / 2), way=90.0)
        assert slow_motion.passes
        assert the_runner([slow_motion, alone(300, 80, lambda t, legs=other: legs(t / 2))], 1) is slow_motion


def test_home_is_where_most_looks_are_though_a_walker_led_some_away() -> None:
    led_away = Person((candidate(100, 70, run), candidate(100, 70, run, first=90, way=100.0)))
    home = home_of(led_away)
    assert home is not None
    assert home[0, 0] == pytest.approx(100, abs=10)
    assert home_of(alone(100, 70, run, way=200.0), once=True) is None


def test_of_two_who_run_the_larger_one_is_chosen_and_of_a_mirror_the_runner() -> None:
    near, behind, mirrored = alone(100, 90, run), alone(300, 60, run), alone(500, 65, run)
    assert the_runner([behind, mirrored, near], 1) is near


def test_of_two_who_run_alike_the_one_who_stays_in_view_is_chosen() -> None:
    stays = Person(tuple(candidate(100, 70, run, first=60 * k) for k in range(4)))
    passes = Person((candidate(400, 80, run, first=60),))
    assert the_runner([passes, stays], 4) is stays


def test_a_runner_who_crosses_in_one_stretch_is_chosen_before_one_who_walks_all_the_time() -> None:
    walks = Person(tuple(candidate(100, 75, walk, first=60 * k) for k in range(5)))
    crosses = Person((candidate(400, 70, run, first=120, way=200.0),))
    assert the_runner([walks, crosses], 5) is crosses


def test_one_bad_look_at_the_legs_does_not_make_a_runner() -> None:
    wild = Person((candidate(100, 90, stand), candidate(100, 90, run, first=60), candidate(100, 90, stand, first=120)))
    walks = Person(tuple(candidate(400, 70, walk, first=60 * k) for k in range(3)))
    assert the_runner([wild, walks], 3) is walks


def test_drive_ignores_exchanged_legs() -> None:
    t = np.arange(0, 1.2, 1 / HZ)
    feet = np.array([ankle_difference(figure(0, float(s))) for s in run(t)])
    exchanged = feet * np.where(np.random.default_rng(2).random(len(t)) < 0.4, -1, 1)[:, None]
    assert leg_drive(t, exchanged) == pytest.approx(leg_drive(t, feet))


def test_drive_grows_from_standing_over_walking_to_running() -> None:
    stood, walked, ran = (candidate(100, 80, swing).drive for swing in (stand, walk, run))
    assert stood < 1.5
    assert 1.5 * stood < walked < 0.6 * ran
    assert leg_drive(np.arange(3.0), np.zeros((3, 2))) == 0.0


def test_leg_motion_of_standing_and_running() -> None:
    t = np.arange(0, 2, 1 / HZ)
    assert leg_motion(np.array([ankle_difference(figure(0, s)) for s in run(t)])) > 0.3
    assert leg_motion(np.array([ankle_difference(figure(0, s)) for s in stand(t)])) < 0.05
    assert leg_motion(np.full((5, 2), np.nan)) == 0.0


def test_person_counts_from_the_left_over_the_whole_clip() -> None:
    right, left, comes_late = alone(400, 90, run), alone(100, 50, stand), alone(250, 60, walk, first=200)
    people = survey(right, left, comes_late, stretches=3)
    firsts = [choose(people, n).first for n in (1, 2, 3)]
    assert firsts == [left.parts[0], comes_late.parts[0], right.parts[0]]
    with pytest.raises(UnusableInput, match="--person 4 was asked for but 3 people can be told apart"):
        choose(people, 4)


def test_nobody_seen_leaves_the_choice_to_the_follower() -> None:
    assert choose(Survey((), 1, thorough=False)).first is None


def test_the_guide_holds_the_runners_marks_and_those_who_stay() -> None:
    runner = Person((candidate(300, 70, stand), candidate(300, 70, run, first=60), candidate(302, 70, run, first=120)))
    still, passes = alone(100, 90, stand), alone(500, 80, walk, way=150.0)
    chosen = choose(survey(runner, still, passes, stretches=3))
    assert chosen.first is runner.parts[1]
    assert min(chosen.guide.marks) == 60
    assert [b[0, 0] for b in chosen.guide.others] == [100.0]
    assert chosen.guide.home is not None
    assert chosen.guide.home[0, 0] == pytest.approx(301.0)


def test_home_is_only_for_those_who_are_always_there() -> None:
    assert home_of(Person((candidate(100, 70, run), candidate(300, 70, run, first=60)))) is None
    assert home_of(alone(100, 70, run)) is None
    assert home_of(alone(100, 70, run), once=True) is not None


def test_another_runner_is_no_bystander() -> None:
    one, other = alone(100, 90, run), alone(300, 60, run)
    assert bystanders([one, other], one) == ()


@pytest.mark.parametrize(
    ("x", "y", "found"), [(100, 180, 100), (105, 120, 100), (300, 240, 300), (200, 180, None), (100, 20, None)]
)
def test_a_point_is_on_the_body_whose_axis_is_nearest(x: float, y: float, found: float | None) -> None:
    seen = at_point([detection(100.0), detection(300.0)], x, y)
    assert (None if seen is None else seen.body[0, 0]) == found


def test_before_a_larger_person_the_one_under_the_point_is_meant() -> None:
    runner, large = detection(100.0), Detection(0.95, body(160.0, radius=130.0))
    seen = at_point([large, runner], 104.0, 175.0)
    assert seen is runner


def test_a_click_finds_the_person_of_the_survey_and_marks_the_frame() -> None:
    still, runner = alone(100, 90, stand), alone(300, 70, run)
    chosen = clicked(survey(runner, still), detection(101.0, radius=88.0), 12)
    assert chosen.first is still.parts[0]
    assert {0, 12} <= set(chosen.guide.marks)


def test_a_click_on_somebody_the_survey_missed_begins_there() -> None:
    chosen = clicked(survey(alone(300, 70, run)), detection(600.0), 50)
    assert chosen.first is not None
    assert chosen.first.first_frame == 50
    assert list(chosen.guide.marks) == [50]


def test_people_of_successive_stretches_are_one_where_one_is_expected() -> None:
    crosses = [candidate(100, 70, run, way=150.0), candidate(400, 70, run, first=60, way=150.0)]
    still = [candidate(500, 70, stand, first=60 * k) for k in range(2)]
    large = candidate(500, 140, stand, first=120)
    people = linked([[crosses[0], still[0]], [still[1], crosses[1]], [large]])
    assert [p.parts for p in people] == [tuple(crosses), tuple(still), (large,)]


def test_those_hardly_ever_seen_are_not_counted() -> None:
    long, short = alone(100, 70, run), alone(300, 70, walk, seconds=0.2)
    assert in_order(survey(long, short)) == [long]


def test_found_bodies_go_to_the_best_fitting_known_ones() -> None:
    assert matched([body(100.0), body(220.0)], [body(210.0), body(110.0), body(600.0)]) == {0: 1, 1: 0}
    assert matched([], [body(100.0)]) == {}
