"""The output contract: an Analysis on disk and back."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from gaitcue.compare import Change, CurveChange, Occasion, compare
from gaitcue.terms.advice import Reason
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.names import printable
from gaitcue.terms.plain_files import load_text
from gaitcue.terms.records import Analysis, Clip, Note, Parts, Stride, StrideValue, Summary, View, note
from gaitcue.terms.track import in_present_names
from gaitcue.work.contract import ANALYSIS, LARGEST_BYTES, StrideRows, clip_facts, read_raw, read_record
from gaitcue.work.folders.reading import read_whole
from gaitcue.work.folders.written import listed_for

DONE = "analysis.json"
RAW, STANDING = "track_raw.nc", "standing_raw.nc"
TRACK_SHAPES = {
    "position": ("time", "space", "keypoint", "individual"),
    "confidence": ("time", "keypoint", "individual"),
}
VIEW_NAMES = {
    "px_per_m": "units_per_m",
    "px_per_m_half_width": "units_per_m_half_width",
    "leg_segments": "thigh_shank_length",  # as results of the first versions name it
}
BROKEN_NETCDF = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, MemoryError, OSError, RecursionError,
    RuntimeError, TypeError, ValueError,
)  # fmt: skip
"""what scipy's and xarray's netCDF reader raises on damaged files"""


def write_result(analysis: Analysis, folder: Path) -> None:
    """Write analysis.json, strides.csv, track.nc and the raw Tracks into an existing folder.

    track.nc is netCDF 3 by xarray's scipy engine; analysis.json goes last, as the mark of a whole result.
    """
    write_strides(analysis.values, folder / "strides.csv")
    write_track(analysis.track, folder / "track.nc")
    for raw, name in ((analysis.raw, RAW), (analysis.raw_standing, STANDING)):
        if raw is not None:
            write_track(raw, folder / name)
    text = json.dumps(to_json(analysis), indent=1, ensure_ascii=False, allow_nan=False)
    (folder / DONE).write_text(text, encoding="utf-8")


def write_strides(values: tuple[StrideValue, ...], file: Path) -> None:
    from gaitcue.report.wording.sentences import why

    columns = [f.name for f in fields(StrideValue) if f.name not in ("reason", "reasons")]
    said: dict[tuple[int, str | None], str | None] = {}  # the strides of a measure share their reasons
    with file.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.writer(handle)
        writer.writerow([*columns, "reason"])
        for value in values:
            key = (id(value.reasons), value.reason)
            if key not in said:
                said[key] = why(value) or None
            writer.writerow([*(getattr(value, name) for name in columns), said[key]])


def write_track(track: xr.Dataset, file: Path) -> None:
    """netCDF attributes hold only plain values, so the log and other records are stored as JSON text."""
    plain = {k: v if isinstance(v, str | int | float) else json.dumps(v) for k, v in track.attrs.items()}
    track.assign_attrs(plain).to_netcdf(file, engine="scipy")


def read_track(file: Path) -> xr.Dataset:
    """The Track of a result.

    Raises
    ------
    UnusableInput : no netCDF, or none that holds a Track
    """
    if not file.exists():
        raise FileNotFoundError(None, None, str(file))
    try:
        with xr.open_dataset(file, engine="scipy") as stored:
            track = in_present_names(stored.load())
        track = track.assign_attrs({k: from_text(v) for k, v in track.attrs.items()})
    except BROKEN_NETCDF as error:
        raise UnusableInput(f"{file} cannot be read ({type(error).__name__}); {ANALYSIS.again}") from None
    if not is_track(track):
        raise UnusableInput(f"{file} holds no Track; {ANALYSIS.again}")
    return track


def is_track(track: xr.Dataset) -> bool:
    """Does it have the variables, coordinates and attributes that every Track has?"""
    whole = all(name in track and track[name].dims == dims for name, dims in TRACK_SHAPES.items())
    named = {"time", "space", "keypoint", "frame"} <= set(track.coords) and track.attrs.get("units") in ("px", "m")
    return whole and named and track.sizes["time"] > 0


def from_text(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("[", "{"):
        return json.loads(value)
    return value


def to_json(analysis: Analysis) -> dict[str, Any]:
    """The content of analysis.json: missing is null, never NaN."""
    content: dict[str, Any] = plain(
        {
            "schema": ANALYSIS.schema,
            "clip": clip_json(analysis.clip) or {"file": analysis.source.name},
            "conditions": asdict(analysis.conditions),
            "view": view_json(analysis.view, str(analysis.track.attrs["units"])),
            "quality": [note_json(n) for n in analysis.quality],
            "events": [asdict(e) for e in analysis.events],
            "strides": [with_reason(s) for s in analysis.strides],
            "measures": [with_reason(m) for m in analysis.measures],
            "parts": parts_json(analysis.parts),
            "findings": [asdict(f) for f in analysis.findings],
            "advice": asdict(analysis.advice) if analysis.advice else None,
            "provenance": analysis.provenance,
        }
    )
    return content


def parts_json(parts: Parts | None) -> dict[str, Any] | None:
    if parts is None:
        return None
    found = compare([parts.before, parts.after], occasion=Occasion(same_session=True, same_camera=True))
    return {"at_s": parts.at_s, "changes": [with_reason(change) for change in found.changes]}


def with_reason(row: Stride | StrideValue | Summary | Change | CurveChange) -> dict[str, Any]:
    """A readable reason stands beside the codes."""
    from gaitcue.report.wording.sentences import why

    return asdict(row) | {"reason": why(row) or None}


def note_json(note: Note) -> dict[str, Any]:
    """A readable sentence stands beside code and values."""
    from gaitcue.report.wording.sentences import note_text

    return asdict(note) | {"text": note_text(note)}


def clip_json(clip: Clip | None) -> dict[str, Any] | None:
    if clip is None:
        return None
    kept = {f.name: getattr(clip, f.name) for f in fields(clip) if f.name not in ("path", "time_s", "notes")}
    duration_s = float(clip.time_s[-1] - clip.time_s[0]) if clip.frames else 0.0
    return {"file": clip.path.name, "frames": clip.frames, "duration_s": round(duration_s, 4), **kept}


def view_json(view: View, units: str) -> dict[str, Any]:
    px = units == "px"
    row = asdict(view) | {"sources": {name: source_json(source) for name, source in view.sources.items()}}
    row["remarks"] = sorted(view.remarks)
    row["px_per_m"] = row.pop("units_per_m") if px else None
    row["px_per_m_half_width"] = row.pop("units_per_m_half_width") if px else None
    return {k: v for k, v in row.items() if not k.startswith("units_per_m")}


def source_json(source: Reason) -> dict[str, Any]:
    from gaitcue.report.wording.sentences import source_text

    return asdict(source) | {"text": source_text(source)}


def plain(value: Any) -> Any:
    """Only what JSON knows: numpy unwrapped, times rounded to a microsecond, not-a-number to null, paths to names."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return plain_numbers(value) if value.dtype.kind == "f" else [plain(v) for v in value.tolist()]
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return round(float(value), 6) if np.isfinite(value) else None
    if isinstance(value, Path):
        return printable(value.name)
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def plain_numbers(values: np.ndarray[Any, Any]) -> Any:
    """As ``plain``, for thousands of numbers at once."""
    rounded = np.round(values, 6)
    if np.isfinite(rounded).all():
        return rounded.tolist()
    missing = rounded.astype(object)
    missing[~np.isfinite(rounded)] = None
    return missing.tolist()


