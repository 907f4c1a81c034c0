"""Entries of the care record: added, corrected, withdrawn; what was once entered stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from gaitcue.store.columns import now
from gaitcue.store.database import Session
from gaitcue.store.records import CareEntryRow, record_of
from gaitcue.store.scope import add, one, rows
from gaitcue.store.tables import CareEntryTable, RunnerTable
from gaitcue.terms.errors import Outdated


def add_entry(
    session: Session,
    runner_id: str,
    kind: str,
    on: date,
    content: dict[str, Any],
    author: str,
    *,
    slot: str = "",
    sent: str | None = None,
    replaces: str | None = None,
) -> CareEntryRow:
    """A new entry; one that was sent before is given back as it is.

    Parameters
    ----------
    slot : what there may be one of; empty where there may be several
    replaces : the entry that it corrects, which is withdrawn

    Raises
    ------
    NotThere : no such runner
    Outdated : there is an entry in that slot already
    """
    one(session, RunnerTable, runner_id)
    before = entry_sent(session, runner_id, sent) if sent else None
    if before is not None:
        return before
    if replaces is not None:
        withdraw_entry(session, replaces, author)
    if slot and entry_in(session, runner_id, slot) is not None:
        raise Outdated(f"there is an answer for this already ({slot}): correct that one")
    row = CareEntryTable(
        runner_id=runner_id, kind=kind, on=on, slot=slot, content=content, author=author, sent=sent, replaces=replaces,
        withdrawn_at=None, withdrawn_by=None,
    )  # fmt: skip
    return record_of(CareEntryRow, add(session, row))


def entry_sent(session: Session, runner_id: str, sent: str) -> CareEntryRow | None:
    """The entry that a page sent under a name of its own."""
    query = rows(session, CareEntryTable).where(CareEntryTable.runner_id == runner_id, CareEntryTable.sent == sent)
    row = session.scalars(query.limit(1)).one_or_none()
    return record_of(CareEntryRow, row) if row is not None else None


def entry_in(session: Session, runner_id: str, slot: str) -> CareEntryRow | None:
    """The entry that counts in a slot."""
    query = rows(session, CareEntryTable).where(
        CareEntryTable.runner_id == runner_id, CareEntryTable.slot == slot, CareEntryTable.withdrawn_at.is_(None)
    )
    row = session.scalars(query.limit(1)).one_or_none()
    return record_of(CareEntryRow, row) if row is not None else None


def entry(session: Session, entry_id: str) -> CareEntryRow:
    """One entry; raises NotThere."""
    return record_of(CareEntryRow, one(session, CareEntryTable, entry_id))


def withdraw_entry(session: Session, entry_id: str, by: str) -> CareEntryRow:
    """An entry counts no more; it stays to be seen.

    Raises
    ------
    NotThere : no such entry
    Outdated : it was withdrawn or corrected before
    """
    row = one(session, CareEntryTable, entry_id)
    if row.withdrawn_at is not None:
        raise Outdated("this entry was corrected or withdrawn before: look at it again")
    row.withdrawn_at, row.withdrawn_by = now(), by
    session.flush()
    return record_of(CareEntryRow, row)


def entries_of(session: Session, runner_id: str, *, withdrawn: bool = False) -> tuple[CareEntryRow, ...]:
    """A runner's entries by day; those that count no more only when asked for."""
    query = rows(session, CareEntryTable).where(CareEntryTable.runner_id == runner_id)
    if not withdrawn:
        query = query.where(CareEntryTable.withdrawn_at.is_(None))
    query = query.order_by(CareEntryTable.on, CareEntryTable.created_at, CareEntryTable.id)
    return tuple(record_of(CareEntryRow, row) for row in session.scalars(query))


def runners_in_care(session: Session) -> tuple[str, ...]:
    """Ids of the runners who have a plan."""
    query = rows(session, CareEntryTable).where(CareEntryTable.kind == "plan", CareEntryTable.withdrawn_at.is_(None))
    found: Iterable[str] = session.scalars(query.with_only_columns(CareEntryTable.runner_id).distinct())
    return tuple(sorted(found))
