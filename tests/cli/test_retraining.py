"""``gaitcue retraining``: a course at the terminal."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record
from support.command import gaitcue
from support.empty_record import empty_record
from support.retraining import TODAY, begun, days, run, runner_with_course, somebody


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record in which one session was run."""
    folder = empty_record(tmp_path_factory.mktemp("retraining") / "record")
    with Record.open(folder) as record:
        asker = only_user(record)
        runner_id = somebody(record, asker)
        run(record, asker, begun(record, asker, runner_id), TODAY)
    return folder


@pytest.fixture(scope="module")
def two_speeds(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record in which the first session was run at 10 km/h and 1 %, the second at no speed that was told."""
    folder = empty_record(tmp_path_factory.mktemp("speeds") / "record")
    with Record.open(folder) as record:
        asker = only_user(record)
        _, course = runner_with_course(record, asker, days(-2))
        run(record, asker, course, days(-2), speed_kmh=10.0)
        run(record, asker, course, TODAY)
    return folder


def typed(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return gaitcue("retraining", *arguments, "--data", data)


def test_a_course_as_a_table(data: Path) -> None:
    done = typed(data, "Rita")
    assert done.returncode == 0, done.stderr
    said = " ".join(done.stdout.split())
    assert "target: cadence 164.8 to 171.2 steps/min; as usual 160.0" in said
    assert f"{TODAY} - 15/15 100 % of 449 - 1/-/2 - done" in said
    assert "advice: Go on with the next session." in said and "next: session 2 of 8" in said


def test_each_session_says_at_which_speed_and_incline_it_was_run(two_speeds: Path) -> None:
    said = " ".join(typed(two_speeds, "Rita").stdout.split())
    assert f"1 {days(-2)} 10, 1 % 15/15" in said and f" {TODAY} - 1" in said


def test_a_course_as_json(data: Path) -> None:
    (course,) = json.loads(typed(data, "Rita", "--json").stdout)
    assert course["cue"] == "cadence_5" and course["advice"]["code"] == "go_on"
    assert course["results"][0]["with_feedback"]["steps"] > 400


def test_a_runner_who_is_not_there_is_one_line(data: Path) -> None:
    done = typed(data, "Nobody")
    assert done.returncode == 2 and len(done.stderr.strip().splitlines()) == 1
