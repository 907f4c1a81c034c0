"""An action is a function that changes something: ``POST /api/...`` with a pydantic model, as JSON or as a plain form.

JSON is answered with what the action gives back, a form with 303 to the next page. A form in which something is wrong
comes back as it was filled in, with a line beside each field that is wrong::

    @action(router, "/api/runners", again=Again("runner_new.html", new_runner_page))
    def add_runner(caller: Caller, told: ToldRunner) -> Done:
        row = people.add_runner(caller.record, caller.asker, told)
        return Done(f"/runners/{row.id}", row)
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import dataclass
from functools import wraps
from typing import Any, Generic, TypeVar, get_type_hints

from fastapi import APIRouter, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse
from fastapi.routing import APIRoute
from starlette.datastructures import MutableHeaders

from gaitcue.terms.errors import FaultyForm, GaitcueError
from gaitcue.web.doors import call
from gaitcue.web.errors import STATUS_WHILE_FILLING_IN, status_of
from gaitcue.web.form_values import tree_of
from gaitcue.web.mistakes import lines_of, lines_of_faults, sentence
from gaitcue.web.once import ONCE, ONCE_FIELD, Once, name_of_form
from gaitcue.web.rendering import rendered
from gaitcue.web.security import TOKEN_FIELD, TOKEN_HEADER, VISITOR, cookie_of, login_cookie
from gaitcue.web.settings import Settings
from gaitcue.web.told_once import Shown, place_of

Result = TypeVar("Result")
Action = TypeVar("Action", bound=Callable[..., Any])
FORM = "application/x-www-form-urlencoded"
WAS_FORM = "gaitcue.form"
MOST_BYTES = 1_000_000
"""of a form or a JSON body; clips come by /api/uploads"""


@dataclass(frozen=True, slots=True)
class Done(Generic[Result]):
    """What an action leads to."""

    next: str
    """the page that a form goes on to"""
    result: Result
    """what JSON is answered with"""
    shown: Shown | None = None
    """a page that a form goes on to instead, of something that is told only once (``web/told_once.py``)"""
    asks_on: Shown | None = None
    """a form is answered with the next question at once: nothing was made that sending it again would make twice"""
    login: str | None = None
    """token of a browser that is logged in from now on; empty where it is logged out"""


@dataclass(frozen=True, slots=True)
class Asked:
    """A form on its way back: what was told, and what is wrong with it."""

    told: Mapping[str, Any]
    mistakes: Mapping[str, str]
    """name of a field -> its line; under "" what is about the whole form"""


@dataclass(frozen=True, slots=True)
class Again:
    """How a form is shown again."""

    template: str
    page: Callable[[Any, Mapping[str, str], Asked], Any]
    """(call, parts of the address, what was asked) -> record of the page"""
    who: Callable[[Request], Any] = call
    """whom the page is for: the door of its action"""


def action(
    router: APIRouter,
    path: str,
    again: Again | None = None,
    reads: Callable[[dict[str, Any]], dict[str, Any]] | None = None,
) -> Callable[[Action], Action]:
    """Serve a function that returns ``Done`` as an action.

    Parameters
    ----------
    again : how its form is shown again when something is wrong; without it an error is a page of its own
    reads : turns a form's tree of texts into what the model takes, where its own conversion does not do
    """

    def register(function: Action) -> Action:
        route = type("Route", (ActionRoute,), {"again": again, "reads": staticmethod(reads) if reads else None})
        router.add_api_route(
            path, _endpoint(function), methods=["POST"], route_class_override=route, response_model=_result(function),
            name=getattr(function, "__name__", None), summary=inspect.getdoc(function),
        )  # fmt: skip
        return function

    return register


def _result(function: Callable[..., Any]) -> Any:
    """Type of the result: ``Done[RunnerRow]`` -> ``RunnerRow``."""
    return next(iter(getattr(get_type_hints(function)["return"], "__args__", ())), None)


def _endpoint(function: Callable[..., Any]) -> Callable[..., Any]:
    """The function with one more argument, the request, which says how to answer."""

    @wraps(function)
    def endpoint(request: Request, response: Response, **told: Any) -> Any:
        once: Once = request.app.state.once
        done = once.done(request.scope.get(ONCE), lambda: function(**told, **dict.fromkeys(asking, request)))
        leads_on = RedirectResponse(done.next, status_code=303)
        if not request.scope.get(WAS_FORM):
            response.headers["location"] = leads_on.headers["location"]  # quoted: it may hold what was told
            keep_login(request, response, done.login)
            return done.result
        answer = _answered(request, done, leads_on)
        keep_login(request, answer, done.login)
        return answer

    hints = get_type_hints(function, include_extras=True)
    asking = tuple(name for name, kind in hints.items() if kind is Request)  # FastAPI gives the request to one alone
    own = [
        parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY)
        for name, parameter in inspect.signature(function).parameters.items()
        if name not in asking
    ]
    first = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, annotation=kind)
        for name, kind in (("request", Request), ("response", Response))
    ]
    endpoint.__signature__ = inspect.Signature([*first, *own])  # type: ignore[attr-defined]
    return endpoint


def _answered(request: Request, done: Done[Any], leads_on: Response) -> Response:
    """What a form is answered with."""
    if done.asks_on:
        return done.asks_on(request)
    return RedirectResponse(place_of(request, done.shown), status_code=303) if done.shown else leads_on


def keep_login(request: Request, answer: Response, login: str | None) -> None:
    """The browser gets a login's cookie, or loses it."""
    if login is not None:
        settings: Settings = request.app.state.settings
        answer.headers.append("set-cookie", cookie_of(login_cookie(settings), login, settings))


