"""Entries of the care record: added, corrected, withdrawn; what was once entered stays."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import delete

from gaitcue.store.columns import now
from gaitcue.store.database import Session
from gaitcue.store.records import CareEntryRow, CareStandingRow, record_of
from gaitcue.store.scope import add, one, rows
from gaitcue.store.tables import CareEntryTable, CareStandingTable, RunnerTable
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
    drop_standing(session, runner_id)
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
    drop_standing(session, row.runner_id)
    session.flush()
    return record_of(CareEntryRow, row)


def entries_of(session: Session, runner_id: str, *, withdrawn: bool = False) -> tuple[CareEntryRow, ...]:
    """A runner's entries by day; those that count no more only when asked for."""
    query = rows(session, CareEntryTable).where(CareEntryTable.runner_id == runner_id)
    if not withdrawn:
        query = query.where(CareEntryTable.withdrawn_at.is_(None))
    query = query.order_by(CareEntryTable.on, CareEntryTable.created_at, CareEntryTable.id)
    return tuple(record_of(CareEntryRow, row) for row in session.scalars(query))


# --- where plans stand ------------------------------------------------------------------------------------------------


def standings(session: Session) -> dict[str, CareStandingRow]:
    """Where each plan stood when it was last computed, by runner."""
    found = session.scalars(rows(session, CareStandingTable))
    return {row.runner_id: record_of(CareStandingRow, row) for row in found}


def keep_standing(session: Session, runner_id: str, on: date, made_by: str, content: dict[str, Any]) -> CareStandingRow:
    """Where a plan stands on a day, instead of what was kept before."""
    runner = one(session, RunnerTable, runner_id)
    drop_standing(session, runner_id)
    row = CareStandingTable(
        runner_id=runner_id, clinic_id=runner.clinic_id, on=on, made_by=made_by, content=content
    )  # fmt: skip
    return record_of(CareStandingRow, add(session, row))


def drop_standing(session: Session, runner_id: str) -> None:
    """Something that it was computed from has changed: also by who may not see the list itself."""
    session.execute(delete(CareStandingTable).where(CareStandingTable.runner_id == runner_id))


def has_plan(session: Session, runner_id: str) -> bool:
    """Whether a runner has a plan."""
    query = rows(session, CareEntryTable).where(CareEntryTable.runner_id == runner_id, CareEntryTable.kind == "plan")
    return session.scalars(query.where(CareEntryTable.withdrawn_at.is_(None)).limit(1)).first() is not None


def runners_in_care(session: Session) -> tuple[str, ...]:
    """Ids of the runners who have a plan."""
    query = rows(session, CareEntryTable).where(CareEntryTable.kind == "plan", CareEntryTable.withdrawn_at.is_(None))
    found: Iterable[str] = session.scalars(query.with_only_columns(CareEntryTable.runner_id).distinct())
    return tuple(sorted(found))
