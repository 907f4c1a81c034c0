"""Tables of DeepLabCut and of SLEAP (CSV) -> Track."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from gaitcue.pose.formats.keypoint_track import track_of_people
from gaitcue.pose.formats.names import our_name
from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import UnusableInput

MOST_BYTES = 500_000_000
MOST_COLUMNS = 5_000
NO_RATE = "does not hold the frame rate; pass --capture-fps"


def load_csv(path: Path, fps: float | None = None, person: int | None = None) -> xr.Dataset:
    """Read a CSV of DeepLabCut (three or four head rows) or of SLEAP (one row an instance).

    Raises
    ------
    UnusableInput
        neither of the two, no frame rate, nobody in view
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise UnusableInput(f"{path.name}: too large for a table of keypoints")
        with path.open(encoding="utf-8-sig", newline="", errors="replace") as file:
            rows = [row for row in csv.reader(file) if row]
    except (OSError, csv.Error) as error:
        raise UnusableInput(f"{path.name}: not a readable table; export the keypoints again") from error
    head = rows[0] if rows else []
    if not 3 <= len(head) <= MOST_COLUMNS:
        raise UnusableInput(f"{path.name}: not a table of keypoints of DeepLabCut or SLEAP")
    try:
        if head[0].strip() == "scorer":
            return _deeplabcut(path, rows, fps, person)
        if "frame_idx" in head:
            return _sleap(path, rows, fps, person)
    except (ValueError, LookupError, OverflowError) as error:
        raise UnusableInput(f"{path.name}: its cells are not those of a table of keypoints; export it again") from error
    raise UnusableInput(f"{path.name}: not a table of keypoints of DeepLabCut or SLEAP")


def rate_of(path: Path, fps: float | None) -> float:
    """The frame rate that was told; such a file holds none."""
    if fps is None:
        raise UnusableInput(f"{path.name} {NO_RATE}")
    return fps


def _deeplabcut(path: Path, rows: list[list[str]], fps: float | None, person: int | None) -> xr.Dataset:
    """Head rows: scorer, (individuals,) bodyparts, coords; then a row a frame."""
    heads = {row[0].strip(): row[1:] for row in rows[:4]}
    coords, parts = heads.get("coords", []), heads.get("bodyparts", [])
    whose = heads.get("individuals", [""] * len(parts))
    first = list(row[0].strip() for row in rows[:4]).index("coords") + 1
    table = np.array([[_number(cell) for cell in row[1 : 1 + len(parts)]] for row in rows[first:]], float)
    frame = np.array([int(float(row[0])) for row in rows[first:]], np.int64)
    return track_of_columns(path, table, list(zip(whose, parts, coords, strict=True)), frame, fps, person, "DeepLabCut")


def track_of_columns(
    path: Path,
    table: Array,
    columns: Sequence[tuple[str, str, str]],
    frame: NDArray[np.int64],
    fps: float | None,
    person: int | None,
    form: str,
) -> xr.Dataset:
    """A Track from a table (frames, columns) whose columns are (individual, point, x or y or likelihood)."""
    rate = rate_of(path, fps)
    names = list(dict.fromkeys(point for _, point, _ in columns))
    people = list(dict.fromkeys(who for who, _, _ in columns))
    values = np.full((len(table), len(people), len(names), 3), np.nan)
    axis = {"x": 0, "y": 1, "likelihood": 2}
    for column, (who, point, coord) in enumerate(columns):
        values[:, people.index(who), names.index(point), axis[coord]] = table[:, column]
    return track_of_people(
        [[each for each in moment if np.isfinite(each[:, :2]).any()] for moment in values],
        [our_name(name) for name in names],
        (frame - frame[:1]) / rate,
        frame,
        path,
        form=form,
        person=person,
    )


def _sleap(path: Path, rows: list[list[str]], fps: float | None, person: int | None) -> xr.Dataset:
    """Columns: track, frame_idx, instance.score, then NAME.x, NAME.y, NAME.score of every node."""
    rate, head = rate_of(path, fps), [cell.strip() for cell in rows[0]]
    names = [cell.removesuffix(".x") for cell in head if cell.endswith(".x")]
    where = [[head.index(f"{name}.{part}") for part in ("x", "y", "score")] for name in names]
    at = head.index("frame_idx")
    numbers = [int(float(row[at])) for row in rows[1:]]
    first, last = min(numbers), max(numbers)
    if not 0 <= last - first <= 10 * len(numbers) + 1000:
        raise ValueError("frames far apart")
    people: list[list[Array]] = [[] for _ in range(last - first + 1)]
    for number, row in zip(numbers, rows[1:], strict=True):
        people[number - first].append(np.array([[_number(row[c]) for c in columns] for columns in where], float))
    frame = np.arange(first, last + 1)
    ours = [our_name(name) for name in names]
    return track_of_people(people, ours, (frame - first) / rate, frame, path, form="SLEAP", person=person)


def _number(cell: str) -> float:
    return float(cell) if cell.strip() else float("nan")
