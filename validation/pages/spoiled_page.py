"""Words, tables and pictures of the section on spoiled clips."""

from __future__ import annotations

from validation.clips import FIGURES
from validation.markdown import number, table
from validation.pages.clips_page import cells
from validation.pictures import Axis, Series, dots
from validation.store import Result

HEAD = (
    "what was done", "near events", "invented", "far events", "invented", "near excess, gross, coverage",
    "far excess, gross, coverage", "shank deg", "hip-shoulder deg", "knee deg", "ankle-hip % leg", "refused",
)  # fmt: skip


def parts(result: Result) -> dict[str, str]:
    rows = []
    for name, one in result["spoilings"].items():
        scores = cells(one["pooled"]) if one["pooled"] else ["–"] * (6 + len(FIGURES))
        rows.append([name, *scores, ", ".join(one["refused"]) or "none"])
    return {"scores": table(HEAD, rows), "ways": number(len(rows))}


def pictures(result: Result) -> dict[str, str]:
    known = {name: one["pooled"] for name, one in result["spoilings"].items() if one["pooled"]}
    series = [
        Series(f"{leg} leg", [score["events"][leg]["within_tolerance_pct"] for score in known.values()])
        for leg in ("near", "far")
    ]
    title = "Events within tolerance, three real clips together"
    alt = "A row for each way to spoil the clips: share of near and far events within tolerance of the eye's."
    return {"spoiled.svg": dots(title, alt, list(known), series, Axis("%", 85.0, 100.0))}
