"""Reads the rules of live retraining."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from gaitcue.care import rules as care_rules
from gaitcue.clinic import rule_data
from gaitcue.terms.errors import BadOption


@dataclass(frozen=True, slots=True)
class CueRule:
    """What one cue is trained on."""

    id: str
    measures: tuple[str, ...]
    """ids; the first that can be measured in this person counts"""
    sources: tuple[str, ...]
    tag: str
    rise_pct: float | None = None
    """of a cadence"""
    way: Literal["up", "down"] = "up"
    least: Mapping[str, float] = field(default_factory=dict)
    most: Mapping[str, float] = field(default_factory=dict)
    with_knee_pain: Mapping[str, float] = field(default_factory=dict)
    """``least`` for somebody with knee pain, now or in the past"""


@cache
def table() -> dict[str, Any]:
    """The raw content of the data file."""
    return tomllib.loads(files("gaitcue.live.data").joinpath("retraining.toml").read_text(encoding="utf-8"))


def number(group: str, name: str) -> float:
    """A single number, e.g. ``number("pain", "tolerated")``."""
    return float(entry(group, name)["value"])


@cache
def entry(group: str, name: str) -> dict[str, Any]:
    """A number with its source; one that has its home in the rules of clinic or care comes from there.

    Examples
    --------
    >>> entry("pain", "tolerated")["tag"]
    'GoomPHA*'
    """
    row: dict[str, Any] = table()[group][name]
    if "as_in" not in row:
        return row
    room, file, inner, key = row["as_in"].split(".")
    home = care_rules.table(file) if room == "care" else rule_data.table(file)
    found: dict[str, Any] = home[inner][key]
    return found


@cache
def cue_rules() -> dict[str, CueRule]:
    """The cues that can be trained live, by their id in the cue bank."""
    return {name: _cue(name, row) for name, row in table()["cue"].items()}


def _cue(name: str, row: dict[str, Any]) -> CueRule:
    lists: dict[str, Any] = {key: tuple(row[key]) for key in ("measures", "sources")}
    return CueRule(**{"id": name, **row, **lists})


def cue_rule(name: str) -> CueRule:
    """The rule of one cue.

    Raises
    ------
    BadOption : this cue cannot be trained live
    """
    if name not in cue_rules():
        raise BadOption(f"the cue {name!r} cannot be trained live: choose one of {', '.join(cue_rules())}")
    return cue_rules()[name]
