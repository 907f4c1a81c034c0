"""The door for phones in the local network: a second listener that knows the links of runners and nothing else.

The app itself stays on this computer. What the door serves is an app of its own, made of the routes of links alone, so
that no mistake in a rule could open a page of the record behind it; whatever else is asked for is not there.
Encrypted unless told: answers about health cross a network that others use too. Nobody vouches for a certificate made
here, so a phone warns once; a clinic with a name and a certificate of its own gives that.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from gaitcue.terms.errors import BadOption
from gaitcue.web.app import behind_the_door, create_app
from gaitcue.web.certificate import own_certificate
from gaitcue.web.routes import LINK_ROUTERS
from gaitcue.web.security import LINKS
from gaitcue.web.serve import Address, config_of, listen
from gaitcue.web.settings import LinkDoor, Settings, is_loopback, own_addresses
from gaitcue.work.clinic.record import Record

AUTO = "auto"
OPEN = (*LINKS, "/static/")
PATIENCE_S = 5.0
LINKED_PAGES = behind_the_door(LINK_ROUTERS)


@dataclass(frozen=True, slots=True)
class Door:
    """Where the door is, and what is told of it beside a link."""

    address: Address
    told: LinkDoor


def door_of(host: str, port: int, folder: Path, *, cert: Path | None, key: Path | None, plain: bool) -> Door:
    """The door at an address of this computer.

    Parameters
    ----------
    host : ``auto`` for the address by which this computer reaches its network
    folder : the data folder, which keeps the certificate that is made where none is given
    plain : not encrypted

    Raises
    ------
    BadOption : this computer is in no network, or the options do not go together
    """
    host = own_address() if host == AUTO else host
    if is_loopback(host):
        raise BadOption(f"--runner-links {host} is reached from this computer alone: give its address in your network")
    if plain and cert is not None:
        raise BadOption("--runner-links-plain sends unencrypted, so it takes no --cert: choose one of both")
    if plain or (cert is not None and key is not None):
        address = Address(host, port, cert=None if plain else cert, key=None if plain else key)
        return Door(address, LinkDoor(address.url, plain=plain))
    made = own_certificate(folder / "tls", [host])
    address = Address(host, port, cert=made.cert, key=made.key)
    return Door(address, LinkDoor(address.url, fingerprint=made.fingerprint))


def own_address() -> str:
    """The address by which this computer reaches its network; nothing is sent to find out.

    Raises
    ------
    BadOption : it is in none
    """
    found = next(own_addresses(), None)
    if found is None:
        raise BadOption("this computer is in no network: join it to one, or give --runner-links its address")
    return found


def create_link_app(record: Record, settings: Settings, door: Door) -> FastAPI:
    """The app behind the door: links, and the files that their pages need."""
    own = replace(
        settings,
        host=door.address.host,
        port=door.address.port,
        names=(door.address.host.lower(),),
        encrypted=door.address.encrypted,
        links=door.told,
    )
    app = create_app(record, own, LINKED_PAGES)
    app.add_middleware(OnlyLinks)
    return app


class OnlyLinks:
    """ASGI middleware: what is no link is not there."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or str(scope.get("path", "")).startswith(OPEN):
            await self.app(scope, receive, send)
            return
        answer = JSONResponse({"error": "NotThere", "detail": "there is nothing here"}, 404)
        await answer(scope, receive, send)


@contextmanager
def opened(app: FastAPI, address: Address) -> Iterator[None]:
    """The door stands open beside the app, in a thread of its own.

    Raises
    ------
    BadOption : the address is taken, or is none of this computer's
    """
    listening = listen(address)
    server = uvicorn.Server(config_of(app, address, ends_in_s=2))
    thread = threading.Thread(target=server.run, args=([listening],), daemon=True, name="gaitcue-links")
    with listening:
        thread.start()
        try:
            yield
        finally:
            server.should_exit = True
            thread.join(PATIENCE_S)
