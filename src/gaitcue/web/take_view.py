"""A clip of an appointment as the film page shows it: whether it does, what was told of it, how far its analysis is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gaitcue.clinic.rule_data import cue_title, cues
from gaitcue.web.actions import Asked
from gaitcue.web.forms import SCALE, SCALE_CHOICES, Control, FieldView, as_text
from gaitcue.web.job_view import JobView, job_view
from gaitcue.web.trial_view import stage_title
from gaitcue.web.words import words
from gaitcue.work.clinic.filming import FilmedTake
from gaitcue.work.clinic.trial_state import FilmedPart

RARE = ("stood_s", "near_side", "capture_fps")
"""asked when they are needed"""
CONTROLS: dict[str, Control] = {
    "role": "choice", "speed_kmh": "number", "incline_pct": "number", "surface": "choice", "shoe": "text",
    "minutes_run": "number", "cue": "select", "pain": "scale", "effort": "scale", "stood_s": "number",
    "near_side": "choice", "capture_fps": "number",
}  # fmt: skip
"""in the order in which they are asked"""


@dataclass(frozen=True, slots=True)
class TakeView:
    """One clip."""

    id: str
    name: str
    role: str
    picture: str
    """size, frame rate and length, in words"""
    fits: bool
    """nothing has to change when filming"""
    notes: tuple[str, ...]
    """what to change"""
    remarks: tuple[str, ...]
    """what is good to know"""
    summary: str
    """what was told, in a few words"""
    fields: tuple[FieldView, ...]
    open: bool
    analysis_id: str
    stale: bool
    job: JobView | None

    @property
    def usual(self) -> tuple[FieldView, ...]:
        return tuple(one for one in self.fields if one.name not in RARE)

    @property
    def rare(self) -> tuple[FieldView, ...]:
        return tuple(one for one in self.fields if one.name in RARE)

    @property
    def rare_open(self) -> bool:
        return any(one.told or one.mistake for one in self.rare)

    @property
    def waits(self) -> bool:
        """It shows running, and nobody has asked for its analysis."""
        return self.role == "run" and not self.analysis_id and self.job is None


def take_view(one: FilmedTake, asked: Asked | None = None) -> TakeView:
    """A clip with its form; as it was filled in when it comes back with something wrong."""
    kept = told_of(one)
    told: Mapping[str, Any] = asked.told if asked else kept
    mistakes = asked.mistakes if asked else {}
    notes = one.clip.probe.get("notes", []) if one.clip else []
    return TakeView(
        id=one.take.id,
        name=one.clip.name if one.clip else str(words()["film"]["no_clip"]),
        role=one.take.role,
        picture=picture_words(one.clip.probe) if one.clip else "",
        fits=not any(note["level"] != "info" for note in notes),
        notes=tuple(note["text"] for note in notes if note["level"] != "info"),
        remarks=tuple(note["text"] for note in notes if note["level"] == "info"),
        summary=run_words(kept, shows(one.take.cue, one.part)),
        fields=tuple(_field(one.take.id, name, told.get(name), mistakes) for name in CONTROLS),
        open=asked is not None or (one.analysis is None and one.job is None),
        analysis_id=one.analysis.id if one.analysis else "",
        stale=one.stale,
        job=job_view(one.job) if one.job else None,
    )


def told_of(one: FilmedTake) -> dict[str, Any]:
    """What was told of a clip, by the names of its form."""
    take = one.take
    told = {**take.conditions, "role": take.role, "cue": take.cue, "stood_s": one.stood_s}
    return told | {name: take.options.get(name) for name in ("near_side", "capture_fps")}


def picture_words(probe: Mapping[str, Any]) -> str:
    """Size, frame rate and length of a clip."""
    return str(words()["film"]["picture"]).format_map(
        {
            "width": probe["width"],
            "height": probe["height"],
            "fps": f"{probe['fps']:.4g}",
            "seconds": f"{probe['duration_s']:.1f}",
        }
    )


def shows(cue: str | None, part: FilmedPart | None) -> str:
    """The part of the cue trial that a clip shows, else the cue that was given."""
    if part is None:
        return cue_title(cue) if cue else ""
    title = stage_title(part.stage)
    return str(words()["trial"]["replaced"]).format(title=title) if part.replaced else title


def run_words(told: Mapping[str, Any], shows: str = "") -> str:
    """The conditions as one reads them at a glance: ``12 km/h, 1 %, treadmill, shoe A, As usual again``."""
    table = words()["film"]
    units = table["short"]
    parts = [units[name].format(value=as_text(told[name])) for name in units if told.get(name) is not None]
    parts += [table["choice"]["surface"][told["surface"]].lower()] if told.get("surface") else []
    parts += [told["shoe"]] if told.get("shoe") else []
    parts += [shows] if shows else []
    return ", ".join(parts)


def _field(take_id: str, name: str, value: Any, mistakes: Mapping[str, str]) -> FieldView:
    table = words()["film"]["field"][name]
    text = as_text(value)
    control: Control = CONTROLS[name]
    if control == "scale" and text not in ("", *SCALE):
        control = "number"
    return FieldView(
        name=name,
        label=table["label"],
        control=control,
        help=table.get("help", ""),
        unit=table.get("unit", "") if control == "number" else "",
        # It always shows one of the two; anything else may be left out.
        required=name == "role",
        untold=table.get("untold", ""),
        choices=_choices(name, control, text),
        value=text,
        mistake=mistakes.get(name, ""),
        form=take_id,
    )


def _choices(name: str, control: Control, value: str) -> tuple[tuple[str, str], ...]:
    if control == "scale":
        return SCALE_CHOICES
    if name == "cue":
        known = {id: one.title for id, one in cues().items()}
        return tuple(({value: cue_title(value)} | known if value and value not in known else known).items())
    return tuple(words()["film"]["choice"].get(name, {}).items())
