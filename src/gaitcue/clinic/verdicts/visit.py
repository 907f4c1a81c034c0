"""What every condition of a visit is judged with, and what is said about the visit as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from gaitcue.clinic.facts import Facts
from gaitcue.clinic.profile import Profile
from gaitcue.clinic.rule_data import setting
from gaitcue.clinic.triage import Triage
from gaitcue.clinic.trial import RETURN, Trial
from gaitcue.clinic.verdicts.aimed_change import Runs
from gaitcue.compare import Comparison
from gaitcue.terms.advice import Reason


@dataclass(frozen=True, slots=True)
class JudgedVisit:
    """What every condition is judged with."""

    trial: Trial
    runs: Runs
    unlike: Mapping[str, Sequence[Reason]]
    """by condition: why its run cannot be held against the baseline at all"""
    facts: Facts
    stops: Reason | None
    rose_by_end: Reason | None


def said_of(visit: JudgedVisit, triage: Triage, profile: Profile | None) -> Iterator[Reason]:
    trial = visit.trial
    if triage.asked != "asked":
        yield Reason(f"flags_{triage.asked}", {"on": triage.answered_on, "open": len(triage.unanswered)})
    if profile is None:
        yield Reason("no_profile")
    if visit.stops is not None:
        yield visit.stops
    if visit.rose_by_end is not None:
        yield visit.rose_by_end
    if visit.runs.away:
        yield Reason("filmed_from_other_side", {"side": visit.runs.side})
    yield from _drift(visit.runs.against_first)
    if trial.next_day is not None and len(trial.conditions) > 1:
        yield Reason("shared_morning")
    if trial.next_day is not None and trial.next_day.pain - trial.next_day.pain_before >= setting(
        "trial", "next_day_worse"
    ):
        yield Reason("morning_worse", {"before": trial.next_day.pain_before, "after": trial.next_day.pain})


def _drift(comparison: Comparison) -> Iterator[Reason]:
    if RETURN not in comparison.names:
        yield Reason("no_return")
        return
    rows = [row.measure for row in comparison.changes if row.run == RETURN and row.verdict == "changed"]
    if rows:
        yield Reason("baseline_drift", {"measures": list(dict.fromkeys(rows))})
