"""A page that opens without a connection once it was opened: the worker that keeps it, and for how long.

A worker is made for one page alone. It keeps an empty copy of that page (its *shell*), the files that this needs, and
nothing else; it answers with them only while there is no connection. It forgets them when the server does not know the
page any more (a link that ended, somebody logged out) and, without a connection, from the day on which it ends.
Browsers run workers only on encrypted pages whose certificate they trust, and on the computer itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Final

from fastapi import Response

PARTS: Final = (
    "/static/style/app.css",
    "/static/style/film.css",
    "/static/style/links.css",
    "/static/style/icon.svg",
    "/static/vendor/htmx.min.js",
    "/static/components/app.js",
    "/static/components/local-values.js",
    "/static/components/gait-form.js",
    "/static/components/api.js",
    "/static/components/own-page.js",
)
"""files of every page that a link opens"""


@dataclass(frozen=True, slots=True)
class OwnPage:
    """What a worker keeps."""

    page: str
    """address of the page; what begins with it is all that the worker sees"""
    shell: str
    """address of its empty copy"""
    files: tuple[str, ...]
    """of this page, besides those of every page"""
    ends: datetime
    """when it is forgotten at the latest"""


def worker_of(kept: OwnPage) -> Response:
    """The worker's script, allowed for its page alone."""
    told = {
        "page": kept.page,
        "shell": kept.shell,
        "files": [*PARTS, *kept.files],
        "ends": round(1000 * kept.ends.timestamp()),
    }
    script = files("gaitcue.web").joinpath("static/workers/own-page.js").read_text(encoding="utf-8")
    headers = {"service-worker-allowed": kept.page, "cache-control": "no-store"}
    return Response(f"const own = {json.dumps(told)};\n{script}", media_type="text/javascript", headers=headers)
