"""C3D files written byte by byte, as programs other than our library write them."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 512
Value = str | float | Sequence[str] | NDArray[np.uint16] | NDArray[np.int16]
"""a number is stored as a float, as the standard allows; an array keeps its kind"""


def write_c3d_bytes(
    file: Path,
    labels: Sequence[str],
    xyz: NDArray[np.float64],
    parameters: Mapping[str, Mapping[str, Value]],
    header: tuple[int, int],
    *,
    scale: float = -1.0,
    order: str = "<",
    used: int | None = None,
) -> Path:
    """Markers (frames, markers, 3), the parameters of POINT and other groups, and the header's first and last frame.

    ``scale``: of the stored whole numbers; negative for real numbers. ``order``: of the bytes, as in ``struct``.
    ``used``: how many markers there are, where ``labels`` names only the first of them.
    """
    point = {"LABELS": labels, "UNITS": "mm", "USED": np.array([used or len(labels)], np.uint16), "SCALE": scale}
    point |= {"DATA_START": np.zeros(1, np.uint16), "RATE": 100.0, **parameters.get("POINT", {})}
    groups = {**parameters, "POINT": point}
    section = _section(groups, order)
    start, markers = 2 + len(section) // BLOCK, used or len(labels)
    point["DATA_START"] = np.array([start], np.uint16)
    section = _section(groups, order)
    head = struct.pack(f"{order}BBHHHHHfHHf", 2, 0x50, markers, 0, header[0], header[1], 10, scale, start, 0, 100.0)
    cells = np.concatenate([xyz, np.zeros((*xyz.shape[:2], 1))], axis=-1)
    kind = f"{order}f4" if scale < 0 else f"{order}i2"
    data = (cells if scale < 0 else np.round(cells / scale)).astype(kind).tobytes()
    file.write_bytes(head.ljust(BLOCK, b"\0") + section + data.ljust(-(-len(data) // BLOCK) * BLOCK, b"\0"))
    return file


def _section(groups: Mapping[str, Mapping[str, Value]], order: str) -> bytes:
    """The parameter section: groups with negative numbers, then their parameters, in whole blocks."""
    entries = b""
    for number, (group, parameters) in enumerate(groups.items(), 1):
        entries += struct.pack("bb", len(group), -number) + group.encode() + struct.pack(f"{order}hB", 3, 0)
        for name, value in parameters.items():
            content = _content(value, order)
            entries += struct.pack("bb", len(name), number) + name.encode()
            entries += struct.pack(f"{order}h", len(content) + 3) + content + b"\0"
    blocks = -(-(len(entries) + 6) // BLOCK)
    processor = {"<": 84, ">": 86}[order]
    return (bytes([1, 0x50, blocks, processor]) + entries).ljust(blocks * BLOCK, b"\0")


def _content(value: Value, order: str) -> bytes:
    """Kind, dimensions and data of one parameter."""
    if isinstance(value, float):
        return struct.pack(f"{order}bBf", 4, 0, value)
    if isinstance(value, np.ndarray):
        return struct.pack("bBB", 2, 1, len(value)) + value.astype(f"{order}{value.dtype.str[1:]}").tobytes()
    texts = [value] if isinstance(value, str) else list(value)
    longest = max(map(len, texts))
    return struct.pack("bBBB", -1, 2, longest, len(texts)) + "".join(t.ljust(longest) for t in texts).encode()
