"""What h5py finds in an HDF5 file of DeepLabCut or SLEAP, as plain arrays; run in a child process (see ``limited``)."""

from __future__ import annotations

import io
import pickle
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gaitcue.terms.arrays import Array

MOST_NUMBERS = 50_000_000


class _NoClasses(pickle.Unpickler):
    """PyTables keeps the columns' names as a pickle: lists and texts are read, nothing is ever called."""

    def find_class(self, module: str, name: str) -> Any:
        raise pickle.UnpicklingError(f"{module}.{name} in the names of columns")


def read(path: Path) -> dict[str, NDArray[Any]]:
    import h5py

    with h5py.File(path, "r") as file:
        if "tracks" in file and "node_names" in file:
            return _sleap(file)
        return _deeplabcut(file)


def _sleap(file: Any) -> dict[str, NDArray[Any]]:
    tracks = _numbers(file["tracks"])
    scores = _numbers(file["point_scores"]) if "point_scores" in file else np.ones_like(tracks[:, 0])
    return {"tracks": tracks, "scores": scores, "names": np.array([_text(name) for name in file["node_names"]], str)}


def _deeplabcut(file: Any) -> dict[str, NDArray[Any]]:
    """The file's one group holds a table as pandas writes it: an index, a block of numbers; and the columns' names."""
    group = file["df_with_missing"] if "df_with_missing" in file else file[next(iter(file))]
    table = group["table"]
    if table.size * len(table.dtype) > MOST_NUMBERS:
        raise ValueError("too many numbers")
    axes = _NoClasses(io.BytesIO(bytes(group.attrs["non_index_axes"]))).load()
    columns = [tuple(str(level) for level in column) for column in axes[0][1]]
    rows = table[()]
    return {
        "columns": np.array(columns, str),
        "table": np.asarray(rows["values_block_0"], np.float64).reshape(len(rows), -1),
        "frames": np.asarray(rows["index"], np.int64),
    }


def _numbers(dataset: Any) -> Array:
    if dataset.size > MOST_NUMBERS:
        raise ValueError("too many numbers")
    return np.asarray(dataset[()], np.float64)


def _text(name: Any) -> str:
    return name.decode() if isinstance(name, bytes) else str(name)
