"""Where the links of runners lead: ``/l/{token}``. A link for anything but reading has pages of its own below."""

from __future__ import annotations

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from gaitcue.web.doors import LinkCaller
from gaitcue.web.shown_apart import shown_apart
from gaitcue.work.clinic import links, sharing

router = APIRouter()


@router.get("/l/{token}", include_in_schema=False)
def open_link(caller: LinkCaller) -> Response:
    """The runner's page of a signed report, one use of its link; other purposes go on to their page."""
    if caller.link.purpose != sharing.PURPOSE:
        return RedirectResponse(f"/l/{caller.token}/{caller.link.purpose}", status_code=303)
    page = sharing.read_by(caller.record, links.use(caller.record, caller.token))
    # The address is a secret: no page that is reached from here learns it.
    return shown_apart(page, {"referrer-policy": "no-referrer"})
