"""Marker trials -> Track: labels mapped to keypoints, hidden joints carried from the standing trial."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import xarray as xr

from gaitcue.pose.formats.axes import body_axes
from gaitcue.pose.formats.c3d import read_c3d
from gaitcue.pose.formats.keypoint_track import pixel_track, with_notes
from gaitcue.pose.formats.marker_set import Cluster, MarkerSet, choose_marker_set
from gaitcue.pose.formats.marker_trial import MarkerTrial
from gaitcue.pose.formats.names import our_name
from gaitcue.pose.formats.rigid import carried_points, correct_labels, marker_names, static_shape
from gaitcue.pose.formats.trc import read_trc
from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.records import Note, note
from gaitcue.terms.track import SourceKind, make_track, with_log

JOINTS = ("hip", "knee", "ankle")
POSE_PROGRAMS = ("halpe_26",)
"""sets whose points come from a pose program: no markers, whatever the file looks like"""


def load_markers(path: Path, *, markers: str | None = None, static: Path | None = None) -> xr.Dataset:
    """Read a C3D or TRC trial into a Track in metres, x forward, y up, z right.

    Parameters
    ----------
    path : ``.c3d`` or ``.trc``
    markers : name of a shipped marker set or path of a TOML map; without it the shipped set that fits
    static : standing trial; without it the file beside ``path`` that the marker set's naming pattern gives

    Raises
    ------
    UnusableInput
        unreadable, or no known markers
    """
    trial = read_marker_trial(path)
    if trial.in_pixels:
        return keypoints_of(trial)
    chosen = choose_marker_set(trial, markers)
    static_path = static or chosen.static_of(path)
    standing = read_marker_trial(static_path) if static_path else None
    renamed: dict[str, str] = {}
    if standing is not None:
        renamed = wrong_labels(trial, standing, chosen)
        trial = trial.renamed(renamed)
    points = keypoints(trial, standing, chosen)
    if not any(np.isfinite(xyz).any() for xyz in points.values()):
        raise UnusableInput(f"{path.name}: every marker is missing; export the trial with its marker positions")
    turn = body_axes(points)
    position = np.stack([xyz @ turn.T for xyz in points.values()], axis=1)
    kind: SourceKind = "keypoints" if chosen.name in POSE_PROGRAMS else "markers"
    track = make_track(position, trial.time_s, list(points), units="m", source_kind=kind, marker_set=chosen.name)
    notes = standing_missing(path, points, chosen) if standing is None else standing.notes
    track = with_notes(track, (*trial.notes, *notes))
    found = {"marker_set": chosen.name, "static": static_path.name if static_path else None, "relabelled": renamed}
    return with_log(track, "load_track", file=path.name, **found)


def keypoints_of(trial: MarkerTrial) -> xr.Dataset:
    """Points of a pose program in px that were written as if they were markers (Sports2D)."""
    names = [our_name(name) for name in trial.names]
    values = trial.position.copy()
    values[..., 2] = np.isfinite(values[..., :2]).all(axis=-1)
    frame = np.arange(len(values))
    return pixel_track(values, names, trial.time_s, frame, trial.path, form="TRC in px", notes=trial.notes)


def standing_missing(path: Path, points: dict[str, Array], chosen: MarkerSet) -> tuple[Note, ...]:
    """Joints that only the standing trial gives, when it is not there: which file is missing and where it is sought."""
    carried = {point for cluster in chosen.clusters for point in cluster.carries if point in JOINTS}
    lacking = [point for point in JOINTS if point in carried and not any(f"{side}_{point}" in points for side in SIDES)]
    if not lacking:
        return ()
    name = chosen.static_name(path)
    alike = [p.name for p in sorted(path.parent.glob(f"*{path.suffix}")) if re.search("stat|stand|cal", p.stem, re.I)]
    example = alike[0] if alike and alike[0] != path.name else f"FILE{path.suffix}"
    told = {"file": path.name, "joints": lacking, "example": example}
    if name is None:
        return (note("standing_trial_unnamed", "serious", **told),)
    return (note("standing_trial_missing", "serious", **told, sought=name),)


def read_marker_trial(path: Path) -> MarkerTrial:
    """A C3D or TRC file, by its ending."""
    if not path.is_file():
        raise UnusableInput(f"{path}: there is no such file")
    return read_trc(path) if path.suffix.lower() == ".trc" else read_c3d(path)


def wrong_labels(trial: MarkerTrial, standing: MarkerTrial, chosen: MarkerSet) -> dict[str, str]:
    """Labels that the trial has on the wrong marker of a segment, by comparing distances with the standing trial."""
    renamed: dict[str, str] = {}
    for side in SIDES:
        for cluster in chosen.clusters:
            labels = chosen.sided(cluster.markers, side)
            shape = static_shape(standing.markers(labels), standing.markers(labels)).markers
            renamed |= marker_names(labels, correct_labels(trial.markers(labels), shape))
    return renamed


def keypoints(trial: MarkerTrial, standing: MarkerTrial | None, chosen: MarkerSet) -> dict[str, Array]:
    """Keypoint name -> (time, 3), laboratory axes; only points that are seen at all."""
    points = {
        f"{side}_{point}": _mean_marker(trial, chosen.labels(point, side)) for point in chosen.points for side in SIDES
    }
    points |= {name: _mean_marker(trial, labels) for name, labels in chosen.single_points.items()}
    if standing is not None:
        for side in SIDES:
            for cluster in chosen.clusters:
                for name, carried in _carried(trial, standing, chosen, cluster, side).items():
                    own = np.isfinite(points[name]) & (name.partition("_")[2] not in chosen.standing_height_m)
                    points[name] = np.where(own, points[name], carried)
    seen = {name: xyz for name, xyz in points.items() if np.isfinite(xyz).any()}
    return seen | _moved_beyond(seen, chosen)


def _moved_beyond(points: dict[str, Array], chosen: MarkerSet) -> dict[str, Array]:
    """Points that lie further out than their markers, such as the tip of the shoe."""
    pairs = {
        f"{side}_{point}": (f"{side}_{start}", share)
        for point, (start, share) in chosen.beyond.items()
        for side in SIDES
    }
    return {
        name: points[name] + share * (points[name] - points[start])
        for name, (start, share) in pairs.items()
        if name in points and start in points
    }


def _mean_marker(trial: MarkerTrial, labels: tuple[str, ...]) -> Array:
    """Mean of the markers; NaN where one is lost, since the mean of the rest would jump."""
    return np.asarray(trial.markers(labels).mean(axis=1))


def _carried(
    trial: MarkerTrial, standing: MarkerTrial, chosen: MarkerSet, cluster: Cluster, side: Side
) -> dict[str, Array]:
    labels = chosen.sided(cluster.markers, side)
    at_rest = np.stack([_mean_marker(standing, chosen.labels(point, side)) for point in cluster.carries], axis=1)
    at_rest = at_rest + _to_standing_height(at_rest, standing, chosen, cluster)
    shape = static_shape(standing.markers(labels), at_rest)
    carried = carried_points(trial.markers(labels), shape)
    return {f"{side}_{point}": carried[:, i] for i, point in enumerate(cluster.carries)}


def _to_standing_height(at_rest: Array, standing: MarkerTrial, chosen: MarkerSet, cluster: Cluster) -> Array:
    """(points, 3), m: how far each carried point is moved up or down, so that it stands as high as its set says."""
    if not chosen.standing_height_m.keys() & set(cluster.carries):
        return np.zeros(at_rest.shape[1:])
    names = {f"{side}_{point}": chosen.labels(point, side) for point in chosen.points for side in SIDES}
    seen = {name: xyz for name, labels in names.items() if np.isfinite(xyz := _mean_marker(standing, labels)).any()}
    up = body_axes(seen)[1]
    high = np.nanmedian(at_rest, axis=0) @ up
    wanted = [chosen.standing_height_m.get(point, now) for point, now in zip(cluster.carries, high, strict=True)]
    return np.asarray((np.array(wanted) - high)[:, None] * up)
