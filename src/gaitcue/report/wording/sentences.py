"""Codes with their values as sentences (``english.toml``): the one place where the report's wording is data."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from gaitcue.terms.records import Note


@cache
def wording() -> dict[str, Any]:
    """Every table of sentences."""
    return tomllib.loads(files("gaitcue.report.wording").joinpath("english.toml").read_text(encoding="utf-8"))


def filled(template: str, values: Mapping[str, Any]) -> str:
    """A sentence with its values; a list is joined with commas.

    Raises
    ------
    KeyError : the sentence asks for a value that was not handed over

    Examples
    --------
    >>> filled("recorded at {fps:g} fps, without {legs}", {"fps": 60.0, "legs": ("left", "right")})
    'recorded at 60 fps, without left, right'
    """
    told = {name: ", ".join(map(str, v)) if isinstance(v, list | tuple) else v for name, v in values.items()}
    return template.format_map(told)


def note_text(note: Note) -> str:
    """The sentence of a note: its own, or the one that its code stands for.

    Raises
    ------
    KeyError : the note brings no sentence and its code has none
    """
    return note.text or filled(wording()["quality"][note.code], note.values)
