"""A page is a function that returns a frozen record; it is served as HTML and, at the same address with ``.json``, as
data::

    @page(router, "/runners/{runner_id}", "runner.html")
    def runner(caller: Caller, runner_id: str) -> RunnerPage:
        return people.runner_page(caller.record, caller.asker, runner_id)
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeVar, get_type_hints

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from gaitcue.web.rendering import rendered

Page = TypeVar("Page", bound=Callable[..., Any])


def page(
    router: APIRouter, path: str, template: str, headers: Mapping[str, str] | None = None
) -> Callable[[Page], Page]:
    """Serve a function's record as a page, with headers of its own if it needs some, and as its JSON twin."""

    def register(function: Page) -> Page:
        # The function is the dependency of both, so that both ask it in the same way.
        asked: Any = Depends(function)

        def html(request: Request, context: Any = asked) -> HTMLResponse:
            answer = rendered(request, template, context)
            answer.headers.update(headers or {})
            return answer

        def twin(context: Any = asked) -> Any:
            return context

        name = getattr(function, "__name__", "page")
        shape = get_type_hints(function)["return"]
        # First the twin: the page's last name would take its ending for a part of the name.
        router.get(twin_of(path), name=f"{name}_json", response_model=shape, summary=function.__doc__)(twin)
        router.get(path, name=name, response_class=HTMLResponse, include_in_schema=False)(html)
        return function

    return register


def twin_of(path: str) -> str:
    return "/index.json" if path == "/" else f"{path}.json"
