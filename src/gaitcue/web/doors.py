"""Who asks, and of which record: what every page and action takes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request
from fastapi.requests import HTTPConnection

from gaitcue.store.records import AccessLinkRow
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import NotThere
from gaitcue.web.security import LINKS, NotAllowed, NotLoggedIn, login_cookie
from gaitcue.web.settings import Settings
from gaitcue.work.clinic import links, logins
from gaitcue.work.clinic.links import Held
from gaitcue.work.clinic.record import Record

OPEN = ("/login", "/api/login", *LINKS)
"""how addresses begin that nobody has to log in for: the login itself, and links, whose token is their key"""


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the record, who asks, and the day."""

    record: Record
    asker: Asker
    settings: Settings
    today: date


def at_the_door(request: HTTPConnection) -> None:
    """Nobody passes who has not logged in, whatever is asked for (a dependency of every route).

    Raises
    ------
    NotLoggedIn : nobody has in this browser
    """
    if not request.url.path.startswith(OPEN):
        who_asks(request)


def who_asks(request: HTTPConnection) -> Asker:
    """On this computer alone there is one user, who needs no login; elsewhere it is whoever logged in.

    Raises
    ------
    NotLoggedIn : nobody has in this browser
    """
    found = known(request)
    if found is None:
        raise NotLoggedIn("log in first, or once more when that was a while ago")
    return found


def known(request: HTTPConnection) -> Asker | None:
    """Who asks, if that is known; looked up once a request."""
    if not hasattr(request.state, "asker"):
        state = request.app.state
        token = request.cookies.get(login_cookie(state.settings))
        request.state.asker = state.only_user or (logins.whose(state.record, token) if token else None)
    found: Asker | None = request.state.asker
    return found


def asked_from(request: Request) -> str:
    """The address that a request comes from, as tries are counted by."""
    return request.client.host if request.client else ""


def call_of_anybody(request: HTTPConnection) -> Call:
    """Whoever is logged in, runners too."""
    state = request.app.state
    return Call(state.record, who_asks(request), state.settings, date.today())


def call(request: HTTPConnection) -> Call:
    """Somebody who works here.

    Raises
    ------
    NotAllowed : a runner
    """
    found = call_of_anybody(request)
    if not found.asker.works_here:
        raise NotAllowed("this is for those who work here; what was shared with you is on your own page")
    return found


def call_of_admin(request: HTTPConnection) -> Call:
    """An admin.

    Raises
    ------
    NotAllowed : anybody else
    """
    found = call(request)
    if found.asker.role is not Role.ADMIN:
        raise NotAllowed("this is for an admin of the clinic")
    return found


def call_of_runner(request: HTTPConnection) -> Call:
    """A runner with a login of their own.

    Raises
    ------
    NotAllowed : anybody else
    """
    found = call_of_anybody(request)
    if found.asker.role is not Role.RUNNER:
        raise NotAllowed("this is what a runner sees who logs in")
    return found


Caller = Annotated[Call, Depends(call)]
"""The first argument of a page or an action."""
AnyCaller = Annotated[Call, Depends(call_of_anybody)]
"""The same, where runners may ask too."""
AdminCaller = Annotated[Call, Depends(call_of_admin)]
"""The same, for admins alone."""
RunnerCaller = Annotated[Call, Depends(call_of_runner)]
"""The same, for runners alone."""


@dataclass(frozen=True, slots=True)
class LinkCall(Call):
    """A request by somebody who holds a link and has no account."""

    token: str
    link: AccessLinkRow

    def held_for(self, purpose: str) -> Held:
        """Who asks, by a link for this purpose.

        Raises
        ------
        NotThere : it is for something else
        """
        if self.link.purpose != purpose:
            raise NotThere(links.ENDED)
        return Held(self.link, self.asker)


def call_by_link(request: Request, token: str) -> LinkCall:
    """Who asks at ``/l/{token}...``; the link is looked at, and not used up by that."""
    state = request.app.state
    found = links.held(state.record, token)
    return LinkCall(state.record, found.asker, state.settings, date.today(), token, found.link)


def call_of_link(request: Request) -> LinkCall:
    """The same where the address is known already."""
    return call_by_link(request, request.path_params["token"])


LinkCaller = Annotated[LinkCall, Depends(call_by_link)]
"""The first argument of a page or an action whose address holds a link's token."""
