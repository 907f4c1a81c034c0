"""FIT files: messages are gathered by definition and decoded column by column.

Decoding each value by itself takes a library about 0.1 ms a sample, minutes for a few years of runs; here a file of two
hours takes some 20 ms. Values are held against such a library in the tests.

Layout by the public FIT protocol; field numbers by FITrec and FITnum.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from gaitcue.care.activity.policy import limit
from gaitcue.care.activity.recording import Recording, only, ordered, steps_per_min
from gaitcue.terms.arrays import Array, Bytes, Mask
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Note, note

EPOCH: Final = datetime(1989, 12, 31, tzinfo=UTC)
CLOCK_SET: Final = 0x10000000
"""a smaller time counts from when the device was switched on"""
TIMESTAMP: Final = 253
SESSION, RECORD, EVENT, ACTIVITY, FILE_ID, FIELD_DESCRIPTION = 18, 20, 21, 34, 0, 206
SPORTS: Final = {0: "generic", 1: "running", 2: "cycling", 5: "swimming", 11: "walking", 17: "hiking"}
INDOOR: Final = frozenset({1, 45})
"""sub-sports: treadmill, indoor running"""
MAKERS: Final = {1: "Garmin", 13: "Dynastream", 15: "Dynastream", 23: "Suunto", 32: "Wahoo", 95: "Stryd", 123: "Polar",
                 265: "Strava", 294: "Coros"}  # fmt: skip

_TYPES: Final = {
    0: "u1", 1: "i1", 2: "u1", 0x83: "i2", 0x84: "u2", 0x85: "i4", 0x86: "u4", 0x88: "f4", 0x89: "f8",
    0x0A: "u1", 0x8B: "u2", 0x8C: "u4", 0x0D: "u1", 0x8E: "i8", 0x8F: "u8", 0x90: "u8",
}  # fmt: skip
_ZERO_IS_NOTHING: Final = frozenset({0x0A, 0x8B, 0x8C, 0x90})

_COLUMNS: Final[dict[str, tuple[tuple[int, float, float], ...]]] = {
    # signal: field numbers in order of preference, each with factor and offset (FITrec)
    "distance_m": ((5, 0.01, 0.0),),
    "speed_mps": ((73, 0.001, 0.0), (6, 0.001, 0.0)),
    "altitude_m": ((78, 0.2, -500.0), (2, 0.2, -500.0)),
    "latitude_deg": ((0, 180 / 2**31, 0.0),),
    "longitude_deg": ((1, 180 / 2**31, 0.0),),
    "contact_ms": ((41, 0.1, 0.0),),
    "oscillation_cm": ((39, 0.01, 0.0),),
    "balance_left_pct": ((84, 0.01, 0.0),),
    "heart_rate_bpm": ((3, 1.0, 0.0),),
}
_BY_MAKERS_NAME: Final = {"Ground Time": ("contact_ms", 1.0), "Vertical Oscillation": ("oscillation_cm", 1.0)}
"""fields that a foot pod adds: name -> signal, factor"""


@dataclass(slots=True)
class _Definition:
    """Layout of a kind of message: where each field lies, and its messages."""

    number: int
    big_endian: bool
    fields: dict[int, tuple[int, int, int]]
    """field number -> offset, size, base type"""
    added: dict[tuple[int, int], tuple[int, int]]
    """(developer index, field number) -> offset, size"""
    size: int
    at: list[int] = field(default_factory=list)
    when: list[int] = field(default_factory=list)
    """time stamp as of each message: its own, or by the compressed header"""


def read_fit(data: bytes) -> tuple[Recording, ...]:
    """The runs and other activities in a FIT file, in order of time.

    Raises
    ------
    UnusableInput : no FIT file, or one without samples
    """
    definitions, notes = _messages(data)
    by_number = _Messages(np.frombuffer(data, dtype=np.uint8), definitions)
    records = _records(by_number)
    if records is None:
        raise UnusableInput("it is a FIT file without samples of a run: a course, workout or settings file")
    when, signals = records
    if when.size > limit("file", "most_samples"):
        raise UnusableInput(f"it holds {when.size} samples, more than a run has")
    return tuple(_sessions(by_number, when, signals, notes))


def _messages(data: bytes) -> tuple[list[_Definition], tuple[Note, ...]]:
    """Walk the file; what stands behind damage is left out with a note."""
    definitions: list[_Definition] = []
    start, damaged = 0, False
    while start + 12 <= len(data) and data[start + 8 : start + 12] == b".FIT":
        head, size = data[start], struct.unpack_from("<I", data, start + 4)[0]
        end = start + head + size if size else len(data) - 2
        damaged |= not _walk(data, start + head, min(end, len(data)), definitions) or end > len(data)
        start = end + 2
    if not definitions and start == 0:
        raise UnusableInput("it is no FIT file: it lacks the mark .FIT in its head")
    return definitions, ((note("end_damaged", "warning"),) if damaged else ())


def _walk(data: bytes, at: int, end: int, found: list[_Definition]) -> bool:
    """Note where each message lies; whether all of them could be followed to the end."""
    local: dict[int, _Definition] = {}
    clock = 0
    while at < end:
        header = data[at]
        compressed = bool(header & 0x80)
        if not compressed and header & 0x40:
            made = _definition(data, at, end)
            if made is None:
                return False
            local[header & 0x0F], at = made
            found.append(local[header & 0x0F])
            continue
        kind = local.get((header >> 5) & 0x03 if compressed else header & 0x0F)
        if kind is None or at + 1 + kind.size > end:
            return False
        if compressed:
            clock += ((header & 0x1F) - clock) & 0x1F
        elif TIMESTAMP in kind.fields:
            clock = _one(data, at + 1, kind, TIMESTAMP) or clock
        kind.at.append(at + 1)
        kind.when.append(clock)
        at += 1 + kind.size
    return True


def _definition(data: bytes, at: int, end: int) -> tuple[_Definition, int] | None:
    """The layout told at a place, and where it ends."""
    with_added = bool(data[at] & 0x20)
    if at + 6 > end:
        return None
    big = data[at + 2] == 1
    number = struct.unpack_from(">H" if big else "<H", data, at + 3)[0]
    count, at = data[at + 5], at + 6
    if at + 3 * count + with_added > end:
        return None
    told, offset = {}, 0
    for place in range(at, at + 3 * count, 3):
        told[data[place]] = (offset, data[place + 1], data[place + 2])
        offset += data[place + 1]
    at += 3 * count
    added = {}
    if with_added:
        count, at = data[at], at + 1
        if at + 3 * count > end:
            return None
        for place in range(at, at + 3 * count, 3):
            added[(data[place + 2], data[place])] = (offset, data[place + 1])
            offset += data[place + 1]
        at += 3 * count
    return _Definition(number, big, told, added, offset), at


def _one(data: bytes, at: int, kind: _Definition, number: int) -> int | None:
    """One whole number of one message."""
    offset, size, _ = kind.fields[number]
    value = int.from_bytes(data[at + offset : at + offset + size], "big" if kind.big_endian else "little")
    return value if value != (1 << 8 * size) - 1 else None


@dataclass(frozen=True, slots=True)
class _Messages:
    """Columns of messages by number."""

    raw: Bytes
    definitions: list[_Definition]

    def of(self, number: int) -> Iterator[_Definition]:
        return (one for one in self.definitions if one.number == number and one.at)

    def column(self, number: int, field_number: int, place: int = 0) -> Array:
        """A field over all messages of a number, in the order of the file within each layout; NaN where missing.

        ``place`` is the byte to begin at, for fields that hold several values.
        """
        return _joined(self._decoded(one, field_number, place) for one in self.of(number))

    def _decoded(self, kind: _Definition, field_number: int, place: int) -> Array:
        offset, size, base = kind.fields.get(field_number, (0, 0, 0))
        if size <= place:
            return np.full(len(kind.at), np.nan)
        return self._values(kind, offset + place, size - place, base)

    def added(self, number: int, key: tuple[int, int], base: int) -> Array:
        """A field that an app of the maker's added."""

        def decoded(kind: _Definition) -> Array:
            if key not in kind.added:
                return np.full(len(kind.at), np.nan)
            return self._values(kind, *kind.added[key], base)

        return _joined(decoded(one) for one in self.of(number))

    def when(self, number: int) -> Array:
        """Time stamps as of the messages of a number."""
        return _joined(np.array(one.when, dtype=float) for one in self.of(number))

    def text(self, kind: _Definition, row: int, field_number: int) -> str:
        """A text of one message."""
        if field_number not in kind.fields:
            return ""
        offset, size, _ = kind.fields[field_number]
        start = kind.at[row] + offset
        return bytes(self.raw[start : start + size]).split(b"\0")[0].decode("utf-8", "replace")

    def _values(self, kind: _Definition, offset: int, size: int, base: int) -> Array:
        code = _TYPES.get(base, "u1")
        if size < int(code[1:]):  # some devices tell a wide type and write a narrow one
            code = f"u{size}" if size in (1, 2, 4) else ""
        if not code:
            return np.full(len(kind.at), np.nan)
        width = int(code[1:])
        rows = np.asarray(kind.at)[:, None] + np.arange(offset, offset + width)[None, :]
        stored = np.ascontiguousarray(self.raw[rows]).view((">" if kind.big_endian else "<") + code)[:, 0]
        return np.where(_missing(stored, base), np.nan, stored.astype(float))


