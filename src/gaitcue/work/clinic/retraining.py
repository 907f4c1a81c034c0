"""The sessions of a live retraining: what is asked before, the events, what is asked after, the next morning.

What concerns the whole course (``begin``, ``course``, ``edit_schedule`` ...) lies in ``retraining_course``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.care.programme.engine import replay
from gaitcue.clinic.decision import Decision
from gaitcue.live.protocol.course import OVER, Next
from gaitcue.live.protocol.events import Event, Header
from gaitcue.live.protocol.result import SessionResult, Start, measured_later, plain_result, read_result, result_of
from gaitcue.live.protocol.rules import number
from gaitcue.live.protocol.schedule import (
    SessionPlan,
    plan_without_feedback,
    session_plan,
)
from gaitcue.live.protocol.session import SessionState
from gaitcue.live.protocol.target import Target
from gaitcue.store import audit, retrainings, runners
from gaitcue.store import care as entries
from gaitcue.store.columns import now
from gaitcue.store.records import CareEntryRow, RetrainingRow, RetrainingSessionRow, RunnerRow
from gaitcue.terms.advice import Reason
from gaitcue.terms.asker import Asker
from gaitcue.terms.conditions import Conditions
from gaitcue.terms.errors import NotThere, Outdated
from gaitcue.work.clinic import answers
from gaitcue.work.clinic.answers import ToldAnswers
from gaitcue.work.clinic.care import care_record, enter, runs_for_rules
from gaitcue.work.clinic.filming import within
from gaitcue.work.clinic.live_session import RunningSession, begin_file, state_in_file
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.retraining_checks import (
    Load,
    clinic_refuses,
    load_on,
    pain_refuses,
)
from gaitcue.work.clinic.retraining_course import (
    VERSION,
    CourseView,
    Retraining,
    courses_of,
    decision_for,
    diary_of,
    only_clinic,
    read_retraining,
    retraining_of,
    with_morning,
)
from gaitcue.work.clinic.scores import Score
from gaitcue.work.clinic.seeing import seen
from gaitcue.work.person import conditions_of as of_the_person

UNASKED = ("not_asked", "old")
"""red flags that nobody asked for, or too long ago"""


class ToldBefore(BaseModel):
    """What is asked before a session."""

    model_config = ConfigDict(extra="forbid")
    pain: Score
    flags: dict[str, bool] | None = Field(default=None, max_length=200)
    """red-flag questions that were answered today; those left out are answered no. None: they were not asked again,
    which refuses the session once the last answers are old"""
    speed_kmh: Annotated[float | None, within("speed_kmh")] = None
    """of the treadmill; with another one than before, the minute as usual is run anew"""
    incline_pct: Annotated[float | None, within("incline_pct")] = None


class ToldAfter(BaseModel):
    """What is asked after a session."""

    model_config = ConfigDict(extra="forbid")
    pain: Score | None = None
    effort: Score | None = None
    awkwardness: Score | None = None


@dataclass(frozen=True, slots=True)
class SessionView:
    """A session, or why there is none today."""

    runner: RunnerRow
    retraining: Retraining
    row: RetrainingSessionRow | None
    state: SessionState | None
    result: SessionResult | None = None
    refused: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """The session of a day before it begins."""

    plan: SessionPlan
    pain_ok: float | None
    """what a clinician accepts in this person; None for what is tolerated usually"""
    refused: tuple[Reason, ...] = ()
    """why it is not run on that day"""


# --- a session --------------------------------------------------------------------------------------------------------


def open_session(record: Record, asker: Asker, retraining_id: str, told: ToldBefore, today: date) -> SessionView:
    """The session of today: one that was left goes on, else a new one begins, unless something speaks against it.

    Raises
    ------
    NotThere : no such course
    FaultyForm : an answer cannot be kept
    """
    only_clinic(asker)
    retraining = retraining_of(record, asker, retraining_id)
    runner_id = retraining.row.runner_id
    if told.flags is not None:
        _keep_flags(record, asker, runner_id, told.flags, today)
    view = _course_view(record, asker, retraining, today)
    if view.open_session is not None:
        if now() - view.open_session.created_at < timedelta(hours=number("clock", "resume_h")):
            return session_view(record, asker, view.open_session.id)
        close_session(record, asker, view.open_session.id, ToldAfter(), today)
        view = _course_view(record, asker, retraining, today)
    ahead = _planned(record, asker, view, told, today)
    with record.read(asker) as session:
        runner = runners.runner(session, runner_id)
    if ahead.refused:
        return SessionView(runner, retraining, None, None, refused=ahead.refused)
    plan, speed, incline = ahead.plan, told.speed_kmh, told.incline_pct
    target = retraining.target_at(speed, incline)
    header = Header(plan, retraining.aim, target, told.pain, ahead.pain_ok, speed, incline)
    with record.write(asker) as session:
        row = retrainings.add_session(session, retraining.row.id, plan.kind, plan.number, today)
        begin_file(record, row.id, header)
        audit.note(session, "retraining.session_begun", "retraining_session", row.id, runner_id)
    return SessionView(runner, retraining, row, state_in_file(record, row.id))


def planned(record: Record, asker: Asker, retraining_id: str, today: date) -> Planned:
    """The session of a day, without opening it, as if nothing hurt.

    Raises
    ------
    NotThere : no such course
    """
    retraining = retraining_of(record, asker, retraining_id)
    return _planned(record, asker, _course_view(record, asker, retraining, today), ToldBefore(pain=0.0), today)


def refused_at_once(record: Record, asker: Asker, view: CourseView, today: date) -> tuple[Reason, ...]:
    """What speaks against the session of today whatever is answered before it, by the rule that judges the answers."""
    target = view.retraining.target
    told = ToldBefore(pain=0.0)
    if target is not None:
        told = told.model_copy(update={"speed_kmh": target.speed_kmh, "incline_pct": target.incline_pct})
    return tuple(one for one in _planned(record, asker, view, told, today).refused if one.code != "flags_not_asked")


def _planned(record: Record, asker: Asker, view: CourseView, told: ToldBefore, today: date) -> Planned:
    row = view.retraining.row
    runs = runs_for_rules(record, row.runner_id)
    care = care_record(record, asker, row.runner_id, today, runs)
    state = replay(care, today)
    load = load_on(care, state, runs, view.results, row.on, today)
    pain_ok = state.pain_ok if state else None
    against = (*pain_refuses(told.pain, pain_ok), *load.refused, *_pace_refuses(view, told))
    return Planned(_plan(view, load, told), pain_ok, tuple(_session_refused(record, asker, view, against, today)))


def _pace_refuses(view: CourseView, told: ToldBefore) -> Iterator[Reason]:
    """What was kept can be told only at the speed and incline at which the course was begun."""
    target = view.retraining.target
    if view.next is None and view.due_test is not None and target is not None:
        for one in target.differs(told.speed_kmh, told.incline_pct):
            yield Reason(f"test_{one.code}", one.values)


def _keep_flags(record: Record, asker: Asker, runner_id: str, flags: Mapping[str, bool], today: date) -> None:
    last = answers.last_told(record, asker, runner_id).told
    told = ToldAnswers(flags=dict(flags), rest_no=True, profile=dict(last.profile))
    answers.save(record, asker, runner_id, told, today)


def _course_view(record: Record, asker: Asker, retraining: Retraining, today: date) -> CourseView:
    found = courses_of(record, asker, retraining.row.runner_id, today)
    return next(one for one in found if one.retraining.row.id == retraining.row.id)


def _session_refused(
    record: Record, asker: Asker, view: CourseView, against: Sequence[Reason], today: date
) -> Iterator[Reason]:
    """Everything that speaks against the session, with what pain and load have ``against`` it."""
    retraining = view.retraining
    if not retraining.going:
        yield Reason("course_ended", {"why": retraining.row.why})
    current = decision_for(record, asker, retraining.row.runner_id, "", today)
    decision = _by_film(record, asker, retraining.row, today) or current
    yield from clinic_refuses(current, decision, retraining.aim.cue, [retraining.aim.cue])
    if current.triage.asked in UNASKED:
        yield Reason("flags_not_asked")
    yield from against
    if view.advice.code in OVER:
        yield Reason(f"advice_{view.advice.code}", {"why": [one.code for one in view.advice.reasons]})
    if view.next is None and view.due_test is None:
        yield Reason("nothing_due")
    if view.next is not None and today < view.next.from_on and view.results:
        yield Reason("too_soon", {"from": view.next.from_on.isoformat()})


def _by_film(record: Record, asker: Asker, row: RetrainingRow, today: date) -> Decision | None:
    """By the film that the course was begun on; None without one, or where it was taken out since."""
    film = str(row.content.get("analysis_id", ""))
    try:
        return decision_for(record, asker, row.runner_id, film, today) if film else None
    except NotThere:
        return None


def _plan(view: CourseView, load: Load, told: ToldBefore) -> SessionPlan:
    if view.next is None and view.due_test is not None:
        return plan_without_feedback(view.due_test.place, load.walk_run, load.most_min)
    ahead = view.next or Next(1, view.retraining.row.on, 1.0, ())
    spec, course = view.retraining.schedule[ahead.number - 1], view.retraining
    known = course.target_at(told.speed_kmh, told.incline_pct)
    other = course.target.differs(told.speed_kmh, told.incline_pct) if course.target and not known else ()
    return session_plan(
        replace(spec, run_min=spec.run_min * ahead.share),
        ahead.number,
        baseline=known is None,
        walk_run=load.walk_run,
        most_min=load.most_min,
        notes=(*([Reason("other_pace")] if other else []), *ahead.reasons, *load.notes),
    )


def session_view(record: Record, asker: Asker, session_id: str) -> SessionView:
    """A session as it stands; raises NotThere."""
    with record.read(asker) as session:
        row = retrainings.retraining_session(session, session_id)
        retraining = read_retraining(retrainings.retraining(session, row.retraining_id))
        runner = runners.runner(session, row.runner_id)
    seen(record, asker, "retraining_session", session_id, row.runner_id)
    result = read_result(row.result) if row.result and row.ended_at else None
    return SessionView(runner, retraining, row, state_in_file(record, session_id), result)


def attach(record: Record, asker: Asker, session_id: str) -> RunningSession:
    """A session to send events to, as long as a page is open.

    Raises
    ------
    NotThere : no such session, or not of whoever asks
    Outdated : it was closed
    """
    only_clinic(asker)
    with record.read(asker) as session:
        row = retrainings.retraining_session(session, session_id)
    if row.ended_at is not None:
        raise Outdated("this session is closed: begin the next one")
    return RunningSession(record, session_id)


def conditions_of(record: Record, asker: Asker, session_id: str, today: date) -> Conditions:
    """What the last answers tell of whoever runs a session, height and painful side, and at which speed and incline it
    is run; raises NotThere.
    """
    with record.read(asker) as session:
        row = retrainings.retraining_session(session, session_id)
    profile, _ = answers.last_told(record, asker, row.runner_id).told.read(today)
    found = state_in_file(record, session_id)
    run = Conditions(found.speed_kmh, found.incline_pct) if found else Conditions()
    return of_the_person(profile, run) if profile else run


def take_event(record: Record, asker: Asker, session_id: str, event: Event) -> SessionState:
    """A single event, from elsewhere than the page that runs the session."""
    with attach(record, asker, session_id) as running:
        return running.take(event)


def state(record: Record, asker: Asker, session_id: str) -> SessionState:
    """Where a session stands, by its file; raises NotThere."""
    with record.read(asker) as session:
        retrainings.retraining_session(session, session_id)
    found = state_in_file(record, session_id)
    if found is None:
        raise NotThere("the steps of this session are not there any more")
    return found


def record_baseline(record: Record, asker: Asker, session_id: str) -> Target | None:
    """Keep the target that the baseline of a session gave, for the sessions after it; None as long as there is none.

    The first one is the course's; one of another speed or incline stands beside it.
    """
    target = state(record, asker, session_id).target
    with record.write(asker) as session:
        row = retrainings.retraining_session(session, session_id)
        told = retrainings.retraining(session, row.retraining_id)
        if target is not None and (changed := _with_target(read_retraining(told), target)):
            retrainings.change_retraining(session, told.id, told.content | changed)
    return target


def _with_target(course: Retraining, target: Target) -> dict[str, Any]:
    """What changes in a course's content; nothing where there is a target of that speed and incline already."""
    if course.target is None:
        return {"target": asdict(target)}
    if course.target_at(target.speed_kmh, target.incline_pct) is not None:
        return {}
    return {"others": [asdict(one) for one in (*course.others, target)]}


