"""Templates: everything is escaped, an unknown name is an error, and every page knows the words and its token."""

from __future__ import annotations

from functools import cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from gaitcue.web.job_view import job_view
from gaitcue.web.security import token_of
from gaitcue.web.words import Spoken, words

NAVIGATION = (("/", "runners"), ("/jobs", "jobs"))
"""(address, key of its word under ``navigation``)"""


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
    found.globals["navigation"] = NAVIGATION
    found.globals["job_view"] = job_view
    return found


def rendered(request: Request, template: str, page: Any, status: int = 200) -> HTMLResponse:
    """A page from its record, which the template knows as ``page``."""
    text = environment().get_template(template).render(page=page, csrf=token_of(request), path=request.url.path)
    return HTMLResponse(text, status)