def _missing(stored: NDArray[Any], base: int) -> Mask:
    if stored.dtype.kind == "f":
        return np.asarray(~np.isfinite(stored), dtype=bool)
    nothing = 0 if base in _ZERO_IS_NOTHING else np.iinfo(stored.dtype).max
    return np.asarray(stored == nothing, dtype=bool)


def _joined(parts: Iterable[Array]) -> Array:
    found = list(parts)
    return np.concatenate(found) if found else np.empty(0)


def _records(told: _Messages) -> tuple[Array, dict[str, Array]] | None:
    """Time stamps and signals of the samples, in order of time."""
    when = told.when(RECORD)
    if when.size < 2:
        return None
    signals = {name: _first(told, choices) for name, choices in _COLUMNS.items()}
    signals["cadence_spm"] = _cadence(told)
    _fill_from_pod(told, signals)
    _fill_compressed(told, signals)
    order = np.argsort(when, kind="stable")
    return when[order], only((name, values[order]) for name, values in signals.items())


def _first(told: _Messages, choices: Sequence[tuple[int, float, float]]) -> Array:
    """The first of several fields that holds a value, in its unit."""
    best = np.full(told.when(RECORD).size, np.nan)
    for number, factor, offset in choices:
        values = told.column(RECORD, number) * factor + offset
        best = np.where(np.isfinite(best), best, values)
    return best


