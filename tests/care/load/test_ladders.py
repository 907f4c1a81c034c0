"""Ladders back to running, hills and speed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcue.care.load.ladders import Done, ladders, needed, place

DAY = date(2024, 5, 1)
GENTLE = ladders()["walk_run_gentle"]


def sessions(*told: tuple[int, str]) -> list[Done]:
    return [Done(str(n), DAY + timedelta(days=2 * n), step, colour) for n, (step, colour) in enumerate(told)]  # type: ignore[arg-type]


def test_two_greens_climb_one_step() -> None:
    assert place(GENTLE, sessions((0, "green"))).step == 0
    assert place(GENTLE, sessions((0, "green"), (0, "green"))).step == 1


def test_amber_repeats_and_begins_the_count_again() -> None:
    assert place(GENTLE, sessions((0, "green"), (0, "amber"), (0, "green"))).step == 0
    assert place(GENTLE, sessions((0, "green"), (0, "amber"), (0, "green"), (0, "green"))).step == 1


def test_red_steps_down_two_after_two_days() -> None:
    up = [(step, "green") for step in (0, 0, 1, 1, 2, 2)]
    now = place(GENTLE, sessions(*up, (3, "red")))
    assert now.step == 1
    assert now.not_before == DAY + timedelta(days=14)
    assert now.because == ("6",)


def test_a_skipped_step_is_not_climbed() -> None:
    assert place(GENTLE, sessions((5, "green"), (5, "green"), (5, "green"))).step == 0


def test_the_first_step_to_the_hills_asks_for_four_greens() -> None:
    hills = ladders()["hills"]
    assert needed(hills.steps, 0) == 4
    assert place(hills, sessions(*[(0, "green")] * 3)).step == 0
    assert place(hills, sessions(*[(0, "green")] * 4)).step == 1


def test_the_top_is_reached_and_stays() -> None:
    speed = ladders()["speed"]
    way = [(step, "green") for step in range(len(speed.steps)) for _ in range(2)]
    now = place(speed, sessions(*way, (len(speed.steps) - 1, "green")))
    assert now.step == len(speed.steps) - 1
    assert now.finished


answers = st.lists(st.tuples(st.integers(0, 10), st.sampled_from(["green", "amber", "red"])), max_size=30)


@pytest.mark.parametrize("name", sorted(ladders()))
@given(told=answers, rng=st.randoms())
def test_late_entries_give_the_same_place_and_red_never_climbs(name, told, rng) -> None:  # type: ignore[no-untyped-def]
    ladder, done = ladders()[name], sessions(*told)
    shuffled = done[:]
    rng.shuffle(shuffled)
    assert place(ladder, done) == place(ladder, shuffled)
    places = [place(ladder, done[:count]).step for count in range(len(done) + 1)]
    assert 0 <= min(places) <= max(places) < len(ladder.steps)
    climbs = [(after - before, one.colour) for before, after, one in zip(places, places[1:], done, strict=False)]
    assert all(step <= 0 for step, colour in climbs if colour != "green")
    assert all(step <= 1 for step, _ in climbs)
