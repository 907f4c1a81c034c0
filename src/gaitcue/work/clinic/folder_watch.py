"""A folder that is looked at again and again beside the app, for clips or runs: its files are read and never changed.

What was taken in already stands in a file of the data folder, so that nothing comes twice.
"""

from __future__ import annotations

import json
import logging
import os
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import ClassVar

from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption, GaitcueError
from gaitcue.work.clinic.record import Record

LOOK_S = 2.0
"""how often a folder is looked at; a file that was the same twice is finished (product default)"""
log = logging.getLogger("gaitcue.watch")

State = tuple[int, int]
"""bytes and time of the last change of a file"""


class FolderWatch:
    """Looks at a folder until somebody stops it; what a look does is said by what inherits from it.

    Parameters
    ----------
    asker : for whose clinic the files come
    """

    option: ClassVar[str]
    """of the command, for what is wrong with the folder"""
    seen_in: ClassVar[str]
    """file of the data folder that holds what was taken in"""

    def __init__(self, record: Record, asker: Asker, folder: Path) -> None:
        self.record, self.asker, self.folder = record, asker, folder
        self._last: dict[str, State] = {}
        self._over = threading.Event()

    def look(self) -> object:
        """Take in what is finished and new."""
        raise NotImplementedError

    def finished(self, now: Mapping[str, State]) -> list[str]:
        """Names of files that are as they were at the last look, and not as one that was taken in."""
        seen = read_seen(self.record, self.seen_in)
        found = [name for name, state in now.items() if self._last.get(name) == state and seen.get(name) != state]
        self._last = dict(now)
        return found

    def keep(self, name: str, state: State) -> None:
        """This file does not come again as long as it stays as it is."""
        keep_seen(self.record, self.seen_in, read_seen(self.record, self.seen_in) | {name: state})

    def run(self) -> None:
        """Until somebody stops it."""
        while not self._over.wait(LOOK_S):
            try:
                self.look()
            except (GaitcueError, OSError) as problem:  # a folder on a network may be away for a while
                log.warning("the watched folder cannot be read: %s", problem)

    def stop(self) -> None:
        self._over.set()


@contextmanager
def watched(watch: FolderWatch) -> Iterator[None]:
    """A folder is watched beside the app.

    Raises
    ------
    BadOption : there is no such folder, or it is the record's own
    """
    watch.folder = checked(watch.folder, watch.option, watch.record)
    thread = threading.Thread(target=watch.run, daemon=True, name=f"gaitcue{watch.option.removeprefix('-')}")
    thread.start()
    try:
        yield
    finally:
        watch.stop()
        thread.join(LOOK_S)


def checked(folder: Path, option: str, record: Record) -> Path:
    """The folder as it is looked at.

    Raises
    ------
    BadOption : there is no such folder, or it is the record's own
    """
    folder = folder.expanduser().resolve()
    if not folder.is_dir():
        raise BadOption(f"{option} {folder} is no folder: make it, or give another one")
    if record.folder.root in (folder, *folder.parents):
        raise BadOption(f"{option} cannot look at the record's own folder: give the one that the files come into")
    return folder


def state_of(entry: os.DirEntry[str]) -> State | None:
    """What tells whether a file still grows; None for what is no file, hidden, or empty."""
    if entry.name.startswith(".") or not entry.is_file(follow_symlinks=False):
        return None
    state = entry.stat(follow_symlinks=False)
    return (state.st_size, state.st_mtime_ns) if state.st_size else None


def read_seen(record: Record, name: str) -> dict[str, State]:
    """What was taken in already."""
    try:
        told = json.loads((record.folder.root / name).read_text(encoding="utf-8"))
        return {str(name): (int(size), int(at)) for name, (size, at) in told.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def keep_seen(record: Record, name: str, seen: Mapping[str, State]) -> None:
    place = record.folder.root / name
    half = place.with_suffix(".half")
    half.write_text(json.dumps(seen), encoding="utf-8")
    os.replace(half, place)
