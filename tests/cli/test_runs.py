"""`gaitcue runs` and `gaitcue record runs`, as somebody types them."""

import csv
import io
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from gaitcue.cli.runs import speed_over_5k
from gaitcue.store import runners
from gaitcue.terms.errors import BadOption
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record
from support.command import gaitcue
from validation.fuzz.activity_files import START, run_fit


def run(cwd: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return gaitcue(*arguments, cwd=cwd)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "runs"
    place.mkdir()
    for week in range(6):
        (place / f"{week}.fit").write_bytes(run_fit(start=START + timedelta(weeks=week)))
    (place / "long.fit").write_bytes(run_fit(range(0, 1801), start=START + timedelta(weeks=6)))
    (place / "broken.fit").write_bytes(b"no")
    return place


def test_runs_are_a_table_with_what_is_more_than_before(folder: Path) -> None:
    told = run(folder.parent, "runs", "runs")
    assert told.returncode == 0
    assert "2024-05-03" in told.stdout
    assert "Run on 14 June: 5.4 km, 3.00 times the longest of 30 days (1.8 km)" in told.stdout.replace("\n", " ")
    assert "broken.fit" in told.stderr


def test_all_numbers_as_csv(folder: Path) -> None:
    rows = list(csv.DictReader(io.StringIO(run(folder.parent, "runs", "runs", "--csv").stdout)))
    assert len(rows) == 7
    assert float(rows[0]["distance_m"]) == pytest.approx(1800)


@pytest.mark.parametrize("told", ["runs nowhere", "runs broken.fit", "runs . --five-k 3:00", "runs . --five-k fast"])
def test_bad_input_is_one_line(folder: Path, told: str) -> None:
    ended = run(folder, *told.split())
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)


def test_runs_go_into_a_runners_record(folder: Path, tmp_path: Path) -> None:
    with Record.open(tmp_path / "record") as record, record.write(only_user(record)) as session:
        runners.add_runner(session, "Rita Runner", 1980)
    told = run(tmp_path, "record", "runs", "rita", "runs", "--data", "record")
    assert "Rita Runner: 7 new, 0 known before" in told.stdout
    assert "not used: broken.fit" in told.stdout
    assert "0 new, 7 known before" in run(tmp_path, "record", "runs", "rita", "runs", "--data", "record").stdout


def test_a_time_over_5_km_is_a_speed() -> None:
    assert speed_over_5k("25:00") == pytest.approx(5000 / 1500)
    assert speed_over_5k(None) is None


@pytest.mark.parametrize("told", ["25:70", "25:³0", "25", "-25:00"])
def test_what_is_no_time_is_refused(told: str) -> None:
    with pytest.raises(BadOption, match="minutes and seconds"):
        speed_over_5k(told)
