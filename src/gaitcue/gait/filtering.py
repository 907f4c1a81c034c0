"""Raw Track -> clean Track: spikes out, short gaps filled, noise filtered; what cannot be repaired stays NaN.

Every width is in true seconds and every cut-off in Hz of true time, so a clip of any frame rate (also a variable one)
is treated alike. Each shot between hard cuts is cleaned by itself.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import xarray as xr
from scipy.interpolate import CubicSpline, PchipInterpolator
from scipy.linalg.lapack import dtbtrs

from gaitcue.gait.facing import known_facing
from gaitcue.terms.arrays import Array, Mask, row_medians
from gaitcue.terms.body import LEG_JOINTS, median_leg, thigh_shank_lengths
from gaitcue.terms.joints import bends_forward
from gaitcue.terms.keypoints import SIDES
from gaitcue.terms.remembered import Remembered
from gaitcue.terms.track import with_log

TRUNK_POINTS = ("nose", "ear", "shoulder", "hip", "asis", "psis", "c7")
"""points of the slow trunk; all others belong to the limbs and get the feet's cut-off"""
SELDOM = 0.1
"""share of the frames in which a knee may be lost (product default)"""
FEWEST_SAMPLES = 7
"""of a path in which spikes are looked for"""


@dataclass(frozen=True, slots=True)
class Cutoffs:
    """Low-pass cut-offs in Hz."""

    trunk_hz: float
    feet_hz: float


@dataclass(frozen=True, slots=True)
class CleanRules:
    """Limits of the cleaning, all product defaults unless said."""

    max_gap_s: float = 0.08
    """longest gap that PCHIP fills"""
    spike_mads: float = 8.0
    """a sample this many MADs off the path of its neighbours is a spike ..."""
    spike_floor: float = 0.04
    """... when it also lies this far off, as a share of the runner's leg"""
    min_confidence_keypoints: float = 0.3
    """other tools' keypoints under this are dropped: OpenPose scores good far feet lower than the usual 0.5"""
    pad_s: float = 1.0
    """reflected at both ends before filtering"""
    min_run_s: float = 0.12
    """shorter runs of samples are left unfiltered: a filter has nothing to hold on to"""
    jitter: float = 0.02
    """sample spacing that differs more than this share from its median is resampled first"""
    longest_step_s: float = 1.0
    """samples further apart belong to no common path: more than a stride lies between them"""


RULES = CleanRules()
PATHS = Remembered(most_bytes=64_000_000)
"""filtered paths of the last clips: those of 30 s at 60 frames a second take about 1 MB"""

# Usual cut-offs are 15-20, 10-12 and 6-7 Hz for the feet at 120, 60 and 30 fps. Contact is a kink in their path: on a
# synthetic runner those cut-offs bend knee flexion at contact by 1.0-1.6, 1.6-2.4 and 2.3-3.1 deg. Pose errors are slow
# (50-80 ms), so a higher cut-off hardly lets more of them through: 30 Hz (20 at 60 fps) leaves 0.7-1.2 (0.9-1.6) deg.
VIDEO_HZ = Cutoffs(trunk_hz=10.0, feet_hz=30.0)
MARKER_HZ = Cutoffs(trunk_hz=25.0, feet_hz=40.0)
"""marker noise is about 1 mm: filtering may stay light (product default)"""
MOST_TRUNK, MOST_FEET = 1 / 4, 1 / 3
"""of the frame rate (product default)"""


def cutoffs(fps: float, source_kind: str = "video") -> Cutoffs:
    """Default cut-offs for a frame rate (feet raised as said above).

    Parameters
    ----------
    fps : samples per true second
    source_kind : of the Track: "markers" are filtered less
    """
    wanted = MARKER_HZ if source_kind == "markers" else VIDEO_HZ
    return capped(wanted.trunk_hz, wanted.feet_hz, fps)


def capped(trunk_hz: float, feet_hz: float, fps: float) -> Cutoffs:
    """Cut-offs no higher than a frame rate can carry."""
    return Cutoffs(min(trunk_hz, MOST_TRUNK * fps), min(feet_hz, MOST_FEET * fps))


