"""What a C3D file holds, as plain arrays; run in a child process (see ``limited``).

ezc3d reads it, except what lies beyond the 65 535 frames that the file's header can count.
"""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gaitcue.terms.arrays import Array

MODEL_OUTPUTS = ("ANGLES", "FORCES", "MOMENTS", "POWERS", "SCALARS", "REACTIONS")
BLOCK = 512
MOST_COUNTED = 0xFFFF
"""frames that a word of 16 bits counts"""
INTEL = 84
"""mark of the usual kind of numbers"""
REAL, WHOLE = 4, 2
"""kinds of parameter"""


def read(path: Path) -> dict[str, NDArray[Any]]:
    """Markers, and analog channels with the calibration of the force plates where there are any."""
    data = path.read_bytes()
    content, told = _opened(path, data)
    point = content["parameters"]["POINT"]
    points = np.asarray(content["data"]["points"][:3], np.float64)
    residual = np.asarray(content["data"]["meta_points"]["residuals"], np.float64)[0]
    analogs = np.asarray(content["data"]["analogs"], np.float64)[0]
    frames, by_size = _true_frames(content, data, told)
    if frames > points.shape[-1]:
        points, residual = _all_frames(data, points, frames)
        analogs = analogs[:, :0]  # those beyond are not read, and a part would pass for the whole
    labels = _labels(point)
    kept = _markers(point, labels)
    found: dict[str, NDArray[Any]] = {
        "labels": np.array([labels[i] for i in kept if i < len(labels)], dtype=str),
        "units": np.array([str(unit) for unit in _value(point, "UNITS")], dtype=str),
        "rate": np.array(float(content["header"]["points"]["frame_rate"])),
        "header_rate": np.array(_header_rate(data)),
        "points": points[:, kept],
        "residuals": residual[kept],
        "frames_by_size": np.array(by_size),
        "analogs": analogs,
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


def _header_rate(data: bytes) -> float:
    """Hz as the header says it, which the parameters should repeat; 0 where its numbers are those of a DEC machine."""
    processor = data[(data[0] - 1) * BLOCK + 3]
    return float(struct.unpack_from("<f", data, 20)[0]) if processor == INTEL else 0.0


def _opened(path: Path, data: bytes) -> tuple[Any, float]:
    """The file through ezc3d, and POINT:FRAMES where it is a real number: the standard's way for long recordings.

    ezc3d refuses a real number there, so it gets a copy with a whole one.
    """
    import ezc3d

    place = _frames_parameter(data)
    if place is None or data[place] != REAL:
        return ezc3d.c3d(str(path)), 0.0
    number = place + 2 + data[place + 1]
    (told,) = struct.unpack_from("<f", data, number)
    described = data[number + 4]
    whole = struct.pack("<HB", min(int(told), MOST_COUNTED), described + 2) + b"  "  # what is saved goes to the remark
    copy = bytearray(data)
    copy[place], copy[number : number + 5] = WHOLE, whole
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "trial.c3d"
        file.write_bytes(copy)
        return ezc3d.c3d(str(file)), float(told)


def _frames_parameter(data: bytes) -> int | None:
    """Where the content of POINT:FRAMES begins."""
    entries = list(_entries(data))
    point = next((-number for number, name, _ in entries if number < 0 and name == b"POINT"), None)
    return next((place for number, name, place in entries if number == point and name == b"FRAMES"), None)


def _entries(data: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Number (negative: of a group), name, and place of the content of everything in the parameter section."""
    place, step = (data[0] - 1) * BLOCK + 4, 1
    while step and place + 2 < len(data):
        length, number = struct.unpack_from("bb", data, place)
        name = data[place + 2 : place + 2 + abs(length)].upper()
        place += 2 + abs(length)
        if not length or place + 2 > len(data):
            return
        yield number, name, place + 2
        (step,) = struct.unpack_from("<H", data, place)
        place += step


def _true_frames(content: Any, data: bytes, told: float) -> tuple[int, bool]:
    """How many frames there are, and whether only the size of the file tells it."""
    read, held = content["data"]["points"].shape[-1], _held_frames(content, data)
    point, trial = content["parameters"]["POINT"], content["parameters"].get("TRIAL", {})
    ends = [_two_words(trial, f"ACTUAL_{end}_FIELD") for end in ("START", "END")]
    claims = [told, *_value(point, "LONG_FRAMES"), ends[1] - ends[0] + 1 if all(ends) else 0]
    most = int(max(claims))
    if most > MOST_COUNTED and most > read:
        if most > held:
            raise ValueError("fewer frames than the file says")
        return most, False
    (last,) = struct.unpack_from("<H", data, 8)
    wrapped = (held - read) % (MOST_COUNTED + 1) == 0
    return (held, True) if held > read and (last == MOST_COUNTED or wrapped) else (read, False)


def _two_words(group: Any, key: str) -> int:
    """A number stored as its lower and its higher 16 bits; 0 where there is none."""
    words = [int(word) & MOST_COUNTED for word in _value(group, key)]
    return words[0] + (words[1] << 16) if len(words) == 2 else 0


def _held_frames(content: Any, data: bytes) -> int:
    """Frames that fit between the start of the data and its end, without the zeros that fill the last block."""
    start, cells, kind = _layout(data)
    rotation = int(next(iter(_value(content["parameters"].get("ROTATION", {}), "DATA_START")), 0))
    end = (rotation - 1) * BLOCK if (rotation - 1) * BLOCK > start else len(data)
    size = cells * np.dtype(kind).itemsize
    if not size:
        return 0
    held = max(0, end - start) // size
    least = held - BLOCK // size
    while held > least and held > 0 and not any(data[start + (held - 1) * size : start + held * size]):
        held -= 1
    return held


def _layout(data: bytes) -> tuple[int, int, str]:
    """First byte of the data, numbers in a frame (markers, then analog), and their kind."""
    points, analogs = struct.unpack_from("<2H", data, 2)
    scale, block = struct.unpack_from("<fH", data, 12)
    return (block - 1) * BLOCK, 4 * points + analogs, "<f4" if scale < 0 else "<i2"


def _all_frames(data: bytes, known: Array, frames: int) -> tuple[Array, Array]:
    """Positions (3, markers, frames) and residuals, the first of which are ``known`` from the library."""
    start, cells, kind = _layout(data)
    (scale,) = struct.unpack_from("<f", data, 12)
    table = np.frombuffer(data, kind, frames * cells, start).reshape(frames, cells)
    markers = table[:, : 4 * known.shape[1]].reshape(frames, known.shape[1], 4).astype(np.float64).transpose(2, 1, 0)
    points, residual = markers[:3] * (1.0 if scale < 0 else scale), np.where(markers[3] < 0, -1.0, 0.0)
    both = np.isfinite(known)
    if not np.allclose(points[..., : known.shape[-1]][both], known[both], rtol=1e-5, atol=1e-3):
        raise ValueError("the data does not lie where the header says")
    return points, residual
