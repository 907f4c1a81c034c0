"""Runs in a runner's record: each counts once, and nothing is lost that came with a broken file."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from gaitcue.care.load.told import TypedRun
from gaitcue.store import runners
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import NotThere, UnusableInput
from gaitcue.work.clinic import activities
from gaitcue.work.clinic.exporting import export_runner
from gaitcue.work.clinic.importing import import_runner
from gaitcue.work.clinic.keeping import delete_runner
from gaitcue.work.clinic.record import Record
from validation.fuzz.activity_files import START, gpx, north, run_fit, tcx

TODAY = date(2024, 6, 30)


@pytest.fixture
def runner_id(record: Record, asker: Asker) -> str:
    with record.write(asker) as session:
        return runners.add_runner(session, "Rita Runner", 1980).id


def write(folder: Path, **files: bytes) -> Path:
    folder.mkdir(exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_bytes(content)
    return folder


def counted(record: Record, asker: Asker, runner_id: str) -> list[float | None]:
    load = activities.load_of(record, asker, runner_id, TODAY, in_rehab=False)
    return [run.distance_m for run in activities.runs_of(load.rows)]


def test_the_same_file_comes_in_once(record: Record, asker: Asker, runner_id: str, tmp_path: Path) -> None:
    folder = write(tmp_path / "runs", a__fit=run_fit(), copy__fit=run_fit())
    first = activities.take_in(record, asker, runner_id, folder)
    again = activities.take_in(record, asker, runner_id, folder)
    assert (first.new, first.known, again.new, again.known) == (1, 1, 0, 2)
    assert counted(record, asker, runner_id) == [pytest.approx(1800)]


def test_a_run_from_watch_and_phone_counts_once_with_the_one_that_tells_more(
    record: Record, asker: Asker, runner_id: str, tmp_path: Path
) -> None:
    phone = gpx([(north(3 * s), 0.0, 50.0, s) for s in range(5, 606)])
    folder = write(tmp_path / "runs", a_phone__gpx=phone, b_watch__fit=run_fit())
    taken = activities.take_in(record, asker, runner_id, folder)
    assert (taken.new, taken.same) == (2, 1)
    assert counted(record, asker, runner_id) == [pytest.approx(1800)]


def test_a_run_written_with_another_zones_clock_is_the_same_run(
    record: Record, asker: Asker, runner_id: str, tmp_path: Path
) -> None:
    shifted = run_fit(start=START + timedelta(hours=2), cadence=83)
    activities.take_in(record, asker, runner_id, write(tmp_path / "runs", a__fit=run_fit(), b__fit=shifted))
    assert len(counted(record, asker, runner_id)) == 1


def test_two_runs_of_one_day_are_two(record: Record, asker: Asker, runner_id: str, tmp_path: Path) -> None:
    evening = run_fit(range(0, 901), start=START + timedelta(hours=11))
    activities.take_in(record, asker, runner_id, write(tmp_path / "runs", a__fit=run_fit(), b__fit=evening))
    assert sorted(counted(record, asker, runner_id)) == [pytest.approx(1800), pytest.approx(2700)]


def test_broken_files_are_told_and_the_rest_is_kept(
    record: Record, asker: Asker, runner_id: str, tmp_path: Path
) -> None:
    folder = write(tmp_path / "runs", a__fit=b"no", b__gpx=b"<gpx", c__fit=run_fit())
    taken = activities.take_in(record, asker, runner_id, folder)
    assert taken.new == 1
    assert [name for name, _ in taken.refused] == ["a.fit", "b.gpx"]


def test_a_watch_without_a_clock_needs_the_day(record: Record, asker: Asker, runner_id: str, tmp_path: Path) -> None:
    file = write(tmp_path / "runs", a__fit=run_fit(start=datetime(1990, 1, 2, tzinfo=UTC))) / "a.fit"
    taken = activities.take_in(record, asker, runner_id, file)
    assert taken.new == 0
    assert "--on" in taken.refused[0][1]


def test_a_typed_run_and_what_is_told_about_one(record: Record, asker: Asker, runner_id: str) -> None:
    row = activities.add_typed(record, asker, runner_id, TypedRun(on=TODAY, distance_km=8, minutes=45, rpe=4))
    activities.tell(record, asker, row.id, {"rpe": 6, "shoe": "red ones"}, TODAY)
    load = activities.load_of(record, asker, runner_id, TODAY, in_rehab=False)
    (run,) = activities.runs_of(load.rows)
    assert (run.distance_m, run.minutes, run.rpe, run.shoe, run.session_rpe) == (8000, 45, 6, "red ones", 270)
    assert load.longest_m is None, "a run today is held against the days before it"


def test_weeks_are_without_gaps(record: Record, asker: Asker, runner_id: str) -> None:
    for day in (date(2024, 6, 3), date(2024, 6, 9), date(2024, 6, 24)):
        activities.add_typed(record, asker, runner_id, TypedRun(on=day, distance_km=10))
    weeks = activities.load_of(record, asker, runner_id, TODAY, in_rehab=False).weeks
    assert [(week.first.day, week.runs, week.distance_m) for week in weeks] == [
        (3, 2, 20_000), (10, 0, 0), (17, 0, 0), (24, 1, 10_000),
    ]  # fmt: skip


def test_a_run_that_is_removed_lets_the_other_recording_count_again(
    record: Record, asker: Asker, runner_id: str, tmp_path: Path
) -> None:
    phone = gpx([(north(3 * s), 0.0, 50.0, s) for s in range(5, 606)])
    activities.take_in(record, asker, runner_id, write(tmp_path / "runs", a__gpx=phone, b__fit=run_fit()))
    load = activities.load_of(record, asker, runner_id, TODAY, in_rehab=False)
    watch = next(row for row in load.rows if row.same_as is None)
    activities.remove(record, asker, watch.id)
    assert len(counted(record, asker, runner_id)) == 1


def test_an_export_holds_the_files_and_comes_back(record: Record, asker: Asker, runner_id: str, tmp_path: Path) -> None:
    activities.take_in(record, asker, runner_id, write(tmp_path / "runs", a__fit=run_fit()))
    export_runner(record, asker, runner_id, tmp_path / "rita.zip")
    delete_runner(record, asker, runner_id)
    assert list(record.folder.media_there()) == []
    back = import_runner(record, asker, tmp_path / "rita.zip")
    assert counted(record, asker, back.id) == [pytest.approx(1800)]
    assert len(list(record.folder.media_there())) == 1


def test_another_clinics_runner_takes_nothing_in(record: Record, asker: Asker, tmp_path: Path) -> None:
    with pytest.raises(NotThere):
        activities.take_in(record, asker, "0" * 32, write(tmp_path / "runs", a__fit=run_fit()))


def test_nothing_there_is_one_line(record: Record, asker: Asker, runner_id: str, tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match="does not exist"):
        activities.take_in(record, asker, runner_id, tmp_path / "nowhere")


def test_a_treadmill_run_and_a_walk_are_kept_apart(
    record: Record, asker: Asker, runner_id: str, tmp_path: Path
) -> None:
    walk = tcx((s, 1.2 * s, 55) for s in range(600)).replace(b'Sport="Running"', b'Sport="Walking"')
    activities.take_in(record, asker, runner_id, write(tmp_path / "runs", a__tcx=walk))
    assert counted(record, asker, runner_id) == []