def filter_track(
    track: xr.Dataset, *, trunk_hz: float | None = None, feet_hz: float | None = None, rules: CleanRules = RULES
) -> xr.Dataset:
    """Clean a raw Track.

    Parameters
    ----------
    track : raw Track of any kind; attribute ``segments`` (first and last frame of each shot) is honoured
    trunk_hz, feet_hz : cut-offs in Hz instead of the defaults, for example more for an event detector that wants sharp
        feet; capped at a quarter (trunk) and a third (feet) of the frame rate

    Returns
    -------
    The Track with the same frames; gaps up to 80 ms are filled, longer ones stay NaN.

    Examples
    --------
    >>> from gaitcue.demo import Runner, true_track
    >>> from gaitcue.gait import filter_track
    >>> track = filter_track(true_track(Runner(duration_s=4.0)))
    >>> track.sizes['time'], track.attrs['source_kind']
    (480, 'video')
    """
    time_s = np.asarray(track.variables["time"].values, float)
    chosen = _chosen_cutoffs(time_s, track, trunk_hz, feet_hz)
    dims = ("individual", "keypoint", "time", "space")
    # Variables, not the arrays of the Dataset: those carry coordinates about, which takes longer than the filter.
    given = track.variables["position"]
    position = np.array(given.transpose(*dims).values, float)
    confidence = track.variables["confidence"].transpose(*dims[:3]).values
    if track.attrs.get("source_kind") == "keypoints":
        position[confidence < rules.min_confidence_keypoints] = np.nan
    if track.attrs.get("source_kind") != "markers":
        drop_impossible_knees(track, position)
    floor = rules.spike_floor * leg_size(track)
    parts = shots(track)
    position[:, :, ~_inside(parts, len(time_s))] = np.nan
    names = [str(name) for name in track.variables["keypoint"].values]
    for part in parts:
        for trunk, cutoff in ((True, chosen.trunk_hz), (False, chosen.feet_hz)):
            rows = [i for i, name in enumerate(names) if is_trunk(name) is trunk]
            for paths in position:
                paths[rows, part] = clean_paths_once(time_s[part], paths[rows, part], cutoff, floor, rules)
    given_values = {name: track.variables[name].values for name in track.data_vars}
    cleaned = xr.Variable(dims, position).transpose(*given.dims).values
    out = track.copy(data={**given_values, "position": cleaned})  # to assign it would align all coordinates anew
    return with_log(out, "clean", trunk_hz=chosen.trunk_hz, feet_hz=chosen.feet_hz, max_gap_s=rules.max_gap_s)


def is_trunk(name: str) -> bool:
    """Whether a point belongs to the trunk, which moves slower than the legs and is filtered lower."""
    return name.rpartition("_")[2] in TRUNK_POINTS


def drop_impossible_knees(track: xr.Dataset, position: Array) -> None:
    """Take out knees that bend further to the front than any can: another point was taken for them.

    Parameters
    ----------
    position : (individuals, keypoints, T, 2), changed in place

    Notes
    -----
    Where many do so, the runner faces the other way or not sideways at all, and no knee is at fault.
    """
    facing = known_facing(track)
    if facing is None:
        return
    names = [str(name) for name in track["keypoint"].values]
    up = -1.0 if track.attrs.get("y_axis", "down") == "down" else 1.0
    turned = position * (1.0 if facing[0] == "right" else -1.0, up)
    for side in SIDES:
        if not {f"{side}_{joint}" for joint in LEG_JOINTS} <= {*names}:
            continue
        hip, knee, ankle = (names.index(f"{side}_{joint}") for joint in LEG_JOINTS)
        wrong = bends_forward(turned[:, hip], turned[:, knee], turned[:, ankle])
        if wrong.mean() < SELDOM:
            position[:, knee][wrong] = np.nan


def shots(track: xr.Dataset) -> list[slice]:
    """Rows of the Track between hard cuts; all of it when there are none."""
    frame = np.asarray(track["frame"].values, int)
    segments: Any = track.attrs.get("segments")
    if segments is None or not len(segments):
        return [slice(0, len(frame))]
    bounds = [np.searchsorted(frame, (first, last + 1)) for first, last in segments]
    return [slice(int(a), int(b)) for a, b in bounds if b > a]


