"""A runner is deleted for good: the rows, then every file that nobody else needs, even if the machine dies between."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from gaitcue.store import audit
from gaitcue.store.database import Database
from gaitcue.store.folder import LOG, DataFolder, sync, sync_folder
from gaitcue.store.whole import (
    PROGRAM,
    delete_runner,
    live_needed,
    media_needed,
    names_in,
    names_needed,
    rows_of_runner,
)
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import NotThere

STILL_TO_GO = "to-delete-"
IN_THE_MAKING_S = 3600.0
"""a result that no row names yet may be about to get its row; after an hour it was left behind"""


def delete_for_good(database: Database, folder: DataFolder, asker: Asker, runner_id: str) -> None:
    """Rows and files of a runner go; the log keeps a line with the id alone.

    Raises
    ------
    NotThere : no such runner
    """
    if not asker.works_here:
        raise NotThere("there is no such runner; it may have been deleted")
    with database.read(asker) as session:
        told = rows_of_runner(session, runner_id)
    note = folder.root / LOG / f"{STILL_TO_GO}{runner_id}.json"
    names = sorted(names_in(told) & set(folder.results()))
    lives = sorted(row["id"] for row in told["retraining_session"])
    note.write_text(json.dumps({"media": [clip["sha256"] for clip in told["clip"]], "results": names, "live": lives}))
    sync(note)
    sync_folder(note.parent)
    # The log, in which a clinician sees their own lines alone, must lose the runner's name everywhere.
    with database.write(replace(asker, role=Role.ADMIN)) as session:
        delete_runner(session, runner_id)
        audit.note(session, "runner.deleted", "runner", runner_id, runner_id)
    finish_deletions(database, folder)
    database.forget_deleted()


def finish_deletions(database: Database, folder: DataFolder) -> None:
    """Remove the files of deleted runners; also what a deletion that was cut off has left."""
    notes = list((folder.root / LOG).glob(f"{STILL_TO_GO}*.json"))
    if not notes:
        return
    with database.read(PROGRAM) as session:
        media, names, lives = media_needed(session), names_needed(session), live_needed(session)
    for note in notes:
        told = _read(note)
        for sha256 in set(told.get("media", ())) - media:
            folder.remove_media(sha256)
        for result in set(told.get("results", ())) - names:
            folder.remove_result(result)
        for session_id in set(told.get("live", ())) - lives:
            folder.remove_live(session_id)
    for result in left_behind(folder, names, time.time()):
        folder.remove_result(result)
    for note in notes:
        note.unlink(missing_ok=True)


def tidy(database: Database, folder: DataFolder) -> None:
    """Remove files that no row names and that are not just coming in."""
    with database.read(PROGRAM) as session:
        media, names, lives = media_needed(session), names_needed(session), live_needed(session)
    for sha256 in set(folder.media_there()) - media:
        if time.time() - folder.media(sha256).stat().st_mtime > IN_THE_MAKING_S:
            folder.remove_media(sha256)
    for result in left_behind(folder, names, time.time()):
        folder.remove_result(result)
    for session_id in set(folder.live_there()) - lives:
        if time.time() - folder.live(session_id).stat().st_mtime > IN_THE_MAKING_S:
            folder.remove_live(session_id)


def _read(note: Path) -> dict[str, list[str]]:
    try:
        told: dict[str, list[str]] = json.loads(note.read_text(encoding="utf-8"))
        return told
    except (OSError, ValueError):  # written only in part: then no row was deleted either
        return {}


def left_behind(folder: DataFolder, names: set[str], at_s: float) -> Iterable[str]:
    """Results that no row names, and that are not just being made."""
    for result in set(folder.results()) - names:
        if at_s - folder.result(result).stat().st_mtime > IN_THE_MAKING_S:
            yield result
