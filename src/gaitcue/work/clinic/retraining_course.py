"""Live retraining in the record: a course begins, its sessions are run, each with what is asked before and after it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.care.entries import DiaryDay
from gaitcue.care.programme.engine import replay
from gaitcue.care.symptoms.day import usual_morning
from gaitcue.clinic.decision import Decision, decide
from gaitcue.live.protocol.course import Advice, Next, next_session, next_step
from gaitcue.live.protocol.result import DueTest, SessionResult, read_result, retention_tests
from gaitcue.live.protocol.rules import cue_rule, cue_rules
from gaitcue.live.protocol.schedule import (
    Schedule,
    plain_schedule,
    read_schedule,
    usual_schedule,
)
from gaitcue.live.protocol.target import Aim, Target
from gaitcue.store import audit, retrainings, runners, visits
from gaitcue.store.records import RetrainingRow, RetrainingSessionRow
from gaitcue.terms.advice import Reason
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption, NotThere, Outdated
from gaitcue.work.clinic import trials
from gaitcue.work.clinic.answers import Told
from gaitcue.work.clinic.care import care_record, enter, held_entries
from gaitcue.work.clinic.record import Record, program
from gaitcue.work.clinic.retraining_checks import (
    change_refuses,
    clinic_refuses,
    has_knee_pain,
    one_cue_refuses,
    plan_refuses,
)
from gaitcue.work.clinic.seeing import seen

VERSION = 1
SpeedAndIncline = tuple[float | None, float | None]
"""of the treadmill, in km/h and %; None where it was not told"""


class Choice(BaseModel):
    """What is to be trained."""

    model_config = ConfigDict(extra="forbid")
    cue: Annotated[str, Field(max_length=60)]
    """id of the cue bank, one of those that can be trained live"""
    wording: Literal["external", "internal"] = "external"
    measure: Annotated[str, Field(max_length=60)] = ""
    """one of the cue's measures; empty for the first that can be measured"""
    analysis_id: Annotated[str, Field(max_length=40)] = ""
    """the analysis that the clinic's rules judge by; empty for none"""


@dataclass(frozen=True, slots=True)
class Retraining:
    """A course: what is trained, by which schedule."""

    row: RetrainingRow
    aim: Aim
    target: Target | None
    """None until the baseline was run"""
    schedule: Schedule
    others: tuple[Target, ...] = ()
    """made later, at another speed or incline than the first"""

    @property
    def going(self) -> bool:
        return self.row.ended_on is None

    def target_at(self, speed_kmh: float | None, incline_pct: float | None) -> Target | None:
        """The band that was made at a speed and incline; None where a minute as usual has to be run first."""
        made = (*([self.target] if self.target else []), *self.others)
        return next((one for one in made if not one.differs(speed_kmh, incline_pct)), None)


@dataclass(frozen=True, slots=True)
class Begun:
    """What came of beginning a course: it is there, or why it is not."""

    retraining: Retraining | None
    refused: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class CourseView:
    """A course with everything that came of it up to a day."""

    retraining: Retraining
    sessions: tuple[RetrainingSessionRow, ...]
    results: tuple[SessionResult, ...]
    open_session: RetrainingSessionRow | None
    """one that goes on"""
    next: Next | None
    advice: Advice
    tests: tuple[DueTest, ...]

    @property
    def due_test(self) -> DueTest | None:
        return next((one for one in self.tests if one.state == "due"), None)

    @property
    def last_speed_and_incline(self) -> SpeedAndIncline:
        """What the last session was told to be run at, for the next one to begin with."""
        told = ((one.speed_kmh, one.incline_pct) for one in reversed(self.results))
        return next((one for one in told if one != (None, None)), (None, None))

    @property
    def held(self) -> bool:
        """Whether the last test showed that the change was kept without feedback."""
        judged = [one for one in self.tests if one.kept is not None and one.kept.kept is not None]
        return bool(judged) and bool(judged[-1].kept and judged[-1].kept.kept)


def choices() -> tuple[str, ...]:
    """Ids of the cues that can be trained live."""
    return tuple(cue_rules())


