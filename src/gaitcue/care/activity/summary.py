"""One run in the numbers that load, hills and steps are followed by."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

import numpy as np
from scipy.ndimage import uniform_filter1d

from gaitcue.care.activity.policy import limit, span
from gaitcue.care.activity.recording import Recording
from gaitcue.care.activity.route import Pieces, Terrain, cost_of_running, pieces_of, terrain
from gaitcue.terms.arrays import Array, Mask
from gaitcue.terms.records import Note, note

MINUTE_S: Final = 60.0
RUNNING: Final = frozenset({"running", "generic", ""})
"""sports that count as running; files without one are taken as runs, and it is asked"""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """A run's numbers; None where the recording cannot tell."""

    sport: str
    indoor: bool
    started_at: datetime | None
    """UTC"""
    on: date | None
    """day at the place where it was run, as far as the file tells"""
    distance_m: float | None
    moving_s: float
    elapsed_s: float
    ascent_m: float | None = None
    descent_m: float | None = None
    uphill_min: float | None = None
    downhill_min: float | None = None
    steepest_minute_pct: float | None = None
    """mean grade of the steepest minute uphill"""
    flat_equivalent_m: float | None = None
    """distance on the flat that costs as much energy; says nothing about tissue"""
    fast_min: float | None = None
    """None as long as the runner's 5 km speed is not known"""
    accelerations: int | None = None
    cadence_spm: float | None = None
    contact_ms: float | None = None
    oscillation_cm: float | None = None
    balance_left_pct: float | None = None
    heart_rate_bpm: float | None = None
    speed_mps: float | None = None
    notes: tuple[Note, ...] = ()

    def plain(self) -> dict[str, Any]:
        """For JSON: times as ISO text, notes as codes."""
        told = asdict(self)
        told["started_at"] = self.started_at.isoformat() if self.started_at else None
        told["on"] = self.on.isoformat() if self.on else None
        told["notes"] = [one.code for one in self.notes]
        return told


def summarise(recording: Recording, speed_5k_mps: float | None = None) -> RunSummary:
    """The numbers of a recording.

    Parameters
    ----------
    recording : as read from a file
    speed_5k_mps : the runner's speed in a race of 5 km, for fast minutes

    Examples
    --------
    >>> from gaitcue.care.activity.opening import read_activity
    >>> run = read_activity(open("morning.fit", "rb").read())[0]   # doctest: +SKIP
    >>> summarise(run).distance_m                                   # doctest: +SKIP
    8012.4
    """
    pieces = pieces_of(recording)
    slope = terrain(recording, pieces)
    here = recording.started_on_the_spot
    return RunSummary(
        sport=recording.sport,
        indoor=recording.indoor,
        started_at=recording.started_at,
        on=here.date() if here else None,
        distance_m=_distance(recording, pieces),
        moving_s=_moving_s(recording, pieces),
        elapsed_s=float(recording.t_s[-1]),
        **(_hills(recording, pieces, slope) if slope else {}),
        **_fast(pieces, speed_5k_mps),
        **_of_the_watch(recording, pieces),
        notes=(*recording.notes, *_notes(recording, pieces, slope)),
    )


def _cut(recording: Recording) -> bool:
    """Whether the samples end before the run did: then the device's own count is nearer."""
    return any(one.code == "end_damaged" for one in recording.notes)


def _distance(recording: Recording, pieces: Pieces) -> float | None:
    told = recording.told.get("distance_m")
    known = np.isfinite(pieces.covered_m)
    if (_cut(recording) or not known.any()) and told:
        return told
    return float(pieces.covered_m[known & pieces.moving].sum()) if known.any() else None


def _moving_s(recording: Recording, pieces: Pieces) -> float:
    told = recording.told.get("timer_s")
    return told if _cut(recording) and told else float(pieces.took_s[pieces.moving].sum())


def _hills(recording: Recording, pieces: Pieces, slope: Terrain) -> dict[str, Any]:
    """Ascent, minutes up and down, the steepest minute, and the cost of it all."""
    way = np.where(pieces.moving, np.nan_to_num(pieces.covered_m), 0.0)
    middle = np.cumsum(way) - way / 2
    grade = np.interp(middle, slope.along_m, slope.grade)
    took = np.where(pieces.moving & (way > 0), pieces.took_s, 0.0)
    up, down = limit("terrain", "uphill_pct") / 100, limit("terrain", "downhill_pct") / 100
    flat = float(cost_of_running(np.zeros(1))[0])
    return {
        "ascent_m": slope.ascent_m,
        "descent_m": slope.descent_m,
        "uphill_min": float(took[grade > up].sum()) / MINUTE_S,
        "downhill_min": float(took[grade < down].sum()) / MINUTE_S,
        "steepest_minute_pct": _steepest(took, way, grade),
        "flat_equivalent_m": float((cost_of_running(grade) / flat * way).sum()),
    }


