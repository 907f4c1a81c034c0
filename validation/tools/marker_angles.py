"""Pelvic tilt, thigh and trunk angles from markers, computed a second time straight from the files.

The second way shares no code with gaitcue but the reading of TRC: raw markers of every sample, joint points carried by
a rigid fit of the thigh's markers to the standing trial, plain arc tangents, no filter, no repair.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import ezc3d
import numpy as np

from gaitcue.gait import filter_track, find_view, to_plane
from gaitcue.gait.measures.run import Run
from gaitcue.pose import load_track
from gaitcue.pose.formats.trc import read_trc
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import SIDES
from gaitcue.terms.records import Conditions
from validation.tools.store import Result

Markers = dict[str, Array]
"""name -> (T, 3), x forward, y up"""
THIGH_CLUSTER = ("Thigh.Bottom.Lateral", "Thigh.Bottom.Medial", "Thigh.Top.Lateral", "Thigh.Top.Medial")
EXCHANGED_DEG = 60.0
"""a tilt beyond this means that ASIS and PSIS are exchanged in the file, which cleaning repairs"""


def angle_differences(files: Sequence[Path]) -> Result:
    """Mean and 95th percentile of |ours - second way| in deg, pooled over trials and both sides."""
    tilt, thigh = [], []
    for path in files:
        run = run_of(path)
        markers, standing = of_c3d(path), of_c3d(static_of(path))
        tilt.append(run.signal("pelvic_tilt", "left") - pelvic_tilt(markers, "{S}.{p}"))
        for side, letter in zip(SIDES, "LR", strict=True):
            thigh.append(run.signal("thigh", side) - rbds_thigh(markers, standing, letter))
    out = {"pelvic_tilt": size(tilt), "thigh": size(thigh)}
    laboratory = files[0].parents[1] / "full-body-3mps"
    if (laboratory / "Run_30002.trc").is_file():
        out["trunk"] = size([trunk_difference(laboratory)])
    return out


def size(differences: Sequence[Array]) -> Result:
    all_deg = np.concatenate(differences)
    known = np.abs(all_deg[np.isfinite(all_deg) & (np.abs(all_deg) < EXCHANGED_DEG)])
    return {"n": len(known), "mean_abs_deg": float(known.mean()), "p95_deg": float(np.percentile(known, 95))}


def run_of(path: Path) -> Run:
    track = filter_track(load_track(path))
    view = find_view(track, None, Conditions())
    return Run(to_plane(track, view), view, Conditions())


def static_of(path: Path) -> Path:
    return path.with_name(path.stem.partition("run")[0] + "static.c3d")


def of_c3d(path: Path) -> Markers:
    content = ezc3d.c3d(str(path))
    labels = [str(label) for label in content["parameters"]["POINT"]["LABELS"]["value"]]
    points = np.asarray(content["data"]["points"], float)[:3]
    return {label: points[:, i].T / 1000 for i, label in enumerate(labels)}


def of_trc(path: Path) -> Markers:
    trial = read_trc(path)
    return {name: trial.position[:, i] for i, name in enumerate(trial.names)}


def pelvic_tilt(markers: Markers, pattern: str, names: tuple[str, str] = ("ASIS", "PSIS")) -> Array:
    front, back = (sum(markers[pattern.format(S=s, p=p)] for s in "LR") / 2 for p in names)
    line = np.asarray(front - back)
    return np.asarray(np.degrees(np.arctan2(-line[:, 1], line[:, 0])))


def rbds_thigh(markers: Markers, standing: Markers, letter: str) -> Array:
    cluster = [f"{letter}.{name}" for name in THIGH_CLUSTER]
    knee = (mean(standing, f"{letter}.Knee") + mean(standing, f"{letter}.Knee.Medial")) / 2
    hip, knee_path = carried(markers, standing, cluster, [mean(standing, f"{letter}.GTR"), knee])
    return np.asarray(np.degrees(np.arctan2(knee_path[:, 0] - hip[:, 0], hip[:, 1] - knee_path[:, 1])))


def trunk_difference(laboratory: Path) -> Array:
    markers, standing = (of_trc(laboratory / name) for name in ("Run_30002.trc", "Static_FJC.trc"))
    hips = []
    for letter in "LR":
        cluster = [f"{letter}TH{i}" for i in (1, 2, 3)]
        hips += carried(markers, standing, cluster, [mean(standing, f"{letter}HJC")])
    line = markers["C7"] - (hips[0] + hips[1]) / 2
    second = np.degrees(np.arctan2(line[:, 0], line[:, 1]))
    return np.asarray(run_of(laboratory / "Run_30002.trc").signal("trunk_lean", "left") - second)


def mean(markers: Markers, name: str) -> Array:
    return np.asarray(np.nanmean(markers[name], axis=0))


def carried(markers: Markers, standing: Markers, cluster: Sequence[str], points: Sequence[Array]) -> list[Array]:
    """Paths (T, 3) of points that move with the cluster as one rigid body (least squares, by singular values)."""
    start = np.stack([mean(standing, name) for name in cluster])
    now = np.stack([markers[name] for name in cluster], axis=1)
    seen = np.isfinite(now).all(axis=(1, 2))
    centre, moved = start.mean(axis=0), now[seen].mean(axis=1)
    u, _, v = np.linalg.svd(np.einsum("ki,tkj->tij", start - centre, now[seen] - moved[:, None]))
    flip = np.tile(np.eye(3), (len(u), 1, 1))
    flip[:, 2, 2] = np.sign(np.linalg.det(u @ v))
    rotation = u @ flip @ v
    paths = []
    for place in points:
        path = np.full((len(now), 3), np.nan)
        path[seen] = np.einsum("i,tij->tj", place - centre, rotation) + moved
        paths.append(path)
    return paths
