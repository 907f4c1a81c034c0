"""The clinic's record: where it lies, and how it is opened."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from gaitcue.terms.errors import BadOption

ENVIRONMENT = "GAITCUE_DATA_DIR"


@dataclass(frozen=True, slots=True)
class Record:
    """An open record."""

    folder: Path

    @classmethod
    def open(cls, data: Path | None = None, url: str | None = None) -> Record:
        """Open a record, made at the first time.

        Raises
        ------
        BadOption : the folder cannot be made
        """
        folder = data or usual_folder(sys.platform, os.environ, Path.home())
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise BadOption(f"{folder} cannot be made ({error.strerror}): choose another with --data") from None
        return cls(folder)

    def close(self) -> None: ...

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


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