def _steepest(took: Array, way: Array, grade: Array) -> float | None:
    """Mean grade, per cent, of the minute in motion with the greatest rise for its way."""
    time = np.concatenate(([0.0], np.cumsum(took)))
    if time[-1] < MINUTE_S:
        return None
    along = np.concatenate(([0.0], np.cumsum(way)))
    height = np.concatenate(([0.0], np.cumsum(grade * way)))
    starts = np.arange(0.0, time[-1] - MINUTE_S + 1.0, 1.0)
    rise = np.interp(starts + MINUTE_S, time, height) - np.interp(starts, time, height)
    run = np.interp(starts + MINUTE_S, time, along) - np.interp(starts, time, along)
    far_enough = run > limit("sample", "standing_mps") * MINUTE_S
    return float(np.max(rise[far_enough] / run[far_enough]) * 100) if far_enough.any() else None


def _fast(pieces: Pieces, speed_5k_mps: float | None) -> dict[str, Any]:
    """Minutes near racing speed, and starts."""
    there = pieces.moving & np.isfinite(pieces.covered_m)
    if not there.any():
        return {}
    speed, took = pieces.speed_mps[there], pieces.took_s[there]
    fast = None
    if speed_5k_mps:
        fast = float(took[_steady(speed, took) > limit("fast", "share_of_5k") * speed_5k_mps].sum()) / MINUTE_S
    return {
        "fast_min": fast,
        "accelerations": _accelerations(speed, took),
        "speed_mps": float((speed * took).sum() / took.sum()),
    }


def _steady(speed: Array, took: Array) -> Array:
    """Speed over some seconds: single samples of a position are too rough."""
    time = np.cumsum(took)
    even = np.arange(0.0, time[-1] + 1.0)
    smooth = uniform_filter1d(np.interp(even, time, speed), 5, mode="nearest")
    return np.asarray(np.interp(time, even, smooth))


def _accelerations(speed: Array, took: Array) -> int:
    """Starts that gain so much speed within so few seconds and end fast."""
    time = np.cumsum(took)
    within = limit("fast", "acceleration_s")
    even = np.arange(0.0, time[-1] + 1.0)
    smooth = uniform_filter1d(np.interp(even, time, speed), 3, mode="nearest")
    lag = int(within)
    if smooth.size <= lag:
        return 0
    gained = smooth[lag:] - smooth[:-lag]
    hard = (gained >= limit("fast", "acceleration_mps")) & (smooth[lag:] >= limit("fast", "acceleration_reaches_mps"))
    return int((np.diff(np.concatenate(([False], hard)).astype(int)) == 1).sum())


def _of_the_watch(recording: Recording, pieces: Pieces) -> dict[str, Any]:
    """Medians of the watch's own values while in motion."""
    moving: Mask = np.concatenate(([False], pieces.moving & (np.nan_to_num(pieces.covered_m, nan=1.0) > 0)))
    names = ("cadence_spm", "contact_ms", "oscillation_cm", "balance_left_pct", "heart_rate_bpm")
    return {name: _middle(recording.signal(name)[moving], span("range", name)) for name in names}


def _middle(values: Array, allowed: tuple[float, float]) -> float | None:
    within = values[(values >= allowed[0]) & (values <= allowed[1])]
    return float(np.median(within)) if within.size else None


def _notes(recording: Recording, pieces: Pieces, slope: Terrain | None) -> tuple[Note, ...]:
    jumps = int(np.isnan(pieces.covered_m[pieces.moving]).sum()) if np.isfinite(pieces.covered_m).any() else 0
    found = []
    if jumps:
        found.append(note("position_jumps", "info", float(jumps)))
    if slope is not None and slope.unsure:
        found.append(note("ascent_unsure", "info", slope.ascent_m, low=slope.coarse_ascent_m, high=slope.ascent_m))
    if slope is None and not recording.indoor:
        found.append(note("no_altitude", "info"))
    if not recording.sport:
        found.append(note("sport_not_told", "info"))
    return tuple(found)
