"""Clinics, accounts, browsers that are logged in, and links for runners."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, true

from gaitcue.store.columns import now
from gaitcue.store.database import Session
from gaitcue.store.records import AccessLinkRow, AccountRow, LoginRow, record_of
from gaitcue.store.scope import add, one, rows
from gaitcue.store.tables import AccessLinkTable, AccountTable, ClinicTable, LoginSessionTable, RunnerTable, VisitTable
from gaitcue.terms.asker import Role
from gaitcue.terms.errors import BadOption


def add_clinic(session: Session, name: str) -> str:
    """A new clinic; its id."""
    clinic = add(session, ClinicTable(name=name))
    return str(clinic.id)


def clinics(session: Session) -> tuple[tuple[str, str], ...]:
    """Id and name of each clinic, the oldest first."""
    found = session.scalars(rows(session, ClinicTable).order_by(ClinicTable.created_at, ClinicTable.id))
    return tuple((clinic.id, clinic.name) for clinic in found)


def rename_clinic(session: Session, name: str) -> None:
    """Another name for the clinic of whoever asks."""
    one(session, ClinicTable, session.asker.clinic_id).name = name
    session.flush()


def add_account(
    session: Session,
    clinic_id: str,
    login: str,
    name: str,
    role: Role,
    password_hash: str | None,
    runner_id: str | None = None,
) -> AccountRow:
    """A new account.

    Raises
    ------
    BadOption : the login is taken
    """
    login = login.strip().casefold()
    if account_by_login(session, login) is not None:
        raise BadOption(f"the login {login!r} is taken: choose another one")
    row = AccountTable(
        clinic_id=clinic_id, login=login, name=name, role=str(role), password_hash=password_hash, runner_id=runner_id,
        active=True,
    )  # fmt: skip
    return record_of(AccountRow, add(session, row))


def account(session: Session, account_id: str) -> AccountRow:
    """One account; raises NotThere."""
    return record_of(AccountRow, one(session, AccountTable, account_id))


def account_by_login(session: Session, login: str) -> AccountRow | None:
    """The account of a login name."""
    query = rows(session, AccountTable).where(AccountTable.login == login.strip().casefold())
    row = session.scalars(query).one_or_none()
    return record_of(AccountRow, row) if row is not None else None


def accounts(session: Session) -> tuple[AccountRow, ...]:
    """All accounts that whoever asks may see, by name."""
    query = rows(session, AccountTable).order_by(AccountTable.name, AccountTable.id)
    return tuple(record_of(AccountRow, row) for row in session.scalars(query))


def change_account(
    session: Session, account_id: str, *, password_hash: str | None = None, active: bool | None = None
) -> AccountRow:
    """What is given changes. An account that is closed, or whose password changes, is logged out everywhere."""
    row = one(session, AccountTable, account_id)
    row.active = row.active if active is None else active
    row.password_hash = row.password_hash if password_hash is None else password_hash
    if password_hash is not None or active is False:
        end_logins(session, account_id)
    session.flush()
    return record_of(AccountRow, row)


def set_second_factor(session: Session, account_id: str, secret: str | None, used: int | None = None) -> None:
    """Codes made with this secret are asked for from now on, or none; ``used`` is the last one that counted."""
    row = one(session, AccountTable, account_id)
    row.totp_secret, row.totp_used = secret, used
    session.flush()


# --- browsers that are logged in --------------------------------------------------------------------------------------


def add_login(session: Session, account_id: str, token_sha256: str, expires_at: datetime) -> None:
    """A browser is logged in."""
    of = one(session, AccountTable, account_id)
    row = LoginSessionTable(
        clinic_id=of.clinic_id, account_id=of.id, token_sha256=token_sha256, expires_at=expires_at, seen_at=now()
    )
    add(session, row)


def login_of(session: Session, token_sha256: str) -> tuple[LoginRow, AccountRow] | None:
    """A browser that is logged in and whose it is; None when it is not, or its account is closed."""
    query = rows(session, LoginSessionTable).where(
        LoginSessionTable.token_sha256 == token_sha256, LoginSessionTable.expires_at > now()
    )
    login = session.scalars(query).one_or_none()
    of = one(session, AccountTable, login.account_id) if login is not None else None
    return (record_of(LoginRow, login), record_of(AccountRow, of)) if of is not None and of.active else None


def logins_of(session: Session, account_id: str) -> tuple[LoginRow, ...]:
    """The browsers in which an account is logged in, the one used last first."""
    query = rows(session, LoginSessionTable).where(
        LoginSessionTable.account_id == account_id, LoginSessionTable.expires_at > now()
    )
    query = query.order_by(LoginSessionTable.seen_at.desc(), LoginSessionTable.id)
    return tuple(record_of(LoginRow, row) for row in session.scalars(query))


def login_seen(session: Session, login_id: str) -> None:
    """The browser is in use now; one that was logged out meanwhile stays so."""
    row = session.scalars(rows(session, LoginSessionTable).where(LoginSessionTable.id == login_id)).one_or_none()
    if row is not None:
        row.seen_at = now()


def end_login(session: Session, token_sha256: str) -> None:
    """A browser is logged out."""
    _end(session, LoginSessionTable.token_sha256 == token_sha256)


def end_logins(session: Session, account_id: str) -> None:
    """An account is logged out everywhere."""
    _end(session, LoginSessionTable.account_id == account_id)


def end_all_logins(session: Session) -> None:
    """Nobody is logged in any more whom whoever asks may see."""
    _end(session, true())


def forget_ended_logins(session: Session) -> None:
    """Rows of browsers whose time is over go."""
    _end(session, LoginSessionTable.expires_at <= now())


def _end(session: Session, which: ColumnElement[bool]) -> None:
    for row in session.scalars(rows(session, LoginSessionTable).where(which)):
        session.delete(row)
    session.flush()


# --- links ------------------------------------------------------------------------------------------------------------


def add_link(
    session: Session,
    runner_id: str,
    purpose: str,
    token_sha256: str,
    expires_at: datetime,
    *,
    visit_id: str | None = None,
    subject_id: str | None = None,
    uses: int = 1,
) -> AccessLinkRow:
    """A link for a runner."""
    one(session, RunnerTable, runner_id)
    if visit_id is not None:
        one(session, VisitTable, visit_id)
    row = AccessLinkTable(
        runner_id=runner_id, visit_id=visit_id, subject_id=subject_id, purpose=purpose, token_sha256=token_sha256,
        expires_at=expires_at, uses_left=uses,
    )  # fmt: skip
    return record_of(AccessLinkRow, add(session, row))


def link_of(session: Session, token_sha256: str) -> AccessLinkRow | None:
    """The link of a token; None when it has ended or was used up."""
    query = rows(session, AccessLinkTable).where(
        AccessLinkTable.token_sha256 == token_sha256,
        AccessLinkTable.expires_at > now(),
        AccessLinkTable.uses_left > 0,
    )
    row = session.scalars(query).one_or_none()
    return record_of(AccessLinkRow, row) if row is not None else None


def last_link(session: Session, token_sha256: str) -> AccessLinkRow | None:
    """The link of a token, also one that leads nowhere any more."""
    query = rows(session, AccessLinkTable).where(AccessLinkTable.token_sha256 == token_sha256)
    row = session.scalars(query).one_or_none()
    return record_of(AccessLinkRow, row) if row is not None else None


def use_link(session: Session, token_sha256: str) -> AccessLinkRow | None:
    """One use less; None when there was none left."""
    query = rows(session, AccessLinkTable).where(
        AccessLinkTable.token_sha256 == token_sha256,
        AccessLinkTable.expires_at > now(),
        AccessLinkTable.uses_left > 0,
    )
    row = session.scalars(query.with_for_update()).one_or_none()
    if row is None:
        return None
    row.uses_left -= 1
    session.flush()
    return record_of(AccessLinkRow, row)


def links_of(session: Session, runner_id: str) -> tuple[AccessLinkRow, ...]:
    """A runner's links, the latest first."""
    query = rows(session, AccessLinkTable).where(AccessLinkTable.runner_id == runner_id)
    query = query.order_by(AccessLinkTable.created_at.desc())
    return tuple(record_of(AccessLinkRow, row) for row in session.scalars(query))


def end_link(session: Session, link_id: str) -> None:
    """A link no longer leads anywhere."""
    one(session, AccessLinkTable, link_id).uses_left = 0
