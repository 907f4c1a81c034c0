"""What a person may ask of one analysis, checked before any work is done."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from numbers import Real
from pathlib import Path
from typing import Any, Literal

from gaitcue.pose.settings import DEVICES, MODELS, PRESETS, Device, PoseModelName, Preset, RunnerAt
from gaitcue.terms.conditions import Conditions
from gaitcue.terms.errors import BadOption
from gaitcue.terms.fields import check_text, shown, use_one_of
from gaitcue.terms.keypoints import OPTIONAL_POINTS, Side

CONDITION_RANGES = {
    "speed_kmh": (3, 45),
    "height_cm": (80, 240),
    "incline_pct": (-40, 45),
    "pain": (0, 10),
    "effort": (0, 10),
    "minutes_run": (0, 2000),
}
MOST_HEIGHTS_PER_S = 8.0
"""running speed in body heights a second that nobody reaches (product default; the fastest sprinters make 6.5)"""
STANDING_SPAN = re.compile(r"\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*-\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*")


@dataclass(frozen=True, slots=True)
class StickerClick:
    """One pelvic sticker, clicked once: ``name`` sits at (x, y) px of the displayed frame ``frame``."""

    name: str
    x: float
    y: float
    frame: int

    def __str__(self) -> str:
        return f"{self.name}={self.x!r},{self.y!r}@{self.frame}"


@dataclass(frozen=True, slots=True)
class KnownLength:
    """Something at the runner's distance: ``px`` pixels long in the displayed frame, ``m`` metres in truth."""

    px: float
    m: float

    def __str__(self) -> str:
        return f"{self.px!r}={self.m!r}"


@dataclass(frozen=True, slots=True)
class PersonFiles:
    """Files about the person; none is needed to measure."""

    profile: Path | None = None
    red_flags: Path | None = None
    overrides: Path | None = None


@dataclass(frozen=True, slots=True)
class AnalyzeOptions:
    """Settings of one analysis; ``conditions`` says how the run was done."""

    conditions: Conditions = field(default_factory=Conditions)
    capture_fps: float | None = None
    near_side: Literal["auto"] | Side = "auto"
    facing: Literal["auto"] | Side = "auto"
    person: int | None = None
    runner_at: RunnerAt | None = None
    start_s: float | None = None
    end_s: float | None = None
    preset: Preset = "standard"
    model: PoseModelName = "blazepose"
    device: Device = "cpu"
    markers: str | None = None
    stickers: tuple[StickerClick, ...] = ()
    standing: str | None = None
    roll_deg: float | None = None
    known_length: KnownLength | None = None
    corrections: Path | None = None
    parts: bool = False
    parts_at_s: float | None = None
    person_files: PersonFiles = field(default_factory=PersonFiles)

    def files(self) -> list[Path]:
        """Everything on disk that the result is made from beside the recording; corrections are copied into it."""
        about = [getattr(self.person_files, f.name) for f in fields(self.person_files)]
        named = [Path(text) for text in (self.standing, self.markers) if text is not None]
        return [path for path in (*about, *named) if isinstance(path, Path)]

    def __post_init__(self) -> None:
        check_choice("--near-side", self.near_side, ("auto", "left", "right"))
        check_choice("--facing", self.facing, ("auto", "left", "right"))
        check_choice("--preset", self.preset, PRESETS)
        check_choice("--model", self.model, MODELS)
        check_choice("--device", self.device, DEVICES)
        check_range("--capture-fps", self.capture_fps, 5, 2000)
        check_range("--roll-deg", self.roll_deg, -30, 30)
        check_range("--start", self.start_s, 0, 1e6)
        check_range("--end", self.end_s, 0, 1e6)
        check_range("--parts-at", self.parts_at_s, 0, 1e6)
        check_words("--markers", self.markers)
        check_words("--standing", self.standing)
        check_conditions(self.conditions)
        check_stickers(self.stickers)
        if self.end_s is not None and self.end_s <= (self.start_s or 0.0):
            raise BadOption(f"--end ({self.end_s:g} s) must be later than --start ({self.start_s or 0:g} s)")
        check_whole("--person", self.person)
        if self.person is not None and self.runner_at is not None:
            raise BadOption("--person and --runner-at both choose the runner: give one of them")


