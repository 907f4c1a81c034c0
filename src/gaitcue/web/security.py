"""What keeps other web pages out: a check of host and origin, tokens against forged requests, headers on every answer.

A web app on 127.0.0.1 without these can be read and written by any page that is open in the same browser.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gaitcue.terms.errors import GaitcueError
from gaitcue.web.settings import Settings

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LINKS = ("/l/", "/api/l/")
"""how the addresses of links begin: whoever is there has no account, and no way leads from there into the app"""
TOKEN_HEADER, TOKEN_FIELD = "x-csrf-token", "csrf"
VISITOR = "gaitcue.visitor"
"""key of the request's scope: the browser, by a random name of its own"""
POLICY = "; ".join(
    (
        "default-src 'self'",
        "img-src 'self' data: blob:",
        "media-src 'self' blob:",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "cache-control": "no-store",
}
"""on every answer that does not say otherwise"""
WITH_CAMERA = {"permissions-policy": HEADERS["permissions-policy"].replace("camera=()", "camera=(self)")}
"""of the pages that film"""
YEAR_S = 31_536_000


class NotAllowed(GaitcueError):
    """Whoever asks may not do that."""


class NotLoggedIn(GaitcueError):
    """Nobody has logged in in this browser, or it was too long ago."""


def login_cookie(settings: Settings) -> str:
    """Name of the cookie that holds a login's token."""
    return "__Host-gaitcue-login" if settings.encrypted else "gaitcue-login"


def cookie_of(name: str, value: str, settings: Settings) -> str:
    """The header that sets a cookie which no script reads and no other page sends along with a change; an empty value
    takes it away."""
    secure, ends = "; Secure" if settings.encrypted else "", "" if value else "; Max-Age=0"
    return f"{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}{ends}"


class Guard:
    """ASGI middleware: refuses unknown hosts and foreign origins, names the browser, adds the headers."""

    def __init__(
        self, app: ASGIApp, settings: Settings, unforeseen: Callable[[Request, Exception], Response] | None = None
    ) -> None:
        self.app, self.settings, self.unforeseen = app, settings, unforeseen

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
            return
        refused = reason_to_refuse(scope, self.settings)
        known = _cookie(Headers(scope=scope), self.cookie)
        scope[VISITOR] = known or secrets.token_urlsafe(24)
        scope.setdefault("state", {})  # what is found out on the way, shared by all copies of the request

        begun = False

        async def sent(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                self._complete(MutableHeaders(scope=message), None if known else scope[VISITOR])
            await send(message)

        answer = JSONResponse({"error": "NotAllowed", "detail": refused}, 403) if refused else self.app
        try:
            await answer(scope, receive, sent)
        except Exception as problem:
            # Answered in here, so that this answer too has its headers.
            if begun or self.unforeseen is None or scope["type"] != "http":
                raise
            await self.unforeseen(Request(scope), problem)(scope, receive, sent)

    @property
    def cookie(self) -> str:
        # A browser takes the prefix as a promise: https only, this host only.
        return "__Host-gaitcue" if self.settings.encrypted else "gaitcue"

    def _complete(self, headers: MutableHeaders, new_visitor: str | None) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if self.settings.encrypted:
            headers.setdefault("strict-transport-security", f"max-age={YEAR_S}")
        if new_visitor:
            headers.append("set-cookie", cookie_of(self.cookie, new_visitor, self.settings))


def reason_to_refuse(scope: Scope, settings: Settings) -> str | None:
    """Why a request is not answered at all; None when it is."""
    headers = Headers(scope=scope)
    host = headers.get("host", "")
    if without_port(host) not in settings.names:
        return f"this server does not answer to the name {host[:80]!r}: open it by the address that it was started with"
    stream = scope["type"] == "websocket"
    unsafe = stream or scope["method"] not in SAFE
    # Every browser names the page that opens a stream, which no rule of its own keeps to the page's own server.
    if (unsafe and not _same_origin(headers, host)) or (stream and "origin" not in headers):
        return "the request comes from another web page: open the app itself and try again"
    return None


def without_port(host: str) -> str:
    """``127.0.0.1:8731`` -> ``127.0.0.1``, ``[::1]:8731`` -> ``[::1]``."""
    name, colon, port = host.rpartition(":")
    return name.lower() if colon and port.isdecimal() and (name.endswith("]") or ":" not in name) else host.lower()


def _same_origin(headers: Headers, host: str) -> bool:
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == host.lower()


def _cookie(headers: Headers, name: str) -> str | None:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(name)
    except CookieError:
        return None
    return found.value or None if found else None


def token(visitor: str, secret: bytes) -> str:
    """What a form of this browser carries, which no other page can know."""
    return hmac.new(secret, visitor.encode(), hashlib.sha256).hexdigest()


def token_of(request: HTTPConnection) -> str:
    settings: Settings = request.app.state.settings
    return token(request.scope[VISITOR], settings.secret)


def signed(request: Request, text: str) -> str:
    """A text that this browser can send back and nobody can make or change."""
    return f"{text}|{_seal(request, text)}"


def verified(request: Request, told: str) -> str | None:
    """The text that was signed for this browser; None where it was not."""
    text, _, seal = told.rpartition("|")
    return text if hmac.compare_digest(seal.encode(), _seal(request, text).encode()) else None


def _seal(request: Request, text: str) -> str:
    settings: Settings = request.app.state.settings
    return token(f"{request.scope[VISITOR]} {text}", settings.secret)


async def check_token(request: HTTPConnection) -> None:
    """Refuse a change that does not carry the browser's token (a dependency of every route).

    A stream cannot carry it in a header: it tells it first of all, and checks it with :func:`check_told_token`.

    Raises
    ------
    NotAllowed : no token, or another one
    """
    if request.scope["type"] == "http" and request.scope["method"] not in SAFE:
        check_told_token(request, request.headers.get(TOKEN_HEADER, ""))


def check_told_token(request: HTTPConnection, told: str) -> None:
    """Raises NotAllowed unless that is the browser's token."""
    if not hmac.compare_digest(told.encode(), token_of(request).encode()):
        raise NotAllowed("this page is out of date or was opened elsewhere: go back, load it again, and send it again")
