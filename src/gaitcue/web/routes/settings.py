"""What an admin looks after: accounts, the log, backups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query

from gaitcue.store.records import AuditRow
from gaitcue.web.actions import Again, Asked, Done, action
from gaitcue.web.doors import AdminCaller, Call, call_of_admin
from gaitcue.web.forms import FieldView, mistakes_listed
from gaitcue.web.pages import page
from gaitcue.web.words import words
from gaitcue.work.clinic.accounts import ToldClinic, clinic_name, rename_clinic
from gaitcue.work.clinic.logbook import PAGE_SIZE, Logbook, Sought, logbook

router = APIRouter()
Id = Annotated[str, Query(max_length=40)]
Number = Annotated[int, Query(ge=1, le=1_000_000)]


@dataclass(frozen=True, slots=True)
class SettingsPage:
    """Where an admin's pages are: (address, title, what it is for); and what the clinic is called."""

    pages: tuple[tuple[str, str, str], ...]
    field: FieldView
    mistakes: tuple[tuple[str, str], ...] = ()


@page(router, "/settings", "settings.html")
def settings(caller: AdminCaller) -> SettingsPage:
    """What an admin looks after."""
    return settings_page(caller, {}, Asked({"name": clinic_name(caller.record, caller.asker)}, {}))


def settings_page(call: Call, parts: Mapping[str, str], asked: Asked) -> SettingsPage:
    """The page with its form."""
    spoken = words()["settings"]
    mistake = asked.mistakes.get("name", "")
    field = FieldView("name", spoken["clinic"], "text", required=True, value=str(asked.told.get("name", "")),
                      mistake=mistake)  # fmt: skip
    pages = tuple((f"/{name}", row["title"], row["lead"]) for name, row in spoken["page"].items())
    return SettingsPage(pages, field, tuple(mistakes_listed(asked.mistakes, (), (field,))))


@action(router, "/api/clinic", again=Again("settings.html", settings_page, call_of_admin))
def name_clinic(caller: AdminCaller, told: ToldClinic) -> Done[ToldClinic]:
    """Give the clinic another name."""
    return Done("/settings", rename_clinic(caller.record, caller.asker, told))


@dataclass(frozen=True, slots=True)
class LogLine:
    """One line of the log in words."""

    at: datetime
    who: str
    text: str
    runner_id: str
    runner: str
    """the name, as long as there is one"""


@dataclass(frozen=True, slots=True)
class LogPage:
    """One page of the log, and what can be looked for."""

    lines: tuple[LogLine, ...]
    sought: Sought
    runner: str
    """name of the one that is looked for"""
    accounts: tuple[tuple[str, str], ...]
    actions: tuple[tuple[str, str], ...]
    number: int
    pages: int

    def address(self, number: int) -> str:
        """Of another page of the same lines."""
        told = {"runner": self.sought.runner, "account": self.sought.account, "action": self.sought.action}
        return f"/log?{urlencode({name: value for name, value in told.items() if value} | {'page': number})}"


@page(router, "/log", "log.html")
def log(caller: AdminCaller, runner: Id = "", account: Id = "", action: Id = "", page: Number = 1) -> LogPage:
    """Who saw, changed and took out what."""
    sought = Sought(runner, account, action)
    found = logbook(caller.record, caller.asker, sought, page)
    spoken = words()["log"]
    return LogPage(
        lines=tuple(_line(row, found) for row in found.lines.items),
        sought=sought,
        runner=found.runners.get(runner, "") or (spoken["gone"] if runner else ""),
        accounts=tuple((one.id, one.name) for one in found.accounts),
        actions=tuple(spoken["sought"].items()),
        number=page,
        pages=max(1, -(-found.lines.total // PAGE_SIZE)),
    )


def _line(row: AuditRow, found: Logbook) -> LogLine:
    name = found.runners.get(row.runner_id or "", "")
    return LogLine(row.at, row.who, in_words(row.action), row.runner_id if name and row.runner_id else "", name)


def in_words(action: str) -> str:
    """What was done: its own words, or those of its two halves, e.g. ``report.seen``.

    Examples
    --------
    >>> in_words("report.seen"), in_words("report.signed")
    ('report: looked at', 'report: signed')
    """
    told, (subject, _, verb) = words()["log"], action.partition(".")
    parts = (told["subject"].get(subject, subject), told["verb"].get(verb, verb))
    return ": ".join(part.replace("_", " ") for part in parts if part)
