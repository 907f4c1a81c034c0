"""A new result into a folder that stays: each file takes its place by itself, and what was begun can be finished.

In the folder, beside the result::

    .gaitcue-old    the files that will be replaced or removed, kept until all is done
    .gaitcue-new    the new result, complete: from the moment it is there, whoever comes next finishes the work
    .gaitcue-undo   the new result, given up: whoever comes next puts the old one back

One of the last two appears by one renaming, so at any instant it is clear which result counts.
"""

from __future__ import annotations

import os
import secrets
import shutil
from contextlib import suppress
from pathlib import Path

from gaitcue.terms.errors import OutputRefused
from gaitcue.work.folders.guards import PART, folder_lock
from gaitcue.work.folders.written import (
    LIST,
    PRIVATE,
    has_link,
    is_unchanged,
    own_files,
    read_list,
    same_content,
)

NEW, OLD, UNDO = ".gaitcue-new", ".gaitcue-old", ".gaitcue-undo"


def merge(stage: Path, out: Path) -> None:
    """Put the finished result ``stage`` into ``out``; on an error the old one is there again.

    Raises
    ------
    OutputRefused : a file that gaitcue did not write has the name of one that it would write
    OSError : the disk or the folder does not take it
    """
    own = own_files(out)
    refuse_conflicts(stage, out, own)
    try:
        keep(out, own)
        os.rename(stage, out / NEW)
        move_in(out)
    except BaseException:
        give_up(out)
        raise
    clear(out / NEW, out / OLD)


def settle(out: Path) -> None:
    """Finish, or take back, what a run that was killed had begun."""
    if (out / UNDO).is_dir():
        take_back(out)
    elif (out / NEW).is_dir():
        try:
            move_in(out)
        except (OSError, OutputRefused):
            give_up(out)
        clear(out / NEW, out / OLD)
    elif (out / OLD).is_dir():
        clear(out / OLD)


def settled(out: Path) -> None:
    """Before a result is read or replaced: finish what a killed run had begun, if this disk can be written."""
    if unsettled(out):
        with suppress(OSError), folder_lock(out.resolve().parent):
            settle(out)


def unsettled(out: Path) -> bool:
    """Is a result just being put here, or was it when a run was killed?"""
    return any((out / begun).is_dir() for begun in (NEW, OLD, UNDO))


def refuse_conflicts(stage: Path, out: Path, own: set[str]) -> None:
    new = read_list(stage)
    for name in sorted(new.files) if new else ():
        if name not in own and is_taken(out, name) and not same_content(stage / name, out / name):
            raise OutputRefused(
                f"{out / name} was not written by gaitcue, or was changed since; it was left as it is and no result "
                "was written: move it away, or choose another folder with --out"
            )


def is_taken(out: Path, name: str) -> bool:
    """Is something there already, or a file or link where its folder would be?"""
    parts = Path(name).parts
    above = [out.joinpath(*parts[:i]) for i in range(1, len(parts))]
    return os.path.lexists(out / name) or any(p.is_symlink() or (p.exists() and not p.is_dir()) for p in above)


def keep(out: Path, own: set[str]) -> None:
    """Second names for the files of the old result; copies where the disk knows no second names."""
    kept = out / OLD
    kept.mkdir()
    for name in own:
        (kept / name).parent.mkdir(parents=True, exist_ok=True)
        link_or_copy(out / name, kept / name)


def link_or_copy(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def move_in(out: Path) -> None:
    """New files into their places, then old ones away that the new result does not have, its list last."""
    new, own = read_list(out / NEW), own_files(out / OLD)
    if new is None:
        return
    for name in new.files:
        if (out / NEW / name).is_file():
            put(out / NEW / name, out / name, out / OLD / name if name in own else None)
    for name in own - new.files.keys() - {LIST}:
        remove(out, name)
    os.replace(out / NEW / LIST, out / LIST)


def clear(*done: Path) -> None:
    """What cannot be removed now is by the next run: it changes nothing about which result counts."""
    for folder in done:
        with suppress(Exception):
            shutil.rmtree(folder, ignore_errors=True)


def put(new: Path, place: Path, old: Path | None) -> None:
    """One file into its place: over gaitcue's own old one, never over another's that came in the last instant."""
    place.parent.mkdir(parents=True, exist_ok=True)
    if same_content(new, place):
        return  # somebody's, and as it should be: it stays even if this result is taken back
    if old is not None and same_content(old, place):
        with suppress(OSError):
            new.chmod(place.stat().st_mode & 0o7777)
        os.replace(new, place)
    else:
        put_where_nothing_is(new, place)


def put_where_nothing_is(new: Path, place: Path) -> None:
    """A second name fails where a name is taken; renaming would not."""
    try:
        os.link(new, place)
    except FileExistsError:
        raise OutputRefused(
            f"{place} appeared while gaitcue worked; it was left as it is: move it away and run again"
        ) from None
    except OSError:
        os.rename(new, place)
    else:
        new.unlink()


def remove(out: Path, name: str) -> None:
    """A file of the old result that the new one does not have, if nobody changed it; and its folder when empty."""
    file = out / name
    if has_link(out, name) or not file.is_file() or not same_content(file, out / OLD / name):
        return
    file.unlink()
    with suppress(OSError):
        while (file := file.parent) != out:
            file.rmdir()


def give_up(out: Path) -> None:
    """The old result counts again."""
    if (out / NEW).is_dir():
        os.rename(out / NEW, out / UNDO)
        take_back(out)
    else:
        clear(out / OLD)


def take_back(out: Path) -> None:
    """The old files into their places again and the new ones away; what is neither stays."""
    new, own = read_list(out / UNDO), own_files(out / OLD)
    hashes = new.files if new else {}
    for name in hashes.keys() - own:
        if was_put(out / UNDO / name, out / name) and is_unchanged(out, name, {hashes[name]}):
            (out / name).unlink()
    for name in own:
        if not os.path.lexists(out / name) or is_unchanged(out, name, {hashes.get(name, "")}) or name.endswith(LIST):
            restore(out, name)
    spent = out / f"{PART}{secrets.token_hex(4)}"
    os.rename(out / UNDO, spent)
    clear(out / OLD, spent)


def was_put(new: Path, place: Path) -> bool:
    """Did the new file leave for its place, or begin to?"""
    return not new.exists() or (place.exists() and new.samefile(place))


def restore(out: Path, name: str) -> None:
    """By way of a second name: the kept file stays until all are back."""
    half = out / OLD / f"{PRIVATE}half-{secrets.token_hex(4)}"
    link_or_copy(out / OLD / name, half)
    (out / name).parent.mkdir(parents=True, exist_ok=True)
    os.replace(half, out / name)
