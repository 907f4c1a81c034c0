"""Runs of a runner, from watches or typed in."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, datetime
from itertools import starmap
from typing import Any

from gaitcue.store.care import drop_standing
from gaitcue.store.database import Session
from gaitcue.store.records import ActivityRow, record_of
from gaitcue.store.scope import add, one, rows
from gaitcue.store.tables import ActivityTable, ClipTable, RunnerTable


def add_activity(
    session: Session,
    runner_id: str,
    on: date,
    *,
    running: bool,
    summary: dict[str, Any],
    told: dict[str, Any] | None = None,
    started_at: datetime | None = None,
    clip_id: str | None = None,
    part: int = 0,
    same_as: str | None = None,
) -> ActivityRow:
    """One activity; raises NotThere for another clinic's runner."""
    one(session, RunnerTable, runner_id)
    row = ActivityTable(
        runner_id=runner_id, clip_id=clip_id, part=part, on=on, started_at=started_at, running=running,
        summary=summary, told=told or {}, same_as=same_as,
    )  # fmt: skip
    drop_standing(session, runner_id)
    return record_of(ActivityRow, add(session, row))


def activity(session: Session, activity_id: str) -> ActivityRow:
    """One activity; raises NotThere."""
    return record_of(ActivityRow, one(session, ActivityTable, activity_id))


def activities_of(
    session: Session, runner_id: str, first: date | None = None, last: date | None = None
) -> tuple[ActivityRow, ...]:
    """A runner's activities of some days, the oldest first."""
    query = rows(session, ActivityTable).where(ActivityTable.runner_id == runner_id)
    if first is not None:
        query = query.where(ActivityTable.on >= first)
    if last is not None:
        query = query.where(ActivityTable.on <= last)
    query = query.order_by(ActivityTable.on, ActivityTable.started_at, ActivityTable.created_at, ActivityTable.id)
    # Years of runs: as plain columns they take a third of the time that objects of the session do.
    told = query.with_only_columns(*(getattr(ActivityTable, field.name) for field in fields(ActivityRow)))
    return tuple(starmap(ActivityRow, session.execute(told)))


def files_of(session: Session, runner_id: str) -> set[str]:
    """SHA-256 of the files that a runner's activities were read from."""
    held = rows(session, ActivityTable).where(ActivityTable.runner_id == runner_id)
    query = rows(session, ClipTable).where(ClipTable.id.in_(held.with_only_columns(ActivityTable.clip_id)))
    return set(session.scalars(query.with_only_columns(ClipTable.sha256)))


def tell_activity(session: Session, activity_id: str, told: dict[str, Any]) -> ActivityRow:
    """What the runner says about a run."""
    row = one(session, ActivityTable, activity_id)
    row.told = told
    drop_standing(session, row.runner_id)
    return record_of(ActivityRow, row)


def same_activity(session: Session, activity_id: str, same_as: str | None) -> ActivityRow:
    """Count a recording as another one of the same run, or again by itself."""
    row = one(session, ActivityTable, activity_id)
    row.same_as = same_as and one(session, ActivityTable, same_as).id
    drop_standing(session, row.runner_id)
    return record_of(ActivityRow, row)


def remove_activity(session: Session, activity_id: str) -> None:
    """A run is taken out of the record; recordings that counted as the same count again."""
    row = one(session, ActivityTable, activity_id)
    for other in session.scalars(rows(session, ActivityTable).where(ActivityTable.same_as == row.id)):
        other.same_as = None
    drop_standing(session, row.runner_id)
    session.delete(row)
    session.flush()
