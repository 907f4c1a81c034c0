"""Changes by hand: what each may say, and the path run again from the raw points with all of them laid over."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.keypoints import Leg, Side
from gaitcue.terms.records import Analysis, EventType

if TYPE_CHECKING:
    from gaitcue.work.options import AnalyzeOptions, KnownLength
    from gaitcue.work.stored import Stored

Line = tuple[float, float, float, float]
"""x and y of both ends, px of the displayed frame"""
Pixel = Annotated[float, Field(ge=-100_000, le=100_000)]
Frame = Annotated[int, Field(ge=0, le=10_000_000)]
SHORTEST_LINE_PX = 10.0
"""a known length is drawn no shorter: its ends are clicked a pixel or two off (product default)"""


class EventChange(BaseModel):
    """An event added, removed or moved."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["event"] = "event"
    action: Literal["add", "remove", "move"]
    type: EventType
    leg: Leg | Side
    frame: Annotated[float, Field(ge=0, le=1e7)]
    to_frame: Annotated[float | None, Field(ge=0, le=1e7)] = None


class PointMove(BaseModel):
    """A point set in one frame."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["point"] = "point"
    name: Annotated[str, Field(max_length=40)]
    frame: Frame
    x: Pixel
    y: Pixel


class Click(BaseModel):
    """A place in a frame of the clip."""

    model_config = ConfigDict(extra="forbid")
    x: Annotated[float, Field(ge=0, le=100_000)]
    y: Annotated[float, Field(ge=0, le=100_000)]
    frame: Frame


class StickerChange(BaseModel):
    """A sticker clicked once, to be followed through the clip: asis and psis sit on the near side."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["sticker"] = "sticker"
    name: Literal["asis", "psis", "c7"]
    frame: Frame
    x: Pixel
    y: Pixel


class RollChange(BaseModel):
    """A line drawn along something upright, such as a door frame."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["roll"] = "roll"
    line: Line


class ScaleChange(BaseModel):
    """A line drawn along something at the runner's distance whose length is known."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["scale"] = "scale"
    line: Line
    length_m: Annotated[float, Field(ge=0.05, le=20)]


class NearSideChange(BaseModel):
    """The side that faced the camera."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["near_side"] = "near_side"
    side: Side


class FacingChange(BaseModel):
    """The side of the picture that the runner faces."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["facing"] = "facing"
    side: Side


class StandingChange(BaseModel):
    """Whether the quiet standing that was filmed counts as the zero of foot and trunk."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["standing"] = "standing"
    use: bool


HandChange = Annotated[
    EventChange | PointMove | StickerChange | RollChange | ScaleChange | NearSideChange | FacingChange | StandingChange,
    Field(discriminator="kind"),
]


def run_again(automatic: Path, current: Path, folder: Path, changes: Iterable[dict[str, Any]]) -> Analysis:
    """The path from the raw points of a result, with all changes laid over it.

    Parameters
    ----------
    automatic : the result that the program made
    current : the result with the changes of before: what these leave alone is taken from it, not computed again
    folder : where the corrections are written as a file

    Raises
    ------
    BadOption : a change that cannot be
    """
    from gaitcue.work.analyze import begin, follow_path
    from gaitcue.work.options import AnalyzeOptions, StickerClick
    from gaitcue.work.recording import silent
    from gaitcue.work.steps import Steps
    from gaitcue.work.stickers import with_stickers
    from gaitcue.work.stored import read_detected

    listed = list(changes)
    file = folder / "corrections.json"
    file.write_text(json.dumps(corrections_of(listed)), encoding="utf-8")
    options = replace(AnalyzeOptions(corrections=file), **view_of(listed))
    source, options, corrections, recording = begin(automatic, options, silent, Steps())
    clicks = [StickerClick(c["name"], c["x"], c["y"], c["frame"]) for c in last_of_each(listed, "sticker")]
    before = _of_before(current) if clicks and current != automatic else None
    if current != automatic:
        recording = replace(recording, detected=(*recording.detected, *read_detected(current)))
    recording, options = with_stickers(recording, options, clicks, before)
    if not uses_standing(listed):
        recording, options = replace(recording, still=None), without_standing_clip(options)
    return follow_path((source, options, corrections, recording), silent, Steps())


def _of_before(current: Path) -> Stored | None:
    """What was made before; somebody who was quicker may have put another in its place: then all is made anew."""
    from gaitcue.work.stored import read_stored

    try:
        return read_stored(current)
    except UnusableInput:
        return None


def corrections_of(changes: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Of the shape of a corrections file: events in their order, of each point in a frame the last place."""
    events, points = [], {}
    for change in changes:
        bare = {name: value for name, value in change.items() if name != "kind"}
        if change["kind"] == "event":
            events.append(bare)
        if change["kind"] == "point":
            points[change["name"], change["frame"]] = bare
    return {"events": events, "points": list(points.values())}


def view_of(changes: Iterable[dict[str, Any]]) -> dict[str, Any]:
    """Options of the path that say how the camera sees the runner; of each the last word counts."""
    told: dict[str, Any] = {}
    for change in changes:
        match change["kind"]:
            case "roll":
                told["roll_deg"] = roll_of(change["line"])
            case "scale":
                told["known_length"] = known_length_of(change["line"], change["length_m"])
            case "near_side" | "facing":
                told[change["kind"]] = change["side"]
    return told


def last_of_each(changes: Sequence[dict[str, Any]], kind: str) -> list[dict[str, Any]]:
    """Of each name the last change of a kind."""
    return list({change["name"]: change for change in changes if change["kind"] == kind}.values())


def uses_standing(changes: Iterable[dict[str, Any]]) -> bool:
    told = [bool(change["use"]) for change in changes if change["kind"] == "standing"]
    return told[-1] if told else True


def without_standing_clip(options: AnalyzeOptions) -> AnalyzeOptions:
    """A standing clip of its own is no longer named; a part of this clip is still no running."""
    from gaitcue.work.standing import standing_span

    return options if standing_span(options) else replace(options, standing=None)


def roll_of(line: Iterable[float]) -> float:
    """How far the camera is rolled, degrees, when this line stands upright in the world.

    Raises
    ------
    BadOption : the line has no length, or lies rather than stands
    """
    x1, y1, x2, y2 = line
    across, up = (x2 - x1, y1 - y2) if y1 > y2 else (x1 - x2, y2 - y1)
    if up <= 0 or abs(across) > up:
        raise BadOption("draw the line along something upright, from bottom to top")
    return round(math.degrees(math.atan2(across, up)), 2)


def known_length_of(line: Iterable[float], length_m: float) -> KnownLength:
    """A line in the picture and how long it is in the world.

    Raises
    ------
    BadOption : the line is too short to tell a scale
    """
    from gaitcue.work.options import KnownLength

    x1, y1, x2, y2 = line
    px = math.hypot(x2 - x1, y2 - y1)
    if px < SHORTEST_LINE_PX:
        raise BadOption("the line is too short to tell a scale: draw along something longer")
    return KnownLength(round(px, 2), length_m)
