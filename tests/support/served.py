"""The app on a socket of its own, for a real browser."""

import asyncio
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from fastapi import FastAPI

LATE_S = float(os.environ.get("GAITCUE_LATE_SCRIPTS_S", "0"))
"""by how much scripts come after their page, to see what a test makes of a slow line"""


@contextmanager
def served(app: FastAPI, port: int = 0) -> Iterator[str]:
    """The address at which an app is served, on a free port of this computer unless told."""
    server = uvicorn.Server(
        uvicorn.Config(_late(app) if LATE_S else app, port=port, log_level="error", timeout_graceful_shutdown=1)
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        if not thread.is_alive():
            raise RuntimeError("the app could not be served")
        thread.join(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(10)


def _late(app: FastAPI) -> Any:
    async def served(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http" and scope["path"].endswith(".js"):
            await asyncio.sleep(LATE_S)
        await app(scope, receive, send)

    return served
