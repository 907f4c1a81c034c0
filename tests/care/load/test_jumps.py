"""Jumps beside rises of symptoms, and how often chance does the same."""

from datetime import date, timedelta

import numpy as np

from gaitcue.care.load.jumps import beside, jumps_in, rises_in
from gaitcue.care.load.records import LoadRun

DAY = date(2024, 1, 1)


def year(seed: int = 1, *, hills: tuple[int, ...] = (), days: int = 200) -> list[LoadRun]:
    """Three runs a week with some spread; hills on some days."""
    rng = np.random.default_rng(seed)
    runs = []
    for day in range(0, days, 2):
        up = 20.0 if any(0 <= day - start < 6 for start in hills) else 1.0
        runs.append(LoadRun(str(day), DAY + timedelta(days=day), 8000 + 600 * rng.standard_normal(), uphill_min=up))
    return runs


def pain(rises: tuple[int, ...] = (), days: int = 200) -> dict[date, float]:
    return {
        DAY + timedelta(days=day): 5.0 if any(0 <= day - rise < 6 for rise in rises) else 1.0 for day in range(days)
    }


def test_a_hill_week_before_a_flare_is_shown_beside_it() -> None:
    told = beside(year(hills=(100,)), pain((107,)))
    (rise,) = told.rises
    assert rise.on == DAY + timedelta(days=107)
    assert {jump.what for jump in rise.jumps} == {"hills"}
    assert told.followed == 1


def test_one_flare_after_one_jump_is_told_with_what_chance_does() -> None:
    told = beside(year(hills=(60, 100, 140)), pain((107,)))
    assert told.by_chance is not None
    assert 0.1 < told.by_chance < 0.5, "two weeks after each of three jumps, in half a year"


def test_a_flare_without_a_jump_shows_none() -> None:
    told = beside(year(), pain((107,)))
    assert [rise.jumps for rise in told.rises] == [()]
    assert told.by_chance == 1.0, "no jump: every calendar does as well"


def test_steady_pain_has_no_rise_and_one_flare_is_one() -> None:
    assert rises_in(pain()) == ()
    assert len(rises_in(pain((50,)))) == 1


def test_less_sleep_is_found() -> None:
    sleep = {DAY + timedelta(days=day): 5.5 if 90 <= day < 98 else 7.5 for day in range(150)}
    assert [jump.what for jump in jumps_in([], sleep)] == ["sleep"]


def test_new_shoes_are_a_jump_on_the_day_they_are_first_worn() -> None:
    days = range(0, 120, 2)
    runs = [LoadRun(str(day), DAY + timedelta(days=day), 8000.0, shoe="new" if day >= 80 else "old") for day in days]
    assert [(jump.what, jump.on) for jump in jumps_in(runs, {})] == [("shoes", DAY + timedelta(days=80))]


def test_nothing_to_compare_says_so() -> None:
    assert beside([], pain((50,))).by_chance is None
    assert beside(year(), {}).rises == ()
