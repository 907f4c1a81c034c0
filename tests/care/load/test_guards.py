"""Guards against more than before: what is said, and on which runs it rests."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcue.care.load.guards import KnownRuns, longest_advised, warnings
from gaitcue.care.load.records import LoadRun

DAY = date(2024, 5, 1)


def run(days: int, km: float, **more: object) -> LoadRun:
    """A run so many days after the first of May."""
    return LoadRun(f"{days}:{km:g}", DAY + timedelta(days=days), 1000 * km, **more)  # type: ignore[arg-type]


def steady(days: int = 42, km: float = 8.0, every: int = 2, **more: object) -> list[LoadRun]:
    return [run(day, km, **more) for day in range(0, days, every)]


def codes(runs: list[LoadRun], day: int, *, in_rehab: bool = False) -> dict[str, str]:
    return {one.code: one.level for one in warnings(runs, DAY + timedelta(days=day), in_rehab=in_rehab)}


def test_steady_running_raises_no_warning() -> None:
    assert codes(steady(), 41) == {}
    assert codes(steady(), 41, in_rehab=True) == {}


@pytest.mark.parametrize(
    ("km", "healthy", "rehab"), [(8.7, None, None), (9.5, "warning", "warning"), (11, "warning", "stop")]
)
def test_a_run_is_held_against_the_longest_of_thirty_days(km: float, healthy: str | None, rehab: str | None) -> None:
    runs = [*steady(), run(41, km)]
    assert codes(runs, 41).get("run_longer") == healthy
    assert codes(runs, 41, in_rehab=True).get("run_longer") == rehab


def test_the_warning_states_its_evidence_and_its_runs() -> None:
    found = warnings([*steady(), run(41, 17)], DAY + timedelta(days=41), in_rehab=False)
    (told,) = [one for one in found if one.code == "run_longer"]
    assert (told.values["risk"], told.values["low"], told.values["high"]) == (2.28, 1.50, 3.48)
    assert told.tag == "Frandsen25"
    assert told.runs == ("40:8", "41:17")


def test_a_longest_run_older_than_thirty_days_no_longer_counts() -> None:
    runs = [run(0, 20), *[run(day, 8) for day in range(2, 42, 2)], run(41, 12)]
    assert "run_longer" in codes(runs, 41)
    assert longest_advised(runs, DAY + timedelta(days=41)) == pytest.approx(8800)


def test_distance_and_hills_in_one_week_are_two_variables() -> None:
    flat = steady(uphill_min=2.0)
    both = [*flat[:-3], *(run(day, 12, uphill_min=12.0) for day in (37, 39, 41))]
    assert set(KnownRuns(both).raised(DAY + timedelta(days=41))) == {"distance", "hills"}
    assert codes(both, 41)["several_up"] == "warning"
    hills = [*flat[:-3], *(run(day, 8, uphill_min=12.0) for day in (37, 39, 41))]
    assert "several_up" not in codes(hills, 41)


def test_new_shoes_and_a_new_cue_count_as_variables() -> None:
    runs = [*steady(shoe="old")[:-2], run(39, 8, shoe="new", cue="cadence_5")]
    assert set(KnownRuns(runs).raised(DAY + timedelta(days=41))) == {"shoes", "cue"}
    assert "several_up" in codes(runs, 41)


def test_hills_come_back_last_with_an_injury() -> None:
    runs = [*steady(), run(41, 8, uphill_min=10.0)]
    assert "too_early" in codes(runs, 41, in_rehab=True)
    assert "too_early" not in codes(runs, 41)


def test_after_two_weeks_off_half_is_advised() -> None:
    (told,) = warnings(steady(28), DAY + timedelta(days=45), in_rehab=False)
    assert told.code == "begin_again"
    assert told.values["week_m"] == pytest.approx(14_000)


def test_a_first_run_has_nothing_to_be_held_against() -> None:
    assert codes([run(0, 15)], 0, in_rehab=True) == {}


amounts = st.one_of(st.none(), st.floats(0, 50))


def drawn(n: int, km: float | None, up: float | None, fast: float | None) -> LoadRun:
    distance = None if km is None else 1000 * km
    return LoadRun(str(n), DAY + timedelta(days=n), distance, uphill_min=up, fast_min=fast)


some_runs = st.lists(st.builds(drawn, st.integers(0, 80), amounts, amounts, amounts), max_size=25)


@given(some_runs, st.booleans(), st.randoms())
def test_the_order_of_entry_changes_nothing(runs: list[LoadRun], in_rehab: bool, rng) -> None:  # type: ignore[no-untyped-def]
    shuffled = runs[:]
    rng.shuffle(shuffled)
    day = DAY + timedelta(days=60)
    one, other = warnings(runs, day, in_rehab=in_rehab), warnings(shuffled, day, in_rehab=in_rehab)
    assert [(told.code, told.level) for told in one] == [(told.code, told.level) for told in other]


@given(some_runs)
def test_runs_of_later_days_are_not_looked_at(runs: list[LoadRun]) -> None:
    day = DAY + timedelta(days=40)
    until = [one for one in runs if one.on <= day]
    assert warnings(runs, day, in_rehab=True) == warnings(until, day, in_rehab=True)