class ActionRoute(APIRoute):
    """Turns a plain form into the JSON of the same content before it is read, and an error back into the form."""

    again: Again | None = None
    reads: Callable[[dict[str, Any]], dict[str, Any]] | None = None

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def handler(request: Request) -> Response:
            body = await capped(request)
            if not request.headers.get("content-type", "").startswith(FORM):
                return await handle(with_body(request, body))
            told = tree_of(body)
            request = as_json(request, told, self.reads)
            if ONCE_FIELD in told and "hx-request" not in request.headers:  # a part of a page stays, and is sent again
                request.scope[ONCE] = name_of_form(request.url.path, request.scope[VISITOR], body)
            try:
                return await handle(request)
            except (RequestValidationError, GaitcueError) as problem:
                return self.shown_again(request, told, problem)

        return handler

    def shown_again(self, request: Request, told: Mapping[str, Any], problem: Exception) -> Response:
        """The form as it was filled in, with what is wrong; an error that no form can mend is raised again."""
        status = status_of(problem)
        if self.again is None or status not in STATUS_WHILE_FILLING_IN:
            raise problem
        lines = _lines(problem)
        page = self.again.page(self.again.who(request), request.path_params, Asked(told, lines))
        return rendered(request, self.again.template, page, status if lines else 200)


def _lines(problem: Exception) -> dict[str, str]:
    """What is wrong, by the field's name."""
    if isinstance(problem, FaultyForm):
        return lines_of_faults(problem.faults)
    if isinstance(problem, RequestValidationError):
        return lines_of(problem.errors())
    return {"": sentence(str(problem))}


async def capped(request: Request) -> bytes:
    """The body, as long as it is no longer than a form can be; raises TooMuch."""
    return await capped_to(request, MOST_BYTES)


async def capped_to(request: Request, most: int) -> bytes:
    """The body, as long as it holds no more bytes than that.

    Raises
    ------
    TooMuch : it does
    """
    body = bytearray()
    async for piece in request.stream():
        body += piece
        if len(body) > most:
            raise TooMuch(f"that is more than {most // 1_000_000} MB: send less at once")
    return bytes(body)


class TooMuch(GaitcueError):
    """The body of a request is larger than anything that is asked."""


def as_json(
    request: Request, told: dict[str, Any], reads: Callable[[dict[str, Any]], dict[str, Any]] | None
) -> Request:
    """The request as if its form had been sent as JSON; the form's token becomes its header."""
    kept = {name: value for name, value in told.items() if name not in (TOKEN_FIELD, ONCE_FIELD)}
    changed = with_body(request, json.dumps(reads(kept) if reads else kept).encode())
    headers = MutableHeaders(scope=changed.scope)
    headers["content-type"] = "application/json"
    headers[TOKEN_HEADER] = str(told.get(TOKEN_FIELD, request.headers.get(TOKEN_HEADER, "")))
    changed.scope[WAS_FORM] = True
    return changed


def with_body(request: Request, body: bytes) -> Request:
    """A request whose body has been read, to be read again."""

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    return Request({**request.scope, "headers": list(request.scope["headers"])}, receive)
