"""The output contract: an Analysis on disk and back."""

from __future__ import annotations

import csv
import json
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.names import printable
from gaitcue.terms.records import (
    Advice,
    Analysis,
    Clip,
    Conditions,
    CueOffer,
    Event,
    Finding,
    Note,
    OverrideEntry,
    Stride,
    StrideValue,
    Summary,
    View,
)
from gaitcue.work.folders.merge import settled

SCHEMA = "gaitcue/analysis/1"
DONE = "analysis.json"


def write_result(analysis: Analysis, folder: Path) -> None:
    """Write analysis.json, strides.csv and track.nc into an existing folder.

    track.nc is netCDF 3 by xarray's scipy engine; analysis.json goes last, as the mark of a whole result.
    """
    write_strides(analysis.values, folder / "strides.csv")
    write_track(analysis.track, folder / "track.nc")
    text = json.dumps(to_json(analysis), indent=1, ensure_ascii=False, allow_nan=False)
    (folder / DONE).write_text(text, encoding="utf-8")


def write_strides(values: tuple[StrideValue, ...], file: Path) -> None:
    columns = [f.name for f in fields(StrideValue)]
    with file.open("w", newline="", encoding="utf-8") as handle:
        writer = csv.DictWriter(handle, columns)
        writer.writeheader()
        for value in values:
            writer.writerow({k: "" if v is None else v for k, v in asdict(value).items()})


def write_track(track: xr.Dataset, file: Path) -> None:
    """netCDF attributes hold only plain values, so the log and other records are stored as JSON text."""
    plain = {k: v if isinstance(v, str | int | float) else json.dumps(v) for k, v in track.attrs.items()}
    track.assign_attrs(plain).to_netcdf(file, engine="scipy")


def read_track(file: Path) -> xr.Dataset:
    with xr.open_dataset(file, engine="scipy") as stored:
        track = stored.load()
    return track.assign_attrs({k: from_text(v) for k, v in track.attrs.items()})


def from_text(value: Any) -> Any:
    if isinstance(value, str) and value[:1] in ("[", "{"):
        return json.loads(value)
    return value


def to_json(analysis: Analysis) -> dict[str, Any]:
    """The content of analysis.json: missing is null, never NaN."""
    content: dict[str, Any] = plain(
        {
            "schema": SCHEMA,
            "clip": clip_json(analysis.clip) or {"file": analysis.source.name},
            "conditions": asdict(analysis.conditions),
            "view": view_json(analysis.view, str(analysis.track.attrs["units"])),
            "quality": [asdict(n) for n in analysis.quality],
            "events": [asdict(e) for e in analysis.events],
            "strides": [asdict(s) for s in analysis.strides],
            "measures": [asdict(m) for m in analysis.measures],
            "findings": [asdict(f) for f in analysis.findings],
            "advice": asdict(analysis.advice) if analysis.advice else None,
            "provenance": analysis.provenance,
        }
    )
    return content


def clip_json(clip: Clip | None) -> dict[str, Any] | None:
    if clip is None:
        return None
    kept = {f.name: getattr(clip, f.name) for f in fields(clip) if f.name not in ("path", "time_s", "notes")}
    duration_s = float(clip.time_s[-1] - clip.time_s[0]) if clip.frames else 0.0
    return {"file": clip.path.name, "frames": clip.frames, "duration_s": round(duration_s, 4), **kept}


def view_json(view: View, units: str) -> dict[str, Any]:
    px = units == "px"
    row = asdict(view)
    row["px_per_m"] = row.pop("units_per_m") if px else None
    row["px_per_m_half_width"] = row.pop("units_per_m_half_width") if px else None
    return {k: v for k, v in row.items() if not k.startswith("units_per_m")}


def plain(value: Any) -> Any:
    """Only what JSON knows: numpy values unwrapped, times rounded to a microsecond, not-a-number to null."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, np.ndarray):
        return [plain(v) for v in value.tolist()]
    if isinstance(value, np.bool_):
        return bool(value)
    if isinstance(value, np.integer):
        return int(value)
    if isinstance(value, float | np.floating):
        return round(float(value), 6) if np.isfinite(value) else None
    if isinstance(value, Path):
        return printable(value.name)
    return value.encode("utf-8", "backslashreplace").decode() if isinstance(value, str) else value


def read_result(folder: Path) -> Analysis:
    """Read a finished analysis back; its curves are left empty, they follow from the track.

    Raises
    ------
    UnusableInput : the folder holds no analysis, or one that cannot be read.
    """
    settled(folder)
    try:
        raw = json.loads((folder / DONE).read_text(encoding="utf-8"))
        track = read_track(folder / "track.nc")
        values = read_strides(folder / "strides.csv")
        return from_json(raw, track, values, folder)
    except FileNotFoundError as error:
        raise UnusableInput(
            f"{folder} holds no finished analysis (no {Path(error.filename or '').name}); run gaitcue analyze first"
        ) from None
    except (ValueError, KeyError, TypeError) as error:
        raise UnusableInput(f"the analysis in {folder} cannot be read ({error}); run gaitcue analyze again") from None


def read_strides(file: Path) -> tuple[StrideValue, ...]:
    with file.open(newline="", encoding="utf-8") as handle:
        return tuple(stride_value(row) for row in csv.DictReader(handle))


def stride_value(row: dict[str, str]) -> StrideValue:
    """One line of strides.csv; an empty cell is missing."""
    told: dict[str, Any] = {name: text or None for name, text in row.items()}
    value = float(row["value"]) if row["value"] else None
    return StrideValue(**{**told, "stride": int(row["stride"]), "value": value})


def from_json(raw: dict[str, Any], track: xr.Dataset, values: tuple[StrideValue, ...], folder: Path) -> Analysis:
    view = dict(raw["view"])
    px, half_width = view.pop("px_per_m"), view.pop("px_per_m_half_width")
    markers = track.attrs["units"] == "m"
    return Analysis(
        clip=None,
        source=folder,
        conditions=Conditions(**raw["conditions"]),
        view=View(**view, units_per_m=1.0 if markers else px, units_per_m_half_width=0.0 if markers else half_width),
        quality=tuple(Note(**n) for n in raw["quality"]),
        events=tuple(Event(**e) for e in raw["events"]),
        strides=tuple(Stride(**s) for s in raw["strides"]),
        values=values,
        measures=tuple(Summary(**m) for m in raw["measures"]),
        curves=(),
        track=track,
        findings=tuple(Finding(**f) for f in raw["findings"]),
        advice=read_advice(raw.get("advice")),
        provenance=raw["provenance"] | {"clip": raw["clip"]},
    )


def read_advice(raw: dict[str, Any] | None) -> Advice | None:
    """Advice from its JSON form; lists were tuples."""
    if raw is None:
        return None
    told: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    offers = tuple(read_offer(cue) for cue in raw["cues"])
    first = read_offer(raw["first"]) if raw["first"] else None
    entries = tuple(OverrideEntry(**entry) for entry in raw["overrides"])
    return Advice(**told | {"cues": offers, "first": first, "overrides": entries})


def read_offer(raw: dict[str, Any]) -> CueOffer:
    told: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in raw.items()}
    return CueOffer(**told)
