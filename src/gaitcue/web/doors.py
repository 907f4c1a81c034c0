"""Who asks, and of which record: what every page and action takes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request

from gaitcue.store.records import AccessLinkRow
from gaitcue.terms.asker import Asker
from gaitcue.web.settings import Settings
from gaitcue.work.clinic import links
from gaitcue.work.clinic.record import Record


@dataclass(frozen=True, slots=True)
class Call:
    """One request: the record, who asks, and the day."""

    record: Record
    asker: Asker
    settings: Settings
    today: date


def call(request: Request) -> Call:
    state = request.app.state
    return Call(state.record, who_asks(request), state.settings, date.today())


def who_asks(request: Request) -> Asker:
    """On this computer alone there is one user, who needs no login."""
    asker: Asker = request.app.state.only_user
    return asker


Caller = Annotated[Call, Depends(call)]
"""The first argument of a page or an action."""


@dataclass(frozen=True, slots=True)
class LinkCall(Call):
    """A request by somebody who holds a link and has no account."""

    token: str
    link: AccessLinkRow


def call_by_link(request: Request, token: str) -> LinkCall:
    """Who asks at ``/l/{token}...``; the link is looked at, and not used up by that."""
    state = request.app.state
    found = links.held(state.record, token)
    return LinkCall(state.record, found.asker, state.settings, date.today(), token, found.link)


LinkCaller = Annotated[LinkCall, Depends(call_by_link)]
"""The first argument of a page or an action whose address holds a link's token."""
