"""Who works here. On this computer alone there is one user, who needs no password."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.store import accounts, audit, runners
from gaitcue.store.database import Session
from gaitcue.store.records import AccountRow
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import BadOption, Fault, FaultyForm, NotThere
from gaitcue.work.clinic import sealing, second_factor
from gaitcue.work.clinic.passwords import fits, hashed, made_up
from gaitcue.work.clinic.record import Record, program

LOCAL_LOGIN, LOCAL_CLINIC, LOCAL_NAME = "local", "Clinic", "Clinician"


class NewAccount(BaseModel):
    """Somebody more who may log in."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")
    login: Annotated[str, Field(min_length=1, max_length=120)]
    name: Annotated[str, Field(min_length=1, max_length=120)]
    role: Literal[Role.ADMIN, Role.CLINICIAN, Role.RUNNER] = Role.CLINICIAN
    runner_id: Annotated[str | None, Field(max_length=32)] = None
    """whose own account it is, for a runner"""


class ToldClinic(BaseModel):
    """What the clinic is called."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")
    name: Annotated[str, Field(max_length=120)] = ""


@dataclass(frozen=True, slots=True)
class Account:
    """An account as others may see it: no hash, no secret."""

    id: str
    login: str
    name: str
    role: str
    active: bool
    second_factor: bool
    runner_id: str | None


@dataclass(frozen=True, slots=True)
class HandedOver:
    """An account with a password that is told this once, to be changed by its owner."""

    account: Account
    password: str


def shown(row: AccountRow) -> Account:
    return Account(row.id, row.login, row.name, row.role, row.active, row.totp_secret is not None, row.runner_id)


def only_user(record: Record) -> Asker:
    """The one user of an app that only this computer reaches; made at first start."""
    with record.write(program()) as session:
        found = accounts.account_by_login(session, LOCAL_LOGIN)
        if found is None:
            known = accounts.clinics(session)
            clinic_id = known[0][0] if known else accounts.add_clinic(session, LOCAL_CLINIC)
            found = accounts.add_account(session, clinic_id, LOCAL_LOGIN, LOCAL_NAME, Role.ADMIN, None)
    return Asker(found.clinic_id, found.id, Role(found.role), found.name)


def has_admin(record: Record) -> bool:
    """Is there somebody who can log in and look after the accounts?"""
    with record.read(program()) as session:
        return any(map(_looks_after, accounts.accounts(session)))


def _looks_after(row: AccountRow) -> bool:
    return row.role == Role.ADMIN and row.password_hash is not None and row.active


def add_clinic(record: Record, name: str) -> str:
    """One more clinic in the same record, apart from the others; its id.

    Raises
    ------
    BadOption : no name, or one that is taken
    """
    name = " ".join(name.split())
    with record.write(program()) as session:
        taken = {known.casefold() for _, known in accounts.clinics(session)}
        if not name or name.casefold() in taken:
            raise BadOption(f"the name {name!r} is empty or taken: choose another one for the clinic")
        return accounts.add_clinic(session, name)


def rename_clinic(record: Record, asker: Asker, told: ToldClinic) -> ToldClinic:
    """Another name for the clinic of whoever asks; for an admin.

    Raises
    ------
    FaultyForm : no name, or one that another clinic has
    """
    _looked_after_by(asker)
    name = " ".join(told.name.split())
    with record.read(program()) as session:
        others = {known.casefold() for clinic_id, known in accounts.clinics(session) if clinic_id != asker.clinic_id}
    if not name or name.casefold() in others:
        line = "write a name for the clinic" if not name else "another clinic of this record has this name"
        raise FaultyForm([Fault("name", "told", line)])
    with record.write(asker) as session:
        accounts.rename_clinic(session, name)
        audit.note(session, "clinic.renamed", "clinic", asker.clinic_id)
    return ToldClinic(name=name)


def clinic_name(record: Record, asker: Asker) -> str:
    """The name of the clinic of whoever asks."""
    with record.read(asker) as session:
        return dict(accounts.clinics(session)).get(asker.clinic_id, "")


def add_account(record: Record, asker: Asker, told: NewAccount, password: str | None = None) -> HandedOver:
    """Somebody more who may log in, with a password that is made up unless told; for an admin.

    Raises
    ------
    FaultyForm : the login is taken, the password is too short, or a runner's account is nobody's
    """
    _looked_after_by(asker)
    password = password or made_up()
    kept = hashed(password)
    _check_owner(record, asker, told)
    # Logins are of all clinics, so only the program itself can see whether one is taken.
    with record.write(replace(asker, role=Role.SYSTEM)) as session:
        if accounts.account_by_login(session, told.login) is not None:
            raise FaultyForm([Fault("login", "told", f"the login {told.login!r} is taken: choose another one")])
        row = accounts.add_account(session, asker.clinic_id, told.login, told.name, told.role, kept, told.runner_id)
        audit.note(session, "account.added", "account", row.id, told.runner_id)
    return HandedOver(shown(row), password)


def _check_owner(record: Record, asker: Asker, told: NewAccount) -> None:
    """A runner's account is one runner's; nobody else's is."""
    if (told.role == Role.RUNNER) != (told.runner_id is not None):
        raise FaultyForm([Fault("role", "told", "a runner's account is made on the runner's own page")])
    if told.runner_id is not None:
        with record.read(asker) as session:
            runners.runner(session, told.runner_id)


