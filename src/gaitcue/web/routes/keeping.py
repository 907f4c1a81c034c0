"""What is held about a runner: taken out, or deleted for good; and the backups of the whole record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field
from starlette.background import BackgroundTask

from gaitcue.store.records import JobRow
from gaitcue.terms.asker import Role
from gaitcue.web.actions import Again, Asked, Done, action
from gaitcue.web.doors import AdminCaller, Call, Caller, call_of_admin
from gaitcue.web.forms import FieldView, mistakes_listed
from gaitcue.web.job_view import JobView, job_view
from gaitcue.web.pages import page
from gaitcue.web.rendering import rendered
from gaitcue.web.routes.accounts import handed_over
from gaitcue.web.words import words
from gaitcue.work.clinic import accounts, keeping
from gaitcue.work.clinic.accounts import HandedOver, NewAccount
from gaitcue.work.clinic.exporting import download
from gaitcue.work.clinic.keeping import BackupState, Held, ToldDeletion
from gaitcue.work.clinic.uploads import safe_name

router = APIRouter()


class ToldLogin(BaseModel):
    """The login that a runner is to have."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")
    login: Annotated[str, Field(min_length=1, max_length=120)]


@dataclass(frozen=True, slots=True)
class DataPage:
    """What is held about a runner, and the forms to take it out, give the runner a login, or delete it."""

    held: Held
    admin: bool
    login: FieldView
    name: FieldView
    mistakes: tuple[tuple[str, str], ...] = ()


@page(router, "/runners/{runner_id}/data", "runner_data.html")
def runner_data(caller: Caller, runner_id: str) -> DataPage:
    """What is held about a runner."""
    return data_page(caller, {"runner_id": runner_id}, Asked({}, {}))


def data_page(call: Call, parts: Mapping[str, str], asked: Asked) -> DataPage:
    """The page with its forms; a name that was typed is typed again."""
    found = keeping.held(call.record, call.asker, parts["runner_id"])
    spoken = words()["data"]
    login = FieldView(
        "login", spoken["login"], "text", required=True, help=spoken["login_help"],
        value=str(asked.told.get("login", "")), mistake=asked.mistakes.get("login", ""),
    )  # fmt: skip
    name = FieldView(
        "name", spoken["name"].format(name=found.runner.name), "text", mistake=asked.mistakes.get("name", "")
    )
    listed = tuple(mistakes_listed(asked.mistakes, (), (login, name)))
    return DataPage(found, call.asker.role is Role.ADMIN, login, name, listed)


@router.get("/runners/{runner_id}/export.zip", include_in_schema=False)
def export(caller: Caller, runner_id: str) -> FileResponse:
    """Everything about a runner in one zip; the file goes once it was handed out."""
    row, file = download(caller.record, caller.asker, runner_id)
    gone = BackgroundTask(file.unlink, missing_ok=True)
    return FileResponse(file, media_type="application/zip", filename=safe_name(f"{row.name}.zip"), background=gone)


@action(router, "/api/runners/{runner_id}/account", again=Again("runner_data.html", data_page, call_of_admin))
def add_login(caller: AdminCaller, runner_id: str, told: ToldLogin) -> Done[HandedOver]:
    """Give a runner a login of their own, for what is shared with them; its password is told this once."""
    name = keeping.held(caller.record, caller.asker, runner_id).runner.name
    new = NewAccount(login=told.login, name=name, role=Role.RUNNER, runner_id=runner_id)
    return handed_over(accounts.add_account(caller.record, caller.asker, new), f"/runners/{runner_id}/data")


@dataclass(frozen=True, slots=True)
class DeletedPage:
    """A runner is gone; these backups still hold them."""

    backups: tuple[Path, ...]


@action(router, "/api/runners/{runner_id}/delete", again=Again("runner_data.html", data_page))
def delete_runner(caller: Caller, runner_id: str, told: ToldDeletion) -> Done[DeletedPage]:
    """Delete a runner with all visits, clips and results, for good."""
    gone = DeletedPage(keeping.delete_typed(caller.record, caller.asker, runner_id, told).backups)
    return Done("/", gone, lambda request: rendered(request, "runner_deleted.html", gone))


# --- backups ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class BackupsPage:
    """The backups that there are, and where they lie."""

    backups: tuple[BackupState, ...]
    home: Path
    jobs: tuple[JobView, ...]


@page(router, "/backups", "backups.html")
def backups(caller: AdminCaller) -> BackupsPage:
    """The backups of the whole record."""
    found = keeping.known_backups(caller.record, caller.asker)
    return BackupsPage(found.backups, found.home, tuple(map(job_view, found.jobs)))


@action(router, "/api/backups")
def ask_for_backup(caller: AdminCaller) -> Done[JobRow]:
    """Make a backup of the whole record, in the background."""
    return Done("/backups", keeping.ask_for_backup(caller.record, caller.asker))
