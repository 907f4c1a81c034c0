"""Backups: a folder in the layout of a data folder, made while the record is in use, and taken in again as a whole.

A backup holds its rows in SQLite whatever the record's own database is, so that it can move from one to the other;
media and results never change once they lie there, so within one disk a backup shares them (hard links) and costs no
room. It is one moment of the record: all rows are read in one transaction, and files are kept before a row names them.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from gaitcue.store.database import FILE, Database, Session
from gaitcue.store.deletions import tidy
from gaitcue.store.folder import (
    LIVE,
    MEDIA,
    PART,
    RESULTS,
    UPLOADS,
    DataFolder,
    digest,
    link_or_copy,
    sync,
    sync_folder,
)
from gaitcue.store.migrating import NEWEST
from gaitcue.store.whole import (
    PROGRAM,
    clear,
    copy_all,
    is_in_use,
    live_needed,
    media_needed,
    names_needed,
    runner_ids,
)
from gaitcue.terms.errors import OutputRefused, UnusableInput

SCHEMA = "gaitcue/backup/1"
LIST = "backup.json"
ELSEWHERE = ".elsewhere.json"
"""ends the name of a note among the backups about one that was made in another place"""
ABANDONED_S = 24 * 3600.0
BEFORE_RESTORE = "before-restore-"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup and what it holds."""

    place: Path
    made_at: datetime
    runners: tuple[str, ...]
    files: dict[str, str]
    """SHA-256 of each file, by its path"""
    missing: tuple[str, ...] = ()
    """files that a row names and that were not there"""


def make_backup(database: Database, folder: DataFolder, at: datetime, to: Path | None = None, name: str = "") -> Backup:
    """Write the record of this moment into a new folder; the record may be used meanwhile.

    Parameters
    ----------
    to : folder that holds backups; without it the data folder's own

    Raises
    ------
    OutputRefused : the place cannot be written, or has no room
    """
    home = to or folder.backups
    place = home / (name + at.strftime("%Y-%m-%dT%H%M%S.%fZ"))
    part = place.with_name(f"{place.name}{PART}")
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        _sweep(home, at)
        part.mkdir(mode=0o700)
        made = _write(database, folder, at, part)
        os.replace(part, place)
        sync_folder(home)
        made = Backup(place, made.made_at, made.runners, made.files, made.missing)
        if home.resolve() != folder.backups.resolve():
            (folder.backups / f"{place.name}{ELSEWHERE}").write_text(json.dumps(_told(made) | {"place": str(place)}))
    except OSError as problem:
        raise OutputRefused(f"no backup was made at {place}: {problem.strerror or problem}") from None
    finally:
        shutil.rmtree(part, ignore_errors=True)
    return made


def _sweep(home: Path, at: datetime) -> None:
    """Half backups that a killed process left a day ago or earlier go."""
    for part in home.glob(f"*{PART}"):
        if at.timestamp() - part.stat().st_mtime > ABANDONED_S:
            shutil.rmtree(part, ignore_errors=True)


def _write(database: Database, folder: DataFolder, at: datetime, part: Path) -> Backup:
    with Database.open(part / FILE) as copy, database.read(PROGRAM) as source, copy.write(PROGRAM) as target:
        copy_all(source, target)
        runners, needed = runner_ids(source), _needed(source, folder)
    copied = _Copier()
    missing = tuple(name for name in needed if not copied.copy(folder.root / name, part / name))
    files = {name: copied.digest(part / name) for name in [FILE, *needed] if name not in missing}
    made = Backup(part, at, runners, files, missing)
    (part / LIST).write_text(json.dumps(_told(made), indent=1), encoding="utf-8")
    sync(part / LIST)
    return made


def _told(made: Backup) -> dict[str, Any]:
    return {
        "schema": SCHEMA, "tables": NEWEST, "made_at": made.made_at.isoformat(), "runners": list(made.runners),
        "files": made.files, "missing": list(made.missing),
    }  # fmt: skip


def _needed(session: Session, folder: DataFolder) -> list[str]:
    """Paths of all files that the rows name."""
    media = [folder.media(sha256) for sha256 in sorted(media_needed(session))]
    proxies = [one for one in (folder.proxy(clip.name) for clip in media) if one.is_file()]
    results = sorted(names_needed(session) & set(folder.results()))
    inside = [file for one in results for file in _files(folder.result(one))]
    lives = [folder.live(one) for one in sorted(live_needed(session) & set(folder.live_there()))]
    return [file.relative_to(folder.root).as_posix() for file in [*media, *proxies, *inside, *lives]]


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file() and not file.is_symlink())


