"""How the app is served: under which names it may be asked for, and the secret that its tokens are made with."""

from __future__ import annotations

import ipaddress
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from gaitcue.terms.errors import BadOption

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """Of one running server."""

    secret: bytes = field(default_factory=lambda: secrets.token_bytes(SECRET_BYTES), repr=False)
    host: str = "127.0.0.1"
    port: int = 8731
    names: tuple[str, ...] = LOOPBACK_NAMES
    """host names under which it may be asked for; any other is refused (DNS rebinding)"""
    encrypted: bool = False
    """reached by https, here or at a proxy"""

    @property
    def local(self) -> bool:
        """Reached from this computer alone: one user, no login."""
        return is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether an address to listen on can be reached from this computer alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def settings_of(folder: Path, host: str, port: int, *, names: Iterable[str] = (), encrypted: bool = False) -> Settings:
    """Settings of a server on a data folder; ``names`` are asked for besides the host itself."""
    own = LOOPBACK_NAMES if is_loopback(host) else (host.lower(),)
    asked = tuple(dict.fromkeys((*own, *(name.lower() for name in names))))
    return Settings(kept_secret(folder), host, port, asked, encrypted)


def kept_secret(folder: Path) -> bytes:
    """The secret of a data folder, made at the first start and readable by its owner alone.

    It is kept, so that a page that was open while the server started again can still be sent.

    Raises
    ------
    BadOption : it cannot be read or written
    """
    file = folder / "secret"
    try:
        if not file.exists():
            _write(file, secrets.token_bytes(SECRET_BYTES))
        secret = file.read_bytes()
    except OSError as error:
        raise BadOption(f"{file} cannot be read or written ({error.strerror}): check the folder's rights") from None
    if len(secret) != SECRET_BYTES:
        raise BadOption(f"{file} is damaged: delete it, a new one is made at the next start")
    return secret


def _write(file: Path, secret: bytes) -> None:
    """Whole or not at all, and never over one that another process has just made."""
    whole = file.with_name(f"{file.name}.{os.getpid()}")
    handle = os.open(whole, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as out:
        out.write(secret)
    try:
        os.link(whole, file)
    except FileExistsError:
        pass
    finally:
        whole.unlink()
