"""What the report knows about each measure: its names, unit, definition, moment and usual range.

Everything comes from the registry of ``gaitcue.gait``; a measure that is not registered is shown by its id, never
dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gaitcue.report.words import humanised
from gaitcue.terms.records import Conditions


@dataclass(frozen=True, slots=True)
class Usual:
    """A usual range with where it comes from; an open end is None."""

    low: float | None
    high: float | None
    tag: str
    """evidence tag of clinical.md: "E" is a product default, else the key of a source"""
    source: str = ""
    note: str = ""

    @property
    def is_default(self) -> bool:
        return self.tag.strip("[]").startswith("E") and len(self.tag.strip("[]")) == 1

    @property
    def ends(self) -> tuple[float | None, float | None]:
        return self.low, self.high

    @property
    def yardstick(self) -> float | None:
        """What an error is held against: the width of the range, or the size of its only end."""
        if self.low is not None and self.high is not None:
            return self.high - self.low
        ends = [abs(x) for x in self.ends if x]
        return ends[0] if ends else None

    @property
    def evidence(self) -> str:
        """In words, for the table."""
        return "product default" if self.is_default else self.tag


@dataclass(frozen=True, slots=True)
class About:
    """One measure as a reader meets it."""

    id: str
    title: str
    title_runner: str
    definition: str = ""
    moment: str = ""
    source: str = ""
    usual: Usual | None = None


Catalog = Callable[[str, Conditions], About]


def unregistered(measure: str, conditions: Conditions) -> About:
    return About(measure, humanised(measure), humanised(measure))


def registered(measure: str, conditions: Conditions) -> About:
    """Look a measure up in the registry of ``gaitcue.gait``."""
    return unregistered(measure, conditions)
