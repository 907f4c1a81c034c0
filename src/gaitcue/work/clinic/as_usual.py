"""Which runs of a runner stand, and which of them are as usual: one rule for courses over time and for comparisons."""

from __future__ import annotations

from collections.abc import Iterable

from gaitcue.store import analyses, trials
from gaitcue.store.database import Session
from gaitcue.store.records import AnalysisRow, TrialRow
from gaitcue.terms.together import cues_of


def standing_runs(session: Session, runner_id: str) -> tuple[AnalysisRow, ...]:
    """The newest analysis of each clip that no other one has replaced in a trial, the latest first."""
    gone = replaced(trials.trials_of(session, runner_id))
    newest: dict[str, AnalysisRow] = {}
    for row in analyses.analyses_of_runner(session, runner_id):
        if row.take_id not in gone:
            newest.setdefault(row.take_id, row)
    return tuple(newest.values())


def replaced(tested: Iterable[TrialRow]) -> frozenset[str]:
    """Takes in whose place another clip came for the same stretch of a trial."""
    stages = [stage for trial in tested for stage in trial.state.get("stages", ())]
    return frozenset(take for stage in stages for take in stage.get("replaced", ()))


def cues_of_run(row: AnalysisRow) -> tuple[str, ...]:
    """The cues that a run was run with; none as usual."""
    return cues_of(str(row.summary.get("cue") or ""))
