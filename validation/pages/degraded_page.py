"""Words, tables and pictures of the section on degraded clips."""

from __future__ import annotations

from validation.pages.clips_page import HEAD, cells
from validation.tools.markdown import NONE, number, table
from validation.tools.pictures import Axis, Series, dots
from validation.tools.store import Result

SCORES = HEAD[2:]
"""as in the section on the clips as they are, without tracker and number of clips"""


def parts(result: Result) -> dict[str, str]:
    rows = []
    for name, one in result["ways"].items():
        scores = cells(one["pooled"]) if one["pooled"] else [NONE] * len(SCORES)
        rows.append([name, *scores, ", ".join(one["refused"]) or "none"])
    return {"scores": table(("what was done", *SCORES, "refused"), rows), "ways": number(len(rows))}


def pictures(result: Result) -> dict[str, str]:
    known = {name: one["pooled"] for name, one in result["ways"].items() if one["pooled"]}
    series = [
        Series(f"{leg} leg", [score["events"][leg]["within_tolerance_pct"] for score in known.values()])
        for leg in ("near", "far")
    ]
    title = "Events within tolerance, three real clips together"
    alt = "A row for each way to degrade the clips: share of near and far events within tolerance of the eye's."
    return {"degraded.svg": dots(title, alt, list(known), series, Axis("%", 85.0, 100.0))}
