"""What can be made again but takes long to make, kept from run to run: the compiled models.

The command keeps them in the user's cache folder; the library keeps none unless ``GAITCUE_CACHE`` names a folder. They
hold nothing of a person or a clip and may be removed at any time. A file appears whole or not at all and holds its own
SHA-256; where anything is amiss, it is made again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import platform
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

VARIABLE = "GAITCUE_CACHE"
"""environment variable: a folder; empty or "off" keeps nothing"""
KEEP = 2
"""files of one kind: the newest stay (a new version of a library makes new ones)"""
DIGEST = hashlib.sha256().digest_size


def user_cache() -> Path:
    """The user's folder for what programs can make again: ``XDG_CACHE_HOME`` where set, else the system's custom."""
    if told := os.environ.get("XDG_CACHE_HOME"):
        return Path(told) / "gaitcue"
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local") / "gaitcue" / "Cache"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "gaitcue"
    return Path.home() / ".cache" / "gaitcue"


def place(name: str, made_from: Iterable[str]) -> Path | None:
    """Where a thing that can be made again is kept; None where nothing is.

    Parameters
    ----------
    name : of its kind, for the file's name
    made_from : all that it depends on; the machine is added
    """
    folder = os.environ.get(VARIABLE, "").strip()
    if folder.lower() in ("", "off"):
        return None
    text = "\n".join([*made_from, platform.platform(), platform.machine(), platform.processor()])
    return Path(folder) / f"{name}-{hashlib.sha256(text.encode()).hexdigest()[:32]}"


def read(path: Path) -> bytes | None:
    """What is kept there; None where it is missing, cut short or changed."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    kept = content[DIGEST:]
    return kept if hashlib.sha256(kept).digest() == content[:DIGEST] else None


def write(path: Path, content: bytes) -> None:
    """Keep it, if the folder can be written; older ones of its kind make room."""
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        write_whole(path, hashlib.sha256(content).digest() + content)
        kind = path.name.rpartition("-")[0]
        of_its_kind = sorted(path.parent.glob(f"{kind}-*"), key=lambda file: file.stat().st_mtime, reverse=True)
        for old in of_its_kind[KEEP:]:
            old.unlink()


def write_whole(path: Path, content: bytes) -> None:
    """Write a file completely or not at all; of two runs at once, one stays."""
    with tempfile.NamedTemporaryFile(dir=path.parent, prefix=f"{path.stem}.", delete=False) as file:
        part = Path(file.name)
        try:
            file.write(content)
            file.close()
            part.replace(path)
        except OSError:
            part.unlink()
            raise
