"""What the report knows about each measure: its names, unit, definition, moment and usual range.

Everything comes from the registry of ``gaitcue.gait``; a measure that is not registered is shown by its id, never
dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gaitcue.report.wording.units import factor_of, scaled
from gaitcue.report.wording.words import humanised
from gaitcue.terms.records import Conditions
from gaitcue.terms.sources import PRODUCT_DEFAULT, UNVERIFIED


@dataclass(frozen=True, slots=True)
class Usual:
    """A usual range with where it comes from; an open end is None."""

    low: float | None
    high: float | None
    tag: str
    """the key of its source, "product default" or "unverified" """
    source: str = ""
    note: str = ""
    grade: str = ""

    @property
    def is_default(self) -> bool:
        return self.tag == PRODUCT_DEFAULT

    @property
    def may_judge(self) -> bool:
        """Whether a number may be said to lie outside of it (what is not verified may only hint)."""
        return self.tag != UNVERIFIED and self.ends != (None, None)

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
        """The tag in words, for the table."""
        if self.is_default:
            return "product default"
        if self.tag == UNVERIFIED:
            return "recalled, not verified"
        named = f"{self.tag[:-1]}, seen second-hand" if self.tag.endswith("*") else self.tag
        return f"{named}, grade {self.grade}" if self.grade else named

    @property
    def for_runner(self) -> str:
        """Where the range comes from, in plain words."""
        untold = [word for word in ("speed", "height") if f"{word} not told" in self.note]
        told = f"It was taken for a usual {' and '.join(untold)}, as yours was not told." if untold else ""
        if self.tag == UNVERIFIED:
            said = "This range is from memory of the literature and was not checked: take it as a hint only."
        elif self.is_default and not self.grade:
            said = "The range is our own working value: research gives no cut-off."
        elif self.is_default:
            said = "The range is our own, built on published figures."
        else:
            said = "The range comes from a published study."
        return f"{said} {told}".strip()


@dataclass(frozen=True, slots=True)
class About:
    """One measure as a reader meets it."""

    id: str
    title: str
    title_runner: str
    definition: str = ""
    note: str = ""
    family: str = ""
    source: str = ""
    usual: Usual | None = None


Catalog = Callable[[str, Conditions], About]


def unregistered(measure: str) -> About:
    return About(measure, humanised(measure), humanised(measure))


def registered(measure: str, conditions: Conditions) -> About:
    """Look a measure up in the registry of ``gaitcue.gait``, with its usual range at this speed and height."""
    from gaitcue.gait.measures import MEASURES

    found = MEASURES.get(measure)
    if found is None:
        return unregistered(measure)
    usual, factor = found.reference(conditions), factor_of(found.unit)
    return About(
        found.id,
        found.title_clinician,
        found.title_runner,
        found.definition,
        found.note,
        found.family,
        found.source,
        Usual(scaled(usual.low, factor), scaled(usual.high, factor), usual.tag, usual.source, usual.note, usual.grade)
        if usual
        else None,
    )
