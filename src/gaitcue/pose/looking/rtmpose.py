"""RTMPose with the 26 points of Halpe, as an alternative to BlazePose; its weights are the user's to fetch.

The ONNX file is read by OpenVINO like every other model here, and the answer is decoded here: ``rtmlib`` would bring
two further builds of OpenCV into the folder of the one that gaitcue uses, and fetches its weights when it is set up.

The model answers with one row of columns and one row of lines for each point (SimCC, Li et al. 2022,
arXiv:2107.03332); the highest cell of each is the place, half a pixel wide.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from gaitcue.pose.formats.names import HALPE_26, our_name
from gaitcue.pose.looking.crop import CROP_SIZE
from gaitcue.pose.looking.engine import Graph, Network, backend, onnx_model
from gaitcue.pose.looking.heatmaps import Peaks
from gaitcue.pose.looking.offsets import RTMPOSE
from gaitcue.pose.looking.weights import weights_file
from gaitcue.pose.settings import Device
from gaitcue.terms.arrays import Floats, IndexArray, Pixels
from gaitcue.terms.errors import GaitcueError
from gaitcue.terms.keypoints import KEYPOINTS, SIDES

HEIGHT, WIDTH = 256, 192
LEFT = (CROP_SIZE - WIDTH) // 2
"""px: the model sees the middle of the crop, which is as high and as wide as the box with a margin of 1.25 that it was
trained on"""
CELLS = 2
"""cells per px"""
MEAN, SD = (123.675, 116.28, 103.53), (58.395, 57.12, 57.375)
"""of red, green, blue (MMPose's RTMPose configuration)"""
ROWS = np.array([[our_name(name) for name in HALPE_26].index(name) for name in KEYPOINTS])
"""row of Halpe's 26 points for each of ``KEYPOINTS``"""
UNSURE = 0.3
"""height under which MMPose itself does not draw a point"""
CIRCLE_PER_TORSO = 2.03
"""radius of BlazePose's circle around the whole body over RTMPose's torso (mid-hip to mid-shoulder): medians of both
on treadmill-30fps. Sets the size of the next crop."""


@dataclass(frozen=True, slots=True)
class PointOutput:
    """What the model says of one crop, in crop pixels (0 to 256, measured from the crop's edge)."""

    points: Floats
    """(19, 2), one for each of ``KEYPOINTS``"""
    height: Floats
    """(19,) 0-1"""

    @property
    def regression(self) -> Floats:
        """There is no second answer: NaN."""
        return np.full_like(self.points, np.nan)

    @property
    def body(self) -> Floats:
        """(2, 2): the middle of the hips, and a point on a circle around the whole body, up along the trunk."""
        hip, shoulder = (self._middle(joint) for joint in ("hip", "shoulder"))
        return np.stack([hip, hip + CIRCLE_PER_TORSO * (shoulder - hip)])

    def _middle(self, joint: str) -> Floats:
        """Between left and right; a side that is hardly seen hardly counts."""
        rows = [KEYPOINTS.index(f"{side}_{joint}") for side in SIDES]
        return np.asarray(np.average(self.points[rows], axis=0, weights=self.height[rows] + 1e-6), np.float32)

    @property
    def presence(self) -> float:
        """0-1; one half where the points are on the whole as high as ``UNSURE``."""
        return min(float(np.median(self.height)) / (2 * UNSURE), 1.0)

    def peaks(self, rows: IndexArray, modes: int) -> Peaks:
        """One peak a point: the model names no rivals."""
        position = np.full((len(rows), modes, 2), np.nan, np.float32)
        height = np.zeros((len(rows), modes), np.float32)
        position[:, 0], height[:, 0] = self.points[rows], self.height[rows]
        return Peaks(position, height)


def read_simcc(columns: Floats, lines: Floats) -> PointOutput:
    """The highest cells as points.

    Parameters
    ----------
    columns : (26, 384), height of each half pixel from left to right
    lines : (26, 512), from top to bottom
    """
    x, y = columns[ROWS], lines[ROWS]
    # Cell 2 i is the centre of pixel i, which lies half a pixel from the pixel's edge.
    place = np.stack([x.argmax(axis=1), y.argmax(axis=1)], axis=1) / CELLS + 0.5
    height = np.clip(0.5 * (x.max(axis=1) + y.max(axis=1)), 0.0, 1.0)
    return PointOutput(np.asarray(place + np.array([LEFT, 0]), np.float32), np.asarray(height, np.float32))


class RtmposeNetwork:
    """RTMPose for 256 x 256 crops; the counterpart of ``engine.PoseNetwork``."""

    convention = RTMPOSE

    def __init__(self, requests: int = 2, device: Device = "cpu") -> None:
        path, sha256 = weights_file("rtmpose")
        # f32: bf16 was never compared for this model.
        self.facts = {"name": "rtmpose halpe26", "sha256": sha256, "precision": "f32", "backend": backend(device)}
        try:
            model = onnx_model(path, MEAN, SD, (HEIGHT, WIDTH))
            shapes = [tuple(output.get_partial_shape().to_shape()) for output in model.outputs]
        except Exception as error:  # OpenVINO has no class of its own for its errors
            raise GaitcueError(f"{path} is no ONNX model for pictures of {WIDTH} x {HEIGHT}: {error}") from error
        wanted = [(1, len(HALPE_26), CELLS * size) for size in (WIDTH, HEIGHT)]
        if sorted(shapes) != wanted:
            raise GaitcueError(f"{path} is no RTMPose of {len(HALPE_26)} points: it answers {shapes}, not {wanted}")
        self._columns, self._lines = shapes.index(wanted[0]), shapes.index(wanted[1])
        self._network = Network(Graph(lambda: model), requests, "f32", device)

    def start(self, crop: Pixels) -> Any:
        """Begin to look at a crop, (256, 256, 3) RGB."""
        return self._network.start(crop[:, LEFT : LEFT + WIDTH])

    def finish(self, ticket: Any) -> PointOutput:
        """Wait for the answer to :meth:`start`."""
        outputs = self._network.finish(ticket)
        return read_simcc(outputs[self._columns][0], outputs[self._lines][0])