class _Copier:
    """Copies files and knows what it has copied: a file that stands at two places is read once."""

    def __init__(self) -> None:
        self._places: dict[tuple[int, int], Path] = {}
        self._digests: dict[tuple[int, int], str] = {}

    def copy(self, source: Path, target: Path) -> bool:
        """Whole or not at all; False when there is nothing to copy."""
        target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        try:
            state = source.stat()
        except FileNotFoundError:
            return False
        known = self._places.setdefault((state.st_dev, state.st_ino), target)
        part = target.with_name(f"{target.name}{PART}")
        part.unlink(missing_ok=True)
        if target.parent.name == LIVE:  # a session may still be written to: no file is shared with it
            shutil.copyfile(source, part)
            os.chmod(part, 0o600)
            sync(part)
        else:
            link_or_copy(source if known == target else known, part)
        os.replace(part, target)
        return True

    def digest(self, file: Path) -> str:
        state = file.stat()
        at = (state.st_dev, state.st_ino)
        if at not in self._digests:
            self._digests[at] = digest(file)
        return self._digests[at]


def read_backup(place: Path) -> Backup:
    """What a backup holds.

    Raises
    ------
    UnusableInput : it is none, or one of a newer version
    """
    try:
        told = json.loads((place / LIST).read_text(encoding="utf-8"))
        files, schema = {str(name): str(sha256) for name, sha256 in told["files"].items()}, told["schema"]
        made = Backup(place, datetime.fromisoformat(told["made_at"]), tuple(told["runners"]), files)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        raise UnusableInput(f"{place} is no backup of gaitcue (no {LIST}): give the folder of one") from None
    if schema != SCHEMA:
        raise UnusableInput(f"{place} was made by a newer version of gaitcue: update gaitcue") from None
    if not all(map(_is_ours, files)):
        raise UnusableInput(f"{place} names files outside of it: it was not made by gaitcue")
    return made


def _is_ours(name: str) -> bool:
    path = PurePosixPath(name)
    return name == FILE or (path.parts[0] in (MEDIA, RESULTS, LIVE) and ".." not in path.parts and "\\" not in name)


def backups_with(folder: DataFolder, runner_id: str) -> tuple[Path, ...]:
    """Backups that are known to hold a runner, wherever they were made."""
    return tuple(sorted(one.place for one in known_backups(folder) if runner_id in one.runners))


def known_backups(folder: DataFolder) -> tuple[Backup, ...]:
    """All backups that were made of this record, wherever, the latest first."""
    found = []
    for note in [*folder.backups.glob(f"*/{LIST}"), *folder.backups.glob(f"*{ELSEWHERE}")]:
        try:
            told = json.loads(note.read_text(encoding="utf-8"))
            at, place = datetime.fromisoformat(told["made_at"]), Path(told.get("place", note.parent))
            found.append(Backup(place, at, tuple(told["runners"]), told["files"], tuple(told["missing"])))
        except (OSError, ValueError, KeyError, TypeError):
            continue
    return tuple(sorted(found, key=lambda one: one.made_at, reverse=True))


def restore(database: Database, folder: DataFolder, backup: Path, at: datetime, *, replace: bool) -> Backup | None:
    """Make the record what it was at a backup; what it was until now is kept as a backup of its own.

    All rows change in one transaction, after the files are there: a restore that is cut off changes nothing.

    Raises
    ------
    UnusableInput : no backup, or a damaged one
    OutputRefused : the record holds runners and ``replace`` was not said; or the disk is full
    """
    told = read_backup(backup)
    _check_whole(told)
    with tempfile.TemporaryDirectory(dir=folder.root / UPLOADS) as spare:
        shutil.copyfile(backup / FILE, Path(spare) / FILE)  # an older one is brought up to date: in a copy
        with Database.open(Path(spare) / FILE) as old, old.read(PROGRAM) as source, database.write(PROGRAM) as target:
            in_use = is_in_use(target)
            if in_use and not replace:
                raise OutputRefused(
                    f"the record in {folder.root} holds runners already, nothing was changed: add --replace (what is "
                    "there now is kept as a backup), or restore into another folder with --data"
                )
            aside = make_backup(database, folder, at, name=BEFORE_RESTORE) if in_use else None
            _put_files(told, folder)
            clear(target)
            copy_all(source, target)
    tidy(database, folder)
    return aside


def _check_whole(told: Backup) -> None:
    for name, sha256 in told.files.items():
        file = told.place / name
        if not file.is_file() or file.is_symlink() or digest(file) != sha256:
            raise UnusableInput(f"the backup is damaged ({name}), nothing was changed: take another one")
    if FILE not in told.files:
        raise UnusableInput(f"the backup has no {FILE}, nothing was changed: take another one")


def _may_change(name: str) -> bool:
    """The file of a session grows: what lies there may be a later one."""
    return PurePosixPath(name).parts[0] == LIVE


def _put_files(told: Backup, folder: DataFolder) -> None:
    copied = _Copier()
    try:
        for name in told.files:
            target = folder.root / name
            if name != FILE and (_may_change(name) or not target.exists()):
                copied.copy(told.place / name, target)
    except OSError as problem:
        raise OutputRefused(f"nothing was restored: {problem.strerror or problem}") from None
