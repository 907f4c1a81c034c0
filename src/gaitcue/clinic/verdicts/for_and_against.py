"""What speaks for and against a condition beside its verdict."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gaitcue.clinic.rule_data import cues
from gaitcue.clinic.trial import Condition
from gaitcue.clinic.verdicts.aimed_change import (
    CHANGED_VERDICTS,
    Aimed,
    moved_as_wanted,
    rows_of,
    values_of,
    wanted_by,
)
from gaitcue.clinic.verdicts.visit import JudgedVisit
from gaitcue.clinic.vetoes import burdens, helped
from gaitcue.compare import Change
from gaitcue.terms.advice import Reason


def pros(visit: JudgedVisit, condition: Condition) -> Iterator[Reason]:
    moved = [row for target, row in _aimed(visit, condition) if moved_as_wanted(target, row)]
    yield from (Reason("moved_well", values_of(row)) for row in _one_each(moved))
    tissues = [tissue for name in condition.cues for tissue in helped(cues()[name], visit.facts)]
    yield from (Reason("eases", {"tissue": tissue}) for tissue in dict.fromkeys(tissues))


def cons(visit: JudgedVisit, condition: Condition) -> Iterator[Reason]:
    if condition.take.awkwardness:
        yield Reason("awkward", {"score": condition.take.awkwardness})
    changed = [(target, row) for target, row in _aimed(visit, condition) if row.verdict in CHANGED_VERDICTS]
    moved = [row for target, row in changed if not moved_as_wanted(target, row)]
    yield from (Reason("moved_badly", values_of(row)) for row in _one_each(moved))
    for name in condition.cues:
        yield from ([Reason("caution", {"cue": name})] if cues()[name].caution else [])
        yield from (Reason("burdens", {"why": why}) for why in burdens(cues()[name], visit.facts))


def _aimed(visit: JudgedVisit, condition: Condition) -> list[Aimed]:
    return rows_of(visit.runs, condition.name, wanted_by(condition.cues))


def _one_each(rows: Iterable[Change]) -> Iterable[Change]:
    """One row of each measure, the leg's own before the one of both: told twice it would read as two effects."""
    found: dict[str, Change] = {}
    for row in rows:
        if row.measure not in found or row.leg != "both":
            found[row.measure] = row
    return found.values()
