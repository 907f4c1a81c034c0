"""Templates: everything is escaped, an unknown name is an error, and every page knows the words and its token."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from gaitcue.clinic.rule_data import cue_title
from gaitcue.store.columns import new_id
from gaitcue.terms.asker import Role
from gaitcue.web.job_view import job_view
from gaitcue.web.security import token_of
from gaitcue.web.words import Spoken, words

STAFF = (("/", "runners"), ("/care", "care"), ("/jobs", "jobs"))
NAVIGATION = {
    Role.ADMIN: (*STAFF, ("/settings", "settings")),
    Role.CLINICIAN: STAFF,
    Role.RUNNER: (("/mine/diary", "diary"), ("/mine", "mine")),
}
"""of somebody who is logged in: (address, key of its word under ``navigation``)"""


@cache
def environment() -> Environment:
    found = Environment(
        loader=PackageLoader("gaitcue.web", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found.globals["w"] = Spoken(words())
    found.globals["job_view"] = job_view
    found.globals["new_name"] = new_id
    found.globals["cue_title"] = cue_title
    return found


def rendered(request: Request, template: str, page: Any, status: int = 200) -> HTMLResponse:
    """A page from its record, which the template knows as ``page``."""
    asker = getattr(request.state, "asker", None)  # as it was found at the door: an error page asks nothing more
    text = (
        environment()
        .get_template(template)
        .render(
            page=page,
            csrf=token_of(request),
            path=request.url.path,
            phones=request.app.state.settings.phones,
            navigation=NAVIGATION.get(asker.role, ()) if asker else (),
            who=asker.name if asker and not request.app.state.settings.local else "",
        )
    )
    return HTMLResponse(text, status)
