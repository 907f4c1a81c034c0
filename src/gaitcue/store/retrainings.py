"""Courses of live retraining and their sessions; the steps of a session lie in a file (``live_files``)."""

from __future__ import annotations

from datetime import date
from typing import Any

from gaitcue.store.columns import new_id, now
from gaitcue.store.database import Session
from gaitcue.store.records import RetrainingRow, RetrainingSessionRow, record_of
from gaitcue.store.scope import add, one, rows
from gaitcue.store.tables import RetrainingSessionTable, RetrainingTable, RunnerTable
from gaitcue.terms.errors import Outdated

OVERTAKEN = "somebody else changed this course in the meantime: look at it again, then make the change"


def add_retraining(session: Session, runner_id: str, cue: str, on: date, content: dict[str, Any]) -> RetrainingRow:
    """A course begins; raises NotThere without such a runner."""
    one(session, RunnerTable, runner_id)
    row = RetrainingTable(runner_id=runner_id, cue=cue, on=on, content=content, ended_on=None, why="", number=0)
    return record_of(RetrainingRow, add(session, row))


def retraining(session: Session, retraining_id: str) -> RetrainingRow:
    """One course; raises NotThere."""
    return record_of(RetrainingRow, one(session, RetrainingTable, retraining_id))


def retrainings_of(session: Session, runner_id: str) -> tuple[RetrainingRow, ...]:
    """A runner's courses, the latest first."""
    query = rows(session, RetrainingTable).where(RetrainingTable.runner_id == runner_id)
    query = query.order_by(RetrainingTable.on.desc(), RetrainingTable.created_at.desc())
    return tuple(record_of(RetrainingRow, row) for row in session.scalars(query))


def runners_retraining(session: Session) -> tuple[str, ...]:
    """Ids of the runners who have had a course."""
    query = rows(session, RetrainingTable).with_only_columns(RetrainingTable.runner_id).distinct()
    return tuple(sorted(session.scalars(query)))


def change_retraining(
    session: Session, retraining_id: str, content: dict[str, Any], number: int | None = None
) -> RetrainingRow:
    """A course goes on.

    Parameters
    ----------
    number : of the state that the change was made on; None for what holds whatever was changed in between

    Raises
    ------
    Outdated : it was changed since
    """
    row = one(session, RetrainingTable, retraining_id)
    if number is not None and row.number != number:
        raise Outdated(OVERTAKEN)
    row.content, row.number = content, row.number + 1
    session.flush()
    return record_of(RetrainingRow, row)


def end_retraining(session: Session, retraining_id: str, on: date, why: str) -> RetrainingRow:
    """A course is over, with the code of why."""
    row = one(session, RetrainingTable, retraining_id)
    row.ended_on, row.why = on, why
    session.flush()
    return record_of(RetrainingRow, row)


def add_session(
    session: Session, retraining_id: str, kind: str, number: int, on: date, *, id: str | None = None
) -> RetrainingSessionRow:
    """A session begins; one that was run elsewhere brings its id, by which it is known when it comes again."""
    course = one(session, RetrainingTable, retraining_id)
    row = RetrainingSessionTable(
        id=id or new_id(),
        runner_id=course.runner_id,
        retraining_id=course.id,
        kind=kind,
        number=number,
        on=on,
        result=None,
        ended_at=None,
    )
    return record_of(RetrainingSessionRow, add(session, row))


def retraining_session(session: Session, session_id: str) -> RetrainingSessionRow:
    """One session; raises NotThere."""
    return record_of(RetrainingSessionRow, one(session, RetrainingSessionTable, session_id))


def session_named(session: Session, session_id: str) -> RetrainingSessionRow | None:
    """A session by its id; None where it is not there."""
    query = rows(session, RetrainingSessionTable).where(RetrainingSessionTable.id == session_id)
    found = session.scalars(query).one_or_none()
    return record_of(RetrainingSessionRow, found) if found else None


def sessions_of(session: Session, runner_id: str, retraining_id: str | None = None) -> tuple[RetrainingSessionRow, ...]:
    """A runner's sessions, of one course or of all, the earliest first."""
    query = rows(session, RetrainingSessionTable).where(RetrainingSessionTable.runner_id == runner_id)
    if retraining_id is not None:
        query = query.where(RetrainingSessionTable.retraining_id == retraining_id)
    query = query.order_by(RetrainingSessionTable.on, RetrainingSessionTable.created_at)
    return tuple(record_of(RetrainingSessionRow, row) for row in session.scalars(query))


def keep_result(
    session: Session, session_id: str, result: dict[str, Any], *, ended: bool = True
) -> RetrainingSessionRow:
    """What came of a session; renewed when something more is told."""
    row = one(session, RetrainingSessionTable, session_id)
    row.result = result
    if ended and row.ended_at is None:
        row.ended_at = now()
    session.flush()
    return record_of(RetrainingSessionRow, row)


def remove_session(session: Session, session_id: str) -> None:
    """A session that nobody ran goes."""
    session.delete(one(session, RetrainingSessionTable, session_id))
    session.flush()