def leg_size(track: xr.Dataset) -> float:
    """Thigh + shank in Track units (median of both legs), NaN without them."""
    position = track.variables["position"].transpose("time", "space", "keypoint", "individual").values[..., 0]
    names = [str(name) for name in track.variables["keypoint"].values]
    sides = ([f"{side}_{joint}" for joint in LEG_JOINTS] for side in SIDES)
    legs = [[np.ascontiguousarray(position[..., names.index(j)]) for j in leg] for leg in sides if {*names} >= {*leg}]
    return median_leg([thigh_shank_lengths(*joints) for joints in legs])


def clean_paths_once(time_s: Array, paths: Array, cutoff_hz: float, spike_floor: float, rules: CleanRules) -> Array:
    """As ``clean_paths``; what it gave for the same path is kept, since a change by hand leaves most paths alone."""
    keys = [PATHS.key("clean", time_s, xy, cutoff_hz, spike_floor, rules) for xy in paths]
    made = PATHS.get_all(keys, lambda left: list(clean_paths(time_s, paths[left], cutoff_hz, spike_floor, rules)))
    return np.stack(made) if made else paths


def lowpass_once(time_s: Array, paths: Array, cutoff_hz: float) -> list[Array]:
    """``lowpass`` of paths (N, T, D) by the usual rules, kept in the same way."""
    keys = [PATHS.key("lowpass", time_s, xy, cutoff_hz) for xy in paths]
    return PATHS.get_all(keys, lambda left: list(_side_by_side(paths[left], lambda xy: lowpass(time_s, xy, cutoff_hz))))


def clean_paths(time_s: Array, paths: Array, cutoff_hz: float, spike_floor: float, rules: CleanRules = RULES) -> Array:
    """Points' paths through all steps, each by itself; those that were seen in the same frames are worked on at once.

    Parameters
    ----------
    time_s : (T,), s
    paths : (N, T, 2 or 3), NaN where missing
    cutoff_hz : low-pass cut-off in Hz
    spike_floor : smallest distance, in the unit of ``paths``, that may count as a spike
    """
    if len(time_s) < 2:
        return paths
    paths = paths.copy()
    paths[~np.isfinite(paths).all(axis=2)] = np.nan
    paths[_spikes(time_s, paths, spike_floor, rules)] = np.nan
    paths = _side_by_side(paths, lambda xy: fill_gaps(time_s, xy, rules.max_gap_s))
    return _side_by_side(paths, lambda xy: lowpass(time_s, xy, cutoff_hz, rules))


def _side_by_side(paths: Array, change: Callable[[Array], Array]) -> Array:
    """Paths (N, T, D) changed as (T, n): those that were seen in the same frames at once."""
    out = np.empty_like(paths)
    for rows in _seen_alike(paths):
        columns = paths[rows].transpose(1, 0, 2)
        out[rows] = change(columns.reshape(len(columns), -1)).reshape(columns.shape).transpose(1, 0, 2)
    return out


def _seen_alike(paths: Array) -> list[list[int]]:
    """Rows of paths (N, T, D) that were seen in the same frames."""
    groups: dict[bytes, list[int]] = {}
    for row, seen in enumerate(np.asarray(np.isfinite(paths).all(axis=2))):
        groups.setdefault(seen.tobytes(), []).append(row)
    return list(groups.values())


def spikes(time_s: Array, xy: Array, floor: float, rules: CleanRules = RULES) -> Mask:
    """Samples that leave the path of their neighbours (T,).

    A Hampel test on the distance to a cubic through the two neighbours on each side, in true time: unlike a test
    against the window's median it lets a fast foot pass.
    """
    return np.asarray(_spikes(time_s, xy[None], floor, rules)[0])