def read_result(folder: Path) -> Analysis:
    """Read a finished analysis back; its curves are left empty, they follow from the track.

    Raises
    ------
    UnusableInput : the folder holds no analysis, one of another version, or one that cannot be read.
    """
    if not folder.exists():
        raise UnusableInput(f"{folder} does not exist; check the path")
    return read_whole(folder, lambda: _read_files(folder))


def _read_files(folder: Path) -> Analysis:
    try:
        raw = read_raw(folder / DONE, ANALYSIS)
        track = read_track(folder / "track.nc")
        values = read_strides(folder / "strides.csv")
    except FileNotFoundError as error:
        raise UnusableInput(
            f"{folder} holds no finished analysis (no {Path(error.filename or '').name}); run gaitcue analyze first"
        ) from None
    analysis = from_json(raw, track, values, folder)
    check_one_run(analysis, folder)
    return replace(analysis, quality=(*analysis.quality, *unlisted(folder)))


def unlisted(folder: Path) -> tuple[Note, ...]:
    """Said of a result whose list of files went: whether they are as they were written cannot be seen any more."""
    return () if listed_for(folder) else (note("result_unlisted", "serious", result=printable(folder.name)),)


def check_one_run(analysis: Analysis, folder: Path) -> None:
    """Files without a list (of earlier versions, or whose list went) still have to tell of one run.

    Raises
    ------
    UnusableInput : values of strides, but no measure
    """
    if analysis.values and not analysis.measures:
        raise UnusableInput(
            f"{folder / DONE} and strides.csv are not of one run (one has values, the other no measures); "
            f"{ANALYSIS.again}"
        )


