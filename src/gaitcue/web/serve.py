"""Runs the app: one server on one address, which opens the browser once it can be reached."""

from __future__ import annotations

import socket
import webbrowser
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import uvicorn
from fastapi import FastAPI

from gaitcue.terms.errors import BadOption
from gaitcue.web.settings import EVERYWHERE, is_loopback, own_addresses
from gaitcue.work.clinic.record import Record
from gaitcue.work.jobs.pool import Workers

BACKLOG = 128
LARGEST_MESSAGE = 4_100_000
"""bytes of one message of a live session: a picture"""


@dataclass(frozen=True, slots=True)
class Address:
    """Where the app is to be served."""

    host: str = "127.0.0.1"
    port: int = 8731
    behind_proxy: bool = False
    """a proxy on the way speaks https to the world"""
    proxy: str = "127.0.0.1"
    """address from which that proxy asks: what it says about who asks is believed, and nobody else's word"""
    cert: Path | None = None
    key: Path | None = None

    @property
    def encrypted(self) -> bool:
        return self.behind_proxy or self.cert is not None

    @property
    def reached_by_others(self) -> bool:
        return self.behind_proxy or not is_loopback(self.host)

    @property
    def url(self) -> str:
        """As a browser takes it; of all addresses of this computer the first that others reach."""
        host = next(own_addresses(), "127.0.0.1") if self.host in EVERYWHERE else self.host
        return f"{'https' if self.cert else 'http'}://{f'[{host}]' if ':' in host else host}:{self.port}/"


def check_address(address: Address, has_admin: bool) -> None:
    """Refuse to be reached from elsewhere without a login.

    Raises
    ------
    BadOption : one line that says what is missing
    """
    if (address.cert is None) != (address.key is None):
        raise BadOption("--cert and --key go together: give both files")
    if address.cert is not None and address.behind_proxy:
        raise BadOption("--behind-proxy says that the proxy speaks https: leave --cert and --key to it")
    if address.reached_by_others and not has_admin:
        where = "an app behind a proxy" if address.behind_proxy else address.host
        raise BadOption(
            f"{where} can be reached by others, who would see every runner: make an admin account first "
            "(gaitcue account add LOGIN --role admin), or leave --host out to serve this computer alone"
        )


def with_certificate(address: Address, folder: Path, names: Iterable[str], say: Callable[[str], None]) -> Address:
    """The address with encryption: one that others reach without a proxy gets a certificate of its own unless told.

    Parameters
    ----------
    folder : the data folder, which keeps it
    names : under which the app is asked for

    Raises
    ------
    BadOption : the certificate cannot be read or kept
    """
    if not address.reached_by_others or address.encrypted:
        return address
    from gaitcue.web.certificate import own_certificate

    made = own_certificate(folder / "tls", names)
    say(f"the certificate was made here, so browsers warn at first; its SHA-256 fingerprint is {made.fingerprint}")
    return replace(address, cert=made.cert, key=made.key)


class Server(uvicorn.Server):
    """Says when it can be reached."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self.ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        if self.started:
            self.ready()


def run(app: FastAPI, address: Address, *, open_browser: bool, say: Callable[[str], None]) -> None:
    """Serve the app until somebody stops it (Ctrl-C).

    Raises
    ------
    BadOption : the address is taken, or is none of this computer's
    """
    listening = listen(address)

    def ready() -> None:
        say(f"gaitcue is open at {address.url} (stop it with Ctrl-C)")
        if open_browser:
            webbrowser.open(address.url)

    with listening:
        Server(config_of(app, address, ends_in_s=5), ready).run(sockets=[listening])


def config_of(app: FastAPI, address: Address, *, ends_in_s: int) -> uvicorn.Config:
    """How an app is served at an address; ``ends_in_s`` is how long open requests may take when it stops."""
    return uvicorn.Config(
        app,
        log_level="warning",
        server_header=False,
        proxy_headers=address.behind_proxy,
        forwarded_allow_ips=address.proxy,
        ssl_certfile=address.cert,
        ssl_keyfile=address.key,
        timeout_graceful_shutdown=ends_in_s,
        # Pictures of a live session: compressed as far as they can be, and none of them large.
        ws_per_message_deflate=False,
        ws_max_size=LARGEST_MESSAGE,
    )


@contextmanager
def working(record: Record, count: int | None = None) -> Iterator[None]:
    """Workers beside the server, for what goes on in the background.

    Parameters
    ----------
    count : jobs at the same time; one for every two processors unless told, 0 for none
    """
    if count == 0:
        yield
        return
    workers = Workers(record, count)
    workers.start()
    try:
        yield
    finally:
        workers.stop()


def listen(address: Address) -> socket.socket:
    """A socket that listens at an address; raises BadOption."""
    family = socket.AF_INET6 if ":" in address.host else socket.AF_INET
    try:
        listening = socket.create_server((address.host, address.port), family=family, backlog=BACKLOG, reuse_port=False)
    except OSError as error:
        raise BadOption(
            f"{address.host}:{address.port} cannot be used ({error.strerror or error}): choose another --port, or stop "
            "the gaitcue that runs there"
        ) from None
    # Its connections take this over: what a live session tells its page is small, and would wait for the one before.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening
