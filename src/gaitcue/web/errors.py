"""Errors as answers: the right status and one line, as JSON or on a page."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.exceptions import HTTPException

from gaitcue.terms.errors import BadOption, GaitcueError, NotThere, Outdated, OutputRefused
from gaitcue.web.mistakes import lines_of
from gaitcue.web.rate import TooOften
from gaitcue.web.rendering import rendered
from gaitcue.web.security import SAFE, NotAllowed, NotLoggedIn
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
LINKS = ("/l/", "/api/l/")
"""where somebody without an account may be: no way leads from there into the app"""
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


def _told(request: Request, problem: Exception) -> Response:
    if isinstance(problem, NotLoggedIn):
        return _to_login(request, problem)
    return answer(request, status_of(problem), type(problem).__name__, str(problem))


def _to_login(request: Request, problem: NotLoggedIn) -> Response:
    """A page leads to the login and from there back to itself; a script is told."""
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    place = f"/login?{urlencode({'next': asked})}" if request.method in SAFE and asked != "/" else "/login"
    if wants_page(request):
        return RedirectResponse(place, 303)
    found = answer(request, 401, type(problem).__name__, str(problem))
    if "hx-request" in request.headers:
        found.headers["hx-redirect"] = "/login"
    return found


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
    return rendered(request, template, ErrorPage(status, titles.get(str(status), titles["other"]), line), status)


def wants_page(request: Request) -> bool:
    """A browser that goes somewhere wants a page; scripts and twins want data."""
    if request.url.path.endswith(".json"):
        return False
    return "text/html" in request.headers.get("accept", "")
