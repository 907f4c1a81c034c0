"""The rows behind the list of care: always what the replay comes to, and no replay where nothing changed."""

import random
from datetime import date, timedelta

import pytest

from gaitcue.care.load.told import TypedRun
from gaitcue.store import care as kept
from gaitcue.store import runners, visits
from gaitcue.work.clinic import activities, care, standing
from gaitcue.work.clinic.keeping import delete_runner
from gaitcue.work.clinic.record import program

TODAY = date.today()


def on(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.fixture
def people(record, asker) -> list[str]:
    with record.write(asker) as session:
        ids = [runners.add_runner(session, name, 1980).id for name in ("Ada", "Ben", "Cleo")]
    for runner in ids:
        plan = {"on": on(-30), "site": "proximal_hamstring", "side": "right"}
        care.enter(record, asker, runner, "plan", plan, TODAY)
    return ids


def listed(record, asker, day=TODAY):
    return standing.everybody_in_care(record, asker, day)


def replayed(record, runner, day=TODAY):
    with record.read(program()) as session:
        inputs = standing._inputs(session, runner)
    return standing.standing_of(inputs, day)


def agrees(record, asker, people, day=TODAY) -> None:
    found = {one.runner.id: one for one in listed(record, asker, day)}
    for runner in people:
        assert standing.line_of(found[runner].runner, replayed(record, runner, day)) == found[runner]


def rows(record) -> set[str]:
    with record.read(program()) as session:
        return set(kept.standings(session))


def test_the_list_replays_nothing_while_nothing_changes(record, asker, people, monkeypatch):
    first = listed(record, asker)
    assert rows(record) == set(people)
    monkeypatch.setattr(standing, "replay", None)
    assert listed(record, asker) == first and len(first) == 3


def an_entry(record, asker, runner, rng):
    told = {"on": on(-rng.randrange(29)), "what": rng.choice(["exercises", "run"]), "during": rng.randrange(8)}
    care.enter(record, asker, runner, "activity", told, TODAY)


def a_morning(record, asker, runner, rng):
    known = {one.on for one in care.care_record(record, asker, runner, TODAY).day}
    free = [n for n in range(30) if TODAY - timedelta(days=n) not in known]
    if free:
        told = {"on": on(-rng.choice(free)), "task_pain": rng.randrange(6), "pain_worst": rng.randrange(8)}
        care.enter(record, asker, runner, "day", told, TODAY)


def taken_back(record, asker, runner, rng):
    there = [row for row in care.care_of(record, asker, runner, TODAY).rows if row.kind != "plan"]
    if there:
        care.withdraw(record, asker, rng.choice(there).id)


def a_run(record, asker, runner, rng):
    run = TypedRun(on=TODAY - timedelta(days=rng.randrange(29)), distance_km=rng.randrange(3, 30))
    row = activities.add_typed(record, asker, runner, run)
    activities.tell(record, asker, row.id, {"shoe": rng.choice(["a", "b", "c"])}, TODAY)
    if rng.random() < 0.3:
        activities.remove(record, asker, row.id)


def an_answer(record, asker, runner, rng):
    flags = {"fever": rng.random() < 0.5}
    with record.write(asker) as session:
        visits.add_profile_version(session, runner, TODAY, "Anna", answers={"on": on(0), "answers": flags})


@pytest.mark.parametrize("seed", range(3))
def test_after_whatever_is_entered_the_rows_say_what_the_replay_says(record, asker, people, seed):
    rng = random.Random(seed)
    for _ in range(12):
        change = rng.choice([an_entry, a_morning, a_morning, taken_back, a_run, an_answer])
        change(record, asker, rng.choice(people), rng)
        agrees(record, asker, people)


@pytest.mark.parametrize("change", [an_entry, a_morning, a_run, an_answer])
def test_a_change_drops_the_row_of_that_runner_alone(record, asker, people, change):
    listed(record, asker)
    change(record, asker, people[0], random.Random(1))
    assert rows(record) == set(people[1:])


def test_another_day_and_other_rules_compute_it_again(record, asker, people, monkeypatch):
    assert [one.reason.code for one in listed(record, asker)[0].attention] == ["follow_up", "silent"][::-1]
    later = TODAY + timedelta(days=1)
    agrees(record, asker, people, later)
    with record.read(program()) as session:
        assert {row.on for row in kept.standings(session).values()} == {later}
    monkeypatch.setattr(standing, "rules_version", lambda: "other")
    assert standing.renew_all(record, later) == 3 and standing.renew_all(record, later) == 0


def test_what_changes_while_it_is_computed_is_not_overwritten(record, asker, people, monkeypatch):
    real = standing.standing_of

    def meanwhile(inputs, day):
        content = real(inputs, day)
        monkeypatch.setattr(standing, "standing_of", real)
        care.enter(record, asker, people[0], "alarm", {"on": on(0), "id": "fever", "level": "same_day"}, TODAY)
        return content

    monkeypatch.setattr(standing, "standing_of", meanwhile)
    standing.renew(record, people[0], TODAY)
    assert people[0] not in rows(record)
    assert listed(record, asker)[0].attention[0].reason.code == "red_flag"


def test_a_runner_who_is_deleted_takes_the_row_along(record, asker, people):
    listed(record, asker)
    delete_runner(record, asker, people[0])
    assert rows(record) == set(people[1:]) and len(listed(record, asker)) == 2
