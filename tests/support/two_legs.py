"""A runner whose two legs are known, and passes of an invented pose model that sees them with faults."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from gaitcue.pose.looking.offsets import HEEL, HIPS, SHOULDERS, TOE
from gaitcue.pose.looking.passes import LEG_ROWS, Passes
from gaitcue.pose.settings import MIRRORED, PLAIN, PassKind
from gaitcue.terms.keypoints import KEYPOINTS, LEG_POINTS, SIDES

Array = NDArray[np.float64]
KINDS = (PLAIN, MIRRORED, PassKind(mirrored=True, turn_deg=12.0), PassKind(padding=1.56))
LEG_PX = 300.0
SWAP = [KEYPOINTS.index(n.replace("left", "@").replace("right", "left").replace("@", "right")) for n in KEYPOINTS]


@dataclass(frozen=True)
class Scenario:
    """True points and what the passes make of them."""

    truth: Array
    """(T, 19, 2) px"""
    passes: Passes


def kinematic_runner(frames: int, step_frames: float, facing: str = "right") -> Array:
    """(T, 19, 2) px: thighs and shanks swing half a cycle apart; not a real gait, but legs cross and knees bend."""
    sign = 1 if facing == "right" else -1
    phase = np.pi * np.arange(frames) / step_frames
    points = np.zeros((frames, len(KEYPOINTS), 2))
    hip = np.stack([400 + 6 * np.sin(phase * 0.2), 300 + 8 * np.cos(2 * phase)], axis=1)

    def put(name: str, forward: Array | float, down: Array | float) -> None:
        row = KEYPOINTS.index(name)
        points[:, row] = hip + np.stack([sign * forward + 0 * phase, down + 0 * phase], axis=1) * LEG_PX

    put("nose", 0.15, -0.9)
    for side, shift in zip(SIDES, (0.0, np.pi), strict=True):
        thigh = np.radians(12 + 28 * np.cos(phase + shift))
        bend = np.radians(55 - 45 * np.cos(phase + shift + 1.9))
        shank, foot = thigh - bend, thigh - bend + np.radians(8)
        knee = np.stack([0.5 * np.sin(thigh), 0.5 * np.cos(thigh)])
        ankle = knee + 0.5 * np.stack([np.sin(shank), np.cos(shank)])
        along, sole = np.stack([np.cos(foot), -np.sin(foot)]), np.stack([np.sin(foot), np.cos(foot)])
        heel, toe = ankle - 0.08 * along + 0.12 * sole, ankle + 0.24 * along + 0.13 * sole
        for name, value in (("hip", 0 * knee), ("knee", knee), ("ankle", ankle), ("heel", heel), ("toe", toe)):
            put(f"{side}_{name}", *value)
        for name, forward, down in (("ear", 0.05, -0.95), ("shoulder", 0.03, -0.65)):
            put(f"{side}_{name}", forward, down)
        put(f"{side}_elbow", 0.15 * np.cos(phase + shift), -0.35)
        put(f"{side}_wrist", 0.2 + 0.15 * np.cos(phase + shift), -0.3)
    return points


def as_model_sees(truth: Array, facing: str) -> Array:
    """The same with heel, toe, shoulder and hip where the model marks them."""
    sign = 1 if facing == "right" else -1
    seen = truth.copy()
    for side in SIDES:
        heel, toe = (truth[:, KEYPOINTS.index(f"{side}_{n}")] for n in ("heel", "toe"))
        along = (toe - heel) / np.linalg.norm(toe - heel, axis=1, keepdims=True)
        sole = sign * np.stack([-along[:, 1], along[:, 0]], axis=1)
        for name, offset in (("heel", HEEL), ("toe", TOE)):
            seen[:, KEYPOINTS.index(f"{side}_{name}")] += LEG_PX * (offset[0] * along + offset[1] * sole)
        for name, offset in (("shoulder", SHOULDERS), ("hip", HIPS)):
            seen[:, KEYPOINTS.index(f"{side}_{name}")] += LEG_PX * np.array([sign * offset[0], -offset[1]])
    return seen


def make_passes(seen: Array, fps: float, seed: int = 0, noise: float = 0.01) -> Passes:
    """All passes see the points with noise; each leg point's second mode is the other leg's."""
    rng = np.random.default_rng(seed)
    count, kinds = len(seen), len(KINDS)
    points = seen[:, None] + noise * LEG_PX * rng.normal(size=(count, kinds, len(KEYPOINTS), 2))
    modes = np.full((count, kinds, len(LEG_ROWS), 3, 3), np.nan)
    modes[..., 2] = 0.0
    modes[..., 0, :2], modes[..., 0, 2] = points[:, :, LEG_ROWS], 0.85
    modes[..., 1, :2], modes[..., 1, 2] = points[:, :, SWAP][:, :, LEG_ROWS], 0.15
    small = np.float32
    return Passes(
        frame=np.arange(count),
        time_s=np.arange(count) / fps,
        kinds=KINDS,
        points=points.astype(small),
        peak=np.full(points.shape[:3], 0.85, small),
        modes=modes.astype(small),
        regression=points.astype(small),
        presence=np.ones((count, kinds), small),
        crop=np.tile(np.array([400.0, 400.0, 800.0, 0.0], small), (count, 1)),
    )


def swap_labels(passes: Passes, where: NDArray[np.bool_]) -> Passes:
    """Left and right of the legs exchanged in the passes ``where`` (T, P)."""
    points, modes = passes.points.copy(), passes.modes.copy()
    legs = points[:, :, SWAP][:, :, LEG_ROWS]
    points[:, :, LEG_ROWS] = np.where(where[..., None, None], legs, points[:, :, LEG_ROWS])
    half = len(LEG_POINTS)
    other = np.concatenate([modes[:, :, half:], modes[:, :, :half]], axis=2)
    return replace(passes, points=points, modes=np.where(where[..., None, None, None], other, modes))


def swap_knees(passes: Passes, where: NDArray[np.bool_]) -> Passes:
    """The knees alone exchanged between the legs in the passes ``where`` (T, P)."""
    swapped = swap_labels(passes, where)
    points, modes = passes.points.copy(), passes.modes.copy()
    for row in (n for n, name in enumerate(LEG_ROWS) if KEYPOINTS[name].endswith("knee")):
        points[:, :, LEG_ROWS[row]] = swapped.points[:, :, LEG_ROWS[row]]
        modes[:, :, row] = swapped.modes[:, :, row]
    return replace(passes, points=points, modes=modes)


def set_leg(passes: Passes, where: NDArray[np.bool_], side: int, pose: Array, height: float = 0.8) -> Passes:
    """Passes ``where`` (T, P) draw the leg ``side`` (0 left, 1 right) at ``pose`` (T, 5, 2) instead."""
    points, modes = passes.points.copy(), passes.modes.copy()
    rows = slice(side * len(LEG_POINTS), (side + 1) * len(LEG_POINTS))
    frame, kind = np.nonzero(where)
    points[frame[:, None], kind[:, None], LEG_ROWS[rows]] = pose[frame]
    leg = modes[:, :, rows]
    leg[frame, kind, :, 0, :2], leg[frame, kind, :, 0, 2] = pose[frame], height
    leg[frame, kind, :, 1:, 2] = 0.0
    return replace(passes, points=points, modes=modes)


def unseen(passes: Passes, where: NDArray[np.bool_]) -> Passes:
    """Passes ``where`` (T, P) were not made."""
    points, modes, peak = passes.points.copy(), passes.modes.copy(), passes.peak.copy()
    points[where], peak[where] = np.nan, 0.0
    modes[where] = [np.nan, np.nan, 0.0]
    return replace(passes, points=points, modes=modes, peak=peak)


def mirrored_picture(passes: Passes, width: float) -> Passes:
    """What the model says of the mirrored picture: left and right change."""
    points, modes = passes.points[:, :, SWAP].copy(), passes.modes.copy()
    points[..., 0] = width - points[..., 0]
    half = len(LEG_POINTS)
    modes = np.concatenate([modes[:, :, half:], modes[:, :, :half]], axis=2)
    modes[..., 0] = width - modes[..., 0]
    return replace(passes, points=points, modes=modes, peak=passes.peak[:, :, SWAP])


def scenario(frames: int = 120, step_frames: float = 10.5, facing: str = "right", noise: float = 0.01) -> Scenario:
    """A clip at 30 fps of a runner who takes a step every ``step_frames`` frames."""
    truth = kinematic_runner(frames, step_frames, facing)
    return Scenario(truth, make_passes(as_model_sees(truth, facing), 30.0, noise=noise))
