"""Reads the data files of this room."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The raw content of one data file, e.g. ``table("stages")``."""
    return tomllib.loads(files("gaitcue.care.data").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def number(name: str, group: str, entry: str) -> float:
    """A single number, e.g. ``number("symptoms", "verdict", "pain_ok")``."""
    return float(table(name)[group][entry]["value"])
