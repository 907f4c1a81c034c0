"""What the report knows about each measure: its names, unit, definition, moment and usual range.

Everything comes from the registry of ``gaitcue.gait``; a measure that is not registered is shown by its id, never
dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gaitcue.report.wording.sentences import filled, reason_text, wording
from gaitcue.report.wording.units import factor_of, scaled
from gaitcue.report.wording.words import humanised
from gaitcue.terms.advice import Reason
from gaitcue.terms.records import Conditions
from gaitcue.terms.sources import PRODUCT_DEFAULT, UNVERIFIED

if TYPE_CHECKING:
    from gaitcue.gait.measures import Reference


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
    assumed: tuple[Reason, ...] = ()
    """what was not told, and what it was taken as"""

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
        origin = wording()["usual_from"]
        named = [origin[one.code] for one in self.assumed]
        taken = filled(origin["assumed"], {"what": " and ".join(named)}) if named else ""
        if self.tag == UNVERIFIED:
            code = "unverified"
        elif self.is_default:
            code = "own_on_published" if self.grade else "own"
        else:
            code = "published"
        return f"{origin[code]} {taken}".strip()


@dataclass(frozen=True, slots=True)
class MeasureWords:
    """One measure as a reader meets it."""

    id: str
    title: str
    title_runner: str
    definition: str = ""
    note: str = ""
    family: str = ""
    source: str = ""
    usual: Usual | None = None


Catalog = Callable[[str, Conditions], MeasureWords]


def unregistered(measure: str) -> MeasureWords:
    return MeasureWords(measure, humanised(measure), humanised(measure))


def title_of(measure: str) -> str:
    """What a measure is called."""
    return registered(measure, Conditions()).title


def _usual(found: Reference, factor: float) -> Usual:
    note = "; ".join(filter(None, (found.note, reason_text(found.assumed))))
    ends = scaled(found.low, factor), scaled(found.high, factor)
    return Usual(*ends, found.tag, found.source, note, found.grade, found.assumed)


def registered(measure: str, conditions: Conditions) -> MeasureWords:
    """Look a measure up in the registry of ``gaitcue.gait``, with its usual range at this speed and height."""
    from gaitcue.gait.measures import MEASURES

    found = MEASURES.get(measure)
    if found is None:
        return unregistered(measure)
    usual = found.reference(conditions)
    return MeasureWords(
        found.id,
        found.title_clinician,
        found.title_runner,
        found.definition,
        found.note,
        found.family,
        found.source,
        _usual(usual, factor_of(found.unit)) if usual else None,
    )
