"""The workers of a server in which runs are made up in place of the pose model: somebody takes the cue up."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from gaitcue.store import analyses, clips
from gaitcue.work.clinic import analyzing, trial_verdicts
from gaitcue.work.clinic.analyzing import summary_of
from gaitcue.work.jobs import worker
from gaitcue.work.jobs.kinds import analyze
from gaitcue.work.jobs.pool import Workers
from gaitcue.work.jobs.work import JobKind, Work
from gaitcue.work.results import write_result
from support.cases import REACHING, gait

RUNS = {
    "cadence_5": gait(seed=1, ankle_hip_distance_pct=29.0, shank_angle_ic=7.0, cadence=163.0),
    None: gait(seed=2, **REACHING, cadence=154.0),
}


def made_up(work: Work) -> None:
    """In place of the pose model: the run as usual, or with the cue."""
    told = work.job.payload
    with work.record.read(work.asker) as session:
        take = clips.take(session, told["take_id"])
    analysis = RUNS[take.cue]
    with work.record.folder.new_result(told["key"][:32]) as folder:
        write_result(analysis, folder)
    with work.record.write(work.asker) as session:
        summary = summary_of(analysis, None)
        row = analyses.add_analysis(session, take.id, told["key"], told["key"][:32], summary, analysis.measures)
        work.finish(session, {"analysis_id": row.id})


@contextmanager
def made_up_workers(record, monkeypatch) -> Iterator[Workers]:
    """Analyses and verdicts of a server, as long as the block lasts."""
    monkeypatch.setattr(analyzing, "run_analysis", made_up)
    known = {
        "analyze": JobKind(analyze, {}),
        "proxy": JobKind(lambda work: None, {}),
        "judge": JobKind(trial_verdicts.judge, trial_verdicts.SHARES),
    }
    monkeypatch.setattr(worker, "kinds", lambda: known)
    running = Workers(record, 1, lambda: ThreadPoolExecutor(1))
    running.start()
    try:
        yield running
    finally:
        running.stop()
