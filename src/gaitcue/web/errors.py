"""Errors as answers: the right status and one line, as JSON or on a page."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.datastructures import URL
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection
from starlette.websockets import WebSocket

from gaitcue.terms.errors import BadOption, GaitcueError, NotThere, Outdated, OutputRefused
from gaitcue.web.mistakes import lines_of, sentence
from gaitcue.web.rate import TooOften
from gaitcue.web.rendering import rendered
from gaitcue.web.security import LINKS, SAFE, NotAllowed, NotLoggedIn
from gaitcue.web.words import words

STATUS: tuple[tuple[type[Exception], int], ...] = (
    (NotThere, 404),
    (Outdated, 409),
    (NotAllowed, 403),
    (NotLoggedIn, 401),
    (TooOften, 429),
    (OutputRefused, 507),
    (GaitcueError, 422),
    (RequestValidationError, 422),
)
"""the first that fits"""
STATUS_WHILE_FILLING_IN = frozenset({409, 422, 429})
"""errors that a form can mend"""
STREAM_REFUSED = 1008
"""of a stream that is not opened: the browser hears of it as 403, whatever it was"""
log = logging.getLogger("gaitcue.web")


@dataclass(frozen=True, slots=True)
class ErrorPage:
    """What went wrong, in one line."""

    status: int
    title: str
    detail: str


def status_of(problem: Exception) -> int:
    return next((status for kind, status in STATUS if isinstance(problem, kind)), 500)


def add_error_handlers(app: FastAPI) -> None:
    """Every error that somebody can act on leaves the app through here; ``Guard`` asks for the others."""
    app.add_exception_handler(GaitcueError, _told)
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _nobody_hears)


async def _told(request: Request, problem: Exception) -> Response:
    connection: HTTPConnection = request
    if isinstance(connection, WebSocket):
        await connection.close(STREAM_REFUSED, "refused")
        return Response()
    if isinstance(problem, NotLoggedIn):
        return _to_login(request, problem)
    return answer(request, status_of(problem), type(problem).__name__, str(problem))


def _to_login(request: Request, problem: NotLoggedIn) -> Response:
    """A page leads to the login and from there back to itself, a form back to its page; a script is told."""
    goes = wants_page(request) and request.method in SAFE
    asked = _address(request.url) if goes else _page_before(request)
    place = f"/login?{urlencode({'next': asked})}" if asked != "/" else "/login"
    if wants_page(request):
        return RedirectResponse(place, 303)
    found = answer(request, 401, type(problem).__name__, str(problem))
    if "hx-request" in request.headers:
        found.headers["hx-redirect"] = place
    return found


def _address(url: URL) -> str:
    return url.path + (f"?{url.query}" if url.query else "")


def _page_before(request: Request) -> str:
    """The page of this app that a form was sent from; the first page where it is not told or cannot be opened."""
    before = URL(request.headers.get("referer", ""))
    opens = before.netloc == request.url.netloc and not before.path.startswith("/api/")
    return _address(before) if opens else "/"


def _invalid(request: Request, problem: Exception) -> Response:
    assert isinstance(problem, RequestValidationError)
    lines = lines_of(problem.errors())
    return answer(request, 422, BadOption.__name__, "; ".join(f"{name}: {line}" for name, line in lines.items()))


def _http(request: Request, problem: Exception) -> Response:
    """An address that does not exist looks like a row that is not there."""
    assert isinstance(problem, HTTPException)
    kind = {404: NotThere.__name__, 403: NotAllowed.__name__}.get(problem.status_code, "NotPossible")
    line = words()["error"].get(str(problem.status_code), str(problem.detail))
    found = answer(request, problem.status_code, kind, line)
    found.headers.update(problem.headers or {})
    return found


async def _nobody_hears(_request: Request, _problem: Exception) -> Response:
    """Whoever asked has gone before all of the question was here: a page that was left, or a newer question."""
    return Response(status_code=400)


def unforeseen(request: Request, problem: Exception) -> Response:
    log.error("%s %s", request.method, request.url.path, exc_info=problem)
    return answer(request, 500, "Unforeseen", words()["error"]["500"])


def answer(request: Request, status: int, name: str, detail: str) -> Response:
    """One line, in the manner in which it was asked for."""
    line = " ".join(detail.split())
    if not wants_page(request):
        return JSONResponse({"error": name, "detail": line}, status)
    titles = words()["error_title"]
    template = "link_error.html" if request.url.path.startswith(LINKS) else "error.html"
    return rendered(
        request, template, ErrorPage(status, titles.get(str(status), titles["other"]), sentence(line)), status
    )


def wants_page(request: Request) -> bool:
    """A browser that goes somewhere wants a page; scripts and twins want data."""
    if request.url.path.endswith(".json"):
        return False
    return "text/html" in request.headers.get("accept", "")
