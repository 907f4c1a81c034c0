"""Diary, tests and plan as somebody types them, with a file and with a runner of the record."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from gaitcue.store import runners
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record
from support.command import gaitcue

EXAMPLE = Path(__file__).parents[2] / "docs" / "examples" / "care.toml"


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return gaitcue(*arguments)


def test_a_file_is_told_without_a_record() -> None:
    plan = run("plan", EXAMPLE, "--on", "2026-05-05").stdout
    assert "stage 1, Holding still" in plan and "An easy day" in plan
    assert "2026-05-04 Up: load from step 1 to 2. 2 green days one after the other [activity" in plan
    assert "red" in run("diary", EXAMPLE, "--on", "2026-05-20").stdout
    tests = run("tests", EXAMPLE, "--on", "2026-05-20").stdout
    assert "difference 29 %, less on the right" in tests and "does not predict pelvic tilt" in tests


def test_the_same_as_json() -> None:
    told = json.loads(run("plan", EXAMPLE, "--on", "2026-05-05", "--json").stdout)
    assert told["state"]["stage"] == 1 and told["today"]["tasks"]
    assert json.loads(run("diary", EXAMPLE, "--json").stdout)["verdicts"][-1]["colour"] == "red"


@pytest.mark.parametrize(
    ("told", "says"),
    [
        ("[[day]]\non = 2026-05-01\npain_worst = 11\n", "day[1].pain_worst is 11: give a number from 0 to 10"),
        ("[[day]]\non = 2026-05-01\n[[day]]\non = 2026-05-01\n", "day has 2 answers for 2026-05-01"),
    ],
)
def test_a_mistake_is_one_line(tmp_path: Path, told: str, says: str) -> None:
    file = tmp_path / "care.toml"
    file.write_text(told, encoding="utf-8")
    ended = run("plan", file)
    assert (ended.returncode, ended.stdout, ended.stderr.count("\n")) == (2, "", 1)
    assert says in ended.stderr


def test_a_file_is_taken_into_the_record_and_told_from_there(tmp_path: Path) -> None:
    with Record.open(tmp_path / "record") as record, record.write(only_user(record)) as session:
        runners.add_runner(session, "Ada Runner", 1985)
    taken = run("record", "care", "Ada", EXAMPLE, "--data", tmp_path / "record")
    assert taken.stdout == "13 entries are in the record of Ada Runner\n"
    told = run("plan", "Ada", "--on", "2026-05-05", "--data", tmp_path / "record")
    assert "stage 1, Holding still" in told.stdout
