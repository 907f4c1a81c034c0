"""HDF5 files of DeepLabCut and of SLEAP's analysis -> Track; read in a child process (see ``limited``)."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import xarray as xr

from gaitcue.pose.formats.keypoint_track import track_of_people
from gaitcue.pose.formats.limited import Arrays, read_in_child
from gaitcue.pose.formats.names import our_name
from gaitcue.pose.formats.pose_csv import rate_of, track_of_columns
from gaitcue.terms.errors import UnusableInput


def load_hdf5(path: Path, fps: float | None = None, person: int | None = None) -> xr.Dataset:
    """Read an ``.h5`` of DeepLabCut or an analysis file of SLEAP.

    Raises
    ------
    UnusableInput
        the reader is not installed, neither of the two, no frame rate, nobody in view
    """
    if find_spec("h5py") is None:
        raise UnusableInput(f"{path.name}: an HDF5 file needs its reader: pip install gaitcue[hdf5]")
    content = read_in_child("hdf5_native", path, "HDF5 file of DeepLabCut or SLEAP")
    try:
        return _sleap(path, content, fps, person) if "tracks" in content else _deeplabcut(path, content, fps, person)
    except (ValueError, IndexError, KeyError, TypeError) as error:
        raise UnusableInput(f"{path.name}: its arrays do not fit together; export the keypoints again") from error


def _deeplabcut(path: Path, content: Arrays, fps: float | None, person: int | None) -> xr.Dataset:
    columns = [(str(each[-3]) if len(each) == 4 else "", str(each[-2]), str(each[-1])) for each in content["columns"]]
    frame = np.asarray(content["frames"], np.int64)
    return track_of_columns(path, content["table"], columns, frame, fps, person, "DeepLabCut")


def _sleap(path: Path, content: Arrays, fps: float | None, person: int | None) -> xr.Dataset:
    """``tracks`` is (individuals, 2, nodes, frames); ``point_scores`` (individuals, nodes, frames)."""
    rate = rate_of(path, fps)
    tracks, scores = content["tracks"], content["scores"]
    values = np.concatenate([tracks, scores[:, None]], axis=1).transpose(3, 0, 2, 1)
    people = [[each for each in moment if np.isfinite(each[:, :2]).any()] for moment in values]
    frame = np.arange(len(values))
    names = [our_name(str(name)) for name in content["names"]]
    return track_of_people(people, names, frame / rate, frame, path, form="SLEAP", person=person)
