"""What speaks for and against a condition beside its verdict."""

from __future__ import annotations

from collections.abc import Iterator

from gaitcue.clinic.rule_data import cues
from gaitcue.clinic.trial import Condition
from gaitcue.clinic.verdicts.aimed_change import CHANGED_VERDICTS, moved_as_wanted, rows_of, values_of, wanted_by
from gaitcue.clinic.verdicts.visit import JudgedVisit
from gaitcue.clinic.vetoes import burdens, helped
from gaitcue.terms.advice import Reason


def pros(visit: JudgedVisit, condition: Condition) -> Iterator[Reason]:
    for target, row in rows_of(visit.runs, condition.name, wanted_by(condition.cues)):
        if moved_as_wanted(target, row):
            yield Reason("moved_well", values_of(row))
    tissues = [tissue for name in condition.cues for tissue in helped(cues()[name], visit.facts)]
    yield from (Reason("eases", {"tissue": tissue}) for tissue in dict.fromkeys(tissues))


def cons(visit: JudgedVisit, condition: Condition) -> Iterator[Reason]:
    if condition.take.awkwardness:
        yield Reason("awkward", {"score": condition.take.awkwardness})
    for target, row in rows_of(visit.runs, condition.name, wanted_by(condition.cues)):
        if row.verdict in CHANGED_VERDICTS and not moved_as_wanted(target, row):
            yield Reason("moved_badly", values_of(row))
    for name in condition.cues:
        yield from ([Reason("caution", {"cue": name})] if cues()[name].caution else [])
        yield from (Reason("burdens", {"why": why}) for why in burdens(cues()[name], visit.facts))
