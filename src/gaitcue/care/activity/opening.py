"""From a file, a folder or an exported archive to its recordings: each file ends in runs or in one clear line."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from gaitcue.care.activity.fit import read_fit
from gaitcue.care.activity.policy import limit
from gaitcue.care.activity.recording import Recording
from gaitcue.care.activity.tracks import read_track
from gaitcue.terms.errors import GaitcueError, UnusableInput

ENDINGS: Final = (".fit", ".gpx", ".tcx", ".fit.gz", ".gpx.gz", ".tcx.gz")
DEEPEST: Final = 2
"""an archive may hold archives, and no more"""
MEGA: Final = 1_000_000


@dataclass(frozen=True, slots=True)
class Opened:
    """One file and what it holds, or why it cannot be used."""

    name: str
    data: bytes
    recordings: tuple[Recording, ...] = ()
    refused: str = ""


def read_activity(data: bytes) -> tuple[Recording, ...]:
    """The activities of one file, by its content, whatever its name.

    Raises
    ------
    UnusableInput : not a FIT, GPX or TCX file, or nothing in it that was recorded

    Examples
    --------
    >>> read_activity(b"hello")
    Traceback (most recent call last):
    gaitcue.terms.errors.UnusableInput: it is no FIT, GPX or TCX file
    """
    if data[:2] == b"\x1f\x8b":
        data = _unpacked(data)
    if data[8:12] == b".FIT":
        return read_fit(data)
    head = data[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        if b"<gpx" in head:
            return read_track(head + data[4000:] if len(data) > 4000 else head, "gpx")
        if b"TrainingCenterDatabase" in head:
            return read_track(head + data[4000:] if len(data) > 4000 else head, "tcx")
    raise UnusableInput("it is no FIT, GPX or TCX file")


def _unpacked(data: bytes) -> bytes:
    most = int(limit("file", "most_mb") * MEGA)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as packed:
            plain = packed.read(most + 1)
    except (OSError, EOFError, zlib.error):
        raise UnusableInput("its compression is damaged: export it again") from None
    if len(plain) > most:
        raise UnusableInput(f"it is larger than {limit('file', 'most_mb'):g} MB when unpacked")
    return plain


def open_all(path: Path) -> Iterator[Opened]:
    """Every file of runs under a path: a file, a folder with its subfolders, or a zip as platforms export it.

    Raises
    ------
    UnusableInput : nothing there, or an archive that is damaged or too large
    """
    if path.is_dir():
        for file in sorted(one for one in path.rglob("*") if one.is_file() and _is_of_runs(one.name)):
            yield from _file(file, str(file.relative_to(path)))
    elif path.is_file():
        yield from _file(path, path.name)
    else:
        raise UnusableInput(f"{path} does not exist: give a FIT, GPX, TCX or zip file, or a folder of them")


def _file(path: Path, name: str) -> Iterator[Opened]:
    if zipfile.is_zipfile(path):
        with path.open("rb") as opened:
            yield from _archive(opened, name, 1, _Room())
        return
    if path.stat().st_size > limit("file", "most_mb") * MEGA:
        yield Opened(name, b"", refused=f"it is larger than {limit('file', 'most_mb'):g} MB, too large for a run")
        return
    yield opened_bytes(name, path.read_bytes())


def opened_bytes(name: str, data: bytes) -> Opened:
    """One file's recordings, or the reason why there are none."""
    try:
        return Opened(name, data, read_activity(data))
    except GaitcueError as problem:
        return Opened(name, data, refused=str(problem))


@dataclass(slots=True)
class _Room:
    """How much an archive may still unpack."""

    files: int = int(limit("file", "most_in_archive"))
    bytes: int = int(limit("file", "most_archive_mb") * MEGA)


def _archive(file: io.BufferedIOBase | io.BufferedReader, name: str, depth: int, room: _Room) -> Iterator[Opened]:
    try:
        with zipfile.ZipFile(file) as archive:
            for member in archive.infolist():
                if member.is_dir() or not (_is_of_runs(member.filename) or _is_archive(member.filename)):
                    continue
                room.files -= 1
                if room.files < 0:
                    raise UnusableInput(f"{name}: it holds more files than {limit('file', 'most_in_archive'):g}")
                yield from _member(archive, member, f"{name}/{member.filename}", depth, room)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, OSError) as problem:
        raise UnusableInput(f"{name}: the archive is damaged or locked ({problem}): export it again") from None


def _member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, depth: int, room: _Room) -> Iterator[Opened]:
    nested = _is_archive(member.filename)
    most = room.bytes if nested else min(room.bytes, int(limit("file", "most_mb") * MEGA))
    with archive.open(member) as packed:
        data = packed.read(most + 1)
    if len(data) > most:
        yield Opened(name, b"", refused="it is too large when unpacked")
        return
    room.bytes -= len(data)
    if not nested:
        yield opened_bytes(name, data)
    elif depth < DEEPEST:
        yield from _archive(io.BytesIO(data), name, depth + 1, room)


def _is_of_runs(name: str) -> bool:
    return name.lower().endswith(ENDINGS) and not PurePosixPath(name).name.startswith(".")


def _is_archive(name: str) -> bool:
    return name.lower().endswith(".zip")
