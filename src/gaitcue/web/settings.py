"""How the app is served: under which names it may be asked for, and the secret that its tokens are made with."""

from __future__ import annotations

import ipaddress
import secrets
import socket
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from gaitcue.store.folder import kept_bytes
from gaitcue.terms.errors import BadOption

LOOPBACK_NAMES = ("127.0.0.1", "localhost", "[::1]")
EVERYWHERE = frozenset({"0.0.0.0", "::"})
"""hosts that stand for every address of this computer"""
SECRET_BYTES = 32


@dataclass(frozen=True, slots=True)
class LinkDoor:
    """The door through which phones in the local network reach the links of runners, and nothing else."""

    url: str
    fingerprint: str = ""
    """SHA-256 of a certificate that was made here, which nobody vouches for"""
    plain: bool = False
    """not encrypted"""


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
    behind_proxy: bool = False
    """a proxy passes on what others ask, so even an address of this computer alone is reached by them"""
    links: LinkDoor | None = None
    live_pace: float = 1.0
    """seconds of a live session in one true second; a test alone sets another"""

    @property
    def local(self) -> bool:
        """Reached from this computer alone: one user, no login."""
        return is_loopback(self.host) and not self.behind_proxy

    @property
    def phones(self) -> bool:
        """Phones reach the links of runners."""
        return self.links is not None or not self.local


def is_loopback(host: str) -> bool:
    """Whether an address to listen on can be reached from this computer alone."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def settings_of(
    folder: Path,
    host: str,
    port: int,
    *,
    names: Iterable[str] = (),
    encrypted: bool = False,
    behind_proxy: bool = False,
) -> Settings:
    """Settings of a server on a data folder; ``names`` are asked for besides the host itself."""
    return Settings(kept_secret(folder), host, port, names_of(host, names), encrypted, behind_proxy)


def names_of(host: str, names: Iterable[str] = ()) -> tuple[str, ...]:
    """What a server on an address answers to: the address, or all that this computer has, and the names told."""
    own: tuple[str, ...]
    if is_loopback(host):
        own = LOOPBACK_NAMES
    elif host in EVERYWHERE:
        own = (*LOOPBACK_NAMES, *own_names())
    else:
        own = (f"[{host}]" if ":" in host else host,)
    return tuple(dict.fromkeys(name.lower() for name in (*own, *names)))


def own_names() -> tuple[str, ...]:
    """This computer's name in its network, and its addresses there."""
    name = socket.gethostname()
    return (name, f"{name}.local", *(f"[{one}]" if ":" in one else one for one in own_addresses()))


def own_addresses() -> Iterator[str]:
    """The addresses from which this computer would reach others; nothing is sent."""
    for family, far in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        try:
            with socket.socket(family, socket.SOCK_DGRAM) as way:
                way.connect((far, 9))
                yield str(way.getsockname()[0]).partition("%")[0]
        except OSError:  # no network of that kind
            continue


def kept_secret(folder: Path) -> bytes:
    """The secret of a data folder, made at the first start and readable by its owner alone.

    It is kept, so that a page that was open while the server started again can still be sent.

    Raises
    ------
    BadOption : it cannot be read or written
    """
    file = folder / "secret"
    try:
        secret = kept_bytes(file, lambda: secrets.token_bytes(SECRET_BYTES))
    except OSError as error:
        raise BadOption(f"{file} cannot be read or written ({error.strerror}): check the folder's rights") from None
    if len(secret) != SECRET_BYTES:
        raise BadOption(f"{file} is damaged: delete it, a new one is made at the next start")
    return secret
