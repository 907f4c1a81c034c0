"""Logging in and out: a random token in the browser, its hash in the record, an end after a day or idle hours."""

from __future__ import annotations

from datetime import timedelta

from gaitcue.store import accounts, audit
from gaitcue.store.columns import now
from gaitcue.store.records import AccountRow, LoginRow
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import Fault, FaultyForm
from gaitcue.work.clinic import sealing, second_factor
from gaitcue.work.clinic.passwords import fits
from gaitcue.work.clinic.record import Record, program
from gaitcue.work.clinic.tokens import hash_of, new_token

LONGEST, IDLE = timedelta(hours=12), timedelta(hours=2)
"""a working day, and a long break [product defaults]"""
NO_KEY = (
    "the key of the second factor is not on this computer, as after a restore: have an admin give a new password, "
    "which also ends the second factor"
)
LOOK_AGAIN = timedelta(minutes=5)
"""how exactly it is known when a browser was used last: not every request writes"""


class WrongLogin(FaultyForm):
    """It does not fit; what of it does not is not told."""

    def __init__(self, line: str = "login and password do not fit: try again") -> None:
        super().__init__([Fault("", "told", line)])


def check_password(record: Record, login: str, password: str) -> AccountRow:
    """The account that a login and a password belong to; nobody is logged in by that.

    Raises
    ------
    WrongLogin : they do not fit, or the account is closed
    """
    with record.read(program()) as session:
        found = accounts.account_by_login(session, login)
    able = found is not None and found.active
    fit = fits(password, found.password_hash if found and able else None)
    if found is None or not fit:
        if found is not None:
            _noted(record, found, "login.refused")
        raise WrongLogin
    return found


def check_code(record: Record, account_id: str, code: str) -> AccountRow:
    """An account whose second factor was shown; a code counts once.

    Raises
    ------
    WrongLogin : the code is wrong, too old or was used before
    """
    with record.write(program()) as session:
        found = accounts.account(session, account_id)
        secret = sealing.opened(record.folder, found.totp_secret)
        if secret is None:
            raise WrongLogin(NO_KEY)
        step = second_factor.step_of(secret, code, found.totp_used)
        if step is not None:
            accounts.set_second_factor(session, found.id, sealing.seal(record.folder, secret), step)
    if step is None or not found.active:
        _noted(record, found, "login.refused")
        raise WrongLogin("the code does not fit, or was used before: wait for the next one and try again")
    return found


def log_in(record: Record, account: AccountRow) -> str:
    """The token of a browser that is logged in from now on; only its hash is kept."""
    token = new_token()
    with record.write(program(account.name, account.clinic_id)) as session:
        accounts.forget_ended_logins(session)
        accounts.add_login(session, account.id, hash_of(token), now() + LONGEST)
    _noted(record, account, "login.made")
    return token


def log_out(record: Record, token: str) -> None:
    """The token opens nothing any more."""
    with record.write(program()) as session:
        accounts.end_login(session, hash_of(token))


def log_out_everywhere(record: Record, asker: Asker) -> None:
    """No browser is logged in to the account of whoever asks."""
    with record.write(asker) as session:
        accounts.end_logins(session, asker.account_id or "")
        audit.note(session, "login.ended_everywhere", "account", asker.account_id)


def logins_of(record: Record, asker: Asker) -> tuple[LoginRow, ...]:
    """The browsers in which whoever asks is logged in."""
    with record.read(asker) as session:
        return tuple(one for one in accounts.logins_of(session, asker.account_id or "") if not _idle(one))


def whose(record: Record, token: str) -> Asker | None:
    """Who a browser with this token is; None when it is logged in no more."""
    with record.read(program()) as session:
        found = accounts.login_of(session, hash_of(token))
    if found is None or _idle(found[0]):
        return None
    login, account = found
    if now() - login.seen_at > LOOK_AGAIN:
        with record.write(program()) as session:
            accounts.login_seen(session, login.id)
    return asker_of(account)


def _idle(login: LoginRow) -> bool:
    return now() - login.seen_at > IDLE


def _noted(record: Record, account: AccountRow, action: str) -> None:
    with record.write(asker_of(account)) as session:
        audit.note(session, action, "account", account.id, account.runner_id)


def asker_of(account: AccountRow) -> Asker:
    return Asker(account.clinic_id, account.id, Role(account.role), account.name, account.runner_id)
