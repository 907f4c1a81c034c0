"""Results of the command line become part of a runner's record, once, with their clip if it is still there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from gaitcue.demo import Runner, noisy_track, true_track
from gaitcue.store import analyses, clips, runners, visits
from gaitcue.store.folder import digest
from gaitcue.store.records import RunnerRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import FaultyForm, UnusableInput
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.exporting import export_runner
from gaitcue.work.clinic.importing import import_runner
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.taking_in import add_result
from gaitcue.work.options import options_from
from gaitcue.work.reports import analyze_to_folder
from gaitcue.work.results import read_result, write_track
from gaitcue.work.stored import read_stored
from support.drawn_clips import drawn_clip
from support.empty_record import empty_record

ON, TODAY = date(2026, 11, 2), date(2026, 11, 29)


@pytest.fixture(scope="module")
def from_points(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("points")
    write_track(noisy_track(true_track(Runner(duration_s=8.0, fps=60.0)), 1.5, 0.08, 0.02, seed=3), home / "run.nc")
    told = options_from({"speed_kmh": 10.8, "pain": 2.0, "cue": "land softly"})
    return analyze_to_folder([home / "run.nc"], home / "run.gaitcue", told)


@pytest.fixture(scope="module")
def from_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("clip")
    runner = Runner(duration_s=5.0, fps=60.0, width=480, height=640, px_per_m=290.0)
    drawn_clip(runner, home / "run.mp4", tmp_path_factory)
    return analyze_to_folder([home / "run.mp4"], home / "run.gaitcue", options_from({"preset": "fast"}))


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open(empty_record(tmp_path / "record")) as opened:
        yield opened


@pytest.fixture
def asker(record: Record) -> Asker:
    return only_user(record)


@pytest.fixture
def runner(record: Record, asker: Asker) -> RunnerRow:
    with record.write(asker) as session:
        return runners.add_runner(session, "Rita Runner")


def test_its_numbers_and_conditions_are_in_the_record(
    record: Record, asker: Asker, runner: RunnerRow, from_points: Path
) -> None:
    row = add_result(record, asker, runner.id, from_points, ON, TODAY)
    with record.read(asker) as session:
        take, visit = clips.take(session, row.take_id), visits.visit(session, row.visit_id)
        measures = analyses.measures_over_time(session, runner.id)
    assert (visit.on, take.cue, take.clip_id) == (ON, "land softly", None)
    assert (take.conditions["speed_kmh"], take.conditions["pain"]) == (10.8, 2.0)
    told = {(one.measure, one.leg, one.mean) for one in read_result(from_points).measures}
    assert {(one.measure, one.leg, one.mean) for one in measures} == told
    assert read_stored(record.folder.result(row.result)).recording.track.sizes["time"] > 100


def test_the_clip_comes_along_and_lies_there_once(
    record: Record, asker: Asker, runner: RunnerRow, from_clip: Path, tmp_path: Path
) -> None:
    row = add_result(record, asker, runner.id, from_clip, ON, TODAY)
    source = from_clip.parent / "run.mp4"
    media, inside = record.folder.media(digest(source)), record.folder.result(row.result) / "run.mp4"
    assert media.samefile(inside) and media.read_bytes() == source.read_bytes()
    export_runner(record, asker, runner.id, tmp_path / "rita.zip")
    again = import_runner(record, asker, tmp_path / "rita.zip")
    with record.read(asker) as session:
        made = analyses.analyses_of_runner(session, again.id)[0]
    assert read_result(record.folder.result(made.result)).measures == read_result(from_clip).measures
    assert read_stored(record.folder.result(made.result)).recording.clip.path.samefile(media)  # type: ignore[union-attr]


def test_the_same_result_is_taken_in_once(record: Record, asker: Asker, runner: RunnerRow, from_points: Path) -> None:
    first, again = (add_result(record, asker, runner.id, from_points, ON, TODAY) for _ in range(2))
    assert first.id == again.id
    assert len(list(record.folder.results())) == 1


def test_a_visit_in_the_future_is_refused(record: Record, asker: Asker, runner: RunnerRow, from_points: Path) -> None:
    with pytest.raises(FaultyForm, match="future"):
        add_result(record, asker, runner.id, from_points, date(2027, 1, 1), TODAY)
    assert list(record.folder.results()) == []


def test_what_is_no_result_is_one_line(record: Record, asker: Asker, runner: RunnerRow, tmp_path: Path) -> None:
    with pytest.raises(UnusableInput, match=r"^[^\n]*no finished analysis[^\n]*$"):
        add_result(record, asker, runner.id, tmp_path, ON, TODAY)


def test_a_look_at_a_clip_that_is_killed_is_taken_again(tmp_path, monkeypatch) -> None:
    import subprocess

    from gaitcue.work.clinic import clips

    ended = [subprocess.CompletedProcess([], -9, b""), subprocess.CompletedProcess([], 0, b'{"fps": 60.0}')]
    monkeypatch.setattr(clips, "_probed", lambda file, name: ended.pop(0))
    assert clips.probe_in_child(tmp_path / "clip.mp4", "clip.mp4") == {"fps": 60.0}
