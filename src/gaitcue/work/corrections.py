"""Hand corrections are layers: they are laid over the automatic result, which stays as it was.

corrections.json::

    {"events": [{"action": "add" | "remove" | "move", "type": "initial_contact", "leg": "near", "frame": 41.5,
                 "to_frame": 42.0}],
     "points": [{"name": "left_heel", "frame": 12, "x": 310.5, "y": 801.0}]}

A removed or moved event is the nearest one of its type and leg within 3 frames. Points are pixels of the displayed
frame (or metres for markers).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import numpy as np
import xarray as xr

from gaitcue.terms.errors import BadOption
from gaitcue.terms.fields import About
from gaitcue.terms.keypoints import KEYPOINTS, OPTIONAL_POINTS, Leg, Side, leg_of_side, side_of_leg
from gaitcue.terms.records import Event, EventType, View
from gaitcue.terms.track import with_log

if TYPE_CHECKING:
    from gaitcue.gait import Plane

REACH_FRAMES = 3.0
"""how far from the given frame an event to move or remove may lie (product default)"""
CLOSEST_S = 0.2
"""two contacts (or toe-offs) of one leg cannot follow each other faster (product default; sprinters need 0.4 s)"""
MOST_FRAMES = 10_000_000
LARGEST_BYTES = 20_000_000
POINTS = {name: name.replace("_", " ") for name in (*KEYPOINTS, *OPTIONAL_POINTS)}


def frame_number(label: str) -> About:
    return About(label, "Frames count from 0, as in analysis.json.", "", 0, MOST_FRAMES)


@dataclass(frozen=True, slots=True)
class EventCorrection:
    """An event added, removed or moved by hand."""

    action: Annotated[Literal["add", "remove", "move"], About("What to do")]
    type: Annotated[EventType, About("Kind of event")]
    leg: Annotated[Leg | Side, About("Which leg")]
    frame: Annotated[float, frame_number("Frame of the event, fractional")]
    to_frame: Annotated[float | None, frame_number("Where it is moved")] = None


@dataclass(frozen=True, slots=True)
class PointCorrection:
    """A point set by hand in one frame."""

    name: Annotated[str, About("Point", choices=POINTS)]
    frame: Annotated[int, frame_number("Frame")]
    x: Annotated[float, About("To the right", "", "px (metres for markers)", -100_000, 100_000)]
    y: Annotated[float, About("Down (up for markers)", "", "px (metres for markers)", -100_000, 100_000)]


@dataclass(frozen=True, slots=True)
class CorrectionsFile:
    """What a person moved by hand, as it stands in the file."""

    events: Annotated[tuple[EventCorrection, ...], About("Events")] = ()
    points: Annotated[tuple[PointCorrection, ...], About("Points")] = ()


@dataclass(frozen=True)
class Corrections:
    """What a person moved by hand; ``raw`` is kept for the provenance and written beside the result."""

    told: CorrectionsFile = field(default_factory=CorrectionsFile)
    raw: dict[str, Any] = field(default_factory=dict)

    def points(self, track: xr.Dataset) -> xr.Dataset:
        """The Track with hand-set points in place of the tracked ones, confidence 1."""
        self.check_frames(track)
        moves = self.told.points
        if not moves:
            return track
        position, confidence = (track[name].copy(deep=True) for name in ("position", "confidence"))
        # Plain arrays: each place set by its labels takes half a millisecond, and a clip may have hundreds.
        place = position.transpose("time", "keypoint", "space", "individual").values
        sure = confidence.transpose("time", "keypoint", "individual").values
        row = {int(f): i for i, f in enumerate(track["frame"].values)}
        names = [str(n) for n in track["keypoint"].values]
        for move in moves:
            if move.name not in names or move.frame not in row:
                near = min(row, key=lambda frame: abs(frame - move.frame))
                why = (
                    f"no point {move.name} at frame {move.frame} in this recording (the nearest measured one is {near})"
                )
                raise BadOption(f"corrections: {why}")
            here = (row[move.frame], names.index(move.name))
            place[*here, :2, 0], sure[*here, 0] = (move.x, move.y), 1.0
        return with_log(track.assign(position=position, confidence=confidence), "points set by hand", n=len(moves))

    def check_frames(self, track: xr.Dataset) -> None:
        """Raise BadOption for an event outside the frames that are analysed."""
        first, last = (int(track["frame"].values[end]) for end in (0, -1))
        for number, change in enumerate(self.told.events, 1):
            for name in ("frame", "to_frame"):
                frame = getattr(change, name)
                if frame is not None and not first <= frame <= last:
                    place = f"events[{number}].{name} is {frame:g}"
                    raise BadOption(f"corrections: {place}; this recording has frames {first} to {last}")

    def events(self, found: tuple[Event, ...], plane: Plane, view: View) -> tuple[Event, ...]:
        """Events after adding, removing and moving by hand, in order of time."""
        events = list(found)
        for change in self.told.events:
            if plane.frame[0] <= change.frame <= plane.frame[-1]:
                apply(change, events, plane, view)
        events.sort(key=lambda event: event.time_s)
        check_spacing(events)
        return tuple(events)


def apply(change: EventCorrection, events: list[Event], plane: Plane, view: View) -> None:
    """Change the list of events as told."""
    if change.action != "add":
        events.remove(nearest_event(events, change))
    if change.action == "remove":
        return
    frame = change.frame if change.to_frame is None else change.to_frame
    if not plane.frame[0] <= frame <= plane.frame[-1]:
        raise BadOption(f"corrections: an event cannot move from frame {change.frame:g} over a cut to {frame:g}")
    events.append(hand_event(change, frame, plane, view))


def check_spacing(events: list[Event]) -> None:
    """Raise BadOption where an event set by hand stands too close to another of its kind."""
    for kind in {(event.type, event.leg, event.side) for event in events if event.source == "hand"}:
        row = [event for event in events if (event.type, event.leg, event.side) == kind]
        for one, other in pairwise(row):
            if "hand" in (one.source, other.source) and other.time_s - one.time_s < CLOSEST_S:
                name = f"{kind[0].replace('_', ' ')}s of the {kind[1] or kind[2]} leg"
                raise BadOption(
                    f"corrections: two {name} at frames {one.frame:.1f} and {other.frame:.1f}, closer than running "
                    "allows; remove one or move it instead of adding"
                )


def hand_event(change: EventCorrection, frame: float, plane: Plane, view: View) -> Event:
    time_s = float(np.interp(frame, plane.frame, plane.time_s))
    spacing_s = float(np.median(np.diff(plane.time_s)))
    leg, side = leg_and_side(change.leg, view.near_side)
    return Event(time_s, frame, change.type, leg, side, 1.0, "hand", half_width_s=spacing_s / 2)


def leg_and_side(told: Leg | Side, near_side: Side | None) -> tuple[Leg | None, Side]:
    """Both names of a leg; markers know sides alone."""
    if told == "near" or told == "far":
        if near_side is None:
            raise BadOption(f"corrections: markers have no {told} leg; write left or right")
        return told, side_of_leg(told, near_side)
    return (leg_of_side(told, near_side) if near_side else None), told


def nearest_event(events: list[Event], change: EventCorrection) -> Event:
    same = [e for e in events if e.type == change.type and change.leg in (e.leg, e.side)]
    near = [e for e in same if abs(e.frame - change.frame) <= REACH_FRAMES]
    if not near:
        raise BadOption(f"corrections: no {change.leg} {change.type} within 3 frames of frame {change.frame:g}")
    return min(near, key=lambda e: abs(e.frame - change.frame))


def read_corrections(file: Path | None) -> Corrections:
    """Read and check a corrections file; without one there are none.

    Raises
    ------
    BadOption : unreadable, an unknown action, event, leg or point, a frame or a place that cannot be
    """
    if file is None:
        return Corrections()
    from gaitcue.terms.plain_files import load_file

    raw = load_file(file, "hand corrections, --corrections", as_json=True, most_bytes=LARGEST_BYTES)
    return corrections_from(raw, file)


def corrections_from(raw: Any, file: Path) -> Corrections:
    """Corrections out of a file's content, checked."""
    from gaitcue.terms.typed import validate

    told = validate(raw, CorrectionsFile, file.name, None, BadOption)
    problem = next(faults(told), None)
    if problem is not None:
        raise BadOption(f"{file.name}: {problem}; see docs/corrections.md")
    return Corrections(told, raw)


def faults(told: CorrectionsFile) -> Iterator[str]:
    for number, change in enumerate(told.events, 1):
        if (change.action == "move") != (change.to_frame is not None):
            wants = "needs to_frame" if change.action == "move" else "has no to_frame"
            yield f"events[{number}]: the action {change.action!r} {wants}"
    places = [(move.name, move.frame) for move in told.points]
    twice = next((place for place in places if places.count(place) > 1), None)
    if twice is not None:
        yield f"the point {twice[0]} is set twice at frame {twice[1]}: keep one"
