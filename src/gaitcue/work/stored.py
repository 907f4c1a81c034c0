"""A finished result holds the raw Track that it was made from: the path can be run again without the pose model.

``track_raw.nc`` is the Track before cleaning and before hand corrections, in the form of ``track.nc``; its attribute
``made`` tells what else the path started from (clip, scene, notes, settings, conditions). ``standing_raw.nc`` is that
of the quiet standing, when there was one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from gaitcue import gait
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.records import Analysis, Clip, Conditions, Note, Stride, View
from gaitcue.work.corrections import Corrections, corrections_from
from gaitcue.work.detected import Detected, kept, read_kept
from gaitcue.work.folders.reading import read_whole
from gaitcue.work.folders.written import digest, read_list
from gaitcue.work.options import AnalyzeOptions, parse_known_length, parse_sticker
from gaitcue.work.recording import Recording
from gaitcue.work.results import BROKEN_NETCDF, DONE, RAW, STANDING, from_text, read_result, read_track, unlisted
from gaitcue.work.standing import standing_of
from gaitcue.work.steps import Steps

SEEN = {
    "capture_fps": "--capture-fps", "person": "--person", "start_s": "--start", "end_s": "--end", "preset": "--preset",
    "model": "--model", "markers": "--markers", "stickers": "--sticker", "standing": "--standing",
    "device": "--device",
}  # fmt: skip
"""options that say what is looked at and how: they need the recording itself"""
AGAIN = "analyse the recording again"
ASKED = ("near_side", "facing", "roll_deg", "known_length", "parts", "parts_at_s")
"""options that a result can be made again with"""


@dataclass(frozen=True)
class Stored:
    """What a result was made from."""

    recording: Recording
    source: Path
    settings: dict[str, Any]
    conditions: Conditions
    corrections: Corrections


def is_result(folder: Path) -> bool:
    return folder.is_dir() and (folder / DONE).is_file()


def sides_of(folder: Path) -> list[Path]:
    """The results in which the raw Tracks lie: of a run filmed from both sides one for each, else the result itself.

    The side that lent its pictures to the whole comes first.
    """
    sides = [folder / side for side in ("left", "right")]
    if (folder / RAW).is_file() or not all(map(is_result, sides)):
        return [folder]
    lent_less = read_result(folder).provenance.get("other_side", {}).get("near_side")
    return sorted(sides, key=lambda side: side.name == lent_less)


def source_names(inputs: Sequence[Path]) -> list[str]:
    """Names of the recordings; those of a finished result are the ones that it was made from."""
    listed = [(read_list(path) if is_result(path) else None, path.name) for path in inputs]
    return [name for told, own in listed for name in (told.sources if told else (own,))]


def raw_track(
    recording: Recording,
    options: AnalyzeOptions,
    corrections: Corrections,
    source: Path,
    detected: Sequence[Detected] = (),
) -> xr.Dataset:
    """The raw Track with all that the path needs beside it, exact to the last bit."""
    settings = {name: getattr(options, name) for name in (*SEEN, *ASKED)}
    settings["stickers"] = list(map(str, options.stickers))
    settings["known_length"] = options.known_length and str(options.known_length)
    made = {
        "source": source.name,
        "clip": recording.clip and {f.name: getattr(recording.clip, f.name) for f in fields(recording.clip)},
        "scene": recording.scene and asdict(recording.scene),
        "notes": [asdict(note) for note in recording.notes],
        "provenance": recording.provenance,
        "settings": settings,
        "conditions": asdict(options.conditions),
        "corrections": corrections.raw,
        "detected": kept(detected),
    }
    return recording.track.assign_attrs(made=exact(made))


def exact(value: Any) -> Any:
    """Only what JSON knows, without rounding; of a path its name."""
    if isinstance(value, dict):
        return {str(k): exact(v) for k, v in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [exact(v) for v in value]
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    if isinstance(value, Note):
        return exact(asdict(value))
    return value.name if isinstance(value, Path) else value


def read_stored(folder: Path) -> Stored:
    """What a finished result was made from.

    Raises
    ------
    UnusableInput : the result has no raw Track, or one that cannot be read
    """
    return read_whole(folder, lambda: _read_stored(folder))


def read_detected(folder: Path) -> tuple[Detected, ...]:
    """The events that a finished result was made with, as far as they are kept; () where nothing can be read."""
    try:
        with xr.open_dataset(folder / RAW, engine="scipy", decode_cf=False) as stored:
            return read_kept(from_text(stored.attrs["made"]).get("detected", ()))
    except BROKEN_NETCDF:
        return ()


def read_with_curves(folder: Path) -> Analysis:
    """A finished result with its clip, if that is still there, and its curves, which follow from its points.

    A result without raw points (of earlier versions, or merged of both sides) has curves without the standing zero.
    """
    analysis = read_result(folder)
    stored = read_stored(folder) if (folder / RAW).is_file() else None
    clip = stored.recording.clip if stored else None
    return replace(analysis, clip=clip, curves=tuple(gait.curves(*what_curves_need(analysis, stored))))


def what_curves_need(
    analysis: Analysis, stored: Stored | None
) -> tuple[gait.Plane, View, tuple[Stride, ...], Conditions, gait.Standing | None]:
    """Plane, view, strides, conditions and standing reference of a finished result."""
    scene = stored.recording.scene if stored else None
    plane = gait.to_plane(analysis.track, analysis.view, scene)
    options = options_again(AnalyzeOptions(), stored) if stored else AnalyzeOptions()
    standing = standing_of(stored.recording.still if stored else None, options, analysis.view, Steps())
    return plane, analysis.view, analysis.strides, analysis.conditions, standing


def _read_stored(folder: Path) -> Stored:
    try:
        track = read_track(folder / RAW)
        still = read_track(folder / STANDING) if (folder / STANDING).is_file() else None
        check_same_times(track, folder)
        return stored_from(track, still, folder)
    except FileNotFoundError:
        raise UnusableInput(f"{folder} was written without its raw points ({RAW}); {AGAIN}") from None


def stored_from(raw: xr.Dataset, still: xr.Dataset | None, folder: Path) -> Stored:
    """What a result was made from, by its raw Tracks.

    Parameters
    ----------
    raw, still : as an Analysis holds them, or as they were read
    folder : the result's, in or beside which its clip may lie

    Raises
    ------
    UnusableInput : the raw Track does not tell it
    """
    try:
        track = raw.copy(deep=False)
        made = track.attrs.pop("made")
        clip, scene = made["clip"], made["scene"]
        recording = Recording(
            track,
            clip and stored_clip(clip, folder),
            scene and stored_scene(scene),
            (*(Note(**note) for note in made["notes"]), *unlisted(folder)),
            made["provenance"],
            still,
            read_kept(made.get("detected", ())),
            again=True,
        )
        conditions = Conditions(**made["conditions"])
        corrections = corrections_from(made["corrections"], folder / RAW)
        return Stored(recording, Path(made["source"]), made["settings"], conditions, corrections)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise UnusableInput(f"{folder / RAW} does not tell what it was made from; {AGAIN}") from None


def check_same_times(raw: xr.Dataset, folder: Path) -> None:
    """Cleaning leaves moments out but makes none: a Track with others comes from another recording.

    Raises
    ------
    UnusableInput : the raw Track is another recording's
    """
    cleaned = read_track(folder / "track.nc")
    if not np.isin(cleaned["time"].values, raw["time"].values).all():
        raise UnusableInput(f"{folder / RAW} is of another recording than track.nc; analyse the recording again")


def clip_of(folder: Path) -> Clip | None:
    """The clip that a result was made from; None without raw points, or where points were tracked elsewhere."""
    return read_stored(folder).recording.clip if (folder / RAW).is_file() else None


def stored_clip(told: dict[str, Any], folder: Path) -> Clip:
    """The clip's record; its path leads to the clip if that still lies in the result or beside it, unchanged."""
    notes = tuple(Note(**note) for note in told["notes"])
    lists = {"duplicate_frames": tuple(told["duplicate_frames"]), "time_s": np.asarray(told["time_s"], float)}
    clip = Clip(**told | lists | {"notes": notes, "path": Path(told["path"])})
    places = (folder / clip.path.name, folder.parent / clip.path.name, folder.parent.parent / clip.path.name)
    return next((replace(clip, path=place) for place in places if is_that_clip(place, clip)), clip)