def read_strides(file: Path) -> tuple[StrideValue, ...]:
    """The rows of strides.csv.

    Raises
    ------
    UnusableInput : a row that is none
    """
    from gaitcue.terms.typed import validate

    text = load_text(file, "strides of an analysis", most_bytes=LARGEST_BYTES, error=UnusableInput)
    try:
        rows = [stride_cells(row) for row in csv.DictReader(text.splitlines())]
    except (csv.Error, ValueError, KeyError) as error:
        raise UnusableInput(f"{file}: a row is no stride ({error}); {ANALYSIS.again}") from None
    return validate({"rows": rows}, StrideRows, str(file), None, UnusableInput).rows


def stride_cells(row: dict[str, str]) -> dict[str, Any]:
    """One line of strides.csv; an empty cell is missing."""
    told: dict[str, Any] = {str(name): text or None for name, text in row.items()}
    return told | {"stride": int(row["stride"]), "value": float(row["value"]) if row["value"] else None}


def from_json(raw: dict[str, Any], track: xr.Dataset, values: tuple[StrideValue, ...], folder: Path) -> Analysis:
    where = str(folder / DONE)
    told = read_record(with_track_units(raw, where), ANALYSIS, where)
    clip_facts(told.clip, where)
    in_metres = replace(told.view, units_per_m=1.0, units_per_m_half_width=0.0)
    return Analysis(
        clip=None,
        source=folder,
        conditions=told.conditions,
        view=in_metres if track.attrs["units"] == "m" else told.view,
        quality=told.quality,
        events=told.events,
        strides=told.strides,
        values=values,
        measures=told.measures,
        curves=(),
        track=track,
        findings=told.findings,
        advice=told.advice,
        provenance=told.provenance | {"clip": told.clip},
    )


def with_track_units(raw: dict[str, Any], where: str) -> dict[str, Any]:
    """The scale by its name inside the program, where it may also be metres."""
    view = raw.get("view")
    if not isinstance(view, dict) or not {"px_per_m", "px_per_m_half_width"} <= view.keys():
        raise UnusableInput(f"{where}: view has no px_per_m; {ANALYSIS.again}")
    named = {VIEW_NAMES.get(name, name): value for name, value in view.items()}
    sources = view.get("sources")
    if isinstance(sources, dict):
        named["sources"] = {name: source_codes(told) for name, told in sources.items()}
    return raw | {"view": named}


def source_codes(told: Any) -> Any:
    """How a field was found, as it was written: a code with its values, or (earlier results) a sentence."""
    if isinstance(told, str):
        return {"code": "as_written", "values": {"text": told}}
    return {name: value for name, value in told.items() if name != "text"} if isinstance(told, dict) else told
