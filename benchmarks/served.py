"""The app as a server of its own, as ``gaitcue serve`` runs it, and a client that asks it as a page does."""

from __future__ import annotations

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx2

TOKEN = re.compile(r'<meta name="csrf-token" content="(\w+)">')
PIECE = 1 << 20


@dataclass
class Served:
    """A server's process and address."""

    process: subprocess.Popen[str]
    url: str

    def kill(self) -> None:
        """As the power does."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """As Ctrl-C does."""
        self.process.send_signal(signal.SIGINT)
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def workers(self) -> list[int]:
        """Process ids of those that work for it (Linux)."""
        pid = self.process.pid
        found = Path(f"/proc/{pid}/task").glob("*/children")
        return [int(one) for file in found for one in file.read_text().split()]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def begin(data: Path, workers: int = 0, port: int | None = None) -> Served:
    """Start a server on a record, on a free port unless told; back when it can be reached."""
    port = port or free_port()
    command = [sys.executable, "-u", "-m", "gaitcue", "serve", "--data", str(data), "--port", str(port)]
    command += ["--workers", str(workers), "--no-open"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    if not process.stdout.readline():
        raise RuntimeError(f"the server ended with {process.wait()}")
    return Served(process, f"http://127.0.0.1:{port}")


@contextmanager
def serving(data: Path, workers: int = 0) -> Iterator[Served]:
    """A server for as long as the block lasts."""
    server = begin(data, workers)
    try:
        yield server
    finally:
        server.stop()


@dataclass
class Caller:
    """Asks as a page does."""

    url: str
    client: httpx2.Client = field(init=False)
    token: str = ""

    def __post_init__(self) -> None:
        self.client = httpx2.Client(base_url=self.url, timeout=120)

    def __enter__(self) -> Caller:
        self.token = TOKEN.findall(self.get("/").text)[0]
        return self

    def __exit__(self, *_: object) -> None:
        self.client.close()

    def get(self, path: str) -> httpx2.Response:
        return self.client.get(path, headers={"accept": "text/html"})

    def call(self, path: str, told: Mapping[str, Any]) -> Any:
        """What an action is answered with; raises where it is refused."""
        answer = self.client.post(path, json=told, headers={"x-csrf-token": self.token})
        answer.raise_for_status()
        return answer.json()

    def sent(self, visit_id: str, name: str, content: bytes) -> str:
        """A clip sent in pieces, not taken in yet: the id of its upload."""
        upload = self.call("/api/uploads", {"visit_id": visit_id, "name": name, "bytes": len(content)})
        for at in range(0, len(content), PIECE):
            headers = {"x-csrf-token": self.token, "upload-offset": str(at)}
            piece = content[at : at + PIECE]
            self.client.patch(f"/api/uploads/{upload['id']}", content=piece, headers=headers).raise_for_status()
        return str(upload["id"])

    def upload(self, visit_id: str, name: str, content: bytes) -> Any:
        """A clip sent in pieces and taken in: its take and its clip."""
        return self.call(f"/api/uploads/{self.sent(visit_id, name, content)}/finish", {})
