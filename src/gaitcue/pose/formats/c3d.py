"""C3D files: markers."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np

from gaitcue.pose.formats.limited import Arrays, read_in_child
from gaitcue.pose.formats.marker_trial import SAME_RATE, MarkerTrial, make_trial
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Note, note
from gaitcue.terms.tracked_files import MOST_HZ

HEADER_BYTES = 512
C3D_MARK = 0x50


def read_c3d(path: Path) -> MarkerTrial:
    """Markers of a C3D file.

    Raises
    ------
    UnusableInput
        not a C3D file, or no markers in it
    """
    content = open_c3d(path)
    xyz = np.moveaxis(content["points"], 0, -1).swapaxes(0, 1)
    residual = content["residuals"].T
    if xyz.shape[:2] == residual.shape:
        xyz[residual < 0] = np.nan  # the C3D standard's mark of a lost marker
    labels = [str(label) for label in content["labels"]]
    rate = float(content["rate"])
    if not 0 < rate < MOST_HZ:
        raise UnusableInput(f"{path.name}: the file gives no marker rate; export it again with its frame rate")
    count = min(len(labels), xyz.shape[1])
    unit = str(content["units"][0]) if len(content["units"]) else None
    notes = (*_rate_notes(path.name, content), *_count_notes(path.name, content))
    return make_trial(path, labels[:count], xyz[:, :count], np.arange(len(xyz)) / rate, unit, notes)


def _rate_notes(name: str, content: Arrays) -> tuple[Note, ...]:
    """Said when header and parameters tell two rates; the standard lets the parameters win."""
    told, taken = float(content["header_rate"]), float(content["rate"])
    if not 0 < told < MOST_HZ or abs(told / taken - 1) <= SAME_RATE:
        return ()
    return (note("rate_told_twice", "warning", taken, file=name, told_hz=told, found_hz=taken),)


def _count_notes(name: str, content: Arrays) -> tuple[Note, ...]:
    """Said when the number of frames was told by nothing but the size of the file."""
    if not content["frames_by_size"]:
        return ()
    count = content["points"].shape[-1]
    return (note("frames_counted_by_size", "info", count, file=name, frames=count),)


def open_c3d(path: Path) -> Arrays:
    """Everything that the file holds, by name, read in a limited child process.

    Raises
    ------
    UnusableInput : no C3D file, damaged
    """
    problem = _header_problem(path)
    if problem:
        raise UnusableInput(f"{path.name}: {problem}; export the trial again as C3D")
    return read_in_child("c3d_native", path, "C3D file")


def _header_problem(path: Path) -> str | None:
    """Why the first block of a file cannot be that of a C3D file; None when it can.

    The library takes memory for whatever the header promises: no file promises many times what it holds.
    """
    try:
        with path.open("rb") as file:
            head = file.read(HEADER_BYTES)
        size = path.stat().st_size
    except OSError as error:
        return f"it cannot be read ({error.strerror})"
    if len(head) < HEADER_BYTES or head[1] != C3D_MARK or (head[0] - 1) * HEADER_BYTES >= size:
        return "not a readable C3D file"
    # integers lie in one of two orders of bytes: both are tried, because the order is only told further on
    claims = [_claimed_bytes(head, order) for order in "<>"]
    return "its header promises more than the file holds (damaged or cut off)" if min(claims) > 2 * size else None


def _claimed_bytes(head: bytes, order: str) -> int:
    """Smallest size of the data that the header promises."""
    points, analogs, first, last = (int(word) for word in struct.unpack_from(f"{order}4H", head, 2))
    return 2 * (4 * points + analogs) * max(0, last - first + 1)
