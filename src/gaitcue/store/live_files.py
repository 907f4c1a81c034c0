"""The file of a live session: lines that are added one by one, each on the disk's side at once.

A line counts when its end is there: what a crash tore is the end of what can be read. Only the owner can read it.
"""

from __future__ import annotations

import errno
import os
from io import FileIO
from pathlib import Path
from typing import Self

from gaitcue.store.folder import sync, sync_folder
from gaitcue.terms.errors import NotThere, OutputRefused

LARGEST_BYTES = 200_000_000


class SessionFile:
    """One session's file, open to be read on and added to."""

    def __init__(self, path: Path) -> None:
        """Open the file of a session.

        Raises
        ------
        NotThere : there is none
        OutputRefused : it cannot be written
        """
        self.path = path
        self._reader, self._writer = _opened(path)
        self._mend()

    def _mend(self) -> None:
        """A line that was torn is cut off, so that the next one does not hang on to it."""
        data = self._reader.read()
        if _whole(data) < len(data):
            self._writer.truncate(_whole(data))
        self._reader.seek(0)

    def add(self, line: str, *, for_good: bool = False) -> None:
        """One line more; it survives the death of this process, and with ``for_good`` that of the machine.

        Raises
        ------
        OutputRefused : the disk has no room for it
        """
        data = line.encode("utf-8")
        start = os.fstat(self._writer.fileno()).st_size
        try:
            if self._writer.write(data) != len(data):
                self._writer.truncate(start)
                raise OSError(errno.ENOSPC, "no space left on the disk")
            if for_good:
                os.fsync(self._writer.fileno())
        except OSError as problem:
            raise OutputRefused(f"the session cannot be kept: {problem.strerror or problem}") from None

    def new_lines(self) -> list[str]:
        """The whole lines since it was last asked, whoever added them."""
        at = self._reader.tell()
        data = self._reader.read()
        whole = _whole(data)
        self._reader.seek(at + whole)
        return data[:whole].decode("utf-8", errors="replace").splitlines(keepends=True)

    def close(self) -> None:
        self._reader.close()
        self._writer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _whole(data: bytes) -> int:
    """Bytes up to the end of the last whole line."""
    return data.rfind(b"\n") + 1


def _opened(path: Path) -> tuple[FileIO, FileIO]:
    try:
        return open(path, "rb", buffering=0), open(path, "ab", buffering=0)
    except FileNotFoundError:
        raise NotThere("the steps of this session are not there any more") from None
    except OSError as problem:
        raise OutputRefused(f"the session cannot be opened: {problem.strerror or problem}") from None


def make_file(path: Path, header: str) -> None:
    """A new session's file with its first line; it is there as a whole or not at all.

    Raises
    ------
    OutputRefused : it cannot be written
    """
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as problem:  # one that is there already stays
        raise OutputRefused(f"the session cannot be kept: {problem.strerror or problem}") from None
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as file:
            file.write(header)
        sync(path)
        sync_folder(path.parent)
    except OSError as problem:
        path.unlink(missing_ok=True)
        raise OutputRefused(f"the session cannot be kept: {problem.strerror or problem}") from None


def lines_of(path: Path) -> list[str]:
    """The whole lines of a session's file; none where it is not there any more."""
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_BYTES)
    except OSError:
        return []
    return data[: _whole(data)].decode("utf-8", errors="replace").splitlines(keepends=True)
