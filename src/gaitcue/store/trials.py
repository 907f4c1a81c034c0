"""Cue trials: how far each is, what was told, and its verdicts."""

from __future__ import annotations

from typing import Any

from gaitcue.store.database import Session
from gaitcue.store.records import TrialRow, record_of
from gaitcue.store.scope import add, one, rows
from gaitcue.store.tables import TrialTable, VisitTable
from gaitcue.terms.errors import Outdated

OVERTAKEN = "somebody else went on with this trial in the meantime: look where it is now, then go on from there"


def add_trial(session: Session, visit_id: str, state: dict[str, Any]) -> TrialRow:
    """A cue trial begins."""
    runner_id = one(session, VisitTable, visit_id).runner_id
    return record_of(TrialRow, add(session, TrialTable(runner_id=runner_id, visit_id=visit_id, state=state, number=0)))


def trial(session: Session, trial_id: str) -> TrialRow:
    """One trial; raises NotThere."""
    return record_of(TrialRow, one(session, TrialTable, trial_id))


def trials_of(session: Session, runner_id: str) -> tuple[TrialRow, ...]:
    """A runner's trials, the latest first."""
    query = rows(session, TrialTable).where(TrialTable.runner_id == runner_id)
    return tuple(record_of(TrialRow, row) for row in session.scalars(query.order_by(TrialTable.created_at.desc())))


def trials_at(session: Session, visit_id: str) -> tuple[TrialRow, ...]:
    """The trials of an appointment, the latest first."""
    query = rows(session, TrialTable).where(TrialTable.visit_id == visit_id)
    return tuple(record_of(TrialRow, row) for row in session.scalars(query.order_by(TrialTable.created_at.desc())))


def change_trial(session: Session, trial_id: str, number: int | None, state: dict[str, Any]) -> TrialRow:
    """A trial goes on.

    Parameters
    ----------
    number : of the state that the change was made on; None for one that holds whatever was told in between, and that
        nobody who tells something now has to look at first

    Raises
    ------
    Outdated : the trial has gone on since
    """
    row = one(session, TrialTable, trial_id)
    if number is not None and row.number != number:
        raise Outdated(OVERTAKEN)
    row.state, row.number = state, row.number if number is None else row.number + 1
    session.flush()
    return record_of(TrialRow, row)


def keep_verdict(session: Session, trial_id: str, verdict: dict[str, Any], result: str) -> TrialRow:
    """A trial was judged; the verdicts before it are part of the new value."""
    row = one(session, TrialTable, trial_id)
    row.verdict, row.result = verdict, result
    session.flush()
    return record_of(TrialRow, row)


def remove_trial(session: Session, trial_id: str) -> None:
    """A trial that was begun by mistake goes; its clips stay in the appointment."""
    session.delete(one(session, TrialTable, trial_id))
    session.flush()
