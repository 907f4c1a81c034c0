"""Appointments, and what was told at them."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import func

from gaitcue.store.care import drop_standing
from gaitcue.store.database import Session
from gaitcue.store.pages import Page, page_of
from gaitcue.store.records import ProfileVersionRow, VisitRow, record_of
from gaitcue.store.scope import add, one, rows
from gaitcue.store.tables import ProfileVersionTable, RunnerTable, VisitTable


def add_visit(session: Session, runner_id: str, on: date, zone: str = "", note: str = "") -> VisitRow:
    """A new appointment of a runner."""
    one(session, RunnerTable, runner_id)
    return record_of(VisitRow, add(session, VisitTable(runner_id=runner_id, on=on, zone=zone, note=note)))


def visit(session: Session, visit_id: str) -> VisitRow:
    """One appointment; raises NotThere."""
    return record_of(VisitRow, one(session, VisitTable, visit_id))


def visits_of(session: Session, runner_id: str, *, first: int = 0, most: int = 50) -> Page[VisitRow]:
    """A runner's appointments, the latest first."""
    query = rows(session, VisitTable).where(VisitTable.runner_id == runner_id)
    query = query.order_by(VisitTable.on.desc(), VisitTable.created_at.desc(), VisitTable.id)
    return page_of(session, query, lambda row: record_of(VisitRow, row), first=first, most=most)


def days_of(session: Session, runner_id: str) -> dict[str, date]:
    """The day of each of a runner's appointments, by its id."""
    query = rows(session, VisitTable).where(VisitTable.runner_id == runner_id)
    return {row.id: row.on for row in session.execute(query.with_only_columns(VisitTable.id, VisitTable.on))}


def add_profile_version(
    session: Session,
    runner_id: str,
    on: date,
    author: str,
    *,
    visit_id: str | None = None,
    profile: dict[str, Any] | None = None,
    answers: dict[str, Any] | None = None,
) -> ProfileVersionRow:
    """What was told on a day: the next version; earlier ones stay as they are."""
    one(session, RunnerTable, runner_id)
    if visit_id is not None and one(session, VisitTable, visit_id).runner_id != runner_id:
        visit_id = None
    number = session.scalar(
        rows(session, ProfileVersionTable)
        .where(ProfileVersionTable.runner_id == runner_id)
        .with_only_columns(func.coalesce(func.max(ProfileVersionTable.number), 0))
    )
    row = ProfileVersionTable(
        runner_id=runner_id, visit_id=visit_id, on=on, number=(number or 0) + 1, author=author, profile=profile,
        answers=answers,
    )  # fmt: skip
    drop_standing(session, runner_id)
    return record_of(ProfileVersionRow, add(session, row))


def profile_versions(session: Session, runner_id: str, *, first: int = 0, most: int = 50) -> Page[ProfileVersionRow]:
    """Everything that was told about a runner, the latest first."""
    query = rows(session, ProfileVersionTable).where(ProfileVersionTable.runner_id == runner_id)
    query = query.order_by(ProfileVersionTable.number.desc())
    return page_of(session, query, lambda row: record_of(ProfileVersionRow, row), first=first, most=most)


def latest_profile(session: Session, runner_id: str, visit_id: str | None = None) -> ProfileVersionRow | None:
    """What was told last about a runner, or last at one of the appointments."""
    query = rows(session, ProfileVersionTable).where(ProfileVersionTable.runner_id == runner_id)
    if visit_id is not None:
        query = query.where(ProfileVersionTable.visit_id == visit_id)
    row = session.scalars(query.order_by(ProfileVersionTable.number.desc()).limit(1)).one_or_none()
    return record_of(ProfileVersionRow, row) if row is not None else None
