"""A course of live retraining in a record, and a session of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from gaitcue.store import visits
from gaitcue.terms.asker import Asker
from gaitcue.work.clinic import retraining, retraining_course
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.retraining import ToldBefore
from gaitcue.work.clinic.retraining_course import Choice
from support.record import visited

KNEE: dict[str, Any] = {
    "sports": ["running"], "height_cm": 174.0, "age": 35.0, "problems": [{"site": "patellofemoral", "side": "right"}],
}  # fmt: skip
"""somebody whom more steps a minute may help"""


def begun_course(
    record: Record, asker: Asker, name: str = "Ada Runner", runner_id: str | None = None
) -> tuple[str, str]:
    """Ids of a runner, by default a new one, and of their course."""
    visit_id = visited(record, asker, on=date.today(), profile=KNEE, name=name, runner_id=runner_id)
    with record.read(asker) as session:
        runner_id = visits.visit(session, visit_id).runner_id
    begun = retraining_course.begin(record, asker, runner_id, Choice(cue="cadence_5"), date.today())
    assert begun.retraining is not None, begun.refused
    return runner_id, begun.retraining.row.id


def begun_session(
    record: Record, asker: Asker, schedule: Sequence[Mapping[str, Any]] | None = None, runner_id: str | None = None
) -> str:
    """The id of a first session that was begun, by the usual schedule or another."""
    _, retraining_id = begun_course(record, asker, runner_id=runner_id)
    if schedule is not None:
        retraining_course.edit_schedule(record, asker, retraining_id, schedule)
    told = ToldBefore(pain=1.0, flags={})
    view = retraining.open_session(record, asker, retraining_id, told, date.today())
    assert view.row is not None, view.refused
    return view.row.id
