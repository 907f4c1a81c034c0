"""A frame without a picture, and looks at a drawn person."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from gaitcue.pose.looking.crop import CROP_SIZE, Crop
from gaitcue.pose.looking.heatmaps import MODES
from gaitcue.pose.looking.passes import LEG_ROWS, Look
from gaitcue.pose.runner.detector import Detection
from gaitcue.terms.keypoints import KEYPOINTS


@dataclass
class FakeFrame:
    index: int
    fps: float = 30.0
    width: int = 640
    height: int = 360

    @property
    def time_s(self) -> float:
        return self.index / self.fps

    def warp(self, matrix: np.ndarray, size: int) -> np.ndarray:
        return np.zeros((size, size, 3), np.uint8)


def body(x: float, y: float = 180.0, radius: float = 80.0) -> np.ndarray:
    return np.array([[x, y], [x, y - radius]])


def detection(x: float, radius: float = 80.0, score: float = 0.9) -> Detection:
    return Detection(score, body(x, radius=radius))


def figure(x: float, swing: float = 0.0, radius: float = 80.0, facing: int = 1) -> np.ndarray:
    """(19, 2) px: somebody seen from the side, feet ``swing`` apart."""
    points = np.full((len(KEYPOINTS), 2), [x, 180.0])
    put = {"nose": (facing * 10, -60), "left_ear": (0, -60), "right_ear": (0, -60)}
    for side, sign in (("left", 1), ("right", -1)):
        at = sign * swing / 2
        put |= {f"{side}_shoulder": (0, -40), f"{side}_elbow": (0, -20), f"{side}_wrist": (8, -5)}
        put |= {f"{side}_hip": (0, 0), f"{side}_knee": (facing * 4 + at / 2, 35), f"{side}_ankle": (at, 70)}
        put |= {f"{side}_heel": (at - facing * 5, 76), f"{side}_toe": (at + facing * 15, 78)}
    for name, offset in put.items():
        points[KEYPOINTS.index(name)] += np.array(offset) * radius / 80
    return points


def look(index: int, points: np.ndarray, *, passes: int = 1, presence: float = 1.0, fps: float = 30.0) -> Look:
    stacked = np.repeat(points[None], passes, axis=0).astype(np.float32)
    modes = np.full((passes, len(LEG_ROWS), MODES, 3), np.nan, np.float32)
    modes[:, :, 0, :2], modes[..., 2] = stacked[:, LEG_ROWS], 0.0
    modes[:, :, 0, 2] = 0.9
    hip = points[KEYPOINTS.index("left_hip")]
    return Look(
        frame=index,
        time_s=index / fps,
        crop=Crop(float(hip[0]), float(hip[1]), 200.0, 0.0),
        points=stacked,
        peak=np.full(stacked.shape[:2], 0.9, np.float32),
        modes=modes,
        regression=stacked,
        presence=np.full(passes, presence, np.float32),
        body=np.array([hip, hip - [0, 80]]),
    )


def in_crop(crop: Crop, points: NDArray[np.floating]) -> NDArray[np.float64]:
    """The inverse of ``Crop.to_frame``: positions (..., 2) of the displayed frame in the crop, px."""
    around = np.asarray(points, float) - np.array([crop.x, crop.y])
    return np.asarray(around @ np.linalg.inv(crop.axes).T + CROP_SIZE / 2)
