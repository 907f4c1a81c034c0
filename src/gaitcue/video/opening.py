"""A file opened for decoding: by its own path only, by known formats only, with errors that a person can read."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import av

from gaitcue.terms.errors import UnusableInput
from gaitcue.video.limits import FORMATS, IMAGE_FORMATS, MOST_FRAMES, MOST_PIXELS, picture_problem
from gaitcue.video.mp4_boxes import read_speed_marks

DECODE_THREADS = 2
_COVER_ART = av.stream.Disposition.attached_pic
_DEFAULT = av.stream.Disposition.default


@contextmanager
def open_video(path: Path) -> Iterator[tuple[Any, Any]]:
    """Container and video stream.

    Raises
    ------
    UnusableInput
        The file is missing, not a video, has no pictures, or passes one of the limits.
    """
    file_state(path)
    with _opened(path) as container:
        stream = _main_stream(path, container)
        codec = stream.codec_context
        if problem := picture_problem(codec.width, codec.height):
            raise UnusableInput(f"{path.name}: {problem}.")
        codec.options = {"max_pixels": str(MOST_PIXELS)}
        codec.thread_type = "AUTO"
        codec.thread_count = min(DECODE_THREADS, os.cpu_count() or 1)
        yield container, stream


def file_state(path: Path) -> tuple[int, int]:
    """Size and time of the last change of a regular file; UnusableInput for anything else."""
    try:
        status = path.stat()
    except (OSError, ValueError) as error:
        raise UnusableInput(_why_unreadable(path, error)) from error
    if not stat.S_ISREG(status.st_mode):
        raise UnusableInput(f"{path.name} is no file: give a video file or a folder of numbered images.")
    return status.st_size, status.st_mtime_ns


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    try:
        container: Any = av.open(
            "file:" + os.path.abspath(path),  # a name with a colon is no address
            format=_image_format(path),
            options=_options(path),
            metadata_errors="replace",
        )
    except (av.FFmpegError, OSError, ValueError) as error:
        raise UnusableInput(_why_unreadable(path, error)) from error
    with container:
        yield container


def _options(path: Path) -> dict[str, str]:
    marks = read_speed_marks(path)
    if marks.frames > MOST_FRAMES:
        raise UnusableInput(f"{path.name} claims {marks.frames} frames; up to {MOST_FRAMES} are read: cut the run out.")
    options = {"protocol_whitelist": "file", "max_pixels": str(MOST_PIXELS)}
    if (image := _image_format(path)) is not None:
        return options | {"format_whitelist": image, "frame_size": str(path.stat().st_size)}
    # an edit list with rates (slow motion) is not understood by FFmpeg: use the media's own time instead
    slow_motion = any(rate != 1 for rate in marks.edit_rates)
    return options | {"format_whitelist": ",".join(FORMATS)} | ({"ignore_editlist": "1"} if slow_motion else {})


def _image_format(path: Path) -> str | None:
    """Demuxer of one picture, by the file's first bytes; None when it is no image."""
    try:
        with path.open("rb") as file:
            head = file.read(12)
    except OSError:
        return None
    if head[:4] == b"RIFF" and head[8:12] != b"WEBP":
        return None  # AVI
    return next((name for magic, name in IMAGE_FORMATS.items() if head.startswith(magic)), None)


def _main_stream(path: Path, container: Any) -> Any:
    """The stream that players show: the one marked as default, else the largest; phones store previews beside it."""
    streams = [s for s in container.streams.video if not s.disposition & _COVER_ART]
    if not streams:
        raise UnusableInput(f"{path.name} holds no video: give a video file or a folder of numbered images.")
    known = [s for s in streams if s.codec_context is not None]
    if not known:
        raise UnusableInput(f"{path.name} is coded in a way that cannot be read: export it as MP4 (H.264).")
    sized = [s for s in known if s.codec_context.width > 0 and s.codec_context.height > 0]
    if not sized:
        raise UnusableInput(f"{path.name}: its pictures are damaged or too large; copy or export the clip again.")
    return max(sized, key=lambda s: (bool(s.disposition & _DEFAULT), s.codec_context.width * s.codec_context.height))


def _why_unreadable(path: Path, error: Exception) -> str:
    name = path.name.encode(errors="replace").decode()
    try:
        if not path.exists():
            return f"{name} does not exist."
        size = path.stat().st_size
    except (OSError, ValueError):
        return f"{name} cannot be reached: check the path."
    if isinstance(error, PermissionError) and not os.access(path, os.R_OK):
        return f"{name} may not be read: check its permissions."
    if size == 0:
        return f"{name} is empty: copy it from the phone again."
    return f"{name} is not a video that can be read (not a video, or cut off): copy it again or export it as MP4."