def check_conditions(conditions: Conditions) -> None:
    """Raise BadOption for what cannot be said of a run."""
    if conditions.painful_side is not None:
        check_choice("--painful-side", conditions.painful_side, ("left", "right", "both"))
    if conditions.surface is not None:
        check_choice("surface", conditions.surface, ("treadmill", "overground"))
    for name, (low, high) in CONDITION_RANGES.items():
        check_range(f"--{name.replace('_', '-')}", getattr(conditions, name), low, high)
    check_speed(conditions)
    check_words("--shoe", conditions.shoe)
    check_words("--cue", conditions.cue)


def check_speed(conditions: Conditions) -> None:
    """A child does not sprint as fast as a champion: one of the two was mistyped."""
    if conditions.speed_mps is None or conditions.height_cm is None:
        return
    if conditions.speed_mps > MOST_HEIGHTS_PER_S * conditions.height_cm / 100:
        told = f"--speed-kmh {conditions.speed_kmh:g} and --height-cm {conditions.height_cm:g}"
        raise BadOption(f"{told} do not go together: nobody of that height runs so fast; correct one of them")


def check_standing(told: object) -> None:
    """Raise BadOption, before any work, for a standing reference that is neither seconds nor a recording."""
    check_words("--standing", told)
    if isinstance(told, str) and not STANDING_SPAN.fullmatch(told) and not there_is(told):
        raise BadOption(f"--standing must be a clip or START-END in seconds, e.g. 0-3; got {shown(told)}")


def there_is(path: str) -> bool:
    try:
        return Path(path).exists()
    except OSError:  # a name too long for any file
        return False


def check_stickers(stickers: Sequence[StickerClick]) -> None:
    names = [click.name for click in stickers]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice is not None:
        raise BadOption(f"--sticker {twice} is given twice; click each sticker once")


def options_from(told: dict[str, Any]) -> AnalyzeOptions:
    """Sort keyword arguments into the options and the conditions among them.

    Raises
    ------
    BadOption : a name that is neither, or a value of another kind.
    """
    conditions, settings, files = ({f.name for f in fields(kind)} for kind in (Conditions, AnalyzeOptions, PersonFiles))
    unknown = sorted(map(str, told.keys() - conditions - settings - files))
    if unknown:
        raise BadOption(
            f"unknown option {shown(unknown[0])}; {use_one_of(unknown[0], sorted(conditions | settings | files))}"
        )
    check_standing(told.get("standing"))
    said = Conditions(**{k: v for k, v in told.items() if k in conditions})
    rest = {k: v for k, v in told.items() if k in settings}
    rest["stickers"] = sticker_clicks(rest.get("stickers", ()))
    rest["runner_at"] = parse_runner_at(rest.get("runner_at"))
    rest["known_length"] = parse_known_length(rest.get("known_length"))
    rest["corrections"] = path_or_none("corrections", rest.get("corrections"))
    about = PersonFiles(**{k: path_or_none(k, v) for k, v in told.items() if k in files})
    chosen: dict[str, Any] = {"conditions": said, "person_files": about} | rest
    return AnalyzeOptions(**chosen)


def sticker_clicks(told: object) -> tuple[StickerClick, ...]:
    if isinstance(told, str):
        return (parse_sticker(told),)
    if not isinstance(told, list | tuple):
        raise BadOption(f"stickers is a list of texts such as asis=412,530@0; got {shown(told)}")
    return tuple(one if isinstance(one, StickerClick) else parse_sticker(one) for one in told)


def path_or_none(name: str, told: object) -> Path | None:
    if told is None or told == "":
        return None
    if not isinstance(told, str | Path):
        raise BadOption(f"{name} is the path of a file; got {shown(told)}")
    return Path(told)


