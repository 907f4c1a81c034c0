"""Warnings about load in words, for the runner and for the clinician (``english.toml``)."""

from __future__ import annotations

from datetime import date
from typing import Any

from gaitcue.care.load.guards import Warned
from gaitcue.report.wording.codes import Reader
from gaitcue.report.wording.sentences import filled, wording
from gaitcue.report.wording.words import day_words, joined


def warned_words(warned: Warned, reader: Reader = "clinician") -> str:
    """One warning as a sentence or two.

    Examples
    --------
    >>> warned_words(Warned("several_up", "warning", {"variables": ["distance", "hills"]}, (), "product default"))
    'Raised within seven days: distance and minutes uphill (product default: one at a time).'
    """
    values = {_name(name): _shown(name, value, reader) for name, value in warned.values.items()}
    text = filled(str(wording()["load"][warned.code][reader]), values)
    return text[:1].upper() + text[1:]


def run_note_words(code: str) -> str:
    """What one should know about the numbers of a run.

    Examples
    --------
    >>> run_note_words("end_damaged")
    'The file is damaged at its end: distance and time are those that the device counted itself.'
    """
    return str(wording()["run_note"][code])


def variable_words(variable: str, reader: Reader = "clinician") -> str:
    """What went up, in words."""
    return str(wording()["load_variable"][variable][reader])


def _name(name: str) -> str:
    return name.removesuffix("_m")


def _shown(name: str, value: Any, reader: Reader) -> str:
    if name == "variable":
        return variable_words(value, reader)
    if name == "variables":
        return joined([variable_words(one, reader) for one in value])
    if isinstance(value, date):
        return day_words(value)
    if name.endswith("_m"):
        return f"{value / 1000:.1f}"
    if name == "share":
        return f"{100 * value:.0f}"
    if name in ("ratio", "risk", "low", "high"):
        return f"{value:.2f}"
    return f"{value:.0f}"
