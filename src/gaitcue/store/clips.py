"""Media files by their content, and what each is in an appointment."""

from __future__ import annotations

from dataclasses import fields
from itertools import starmap
from typing import Any

from sqlalchemy import func

from gaitcue.store.columns import new_id
from gaitcue.store.database import Session
from gaitcue.store.records import ClipRow, TakeRow, record_of
from gaitcue.store.scope import add, one, rows
from gaitcue.store.tables import ClipTable, TakeTable, VisitTable


def add_clip(session: Session, sha256: str, size: int, name: str, probe: dict[str, Any]) -> ClipRow:
    """A media file; the same content is one row."""
    found = session.scalars(rows(session, ClipTable).where(ClipTable.sha256 == sha256)).one_or_none()
    row = found or add(session, ClipTable(sha256=sha256, bytes=size, name=name, probe=probe))
    return record_of(ClipRow, row)


def clip(session: Session, clip_id: str) -> ClipRow:
    """One media file; raises NotThere."""
    return record_of(ClipRow, one(session, ClipTable, clip_id))


def proxy_is_there(session: Session, clip_id: str) -> None:
    """The clip's copy for the browser has been written."""
    one(session, ClipTable, clip_id).proxy = True


def add_take(
    session: Session,
    visit_id: str,
    clip_id: str | None,
    role: str,
    *,
    cue: str | None = None,
    conditions: dict[str, Any] | None = None,
    options: dict[str, Any] | None = None,
    take_id: str | None = None,
) -> TakeRow:
    """What a clip is in an appointment; its id is new unless told."""
    runner_id = one(session, VisitTable, visit_id).runner_id
    last = session.scalar(
        rows(session, TakeTable).where(TakeTable.visit_id == visit_id).with_only_columns(func.max(TakeTable.position))
    )
    row = TakeTable(
        id=take_id or new_id(), runner_id=runner_id, visit_id=visit_id, clip_id=clip_id, role=role, cue=cue,
        conditions=conditions or {}, options=options or {}, position=0 if last is None else last + 1,
    )  # fmt: skip
    return record_of(TakeRow, add(session, row))


def take(session: Session, take_id: str) -> TakeRow:
    """One take; raises NotThere."""
    return record_of(TakeRow, one(session, TakeTable, take_id))


def take_if_there(session: Session, take_id: str | None) -> TakeRow | None:
    """One take; None when there is none, or it was removed."""
    row = session.scalars(rows(session, TakeTable).where(TakeTable.id == take_id)).one_or_none() if take_id else None
    return record_of(TakeRow, row) if row is not None else None


def change_take(
    session: Session, take_id: str, *, role: str, cue: str | None, conditions: dict[str, Any], options: dict[str, Any]
) -> TakeRow:
    """Other words about the same clip in its appointment."""
    row = one(session, TakeTable, take_id)
    row.role, row.cue, row.conditions, row.options = role, cue, conditions, options
    return record_of(TakeRow, row)


def remove_take(session: Session, take_id: str) -> None:
    """A clip no longer counts in its appointment; its analyses go with it."""
    session.delete(one(session, TakeTable, take_id))
    session.flush()


def takes_of(session: Session, visit_id: str) -> tuple[TakeRow, ...]:
    """The takes of an appointment, in the order in which they came."""
    query = rows(session, TakeTable).where(TakeTable.visit_id == visit_id).order_by(TakeTable.position)
    return tuple(record_of(TakeRow, row) for row in session.scalars(query))


def clips_of(session: Session, visit_id: str) -> dict[str, ClipRow]:
    """The media files of an appointment by their id."""
    held = rows(session, TakeTable).where(TakeTable.visit_id == visit_id).with_only_columns(TakeTable.clip_id)
    query = rows(session, ClipTable).where(ClipTable.id.in_(held))
    return {row.id: record_of(ClipRow, row) for row in session.scalars(query)}


def takes_of_runner(session: Session, runner_id: str) -> tuple[TakeRow, ...]:
    """All takes of a runner, in the order in which they came."""
    query = rows(session, TakeTable).where(TakeTable.runner_id == runner_id)
    query = query.order_by(TakeTable.created_at, TakeTable.position, TakeTable.id)
    # Hundreds of rows: as plain columns they take a third of the time that objects of the session do.
    told = query.with_only_columns(*(getattr(TakeTable, field.name) for field in fields(TakeRow)))
    return tuple(starmap(TakeRow, session.execute(told)))
