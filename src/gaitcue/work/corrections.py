"""Hand corrections are layers: they are laid over the automatic result, which stays as it was.

corrections.json::

    {"events": [{"action": "add" | "remove" | "move", "type": "initial_contact", "leg": "near", "frame": 41.5,
                 "to_frame": 42.0}],
     "points": [{"name": "left_heel", "frame": 12, "x": 310.5, "y": 801.0}]}

A removed or moved event is the nearest one of its type and leg within 3 frames. Points are pixels of the displayed
frame (or metres for markers).
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
import xarray as xr

from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import LEGS, side_of_leg
from gaitcue.terms.records import Event, EventType, View
from gaitcue.terms.track import with_log

if TYPE_CHECKING:
    from gaitcue.gait import Plane

REACH_FRAMES = 3.0
"""how far from the given frame an event to move or remove may lie (product default)"""
ACTIONS = ("add", "remove", "move")


@dataclass(frozen=True)
class Corrections:
    """What a person moved by hand; ``raw`` is kept for the provenance and written beside the result."""

    raw: dict[str, Any] = field(default_factory=dict)

    def points(self, track: xr.Dataset) -> xr.Dataset:
        """The Track with hand-set points in place of the tracked ones, confidence 1."""
        moves = self.raw.get("points", [])
        if not moves:
            return track
        position, confidence = track["position"].copy(deep=True), track["confidence"].copy(deep=True)
        row = {int(f): i for i, f in enumerate(track["frame"].values)}
        names = [str(n) for n in track["keypoints"].values]
        for move in moves:
            if move["name"] not in names or int(move["frame"]) not in row:
                raise BadOption(f"corrections: no point {move['name']} at frame {move['frame']} in this recording")
            here = {"time": row[int(move["frame"])], "keypoints": names.index(move["name"]), "individuals": 0}
            position[{**here, "space": slice(0, 2)}] = [move["x"], move["y"]]
            confidence[here] = 1.0
        return with_log(track.assign(position=position, confidence=confidence), "points set by hand", n=len(moves))

    def events(self, found: tuple[Event, ...], plane: Plane, view: View) -> tuple[Event, ...]:
        """Events after adding, removing and moving by hand, in order of time."""
        events = list(found)
        for change in self.raw.get("events", []):
            if not plane.frame[0] <= change["frame"] <= plane.frame[-1]:
                continue
            if change["action"] == "add":
                events.append(hand_event(change, float(change["frame"]), plane, view))
                continue
            old = nearest_event(events, change)
            events.remove(old)
            if change["action"] == "move":
                events.append(hand_event(change, float(change["to_frame"]), plane, view))
        return tuple(sorted(events, key=lambda e: e.time_s))


def hand_event(change: dict[str, Any], frame: float, plane: Plane, view: View) -> Event:
    time_s = float(np.interp(frame, plane.frame, plane.time_s))
    spacing_s = float(np.median(np.diff(plane.time_s)))
    leg = change["leg"] if change["leg"] in LEGS else None
    side = side_of_leg(leg, view.near_side) if leg and view.near_side else change["leg"]
    return Event(time_s, frame, change["type"], leg, side, 1.0, "hand", half_width_s=spacing_s / 2)


def nearest_event(events: list[Event], change: dict[str, Any]) -> Event:
    same = [e for e in events if e.type == change["type"] and change["leg"] in (e.leg, e.side)]
    near = [e for e in same if abs(e.frame - change["frame"]) <= REACH_FRAMES]
    if not near:
        raise BadOption(
            f"corrections: no {change['leg']} {change['type']} within 3 frames of frame {change['frame']:g}"
        )
    return min(near, key=lambda e: abs(e.frame - change["frame"]))


def read_corrections(file: Path | None) -> Corrections:
    """Read and check a corrections file; without one there are none."""
    if file is None:
        return Corrections()
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
        for change in raw.get("events", []):
            check_event(change)
        for move in raw.get("points", []):
            check_numbers(move, "frame", "x", "y")
            str(move["name"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadOption(
            f"--corrections {file}: cannot be read ({error}); see docs/corrections.md for its form"
        ) from None
    return Corrections(raw)


def check_event(change: dict[str, Any]) -> None:
    if change["action"] not in ACTIONS or change["type"] not in get_args(EventType):
        raise ValueError(f"unknown action or type in {change}")
    if change["leg"] not in (*LEGS, "left", "right"):
        raise ValueError(f"unknown leg in {change}")
    check_numbers(change, "frame", *(["to_frame"] if change["action"] == "move" else []))


def check_numbers(row: dict[str, Any], *names: str) -> None:
    for name in names:
        if not math.isfinite(float(row[name])):
            raise ValueError(f"{name} is not a number in {row}")
