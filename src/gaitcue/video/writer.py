"""A clip that every browser plays: H.264, yuv420p, index in front, short groups of pictures, true times kept."""

from __future__ import annotations

from contextlib import suppress
from fractions import Fraction
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import av
import cv2
import numpy as np

from gaitcue.terms.arrays import Pixels
from gaitcue.terms.errors import OutputRefused

_TIME_BASE = Fraction(1, 90_000)
_GROUP_S = 0.5
"""longest group of pictures: short ones make scrubbing quick"""
_BT709, _LIMITED = 1, 1


class VideoWriter:
    """Write RGB pictures with their times.

    Parameters
    ----------
    path : .mp4 file; removed again when the ``with`` block fails
    width, height : px; odd sizes are padded by one row or column
    fps : nominal rate, for the length of the last frame and of the groups of pictures
    group : longest group of pictures, frames; half a second unless told
    fast : spend less time on making the file small

    Raises
    ------
    OutputRefused
        The file cannot be written (folder missing or read-only, disk full).
    """

    def __init__(
        self, path: Path, width: int, height: int, fps: float, *, group: int | None = None, fast: bool = False
    ) -> None:
        self.path = Path(path)
        self._size = (width, height)
        self._fps = fps
        self._group = group or max(1, int(fps * _GROUP_S))
        self._speed = "ultrafast" if fast else "veryfast"
        self._last_pts = -1
        try:
            self.path.open("wb").close()  # FFmpeg opens the file late: say at once when it cannot be written
            self._container = av.open(str(self.path), "w", format="mp4", options={"movflags": "+faststart"})
        except OSError as error:
            raise OutputRefused(f"{self.path} cannot be written: {error.strerror or error}.") from error
        self._stream = self._make_stream()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self._guarded(self._finish)
            return
        self._discard()

    def write(self, rgb: Pixels, time_s: float) -> None:
        """Add a picture (height, width, 3) shown from ``time_s`` on; times must increase (a tick is 1/90000 s)."""
        height, width = rgb.shape[:2]
        if (width, height) != self._size:
            raise ValueError(f"picture is {width}x{height}, the video {self._size[0]}x{self._size[1]}")
        picture = av.VideoFrame.from_ndarray(_even(rgb), format="rgb24")
        picture = picture.reformat(format="yuv420p", dst_colorspace=_BT709, dst_color_range=_LIMITED)
        self._last_pts = max(self._last_pts + 1, round(time_s / _TIME_BASE))
        picture.pts, picture.time_base = self._last_pts, _TIME_BASE
        self._guarded(lambda: self._mux(self._stream.encode(picture)))

    def _make_stream(self) -> Any:
        # x264's macroblock tree gives other bytes for the same pictures now and then (seen with AVX-512): without it a
        # clip can be made again.
        options = {"crf": "20", "preset": self._speed, "mbtree": "0"}
        stream = self._container.add_stream(
            "libx264", rate=Fraction(self._fps).limit_denominator(1001), options=options
        )
        stream.width, stream.height = (side + side % 2 for side in self._size)
        stream.pix_fmt = "yuv420p"
        stream.time_base = _TIME_BASE
        context = stream.codec_context
        context.time_base = _TIME_BASE
        context.gop_size = self._group
        context.colorspace, context.color_range = _BT709, _LIMITED
        context.color_primaries, context.color_trc = _BT709, _BT709
        context.thread_count = 2
        return stream

    def _mux(self, packets: Any) -> None:
        for packet in packets:
            if not packet.duration:
                packet.duration = round(1 / (self._fps * _TIME_BASE))
            self._container.mux(packet)

    def _finish(self) -> None:
        self._mux(self._stream.encode(None))
        self._container.close()

    def _guarded(self, step: Any) -> None:
        try:
            step()
        except (av.FFmpegError, OSError) as error:
            self._discard()
            reason = getattr(error, "strerror", None) or error
            raise OutputRefused(f"{self.path} cannot be written: {reason}.") from error

    def _discard(self) -> None:
        with suppress(av.FFmpegError, OSError):
            self._container.close()
        self.path.unlink(missing_ok=True)


def _even(rgb: Pixels) -> Pixels:
    height, width = rgb.shape[:2]
    if height % 2 or width % 2:
        rgb = np.asarray(cv2.copyMakeBorder(rgb, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE), np.uint8)
    return np.ascontiguousarray(rgb)
