"""GPX and TCX files: points with their times, read as a stream, without what XML can hide in a file.

A file's schema is not checked: apps write all kinds; what is read is told by the local names of elements.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final, Literal

import numpy as np

from gaitcue.care.activity.policy import limit
from gaitcue.care.activity.recording import Recording, only, ordered, steps_per_min
from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import UnusableInput

Point = dict[str, float]

_IN_POINT: Final[Mapping[str, tuple[str, float]]] = {
    # local name of an element -> signal, factor
    "ele": ("altitude_m", 1.0),
    "AltitudeMeters": ("altitude_m", 1.0),
    "DistanceMeters": ("distance_m", 1.0),
    "distance": ("distance_m", 1.0),
    "speed": ("speed_mps", 1.0),
    "Speed": ("speed_mps", 1.0),
    "cad": ("cadence", 1.0),
    "cadence": ("cadence", 1.0),
    "Cadence": ("cadence", 1.0),
    "RunCadence": ("cadence", 1.0),
    "hr": ("heart_rate_bpm", 1.0),
    "heartrate": ("heart_rate_bpm", 1.0),
    "HeartRateBpm": ("heart_rate_bpm", 1.0),
    "Value": ("heart_rate_bpm", 1.0),
    "LatitudeDegrees": ("latitude_deg", 1.0),
    "LongitudeDegrees": ("longitude_deg", 1.0),
    "GroundContactTime": ("contact_ms", 1.0),
    "VerticalOscillation": ("oscillation_cm", 0.1),
}
_POINTS: Final = ("trkpt", "Trackpoint")
_TIMES: Final = ("time", "Time")


@dataclass(slots=True)
class _Track:
    """One activity of a file while it is read."""

    sport: str = ""
    when: list[float] = field(default_factory=list)
    """seconds of universal time"""
    points: list[Point] = field(default_factory=list)


def read_track(data: bytes, source: Literal["gpx", "tcx"]) -> tuple[Recording, ...]:
    """The activities of a GPX or TCX file.

    Raises
    ------
    UnusableInput : no XML, entities that a file of this kind does not need, no points with a time
    """
    tracks = [track for track in _tracks(data) if len(track.when) >= 2]
    if not tracks:
        raise UnusableInput("it holds no points with a time: a plan or a route is no run")
    device = _device(data)
    return tuple(ordered(_recording(track, source, device)) for track in tracks)


def _tracks(data: bytes) -> list[_Track]:
    from xml.etree.ElementTree import ParseError

    from defusedxml.common import DefusedXmlException

    found: list[_Track] = []
    try:
        for name, element in _elements(data):
            _take(found, name, element)
    except DefusedXmlException:
        raise UnusableInput("it declares XML entities, which no run needs: export it again") from None
    except (ParseError, ValueError, LookupError) as problem:
        if not any(track.when for track in found):
            raise UnusableInput(f"it is no readable XML: {str(problem).splitlines()[0]}") from None
    return found


def _elements(data: bytes) -> Iterator[tuple[str, Any]]:
    """Each element as it ends, by its local name; what was read is let go."""
    from defusedxml.ElementTree import iterparse

    open_elements: list[Any] = []
    for event, element in iterparse(io.BytesIO(data), events=("start", "end"), forbid_dtd=True):
        if event == "start":
            open_elements.append(element)
            if _local(element) in ("trk", "Activity"):
                yield "begin " + _local(element), element
            continue
        open_elements.pop()
        name = _local(element)
        yield name, element
        if name in _POINTS and open_elements:
            open_elements[-1].remove(element)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _take(found: list[_Track], name: str, element: Any) -> None:
    """Add what an element tells."""
    if name in ("begin trk", "begin Activity"):
        found.append(_Track(sport=element.get("Sport", "").lower()))
    elif name == "type" and found and not found[-1].points:
        found[-1].sport = (element.text or "").strip().lower()
    elif name in _POINTS and found:
        _add_point(found[-1], element)


def _add_point(track: _Track, element: Any) -> None:
    point: Point = {}
    when = None
    for part in element.iter():
        name = _local(part)
        if name in _TIMES:
            when = _seconds((part.text or "").strip())
        elif name in _IN_POINT:
            signal, factor = _IN_POINT[name]
            value = _number(part.text)
            if value is not None:
                point[signal] = value * factor
    for signal, attribute in (("latitude_deg", "lat"), ("longitude_deg", "lon")):
        value = _number(element.get(attribute))
        if value is not None:
            point[signal] = value
    if when is None:
        return
    if len(track.when) >= limit("file", "most_samples"):
        raise UnusableInput(f"it holds more than {len(track.when)} points, more than a run has")
    track.when.append(when)
    track.points.append(point)


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if np.isfinite(value) else None


def _seconds(text: str) -> float | None:
    """Seconds of universal time; a time without a zone is taken as universal, as the formats say."""
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return when.timestamp() if 1980 <= when.year <= 2200 else None


def _recording(track: _Track, source: Literal["gpx", "tcx"], device: str) -> Recording:
    signals: dict[str, Array] = {
        name: np.array([point.get(name, np.nan) for point in track.points])
        for name in dict.fromkeys(name for point in track.points for name in point)
    }
    if "cadence" in signals:
        signals["cadence_spm"] = steps_per_min(signals.pop("cadence"))
    when = np.array(track.when)
    zero = float(when.min())
    place = signals.get("latitude_deg")
    return Recording(
        source=source,
        started_at=datetime.fromtimestamp(zero, UTC),
        t_s=when - zero,
        signals=only(signals.items()),
        sport=SPORTS.get(track.sport, track.sport or ""),
        indoor=place is None or not np.isfinite(place).any(),
        device=device,
    )


SPORTS: Final = {"running": "running", "run": "running", "9": "running", "trail_running": "running",
                 "treadmill_running": "running", "walking": "walking", "biking": "cycling"}  # fmt: skip
"""how apps call it"""


def _device(data: bytes) -> str:
    """The app or watch that wrote the file, as its first lines tell."""
    head = data[:2000].decode("utf-8", "replace")
    _, _, rest = head.partition('creator="')
    return rest.partition('"')[0].strip()[:60] if rest else ""