def _spikes(time_s: Array, paths: Array, floor: float, rules: CleanRules) -> Mask:
    """(N, T), of each path by itself."""
    seen = np.isfinite(paths).all(axis=2)
    out, count = np.zeros(seen.shape, bool), seen.sum(axis=1)
    if count.max(initial=0) < FEWEST_SAMPLES:
        return out
    # What was seen of each path first, then what was not: of this nothing is taken.
    order = np.argsort(~seen, axis=1, kind="stable")[:, : count.max()]
    known = np.arange(order.shape[1]) < count[:, None]
    ordered = np.take_along_axis(paths, order[..., None], axis=1)
    gap = _off_path(time_s[order], ordered, known)
    centre = row_medians(gap, known)[:, None]
    limit = centre + rules.spike_mads * 1.4826 * row_medians(np.abs(gap - centre), known)[:, None]
    limit = np.maximum(limit, floor if np.isfinite(floor) else 0.1 * _extent(ordered, known)[:, None])
    # A spike also pulls its neighbours' predictions: only the worst sample of each neighbourhood is one.
    padded = np.zeros((len(gap), gap.shape[1] + 4))
    padded[:, 2:-2] = gap
    worst = gap >= np.maximum.reduce([padded[:, i : i + order.shape[1]] for i in range(5)])
    np.put_along_axis(out, order, (gap > limit) & worst & known & (count[:, None] >= FEWEST_SAMPLES), axis=1)
    return out


def _extent(paths: Array, known: Mask) -> Array:
    """(N,), the largest distance that each path goes along an axis."""
    known = known[..., None]
    ends = np.where(known, paths, -np.inf).max(axis=1), np.where(known, paths, np.inf).min(axis=1)
    return np.asarray((ends[0] - ends[1]).max(axis=1))


def _off_path(time_s: Array, paths: Array, known: Mask) -> Array:
    """Distance of each sample from the cubic through its four neighbours, (N, T); 0 at the ends and beside gaps.

    Parameters
    ----------
    time_s : (N, T)
    paths : (N, T, D)
    known : (N, T), true up to each path's last sample
    """
    out, inner = np.zeros(known.shape), known.shape[1] - 4
    before, early, middle, late, after = (slice(k, k + inner) for k in range(5))
    around = (before, early, late, after)
    weights = lagrange_weights(np.stack([time_s[:, k] for k in around], axis=-1), time_s[:, middle])
    foretold = np.add.reduce([weights[..., k, None] * paths[:, near] for k, near in enumerate(around)])
    away = np.linalg.norm(foretold - paths[:, middle], axis=2)
    width, whole = time_s[:, after] - time_s[:, before], known[:, after]
    usual = row_medians(width, whole)[:, None]
    out[:, middle] = np.where(whole & (width <= 1.5 * usual), away, 0.0)
    return out


def lagrange_weights(nodes: Array, at: Array) -> Array:
    """Weights (..., K) that interpolate values at ``nodes`` (..., K) to ``at`` (...)."""
    count = nodes.shape[-1]
    weights = np.ones_like(nodes)
    for k in range(count):
        for j in range(count):
            if j != k:
                weights[..., k] *= (at - nodes[..., j]) / (nodes[..., k] - nodes[..., j])
    return weights


def fill_gaps(time_s: Array, xy: Array, max_gap_s: float) -> Array:
    """Fill gaps inside the path that are not longer than ``max_gap_s`` (PCHIP); (T, D)."""
    finite = np.isfinite(xy).all(axis=1)
    known = np.flatnonzero(finite)
    if len(known) < 2 or finite.all():
        return xy
    spacing = float(np.median(np.diff(time_s)))
    before = np.flatnonzero(np.diff(known) > 1)
    missing_s = time_s[known[before + 1]] - time_s[known[before]] - spacing
    short = before[missing_s <= max_gap_s + 1e-9]
    if not len(short):
        return xy
    rows = np.concatenate([np.arange(known[place] + 1, known[place + 1]) for place in short])
    out = xy.copy()
    out[rows] = PchipInterpolator(time_s[known], xy[known], axis=0)(time_s[rows])
    return out