def close_session(
    record: Record, asker: Asker, session_id: str, told: ToldAfter, today: date, *, phone: Sequence[Start] | None = None
) -> SessionView:
    """A session is over: its result is kept, and what it did to the sore place goes into the care record.

    Closed again, it takes in what was told since.

    Parameters
    ----------
    phone : of a session that was run by a phone's beat: where running began and went on
    """
    only_clinic(asker)
    state_now = state(record, asker, session_id)
    record_baseline(record, asker, session_id)
    with record.write(asker) as session:
        row = retrainings.retraining_session(session, session_id)
        before = read_result(row.result) if row.result else None
        values = {
            "pain_after": told.pain, "effort": told.effort, "awkwardness": told.awkwardness
        }  # fmt: skip
        kept = {name: getattr(before, name) if value is None and before else value for name, value in values.items()}
        result = result_of(state_now, row.on, **kept)
        result = measured_later(result, before)
        if phone is not None:
            result = replace(result, by="phone", starts=tuple(phone))
        row = retrainings.keep_result(session, session_id, {"version": VERSION, **plain_result(result)})
        audit.note(session, "retraining.session_closed", "retraining_session", row.id, row.runner_id)
    _enter_run(record, asker, row, result, today)
    return session_view(record, asker, session_id)


def _enter_run(record: Record, asker: Asker, row: RetrainingSessionRow, result: SessionResult, today: date) -> None:
    """The session as a run of the care record; when something more is told, that entry is corrected."""
    if result.run_s <= 0.0:
        return
    told = {
        "on": row.on.isoformat(), "what": "run", "minutes": round(result.run_s / 60.0, 1), "before": result.pain_before,
        "during": result.pain_worst, "after": result.pain_after, "effort": result.effort,
    }  # fmt: skip
    content = {name: value for name, value in told.items() if value is not None}
    with record.read(asker) as session:
        first = entries.entry_sent(session, row.runner_id, row.id)
        counts = _as_corrected(entries.entries_of(session, row.runner_id, withdrawn=True), first)
    if first is None:
        enter(record, asker, row.runner_id, "activity", content, today, sent=row.id)
    elif counts is not None and {name: counts.content.get(name) for name in content} != content:
        enter(record, asker, row.runner_id, "activity", content, today, replaces=counts.id)


def _as_corrected(held: Sequence[CareEntryRow], first: CareEntryRow | None) -> CareEntryRow | None:
    """What an entry has become; None where it was taken back."""
    while first is not None and first.withdrawn_at is not None:
        first = next((one for one in held if first is not None and one.replaces == first.id), None)
    return first


def next_morning(record: Record, asker: Asker, session_id: str, pain: float, today: date) -> SessionResult:
    """The 24-hour response, told at a call: pain in the morning task of the day after, as an entry of the diary.

    Raises
    ------
    BadOption : that morning is still to come
    """
    only_clinic(asker)
    with record.read(asker) as session:
        row = retrainings.retraining_session(session, session_id)
        on = row.on + timedelta(days=1)
        before = entries.entry_in(session, row.runner_id, f"day {on}")
    told = {name: value for name, value in (before.content if before else {}).items() if name != "version"}
    told |= {"on": on.isoformat(), "task_pain": float(pain)}
    enter(record, asker, row.runner_id, "day", told, today, replaces=before.id if before else None)
    diary = {one.on: one for one in diary_of(record, row.runner_id)}
    if not row.result:
        raise Outdated("this session is not closed yet: close it first")
    return with_morning(read_result(row.result), diary)
