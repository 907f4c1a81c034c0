"""What keeps two runs of gaitcue out of each other's way, and a signal out of the few milliseconds of a swap."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None  # type: ignore[assignment]

PART = ".gaitcue-part-"
ABANDONED_S = 24 * 3600.0
"""where no lock tells whether a run is still there, its litter is left for a day"""


@contextmanager
def folder_lock(folder: Path) -> Iterator[None]:
    """Only one run at a time puts results into ``folder``; the lock ends with the process.

    Where the system cannot lock folders (Windows, some network drives) nothing is locked.
    """
    handle = locked(folder, wait=True)
    try:
        yield
    finally:
        if handle is not None:
            os.close(handle)


def locked(folder: Path, *, wait: bool) -> int | None:
    """A handle that holds the folder's lock, or None where there are no locks.

    Raises
    ------
    BlockingIOError : not ``wait``, and somebody else holds it
    """
    if fcntl is None:
        return None
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise
    except OSError:
        os.close(handle)
        return None
    return handle


@contextmanager
def unfinished(home: Path) -> Iterator[Path]:
    """A new hidden folder in ``home`` for a result in the making; whatever is left of it in the end goes."""
    with folder_lock(home):
        sweep(home)
        part = home / f"{PART}{secrets.token_hex(4)}"
        part.mkdir()
        handle = locked(part, wait=False)
    try:
        yield part
    finally:
        discard(part)
        if handle is not None:
            os.close(handle)


def sweep(home: Path) -> None:
    """Remove what killed runs left in ``home``: unfinished results whose process is gone."""
    for part in home.glob(f"{PART}*"):
        if not part.is_symlink() and part.is_dir():
            sweep_one(part)


def sweep_one(part: Path) -> None:
    try:
        handle = locked(part, wait=False)
    except BlockingIOError:
        return
    if handle is None:
        with suppress(OSError):
            if time.time() - part.stat().st_mtime > ABANDONED_S:
                discard(part)
        return
    discard(part)
    os.close(handle)


def discard(part: Path) -> None:
    """Remove an unfinished result, or one that was replaced; a file that is not gaitcue's stays where it is."""
    from gaitcue.work.folders.written import LIST, files_in, own_files

    with suppress(OSError):
        if (part / LIST).exists() and files_in(part) - own_files(part):
            return
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def signals_held() -> Iterator[None]:
    """SIGINT and SIGTERM that come meanwhile take effect at the end; outside the main thread none ever comes."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    came: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    kinds = [signal.SIGINT, signal.SIGTERM, *([signal.SIGHUP] if hasattr(signal, "SIGHUP") else [])]
    before = {kind: signal.getsignal(kind) for kind in kinds}
    ours = {kind: handler for kind, handler in before.items() if handler not in (None, signal.SIG_IGN)}
    for kind in ours:
        signal.signal(kind, remember)
    try:
        yield
    finally:
        for kind, handler in ours.items():
            signal.signal(kind, handler)
        if came:
            signal.raise_signal(came[0])