def lowpass(time_s: Array, xy: Array, cutoff_hz: float, rules: CleanRules = RULES) -> Array:
    """Zero-lag low-pass of each unbroken run of samples; gaps stay NaN. (T, D)."""
    out = xy.copy()
    finite = np.asarray(np.isfinite(xy).all(axis=1))
    linked = finite[1:] & finite[:-1] & (np.diff(time_s) <= rules.longest_step_s)
    first = np.flatnonzero(finite & ~np.r_[False, linked])
    last = np.flatnonzero(finite & ~np.r_[linked, False])
    for start, stop in zip(first, last + 1, strict=True):
        if stop - start >= 6 and time_s[stop - 1] - time_s[start] >= rules.min_run_s:
            out[start:stop] = _filter_run(time_s[start:stop], xy[start:stop], cutoff_hz, rules)
    return out


def _filter_run(time_s: Array, xy: Array, cutoff_hz: float, rules: CleanRules) -> Array:
    spacing = np.diff(time_s)
    typical = float(np.median(spacing))
    if np.abs(spacing / typical - 1).max() <= rules.jitter:
        return _butterworth(xy, 1 / typical, cutoff_hz, rules.pad_s)
    # Variable frame rate: filter on an even grid, then go back to the true times.
    count = max(7, round((time_s[-1] - time_s[0]) / typical) + 1)
    even = np.linspace(time_s[0], time_s[-1], count)
    smooth = _butterworth(CubicSpline(time_s, xy)(even), (count - 1) / (even[-1] - even[0]), cutoff_hz, rules.pad_s)
    return np.asarray(CubicSpline(even, smooth)(time_s))


def _butterworth(xy: Array, fps: float, cutoff_hz: float, pad_s: float) -> Array:
    """4th order in sum: 2nd order there and back, cut-off corrected for the two passes; ends mirrored oddly."""
    numerator, denominator = np.split(two_way_sections(min(cutoff_hz / fps, 0.45))[0], 2)
    pad = min(len(xy) - 1, round(pad_s * fps))
    before, after = 2 * xy[0] - xy[pad:0:-1], 2 * xy[-1] - xy[-2 : -pad - 2 : -1]
    padded = np.concatenate([before, xy, after])
    there = _filtered(padded, numerator, denominator)
    back = _filtered(there[::-1], numerator, denominator)[::-1]
    return np.asarray(back[pad : len(back) - pad])


def _filtered(x: Array, numerator: Array, denominator: Array) -> Array:
    """A recursive filter of gain 1 for what stands still, which the signal did before it began.

    The recursion is a triangular system of equations with three diagonals. (``scipy.signal`` does the same, but its
    import takes half a second of processor time.)
    """
    rows = len(x)
    moved = np.concatenate([np.zeros_like(x[:2]), x - x[0]])
    driven = sum(weight * moved[2 - lag : rows + 2 - lag] for lag, weight in enumerate(numerator))
    diagonals = np.repeat(denominator[:, None], rows, axis=1)
    return np.asarray(x[0] + dtbtrs(diagonals, driven, uplo="L")[0])


@lru_cache(maxsize=64)
def two_way_sections(cutoff: float) -> Array:
    """(1, 6): 2nd-order section for a cut-off in cycles per sample, to be run there and back."""
    # Two passes lower the cut-off of a 2nd-order filter by (sqrt(2) - 1)^(1/4) = 0.802, on the warped frequency axis.
    warped = np.tan(np.pi * cutoff) / (np.sqrt(2) - 1) ** 0.25
    first = 1 + np.sqrt(2) * warped + warped**2
    denominator = [first, 2 * (warped**2 - 1), 1 - np.sqrt(2) * warped + warped**2]
    return np.asarray(np.array([[warped**2, 2 * warped**2, warped**2, *denominator]]) / first)


def _chosen_cutoffs(time_s: Array, track: xr.Dataset, trunk_hz: float | None, feet_hz: float | None) -> Cutoffs:
    fps = float(1 / np.median(np.diff(time_s))) if len(time_s) > 1 else 30.0
    default = cutoffs(fps, str(track.attrs.get("source_kind", "video")))
    return capped(trunk_hz or default.trunk_hz, feet_hz or default.feet_hz, fps)


def _inside(parts: list[slice], rows: int) -> Mask:
    out = np.zeros(rows, bool)
    for part in parts:
        out[part] = True
    return out
