"""Events are found once: for the same points they are kept with the result, and a change that leaves the points alone
need not look for them again.

What is kept is only used for exactly the same input and the same code; anything else is looked at anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from gaitcue import gait
from gaitcue.terms.records import Event, View
from gaitcue.terms.version import __version__


@dataclass(frozen=True, slots=True)
class Detected:
    """Events of one shot before hand corrections, and what they were found in."""

    key: str
    events: tuple[Event, ...]


def detect(plane: gait.Plane, view: View, known: Iterable[Detected] = ()) -> Detected:
    """The events of a shot: those that are known of exactly these points, else they are looked for."""
    key = key_of(plane, view)
    for one in known:
        if one.key == key:
            return one
    return Detected(key, gait.detect_events(plane, view))


def key_of(plane: gait.Plane, view: View) -> str:
    """Everything that ``detect_events`` looks at, with the code of its room; of the view it takes the leg's length."""
    told = hashlib.sha256(code_of_gait() + __version__.encode())
    about = (plane.unit, plane.near_side, plane.x_is_relative, plane.source_kind, plane.error_model)
    told.update(repr((about, view.thigh_shank_length)).encode())
    for path in (plane.time_s, plane.frame):
        told.update(path.tobytes())
    for paths in (plane.points, plane.confidence):
        for name in sorted(paths):
            told.update(name.encode() + paths[name].tobytes())
    return told.hexdigest()


@cache
def code_of_gait() -> bytes:
    """Digest of every file that can change what is found."""
    room = files("gaitcue.gait")
    folders = [room, room.joinpath("events")]
    texts = [
        entry.read_bytes()
        for folder in folders
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith((".py", ".toml"))
    ]
    return hashlib.sha256(b"".join(texts)).digest()


def kept(detected: Sequence[Detected]) -> list[dict[str, Any]]:
    """As it is stored."""
    return [asdict(one) for one in detected]


def read_kept(told: Iterable[Mapping[str, Any]]) -> tuple[Detected, ...]:
    """As it was stored; raises TypeError or KeyError for what is none."""
    return tuple(Detected(str(one["key"]), tuple(Event(**event) for event in one["events"])) for one in told)