def is_that_clip(place: Path, clip: Clip) -> bool:
    if not place.is_file():
        return False
    return sha256_of(place) == clip.sha256


def sha256_of(place: Path) -> str:
    """SHA-256 of a file: a long clip is read once in each state of it, not at each change by hand."""
    state = place.stat()
    # Without its ctime: each result that shares the clip by a link gives it a new one.
    return _digest_of(place, (state.st_ino, state.st_size, state.st_mtime_ns))


@lru_cache(maxsize=64)
def _digest_of(place: Path, _state: tuple[int, ...]) -> str:
    return digest(place)


def stored_scene(told: dict[str, Any]) -> Any:
    from gaitcue.video import Scene

    lists = {"cuts": tuple(told["cuts"]), "duplicates": tuple(told["duplicates"])}
    return Scene(**told | lists | {"shift": np.asarray(told["shift"], float)})


def options_again(options: AnalyzeOptions, stored: Stored) -> AnalyzeOptions:
    """What is told now goes before what was told then.

    Raises
    ------
    BadOption : an option that needs the recording itself
    """
    unset = AnalyzeOptions()
    for name, option in SEEN.items():
        if getattr(options, name) != getattr(unset, name):
            raise BadOption(f"{option} needs the recording: give it instead of its result")
    then = stored.settings | {
        "stickers": tuple(map(parse_sticker, stored.settings["stickers"])),
        "known_length": parse_known_length(stored.settings.get("known_length")),
    }
    now = {name: getattr(options, name) for name in ASKED}
    told = {name: value for name, value in now.items() if value != getattr(unset, name)}
    conditions = {k: v for k, v in asdict(options.conditions).items() if v is not None}
    return replace(options, **then | told, conditions=replace(stored.conditions, **conditions))
