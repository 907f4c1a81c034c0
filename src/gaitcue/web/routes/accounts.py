"""One's own account, and for an admin those of the clinic."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Request
from pydantic import BaseModel, ConfigDict, Field

from gaitcue.store.records import LoginRow
from gaitcue.terms.asker import Role
from gaitcue.terms.errors import NotThere
from gaitcue.web.actions import Again, Asked, Done, action
from gaitcue.web.doors import AdminCaller, AnyCaller, Call, asked_from, call_of_admin, call_of_anybody
from gaitcue.web.forms import FieldView, mistakes_listed
from gaitcue.web.pages import page
from gaitcue.web.qr import qr_code
from gaitcue.web.rate import Tries
from gaitcue.web.rendering import rendered
from gaitcue.web.security import NotAllowed, signed, verified
from gaitcue.web.words import words
from gaitcue.work.clinic import accounts, logins, second_factor
from gaitcue.work.clinic.accounts import Account, HandedOver, NewAccount

router = APIRouter()
Secret = Annotated[str, Field(min_length=1, max_length=200, repr=False)]


class Told(BaseModel):
    """What is told about one's own account: nothing more than what is asked."""

    model_config = ConfigDict(extra="forbid")


class ToldPassword(Told):
    """A new password, and the one in use."""

    password: Secret
    new: Secret


class ToldFactor(Told):
    """A secret as the page gave it, and a code that was made with it."""

    secret: Annotated[str, Field(max_length=300, repr=False)]
    code: Annotated[str, Field(min_length=1, max_length=20, repr=False)]


class ToldOwn(Told):
    """The password in use, for a change that only its owner may make."""

    password: Secret


# --- one's own --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AccountPage:
    """One's own account: password, second factor, the browsers that are logged in."""

    account: Account
    logins: tuple[LoginRow, ...]
    mistakes: tuple[tuple[str, str], ...] = ()


@page(router, "/account", "account.html")
def account(caller: AnyCaller) -> AccountPage:
    """One's own account."""
    return account_page(caller, {}, Asked({}, {}))


def account_page(call: Call, parts: Mapping[str, str], asked: Asked) -> AccountPage:
    """The page with its forms; passwords are never sent back."""
    _needs_login(call)
    return AccountPage(
        accounts.own(call.record, call.asker), logins.logins_of(call.record, call.asker), _labelled(asked.mistakes)
    )


