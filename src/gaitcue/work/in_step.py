"""Several runs on one clock and at one scale, as numbers that a page only has to follow.

A clock says for each run at which of its own times it is; a place says how a frame lies on the common picture. Whoever
draws needs to know nothing about running.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np

from gaitcue.compare import unlike
from gaitcue.report.frames.keyframes import MARKER_UNITS, SIDE_BY_SIDE_LEG_SHARE, KeyFrames
from gaitcue.report.wording.sentences import reason_text
from gaitcue.terms.advice import Reason
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import Side
from gaitcue.terms.records import Analysis
from gaitcue.work.results import plain
from gaitcue.work.review import ReviewPoints, bare, points_of
from gaitcue.work.shared_clock import Clock, clocks

SIZE: Final = (480, 640)
DRAWN: Final = ("shoulder", "hip", "knee", "ankle", "heel", "toe", "asis", "psis")


@dataclass(frozen=True, slots=True)
class PicturePlace:
    """Point of a frame -> common picture: ``turn`` (a, b, c, d) as a canvas takes it, and the offset of each frame."""

    turn: tuple[float, float, float, float]
    across: Array
    down: Array


@dataclass(frozen=True, slots=True)
class RunInStep:
    """One of the runs."""

    width: int | None
    height: int | None
    time_s: Array
    """true time of each frame"""
    near_side: Side | None
    points: ReviewPoints
    place: PicturePlace
    no_ghost: str
    """why it cannot be laid over the first; empty where it can"""


@dataclass(frozen=True, slots=True)
class InStep:
    """Runs to be shown together."""

    size: tuple[int, int]
    runs: tuple[RunInStep, ...]
    clocks: tuple[Clock, ...]


def in_step(analyses: Sequence[Analysis], times: Sequence[Array]) -> InStep:
    """Set runs in step, the first is what the others are laid over.

    Parameters
    ----------
    times : for each run the true time of every frame of its clip, s
    """
    runs = tuple(_run(analyses[0], *each) for each in zip(analyses, times, strict=True))
    return InStep(SIZE, runs, tuple(clocks(analyses, times)))


def in_step_json(told: InStep) -> dict[str, Any]:
    """As plain JSON; of the places two decimals are kept."""
    made: dict[str, Any] = plain(bare(told))
    return made


def times_of_frames(analysis: Analysis) -> Array:
    """True time of every frame from 0 on, s; of points tracked elsewhere those between the Track's own."""
    if analysis.clip is not None:
        return analysis.clip.time_s
    seen = np.asarray(analysis.track["frame"].values, float)
    return np.asarray(np.interp(np.arange(seen[-1] + 1), seen, np.asarray(analysis.track["time"].values, float)))


def _run(first: Analysis, analysis: Analysis, time_s: Array) -> RunInStep:
    clip = analysis.clip
    found = points_of(analysis.track)
    kept = [name for name in found.x if name.rpartition("_")[2] in DRAWN]
    return RunInStep(
        width=clip.width if clip else None,
        height=clip.height if clip else None,
        time_s=time_s,
        near_side=analysis.view.near_side,
        points=replace(found, x=_only(kept, found.x), y=_only(kept, found.y), confidence={}),
        place=place_of(analysis, len(time_s)),
        no_ghost=why_no_ghost(first, analysis),
    )


def _only(names: Iterable[str], paths: Mapping[str, Array]) -> dict[str, Array]:
    return {name: paths[name] for name in names}


def why_no_ghost(first: Analysis, analysis: Analysis) -> str:
    """Runs of other speeds, or that face the other way, are not laid over one another."""
    reasons = unlike(first, analysis)
    if not reasons and first.view.facing != analysis.view.facing:
        reasons = (Reason("facing_differs", {"before": first.view.facing, "after": analysis.view.facing}),)
    return reason_text(reasons) if reasons else ""


def place_of(analysis: Analysis, frames: int) -> PicturePlace:
    """Upright, hips in the middle, thigh + shank of the same length in every run."""
    metres = analysis.track.attrs.get("units") == "m"
    unit = MARKER_UNITS if metres else 1.0
    up = -unit if analysis.track.attrs.get("y_axis", "down") == "up" else unit
    scale = SIDE_BY_SIDE_LEG_SHARE * SIZE[1] / (analysis.view.thigh_shank_length * unit)
    cuts = KeyFrames(analysis, None, size=SIZE, scale=scale)
    matrices = np.stack([cuts.matrix(row) for row in range(analysis.track.sizes["time"])])
    seen = np.asarray(analysis.track["frame"].values, float)
    across, down = (np.round(np.interp(np.arange(frames), seen, matrices[:, axis, 2]), 2) for axis in (0, 1))
    (a, c), (b, d) = matrices[0, :, :2] @ np.diag([unit, up])
    return PicturePlace((float(a), float(b), float(c), float(d)), across, down)
