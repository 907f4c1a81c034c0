"""A deleted runner is gone from rows and files, what others need stays, and the log keeps a line without a name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gaitcue.store import audit, clips, deletions, runners, whole
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import NotThere
from gaitcue.work.clinic import keeping
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.uploads import NewUpload, begin
from support.full_record import everything, full_runner

from .test_backups import all_rows

NAME = "Wilhelmina Quickstep"


def test_nothing_of_a_deleted_runner_is_left_in_rows_or_files(record: Record, clinician: Asker) -> None:
    stays = full_runner(record, clinician)
    before, files = all_rows(record.database), everything(record)
    goes = full_runner(record, clinician, NAME, b"a clip to go")
    begin(record, clinician, NewUpload(visit_id=goes.visit, name=f"{NAME} 2.mp4", bytes=9))
    keeping.delete_runner(record, clinician, goes.runner)
    after = all_rows(record.database)
    log = after.pop("audit")
    before.pop("audit")
    assert after == before
    assert everything(record) == files
    assert {one["action"] for one in log if one["runner_id"] == goes.runner} == {"runner.added", "runner.deleted"}
    assert list((record.folder.root / "uploads").iterdir()) == []
    with record.read(clinician) as session:
        assert runners.runner(session, stays.runner).name == "Rita Runner"


def test_no_file_holds_the_name_any_more(record: Record, clinician: Asker) -> None:
    held = full_runner(record, clinician, NAME)
    keeping.delete_runner(record, clinician, held.runner)
    root = record.folder.root.parent
    assert (record.folder.root / "log").is_dir()
    left = [one for one in root.rglob("*") if one.is_file() and holds_name(one)]
    assert left == []
    assert not [one for one in root.rglob("*") if NAME in one.name]


def holds_name(file: Path) -> bool:
    content = file.read_bytes()
    return any(word.encode() in content for word in (NAME, NAME.casefold()))


def test_what_a_runner_did_stays_in_the_log_without_the_name(record: Record, clinician: Asker) -> None:
    held = full_runner(record, clinician, NAME)
    with record.write(Asker(clinician.clinic_id, None, Role.SYSTEM, NAME)) as session:
        audit.note(session, "report.seen", "report", None, held.runner)
    keeping.delete_runner(record, clinician, held.runner)
    who = [one["who"] for one in all_rows(record.database)["audit"]]
    assert NAME not in who and whole.GONE in who


def test_a_clip_that_somebody_else_is_in_stays(record: Record, clinician: Asker, other_clinic: Asker) -> None:
    first, second = (full_runner(record, asker, "Rita Runner") for asker in (clinician, other_clinic))
    assert first.sha256 == second.sha256
    keeping.delete_runner(record, clinician, first.runner)
    assert record.folder.media(second.sha256).read_bytes() == b"a clip"
    with record.read(other_clinic) as session:
        assert clips.takes_of(session, second.visit)
    keeping.delete_runner(record, other_clinic, second.runner)
    assert everything(record) == {}


def test_backups_that_still_hold_the_runner_are_listed(record: Record, clinician: Asker, tmp_path: Path) -> None:
    held = full_runner(record, clinician)
    here, there = keeping.back_up(record), keeping.back_up(record, tmp_path / "usb")
    assert set(keeping.delete_runner(record, clinician, held.runner).backups) == {here.place, there.place}


def test_another_clinic_deletes_nobody(record: Record, clinician: Asker, other_clinic: Asker) -> None:
    held = full_runner(record, clinician)
    before = everything(record)
    with pytest.raises(NotThere):
        keeping.delete_runner(record, other_clinic, held.runner)
    assert everything(record) == before


@pytest.mark.parametrize("role", [Role.RUNNER, Role.LINK])
def test_neither_a_runner_nor_a_link_deletes(record: Record, clinician: Asker, role: Role) -> None:
    held = full_runner(record, clinician)
    with pytest.raises(NotThere):
        keeping.delete_runner(record, Asker(clinician.clinic_id, None, role, "x", held.runner, "answers"), held.runner)
    with record.read(clinician) as session:
        assert runners.runner(session, held.runner)


def test_a_deletion_that_was_cut_off_is_finished_when_the_record_is_opened(
    record: Record, clinician: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = full_runner(record, clinician)
    with monkeypatch.context() as patch:
        patch.setattr(deletions, "finish_deletions", lambda *_: os.strerror(0))
        keeping.delete_runner(record, clinician, held.runner)
    assert everything(record) != {}
    deletions.finish_deletions(record.database, record.folder)
    assert everything(record) == {}


def test_one_that_was_cut_off_before_its_rows_were_gone_removes_no_file(
    record: Record, clinician: Asker, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = full_runner(record, clinician)
    before = everything(record)

    def die(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(deletions, "delete_runner", die)
        keeping.delete_runner(record, clinician, held.runner)
    deletions.finish_deletions(record.database, record.folder)
    assert everything(record) == before


def test_a_result_that_is_just_being_made_is_left_alone(record: Record, clinician: Asker) -> None:
    held = full_runner(record, clinician)
    for name in ("new", "old"):
        with record.folder.new_result(name) as folder:
            (folder / "x").write_text("")
    os.utime(record.folder.result("old"), (0, 0))
    keeping.delete_runner(record, clinician, held.runner)
    assert list(record.folder.results()) == ["new"]
