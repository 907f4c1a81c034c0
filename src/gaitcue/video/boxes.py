"""What MP4 and QuickTime files say about speed that the demuxer does not tell: edit rates, and Sony's capture rate.

FFmpeg reads edit lists but ignores their rates: an edit that plays at 1/8 speed comes out wrong, so it is found here.
References: ISO/IEC 14496-12, 8.6.6 (``elst``); Sony non-real-time metadata in the file's ``meta`` box (``captureFps``).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_CONTAINERS = (b"moov", b"trak", b"edts", b"mdia")
_MAX_BOX = 4 << 20
_CAPTURE_FPS = re.compile(rb'captureFps="([0-9.]+)[pi]?"')


@dataclass(frozen=True, slots=True)
class SpeedMarks:
    """Playback rate of every edit of the video track, and the capture rate in the camera's own metadata."""

    edit_rates: tuple[float, ...] = ()
    capture_fps: float | None = None


def read_speed_marks(path: Path) -> SpeedMarks:
    """Look through the boxes of an MP4 or QuickTime file; anything else, or a broken box, gives no marks."""
    try:
        with path.open("rb") as file:
            if file.read(8)[4:8] not in (b"ftyp", b"moov", b"wide", b"mdat", b"free", b"skip"):
                return SpeedMarks()
            return _collect(list(_boxes(file, 0, path.stat().st_size)))
    except (OSError, struct.error, ValueError):
        return SpeedMarks()


def _collect(boxes: list[tuple[bytes, bytes]]) -> SpeedMarks:
    """Edits come before the handler inside a track: keep them until the handler says that it is the video track."""
    rates: tuple[float, ...] = ()
    pending: tuple[float, ...] = ()
    capture_fps = None
    for kind, data in boxes:
        if kind == b"trak":
            pending = ()
        elif kind == b"elst":
            pending = _edit_rates(data)
        elif kind == b"hdlr" and data[8:12] == b"vide":
            rates = rates or pending
        elif kind in (b"meta", b"uuid") and (found := _CAPTURE_FPS.search(data)):
            capture_fps = float(found[1])
    return SpeedMarks(rates, capture_fps)


def _boxes(file: BinaryIO, start: int, end: int) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of the boxes of interest, depth first; media data are skipped."""
    position = start
    while position + 8 <= end:
        file.seek(position)
        size, kind = struct.unpack(">I4s", file.read(8))
        header = 8
        if size == 1:
            size, header = struct.unpack(">Q", file.read(8))[0], 16
        stop = end if size == 0 else position + size
        if stop < position + header or stop > end:
            return
        if kind in _CONTAINERS:
            yield kind, b""
            yield from _boxes(file, position + header, stop)
        elif kind in (b"elst", b"hdlr", b"meta", b"uuid") and stop - position < _MAX_BOX:
            yield kind, file.read(stop - position - header)
        position = stop


def _edit_rates(data: bytes) -> tuple[float, ...]:
    """Rates of the edits that show media (empty edits, which only delay the start, left out)."""
    version, count = data[0], struct.unpack(">I", data[4:8])[0]
    entry = struct.Struct(">Qqi" if version == 1 else ">Iii")
    edits = [entry.unpack_from(data, 8 + i * entry.size) for i in range(min(count, (len(data) - 8) // entry.size))]
    return tuple(rate / 65536 for duration, media_time, rate in edits if media_time >= 0 and rate > 0)