def check_range(option: str, value: object, low: float, high: float) -> None:
    """Raise BadOption for what is no number, or out of range; None passes."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, Real):
        raise BadOption(f"{option} must be a number; got {shown(value)}")
    if not low <= (value if isinstance(value, int) else float(value)) <= high:
        raise BadOption(f"{option} must lie between {low:g} and {high:g}; got {shown(value)}")


def check_whole(option: str, value: object) -> None:
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise BadOption(f"{option} counts from 1, left to right; got {shown(value)}")


def check_choice(option: str, value: object, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise BadOption(f"{option} must be one of {', '.join(allowed)}; got {shown(value)}")


def check_words(option: str, value: object) -> None:
    """Raise BadOption for what is no plain text of a sensible length; None passes."""
    if value is None:
        return
    if not isinstance(value, str):
        raise BadOption(f"{option} must be plain text; got {shown(value)}")
    try:
        check_text(value)
    except ValueError as problem:
        raise BadOption(f"{option}: {problem}") from None


STICKER = re.compile(r"\s*([A-Za-z0-9_]+)\s*=\s*(-?[0-9.]+)\s*,\s*(-?[0-9.]+)\s*@\s*([0-9]{1,8})\s*", re.ASCII)
MOST_PIXELS = 100_000.0


def parse_sticker(text: object) -> StickerClick:
    """Read ``NAME=X,Y@FRAME``, e.g. ``asis=412,530@0``; a bare asis or psis is the near side's."""
    told = STICKER.fullmatch(text) if isinstance(text, str) else None
    try:
        if told is None:
            raise ValueError
        click = StickerClick(told[1].lower(), float(told[2]), float(told[3]), int(told[4]))
    except ValueError:
        raise BadOption(f"--sticker must look like asis=412,530@0 (name=x,y@frame); got {shown(text)}") from None
    known = (*OPTIONAL_POINTS, "asis", "psis")
    if click.name not in known or max(abs(click.x), abs(click.y)) > MOST_PIXELS:
        raise BadOption(f"--sticker knows {', '.join(known)} with pixel numbers; got {shown(text)}")
    return click


KNOWN_LENGTH = re.compile(r"\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*=\s*([0-9]{1,3}(?:\.[0-9]{1,6})?)\s*", re.ASCII)


def parse_known_length(told: object) -> KnownLength | None:
    """Read ``PX=M``, e.g. ``212.5=0.6``: pixels of the displayed frame, and the same in metres.

    Examples
    --------
    >>> parse_known_length("212.5=0.6")
    KnownLength(px=212.5, m=0.6)
    """
    if told is None or isinstance(told, KnownLength):
        return told
    pair = KNOWN_LENGTH.fullmatch(told) if isinstance(told, str) else None
    if pair is None:
        raise BadOption(f"--known-length must look like 212.5=0.6 (pixels=metres); got {shown(told)}")
    check_range("--known-length, pixels", float(pair[1]), 5, MOST_PIXELS)
    check_range("--known-length, metres", float(pair[2]), 0.05, 20)
    return KnownLength(float(pair[1]), float(pair[2]))


POINT = re.compile(
    r"\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*,\s*([0-9]{1,6}(?:\.[0-9]{1,6})?)\s*@\s*([0-9]{1,8})\s*", re.ASCII
)


def parse_runner_at(told: object) -> RunnerAt | None:
    """Read ``X,Y@FRAME``, e.g. ``412,530@120``: px of the displayed frame from its top left corner, 0-based frame."""
    if told is None or isinstance(told, RunnerAt):
        return told
    point = POINT.fullmatch(told) if isinstance(told, str) else None
    if point is None:
        raise BadOption(f"--runner-at must look like 412,530@120 (x,y@frame, frames count from 0); got {shown(told)}")
    return RunnerAt(float(point[1]), float(point[2]), int(point[3]))
