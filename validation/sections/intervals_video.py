"""Do the intervals hold through video? Drawn clips go the whole way; each interval should hold the configured mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from gaitcue.demo import Runner
from gaitcue.demo.truth import configured
from gaitcue.terms.errors import GaitcueError
from gaitcue.terms.records import Summary
from validation.sections.synthetic import CLIPS, SECONDS, options_of
from validation.tools.drawn import analysed
from validation.tools.store import Request, Result


def through_video(request: Request) -> Result:
    """Clip -> number of intervals, and those that do not hold the configured mean."""
    out = {}
    for number, (name, cell, runner) in enumerate(CLIPS):
        request.tell(f"intervals through video: {name}", number, len(CLIPS))
        out[name] = of_clip(cell.of(runner, SECONDS), request)
    return out


def of_clip(runner: Runner, request: Request) -> Result:
    try:
        found = analysed(runner, options_of(runner), request.work).measures
    except GaitcueError as problem:
        return {"refused": str(problem)}
    every = list(rows(found, runner))
    return {"intervals": len(every), "outside": [r for r in every if abs(r["error"]) > r["half_width"]]}


def rows(found: Iterable[Summary], runner: Runner) -> Iterator[Result]:
    truth = {(row["measure"], row["leg"]): row["mean"] for row in configured(runner)}
    for s in found:
        mean = truth.get((s.measure, str(s.leg)))
        if mean is not None and s.mean is not None and s.ci_high is not None:
            half = s.ci_high - s.mean
            yield {"measure": s.measure, "leg": str(s.leg), "error": s.mean - mean, "half_width": half, "unit": s.unit}


def covered_pct(result: Result) -> float | None:
    """Share of all clips' intervals that hold the truth, %."""
    read = [clip for clip in result.values() if "intervals" in clip]
    total = sum(clip["intervals"] for clip in read)
    return 100 * (1 - sum(len(clip["outside"]) for clip in read) / total) if total else None
