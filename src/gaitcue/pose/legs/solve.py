"""The way from passes to a resolved runner, one line per step."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gaitcue.pose.legs.body import body_points
from gaitcue.pose.legs.fuse import LEAST_SUPPORT, FusedLegs, fuse
from gaitcue.pose.legs.hypotheses import Candidates, Modes, candidates, find_modes
from gaitcue.pose.legs.identity import bone_lengths, choose_modes
from gaitcue.pose.legs.naming import label_votes
from gaitcue.pose.legs.tempo import step_frames
from gaitcue.pose.looking.offsets import BLAZEPOSE, KeypointConvention, shoe_ends
from gaitcue.pose.looking.passes import Passes
from gaitcue.terms.arrays import Array, row_medians
from gaitcue.terms.keypoints import KEYPOINTS, SIDES, Side
from gaitcue.terms.records import Note, note

SAMPLES_PER_STEP = 14
"""identity is decided on about so many frames a step: with more, noise hides which way a leg moves"""
LEAST_FRAMES = 4
CLEAR_NAMES = 0.3
"""label evidence under this is no better than a guess; real clips give 0.67 to 1 (docs/pose.md)"""
POINTS = ("knee", "ankle", "heel", "toe")


@dataclass(frozen=True, slots=True)
class Resolved:
    """The runner with two legs that keep their names."""

    position: Array
    """(T, 19, 2) px of the displayed frame, in the order of KEYPOINTS; NaN where nobody saw the point"""
    confidence: Array
    """(T, 19) 0-1 from the height of the peaks and the agreement of the passes"""
    facing: Side
    near_side: Side
    step_frames: float
    """frames in a step"""
    steadiness: float
    """0-1: how periodic the movement is"""
    notes: tuple[Note, ...] = ()
    stiffness: Array | None = None
    """(4,) of the legs' paths, as ``resolve`` takes it; None where there are no legs"""


def resolve(
    passes: Passes, facing: Side, convention: KeypointConvention = BLAZEPOSE, stiffness: Array | None = None
) -> Resolved:
    """Two legs, named, from all passes of one segment.

    Parameters
    ----------
    passes : of one segment (no cuts within)
    facing : side of the picture that the runner faces
    convention : how the pose model draws a body
    stiffness : of an earlier part of the same run at the same frame rate, whose search takes a third of the time

    Notes
    -----
    Works for any movement: periodicity sets the time scale where it is there, nothing else.
    """
    seen = candidates(passes, convention)
    modes = find_modes(seen)
    if (modes.support[:, 0] > 0).sum() < LEAST_FRAMES:
        nothing = np.full((len(passes.frame), len(KEYPOINTS), 2), np.nan)
        return Resolved(nothing, np.zeros(nothing.shape[:2]), facing, facing, np.nan, 0.0)
    step, steadiness = _tempo(seen, passes)
    ahead = 1 if facing == "right" else -1
    clock = _clock(passes.time_s)
    paths = fuse(seen, first_paths(modes, clock, step), clock, step, ahead, stiffness)
    votes = label_votes(seen, paths)
    position, confidence = body_points(passes, seen.leg_px, ahead, convention)
    _write_legs(position, confidence, seen, paths, votes, facing, convention)
    evidence = abs(float(votes.mean())) / max(float(np.abs(votes).mean()), 1e-9)
    return Resolved(position, confidence, facing, facing, step, steadiness, _notes(evidence), paths.stiffness)


def _notes(evidence: float) -> tuple[Note, ...]:
    if evidence >= CLEAR_NAMES:
        return ()
    return (note("leg_names_uncertain", "warning", round(evidence, 2)),)


def _tempo(seen: Candidates, passes: Passes) -> tuple[float, float]:
    pose = seen.position[:, passes.main, :, 1:, 0]
    return step_frames(np.abs(pose[:, 0] - pose[:, 1])[:, :, 0], passes.time_s)


def _clock(time_s: Array) -> Array:
    """Time in usual frame intervals: frames may come unevenly."""
    return np.asarray((time_s - time_s[0]) / max(float(np.median(np.diff(time_s))), 1e-9))


def first_paths(modes: Modes, clock: Array, step: float) -> Array:
    """(T, 2, 4, 2) anonymous legs, by dynamics through the modes; interpolated between the frames that decide."""
    stride = max(1, int(step // SAMPLES_PER_STEP))
    rows = np.flatnonzero(modes.support[:, 0] > 0)[::stride]
    lengths = bone_lengths(modes.pose[:, :2]).reshape(-1, 3).T
    bones = row_medians(lengths, np.isfinite(lengths))
    chosen = choose_modes(modes, rows, clock[rows], step / stride, bones)
    pose = modes.pose[rows[:, None], chosen.mode].reshape(len(rows), -1)
    full = np.stack([np.interp(clock, clock[rows], column) for column in pose.T], axis=1)
    return full.reshape(-1, 2, 4, 2)


def _write_legs(
    position: Array,
    confidence: Array,
    seen: Candidates,
    paths: FusedLegs,
    votes: Array,
    facing: Side,
    convention: KeypointConvention,
) -> None:
    """Put the legs' points into the arrays of all points, in px."""
    sides = SIDES if votes.mean() >= 0 else SIDES[::-1]
    sign = 1 if facing == "right" else -1
    for leg, side in enumerate(sides):
        points = paths.position[:, leg].copy()
        points[:, 2], points[:, 3] = shoe_ends(points[:, 1], points[:, 2], points[:, 3], 1.0, sign, convention)
        pixels = points * seen.leg_px[:, None, None] + seen.reference[:, None]
        trust = paths.support[:, leg]
        pixels[trust < LEAST_SUPPORT] = np.nan
        for j, point in enumerate(POINTS):
            row = KEYPOINTS.index(f"{side}_{point}")
            position[:, row], confidence[:, row] = pixels[:, j], trust[:, j]
