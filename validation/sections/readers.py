"""Every reader on spoiled files: what comes of them (``validation.fuzz``)."""

from __future__ import annotations

from validation.fuzz.campaign import bad, campaign
from validation.tools.store import Request, Result

MINUTES, QUICK_MINUTES = 30.0, 0.5
SEED = 2026


def section(request: Request) -> Result:
    minutes = QUICK_MINUTES if request.quick else MINUTES
    return campaign(minutes, SEED, keep_in=request.work / "fuzz", count=lambda n: request.tell("spoiled files", n, n))


def figures(result: Result) -> dict[str, float | None]:
    return {"bad_readings": bad(result)}