# --- the course -------------------------------------------------------------------------------------------------------


def begin(record: Record, asker: Asker, runner_id: str, choice: Choice, today: date) -> Begun:
    """Begin a course, if nothing speaks against it.

    Raises
    ------
    NotThere : no such runner, or not of whoever asks
    BadOption : this cue, or this measure of it, cannot be trained live
    Outdated : a course of this cue goes on already
    """
    only_clinic(asker)
    rule = cue_rule(choice.cue)
    if choice.measure and choice.measure not in rule.measures:
        raise BadOption(f"{choice.cue} is not trained on {choice.measure}: use {', '.join(rule.measures)}")
    courses = courses_of(record, asker, runner_id, today)
    going = [one for one in courses if one.retraining.going]
    if any(one.retraining.aim.cue == choice.cue for one in going):
        raise Outdated("a course of this cue goes on already: go on with that one, or end it first")
    decision = decision_for(record, asker, runner_id, choice.analysis_id, today)
    refused = tuple(_refused(record, asker, runner_id, choice.cue, decision, courses, today))
    if refused:
        return Begun(None, refused)
    aim = Aim(choice.cue, choice.wording, choice.measure, has_knee_pain(decision))
    content = _content(aim, None, usual_schedule(), choice.analysis_id)
    with record.write(asker) as session:
        row = retrainings.add_retraining(session, runner_id, choice.cue, today, content)
        audit.note(session, "retraining.begun", "retraining", row.id, runner_id)
    told = {"on": today.isoformat(), "what": "cue", "note": choice.cue}
    enter(record, asker, runner_id, "raised", told, today, sent=row.id)
    return Begun(read_retraining(row))


def only_clinic(asker: Asker) -> None:
    if not asker.works_here:
        raise NotThere("there is no such retraining; it may have been deleted")


def decision_for(record: Record, asker: Asker, runner_id: str, analysis_id: str, today: date) -> Decision:
    """The clinic's one decision, by the last answers and the analysis if there is one."""
    if analysis_id:
        offered = trials.offer(record, asker, analysis_id, today)
        if offered.basis.runner.id != runner_id:
            raise NotThere("there is no such analysis of this runner")
        return offered.decision
    with record.read(asker) as session:
        runners.runner(session, runner_id)
        told = Told.of(visits.latest_profile(session, runner_id), held_entries(session, runner_id))
    profile, flags = told.read(today)
    return decide(None, profile, flags, today=today)


def _refused(
    record: Record,
    asker: Asker,
    runner_id: str,
    cue: str,
    decision: Decision,
    courses: Sequence[CourseView],
    today: date,
) -> Sequence[Reason]:
    state = replay(care_record(record, asker, runner_id, today), today)
    going = [one for one in courses if one.retraining.going]
    others = [(one.retraining.aim.cue, one.retraining.row.on, one.held) for one in going]
    trained = [one.retraining.aim.cue for one in courses if one.held]
    return (
        *clinic_refuses(decision_for(record, asker, runner_id, "", today), decision, cue, trained),
        *plan_refuses(state),
        *one_cue_refuses(others, today),
        *(() if others else change_refuses(state, today)),
    )


def _content(aim: Aim, target: Target | None, schedule: Schedule, analysis_id: str) -> dict[str, Any]:
    told = {"aim": asdict(aim), "target": asdict(target) if target else None, "schedule": plain_schedule(schedule)}
    return {"version": VERSION, **told, "analysis_id": analysis_id}


def read_retraining(row: RetrainingRow) -> Retraining:
    told = row.content
    target = Target(**told["target"]) if told["target"] else None
    others = tuple(Target(**one) for one in told.get("others", ()))
    return Retraining(row, Aim(**told["aim"]), target, read_schedule(told["schedule"]), others)


def retraining_of(record: Record, asker: Asker, retraining_id: str) -> Retraining:
    """One course; raises NotThere."""
    with record.read(asker) as session:
        return read_retraining(retrainings.retraining(session, retraining_id))


