"""What MP4 and QuickTime files say that the demuxer does not tell: edit rates, Sony's capture rate, how much there is.

FFmpeg reads edit lists but ignores their rates: an edit that plays at 1/8 speed comes out wrong, so it is found here.
It also makes its index of all promised frames before anybody can ask how many there are: so they are counted here.
References: ISO/IEC 14496-12, 8.6.6 (``elst``), 8.7.3 (``stsz``), 8.8.8 (``trun``); Sony non-real-time metadata in the
file's ``meta`` box (``captureFps``).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

_CONTAINERS = (b"moov", b"trak", b"edts", b"mdia", b"minf", b"stbl", b"moof", b"traf")
_READ = (b"elst", b"hdlr", b"meta", b"uuid")
_COUNTED = {b"stsz": 8, b"stz2": 8, b"trun": 4, b"stts": 4, b"ctts": 4}
"""boxes that hold a number of frames -> where it stands in their content"""
_RUNS = (b"stts", b"ctts")
"""their entries (count, value) repeat a value: so few bytes may stand for any number of frames"""
_MAX_BOX = 4 << 20
_DEEPEST = 12
_CAPTURE_FPS = re.compile(rb'captureFps="([0-9.]+)[pi]?"')


@dataclass(frozen=True, slots=True)
class SpeedMarks:
    """Playback rate of every edit of the video track, and the capture rate in the camera's own metadata."""

    edit_rates: tuple[float, ...] = ()
    capture_fps: float | None = None
    frames: int = 0
    """promised by the track that promises most; 0 in other formats"""
    cut_off: bool | None = None
    """the file ends before its last box does; None in other formats"""


def read_speed_marks(path: Path) -> SpeedMarks:
    """Look through the boxes of an MP4 or QuickTime file; anything else, or a broken box, gives no marks."""
    try:
        with path.open("rb") as file:
            if file.read(8)[4:8] not in (b"ftyp", b"moov", b"wide", b"mdat", b"free", b"skip"):
                return SpeedMarks()
            size = path.stat().st_size
            marks = _collect(list(_boxes(file, 0, size)))
            return replace(marks, cut_off=_is_cut_off(file, size))
    except (OSError, struct.error, ValueError):
        return SpeedMarks()


def _collect(boxes: list[tuple[bytes, bytes]]) -> SpeedMarks:
    """Edits come before the handler inside a track: keep them until the handler says that it is the video track."""
    rates: tuple[float, ...] = ()
    pending: tuple[float, ...] = ()
    capture_fps = None
    frames = max((_frames(kind, data) for kind, data in boxes if kind in _COUNTED), default=0)
    for kind, data in boxes:
        if kind == b"trak":
            pending = ()
        elif kind == b"elst":
            pending = _edit_rates(data)
        elif kind == b"hdlr" and data[8:12] == b"vide":
            rates = rates or pending
        elif kind in (b"meta", b"uuid") and (found := _CAPTURE_FPS.search(data)):
            capture_fps = float(found[1])
    return SpeedMarks(rates, capture_fps, frames)


def _frames(kind: bytes, data: bytes) -> int:
    """Frames that a box of a track stands for."""
    at = _COUNTED[kind]
    if len(data) < at + 4:
        return 0
    count = int(struct.unpack_from(">I", data, at)[0])
    if kind not in _RUNS:
        return count
    runs = min(count, (len(data) - at - 4) // 8)
    return sum(struct.unpack_from(">I", data, at + 4 + 8 * i)[0] for i in range(runs))


def _is_cut_off(file: BinaryIO, end: int) -> bool:
    """Whether the last box of the file is longer than what is left of the file."""
    position = 0
    while position + 8 <= end:
        stop = _end_of_box(file, position, end)[2]
        if stop <= position:
            return False
        position = stop
    return position > end


def _end_of_box(file: BinaryIO, position: int, end: int) -> tuple[bytes, int, int]:
    """Kind of the box at a position, where its content starts, and where it ends (its start when that is nonsense)."""
    file.seek(position)
    size, kind = struct.unpack(">I4s", file.read(8))
    header = 8
    if size == 1:
        size, header = struct.unpack(">Q", file.read(8))[0], 16
    stop = end if size == 0 else position + size
    return kind, position + header, stop if stop >= position + header else position


def _boxes(file: BinaryIO, start: int, end: int, depth: int = 0) -> Iterator[tuple[bytes, bytes]]:
    """Kind and content of the boxes of interest, depth first; media data are skipped."""
    position = start
    while position + 8 <= end and depth < _DEEPEST:
        kind, content, stop = _end_of_box(file, position, end)
        if stop <= position or stop > end:
            return
        if kind in _CONTAINERS:
            yield kind, b""
            yield from _boxes(file, content, stop, depth + 1)
        elif kind in _READ and stop - position < _MAX_BOX:
            yield kind, _content(file, content, stop - content)
        elif kind in _COUNTED:
            yield kind, _content(file, content, min(stop - content, _MAX_BOX))
        position = stop


def _content(file: BinaryIO, start: int, size: int) -> bytes:
    file.seek(start)
    return file.read(size)


def _edit_rates(data: bytes) -> tuple[float, ...]:
    """Rates of the edits that show media (empty edits, which only delay the start, left out)."""
    version, count = data[0], struct.unpack(">I", data[4:8])[0]
    entry = struct.Struct(">Qqi" if version == 1 else ">Iii")
    edits = [entry.unpack_from(data, 8 + i * entry.size) for i in range(min(count, (len(data) - 8) // entry.size))]
    return tuple(rate / 65536 for duration, media_time, rate in edits if media_time >= 0 and rate > 0)
