"""Codes with their values as sentences (``english.toml``): the one place where the report's wording is data."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any, Final, Protocol

from gaitcue.report.wording.units import change_size
from gaitcue.terms.advice import Reason
from gaitcue.terms.records import Note


class Explained(Protocol):
    """A row that says why it is as it is."""

    @property
    def reason(self) -> str | None: ...

    @property
    def reasons(self) -> tuple[Reason, ...]: ...


@cache
def wording() -> dict[str, Any]:
    """Every table of sentences."""
    return tomllib.loads(files("gaitcue.report.wording").joinpath("english.toml").read_text(encoding="utf-8"))


def check_out(how_soon: str) -> tuple[str, ...]:
    """Signs with which to get checked out, "now" or "soon": the same on every page."""
    return tuple(wording()["check_out"][how_soon])


def filled(template: str, values: Mapping[str, Any]) -> str:
    """A sentence with its values; a list is joined with commas, spans by "to", a count with its noun ({count:stride}).

    Raises
    ------
    KeyError : the sentence asks for a value that was not handed over

    Examples
    --------
    >>> filled("recorded at {fps:g} fps, without {legs}", {"fps": 60.0, "legs": ("left", "right")})
    'recorded at 60 fps, without left, right'
    """
    return _SPOKEN.vformat(template, (), {name: _told(value) for name, value in values.items()})


class _Spoken(Formatter):
    """Knows one thing more than numbers: {count:stride} is "1 stride" or "5 strides"."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if format_spec.isalpha() and len(format_spec) > 1:
            return f"{value} {format_spec}{'' if value == 1 else 's'}"
        return str(super().format_field(value, format_spec))


_SPOKEN: Final = _Spoken()


def _told(value: Any) -> Any:
    """A value as it stands in a sentence: codes within it are words too."""
    if isinstance(value, Reason):
        return reason_text((value,))
    if isinstance(value, list | tuple):
        if all(isinstance(item, Reason) for item in value):
            return reason_text(value)
        if value and all(isinstance(item, list | tuple) for item in value):
            return " and ".join(f"{start:.1f} to {end:.1f}" for start, end in value)
        return ", ".join(str(_told(item)) for item in value)
    return value


def worded(note: Note) -> Note:
    """The note with its sentence, for a page."""
    return replace(note, text=note_text(note))


def reason_text(reasons: Iterable[Reason]) -> str:
    """Why a number or a stride is doubtful or missing, and what to do about it.

    Examples
    --------
    >>> reason_text([Reason("foot_not_seen")])
    'the foot was not seen for part of this stride'
    """
    return "; ".join(filled(wording()["why"][reason.code], _with_sizes(reason.values)) for reason in reasons)


def _with_sizes(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """The size of a change and the smallest detectable one as a reader meets them, no finer than can be told."""
    if not {"size", "detectable", "unit"} <= values.keys():
        return values
    shown = {name: change_size(values[name], values["unit"], values["detectable"]) for name in ("size", "detectable")}
    return {**values, **shown}


def source_text(source: Reason) -> str:
    """How a field of the view was found."""
    return filled(wording()["found_by"][source.code], source.values)


def capture_rate_text(found_by: str) -> str:
    """Where a clip's rate of recording was found; results of before there was a code for it hold the words."""
    return str(wording()["capture_rate"].get(found_by, found_by))


def why(row: Explained) -> str:
    """The reason of a summary, a stride or a change: its own sentence, or what its codes say; "" without one."""
    return row.reason or reason_text(row.reasons)


def note_text(note: Note) -> str:
    """The sentence of a note: its own, or the one that its code stands for.

    Raises
    ------
    KeyError : the note brings no sentence and its code has none
    """
    return note.text or filled(wording()["quality"][note.code], _with_titles(note.values))


def _with_titles(values: Mapping[str, Any]) -> Mapping[str, Any]:
    """Measures by their titles; results of earlier versions hold those already."""
    if "measures" not in values:
        return values
    from gaitcue.gait.measures import MEASURES

    titles = [MEASURES[name].title_clinician if name in MEASURES else name for name in values["measures"]]
    return {**values, "measures": titles}