def edit_schedule(
    record: Record, asker: Asker, retraining_id: str, told: Sequence[Mapping[str, Any]], number: int | None = None
) -> Retraining:
    """The schedule as a clinician wants it for this person.

    Parameters
    ----------
    told : a row a session: run_min, feedback_pct, and every_min, placed where the feedback comes in blocks
    number : of the state that was changed (``RetrainingRow.number``)

    Raises
    ------
    BadOption : it cannot be run
    Outdated : somebody else changed it in the meantime
    """
    only_clinic(asker)
    schedule = read_schedule(told)
    with record.write(asker) as session:
        row = retrainings.retraining(session, retraining_id)
        content = row.content | {"schedule": plain_schedule(schedule)}
        row = retrainings.change_retraining(session, row.id, content, number)
        audit.note(session, "retraining.schedule_changed", "retraining", row.id, row.runner_id)
    return read_retraining(row)


def end_course(record: Record, asker: Asker, retraining_id: str, why: str, today: date) -> Retraining:
    """A course is over, by a clinician's word; what came of it stays."""
    only_clinic(asker)
    with record.write(asker) as session:
        row = retrainings.end_retraining(session, retraining_id, today, why[:200])
        audit.note(session, "retraining.ended", "retraining", row.id, row.runner_id)
    return read_retraining(row)


def course(record: Record, asker: Asker, runner_id: str, today: date) -> CourseView | None:
    """The runner's course that goes on, or the last one; None without any. What the runner's page shows.

    Raises
    ------
    NotThere : no such runner, or not of whoever asks
    """
    found = courses_of(record, asker, runner_id, today)
    return next((one for one in found if one.retraining.going), found[0] if found else None)


def courses_of(record: Record, asker: Asker, runner_id: str, today: date) -> tuple[CourseView, ...]:
    """All courses of a runner, the latest first."""
    with record.read(asker) as session:
        runners.runner(session, runner_id)
        rows = retrainings.retrainings_of(session, runner_id)
        sessions = retrainings.sessions_of(session, runner_id)
    if not rows:
        return ()
    diary = {one.on: one for one in diary_of(record, runner_id)}
    return tuple(
        _view(read_retraining(row), tuple(one for one in sessions if one.retraining_id == row.id), diary, today)
        for row in rows
    )


def diary_of(record: Record, runner_id: str) -> tuple[DiaryDay, ...]:
    """The diary, whoever asks: the next morning belongs to a session on the runner's own page too."""
    with record.read(program()) as session:
        return held_entries(session, runner_id).day


def _view(
    retraining: Retraining, rows: tuple[RetrainingSessionRow, ...], diary: Mapping[date, DiaryDay], today: date
) -> CourseView:
    results = tuple(with_morning(read_result(row.result), diary) for row in rows if row.result and row.ended_at)
    open_one = next((row for row in reversed(rows) if row.ended_at is None), None)
    ahead = next_session(results, retraining.target, retraining.schedule, today)
    through = ahead is None and results
    last_on = max((one.on for one in results if one.kind == "training"), default=today)
    tests = retention_tests(results, retraining.target, last_on, today) if through else ()
    advice = next_step(
        results, retraining.target, len(retraining.schedule), tests, begun_on=retraining.row.on, today=today
    )
    return CourseView(retraining, rows, results, open_one, ahead, advice, tests)


def with_morning(result: SessionResult, diary: Mapping[date, DiaryDay]) -> SessionResult:
    """The 24-hour response: the next morning's task against the usual morning."""
    after = diary.get(result.on + timedelta(days=1))
    if after is None or after.task_pain is None:
        return result
    usual, _ = usual_morning(result.on, diary)
    return replace(result, morning_rise=after.task_pain - (usual or 0.0))


def results(record: Record, asker: Asker, runner_id: str, today: date) -> tuple[CourseView, ...]:
    """Everything that came of a runner's courses, the latest first; a line in the log."""
    found = courses_of(record, asker, runner_id, today)
    if asker.works_here:
        seen(record, asker, "retraining", runner_id, runner_id)
    return found
