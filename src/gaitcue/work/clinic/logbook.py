"""Who saw, changed and took out what, as an admin reads it."""

from __future__ import annotations

from dataclasses import dataclass

from gaitcue.store import audit, runners
from gaitcue.store.database import Session
from gaitcue.store.pages import Page
from gaitcue.store.records import AuditRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import NotThere
from gaitcue.work.clinic.accounts import Account, accounts_of
from gaitcue.work.clinic.record import Record

PAGE_SIZE = 100


@dataclass(frozen=True, slots=True)
class Sought:
    """Which lines of the log; empty means all."""

    runner: str = ""
    account: str = ""
    action: str = ""


@dataclass(frozen=True, slots=True)
class Logbook:
    """One page of the log, with the names that its ids have now."""

    lines: Page[AuditRow]
    runners: dict[str, str]
    """id -> name; one who was deleted has none"""
    accounts: tuple[Account, ...]


def logbook(record: Record, asker: Asker, sought: Sought, number: int = 1) -> Logbook:
    """The log, the latest first."""
    with record.read(asker) as session:
        lines = audit.entries(
            session, runner_id=sought.runner or None, account_id=sought.account or None,
            action=sought.action or None, first=(number - 1) * PAGE_SIZE, most=PAGE_SIZE,
        )  # fmt: skip
        known = {line.runner_id for line in lines.items if line.runner_id} | ({sought.runner} - {""})
        names = {one: name for one in known if (name := _name(session, one))}
    return Logbook(lines, names, accounts_of(record, asker))


def _name(session: Session, runner_id: str) -> str:
    try:
        return runners.runner(session, runner_id).name
    except NotThere:
        return ""
