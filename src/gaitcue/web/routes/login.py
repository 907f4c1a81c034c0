"""Logging in and out, where the app is reached by others."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from gaitcue.store.records import AccountRow
from gaitcue.terms.asker import Role
from gaitcue.terms.errors import NotThere
from gaitcue.web.actions import Again, Asked, Done, action
from gaitcue.web.doors import AnyCaller, asked_from
from gaitcue.web.pages import page
from gaitcue.web.rate import Tries
from gaitcue.web.rendering import rendered
from gaitcue.web.security import NotAllowed, login_cookie, signed, verified
from gaitcue.work.clinic import logins
from gaitcue.work.clinic.record import Record

router = APIRouter()
FOR_CODE_S = 300
"""time to write the code after the password"""
HOME = {Role.RUNNER: "/mine"}
Short = Annotated[str, Field(min_length=1, max_length=200)]


@dataclass(frozen=True, slots=True)
class LoginPage:
    """The form to log in, or the one for the code after the password."""

    needed: bool
    """on this computer alone nobody has to"""
    login: str = ""
    next: str = "/"
    half: str = ""
    """says that the password was right: the code is asked for"""
    mistakes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class LoggedIn:
    """What a login led to."""

    next: str
    """the page to go to"""
    half: str = ""
    """to be sent along with the code; empty where none is asked for"""


class ToldLogin(BaseModel):
    """Who wants in."""

    model_config = ConfigDict(extra="forbid")
    login: Short
    password: Annotated[str, Field(min_length=1, max_length=200, repr=False)]
    next: Annotated[str, Field(max_length=2000)] = "/"


class ToldCode(BaseModel):
    """The second factor of somebody whose password was right."""

    model_config = ConfigDict(extra="forbid")
    half: Annotated[str, Field(max_length=300, repr=False)]
    code: Annotated[str, Field(min_length=1, max_length=20, repr=False)]
    next: Annotated[str, Field(max_length=2000)] = "/"


@page(router, "/login", "login.html")
def login(request: Request, next: Annotated[str, Query(max_length=2000)] = "/") -> LoginPage:
    """The form to log in."""
    return LoginPage(not request.app.state.settings.local, next=within(next))


def within(address: str) -> str:
    """An address of this app; the first page where it is none.

    Examples
    --------
    >>> within("/visits/1"), within("//elsewhere.example"), within("https://elsewhere.example")
    ('/visits/1', '/', '/')
    """
    plain = address.isprintable() and "\\" not in address
    return address if plain and address.startswith("/") and not address.startswith("//") else "/"


def login_again(request: Request, parts: Mapping[str, str], asked: Asked) -> LoginPage:
    """The form that did not lead in, without its password."""
    told = {name: str(asked.told.get(name, "")) for name in ("login", "next", "half")}
    return LoginPage(True, told["login"], within(told["next"]), told["half"], tuple(asked.mistakes.items()))


@action(router, "/api/login", again=Again("login.html", login_again, lambda request: request))
def log_in(asking: Request, told: ToldLogin) -> Done[LoggedIn]:
    """Log this browser in, or ask for the second factor."""
    record, tries = _needed(asking)
    with tries.of(told.login.strip().casefold(), asked_from(asking)):
        account = logins.check_password(record, told.login, told.password)
    target = _home(account, told.next)
    if account.totp_secret is None:
        return Done(target, LoggedIn(target), login=_new_login(asking, record, account))
    half = signed(asking, f"{account.id} {time.time() + FOR_CODE_S:.0f}")
    again = LoginPage(True, next=target, half=half)
    return Done("/login", LoggedIn(target, half), asks_on=lambda request: rendered(request, "login.html", again))


@action(router, "/api/login/code", again=Again("login.html", login_again, lambda request: request))
def show_code(asking: Request, told: ToldCode) -> Done[LoggedIn]:
    """Log this browser in with the second factor, after the password."""
    record, tries = _needed(asking)
    account_id, _, ends = (verified(asking, told.half) or "").partition(" ")
    if not account_id or time.time() > float(ends):
        raise NotAllowed("that took too long: log in again from the beginning")
    with tries.of(f"code of {account_id}", asked_from(asking)):
        account = logins.check_code(record, account_id, told.code)
    target = _home(account, told.next)
    return Done(target, LoggedIn(target), login=_new_login(asking, record, account))


def _needed(asking: Request) -> tuple[Record, Tries]:
    state = asking.app.state
    if state.settings.local:
        raise NotThere("nobody has to log in on this computer")
    return state.record, state.tries


def _home(account: AccountRow, asked: str) -> str:
    return HOME.get(Role(account.role)) or within(asked)


def _new_login(asking: Request, record: Record, account: AccountRow) -> str:
    """A token; the one that this browser had until now ends."""
    logins.log_out(record, asking.cookies.get(login_cookie(asking.app.state.settings), ""))
    return logins.log_in(record, account)


@action(router, "/api/logout")
def log_out(caller: AnyCaller, asking: Request) -> Done[LoggedIn]:
    """Log this browser out."""
    logins.log_out(caller.record, asking.cookies.get(login_cookie(caller.settings), ""))
    return Done("/login", LoggedIn("/login"), login="")
