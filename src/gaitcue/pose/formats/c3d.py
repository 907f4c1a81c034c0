"""C3D files: markers, and the vertical force of a force plate for validation."""

from __future__ import annotations

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfiltfilt

from gaitcue.pose.formats.limited import Arrays, read_in_child
from gaitcue.pose.formats.trial import MarkerTrial, make_trial
from gaitcue.terms.errors import UnusableInput

Array = NDArray[np.float64]

FORCE_LOW_PASS_HZ = 50.0
DUAL_PASS = 0.802  # a 2nd-order Butterworth run both ways is at -3 dB at 0.802 of its design frequency
CONTACT_S = (0.1, 0.45)
"""shortest and longest contact that counts; belt noise gives shorter ones, two feet in a row longer ones"""
HEADER_BYTES = 512
C3D_MARK = 0x50
MOST_HZ = 100_000.0
"""no camera is faster"""
VERTICAL_FORCE_ROW = 2  # Fz in the order Fx, Fy, Fz, Mx, My, Mz of the C3D standard


def read_c3d(path: Path) -> MarkerTrial:
    """Markers of a C3D file.

    Raises
    ------
    UnusableInput
        not a C3D file, or no markers in it
    """
    content = _open(path)
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
    return make_trial(path, labels[:count], xyz[:, :count], np.arange(len(xyz)) / rate, unit)


def read_vertical_force(path: Path, plate: int = 0) -> tuple[Array, Array]:
    """Vertical ground reaction force of one plate.

    Parameters
    ----------
    path : C3D file with a plate of type 2, 3 or 4
    plate : index of the plate

    Returns
    -------
    time_s : (samples,), s from the first sample
    force_n : (samples,), N, upwards positive, with the plate's unloaded level at zero

    Notes
    -----
    A type 4 plate stores amplifier volts: force = calibration matrix x volts of its six channels (C3D standard).
    The other types store calibrated newtons.
    """
    content = _open(path)
    channels, analogs = np.asarray(content["plate_channels"], int), content["analogs"]
    if channels.ndim != 2 or channels.size == 0 or analogs.size == 0 or plate >= channels.shape[1]:
        raise UnusableInput(f"{path.name}: no force plate in the file; give a trial that was recorded with force")
    signals = analogs[channels[:, plate] - 1]
    if int(content["plate_types"][plate]) == 4:
        signals = _calibration(content["plate_calibration"], plate) @ signals
    force = signals[VERTICAL_FORCE_ROW]
    force = force * (1.0 if np.percentile(force, 98) > -np.percentile(force, 2) else -1.0)
    rate = float(content["analog_rate"])
    return np.arange(force.size) / rate, force - np.percentile(force, 2)


def contacts_from_force(time_s: Array, force_n: Array, threshold_n: float = 50.0) -> list[tuple[float, float]]:
    """Start and end of every ground contact, s.

    The force is low-passed at 50 Hz (zero lag); times are interpolated where it crosses ``threshold_n``.
    """
    rate = 1 / float(np.median(np.diff(time_s)))
    smooth = sosfiltfilt(butter(2, FORCE_LOW_PASS_HZ / DUAL_PASS, fs=rate, output="sos"), force_n)
    smooth = smooth - np.percentile(smooth, 2)
    on = smooth > threshold_n
    change = np.flatnonzero(np.diff(on.astype(int)))
    fraction = (threshold_n - smooth[change]) / (smooth[change + 1] - smooth[change])
    crossing = time_s[change] + fraction * (time_s[change + 1] - time_s[change])
    starts, ends = crossing[on[change + 1]], crossing[~on[change + 1]]
    pairs = [(float(start), float(ends[ends > start][0])) for start in starts if (ends > start).any()]
    return [(start, end) for start, end in pairs if CONTACT_S[0] < end - start < CONTACT_S[1]]


def _open(path: Path) -> Arrays:
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


def _calibration(matrix: Array, plate: int) -> Array:
    """(6, 6): row i gives output i. ezc3d hands the file's column-major array over as (row, column, plate)."""
    return matrix[..., plate] if matrix.ndim == 3 else matrix
