"""What a person may ask of one analysis, checked before any work is done."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from gaitcue.pose.settings import MODELS, PRESETS, PoseModel, Preset
from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import OPTIONAL_POINTS, Side
from gaitcue.terms.records import Conditions
from gaitcue.work.person import PersonFiles


@dataclass(frozen=True, slots=True)
class StickerClick:
    """One pelvic sticker, clicked once: ``name`` sits at (x, y) px of the displayed frame ``frame``."""

    name: str
    x: float
    y: float
    frame: int


@dataclass(frozen=True, slots=True)
class AnalyzeOptions:
    """Settings of one analysis; ``conditions`` says how the run was done."""

    conditions: Conditions = field(default_factory=Conditions)
    capture_fps: float | None = None
    near_side: Literal["auto"] | Side = "auto"
    person: int | None = None
    start_s: float | None = None
    end_s: float | None = None
    preset: Preset = "standard"
    model: PoseModel = "blazepose"
    markers: str | None = None
    stickers: tuple[StickerClick, ...] = ()
    standing: str | None = None
    roll_deg: float | None = None
    corrections: Path | None = None
    person_files: PersonFiles = field(default_factory=PersonFiles)

    def __post_init__(self) -> None:
        check_choice("--near-side", self.near_side, ("auto", "left", "right"))
        check_choice("--preset", self.preset, PRESETS)
        check_choice("--model", self.model, MODELS)
        if self.conditions.painful_side is not None:
            check_choice("--painful-side", self.conditions.painful_side, ("left", "right", "both"))
        check_range("--capture-fps", self.capture_fps, 5, 2000)
        check_range("--roll-deg", self.roll_deg, -30, 30)
        check_range("--speed-kmh", self.conditions.speed_kmh, 3, 45)
        check_range("--height-cm", self.conditions.height_cm, 80, 240)
        check_range("--incline-pct", self.conditions.incline_pct, -40, 45)
        check_range("--pain", self.conditions.pain, 0, 10)
        check_range("--effort", self.conditions.effort, 0, 10)
        check_range("--minutes-run", self.conditions.minutes_run, 0, 2000)
        check_range("--start", self.start_s, 0, 1e6)
        check_range("--end", self.end_s, 0, 1e6)
        if self.end_s is not None and self.end_s <= (self.start_s or 0.0):
            raise BadOption(f"--end ({self.end_s:g} s) must be later than --start ({self.start_s or 0:g} s)")
        if self.person is not None and self.person < 1:
            raise BadOption(f"--person counts from 1, left to right; got {self.person}")


def options_from(told: dict[str, Any]) -> AnalyzeOptions:
    """Sort keyword arguments into the options and the conditions among them.

    Raises
    ------
    BadOption : a name that is neither.
    """
    conditions = {f.name for f in fields(Conditions)}
    settings = {f.name for f in fields(AnalyzeOptions)}
    files = {f.name for f in fields(PersonFiles)}
    unknown = told.keys() - conditions - settings - files
    if unknown:
        raise BadOption(
            f"unknown option {sorted(unknown)[0]}; known are {', '.join(sorted(conditions | settings | files))}"
        )
    said = Conditions(**{k: v for k, v in told.items() if k in conditions})
    rest = {k: v for k, v in told.items() if k in settings}
    if "stickers" in rest:
        rest["stickers"] = tuple(parse_sticker(s) if isinstance(s, str) else s for s in rest["stickers"])
    if rest.get("corrections"):
        rest["corrections"] = Path(rest["corrections"])
    about = PersonFiles(**{k: v and Path(v) for k, v in told.items() if k in files})
    chosen: dict[str, Any] = {"conditions": said, "person_files": about} | rest
    return AnalyzeOptions(**chosen)


def check_range(option: str, value: float | None, low: float, high: float) -> None:
    if value is not None and not (math.isfinite(value) and low <= value <= high):
        raise BadOption(f"{option} must lie between {low:g} and {high:g}; got {value:g}")


def check_choice(option: str, value: str, allowed: Sequence[str]) -> None:
    if value not in allowed:
        raise BadOption(f"{option} must be one of {', '.join(allowed)}; got {value!r}")


def parse_sticker(text: str) -> StickerClick:
    """Read ``NAME=X,Y@FRAME``, e.g. ``asis=412,530@0``; a bare asis or psis is the near side's."""
    try:
        name, place = text.split("=", 1)
        point, frame = place.rsplit("@", 1)
        x, y = (float(v) for v in point.split(","))
        click = StickerClick(name.strip().lower(), x, y, int(frame))
    except ValueError:
        raise BadOption(f"--sticker must look like asis=412,530@0 (name=x,y@frame); got {text!r}") from None
    if click.name not in (*OPTIONAL_POINTS, "asis", "psis") or not (math.isfinite(x) and math.isfinite(y)):
        raise BadOption(f"--sticker knows asis, psis and c7 with pixel numbers; got {text!r}")
    return click
