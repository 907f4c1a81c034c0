"""The kinds of jobs that there are."""

from __future__ import annotations

from functools import cache

from gaitcue.work.jobs.names import ANALYZE, BACKUP, DEMO, JUDGE, PROXY
from gaitcue.work.jobs.work import JobKind, Work


@cache
def kinds() -> dict[str, JobKind]:
    """Name -> kind. Imported when a worker needs it: the path's libraries take a second."""
    from gaitcue.work.clinic import analyzing, demo_runner, keeping, trial_verdicts

    return {
        PROXY: JobKind(analyzing.write_proxy_of, {"proxy": (0.0, 1.0)}),
        ANALYZE: JobKind(analyze, {"standing": (0.0, 0.1), "pose": (0.1, 0.7), "proxy": (0.8, 0.1)}),
        JUDGE: JobKind(trial_verdicts.judge, trial_verdicts.SHARES),
        DEMO: JobKind(demo_runner.make_demo_runner, demo_runner.SHARES),
        BACKUP: JobKind(keeping.make_backup_of, {"backup": (0.0, 1.0)}),
    }


def analyze(work: Work) -> None:
    """One take, and then the trial that waited for it."""
    from gaitcue.work.clinic import analyzing, trial_verdicts

    analyzing.run_analysis(work)
    trial_verdicts.after_analysis(work.record, work.asker, work.job.payload["visit_id"])
