"""Who saw, changed or took out what: written in the transaction of the change itself, and never changed."""

from __future__ import annotations

from gaitcue.store.database import Session
from gaitcue.store.pages import Page, page_of
from gaitcue.store.records import AuditRow, record_of
from gaitcue.store.scope import rows
from gaitcue.store.tables import AuditTable


def note(
    session: Session, action: str, subject: str, subject_id: str | None = None, runner_id: str | None = None
) -> None:
    """One line: whoever asks did ``action`` to a thing. Ids only, nothing about a person."""
    asker = session.asker
    session.add(
        AuditTable(
            clinic_id=asker.clinic_id,
            account_id=asker.account_id,
            who=asker.name,
            action=action,
            subject=subject,
            subject_id=subject_id,
            runner_id=runner_id,
        )
    )


def entries(
    session: Session,
    *,
    runner_id: str | None = None,
    account_id: str | None = None,
    action: str | None = None,
    first: int = 0,
    most: int = 50,
) -> Page[AuditRow]:
    """The log, the latest first; for the admin.

    Parameters
    ----------
    runner_id, account_id : about this runner, by this account
    action : of this kind, e.g. ``seen``, ``exported``: the last word of what is noted
    """
    query = rows(session, AuditTable).order_by(AuditTable.at.desc(), AuditTable.id)
    if runner_id is not None:
        query = query.where(AuditTable.runner_id == runner_id)
    if account_id is not None:
        query = query.where(AuditTable.account_id == account_id)
    if action is not None:
        query = query.where(AuditTable.action.endswith(f".{action}", autoescape=True))
    return page_of(session, query, lambda row: record_of(AuditRow, row), first=first, most=most)
