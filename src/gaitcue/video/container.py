"""The video stream of a file: its packets listed, its pictures decoded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from numpy.typing import NDArray

from gaitcue.terms.errors import UnusableInput
from gaitcue.video.limits import LONGEST_CLIP_S, MOST_FAULTS, MOST_FRAMES
from gaitcue.video.mp4_boxes import SpeedMarks, read_speed_marks
from gaitcue.video.opening import file_state, open_video
from gaitcue.video.orientation import Orientation, orientation_of

_TAIL = 32
"""packets at the end of a cut-off file among which one may be missing, because pictures are stored out of order"""
_LAST = 3
"""packets at the end of which one is torn when the file ends too early; one torn elsewhere is a place where pieces were
joined, or damage"""
_USABLE_SHARE = 0.9
"""of the frames that must have a time of their own; below that the container's times mean nothing"""


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
    stampless: int = 0
    """frames left out because they share their time with another or have none"""


@dataclass(frozen=True, slots=True)
class FirstLook:
    """What is the same in all pictures of a file."""

    orientation: Orientation
    codec: str
    pixel_format: str
    interlaced: bool


def packet_table(path: Path) -> PacketTable:
    """Times of all pictures, from the packets alone; remembered until the file changes."""
    return _packet_table(path, *file_state(path))


def first_look(path: Path) -> FirstLook:
    """What the first picture of a file tells about all of them; remembered until the file changes.

    PyAV's side data and the picture that was asked for it hold each other, and with them all the decoder's pictures,
    until Python's next garbage collection: so one picture of a file is asked, not one every time that it is opened.
    """
    return _first_look(path, *file_state(path))


def decoded(container: Any, stream: Any) -> Iterator[Any]:
    """Pictures in presentation order; what is broken inside the file is passed over, whatever FFmpeg says about it."""
    for packet in _packets(container, stream):
        if packet.is_corrupt:
            continue
        try:
            yield from packet.decode()
        except (av.FFmpegError, ValueError):
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


@lru_cache(maxsize=16)
def _first_look(path: Path, size: int, changed: int) -> FirstLook:
    picture, aspect, codec = first_picture(path)
    return FirstLook(
        orientation_of(picture, aspect), codec, picture.format.name, interlaced=bool(picture.interlaced_frame)
    )


@lru_cache(maxsize=16)
def _packet_table(path: Path, size: int, changed: int) -> PacketTable:
    marks = read_speed_marks(path)
    with open_video(path) as (container, stream):
        packets = _shown_packets(path, container, stream)
        time_base, average = float(stream.time_base or 0) or 1e-3, float(stream.average_rate or 0)
        promised, reordered = stream.frames, _has_no_times_of_showing(container, stream)
    whole = [pts for pts, corrupt, _ in packets if not corrupt]
    # an edit list leaves frames out: in MP4 and QuickTime it is the end of the file that tells
    cut_off = len(whole) < promised if marks.cut_off is None else marks.cut_off
    truncated = any(corrupt for _, corrupt, _ in packets[-_LAST:]) or cut_off
    times = _usable([pts for pts in whole if pts is not None and not reordered], len(whole))
    stampless = len(whole) - len(times) if len(times) else 0
    if truncated:
        times = _without_torn_end(times)
    if len(times) and (times[-1] - times[0]) * time_base > LONGEST_CLIP_S:
        raise UnusableInput(f"{path.name} is longer than {LONGEST_CLIP_S / 3600:.0f} hours: cut the run out of it.")
    keys = np.flatnonzero(np.isin(times, [pts for pts, _, key in packets if key and pts is not None]))
    return PacketTable(
        pts=tuple(int(t) for t in times),
        keys=tuple(int(k) for k in keys),
        count=len(times) or len(whole),
        time_base=time_base,
        average_fps=average,
        truncated=truncated,
        marks=marks,
        stampless=stampless,
    )


def _has_no_times_of_showing(container: Any, stream: Any) -> bool:
    """AVI counts pictures as they are stored; where they are shown in another order only the decoder knows it."""
    return container.format.name == "avi" and bool(stream.codec_context.has_b_frames)


def _shown_packets(path: Path, container: Any, stream: Any) -> list[tuple[int | None, bool, bool]]:
    """Time, whether it is torn, and whether decoding can start there, of every packet that holds a shown picture."""
    found: list[tuple[int | None, bool, bool]] = []
    for packet in _packets(container, stream):
        if packet.size and not packet.is_discard:
            found.append((packet.pts, packet.is_corrupt, packet.is_keyframe))
        if len(found) > MOST_FRAMES:
            raise UnusableInput(f"{path.name} has more than {MOST_FRAMES} frames: cut the run out of it.")
    return found


def _usable(pts: list[int], count: int) -> NDArray[np.int64]:
    """Sorted times, one a frame; none where many are missing or double."""
    times = np.unique(np.array(pts, np.int64))
    return times if len(times) >= _USABLE_SHARE * count else times[:0]


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
    for _ in range(MOST_FAULTS):
        try:
            yield from container.demux(stream)
            return
        except av.InvalidDataError:
            continue
        except (av.FFmpegError, ValueError):
            return
