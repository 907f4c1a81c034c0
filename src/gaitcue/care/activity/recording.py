"""What a watch or phone kept of one run: samples over time, pauses, and what the device itself counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final, Literal

import numpy as np

from gaitcue.care.activity.policy import limit
from gaitcue.terms.arrays import Array, IndexArray
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Note, note

Source = Literal["fit", "gpx", "tcx"]

SIGNALS: Final = (
    "distance_m",
    "speed_mps",
    "altitude_m",
    "latitude_deg",
    "longitude_deg",
    "cadence_spm",
    "contact_ms",
    "oscillation_cm",
    "balance_left_pct",
    "heart_rate_bpm",
)
"""what a sample may hold; NaN where the device kept nothing"""


@dataclass(frozen=True, slots=True)
class Recording:
    """One run as it was recorded."""

    source: Source
    started_at: datetime | None
    """UTC; nothing when the device's clock was not set"""
    t_s: Array
    """(n,) seconds since the start, strictly rising"""
    signals: Mapping[str, Array]
    """(n,) each, by the names in SIGNALS; those that the file does not hold are missing"""
    sport: str = ""
    indoor: bool = False
    device: str = ""
    utc_offset_s: float | None = None
    """of the place where it was recorded, if the file tells"""
    pauses: tuple[tuple[float, float], ...] = ()
    """seconds since the start in which the timer stood, as the device told"""
    told: Mapping[str, float] = field(default_factory=dict)
    """what the device counted itself: distance_m, timer_s, ascent_m, descent_m"""
    notes: tuple[Note, ...] = ()

    def signal(self, name: str) -> Array:
        """(n,) samples of one signal, all NaN when there are none."""
        return self.signals.get(name, np.full(self.t_s.shape, np.nan))

    def has(self, name: str) -> bool:
        """Whether the signal holds at least one value."""
        return bool(np.isfinite(self.signals[name]).any()) if name in self.signals else False

    @property
    def started_on_the_spot(self) -> datetime | None:
        """The start by the clock of the place, where the file tells its zone; else UTC."""
        if self.started_at is None:
            return None
        return self.started_at + timedelta(seconds=self.utc_offset_s or 0.0)


def ordered(recording: Recording) -> Recording:
    """The same in order of time: samples of one moment joined, those of a clock that jumped left out, and both said.

    Raises
    ------
    UnusableInput : fewer than two samples, or a span longer than a run can be
    """
    t_s = recording.t_s
    longest_s = 3600 * limit("sample", "longest_h")
    near = np.isfinite(t_s) & (np.abs(t_s - _median(t_s)) <= longest_s)
    moments, place = np.unique(t_s[near], return_inverse=True)
    lost = t_s.size - int(near.sum())
    if lost > t_s.size * limit("sample", "most_lost") or (moments.size and np.ptp(moments) > longest_s):
        raise UnusableInput(f"its samples span more than {longest_s / 3600:g} h, longer than a run: split the file")
    if moments.size < 2:
        raise UnusableInput("it holds no samples over time: a plan or a route is no run")
    back = int((np.diff(t_s[near]) < 0).sum())
    told = (("samples_without_time", lost), ("samples_out_of_order", back))
    signals = {name: _joined(values[near], place, moments.size) for name, values in recording.signals.items()}
    return replace(
        _from(recording, float(moments[0])),
        t_s=moments - moments[0],
        signals=signals,
        notes=(*recording.notes, *(note(code, "info", float(count)) for code, count in told if count)),
    )


def _median(values: Array) -> float:
    finite = values[np.isfinite(values)]
    return float(np.median(finite)) if finite.size else 0.0


def _joined(values: Array, place: IndexArray, size: int) -> Array:
    """One value for each moment: the first that is there."""
    joined = np.full(size, np.nan)
    there = np.isfinite(values)
    joined[place[there][::-1]] = values[there][::-1]
    return joined


def _from(recording: Recording, start_s: float) -> Recording:
    """The same with another zero of time."""
    started_at = recording.started_at and recording.started_at + timedelta(seconds=start_s)
    pauses = tuple((begin - start_s, end - start_s) for begin, end in recording.pauses)
    return replace(recording, started_at=started_at, pauses=tuple(one for one in pauses if one[1] > 0))


def steps_per_min(per_min: Array) -> Array:
    """Cadence as both feet count it: devices store one foot's, some both.

    Parameters
    ----------
    per_min : (n,) as stored

    Source: GC2060.
    """
    moving = per_min[per_min > 0]
    both = moving.size > 0 and float(np.median(moving)) >= limit("sample", "both_feet_from_per_min")
    return per_min if both else 2.0 * per_min


def only(signals: Iterable[tuple[str, Array]]) -> dict[str, Array]:
    """Those signals that hold anything."""
    return {name: values for name, values in signals if np.isfinite(values).any()}
