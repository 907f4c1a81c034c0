"""A report as an answer: a page with a style of its own, which may show itself and nothing else."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Response

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
"""for a report: its own style and its own pictures, no script, nothing from anywhere"""


def shown_apart(page: bytes, headers: Mapping[str, str] | None = None) -> Response:
    """A report's HTML, shut off from the app by a sandbox."""
    policy = {"content-security-policy": f"{POLICY}frame-ancestors 'self'; sandbox"}
    return Response(page, media_type="text/html; charset=utf-8", headers=policy | dict(headers or {}))
