"""The access rule: which rows somebody may see and make. Every question of this room goes through ``rows``."""

from __future__ import annotations

from typing import Any, TypeVar

from sqlalchemy import Select, false, func, select

from gaitcue.store.columns import Row, now
from gaitcue.store.database import Session
from gaitcue.store.tables import (
    AccountTable,
    AuditTable,
    CareEntryTable,
    ClinicTable,
    ClipTable,
    JobTable,
    LoginSessionTable,
    ProfileVersionTable,
    ReportTable,
    RetrainingSessionTable,
    RetrainingTable,
    RunnerTable,
    TakeTable,
    TrialTable,
    VisitTable,
)
from gaitcue.terms.asker import Role
from gaitcue.terms.errors import NotThere

Table = TypeVar("Table", bound=Any)

OWN = frozenset(
    {
        RunnerTable,
        AccountTable,
        LoginSessionTable,
        ReportTable,
        CareEntryTable,
        RetrainingTable,
        RetrainingSessionTable,
    }
)
"""what a runner who is logged in sees of themselves; reports only while they are shared"""
MADE_BY_RUNNER = frozenset({CareEntryTable})
"""what such a runner may add to"""
REACHED_BY_LINK = {
    "answers": frozenset({RunnerTable, VisitTable, ProfileVersionTable}),
    "upload": frozenset({RunnerTable, VisitTable, TakeTable, ClipTable, JobTable}),
    "next_morning": frozenset({RunnerTable, VisitTable, TrialTable}),
    "report": frozenset({RunnerTable, ReportTable}),
    "diary": frozenset({RunnerTable, CareEntryTable}),
    "beat": frozenset({RunnerTable}),
}
"""purpose of a link -> what whoever holds it reaches, of that one runner"""
ADMIN_ONLY = frozenset({AuditTable, LoginSessionTable, AccountTable})


def rows(session: Session, table: type[Table]) -> Select[Table]:
    """The rows of a table that whoever asks may see."""
    asker = session.asker
    everything = select(table)
    if asker.role is Role.SYSTEM:
        return everything
    of_clinic = everything.where((table.id if table is ClinicTable else table.clinic_id) == asker.clinic_id)
    if asker.role is Role.ADMIN:
        return of_clinic
    if asker.role is Role.CLINICIAN:
        return _of_clinician(session, table, of_clinic)
    seen = OWN if asker.role is Role.RUNNER else REACHED_BY_LINK.get(asker.purpose or "", frozenset())
    return _of_runner(session, table, of_clinic) if table in seen else of_clinic.where(false())


def _of_clinician(session: Session, table: type[Table], of_clinic: Select[Table]) -> Select[Table]:
    if table in ADMIN_ONLY:
        return _of_account(session, table, of_clinic)
    return of_clinic


def _of_account(session: Session, table: type[Table], of_clinic: Select[Table]) -> Select[Table]:
    """Only what is about the one who asks."""
    own = table.id if table is AccountTable else table.account_id
    return of_clinic.where(own == session.asker.account_id)


def _of_runner(session: Session, table: type[Table], of_clinic: Select[Table]) -> Select[Table]:
    runner = session.asker.runner_id
    if table in (AccountTable, LoginSessionTable):
        return _of_account(session, table, of_clinic)
    if table is RunnerTable:
        return of_clinic.where(table.id == runner)
    if table is ClipTable:
        return of_clinic.where(table.id.in_(select(TakeTable.clip_id).where(TakeTable.runner_id == runner)))
    if table is JobTable:
        return of_clinic.where(table.asked_by == f"link:{runner}")
    own = of_clinic.where(table.runner_id == runner)
    return own.where(table.shared_until > now(), table.signed_at.is_not(None)) if table is ReportTable else own


def one(session: Session, table: type[Table], id: str | None) -> Table:
    """One row.

    Raises
    ------
    NotThere : there is none, or whoever asks may not see it
    """
    found: Table | None = session.scalars(rows(session, table).where(table.id == id)).one_or_none() if id else None
    if found is None:
        raise NotThere(f"there is no such {name_of(table)}; it may have been deleted")
    return found


def add(session: Session, row: Any) -> Any:
    """A new row, for the clinic of whoever asks.

    Raises
    ------
    NotThere : a link or a runner may not make such a row
    """
    asker = session.asker
    if asker.role in (Role.RUNNER, Role.LINK):
        seen = MADE_BY_RUNNER if asker.role is Role.RUNNER else REACHED_BY_LINK.get(asker.purpose or "", frozenset())
        own = getattr(row, "runner_id", asker.runner_id) == asker.runner_id
        if type(row) not in seen or not own:
            raise NotThere(f"there is no such {name_of(type(row))} to add to")
    if isinstance(row, Row) and row.clinic_id is None:
        row.clinic_id = asker.clinic_id
    session.add(row)
    session.flush()
    return row


def count(session: Session, query: Select[Any]) -> int:
    """How many rows a question has."""
    return session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0


def name_of(table: type[Any]) -> str:
    return str(table.__tablename__).replace("_", " ")
