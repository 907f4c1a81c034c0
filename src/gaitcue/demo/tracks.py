"""The true points of the runner as Tracks, and a Track that errs like a pose model."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import xarray as xr
from scipy.signal import lfilter

from gaitcue.demo.camera import Camera, camera_x
from gaitcue.demo.figure import depth_of
from gaitcue.demo.motion import Points, motion_of
from gaitcue.demo.runner import Runner
from gaitcue.terms.arrays import Array, Mask
from gaitcue.terms.body import LEG_JOINTS, median_leg, thigh_shank_lengths
from gaitcue.terms.keypoints import KEYPOINTS, SIDES
from gaitcue.terms.track import make_track, point

LONGEST_DROPOUT_FRAMES = 4


def frame_times(runner: Runner) -> Array:
    """True capture time of every frame, s."""
    return np.arange(runner.frames) / runner.fps


def frame_points(runner: Runner) -> Points:
    """All points in the plane of the runner (m) at every frame."""
    return motion_of(runner).points(frame_times(runner))


def optional_points(runner: Runner) -> tuple[str, ...]:
    """Points that the picture shows as stickers: on the near side only."""
    names = {"asis": f"{runner.near}_asis", "psis": f"{runner.near}_psis", "c7": "c7"}
    return tuple(names[s] for s in ("asis", "psis", "c7") if s in runner.stickers)


@lru_cache(maxsize=8)
def projected(runner: Runner) -> tuple[tuple[str, ...], Array]:
    """Names and true pixels (T, keypoints, 2) of the drawn figure, in or out of the picture."""
    names = (*KEYPOINTS, *optional_points(runner))
    camera, look = Camera.of(runner), camera_x(runner, frame_times(runner))
    points = frame_points(runner)
    return names, np.stack([camera.project(points[n], look, depth_of(runner, n)) for n in names], axis=1)


def in_view(runner: Runner) -> Mask:
    """(frames,): the whole body lies in the picture."""
    return np.asarray(Camera.of(runner).inside(projected(runner)[1]).all(axis=1))


def true_track(runner: Runner) -> xr.Dataset:
    """True keypoints of the drawn figure, px of the displayed frame, y down; NaN outside the picture."""
    names, px = projected(runner)
    px = np.where(Camera.of(runner).inside(px)[..., None], px, np.nan)
    return make_track(
        px,
        frame_times(runner),
        names,
        units="px",
        source_kind="video",
        error_model="drawn",
        facing=runner.facing,
        near_side=runner.near,
        px_per_m=runner.px_per_m,
    )


def sticker_clicks(runner: Runner) -> list[tuple[str, float, float, int]]:
    """A click on each sticker as a person would give it: (name, x, y, frame), where the near arm is clear of it."""
    track, running = true_track(runner), frame_times(runner) >= runner.standing_s
    arm = [point(track, f"{runner.near}_{p}") for p in ("elbow", "wrist")]
    clicks = []
    for name in optional_points(runner):
        dot = point(track, name)
        clear = np.min([np.hypot(*(a - dot).T) for a in arm], axis=0)
        frame = int(np.nanargmax(np.where(running, clear, np.nan)))
        clicks.append((name, float(dot[frame, 0]), float(dot[frame, 1]), frame))
    return clicks


def true_plane_track(runner: Runner) -> xr.Dataset:
    """True points in metres, x forward, y up, as markers: with ASIS and PSIS of both sides (C7 when stuck on)."""
    points = frame_points(runner)
    names = [*KEYPOINTS, *(f"{s}_{p}" for p in ("asis", "psis") for s in SIDES)]
    names += ["c7"] if "c7" in runner.stickers else []
    xy = np.stack([points[n] for n in names], axis=1)
    return make_track(xy, frame_times(runner), names, units="m", source_kind="markers")


def noisy_track(
    track: xr.Dataset,
    sd_pct_leg: float = 1.5,
    time_constant_s: float = 0.05,
    dropout: float = 0.0,
    seed: int = 0,
) -> xr.Dataset:
    """The Track with errors like those of a pose model.

    Parameters
    ----------
    track : any Track with hips, knees and ankles
    sd_pct_leg : standard deviation of each coordinate, % of thigh + shank
    time_constant_s : errors of neighbouring frames are alike: autocorrelation exp(-dt / time_constant_s)
    dropout : part of the frames of each point that is lost (NaN), in runs of 1 to 4 frames
    seed : of the random draws
    """
    rng = np.random.default_rng(seed)
    position = track["position"].values.copy()
    frames, _, keypoints, _ = position.shape
    sd = sd_pct_leg / 100 * median_thigh_shank_length(track)
    position += sd * autocorrelated(rng, position.shape, track["time"].values, time_constant_s)
    lost = np.stack([lost_frames(rng, frames, dropout) for _ in range(keypoints)], axis=1)
    position[np.broadcast_to(lost[:, None, :, None], position.shape)] = np.nan
    confidence = np.where(lost[..., None], 0.0, track["confidence"].values)
    return track.assign(position=(track["position"].dims, position), confidence=(track["confidence"].dims, confidence))


def median_thigh_shank_length(track: xr.Dataset) -> float:
    """Thigh + shank, median over frames and sides, in Track units."""
    legs = ([point(track, f"{side}_{joint}") for joint in LEG_JOINTS] for side in SIDES)
    return median_leg([thigh_shank_lengths(*joints) for joints in legs])


def autocorrelated(rng: np.random.Generator, shape: tuple[int, ...], time_s: Array, constant_s: float) -> Array:
    """AR(1) noise of unit variance along the first axis."""
    step = float(np.median(np.diff(time_s))) if len(time_s) > 1 else 1.0
    keep = float(np.exp(-step / constant_s)) if constant_s > 0 else 0.0
    white = rng.normal(size=shape) * np.sqrt(1 - keep**2)
    white[0] /= np.sqrt(1 - keep**2)
    return np.asarray(lfilter([1.0], [1.0, -keep], white, axis=0), float)


def lost_frames(rng: np.random.Generator, frames: int, part: float) -> Mask:
    """Runs of 1 to 4 frames that together make about ``part`` of all."""
    lost = np.zeros(frames, bool)
    mean_run = (1 + LONGEST_DROPOUT_FRAMES) / 2
    for start in np.flatnonzero(rng.random(frames) < part / mean_run):
        lost[start : start + rng.integers(1, LONGEST_DROPOUT_FRAMES + 1)] = True
    return lost
