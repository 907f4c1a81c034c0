"""What h5netcdf finds in a netCDF 4 file of movement, as plain arrays; run in a child process (see ``limited``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

VARIABLES = ("position", "confidence", "time", "frame", "space", "keypoints", "keypoint", "individuals", "individual")
ATTRIBUTES = ("time_unit", "fps", "units", "source_kind", "error_model")
MOST_NUMBERS = 50_000_000


def read(path: Path) -> dict[str, NDArray[Any]]:
    """``values/NAME`` and ``dims/NAME`` of the variables, ``attrs/NAME`` of the file's attributes, as far as needed."""
    import h5netcdf

    found: dict[str, NDArray[Any]] = {}
    with h5netcdf.File(path, "r") as file:
        for name in VARIABLES:
            if name in file.variables:
                variable = file.variables[name]
                if int(np.prod(variable.shape)) > MOST_NUMBERS:
                    raise ValueError("too many numbers")
                found[f"values/{name}"] = _plain(np.asarray(variable[...]))
                found[f"dims/{name}"] = np.array([str(d) for d in variable.dimensions], str)
        found |= {
            f"attrs/{name}": np.array(str(_scalar(file.attrs[name]))) for name in ATTRIBUTES if name in file.attrs
        }
    return found


def _plain(values: NDArray[Any]) -> NDArray[Any]:
    """Texts come as objects, which only a pickle could hand on."""
    if values.dtype.kind in "OS":
        return np.array([_scalar(value) for value in values.ravel()], str).reshape(values.shape)
    return values


def _scalar(value: Any) -> Any:
    return value.decode() if isinstance(value, bytes) else value
