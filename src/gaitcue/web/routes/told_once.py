"""Where a form leads that told something only once."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from gaitcue.web.doors import Caller
from gaitcue.web.told_once import page_of

router, link_router = APIRouter(), APIRouter()


@router.get("/told/{ticket}", include_in_schema=False)
def told(caller: Caller, request: Request, ticket: str) -> Response:
    """A new password, a new link, what a deletion has left."""
    return page_of(request, ticket)


@link_router.get("/l/{token}/told/{ticket}", include_in_schema=False)
def told_by_link(request: Request, token: str, ticket: str) -> Response:
    """Thanks for what was sent. The link may be used up by that."""
    return page_of(request, ticket)
