"""Frames of a clip, decoded in a thread of their own while the consumer works on the ones before."""

from __future__ import annotations

import threading
from bisect import bisect_right
from collections import deque
from collections.abc import Generator, Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from gaitcue.terms.arrays import Pixels
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Clip
from gaitcue.video.container import decoded, first_look, first_picture, packet_table
from gaitcue.video.frame import Frame
from gaitcue.video.images import image_files
from gaitcue.video.opening import open_video
from gaitcue.video.orientation import Orientation
from gaitcue.video.yuv import readable

_QUEUE_BYTES = 48 << 20
_QUEUE_FRAMES = 16
_SAME_SHAPE = 0.03
"""sides' ratios that differ by less are one, rounded to whole blocks of pixels"""
_WORTH_SEEKING = 12
"""frames saved; fewer are decoded faster than the file is opened anew"""


def frames(clip: Clip, start: int = 0, end: int | None = None) -> Generator[Frame, None, None]:
    """Decode frames ``start`` to ``end`` (exclusive) of a clip, in order.

    Decoding runs in its own thread, a few frames ahead (bounded by memory, so that large pictures do no harm).
    It stops when the consumer closes the iterator. A frame that cannot be decoded is left out: rely on ``Frame.index``.

    Raises
    ------
    UnusableInput
        The file went away or cannot be read any more.
    """
    stop = clip.frames if end is None else min(end, clip.frames)
    if start >= stop:
        return
    queue = _FrameQueue()
    thread = threading.Thread(target=_fill, args=(queue, clip, max(0, start), stop), daemon=True, name="gaitcue-decode")
    thread.start()
    try:
        yield from queue
    finally:
        queue.close()
        thread.join()


def pick_frames(clip: Clip, indices: Iterable[int]) -> Iterator[tuple[int, Pixels]]:
    """Index and RGB picture (height, width, 3) of a few frames, in order; each decoded once, unknown ones left out."""
    wanted = sorted({int(i) for i in indices if 0 <= i < clip.frames})
    for group in _near_each_other(wanted, _starts(clip)):
        members = set(group)
        for frame in frames(clip, group[0], group[-1] + 1):
            if frame.index in members:
                yield frame.index, frame.rgb()


class _FrameQueue:
    """From the decoding thread to the consumer: holds few bytes, passes errors on, closes from both ends."""

    def __init__(self) -> None:
        self._frames: deque[Frame] = deque()
        self._bytes = 0
        self._changed = threading.Condition()
        self._closed = False
        self._finished = False
        self._error: BaseException | None = None

    def put(self, frame: Frame) -> bool:
        """Wait for room; False when nobody wants frames any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._has_room(frame))
            if self._closed:
                return False
            self._frames.append(frame)
            self._bytes += frame.byte_size
            self._changed.notify_all()
            return True

    def finish(self, error: BaseException | None) -> None:
        with self._changed:
            self._finished, self._error = True, error
            self._changed.notify_all()

    def close(self) -> None:
        with self._changed:
            self._closed = True
            self._frames.clear()
            self._changed.notify_all()

    def __iter__(self) -> Iterator[Frame]:
        while (frame := self._take()) is not None:
            yield frame

    def _take(self) -> Frame | None:
        with self._changed:
            self._changed.wait_for(lambda: self._frames or self._finished)
            if self._frames:
                frame = self._frames.popleft()
                self._bytes -= frame.byte_size
                self._changed.notify_all()
                return frame
            if self._error is not None:
                raise self._error
            return None

    def _has_room(self, frame: Frame) -> bool:
        if not self._frames:
            return True
        return len(self._frames) < _QUEUE_FRAMES and self._bytes + frame.byte_size <= _QUEUE_BYTES


def _fill(queue: _FrameQueue, clip: Clip, start: int, stop: int) -> None:
    error: BaseException | None = None
    try:
        source = _image_frames(clip, start, stop) if clip.path.is_dir() else _video_frames(clip, start, stop)
        for frame in source:
            if not queue.put(frame):
                break
    except BaseException as problem:  # handed to the consumer, whose thread it belongs in
        error = problem
    queue.finish(error)


def _image_frames(clip: Clip, start: int, stop: int) -> Iterator[Frame]:
    files = image_files(clip.path)
    orientation = first_look(files[0]).orientation
    for index in range(start, min(stop, len(files))):
        picture, _, _ = first_picture(files[index])
        if orientation.coded_size != (picture.width, picture.height):
            name = files[index].name
            raise UnusableInput(f"{name} has another size than the first image: give images of one clip.")
        yield Frame(index, float(clip.time_s[index]), orientation, readable(picture))


def _video_frames(clip: Clip, start: int, stop: int) -> Iterator[Frame]:
    """Seek when it pays; a seek that lands too late (open groups of pictures) is made good from the beginning."""
    if _last_start(_starts(clip), start) >= _WORTH_SEEKING:
        found = _decode_from(clip, start, stop, seek=True)
        first = next(found, None)
        if first is not None and first.index == start:
            yield first
            yield from found
            return
    yield from _decode_from(clip, start, stop, seek=False)


def _decode_from(clip: Clip, start: int, stop: int, *, seek: bool) -> Iterator[Frame]:
    table = packet_table(clip.path)
    index_of = {pts: index for index, pts in enumerate(table.pts)}
    orientation = first_look(clip.path).orientation
    with open_video(clip.path) as (container, stream):
        if seek:
            container.seek(table.pts[start], stream=stream, backward=True)
        last = start - 1
        for count, picture in enumerate(decoded(container, stream)):
            index = index_of.get(picture.pts, -1) if index_of else count
            if index >= stop:
                return
            if index <= last:  # before the start, or a second picture of the same time
                continue
            last = index
            if (frame := _frame(clip, index, orientation, picture)) is not None:
                yield frame


def _frame(clip: Clip, index: int, orientation: Orientation, picture: Any) -> Frame | None:
    """A picture as a frame of the clip; recorders that change resolution in mid-clip keep what is seen: it is scaled.

    None where the picture has another shape than the first one: then something else is seen.
    """
    damaged, time_s = bool(picture.is_corrupt), float(clip.time_s[index])
    width, height = orientation.coded_size
    if (picture.width, picture.height) == (width, height):
        return Frame(index, time_s, orientation, readable(picture), damaged)
    if abs(picture.width * height / (picture.height * width) - 1) > _SAME_SHAPE:
        return None
    return Frame(index, time_s, orientation, readable(picture.reformat(width, height)), damaged, resized=True)


def _starts(clip: Clip) -> Sequence[int]:
    """Frames at which decoding can start."""
    return range(clip.frames) if clip.path.is_dir() else packet_table(clip.path).keys


def _last_start(starts: Sequence[int], index: int) -> int:
    """The last of ``starts`` up to a frame; 0 where there is none."""
    return starts[place - 1] if (place := bisect_right(starts, index)) else 0


def _near_each_other(indices: Sequence[int], starts: Sequence[int]) -> Iterable[list[int]]:
    """Groups of indices between which seeking would not pay."""
    group = list(indices[:1])
    for before, after in pairwise(indices):
        if _last_start(starts, after) - before > _WORTH_SEEKING:
            yield group
            group = []
        group.append(after)
    if group:
        yield group
