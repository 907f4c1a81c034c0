"""Results that cannot be: a unit that the test has not, a value that nobody reaches, a side that is missing."""

from __future__ import annotations

from collections.abc import Iterator

from gaitcue.care.entries import Measured
from gaitcue.care.tests.kinds import Kind, kind_of_test


def test_faults(result: Measured) -> Iterator[str]:
    """What is wrong with one result, most important first."""
    kind = kind_of_test(result.kind)
    if kind.sided and result.side is None:
        yield f"side is missing: {kind.title} is of one side, write left or right"
    if kind.by_clinician and not result.by.strip():
        yield f"by is missing: {kind.title} is recorded by a clinician, write who"
    yield from _value(result, kind)
    if kind.pain_needed and result.pain is None:
        yield f"pain is missing: {kind.title} is judged by its pain (0 to 10)"
    if kind.positive and result.positive is None and result.pain is None:
        yield f"positive is missing: write true when {kind.title} brought the known pain, or the pain"
    if result.positive is not None and not kind.positive:
        yield f"positive does not belong to {kind.title}: leave it out"
    if result.lever_cm is not None and not {"kg", "N"} & kind.units.keys():
        yield f"lever_cm does not belong to {kind.title}: leave it out"


def _value(result: Measured, kind: Kind) -> Iterator[str]:
    if not kind.units:
        if result.value is not None:
            yield f"value does not belong to {kind.title}: leave it out, the pain counts"
        return
    if result.value is None:
        yield f"value is missing: write the result of {kind.title} in {' or '.join(kind.units)}"
        return
    if result.unit is None and len(kind.units) > 1:
        yield f"unit is missing: write {' or '.join(kind.units)}"
        return
    unit: str = result.unit or next(iter(kind.units), "")
    if unit not in kind.units:
        yield f"unit is {unit}: {kind.title} is given in {' or '.join(kind.units)}"
        return
    low, high = kind.units[unit]
    if not low <= result.value <= high:
        yield f"value is {result.value:g} {unit}: {kind.title} lies from {low:g} to {high:g} {unit}; check the reading"


test_faults.__test__ = False  # type: ignore[attr-defined]
