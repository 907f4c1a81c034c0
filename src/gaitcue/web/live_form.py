"""What is asked before a course of live retraining, before a session and after it, as fields of forms."""

from __future__ import annotations

from gaitcue.clinic import questions
from gaitcue.clinic.rule_data import cues
from gaitcue.web.actions import Asked
from gaitcue.web.forms import SCALE_CHOICES, FieldView
from gaitcue.web.words import words
from gaitcue.work.clinic.retraining_course import SpeedAndIncline, choices
from gaitcue.work.options import CONDITION_RANGES

TREADMILL = ("speed_kmh", "incline_pct")


def choice_fields(asked: Asked) -> tuple[FieldView, FieldView]:
    """What is to be trained, and in whose words."""
    told = words()["live"]["begin"]
    named = tuple((name, cues()[name].title) for name in choices())
    wordings = tuple((name, str(told["wordings"][name])) for name in ("external", "internal"))
    cue, wording = str(asked.told.get("cue", "")), str(asked.told.get("wording", "external"))
    return (
        FieldView("cue", told["cue"], "choice", required=True, choices=named, value=cue,
                  mistake=asked.mistakes.get("cue", "")),
        FieldView("wording", told["wording"], "choice", help=told["wording_help"], required=True, choices=wordings,
                  value=wording),
    )  # fmt: skip


def before_fields(asked: Asked, last: SpeedAndIncline) -> tuple[FieldView, ...]:
    """Pain now, speed and incline as last time, and the safety questions that are asked again before each session."""
    told = words()["live"]["before"]
    flags = tuple((one.id, one.text) for one in questions() if not one.follows)
    chosen = asked.told.get("flags", ())
    ticked = (chosen,) if isinstance(chosen, str) else tuple(chosen)
    return (
        FieldView("pain", told["pain"], "scale", required=True, choices=SCALE_CHOICES,
                  value=str(asked.told.get("pain", "")), mistake=asked.mistakes.get("pain", "")),
        *(_treadmill_field(name, asked, value) for name, value in zip(TREADMILL, last, strict=True)),
        FieldView("flags", told["flags"], "checks", help=told["flags_help"], choices=(("none", told["none"]), *flags),
                  values=ticked, mistake=asked.mistakes.get("flags", "")),
    )  # fmt: skip


def _treadmill_field(name: str, asked: Asked, last: float | None) -> FieldView:
    """Speed or incline: as it was typed, else as last time."""
    told, (low, high) = words()["live"]["before"], CONDITION_RANGES[name]
    value = str(asked.told.get(name, "" if last is None else f"{last:g}"))
    return FieldView(
        name, told[name], "number", help=told[f"{name}_help"], unit=told[f"{name}_unit"], low=low, high=high,
        value=value, mistake=asked.mistakes.get(name, ""),
    )  # fmt: skip


def after_fields(asked: Asked) -> tuple[FieldView, ...]:
    """The three questions after a session."""
    told = words()["live"]["after"]
    return tuple(
        FieldView(
            name, told[name], "scale", help=told["help"].get(name, ""), choices=SCALE_CHOICES,
            value=str(asked.told.get(name, "")), mistake=asked.mistakes.get(name, ""),
        )
        for name in ("pain", "effort", "awkwardness")
    )  # fmt: skip
