"""Reads ``data/tests.toml``: what each test is, in what it is given, what it can and cannot tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from gaitcue.care.rules import table


@dataclass(frozen=True, slots=True)
class Number:
    """One number with what it rests on."""

    value: float
    tag: str


@dataclass(frozen=True, slots=True)
class Band:
    """A name for results on one side of a limit."""

    name: str
    above: float | None = None
    at_least: float | None = None
    below: float | None = None

    def holds(self, value: float) -> bool:
        """Whether a result belongs here; bands are asked from the top."""
        if self.above is not None:
            return value > self.above
        if self.at_least is not None:
            return value >= self.at_least
        return self.below is not None and value < self.below


@dataclass(frozen=True, slots=True)
class Kind:
    """One test as the data file describes it."""

    id: str
    title: str
    how: str
    sided: bool
    better: str
    """"up", "down", or empty: neither"""
    units: Mapping[str, tuple[float, float]]
    """unit -> possible range"""
    cannot: str
    sources: tuple[str, ...]
    retest_days: Number
    pain_needed: bool = False
    positive: bool = False
    """may be entered as positive or not"""
    by_clinician: bool = False
    bands: tuple[Band, ...] = ()
    bands_tag: str = ""
    bands_of: str = ""
    """whom the bands were made from"""
    reference: Mapping[str, Any] = field(default_factory=dict)
    gap_pct: Number | None = None
    gap_abs: Number | None = None
    error: Mapping[str, Any] = field(default_factory=dict)
    error_plain: Mapping[str, Any] = field(default_factory=dict)
    """where what it needs was not done"""
    needs: str = ""
    """a field that has to be true for the bands to count"""
    accuracy: Mapping[str, Any] = field(default_factory=dict)
    load_order: int | None = None
    """place among the load tests, from the least provoking"""


@cache
def kinds() -> dict[str, Kind]:
    """Every test, by its id."""
    return {row["id"]: _kind(dict(row)) for row in table("tests")["test"]}


def kind_of_test(name: str) -> Kind:
    """One test."""
    return kinds()[name]


def _kind(row: dict[str, Any]) -> Kind:
    row["units"] = {unit: (float(low), float(high)) for unit, (low, high) in row["units"].items()}
    row["bands"] = tuple(Band(**band) for band in row.get("bands", ()))
    row["sources"] = tuple(row["sources"])
    for name in ("retest_days", "gap_pct", "gap_abs"):
        if name in row:
            row[name] = Number(float(row[name]["value"]), row[name]["tag"])
    return Kind(**row)
