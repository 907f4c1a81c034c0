"""Step 10: one measure of a runner over all visits, from the rows of the record alone."""

from __future__ import annotations

from dataclasses import dataclass

from gaitcue.compare import HEADLINE, smallest_detectable_change
from gaitcue.store import analyses, runners
from gaitcue.store.records import MeasureRow, RunnerRow
from gaitcue.terms.asker import Asker
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.seeing import seen


@dataclass(frozen=True, slots=True)
class OverTime:
    """A measure over a runner's visits."""

    runner: RunnerRow
    measures: tuple[str, ...]
    """those that can be chosen"""
    measure: str
    rows: tuple[MeasureRow, ...]
    """the oldest first"""
    detectable: float | None
    """smallest change that a repeated recording can tell from nothing, in the unit of the rows"""


def over_time(record: Record, asker: Asker, runner_id: str, measure: str = "") -> OverTime:
    """One measure of the headline over time; without a known name the first."""
    known = tuple(sorted(HEADLINE))
    measure = measure if measure in known else known[0]
    with record.read(asker) as session:
        runner = runners.runner(session, runner_id)
        told = analyses.measures_over_time(session, runner_id, measure)
        rates = [row.summary.get("fps") for row in analyses.analyses_of_runner(session, runner_id)]
    seen(record, asker, "over_time", runner_id, runner_id)
    rows = tuple(row for row in told if row.mean is not None)
    slowest = min((rate for rate in rates if rate), default=None)
    found = smallest_detectable_change(measure, rows[0].unit, fps=slowest) if rows else None
    return OverTime(runner, known, measure, rows, found.value if found else None)
