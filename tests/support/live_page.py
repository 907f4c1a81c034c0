"""One page of a live stream, as a test plays it."""

from __future__ import annotations

import json
import struct

PICTURE = struct.pack("<IId", 1, 1, 1000.0) + b"jpeg"


class Page:
    """What it tells, and what it hears."""

    def __init__(self, socket) -> None:
        self.socket = socket

    def tell(self, **told) -> None:
        self.socket.send_text(json.dumps(told))

    def until(self, kind: str, **wanted) -> dict:
        for _ in range(4000):
            said = json.loads(self.socket.receive_text())
            if said["kind"] == kind and all(said[name] == value for name, value in wanted.items()):
                return said
        raise AssertionError(f"{kind} {wanted} was not said")


def hello(socket, browser, **more) -> Page:
    page = Page(socket)
    page.tell(**{"kind": "hello", "token": browser.token(), "time_s": 999.0, **more})
    return page
