"""The pose model asked about one frame at a time, with the answer before the next frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

import av
import numpy as np

from gaitcue.pose.looking.crop import CROP_SIZE
from gaitcue.pose.looking.engine import PoseNetwork
from gaitcue.pose.looking.exposure import picture_for_model
from gaitcue.pose.looking.passes import CropOutput, Look, mirrored, read_look
from gaitcue.pose.runner.detector import PersonDetector
from gaitcue.pose.runner.follower import RunnerFollower
from gaitcue.pose.settings import MIRRORED, ModelName, PassKind
from gaitcue.terms.errors import UnusableInput
from gaitcue.video import Frame
from gaitcue.video.orientation import Orientation

LARGEST_PX = 1920
"""longer side of a picture that is taken"""
PASSES = (MIRRORED,)


@dataclass
class LiveLooker:
    """Follows the runner from frame to frame."""

    model: str = "full"

    def __post_init__(self) -> None:
        self._network = PoseNetwork(cast("ModelName", self.model), 1)
        self._follower = RunnerFollower(PersonDetector())

    def look(self, frame: Frame) -> Look:
        """What the model says of this frame; without a crop where nobody was found."""
        crop = self._follower.crop(frame)
        maps: dict[PassKind, CropOutput] = {}
        if crop is not None:
            picture = picture_for_model(frame, crop.matrix(), CROP_SIZE)
            maps = {MIRRORED: self._network.finish(self._network.start(mirrored(picture)))}
        look = read_look(frame.index, frame.time_s, crop, maps, PASSES)
        self._follower.saw(look)
        return look

    @property
    def people(self) -> int:
        """How many were seen when the whole picture was last looked at."""
        return self._follower.people_around


class Jpegs:
    """JPEG pictures become frames, in the decoder's own colours: nothing is converted."""

    def __init__(self) -> None:
        self._decoder: Any = av.CodecContext.create("mjpeg", "r")

    def frame(self, jpeg: bytes, index: int, time_s: float) -> Frame:
        """One picture.

        Raises
        ------
        UnusableInput : it is no JPEG picture, it is broken, or it is larger than ``LARGEST_PX``
        """
        try:
            pictures = self._decoder.decode(av.Packet(jpeg))
        except (av.error.FFmpegError, ValueError):
            pictures = []
        if not pictures:
            raise UnusableInput("this picture cannot be read; send JPEG pictures")
        return frame_of(pictures[0], index, time_s)


def frame_of(picture: Any, index: int, time_s: float) -> Frame:
    """A frame of a picture (``av.VideoFrame``) that lies upright; raises UnusableInput for a very large one."""
    if max(picture.width, picture.height) > LARGEST_PX:
        raise UnusableInput(f"pictures of {picture.width} x {picture.height} px are too large; at most {LARGEST_PX} px")
    return Frame(index, time_s, Orientation(picture.width, picture.height), picture)


def frame_of_rgb(picture: np.ndarray[Any, np.dtype[np.uint8]], index: int, time_s: float) -> Frame:
    """A frame of RGB values, (height, width, 3)."""
    coloured = av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")
    return frame_of(coloured.reformat(format="yuv420p"), index, time_s)
