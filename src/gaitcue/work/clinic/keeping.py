"""Backup, restore, and a runner who is to be forgotten."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from gaitcue.store import audit, backups, deletions, runners, visits
from gaitcue.store.backups import Backup
from gaitcue.store.pages import MOST
from gaitcue.store.records import RunnerRow
from gaitcue.terms.asker import Asker
from gaitcue.work.clinic import uploads
from gaitcue.work.clinic.record import Record, program


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
    with record.write(program()) as session:
        audit.note(session, "record.backed_up", "record")
    return made


def restore(record: Record, backup: Path, *, replace: bool = False) -> Backup | None:
    """Make the record what it was at a backup; gives the backup of what it was until now, if it was in use.

    Raises
    ------
    UnusableInput : no backup, or a damaged one
    OutputRefused : the record holds runners and ``replace`` was not said
    """
    aside = backups.restore(record.database, record.folder, backup, datetime.now(UTC), replace=replace)
    with record.write(program()) as session:
        audit.note(session, "record.restored", "record")
    return aside


def delete_runner(record: Record, asker: Asker, runner_id: str) -> Deleted:
    """A runner is really gone: rows, files, what was being sent; the log keeps a line with an id.

    Raises
    ------
    NotThere : no such runner
    """
    with record.read(asker) as session:
        row = runners.runner(session, runner_id)
        page = visits.visits_of(session, runner_id, most=MOST)
        held = {visit.id for visit in page.items}
        while page.next is not None:
            page = visits.visits_of(session, runner_id, first=page.next, most=MOST)
            held |= {visit.id for visit in page.items}
    deletions.delete_for_good(record.database, record.folder, asker, runner_id)
    _forget_uploads(record, held)
    return Deleted(row, backups.backups_with(record.folder, runner_id))


def _forget_uploads(record: Record, visit_ids: set[str]) -> None:
    for told in record.folder.upload("x").parent.glob("*.json"):
        try:
            if json.loads(told.read_text(encoding="utf-8")).get("visit_id") in visit_ids:
                uploads.forget(record, told.stem)
        except (OSError, ValueError):
            continue
