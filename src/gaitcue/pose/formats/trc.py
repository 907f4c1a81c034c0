"""TRC files (tab-separated marker positions of motion-capture programs)."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from gaitcue.pose.formats.marker_trial import SAME_RATE, MarkerTrial, make_trial
from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Note, note

AXES = ("X", "Y", "Z")
MS_PER_S = 1000.0
MOST_BYTES = 1 << 30


def read_trc(path: Path) -> MarkerTrial:
    """Markers of a TRC file.

    Raises
    ------
    UnusableInput
        the header or the table is not that of a TRC file
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnusableInput(f"{path.name}: larger than a gigabyte; cut the run out of it")
        # programs differ in the blank lines that they put into the head, and some leave out the line of X1, Y1, Z1
        lines = [line for line in path.read_text(encoding="utf-8-sig", errors="replace").splitlines() if line.strip()]
        fields, values = lines[1].split("\t"), lines[2].split("\t")
        header = {name.strip(): value.strip() for name, value in zip(fields, values, strict=False)}
        names = [name.strip() for name in lines[3].split("\t")[2:] if name.strip()]
        table_from = 5 if lines[4].strip()[:1] in AXES else 4
        rows = [_numbers(line, 2 + 3 * len(names)) for line in lines[table_from:]]
        table = np.array(rows, float).reshape(-1, 2 + 3 * len(names))
        unit = header.get("Units")
    except (IndexError, KeyError, ValueError, OSError) as error:
        raise UnusableInput(f"{path.name}: not a readable TRC file; export the trial again as TRC") from error
    position = table[:, 2:].reshape(len(table), len(names), 3)
    time_s, notes = _times(path, table[:, 1], header.get("DataRate", ""))
    return make_trial(path, names, position, time_s, unit, (*notes, *_missing(path, len(table), header)))


def _missing(path: Path, count: int, header: dict[str, str]) -> tuple[Note, ...]:
    """Said where the file holds fewer frames than its head promises: it was cut off, or the head was not kept."""
    promised = _number(header.get("NumFrames", ""))
    if promised <= count:
        return ()
    return (note("frames_fewer_than_told", "warning", count, file=path.name, frames=count, told=int(promised)),)


def _times(path: Path, stamps: Array, told: str) -> tuple[Array, tuple[Note, ...]]:
    """Times from the header's rate where the stamps are that rate, only rounded; else the stamps as they are."""
    rate = _number(told)
    even = np.arange(len(stamps)) / rate if rate > 0 else None
    if even is None or len(stamps) < 2:
        return stamps - stamps[:1], ()
    since = stamps - stamps[0]
    span = float(since[-1])
    if not np.isfinite(since).all() or not span > 0 or abs(even[-1] / span - 1) > SAME_RATE:
        return _contradiction(path, since, even, rate)
    rounded = bool(np.abs(since - even).max() <= 1.0 / rate)
    return (even if rounded else since), ()


def _contradiction(path: Path, since: Array, even: Array, rate: float) -> tuple[Array, tuple[Note, ...]]:
    """The stamps where they increase, because they are what was recorded; else the header's rate."""
    steps = np.diff(since)
    if np.isfinite(steps).all() and (steps > 0).all():
        found = 1 / float(np.median(steps))
        if abs(MS_PER_S * found / rate - 1) <= SAME_RATE:
            return since / MS_PER_S, ()
        if abs(found / rate - 1) <= SAME_RATE:  # a recording with gaps
            return since, ()
        return since, (note("rate_contradiction", "warning", found, file=path.name, told_hz=rate, found_hz=found),)
    return even, (note("times_unusable", "warning", rate, file=path.name, told_hz=rate),)


def _numbers(line: str, count: int) -> list[float]:
    """The row's cells as numbers, with a point or a comma before the decimals; an empty cell is a lost marker."""
    cells = line.rstrip("\n").replace(",", ".").split("\t")[:count]
    cells += [""] * (count - len(cells))
    return [float(cell) if cell.strip() else float("nan") for cell in cells]


def _number(text: str) -> float:
    """0 when it is none."""
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        return 0.0
    return value if np.isfinite(value) and 0 < value < 1e5 else 0.0
