"""A copy of a clip for the browser, in which "frame i" is exact.

Frame *i* of the clip is shown from i / 30 s on, whatever its true time: slow motion, variable rates, HEVC and turned
pictures all look alike to a page. Short groups of pictures make a seek quick. True times stay with the analysis.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from gaitcue.terms.arrays import Pixels
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Clip
from gaitcue.video.decode import frames
from gaitcue.video.writer import VideoWriter

PROXY_FPS = 30
LONGEST_SIDE_PX = 1280
GROUP_FRAMES = 8


def write_proxy(clip: Clip, file: Path, progress: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Write the clip as H.264 for every browser, one picture a frame; a frame that is missing repeats the one before.

    Raises
    ------
    UnusableInput : no frame can be decoded
    OutputRefused : the file cannot be written
    """
    pictures = _every_frame(clip)
    first = next(pictures, None)
    if first is None:
        raise UnusableInput(f"{clip.path.name}: no picture can be decoded; copy the clip from the phone again")
    height, width = first.shape[:2]
    with VideoWriter(file, width, height, PROXY_FPS, group=GROUP_FRAMES, fast=True) as writer:
        writer.write(first, 0.0)
        for index, picture in enumerate(pictures, 1):
            writer.write(picture, index / PROXY_FPS)
            progress(index, clip.frames)


def _every_frame(clip: Clip) -> Iterator[Pixels]:
    """A picture for each frame of the clip, in order."""
    last, shown = None, 0
    for frame in frames(clip):
        picture = frame.rgb(LONGEST_SIDE_PX)
        for _ in range(frame.index - shown):
            yield picture if last is None else last
        yield picture
        last, shown = picture, frame.index + 1
    if last is not None:
        for _ in range(clip.frames - shown):
            yield last