def _cadence(told: _Messages) -> Array:
    """Steps per minute: the fraction is added before one foot's strides are doubled (GC2060)."""
    whole, part = told.column(RECORD, 4), told.column(RECORD, 53) / 128.0
    return steps_per_min(whole + np.nan_to_num(part))


def _fill_from_pod(told: _Messages, signals: dict[str, Array]) -> None:
    """What a foot pod added, where the watch itself has nothing."""
    for kind in told.of(FIELD_DESCRIPTION):
        for row in range(len(kind.at)):
            known = _BY_MAKERS_NAME.get(told.text(kind, row, 3).strip())
            if known is None or not {0, 1, 2} <= kind.fields.keys():
                continue
            index, number, base = (int(told.raw[kind.at[row] + kind.fields[one][0]]) for one in (0, 1, 2))
            name, factor = known
            values = told.added(RECORD, (index, number), base) * factor
            signals[name] = np.where(np.isfinite(signals[name]), signals[name], np.where(values > 0, values, np.nan))


def _fill_compressed(told: _Messages, signals: dict[str, Array]) -> None:
    """Speed and distance packed into three bytes: 12 bits each, the distance rolling over."""
    if np.isfinite(signals["distance_m"]).any():
        return
    low, middle, high = (told.column(RECORD, 8, byte) for byte in range(3))
    there = np.flatnonzero(np.isfinite(low) & np.isfinite(middle) & np.isfinite(high))
    if not there.size:
        return
    lowest, mid, highest = (one[there].astype(int) for one in (low, middle, high))
    signals["speed_mps"][there] = (lowest | (mid & 0x0F) << 8) / 100.0
    rolling = (mid >> 4) | (highest << 4)
    signals["distance_m"][there] = np.concatenate(([0], np.cumsum(np.diff(rolling) & 0x0FFF))) / 16.0


