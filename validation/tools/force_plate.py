"""Ground contacts from the vertical force of a force plate in a C3D file: the truth that events are judged by."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from scipy.signal import sosfiltfilt

from gaitcue.gait.filtering import two_way_sections
from gaitcue.pose.formats.c3d import open_c3d
from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import UnusableInput

FORCE_LOW_PASS_HZ = 50.0
CONTACT_S = (0.1, 0.45)
"""shortest and longest contact that counts; belt noise gives shorter ones, two feet in a row longer ones"""
VERTICAL_FORCE_ROW = 2  # Fz in the order Fx, Fy, Fz, Mx, My, Mz of the C3D standard


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
    content = open_c3d(path)
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
    smooth = sosfiltfilt(two_way_sections(FORCE_LOW_PASS_HZ / rate), force_n)
    smooth = smooth - np.percentile(smooth, 2)
    on = smooth > threshold_n
    change = np.flatnonzero(np.diff(on.astype(int)))
    fraction = (threshold_n - smooth[change]) / (smooth[change + 1] - smooth[change])
    crossing = time_s[change] + fraction * (time_s[change + 1] - time_s[change])
    starts, ends = crossing[on[change + 1]], crossing[~on[change + 1]]
    pairs = [(float(start), float(ends[ends > start][0])) for start in starts if (ends > start).any()]
    return [(start, end) for start, end in pairs if CONTACT_S[0] < end - start < CONTACT_S[1]]


def _calibration(matrix: Array, plate: int) -> Array:
    """(6, 6): row i gives output i. ezc3d hands the file's column-major array over as (row, column, plate)."""
    return matrix[..., plate] if matrix.ndim == 3 else matrix
