"""Running, diary, plan and treatments on the axis of the gait."""

from datetime import date, timedelta

import pytest

from gaitcue.care.load.told import TypedRun
from gaitcue.store import runners
from gaitcue.terms.asker import Asker
from gaitcue.work.clinic import activities, care
from gaitcue.work.clinic.alongside import alongside
from gaitcue.work.clinic.record import Record

TODAY = date(2026, 6, 30)


def ago(days: int) -> date:
    return TODAY - timedelta(days=days)


@pytest.fixture
def runner_id(record: Record, asker: Asker) -> str:
    """Sixty days of steady running and quiet, a hill week three weeks ago, sore a week later."""
    with record.write(asker) as session:
        runner = runners.add_runner(session, "Rita Runner", 1980)
    for day in range(100, 0, -2):
        hills = 25.0 if 20 <= day <= 26 else 1.0
        activities.add_typed(record, asker, runner.id, TypedRun(on=ago(day), distance_km=8, uphill_min=hills))
    for day in range(60, -1, -1):
        told = {"on": ago(day).isoformat(), "pain_worst": 6.0 if 12 <= day <= 15 else 1.0}
        care.enter(record, asker, runner.id, "day", told, TODAY)
    plan = {"on": ago(60).isoformat(), "site": "proximal_hamstring", "runs": "runs"}
    care.enter(record, asker, runner.id, "plan", plan, TODAY)
    told = {"kind": "shockwave", "when": "May 2026", "site": "proximal_hamstring"}
    care.enter(record, asker, runner.id, "treatment", told, TODAY)
    return runner.id


def test_everything_has_its_days(record: Record, asker: Asker, runner_id: str) -> None:
    found = alongside(record, asker, runner_id, TODAY)
    assert len(found.weeks) >= 14
    assert len(found.symptoms) == 61
    assert (found.stages[0].first, found.stages[0].what, found.stages[-1].last) == (ago(60), "1", TODAY)
    (treatment,) = found.treatments
    assert (treatment.first, treatment.last, treatment.what) == (date(2026, 5, 1), date(2026, 5, 31), "shockwave")


def test_the_hill_week_stands_beside_the_rise_with_what_chance_does(
    record: Record, asker: Asker, runner_id: str
) -> None:
    found = alongside(record, asker, runner_id, TODAY).beside
    (rise,) = found.rises
    assert (rise.on, {jump.what for jump in rise.jumps}) == (ago(15), {"hills"})
    assert found.by_chance is not None and 0 < found.by_chance < 1


def test_from_a_day_on_what_lasts_is_cut(record: Record, asker: Asker, runner_id: str) -> None:
    found = alongside(record, asker, runner_id, TODAY).since(ago(42))
    assert min(on for on, _ in found.symptoms) == ago(42)
    assert found.treatments[0].first == ago(42)
    assert all(week.first >= ago(42) for week in found.weeks)
    assert found.stages[0].first == ago(42)


def test_a_runner_of_whom_nothing_is_kept_has_an_empty_axis(record: Record, asker: Asker) -> None:
    with record.write(asker) as session:
        runner = runners.add_runner(session, "Sam Second")
    assert alongside(record, asker, runner.id, TODAY).empty


def test_runs_of_a_watch_move_the_plan_as_if_they_had_been_entered(
    record: Record, asker: Asker, runner_id: str
) -> None:
    told = care.care_record(record, asker, runner_id, TODAY)
    runs = [one for one in told.activity if one.what == "run"]
    assert runs and all(one.on >= ago(60 + 28) for one in runs)
    hills = [one.on for one in told.raised if one.what == "hills"]
    assert hills and ago(26) <= hills[0] <= ago(18)


def test_a_run_that_was_entered_by_hand_counts_once_and_as_entered(
    record: Record, asker: Asker, runner_id: str
) -> None:
    run = {"on": ago(10).isoformat(), "what": "run", "during": 3.0}
    care.enter(record, asker, runner_id, "activity", run, TODAY)
    told = care.care_record(record, asker, runner_id, TODAY)
    assert [one.during for one in told.activity if one.on == ago(10)] == [3.0]


def test_without_a_plan_runs_are_no_entries_of_care(record: Record, asker: Asker) -> None:
    with record.write(asker) as session:
        runner = runners.add_runner(session, "Sam Second")
    activities.add_typed(record, asker, runner.id, TypedRun(on=ago(3), distance_km=8))
    assert not care.care_record(record, asker, runner.id, TODAY).activity
