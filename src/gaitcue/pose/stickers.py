"""Adhesive dots on the pelvis (or C7), clicked once in any frame and followed through the clip.

Each frame is looked at in a small upright window that rides on the runner's hip, so the dot hardly moves in it. A dot
is found by normalised cross-correlation with the clicked patch and with a slowly renewed one. Where an arm hides it,
short gaps are bridged along the dot's own course; longer ones stay NaN.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import xarray as xr
from numpy.typing import NDArray
from scipy.interpolate import PchipInterpolator

from gaitcue.terms.arrays import Array, Floats
from gaitcue.terms.body import LEG_JOINTS, median_leg, thigh_shank_lengths
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.keypoints import SIDES
from gaitcue.terms.records import Clip
from gaitcue.terms.track import make_track, point, with_log
from gaitcue.video import frames

Window = Floats

WINDOW_PX = 256
"""side of the window that rides on the hip"""
WINDOW_LEGS = 1.0
"""its width in lengths of thigh + shank"""
PATCH_PX = 7
"""half width of the patch: the dot and a rim of cloth; colour tells it from a hand"""
SEARCH_PX = 24
"""how far from its clicked place on the pelvis the dot is looked for: 9 % of the leg, half the way to the other dot"""
FOUND = 0.70
"""correlation from which the dot counts as seen (product default)"""
FOUND_RENEWED = 0.90
"""the same for the renewed patch, which knows less surely what the dot looks like"""
SAME_COLOUR = 0.4
"""share of the contrast between dot and rim by which the dot's middle may differ (product default)"""
RENEW = 0.10
"""share of the newest look in the renewed patch: light changes slowly"""
BRIDGE_S = 0.25
"""a swinging arm hides the hip for about this long; the pelvis moves smoothly meanwhile (product default)"""
BRIDGED_CONFIDENCE = 0.5


@dataclass(frozen=True, slots=True)
class Sticker:
    """One click: the dot ``name`` (e.g. ``left_asis``, ``c7``) lies at (x, y) px of the displayed frame ``frame``."""

    name: str
    x: float
    y: float
    frame: int


@dataclass(frozen=True)
class Ride:
    """Where the window lies in each frame: its centre (the smoothed hip) and its scale in px per window px."""

    frame: NDArray[np.int64]
    time_s: Array
    centre: Array
    scale: float

    def matrix(self, row: int) -> Array:
        """Window px -> displayed px of one frame, 2x3."""
        offset = self.centre[row] - self.scale * (WINDOW_PX - 1) / 2
        return np.array([[self.scale, 0.0, offset[0]], [0.0, self.scale, offset[1]]])

    def to_window(self, row: int, xy: Array) -> Array:
        return np.asarray((xy - self.centre[row]) / self.scale + (WINDOW_PX - 1) / 2)

    def to_picture(self, row: int, xy: Array) -> Array:
        return np.asarray((xy - (WINDOW_PX - 1) / 2) * self.scale + self.centre[row])


def track_stickers(clip: Clip, stickers: Sequence[Sticker], track: xr.Dataset) -> xr.Dataset:
    """The Track with one more point for each sticker.

    Parameters
    ----------
    clip : the clip of the Track
    stickers : clicks, one for each dot
    track : raw Track in displayed px; its hips carry the search window

    Raises
    ------
    BadOption
        a click outside the analysed frames, or too far from the runner's hip
    UnusableInput
        the hips are not known at all
    """
    ride = window_ride(track)
    paths, scores = {}, {}
    for sticker in stickers:
        row = click_row(sticker, ride)
        found, score = follow(clip, ride, row, np.array([sticker.x, sticker.y]))
        paths[sticker.name], scores[sticker.name] = bridge(ride.time_s, found, score)
    return with_points(track, paths, scores)


def window_ride(track: xr.Dataset) -> Ride:
    """The hip's path (middle of both hips), gaps interpolated, smoothed a little so that the window does not shake."""
    hip = np.mean([point(track, f"{side}_hip") for side in SIDES], axis=0)
    time_s = np.asarray(track["time"].values, float)
    known = np.isfinite(hip).all(axis=1)
    if known.sum() < 2:
        raise UnusableInput("the runner's hips are not seen, so stickers cannot be followed; film the whole body")
    centre = np.stack([np.interp(time_s, time_s[known], hip[known, axis]) for axis in (0, 1)], axis=1)
    return Ride(np.asarray(track["frame"].values), time_s, centre, WINDOW_LEGS * leg_px(track) / WINDOW_PX)


def leg_px(track: xr.Dataset) -> float:
    """Thigh + shank, px: the median over both legs and all frames."""
    legs = ([point(track, f"{side}_{joint}") for joint in LEG_JOINTS] for side in SIDES)
    return median_leg([thigh_shank_lengths(*joints) for joints in legs])


def click_row(sticker: Sticker, ride: Ride) -> int:
    """Row of the ride at which a sticker was clicked.

    Raises
    ------
    BadOption : the frame was not analysed, or the click lies outside the window around the runner
    """
    rows = np.flatnonzero(ride.frame == sticker.frame)
    if rows.size == 0:
        span = f"{ride.frame[0]}-{ride.frame[-1]}"
        raise BadOption(f"--sticker {sticker.name}: frame {sticker.frame} is not among the analysed frames ({span})")
    row = int(rows[0])
    place = ride.to_window(row, np.array([sticker.x, sticker.y]))
    if place.min() < PATCH_PX or place.max() >= WINDOW_PX - PATCH_PX:
        hip = ", ".join(f"{v:.0f}" for v in ride.centre[row])
        raise BadOption(f"--sticker {sticker.name}: the click lies far from the runner's hip ({hip}); check x,y@frame")
    return row


