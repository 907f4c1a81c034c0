"""Rows and results of a record for tests, made without the pose model."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gaitcue.demo import Runner, noisy_track, true_track
from gaitcue.store import analyses, clips, runners, visits
from gaitcue.store.columns import new_id
from gaitcue.terms.asker import Asker
from gaitcue.work.analyze import analyze
from gaitcue.work.clinic.analysing import summary_of
from gaitcue.work.clinic.record import Record
from gaitcue.work.folders.written import list_files
from gaitcue.work.options import options_from
from gaitcue.work.reports import tell
from gaitcue.work.results import write_track

TOLD = {"speed_kmh": 10.8, "height_cm": 175.0, "incline_pct": 0.0}
PERSON = {
    "sports": ["running"],
    "height_cm": 175,
    "age": 38,
    "problems": [{"site": "proximal_hamstring", "side": "right"}],
}


@dataclass(frozen=True, slots=True)
class Entered:
    """What one visit with one analysed run left."""

    runner_id: str
    visit_id: str
    take_id: str
    analysis_id: str


def tracked(file: Path, **about: Any) -> Path:
    """Points of a drawn runner, as if somebody else had tracked them: an analysis of them takes a second."""
    runner = Runner(**{"duration_s": 6.0, "fps": 60.0, **about})
    write_track(noisy_track(true_track(runner), 1.0, 0.05, 0.02, seed=3), file)
    return file


def enter(
    record: Record, asker: Asker, points: Path, *, on: date | None = None, runner_id: str | None = None, **told: Any
) -> Entered:
    """A runner with a visit, its answers, and one analysed run."""
    on = on or date.today()
    with record.write(asker) as session:
        runner_id = runner_id or runners.add_runner(session, "Anna Lind", 1988, "").id
        visit = visits.add_visit(session, runner_id, on)
        profile = PERSON | {"on": on.isoformat()}
        visits.add_profile_version(session, runner_id, on, asker.name, visit_id=visit.id, profile=profile)
        take = clips.add_take(session, visit.id, None, "run", conditions={"speed_kmh": 10.8, "incline_pct": 0.0})
    result_id, options = new_id(), options_from(TOLD | told)
    with record.folder.new_result(result_id) as folder:
        analysis = analyze(points, options)
        tell(analysis, folder, options)
        list_files(folder, "analysis", (points.name,))
    with record.write(asker) as session:
        row = analyses.add_analysis(
            session, take.id, result_id, result_id, summary_of(analysis, None), analysis.measures
        )
    return Entered(runner_id, visit.id, take.id, row.id)
