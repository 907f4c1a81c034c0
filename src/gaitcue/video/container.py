"""The video stream of a file: opened with errors a person can read, its packets listed, its pictures decoded."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from gaitcue.terms.errors import UnusableInput
from gaitcue.video.boxes import SpeedMarks, read_speed_marks
from gaitcue.video.orientation import Orientation, orientation_of

DECODE_THREADS = 2
_TEXT_FORMATS = ("tty", "srt", "ass", "webvtt")
_MOST_FAULTS = 100
"""damaged places in a file after which it is given up"""
_TAIL = 32
"""packets at the end of a cut-off file among which one may be missing, because pictures are stored out of order"""


@dataclass(frozen=True, slots=True)
class PacketTable:
    """When every picture of a file is shown, without decoding it."""

    pts: tuple[int, ...]
    """in presentation order, strictly increasing; empty where the container gives no usable times"""
    keys: tuple[int, ...]
    """indices into ``pts`` at which decoding can start"""
    count: int
    time_base: float
    average_fps: float
    truncated: bool
    marks: SpeedMarks


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What is the same in all pictures of a file."""

    orientation: Orientation
    codec: str
    pixel_format: str
    interlaced: bool


@contextmanager
def open_video(path: Path) -> Iterator[tuple[Any, Any]]:
    """Container and video stream.

    Raises
    ------
    UnusableInput
        The file is missing, not a video, or has no pictures.
    """
    try:
        # an edit list with rates (slow motion) is not understood by FFmpeg: use the media's own time instead
        slow_motion = any(rate != 1 for rate in read_speed_marks(path).edit_rates)
        container = av.open(str(path), options={"ignore_editlist": "1"} if slow_motion else {})
    except (av.FFmpegError, OSError) as error:
        raise UnusableInput(_why_unreadable(path, error)) from error
    with container:
        streams = [s for s in container.streams.video if not s.disposition & _COVER_ART]
        if container.format.name in _TEXT_FORMATS or not streams:
            raise UnusableInput(f"{path.name} holds no video: give a video file or a folder of numbered images.")
        stream = streams[0]
        stream.codec_context.thread_type = "AUTO"
        stream.codec_context.thread_count = min(DECODE_THREADS, os.cpu_count() or 1)
        yield container, stream


def packet_table(path: Path) -> PacketTable:
    """Times of all pictures, from the packets alone; remembered until the file changes."""
    return _packet_table(path, *_state(path))


def first_look(path: Path) -> FirstLook:
    """What the first picture of a file tells about all of them; remembered until the file changes.

    PyAV's side data and the picture that was asked for it hold each other, and with them all the decoder's pictures,
    until Python's next garbage collection: so one picture of a file is asked, not one every time that it is opened.
    """
    return _first_look(path, *_state(path))


def decoded(container: Any, stream: Any) -> Iterator[Any]:
    """Pictures in presentation order; what is broken inside the file is passed over."""
    for packet in _packets(container, stream):
        if packet.is_corrupt:
            continue
        try:
            yield from packet.decode()
        except (av.InvalidDataError, av.EOFError):
            continue


def first_picture(path: Path) -> tuple[Any, Any, str]:
    """First picture that decodes, pixel aspect ratio, and name of the codec."""
    with open_video(path) as (container, stream):
        codec = stream.codec_context.name
        for picture in decoded(container, stream):
            return picture, stream.sample_aspect_ratio, codec
    raise UnusableInput(f"{path.name} has no frame that can be decoded: it is damaged; copy it from the phone again.")


def container_tags(path: Path) -> dict[str, str]:
    """Metadata of the file and of its video stream, keys in lower case."""
    with open_video(path) as (container, stream):
        return {key.lower(): value for key, value in {**stream.metadata, **container.metadata}.items()}


def _state(path: Path) -> tuple[int, int]:
    """Size and time of the last change."""
    try:
        status = path.stat()
    except OSError as error:
        raise UnusableInput(_why_unreadable(path, error)) from error
    return status.st_size, status.st_mtime_ns


@lru_cache(maxsize=16)
def _first_look(path: Path, size: int, changed: int) -> FirstLook:
    picture, aspect, codec = first_picture(path)
    return FirstLook(
        orientation_of(picture, aspect), codec, picture.format.name, interlaced=bool(picture.interlaced_frame)
    )


@lru_cache(maxsize=16)
def _packet_table(path: Path, size: int, changed: int) -> PacketTable:
    with open_video(path) as (container, stream):
        packets = [
            (p.pts, p.is_corrupt, p.is_keyframe) for p in _packets(container, stream) if p.size and not p.is_discard
        ]
        time_base, average = float(stream.time_base), float(stream.average_rate or 0)
        promised = stream.frames
    whole = [pts for pts, corrupt, _ in packets if not corrupt]
    truncated = len(whole) < len(packets) or len(whole) < promised
    times = _usable([pts for pts in whole if pts is not None], len(whole))
    if truncated:
        times = _without_torn_end(times)
    keys = np.flatnonzero(np.isin(times, [pts for pts, _, key in packets if key and pts is not None]))
    return PacketTable(
        pts=tuple(int(t) for t in times),
        keys=tuple(int(k) for k in keys),
        count=len(times) or len(whole),
        time_base=time_base,
        average_fps=average,
        truncated=truncated,
        marks=read_speed_marks(path),
    )


def _usable(pts: list[int], count: int) -> NDArray[np.int64]:
    """Sorted times; none where some are missing or double."""
    times = np.unique(np.array(pts, np.int64))
    return times if len(times) == count else times[:0]


def _without_torn_end(times: NDArray[np.int64]) -> NDArray[np.int64]:
    """Pictures are stored out of order: where a file was cut off, the last ones have holes between them."""
    steps = np.diff(times)
    if not len(steps):
        return times
    holes = np.flatnonzero(steps > 1.5 * np.median(steps))
    holes = holes[holes >= len(steps) - _TAIL]
    return times[: holes[0] + 1] if len(holes) else times


def _packets(container: Any, stream: Any) -> Iterator[Any]:
    """Packets of the stream; damage is passed over, and a file that ends too early simply ends."""
    for _ in range(_MOST_FAULTS):
        try:
            yield from container.demux(stream)
            return
        except av.InvalidDataError:
            continue
        except av.FFmpegError:
            return


def _why_unreadable(path: Path, error: Exception) -> str:
    if not path.exists():
        return f"{path} does not exist."
    if isinstance(error, PermissionError):
        return f"{path} may not be read: check its permissions."
    if path.stat().st_size == 0:
        return f"{path.name} is empty: copy it from the phone again."
    return f"{path.name} is not a video that can be read (not a video, or cut off): copy it again or export it as MP4."


_COVER_ART = av.stream.Disposition.attached_pic
