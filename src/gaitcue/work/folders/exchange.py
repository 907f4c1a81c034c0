"""A result that is nothing but gaitcue's is exchanged whole, in one step of the system: nobody ever sees a mixture.

A folder that also holds other people's files keeps its place instead (see ``merge``): to exchange it would take those
files out of the hands of whoever uses them.
"""

from __future__ import annotations

import ctypes
import os
import sys
from contextlib import suppress
from pathlib import Path

from gaitcue.work.folders.written import LIST, PRIVATE, files_in, own_files

_AT_FDCWD, _RENAME_EXCHANGE = -100, 2
"""renameat2(2) of Linux"""
_RENAME_SWAP = 2
"""renamex_np(2) of macOS"""


def exchange_whole(new: Path, out: Path) -> bool:
    """Exchange two folders if ``out`` is gaitcue's alone and the system can; ``new`` then is the old result."""
    if not is_exchangeable(new, out):
        return False
    take_modes(out, new)
    if not exchanged(new, out):
        return False
    give_back(new, out)
    return True


def is_exchangeable(new: Path, out: Path) -> bool:
    """Only gaitcue's unchanged files, nobody's working folder, and the same owner."""
    if new.parent != out.parent or is_stood_in(out):
        return False
    if any(path.name.startswith(PRIVATE) and path.name != LIST for path in out.iterdir()):
        return False
    old, fresh = out.stat(), new.stat()
    return (old.st_uid, old.st_gid) == (fresh.st_uid, fresh.st_gid) and not files_in(out) - own_files(out)


def is_stood_in(folder: Path) -> bool:
    """A shell that stands in the folder would find itself in the old one."""
    try:
        return Path.cwd().is_relative_to(folder)
    except FileNotFoundError:
        return False


def take_modes(old: Path, new: Path) -> None:
    """Who may read the old folder and its files may read the new ones, and nobody else."""
    for path in (new, *(new / name for name in files_in(new))):
        like = old / path.relative_to(new)
        if like.exists():
            path.chmod(like.stat().st_mode & 0o7777)


def exchanged(a: Path, b: Path) -> bool:
    """Exchange the names of two folders in one step; False where the system does not know how."""
    names = os.fsencode(a), os.fsencode(b)
    if sys.platform == "win32":
        return False
    libc = ctypes.CDLL(None)
    if sys.platform.startswith("linux") and hasattr(libc, "renameat2"):
        return bool(libc.renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0)
    if sys.platform == "darwin" and hasattr(libc, "renamex_np"):
        return bool(libc.renamex_np(*names, _RENAME_SWAP) == 0)
    return False


def give_back(old: Path, out: Path) -> None:
    """What somebody put into the old folder in the last instant goes to the new one."""
    for name in files_in(old) - own_files(old):
        with suppress(OSError):
            (out / name).parent.mkdir(parents=True, exist_ok=True)
            if not os.path.lexists(out / name):
                os.rename(old / name, out / name)
