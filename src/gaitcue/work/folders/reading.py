"""How a finished result is read: all files of one run, and as gaitcue wrote them."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from gaitcue.terms.errors import UnusableInput
from gaitcue.work.folders.guards import folder_lock
from gaitcue.work.folders.merge import settled, unsettled
from gaitcue.work.folders.written import LIST, Written, digest, listed_for

NEEDED = ("analysis.json", "strides.csv", "track.nc")
"""what every version wrote"""
DATA = (*NEEDED, "track_raw.nc", "standing_raw.nc")
"""what is read back; pages, pictures and clips beside it are nobody's source"""
TRIES, PAUSE_S = 5, 0.05
AGAIN = "make the result again from its recording (gaitcue analyze)"
Found = TypeVar("Found")


class _Swapped(Exception):
    """Another result took the folder's place meanwhile."""


def read_whole(folder: Path, read: Callable[[], Found]) -> Found:
    """What ``read`` finds in a result's folder while no other result takes its place.

    Nothing is locked at first, since a result may lie where nobody can write; only where it is swapped again and again
    is the swapping waited for.

    Raises
    ------
    UnusableInput : the result lacks a file, or one was changed or exchanged since gaitcue wrote it
    """
    for _ in range(TRIES):
        settled(folder)
        try:
            return _read_once(folder, read)
        except _Swapped:
            time.sleep(PAUSE_S)
    with folder_lock(folder.resolve().parent):
        check_whole(folder, listed_for(folder))
        return read()


def _read_once(folder: Path, read: Callable[[], Found]) -> Found:
    """Every run's list has a name of its own: the same list before and after is the same result."""
    before = listed_for(folder)
    try:
        check_whole(folder, before)
        found = read()
    except (OSError, UnusableInput):
        if unsettled(folder) or listed_for(folder) != before:
            raise _Swapped from None
        raise
    if unsettled(folder) or listed_for(folder) != before:
        raise _Swapped
    return found


def check_whole(folder: Path, listed: Written | None) -> None:
    """Raise UnusableInput, in one line, for a result that lacks a file or holds one that is not as it was written."""
    if listed is not None and listed.kind != "analysis":
        return
    there = [name for name in DATA if (folder / name).is_file()]
    if listed is None and len(there) < 2:
        return  # no result at all
    lacking = [name for name in NEEDED if name not in there]
    if lacking:
        raise UnusableInput(f"{folder} is a gaitcue result that lacks {' and '.join(lacking)}; {AGAIN}")
    changed = [name for name in there if listed and digest(folder / name) != listed.files.get(name)]
    if changed:
        raise UnusableInput(
            f"{folder / changed[0]} is not as gaitcue wrote it (changed by hand, or of another result; see {LIST}): "
            f"put the file back, or {AGAIN}"
        )


def refuse_half(folder: Path) -> None:
    """Raise UnusableInput for a folder that is a result without its analysis, not a folder of pictures."""
    if folder.is_dir():
        settled(folder)
        check_whole(folder, listed_for(folder))
