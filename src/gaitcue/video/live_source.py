"""Pictures as they come: a clip in its own time, a camera at this computer, a camera in the network."""

from __future__ import annotations

import contextlib
import os
import re
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np

from gaitcue.terms.errors import UnusableInput
from gaitcue.video.clip import read_clip
from gaitcue.video.decode import frames
from gaitcue.video.frame import Frame
from gaitcue.video.limits import MOST_PIXELS, picture_problem
from gaitcue.video.orientation import Orientation

CAMERA_SETTINGS = {cv2.CAP_PROP_FRAME_WIDTH: 640, cv2.CAP_PROP_FRAME_HEIGHT: 480, cv2.CAP_PROP_FPS: 60}
"""asked of a camera, which gives what it can"""
REACHED_WITHIN_S = 5.0
"""a camera in the network that says nothing for so long is given up"""
MOST_UNREAD = 30
"""pictures in a row that a camera does not give before it counts as unplugged"""
_ADDRESS = re.compile(r"rtsps?://", re.IGNORECASE)
_CREDENTIALS = re.compile(r"//[^/@]*@")


def live_frames(source: str) -> Generator[Frame, None, None]:
    """Frames of a source, each handed over when it was taken; ``time_s`` counts from the first one.

    Parameters
    ----------
    source : a clip, which is played in its own (true) time; the number of a camera, "0" being the first; an address
        that begins with rtsp:// or rtsps://

    Raises
    ------
    UnusableInput
        There is no such file, camera or address, or what comes from it is no video.
    """
    if source.isdecimal():
        return _camera(int(source))
    return _address(source) if _ADDRESS.match(source) else _clip(Path(source))


def _clip(path: Path) -> Generator[Frame, None, None]:
    with closing(frames(read_clip(path))) as stream:
        yield from in_its_time(stream)


def in_its_time(
    stream: Iterator[Frame], clock: Callable[[], float] = time.monotonic, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Frame]:
    """Frames held back until their time has come; late ones are handed over at once.

    Parameters
    ----------
    clock, sleep : s
    """
    begun: float | None = None
    for frame in stream:
        begun = clock() - frame.time_s if begun is None else begun
        early = begun + frame.time_s - clock()
        if early > 0:
            sleep(early)
        yield frame


def _camera(number: int) -> Generator[Frame, None, None]:
    with _quiet_opencv():
        camera = cv2.VideoCapture(number)
        if not camera.isOpened():
            raise UnusableInput(
                f"camera {number} cannot be opened: plug it in, close other programs that use it, or give another "
                "number (0 is the first)"
            )
    try:
        for wanted, value in CAMERA_SETTINGS.items():
            camera.set(wanted, value)
        yield from _pictures_of(camera, number)
    finally:
        camera.release()


def _pictures_of(camera: Any, number: int, clock: Callable[[], float] = time.monotonic) -> Iterator[Frame]:
    """A picture's time is that of its arrival: drivers do not agree on a clock."""
    begun: float | None = None
    index = unread = 0
    while unread < MOST_UNREAD:
        read, picture = camera.read()
        now = clock()
        if not read:
            unread += 1
            continue
        begun, unread = (now if begun is None else begun), 0
        yield _frame_of_bgr(picture, index, now - begun)
        index += 1
    raise UnusableInput(f"camera {number} gives no more pictures: plug it in again")


def _frame_of_bgr(picture: np.ndarray[Any, np.dtype[Any]], index: int, time_s: float) -> Frame:
    coloured = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24").reformat(format="yuv420p")
    return Frame(index, time_s, Orientation(coloured.width, coloured.height), coloured)


def _address(url: str) -> Generator[Frame, None, None]:
    shown = _CREDENTIALS.sub("//", url)
    # Only what RTSP itself needs: an answer must not lead to files or other protocols.
    protocols = {"protocol_whitelist": "rtsp,rtsps,rtp,srtp,udp,tcp,tls,crypto", "format_whitelist": "rtsp"}
    options = {**protocols, "rtsp_transport": "tcp", "fflags": "nobuffer", "max_pixels": str(MOST_PIXELS)}
    try:
        container: Any = av.open(url, format="rtsp", options=options, timeout=REACHED_WITHIN_S)
    except (av.FFmpegError, OSError, ValueError) as error:
        raise UnusableInput(
            f"{shown} cannot be reached or gives no video: check the address and the network"
        ) from error
    with container:
        yield from _pictures_from(container, shown)


def _pictures_from(container: Any, shown: str, clock: Callable[[], float] = time.monotonic) -> Iterator[Frame]:
    """The camera's own times where it tells them, else those of arrival."""
    if not container.streams.video:
        raise UnusableInput(f"{shown} gives no pictures: choose the camera's video stream")
    codec = container.streams.video[0].codec_context
    if problem := picture_problem(codec.width, codec.height):
        raise UnusableInput(f"{shown}: {problem}.")
    first: tuple[float, float] | None = None
    try:
        for index, picture in enumerate(container.decode(video=0)):
            arrived, told = clock(), picture.time
            first = first or (arrived, told if told is not None else arrived)
            time_s = arrived - first[0] if told is None else told - first[1]
            yield Frame(index, time_s, Orientation(picture.width, picture.height), picture)
    except (av.FFmpegError, OSError) as error:
        raise UnusableInput(f"{shown} gives no more pictures: check the camera and the network") from error


@contextlib.contextmanager
def _quiet_opencv() -> Iterator[None]:
    """Without what OpenCV and the system's drivers print about cameras that are not there."""
    level = cv2.utils.logging.getLogLevel()
    cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)
    saved = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    try:
        yield
    finally:
        os.dup2(saved, 2)
        os.close(saved)
        os.close(nowhere)
        cv2.utils.logging.setLogLevel(level)
