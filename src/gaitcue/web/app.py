"""The app: middleware, routes, static files. ``create_app`` makes one for a record; nothing is global."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from typing import Any

from fastapi import APIRouter, Depends, FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from gaitcue.terms.version import __version__
from gaitcue.web.doors import Caller, at_the_door
from gaitcue.web.errors import add_error_handlers, unforeseen
from gaitcue.web.live_stream import LiveDesk
from gaitcue.web.once import Once
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


SCHEMA = APIRouter()


# Of the module, not of an app: FastAPI keeps every function that was a route, and with it the app that one would hold.
@SCHEMA.get("/api/openapi.json", include_in_schema=False)
def schema(request: Request, caller: Caller) -> dict[str, Any]:
    """The schema of the API, for whoever may ask for anything at all: FastAPI's own route has no door."""
    app: FastAPI = request.app
    return app.openapi()


def behind_the_door(routers: Iterable[APIRouter]) -> APIRouter:
    """The routes of an app, each behind the door, and the schema of them.

    Put together once and shared by all apps made of them: they hold nothing of a record, and FastAPI works each out
    when it is first looked at, which takes a third of a second for all.
    """
    whole = APIRouter(dependencies=[Depends(check_token), Depends(at_the_door)])
    for router in (SCHEMA, *routers):
        whole.include_router(router)
    return whole


WHOLE_APP = behind_the_door(ROUTERS)


def create_app(record: Record, settings: Settings, made_of: APIRouter = WHOLE_APP) -> FastAPI:
    """The app on a record.

    Parameters
    ----------
    record : what the pages show and change; it stays open as long as the app runs
    settings : names, secret and address of the server
    made_of : its routes, behind the door
    """
    app = FastAPI(
        title="gaitcue",
        version=__version__,
        # The interactive pages of the schema load scripts from elsewhere; the schema itself is enough, behind the door.
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        routes=made_of.routes,
    )
    app.state.record, app.state.settings, app.state.tries = record, settings, Tries()
    app.state.once = Once()
    app.state.live = LiveDesk()
    app.state.only_user = only_user(record) if settings.local else None
    add_error_handlers(app)
    app.mount("/static", Static(directory=str(files("gaitcue.web") / "static")), name="static")
    app.add_middleware(Guard, settings=settings, unforeseen=unforeseen)
    return app
