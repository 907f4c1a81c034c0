"""Visits in a record with what an analysis left, made without the pose model."""

from __future__ import annotations

import tempfile
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from gaitcue.clinic import questions
from gaitcue.demo import Runner, noisy_track, true_track
from gaitcue.store import analyses, clips, runners, visits
from gaitcue.store.columns import new_id
from gaitcue.store.records import AnalysisRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.records import Analysis
from gaitcue.work.analyze import analyze
from gaitcue.work.clinic.analyzing import summary_of
from gaitcue.work.clinic.record import Record
from gaitcue.work.folders.written import list_files
from gaitcue.work.options import options_from
from gaitcue.work.reports import tell
from gaitcue.work.results import write_result, write_track
from support.cases import REACHING, gait

Written = tuple[tuple[str, bytes], ...]
"""name and content of each file of a result"""
PROBE = {"version": 1, "width": 1080, "height": 1920, "fps": 119.88, "duration_s": 12.3, "notes": []}
"""what was found out of a clip when it came"""
TOLD = {"speed_kmh": 10.8, "height_cm": 175.0, "incline_pct": 0.0}
NO = {question.id: False for question in questions() if not question.follows}
HAMSTRING: dict[str, Any] = {
    "sports": ["running"],
    "height_cm": 174.0,
    "age": 35.0,
    "problems": [{"site": "proximal_hamstring", "side": "right"}],
}


def visited(
    record: Record,
    asker: Asker,
    *,
    on: date,
    profile: dict[str, Any] | None = HAMSTRING,
    flags: dict[str, bool] | None = None,
    name: str = "Ada Runner",
    runner_id: str | None = None,
) -> str:
    """A visit of a runner, by default a new one, who told what they were asked; its id."""
    with record.write(asker) as session:
        runner_id = runner_id or runners.add_runner(session, name, 1985).id
        visit = visits.add_visit(session, runner_id, on)
        if profile is not None:
            told = {"on": on.isoformat(), **profile}
            answers = {"on": on.isoformat(), "answers": NO | (flags or {})}
            visits.add_profile_version(
                session, runner_id, on, asker.name, visit_id=visit.id, profile=told, answers=answers
            )
        return visit.id


def analysed(record: Record, asker: Asker, visit_id: str, analysis: Analysis | None = None) -> AnalysisRow:
    """An analysis at a visit: by default of somebody whose foot lands far ahead."""
    analysis = analysis or gait(**REACHING)
    result_id = new_id()
    with record.folder.new_result(result_id) as folder:
        write_result(analysis, folder)
    conditions = {name: value for name, value in asdict(analysis.conditions).items() if value is not None}
    with record.write(asker) as session:
        clip = clips.add_clip(session, "0" * 64, 1, "run.mp4", PROBE)
        take = clips.add_take(session, visit_id, clip.id, "run", conditions=conditions)
        summary = summary_of(analysis, clip)
        return analyses.add_analysis(session, take.id, result_id, result_id, summary, analysis.measures)


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
    visit_id = visited(record, asker, on=on or date.today(), name="Anna Lind", runner_id=runner_id)
    with record.write(asker) as session:
        take = clips.add_take(session, visit_id, None, "run", conditions={"speed_kmh": 10.8, "incline_pct": 0.0})
    result_id = new_id()
    analysis, written = _analysed_once(points, points.read_bytes(), tuple(sorted((TOLD | told).items())))
    with record.folder.new_result(result_id) as folder:
        for name, content in written:
            (folder / name).write_bytes(content)
        list_files(folder, "analysis", (points.name,))
    with record.write(asker) as session:
        row = analyses.add_analysis(
            session, take.id, result_id, result_id, summary_of(analysis, None), analysis.measures
        )
    return Entered(row.runner_id, visit_id, take.id, row.id)


@lru_cache(maxsize=4)
def _analysed_once(points: Path, _content: bytes, told: tuple[tuple[str, Any], ...]) -> tuple[Analysis, Written]:
    """The analysis, and the files that it writes: many tests begin with the same one."""
    options = options_from(dict(told))
    analysis = analyze(points, options)
    with tempfile.TemporaryDirectory() as place:
        tell(analysis, Path(place), options)
        return analysis, tuple((file.name, file.read_bytes()) for file in sorted(Path(place).iterdir()))
