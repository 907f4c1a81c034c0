"""The record from the command line: backup, restore, export, import, delete, as somebody types them."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from gaitcue.store import runners
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record
from support.command import gaitcue
from support.empty_record import empty_record
from support.full_record import full_runner


def run(data: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return gaitcue(*arguments, "--data", data, cwd=data.parent)


def names(data: Path) -> list[str]:
    with Record.open(data) as record, record.read(only_user(record)) as session:
        return [one.name for one in runners.find_runners(session).items]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    with Record.open(empty_record(tmp_path / "record")) as record:
        asker = only_user(record)
        full_runner(record, asker)
        full_runner(record, asker, "Sam Second", b"another clip")
    return tmp_path / "record"


def test_a_record_is_backed_up_and_comes_back(data: Path, tmp_path: Path) -> None:
    assert run(data, "backup", "--to", tmp_path / "usb").stdout.startswith("runners: 2, files: ")
    (backup,) = (tmp_path / "usb").iterdir()
    refused = run(data, "restore", backup)
    assert (refused.returncode, "--replace" in refused.stderr, refused.stderr.count("\n")) == (2, True, 1)
    gone = run(data, "delete", "Sam Second", "--yes")
    assert gone.stdout.splitlines() == ["Sam Second is deleted", f"this backup still holds Sam Second: {backup}"]
    assert names(data) == ["Rita Runner"]
    kept = run(data, "restore", backup, "--replace")
    assert (kept.returncode, "before-restore" in kept.stdout) == (0, True)
    assert names(data) == ["Rita Runner", "Sam Second"]


def test_a_runner_goes_out_and_comes_in_elsewhere(data: Path, tmp_path: Path) -> None:
    assert run(data, "export", "rita").returncode == 0
    assert run(tmp_path / "new", "record", "import", tmp_path / "Rita Runner.zip").returncode == 0
    assert names(tmp_path / "new") == ["Rita Runner"]


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (("delete", "Rita Runner"), "--yes"),
        (("delete", "nobody", "--yes"), "no runner 'nobody'"),
        (("delete", "r", "--yes"), "2 runners fit"),
        (("export", "R-Sam Second", "--out", "record"), "there already"),
        (("restore", "."), "no backup"),
        (("record", "import", "nothing.zip"), "cannot be read"),
        (("record", "add", "rita", "."), "no finished analysis"),
    ],
)
def test_what_cannot_be_is_one_line_and_changes_nothing(data: Path, told: tuple[str, ...], said: str) -> None:
    done = run(data, *told)
    assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
    assert names(data) == ["Rita Runner", "Sam Second"]


@pytest.mark.parametrize("told", [("backup",), ("export", "x"), ("delete", "x", "--yes"), ("record", "add", "x", ".")])
def test_a_mistyped_folder_does_not_become_a_new_record(tmp_path: Path, told: tuple[str, ...]) -> None:
    done = run(tmp_path / "recrod", *told)
    assert (done.returncode, "no record in" in done.stderr, done.stderr.count("\n")) == (2, True, 1)
    assert list(tmp_path.iterdir()) == []
