"""What a live retraining asks for on a day: on the runner's page of today, and in the list of everybody in care."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from gaitcue.care.attention import Attention
from gaitcue.live.protocol.course import OVER
from gaitcue.live.protocol.rules import number
from gaitcue.terms.advice import Reason
from gaitcue.terms.asker import Asker
from gaitcue.work.clinic.care import Care
from gaitcue.work.clinic.record import Record, program
from gaitcue.work.clinic.retraining_course import CourseView, courses_of


@dataclass(frozen=True, slots=True)
class DueToday:
    """One thing that is to be run."""

    code: str
    """session, session_late (it waits for more than a week), test"""
    reason: Reason


def due_today(record: Record, asker: Asker, runner_id: str, today: date) -> tuple[DueToday, ...]:
    """The sessions and tests that a runner's courses ask for, whoever looks at the runner's page.

    Raises
    ------
    NotThere : no such runner
    """
    own = program(clinic_id=asker.clinic_id)
    return tuple(one for view in courses_of(record, own, runner_id, today) for one in _due(view, today))


def _due(view: CourseView, today: date) -> Iterator[DueToday]:
    if not view.retraining.going or view.advice.code in OVER:
        return
    if view.next is not None and today >= view.next.from_on:
        last = max((one.on for one in view.results), default=view.retraining.row.on)
        late = (today - last) > timedelta(days=number("course", "repeat_after_days"))
        values = {"number": view.next.number, "of": len(view.retraining.schedule), "days": (today - last).days}
        yield DueToday("session_late" if late else "session", Reason("retraining_session", values))
    if view.due_test is not None:
        due = view.due_test
        until = due.until.isoformat()
        yield DueToday("test", Reason("retraining_test", {"after_days": due.after_days, "until": until}))


def attention_of(record: Record, asker: Asker, runner_id: str, today: date) -> tuple[Attention, ...]:
    """What a clinician should look at in a runner's courses, the most urgent first."""
    own = program(clinic_id=asker.clinic_id)
    found = [one for view in courses_of(record, own, runner_id, today) for one in _looks(view, today)]
    return tuple(sorted(found, key=lambda one: (one.rank, one.reason.code)))


def _looks(view: CourseView, today: date) -> Iterator[Attention]:
    if not view.retraining.going:
        return
    if view.advice.code in OVER:
        yield Attention(Reason(f"retraining_{view.advice.code}", {"cue": view.retraining.aim.cue}), "soon")
    if view.advice.code == "refresh":
        yield Attention(Reason("retraining_refresh"), "look")
    for one in _due(view, today):
        if one.code == "test":
            yield Attention(one.reason, "routine")
        if one.code == "session_late":
            yield Attention(Reason("retraining_late", one.reason.values), "look")


def with_retraining(record: Record, asker: Asker, care: Care) -> Care:
    """The care of a runner with what the retraining asks for."""
    more = attention_of(record, asker, care.runner.id, care.on)
    found = sorted((*care.attention, *more), key=lambda one: one.rank)
    return replace(care, attention=tuple(found)) if more else care
