"""Whether two recordings are of one run: a watch and a phone, or the same file by way of two platforms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from gaitcue.care.activity.policy import limit

QUARTER_S: Final = 900.0
"""zones differ by whole quarters of an hour"""


@dataclass(frozen=True, slots=True)
class Extent:
    """When a recording ran and how far it went."""

    started_at: datetime
    elapsed_s: float
    distance_m: float | None
    signals: int = 0
    """how much it tells, to choose the one that counts"""


def same_run(one: Extent, other: Extent) -> bool:
    """Whether both recordings cover the same time and way, also when one was written with another zone's clock."""
    return _alike(one, other) and (_overlap(one, other) >= limit("same", "overlap") or _shifted(one, other))


def _alike(one: Extent, other: Extent) -> bool:
    if one.distance_m is None or other.distance_m is None or min(one.distance_m, other.distance_m) <= 0:
        return True
    longer, shorter = max(one.distance_m, other.distance_m), min(one.distance_m, other.distance_m)
    return longer / shorter <= limit("same", "distance_ratio")


def _overlap(one: Extent, other: Extent) -> float:
    """Share of the shorter recording that lies within the other."""
    first, last = max(one.started_at, other.started_at), min(_end(one), _end(other))
    shorter = min(one.elapsed_s, other.elapsed_s)
    return (last - first).total_seconds() / shorter if shorter > 0 else 0.0


def _end(one: Extent) -> datetime:
    return one.started_at + timedelta(seconds=one.elapsed_s)


def _shifted(one: Extent, other: Extent) -> bool:
    """The same length and way to the second, whole quarters of an hour apart: a clock of another zone."""
    apart = abs((one.started_at - other.started_at).total_seconds())
    rest = min(apart % QUARTER_S, QUARTER_S - apart % QUARTER_S)
    zone = QUARTER_S <= apart <= 3600 * limit("same", "zone_h") and rest <= limit("same", "zone_s")
    alike = abs(one.elapsed_s - other.elapsed_s) <= limit("same", "zone_s")
    way = one.distance_m is not None and other.distance_m is not None
    close = way and abs((one.distance_m or 0) - (other.distance_m or 0)) <= limit("same", "zone_m")
    return zone and alike and close


def better(one: Extent, other: Extent) -> bool:
    """Whether the first of two recordings of one run tells more than the second."""
    return (one.signals, one.elapsed_s) >= (other.signals, other.elapsed_s)
