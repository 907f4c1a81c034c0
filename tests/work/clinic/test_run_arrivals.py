"""Runs of a watched folder: taken in when they are finished, for exactly the runner whose name the folder has."""

import logging
from datetime import date, timedelta

import pytest

from gaitcue.store import activities, runners
from gaitcue.terms.errors import BadOption
from gaitcue.work.clinic.activities import Told
from gaitcue.work.clinic.folder_watch import watched
from gaitcue.work.clinic.run_arrivals import RunWatch, coming_in
from validation.fuzz.activity_files import START, run_fit


@pytest.fixture
def runner_id(record, asker) -> str:
    with record.write(asker) as session:
        return runners.add_runner(session, "Rita Runner", 1980, "K-17").id


@pytest.fixture
def folder(tmp_path):
    place = tmp_path / "watch"
    (place / "rita runner").mkdir(parents=True)
    return place


def days_of(record, asker, runner_id) -> list[date]:
    with record.read(asker) as session:
        return [row.on for row in activities.activities_of(session, runner_id)]


def test_a_run_is_taken_in_once_its_file_has_stopped_growing_and_the_file_stays(record, asker, runner_id, folder):
    watch, file = RunWatch(record, asker, folder), folder / "rita runner" / "may.fit"
    whole = run_fit()
    file.write_bytes(whole[:200])
    assert watch.look() == []
    file.write_bytes(whole)
    assert watch.look() == []
    assert [(came.name, came.taken.new) for came in watch.look()] == [("rita runner/may.fit", 1)]
    assert watch.look() == [] and file.read_bytes() == whole
    again = RunWatch(record, asker, folder)
    assert [again.look(), again.look()] == [[], []], "a new start takes nothing in twice"
    assert days_of(record, asker, runner_id) == [START.date()]


def test_a_folder_by_the_runners_number_and_folders_within_it_are_looked_at(record, asker, runner_id, folder):
    (folder / "k-17" / "export" / "2024").mkdir(parents=True)
    (folder / "k-17" / "export" / "2024" / "a.fit").write_bytes(run_fit())
    watch = RunWatch(record, asker, folder)
    watch.look()
    assert [came.taken.new for came in watch.look()] == [1]
    assert days_of(record, asker, runner_id) == [START.date()]


def test_a_name_that_merely_fits_takes_nothing_in_and_is_said_once(record, asker, runner_id, folder, caplog):
    (folder / "rita").mkdir()
    (folder / "rita" / "a.fit").write_bytes(run_fit())
    (folder / "loose.fit").write_bytes(run_fit())
    watch = RunWatch(record, asker, folder)
    with caplog.at_level(logging.WARNING, "gaitcue.watch"):
        assert [watch.look() for _ in range(4)] == [[], [], [], []]
    assert sum("there is no runner 'rita'" in line.message for line in caplog.records) == 1
    assert days_of(record, asker, runner_id) == []
    with record.write(asker) as session:
        late = runners.add_runner(session, "Rita", 1999).id
    assert [came.taken.new for came in watch.look()] == [1]
    assert days_of(record, asker, late) == [START.date()]


def test_what_cannot_be_read_is_told_and_not_tried_again_until_it_changes(record, asker, runner_id, folder, caplog):
    file = folder / "rita runner" / "broken.fit"
    file.write_bytes(b"no run")
    watch = RunWatch(record, asker, folder)
    with caplog.at_level(logging.WARNING, "gaitcue.watch"):
        found = [came for _ in range(3) for came in watch.look()]
    assert len(found) == 1 and "broken.fit" in found[0].taken.refused[0][0]
    assert sum("was not used" in line.message for line in caplog.records) == 1
    file.write_bytes(run_fit())
    assert [came.taken.new for _ in range(2) for came in watch.look()] == [1]


def test_a_folder_that_is_none_or_the_records_own_is_one_line(record, asker, tmp_path):
    for place in (tmp_path / "nowhere", record.folder.root):
        with pytest.raises(BadOption, match="--watch-runs"), watched(RunWatch(record, asker, place)):
            pass


def test_one_runners_folder_is_watched_at_the_command_line(record, asker, runner_id, folder):
    place, looks = folder / "rita runner", []
    (place / "a.fit").write_bytes(run_fit())

    def stay(seconds: float) -> bool:
        looks.append(seconds)
        if len(looks) == 3:
            (place / "b.fit").write_bytes(run_fit(start=START + timedelta(days=2)))
        return len(looks) < 7

    taken = list(coming_in(record, asker, runner_id, place, Told(), stay))
    assert [one.new for one in taken] == [1, 1]
    assert len(days_of(record, asker, runner_id)) == 2
