"""The record of a clinic: its database and its data folder, opened together."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from gaitcue.store.database import FILE, Database, Session
from gaitcue.store.deletions import finish_deletions
from gaitcue.store.folder import DataFolder
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import UnusableInput

ENVIRONMENT = "GAITCUE_DATA_DIR"


@dataclass(frozen=True)
class Record:
    """Where everything about a clinic's runners is kept."""

    database: Database
    folder: DataFolder
    place: tuple[Path, str | None]
    """what it was opened with: a worker opens it once more"""

    @classmethod
    def open(cls, data: Path | None = None, url: str | None = None, *, must_exist: bool = False) -> Self:
        """Open the record; a new one is made, unless it ``must_exist``.

        Parameters
        ----------
        data : folder; without it ``GAITCUE_DATA_DIR``, or the system's place for an app's data
        url : PostgreSQL; without it SQLite in the folder

        Raises
        ------
        UnusableInput : a newer version of gaitcue made it, it is damaged, or it must exist and does not
        OutputRefused : it cannot be written
        """
        root = (data or usual_folder(sys.platform, os.environ, Path.home())).expanduser().absolute()
        if must_exist and url is None and not (root / FILE).is_file():
            raise UnusableInput(f"there is no record in {root}: give its folder with --data")
        folder = DataFolder(root)
        database = Database.open(url or root / FILE)
        finish_deletions(database, folder)
        return cls(database, folder, (root, url))

    def close(self) -> None:
        self.database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def read(self, asker: Asker) -> Iterator[Session]:
        """One consistent look, for whoever asks."""
        with self.database.read(asker) as session:
            yield session

    @contextmanager
    def write(self, asker: Asker) -> Iterator[Session]:
        """One change, all or nothing, by whoever asks."""
        with self.database.write(asker) as session:
            yield session


def usual_folder(platform: str, environment: Mapping[str, str], home: Path) -> Path:
    """Where the record lies unless told: GAITCUE_DATA_DIR, or the system's place for the data of programs.

    Examples
    --------
    >>> usual_folder("linux", {}, Path("/home/ann")).as_posix()
    '/home/ann/.local/share/gaitcue'
    """
    if environment.get(ENVIRONMENT):
        return Path(environment[ENVIRONMENT])
    if platform == "win32":
        return Path(environment.get("LOCALAPPDATA") or home / "AppData" / "Local") / "gaitcue"
    if platform == "darwin":
        return home / "Library" / "Application Support" / "gaitcue"
    return Path(environment.get("XDG_DATA_HOME") or home / ".local" / "share") / "gaitcue"


def program(name: str = "gaitcue", clinic_id: str = "") -> Asker:
    """The program itself: jobs, backups, looking up who somebody is."""
    return Asker(clinic_id, None, Role.SYSTEM, name)