def accounts_of(record: Record, asker: Asker) -> tuple[Account, ...]:
    """All accounts that somebody can log in with and whoever asks may see, by name."""
    with record.read(asker) as session:
        return tuple(shown(one) for one in accounts.accounts(session) if one.password_hash)


def account_called(record: Record, asker: Asker, login: str) -> str:
    """Id of the account with a login; raises NotThere."""
    with record.read(asker) as session:
        found = accounts.account_by_login(session, login)
    if found is None or found.password_hash is None:
        raise NotThere(f"there is no account {login!r}: gaitcue account list shows them")
    return found.id


def set_active(record: Record, asker: Asker, account_id: str, active: bool) -> Account:
    """An account is closed, and logged out everywhere, or opened again; for an admin.

    Raises
    ------
    NotThere : no such account
    BadOption : nobody would be left to look after the accounts
    """
    with record.write(asker) as session:
        _of_others(session, account_id, asker)
        row = accounts.change_account(session, account_id, active=active)
        if row.role == Role.ADMIN and not any(map(_looks_after, accounts.accounts(session))):
            raise BadOption("this is the last admin: make another one first")
        audit.note(session, "account.opened" if active else "account.closed", "account", row.id, row.runner_id)
    return shown(row)


def reset(record: Record, asker: Asker, account_id: str, password: str | None = None) -> HandedOver:
    """A new password, made up unless told, and no second factor; logged out everywhere; for an admin.

    Raises
    ------
    NotThere : no such account
    FaultyForm : the password is too short
    """
    password = password or made_up()
    kept = hashed(password)
    with record.write(asker) as session:
        _of_others(session, account_id, asker)
        accounts.set_second_factor(session, account_id, None)
        row = accounts.change_account(session, account_id, password_hash=kept)
        audit.note(session, "account.reset", "account", row.id, row.runner_id)
    return HandedOver(shown(row), password)


def _of_others(session: Session, account_id: str, asker: Asker) -> None:
    _looked_after_by(asker)
    if accounts.account(session, account_id).password_hash is None:
        raise NotThere("there is no such account")


def _looked_after_by(asker: Asker) -> None:
    if asker.role is not Role.ADMIN:
        raise NotThere("there is no such account")


# --- what everybody does with their own -------------------------------------------------------------------------------


def own(record: Record, asker: Asker) -> Account:
    """The account of whoever asks."""
    with record.read(asker) as session:
        return shown(accounts.account(session, asker.account_id or ""))


def change_password(record: Record, asker: Asker, now_used: str, new: str) -> AccountRow:
    """Another password of one's own; logged out everywhere.

    Raises
    ------
    FaultyForm : the one in use does not fit, or the new one is too short
    """
    kept = hashed(new, "new")
    _check_own(record, asker, now_used)
    with record.write(asker) as session:
        row = accounts.change_account(session, asker.account_id or "", password_hash=kept)
        audit.note(session, "account.password_changed", "account", row.id, row.runner_id)
    return row


def begin_second_factor(record: Record, asker: Asker, secret: str, code: str) -> None:
    """From now on a code made with the secret is asked for.

    Raises
    ------
    FaultyForm : the code is not of this secret
    """
    step = second_factor.step_of(secret, code, None)
    if step is None:
        line = "the code does not fit: see that the clocks agree, and write the one that is shown now"
        raise FaultyForm([Fault("code", "told", line)])
    with record.write(asker) as session:
        accounts.set_second_factor(session, asker.account_id or "", sealing.seal(record.folder, secret), step)
        audit.note(session, "account.second_factor_on", "account", asker.account_id)


def end_second_factor(record: Record, asker: Asker, password: str) -> None:
    """The password alone is enough again.

    Raises
    ------
    FaultyForm : it does not fit
    """
    _check_own(record, asker, password)
    with record.write(asker) as session:
        accounts.set_second_factor(session, asker.account_id or "", None)
        audit.note(session, "account.second_factor_off", "account", asker.account_id)


def _check_own(record: Record, asker: Asker, password: str) -> None:
    with record.read(asker) as session:
        kept = accounts.account(session, asker.account_id or "").password_hash
    if not fits(password, kept):
        raise FaultyForm([Fault("password", "told", "this is not your password: try again")])
