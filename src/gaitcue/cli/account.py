"""``gaitcue account``: who may log in to an app that others reach."""

from __future__ import annotations

import sys
from enum import StrEnum
from typing import Annotated

import typer

from gaitcue.cli.record import Clinic, Data, Url, opened
from gaitcue.cli.terminal import say
from gaitcue.terms.asker import Role

account_app = typer.Typer(help="Who may log in to an app that others reach.", no_args_is_help=True)
Login = Annotated[str, typer.Argument(metavar="LOGIN", help="Name to log in with.")]
Given = Annotated[
    typer.FileText | None, typer.Option("--password-file", help="File whose first line is the password, - for stdin.")
]


class MayWork(StrEnum):
    """Who is given an account here; a runner's is made on the runner's page in the app."""

    ADMIN = "admin"
    CLINICIAN = "clinician"


@account_app.command()
def add(
    login: Login,
    role: Annotated[MayWork, typer.Option(help="What it may do.")] = MayWork.CLINICIAN,
    name: Annotated[str | None, typer.Option(help="Name that is shown and signed with [the login].")] = None,
    password_file: Given = None,
    clinic: Clinic = None,
    data: Data = None,
    database: Url = None,
) -> None:
    """Make an account; its password is asked for."""
    from gaitcue.terms.errors import BadOption
    from gaitcue.work.clinic.accounts import NewAccount, add_account
    from gaitcue.work.clinic.at_the_computer import keeper_of

    try:
        told = NewAccount(login=login, name=name or login, role=Role.ADMIN if role is MayWork.ADMIN else Role.CLINICIAN)
    except ValueError:
        raise BadOption("a login and a name have 1 to 120 characters: write them again") from None
    with opened(data, database, new=True) as record:
        made = add_account(record, keeper_of(record, clinic), told, _password(password_file)).account
    say(f"{made.login} ({made.role}) can log in")


@account_app.command("list")
def list_accounts(clinic: Clinic = None, data: Data = None, database: Url = None) -> None:
    """Everybody who has an account."""
    from gaitcue.work.clinic.accounts import accounts_of
    from gaitcue.work.clinic.at_the_computer import keeper_of

    with opened(data, database) as record:
        for one in accounts_of(record, keeper_of(record, clinic)):
            more = ("second factor",) * one.second_factor + ("disabled",) * (not one.active)
            say("  ".join((one.login, one.role, one.name, *more)))


@account_app.command()
def disable(login: Login, clinic: Clinic = None, data: Data = None, database: Url = None) -> None:
    """Close an account: it is logged out everywhere and cannot log in again."""
    _set_active(login, clinic, data, database, False)
    say(f"{login} is disabled")


@account_app.command()
def enable(login: Login, clinic: Clinic = None, data: Data = None, database: Url = None) -> None:
    """Let a disabled account log in again."""
    _set_active(login, clinic, data, database, True)
    say(f"{login} can log in again")


def _set_active(login: str, clinic: str | None, data: Data, database: str | None, active: bool) -> None:
    from gaitcue.work.clinic.accounts import account_called, set_active
    from gaitcue.work.clinic.at_the_computer import keeper_of

    with opened(data, database) as record:
        keeper = keeper_of(record, clinic)
        set_active(record, keeper, account_called(record, keeper, login), active)


@account_app.command()
def password(
    login: Login, password_file: Given = None, clinic: Clinic = None, data: Data = None, database: Url = None
) -> None:
    """Give an account another password and no second factor; it is logged out everywhere."""
    from gaitcue.work.clinic.accounts import account_called, reset
    from gaitcue.work.clinic.at_the_computer import keeper_of

    with opened(data, database) as record:
        keeper = keeper_of(record, clinic)
        reset(record, keeper, account_called(record, keeper, login), _password(password_file))
    say(f"{login} has another password")


@account_app.command("add-clinic")
def add_clinic(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Name of the clinic.")],
    data: Data = None,
    database: Url = None,
) -> None:
    """Keep one more clinic in this record; its people see its runners, and no others."""
    from gaitcue.work.clinic import accounts
    from gaitcue.work.clinic.at_the_computer import keepers

    with opened(data, database, new=True) as record:
        keepers(record)  # the first clinic is there before a second one
        accounts.add_clinic(record, name)
    say(f"{name} is in the record: gaitcue account add LOGIN --role admin --clinic {name!r}")


@account_app.command("rename-clinic")
def rename_clinic(
    name: Annotated[str, typer.Argument(metavar="NAME", help="What it is to be called.")],
    clinic: Clinic = None,
    data: Data = None,
    database: Url = None,
) -> None:
    """Give a clinic another name."""
    from gaitcue.work.clinic import accounts
    from gaitcue.work.clinic.at_the_computer import keeper_of

    with opened(data, database) as record:
        told = accounts.rename_clinic(record, keeper_of(record, clinic), accounts.ToldClinic(name=name[:120]))
    say(f"the clinic is called {told.name}")


def _password(file: typer.FileText | None) -> str:
    if file is not None:
        return file.readline().rstrip("\r\n")
    return str(typer.prompt("Password", hide_input=True, confirmation_prompt=sys.stdin.isatty()))
