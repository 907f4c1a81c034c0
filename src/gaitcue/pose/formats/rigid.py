"""Markers on one rigid segment: wrong labels found by geometry, hidden points carried along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations, permutations

import numpy as np

from gaitcue.terms.arrays import Array

# No published limits; product defaults. Skin and shoes move markers by about 1 cm against each other.
WRONG_LABEL_RMS_M = 0.010
"""distances inside a cluster that differ from the standing trial's by more than this (RMS) make the labels suspect"""
CLEARLY_BETTER = 0.5
"""another assignment of the labels must bring that difference down to this share"""
STRAY_MARKER_M = 0.030
"""a marker further than this from where the rest of its cluster puts it is not used in that frame"""
FEWEST_MARKERS = 3
MOST_LABELS_TRIED = 6  # 6! = 720 assignments


@dataclass(frozen=True)
class RigidShape:
    """A cluster as it was in the standing trial."""

    markers: Array
    """(markers, 3), m"""
    points: Array
    """(points, 3), m, what the cluster carries"""


def correct_labels(markers: Array, shape: Array) -> tuple[int, ...]:
    """Which marker of the shape each recorded marker really is.

    Parameters
    ----------
    markers : (time, m, 3), m; a marker that was never seen is all NaN
    shape : (m, 3), m, the same markers in the standing trial

    Returns
    -------
    tuple
        for each recorded marker its place in the shape; 0, 1, 2, ... when labels are right or cannot be judged
    """
    as_labelled = tuple(range(len(shape)))
    seen = [i for i in as_labelled if np.isfinite(markers[:, i]).any() and np.isfinite(shape[i]).all()]
    if len(seen) < FEWEST_MARKERS or len(shape) > MOST_LABELS_TRIED:
        return as_labelled
    pairs = list(combinations(seen, 2))
    lengths = np.array([np.nanmedian(np.linalg.norm(markers[:, i] - markers[:, j], axis=-1)) for i, j in pairs])
    expected = np.linalg.norm(shape[:, None] - shape[None], axis=-1)

    def mismatch(place: dict[int, int]) -> float:
        wanted = np.array([expected[place[i], place[j]] for i, j in pairs])
        return float(np.sqrt(np.mean((lengths - wanted) ** 2)))

    options = [dict(zip(seen, places, strict=True)) for places in permutations(as_labelled, len(seen))]
    best = min(options, key=mismatch)
    labelled = mismatch({i: i for i in seen})
    if labelled < WRONG_LABEL_RMS_M or mismatch(best) > CLEARLY_BETTER * labelled:
        return as_labelled
    free = [i for i in as_labelled if i not in best.values()]
    unseen = iter(free)
    return tuple(best[i] if i in best else next(unseen) for i in as_labelled)


def carried_points(markers: Array, shape: RigidShape) -> Array:
    """Points that a rigid cluster carries, (time, points, 3); NaN where fewer than three good markers are seen.

    Least-squares rotation and shift (Kabsch 1976) of the standing shape onto each frame's markers. A marker that lies
    far from where the others put it is left out of that frame.
    """
    weight = np.isfinite(markers).all(axis=-1).astype(float)
    weight = _without_strays(markers, weight, shape.markers)
    rotation, shift = _fit(markers, weight, shape.markers)
    points = np.einsum("tij,pj->tpi", rotation, shape.points) + shift[:, None]
    points[weight.sum(axis=1) < FEWEST_MARKERS] = np.nan
    return np.asarray(points)


def static_shape(markers: Array, points: Array) -> RigidShape:
    """Medians over the standing trial: (time, m, 3), (time, p, 3)."""
    return RigidShape(_median(markers), _median(points))


def _median(values: Array) -> Array:
    lost = ~np.isfinite(values).any(axis=0)
    return np.asarray(np.nanmedian(np.where(lost, 0.0, values), axis=0) + np.where(lost, np.nan, 0.0))


def _without_strays(markers: Array, weight: Array, shape: Array) -> Array:
    """Drop in each frame the marker that, once left out, lets the rest fit (one a frame; two leave too little)."""
    if len(shape) <= FEWEST_MARKERS:
        return weight
    rotation, shift = _fit(markers, weight, shape)
    placed = np.einsum("tij,mj->tmi", rotation, shape) + shift[:, None]
    off = np.where(weight > 0, np.linalg.norm(markers - placed, axis=-1), 0.0)
    bad = np.nonzero(off.max(axis=1, initial=0.0) > STRAY_MARKER_M / 2)[0]
    for row in bad:
        weight[row] = _drop_one(markers[row], weight[row], shape)
    return weight


def _drop_one(markers: Array, weight: Array, shape: Array) -> Array:
    best, least = weight, np.inf
    for index in np.nonzero(weight)[0]:
        rest = weight.copy()
        rest[index] = 0
        rotation, shift = _fit(markers[None], rest[None], shape)
        off = np.linalg.norm(markers - (shape @ rotation[0].T + shift[0]), axis=-1)
        within = float(off[rest > 0].max(initial=0.0))
        if off[index] > STRAY_MARKER_M and within < min(least, STRAY_MARKER_M / 2):
            best, least = rest, within
    return best


def _fit(markers: Array, weight: Array, shape: Array) -> tuple[Array, Array]:
    """Rotations (time, 3, 3) and shifts (time, 3) that bring ``shape`` onto ``markers``."""
    usable = weight * np.isfinite(shape).all(axis=-1)
    share = (usable / np.maximum(usable.sum(axis=1, keepdims=True), 1))[..., None]
    there, here = np.nan_to_num(markers), np.nan_to_num(shape)[None]
    centre_there, centre_here = (there * share).sum(axis=1), (here * share).sum(axis=1)
    cross = np.einsum("tmi,tmj->tij", (there - centre_there[:, None]) * share, here - centre_here[:, None])
    u, _, vt = np.linalg.svd(cross)
    u[..., -1] *= np.sign(np.linalg.det(u @ vt))[:, None]
    rotation = u @ vt
    return rotation, centre_there - np.einsum("tij,tj->ti", rotation, centre_here)


def marker_names(labels: Sequence[str], places: Sequence[int]) -> dict[str, str]:
    """Label as recorded -> label that it should have had; only those that change."""
    return {labels[i]: labels[place] for i, place in enumerate(places) if labels[i] != labels[place]}
