"""The kinds of jobs that there are."""

from __future__ import annotations

from functools import cache

from gaitcue.work.jobs.names import ANALYZE, DEMO, PROXY
from gaitcue.work.jobs.work import Kind


@cache
def kinds() -> dict[str, Kind]:
    """Name -> kind. Imported when a worker needs it: the path's libraries take a second."""
    from gaitcue.work.clinic import analyzing, demo_runner

    return {
        PROXY: Kind(analyzing.write_proxy_of, {"proxy": (0.0, 1.0)}),
        ANALYZE: Kind(analyzing.run_analysis, {"standing": (0.0, 0.1), "pose": (0.1, 0.7), "proxy": (0.8, 0.1)}),
        DEMO: Kind(demo_runner.make_demo_runner, demo_runner.SHARES),
    }
