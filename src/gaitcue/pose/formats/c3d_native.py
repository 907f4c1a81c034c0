"""What ezc3d finds in a C3D file, as plain arrays; run in a child process (see ``limited``)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

MODEL_OUTPUTS = ("ANGLES", "FORCES", "MOMENTS", "POWERS", "SCALARS", "REACTIONS")


def read(path: Path) -> dict[str, NDArray[Any]]:
    """Markers, and analog channels with the calibration of the force plates where there are any."""
    import ezc3d

    content = ezc3d.c3d(str(path))
    point = content["parameters"]["POINT"]
    residual = np.asarray(content["data"]["meta_points"]["residuals"], np.float64)
    labels = _labels(point)
    kept = _markers(point, labels)
    found: dict[str, NDArray[Any]] = {
        "labels": np.array([labels[i] for i in kept if i < len(labels)], dtype=str),
        "units": np.array([str(unit) for unit in _value(point, "UNITS")], dtype=str),
        "rate": np.array(float(content["header"]["points"]["frame_rate"])),
        "points": np.asarray(content["data"]["points"][:3, kept], np.float64),
        "residuals": residual[0][kept],
        "analogs": np.asarray(content["data"]["analogs"], np.float64)[0],
        "analog_rate": np.array(float(content["header"]["analogs"]["frame_rate"])),
    }
    platform = content["parameters"].get("FORCE_PLATFORM", {})
    plates = {"plate_channels": "CHANNEL", "plate_types": "TYPE", "plate_calibration": "CAL_MATRIX"}
    return found | {name: np.asarray(_value(platform, key), np.float64) for name, key in plates.items()}


def _markers(point: Any, labels: list[str]) -> list[int]:
    """Rows that are markers: Vicon stores angles, moments and powers of its models among them and lists their names."""
    computed = {str(name).strip() for group in MODEL_OUTPUTS for name in _value(point, group)}
    count = int(_value(point, "USED")[0]) if len(_value(point, "USED")) else len(labels)
    return [i for i in range(count) if i >= len(labels) or labels[i] not in computed]


def _labels(point: Any) -> list[str]:
    """All marker labels: files with over 255 markers continue in LABELS2, LABELS3, ..."""
    keys = ["LABELS", *sorted(key for key in point if key.startswith("LABELS") and key != "LABELS")]
    return [str(label).strip() for key in keys for label in _value(point, key)]


def _value(group: Any, key: str) -> Any:
    return group[key]["value"] if key in group else []
