"""Backup, restore, and a runner who is to be forgotten."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.store import accounts, audit, backups, deletions, jobs, runners, visits
from gaitcue.store.backups import Backup
from gaitcue.store.records import JobRow, RunnerRow
from gaitcue.store.runners import folded
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import Fault, FaultyForm
from gaitcue.work.clinic import uploads
from gaitcue.work.clinic.accounts import Account, accounts_of
from gaitcue.work.clinic.record import Record, program
from gaitcue.work.clinic.seeing import seen
from gaitcue.work.jobs.names import BACKUP
from gaitcue.work.jobs.work import Work


@dataclass(frozen=True, slots=True)
class Deleted:
    """A runner who is gone."""

    runner: RunnerRow
    backups: tuple[Path, ...]
    """that still hold the runner: to be deleted by hand, or kept as the law asks"""


def back_up(record: Record, to: Path | None = None) -> Backup:
    """Write all of this moment's record into a new folder, while it may be in use.

    Raises
    ------
    OutputRefused : the place cannot be written, or has no room
    """
    made = backups.make_backup(record.database, record.folder, datetime.now(UTC), to)
    _note_for_all(record, "record.backed_up")
    return made


def ask_for_backup(record: Record, asker: Asker) -> JobRow:
    """Have a backup made in the background; asked twice within a minute, it is one."""
    with record.write(asker) as session:
        job = jobs.enqueue(session, BACKUP, f"{BACKUP} {datetime.now(UTC):%Y-%m-%dT%H:%M}", {})
        audit.note(session, "backup.asked", "job", job.id)
    return job


def make_backup_of(work: Work) -> None:
    """Job: a backup among those of the data folder."""
    work.saying("backup", 0, 1)
    back_up(work.record)
    with work.record.write(work.asker) as session:
        work.finish(session, {})


@dataclass(frozen=True, slots=True)
class Kept:
    """The backups of a record, and those that are being made or went wrong lately."""

    backups: tuple[BackupState, ...]
    home: Path
    jobs: tuple[JobRow, ...]


@dataclass(frozen=True, slots=True)
class BackupState:
    """A backup, without a list of its files."""

    place: Path
    made_at: datetime
    there: bool
    """it can be seen from here: a disk may be unplugged"""
    missing: int
    """files that a row names and that were not there"""


def known_backups(record: Record, asker: Asker) -> Kept:
    """The backups that were made of this record, the latest first."""
    with record.read(asker) as session:
        recent = tuple(job for job in jobs.jobs(session).items if job.kind == BACKUP and job.state != "done")
    found = backups.known_backups(record.folder)
    states = tuple(BackupState(one.place, one.made_at, one.place.is_dir(), len(one.missing)) for one in found)
    return Kept(states, record.folder.backups, recent[:1])


def _note_for_all(record: Record, action: str) -> None:
    """A line for the admins of every clinic: it is the record of all of them."""
    with record.read(program()) as session:
        clinics = [clinic_id for clinic_id, _ in accounts.clinics(session)]
    for clinic_id in clinics:
        with record.write(program(clinic_id=clinic_id)) as session:
            audit.note(session, action, "record")


def restore(record: Record, backup: Path, *, replace: bool = False) -> Backup | None:
    """Make the record what it was at a backup; gives the backup of what it was until now, if it was in use.

    Raises
    ------
    UnusableInput : no backup, or a damaged one
    OutputRefused : the record holds runners and ``replace`` was not said
    """
    aside = backups.restore(record.database, record.folder, backup, datetime.now(UTC), replace=replace)
    with record.write(program()) as session:
        accounts.end_all_logins(session)  # who was logged in at the backup may have been logged out since
    _note_for_all(record, "record.restored")
    return aside


def delete_runner(record: Record, asker: Asker, runner_id: str) -> Deleted:
    """A runner is really gone: rows, files, what was being sent; the log keeps a line with an id.

    Raises
    ------
    NotThere : no such runner
    """
    with record.read(asker) as session:
        row = runners.runner(session, runner_id)
        held = set(visits.days_of(session, runner_id))
    deletions.delete_for_good(record.database, record.folder, asker, runner_id)
    _forget_uploads(record, held)
    return Deleted(row, backups.backups_with(record.folder, runner_id))


class ToldDeletion(BaseModel):
    """A runner's name, typed by whoever wants them deleted."""

    model_config = ConfigDict(extra="forbid")
    name: Annotated[str, Field(max_length=200)] = ""


@dataclass(frozen=True, slots=True)
class Held:
    """What is held about a runner, before it is taken out or deleted."""

    runner: RunnerRow
    visits: int
    backups: tuple[Path, ...]
    accounts: tuple[Account, ...]
    """the runner's own, for whoever looks after accounts"""


def held(record: Record, asker: Asker, runner_id: str) -> Held:
    """What is held about a runner; raises NotThere."""
    with record.read(asker) as session:
        row = runners.runner(session, runner_id)
        total = visits.visits_of(session, runner_id, most=1).total
    own = tuple(one for one in accounts_of(record, asker) if one.runner_id == runner_id)
    seen(record, asker, "data", runner_id, runner_id)
    return Held(row, total, backups.backups_with(record.folder, runner_id), own)


def delete_typed(record: Record, asker: Asker, runner_id: str, told: ToldDeletion) -> Deleted:
    """Delete a runner whose name was typed.

    Raises
    ------
    NotThere : no such runner
    FaultyForm : it is another name
    """
    with record.read(asker) as session:
        row = runners.runner(session, runner_id)
    if folded(told.name) != folded(row.name):
        raise FaultyForm([Fault("name", "told", f"write {row.name} here; nothing was deleted")])
    return delete_runner(record, asker, runner_id)


def _forget_uploads(record: Record, visit_ids: set[str]) -> None:
    for told in record.folder.uploads.glob("*.json"):
        try:
            if json.loads(told.read_text(encoding="utf-8")).get("visit_id") in visit_ids:
                uploads.forget(record, told.stem)
        except (OSError, ValueError):
            continue