def _sessions(told: _Messages, when: Array, signals: dict[str, Array], notes: tuple[Note, ...]) -> Iterator[Recording]:
    """One recording for each session of the file; the whole file where it tells none."""
    start, end = told.column(SESSION, 2), told.when(SESSION)
    spans = list(zip(start, end, strict=True)) if start.size else []
    rows = list(range(len(spans))) if len(spans) > 1 else [0]
    for row in rows:
        inside = np.ones(when.size, dtype=bool)
        if len(spans) > 1:
            inside = (when >= spans[row][0]) & (when <= spans[row][1])
        if inside.sum() < 2:
            continue
        part = {name: values[inside] for name, values in signals.items()}
        yield ordered(_recording(told, row, when[inside], part, notes))


def _recording(told: _Messages, row: int, when: Array, signals: dict[str, Array], notes: tuple[Note, ...]) -> Recording:
    zero = when[0]
    if "distance_m" in signals:
        signals["distance_m"] = signals["distance_m"] - np.nanmin(signals["distance_m"])
    known = zero >= CLOCK_SET
    made = Recording(
        source="fit",
        started_at=EPOCH + timedelta(seconds=float(zero)) if known else None,
        t_s=when - zero,
        signals=signals,
        sport=_sport(told, row),
        indoor=_at(told.column(SESSION, 6), row) in INDOOR,
        device=MAKERS.get(int(np.nan_to_num(_at(told.column(FILE_ID, 1), 0), nan=-1)), ""),
        utc_offset_s=_utc_offset(told),
        pauses=_pauses(told, zero, when[-1]),
        told=_counted(told, row),
        notes=notes,
    )
    return made if known else replace(made, notes=(*notes, note("clock_not_set", "warning")))


def _sport(told: _Messages, row: int) -> str:
    number = _at(told.column(SESSION, 5), row)
    return "" if np.isnan(number) else SPORTS.get(int(number), "other")


def _counted(told: _Messages, row: int) -> dict[str, float]:
    fields = {"distance_m": (9, 100.0), "timer_s": (8, 1000.0), "ascent_m": (22, 1.0), "descent_m": (23, 1.0)}
    values = {name: _at(told.column(SESSION, number), row) / scale for name, (number, scale) in fields.items()}
    return {name: float(value) for name, value in values.items() if np.isfinite(value)}


def _utc_offset(told: _Messages) -> float | None:
    """Local minus universal time, where the file tells both."""
    local, universal = _at(told.column(ACTIVITY, 5), 0), _at(told.column(ACTIVITY, TIMESTAMP), 0)
    offset = local - universal
    return float(offset) if np.isfinite(offset) and abs(offset) <= 15 * 3600 else None


def _pauses(told: _Messages, zero: float, end: float) -> tuple[tuple[float, float], ...]:
    """Times in which the timer stood."""
    what, how, when = told.column(EVENT, 0), told.column(EVENT, 1), told.when(EVENT)
    pauses, stopped = [], None
    for index in np.argsort(when, kind="stable"):
        if what[index] != 0:
            continue
        if how[index] in (1, 4) and stopped is None:
            stopped = when[index]
        elif how[index] == 0 and stopped is not None:
            pauses.append((float(stopped - zero), float(when[index] - zero)))
            stopped = None
    return tuple(pause for pause in pauses if 0 <= pause[0] < pause[1] <= end - zero)


def _at(values: Array, row: int) -> float:
    return float(values[row]) if row < values.size else np.nan
