"""The app: middleware, routes, static files. ``create_app`` makes one for a record; nothing is global."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Response
from fastapi.staticfiles import StaticFiles

from gaitcue import __version__
from gaitcue.web.doors import Caller, at_the_door
from gaitcue.web.errors import add_error_handlers, unforeseen
from gaitcue.web.rate import Tries
from gaitcue.web.routes import ROUTERS
from gaitcue.web.security import Guard, check_token
from gaitcue.web.settings import Settings
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record


class Static(StaticFiles):
    """Files that a browser may keep, as long as it asks whether they are still the same."""

    def file_response(self, *told: Any, **more: Any) -> Response:
        answer = super().file_response(*told, **more)
        answer.headers["cache-control"] = "no-cache"
        return answer


def schema_of(app: FastAPI) -> APIRouter:
    """The schema of the API, for whoever may ask for anything at all: FastAPI's own route has no door."""
    router = APIRouter()

    @router.get("/api/openapi.json", include_in_schema=False)
    def schema(caller: Caller) -> dict[str, Any]:
        return app.openapi()

    return router


def create_app(record: Record, settings: Settings, routers: Iterable[APIRouter] = ROUTERS) -> FastAPI:
    """The app on a record.

    Parameters
    ----------
    record : what the pages show and change; it stays open as long as the app runs
    settings : names, secret and address of the server
    routers : what it is made of
    """
    app = FastAPI(
        title="gaitcue",
        version=__version__,
        # The interactive pages of the schema load scripts from elsewhere; the schema itself is enough, behind the door.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        dependencies=[Depends(check_token), Depends(at_the_door)],
    )
    app.state.record, app.state.settings, app.state.tries = record, settings, Tries()
    app.state.only_user = only_user(record) if settings.local else None
    add_error_handlers(app)
    for router in (schema_of(app), *routers):
        app.include_router(router)
    app.mount("/static", Static(directory=str(files("gaitcue.web") / "static")), name="static")
    app.add_middleware(Guard, settings=settings, unforeseen=unforeseen)
    return app