def _labelled(mistakes: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    labels = words()["account"]["field"]
    return tuple((name, f"{labels[name]}: {line}") if name in labels else ("", line) for name, line in mistakes.items())


def _needs_login(call: Call) -> None:
    if call.settings.local:
        raise NotThere("on this computer alone there is one user, who needs no account")


@action(router, "/api/account/password", again=Again("account.html", account_page, call_of_anybody))
def change_password(caller: AnyCaller, asking: Request, told: ToldPassword) -> Done[Account]:
    """Another password; every other browser is logged out."""
    with _own_try(caller, asking):
        row = accounts.change_password(caller.record, caller.asker, told.password, told.new)
    return Done("/account", accounts.shown(row), login=logins.log_in(caller.record, row))


def _own_try(call: Call, asking: Request) -> AbstractContextManager[None]:
    """Whoever sits down at somebody's browser cannot try passwords for long either."""
    _needs_login(call)
    tries: Tries = asking.app.state.tries
    return tries.of(f"own {call.asker.account_id}", asked_from(asking))


@action(router, "/api/account/log-out-everywhere")
def log_out_everywhere(caller: AnyCaller) -> Done[Mapping[str, str]]:
    """Log every browser of one's own account out, this one too."""
    _needs_login(caller)
    logins.log_out_everywhere(caller.record, caller.asker)
    return Done("/login", {}, login="")


# --- second factor ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FactorPage:
    """A secret for an authenticator app, as a picture and as text, and the form for its first code."""

    qr: str
    typed: str
    secret: str
    """sealed: it comes back with the code"""
    mistakes: tuple[tuple[str, str], ...] = ()


@page(router, "/account/second-factor", "second_factor.html")
def factor(caller: AnyCaller, request: Request) -> FactorPage:
    """A new secret, which counts once a code was made with it."""
    return _factor_page(caller, request, second_factor.new_secret(), {})


def _factor_page(call: Call, request: Request, secret: str, mistakes: Mapping[str, str]) -> FactorPage:
    _needs_login(call)
    login = accounts.own(call.record, call.asker).login
    typed = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    sealed = signed(request, f"{call.asker.account_id} {secret}")
    return FactorPage(qr_code(second_factor.address(secret, login)), typed, sealed, _labelled(mistakes))


def factor_again(request: Request, parts: Mapping[str, str], asked: Asked) -> FactorPage:
    """The same secret once more."""
    caller = call_of_anybody(request)
    return _factor_page(caller, request, _unsealed(caller, request, str(asked.told.get("secret", ""))), asked.mistakes)


def _unsealed(call: Call, request: Request, told: str) -> str:
    owner, _, secret = (verified(request, told) or "").partition(" ")
    if not secret or owner != call.asker.account_id:
        raise NotAllowed("this page is out of date: load it again")
    return secret


@action(router, "/api/account/second-factor", again=Again("second_factor.html", factor_again, lambda request: request))
def begin_factor(caller: AnyCaller, asking: Request, told: ToldFactor) -> Done[Account]:
    """Ask for a code at each login from now on."""
    secret = _unsealed(caller, asking, told.secret)
    with _own_try(caller, asking):
        accounts.begin_second_factor(caller.record, caller.asker, secret, told.code)
    return Done("/account", accounts.own(caller.record, caller.asker))


@action(router, "/api/account/second-factor/end", again=Again("account.html", account_page, call_of_anybody))
def end_factor(caller: AnyCaller, asking: Request, told: ToldOwn) -> Done[Account]:
    """Ask for the password alone again."""
    with _own_try(caller, asking):
        accounts.end_second_factor(caller.record, caller.asker, told.password)
    return Done("/account", accounts.own(caller.record, caller.asker))


# --- those of the clinic ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class AccountsPage:
    """Everybody who may log in, and the form for somebody more."""

    accounts: tuple[Account, ...]
    own_id: str
    local: bool
    fields: tuple[FieldView, ...]
    mistakes: tuple[tuple[str, str], ...] = ()


@page(router, "/accounts", "accounts.html")
def all_accounts(caller: AdminCaller) -> AccountsPage:
    """Everybody who may log in."""
    return accounts_page(caller, {}, Asked({}, {}))


def accounts_page(call: Call, parts: Mapping[str, str], asked: Asked) -> AccountsPage:
    """The page with its form, as it was filled in."""
    spoken = words()["accounts"]

    def field(name: str, choices: tuple[tuple[str, str], ...] = ()) -> FieldView:
        return FieldView(
            name, spoken["field"][name], "choice" if choices else "text", help=spoken["help"].get(name, ""),
            required=True, choices=choices, mistake=asked.mistakes.get(name, ""),
            value=str(asked.told.get(name, choices[0][0] if choices else "")),
        )  # fmt: skip

    roles = tuple((role, str(spoken["role"][role])) for role in (Role.CLINICIAN.value, Role.ADMIN.value))
    fields = (field("name"), field("login"), field("role", choices=roles))
    found = accounts.accounts_of(call.record, call.asker)
    listed = tuple(mistakes_listed(asked.mistakes, (), fields))
    return AccountsPage(found, call.asker.account_id or "", call.settings.local, fields, listed)


@action(router, "/api/accounts", again=Again("accounts.html", accounts_page, call_of_admin))
def add_account(caller: AdminCaller, told: NewAccount) -> Done[HandedOver]:
    """Make an account; its password is told this once."""
    return handed_over(accounts.add_account(caller.record, caller.asker, told), "/accounts")


def handed_over(made: HandedOver, back: str) -> Done[HandedOver]:
    """The page that tells a password, once."""
    return Done(back, made, lambda request: rendered(request, "account_made.html", HandedPage(made, back)))


@dataclass(frozen=True, slots=True)
class HandedPage:
    """A password that is told this once, and the page to go back to."""

    made: HandedOver
    back: str


@action(router, "/api/accounts/{account_id}/reset")
def reset_account(caller: AdminCaller, account_id: str) -> Done[HandedOver]:
    """Give an account a new password and no second factor; it is logged out everywhere."""
    return handed_over(accounts.reset(caller.record, caller.asker, account_id), "/accounts")


@action(router, "/api/accounts/{account_id}/close")
def close_account(caller: AdminCaller, account_id: str) -> Done[Account]:
    """End an account: it is logged out everywhere and cannot log in again."""
    return Done("/accounts", accounts.set_active(caller.record, caller.asker, account_id, False))


@action(router, "/api/accounts/{account_id}/open")
def open_account(caller: AdminCaller, account_id: str) -> Done[Account]:
    """Let a closed account log in again."""
    return Done("/accounts", accounts.set_active(caller.record, caller.asker, account_id, True))
