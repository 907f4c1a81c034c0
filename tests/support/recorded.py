"""A visit in the record with an analysis of known numbers: no clip is looked at."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from gaitcue.clinic import questions
from gaitcue.store import analyses, clips, runners, visits
from gaitcue.store.columns import new_id
from gaitcue.store.records import AnalysisRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.records import Analysis
from gaitcue.work.clinic.analysing import summary_of
from gaitcue.work.clinic.record import Record
from gaitcue.work.results import write_result
from support.cases import REACHING, gait

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
) -> str:
    """A visit of a runner who told what they were asked; its id."""
    with record.write(asker) as session:
        runner = runners.add_runner(session, name, 1985)
        visit = visits.add_visit(session, runner.id, on)
        if profile is not None:
            told = {"on": on.isoformat(), **profile}
            answers = {"on": on.isoformat(), "answers": NO | (flags or {})}
            visits.add_profile_version(
                session, runner.id, on, asker.name, visit_id=visit.id, profile=told, answers=answers
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
        clip = clips.add_clip(session, "0" * 64, 1, "run.mp4", {})
        take = clips.add_take(session, visit_id, clip.id, "run", conditions=conditions)
        summary = summary_of(analysis, clip)
        return analyses.add_analysis(session, take.id, result_id, result_id, summary, analysis.measures)