def follow(clip: Clip, ride: Ride, row: int, clicked: Array) -> tuple[Array, Array]:
    """Path of a dot in displayed px (rows, 2) and its correlation (rows,), from the click onwards and back from it."""
    path, score = np.full((len(ride.frame), 2), np.nan), np.zeros(len(ride.frame))
    before = list(sticker_windows(clip, ride, 0, row + 1))
    start = ride.to_window(row, clicked)
    patch = cut_patch(before[-1][1], start)
    if patch.std() < 1e-3:
        raise BadOption("--sticker: there is nothing to follow at the clicked place; click the middle of a dot")
    for looks in (reversed(before), sticker_windows(clip, ride, row, len(ride.frame))):
        for here, place, match in hunt(looks, start, patch):
            path[here], score[here] = ride.to_picture(here, place), match
    return path, score


def sticker_windows(clip: Clip, ride: Ride, first: int, end: int) -> Iterator[tuple[int, Window]]:
    """(row, window in colour) of the rows [first, end) of the Track."""
    row_of = {int(f): i for i, f in enumerate(ride.frame[first:end], first)}
    for frame in frames(clip, int(ride.frame[first]), int(ride.frame[end - 1]) + 1):
        row = row_of.get(frame.index)
        if row is not None:
            yield row, frame.warp(ride.matrix(row), WINDOW_PX).astype(np.float32)


def hunt(looks: Iterable[tuple[int, Window]], start: Array, patch: Window) -> Iterator[tuple[int, Array, float]]:
    """Rows in which the dot is seen, its place in the window, and its correlation."""
    renewed = patch
    for row, window in looks:
        place, match = best_match(window, start, patch, renewed)
        if match is None:
            continue
        look = cut_patch(window, place)
        if not has_dot(look, renewed):
            continue
        renewed = (1 - RENEW) * renewed + RENEW * look
        yield row, place, match


def best_match(window: Window, around: Array, patch: Window, renewed: Window) -> tuple[Array, float | None]:
    """Sub-pixel place of the best correlation near ``around``; no match where neither patch sees the dot."""
    reach = SEARCH_PX + PATCH_PX
    centre = np.rint(np.clip(around, reach, WINDOW_PX - 1 - reach)).astype(int)
    region = window[centre[1] - reach : centre[1] + reach + 1, centre[0] - reach : centre[0] + reach + 1]
    for look, enough in ((patch, FOUND), (renewed, FOUND_RENEWED)):
        fit = np.asarray(cv2.matchTemplate(region, look, cv2.TM_CCOEFF_NORMED), float)
        y, x = (int(v) for v in np.unravel_index(int(fit.argmax()), fit.shape))
        if fit[y, x] >= enough:
            return centre - SEARCH_PX + np.array([x + vertex(fit[y, :], x), y + vertex(fit[:, x], y)]), float(fit[y, x])
    return around, None


def has_dot(look: Window, known: Window) -> bool:
    """Is the middle still of the dot's colour, measured by how the dot differs from its rim? A hand's edge is not."""
    middle = slice(PATCH_PX - 1, PATCH_PX + 2)
    dot, now = (p[middle, middle].mean(axis=(0, 1)) for p in (known, look))
    rim = known[[0, -1]].mean(axis=(0, 1))
    return bool(np.linalg.norm(now - dot) < SAME_COLOUR * np.linalg.norm(dot - rim))


def vertex(line: Array, peak: int) -> float:
    """Offset of a parabola's top from the highest sample, in samples."""
    if not 0 < peak < len(line) - 1:
        return 0.0
    low, top, high = (float(v) for v in line[peak - 1 : peak + 2])
    bend = low - 2 * top + high
    return 0.0 if bend >= 0 else 0.5 * (low - high) / bend


def cut_patch(window: Window, place: Array) -> Window:
    """The square of ``PATCH_PX`` to every side around a place between pixels."""
    size = 2 * PATCH_PX + 1
    patch = cv2.getRectSubPix(window, (size, size), (float(place[0]), float(place[1])))
    return np.asarray(patch, np.float32)


def bridge(time_s: Array, path: Array, score: Array) -> tuple[Array, Array]:
    """Short gaps filled along the dot's own course; they keep half confidence. Longer gaps stay NaN."""
    seen = np.isfinite(path).all(axis=1)
    confidence = np.where(seen, score, 0.0)
    if seen.sum() < 4:
        return path, confidence
    smooth = PchipInterpolator(time_s[seen], path[seen], extrapolate=False)(time_s)
    previous = np.maximum.accumulate(np.where(seen, time_s, -np.inf))
    following = np.minimum.accumulate(np.where(seen, time_s, np.inf)[::-1])[::-1]
    short = ~seen & (following - previous <= BRIDGE_S)
    return np.where(short[:, None], smooth, path), np.where(short, BRIDGED_CONFIDENCE, confidence)


def with_points(track: xr.Dataset, paths: dict[str, Array], scores: dict[str, Array]) -> xr.Dataset:
    """The Track with further points appended."""
    names = [str(n) for n in track["keypoint"].values if str(n) not in paths]
    every = [*((point(track, n)) for n in names), *paths.values()]
    old = track["confidence"].isel(individual=0).sel(keypoint=names).transpose("time", "keypoint").values
    joined = make_track(
        np.stack(every, axis=1),
        track["time"].values,
        [*names, *paths],
        confidence=np.column_stack([old, *scores.values()]),
        frame=track["frame"].values,
    ).assign_attrs(track.attrs)
    seen = {n: round(float(np.mean(np.isfinite(p).all(axis=1))), 3) for n, p in paths.items()}
    return with_log(joined, "stickers followed", seen=seen)
