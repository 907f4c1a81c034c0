"""What is told only once, as a password or a link is, has a page of its own for a while.

The form leads to that page, so that Reload asks for it and does not send the form again, which would make another
password, or another link, as soon as the first answer is forgotten. Only the browser that sent the form can open it.
"""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import Response

from gaitcue.store.columns import new_id
from gaitcue.terms.errors import NotThere
from gaitcue.web.once import KEPT_S, Once, name_of_form
from gaitcue.web.security import LINKS, VISITOR

Shown = Callable[[Request], Response]


def place_of(request: Request, shown: Shown) -> str:
    """The address at which what came of this form is shown."""
    once: Once = request.app.state.once
    ticket = new_id()
    once.done(_name(request, ticket), lambda: shown)
    # Whoever holds a link stays at its addresses.
    start = f"/l/{request.path_params['token']}" if request.url.path.startswith(LINKS) else ""
    return f"{start}/told/{ticket}"


def page_of(request: Request, ticket: str) -> Response:
    """What is shown there.

    Raises
    ------
    NotThere : it was told long enough ago, or to somebody else
    """
    once: Once = request.app.state.once
    shown: Shown | None = once.answer(_name(request, ticket))
    if shown is None:
        raise NotThere(
            f"this page was there for {KEPT_S / 60:.0f} minutes and is gone: what was done has been done, "
            "and a link or password that nobody kept can be made again"
        )
    return shown(request)


def _name(request: Request, ticket: str) -> str:
    asker = getattr(request.state, "asker", None)
    account = asker.account_id if asker else None
    return name_of_form(ticket, request.scope[VISITOR], (account or "").encode())
