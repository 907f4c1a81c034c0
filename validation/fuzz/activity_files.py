"""Activity files made by code: FIT messages byte by byte, GPX and TCX as text."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
START = datetime(2024, 5, 3, 6, 0, tzinfo=UTC)
WIDTH = {0x00: "B", 0x02: "B", 0x83: "h", 0x84: "H", 0x85: "i", 0x86: "I"}
ENUM, UINT8, SINT16, UINT16, SINT32, UINT32 = 0x00, 0x02, 0x83, 0x84, 0x85, 0x86

RECORD = (20, ((253, UINT32), (5, UINT32), (78, UINT32), (4, UINT8), (53, UINT8), (41, UINT16)))
SESSION = (18, ((253, UINT32), (2, UINT32), (5, ENUM), (6, ENUM), (8, UINT32), (9, UINT32)))
EVENT = (21, ((253, UINT32), (0, ENUM), (1, ENUM)))


def stamp(when: datetime) -> int:
    """Seconds as FIT counts them."""
    return int((when - EPOCH).total_seconds())


def definition(local: int, number: int, fields: Sequence[tuple[int, int]], *, big: bool = False) -> bytes:
    told = b"".join(bytes((field, struct.calcsize(WIDTH[base]), base)) for field, base in fields)
    return bytes((0x40 | local, 0, big)) + struct.pack(">H" if big else "<H", number) + bytes((len(fields),)) + told


def message(local: int, fields: Sequence[tuple[int, int]], values: Sequence[int], *, big: bool = False) -> bytes:
    return bytes((local,)) + struct.pack((">" if big else "<") + "".join(WIDTH[base] for _, base in fields), *values)


def fit(body: bytes, *, told: int | None = None) -> bytes:
    """A file around messages; ``told`` is the length in its head if it lies."""
    size = len(body) if told is None else told
    return struct.pack("<BBHI4sH", 14, 0x10, 2100, size, b".FIT", 0) + body + b"\0\0"


def run_fit(
    seconds: Iterable[int] = range(0, 601),
    *,
    speed: float = 3.0,
    start: datetime = START,
    altitude: float = 100.0,
    cadence: int = 82,
    half: int = 64,
    sub_sport: int = 0,
    pauses: Sequence[tuple[int, int]] = (),
    big: bool = False,
) -> bytes:
    """A steady run in one FIT file."""
    seconds = list(seconds)
    number, fields = RECORD
    body = definition(0, number, fields, big=big)
    for second in seconds:
        when = stamp(start) + second
        values = (when, round(100 * speed * second), round((altitude + 500) * 5), cadence, half, 2500)
        body += message(0, fields, values, big=big)
    for begin, end in pauses:
        body += definition(1, *EVENT) + message(1, EVENT[1], (stamp(start) + begin, 0, 4))
        body += message(1, EVENT[1], (stamp(start) + end, 0, 0))
    last = stamp(start) + seconds[-1]
    body += definition(2, *SESSION)
    told = (last, stamp(start), 1, sub_sport, 1000 * seconds[-1], round(100 * speed * seconds[-1]))
    return fit(body + message(2, SESSION[1], told))


def gpx(points: Iterable[tuple[float, float, float | None, float | None]], *, start: datetime = START) -> bytes:
    """A track: latitude, longitude, altitude, seconds of each point."""
    rows = []
    for lat, lon, height, second in points:
        told = "" if height is None else f"<ele>{height}</ele>"
        if second is not None:
            told += f"<time>{(start + timedelta(seconds=second)).strftime('%Y-%m-%dT%H:%M:%SZ')}</time>"
        rows.append(f'<trkpt lat="{lat}" lon="{lon}">{told}</trkpt>')
    body = "".join(rows)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gpx creator="drawn" version="1.1" '
        'xmlns="http://www.topografix.com/GPX/1/1"><trk><type>running</type>'
        f"<trkseg>{body}</trkseg></trk></gpx>"
    ).encode()


def north(metres: float) -> float:
    """Degrees of latitude for metres."""
    return metres / 111_194.93


def tcx(samples: Iterable[tuple[float, float, int]], *, start: datetime = START) -> bytes:
    """A treadmill run: seconds, metres, one foot's steps a minute."""
    rows = "".join(
        f"<Trackpoint><Time>{(start + timedelta(seconds=second)).isoformat()}</Time>"
        f"<DistanceMeters>{metres}</DistanceMeters><HeartRateBpm><Value>140</Value></HeartRateBpm>"
        f"<Extensions><TPX><RunCadence>{cadence}</RunCadence></TPX></Extensions></Trackpoint>"
        for second, metres, cadence in samples
    )
    return (
        '<?xml version="1.0"?><TrainingCenterDatabase><Activities><Activity Sport="Running"><Lap><Track>'
        f"{rows}</Track></Lap></Activity></Activities></TrainingCenterDatabase>"
    ).encode()
