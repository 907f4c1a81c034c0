"""What went on beside the gait, on the same axis: running by week, the diary, stages of the plan, treatments, and jumps
of load before rises of symptoms. What changed at the same time is lined up; nothing is said to cause anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from gaitcue.care.adherence import WeekOfPlan, by_week
from gaitcue.care.entries import CareRecord
from gaitcue.care.load.jumps import Beside, beside
from gaitcue.care.programme.engine import replay
from gaitcue.care.programme.state import State
from gaitcue.live.protocol.result import SessionResult
from gaitcue.live.protocol.rules import number
from gaitcue.live.protocol.schedule import SessionKind
from gaitcue.live.protocol.session import Band
from gaitcue.store import activities
from gaitcue.terms.asker import Asker
from gaitcue.work.clinic.activities import Week, runs_of, weeks_of
from gaitcue.work.clinic.care import care_record
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.retraining_course import CourseView, courses_of


@dataclass(frozen=True, slots=True)
class Span:
    """Something that lasted: its days and what it was."""

    first: date
    last: date
    what: str


@dataclass(frozen=True, slots=True)
class Retrained:
    """One session of a live retraining, or a run without feedback that shows what was kept."""

    on: date
    kind: SessionKind
    number: int
    """of the sessions from 1, of the tests from 0"""
    cue: str
    minutes: float
    with_feedback: float | None
    """share of the steps in the band; None where too few were measured"""
    without_feedback: float | None
    kept: float | None
    """of a test: share of the trained change that is there without feedback"""


@dataclass(frozen=True, slots=True)
class Alongside:
    """All of it for one runner, each by day."""

    weeks: tuple[Week, ...]
    symptoms: tuple[tuple[date, float], ...]
    """worst pain of the day, 0 to 10"""
    sessions: tuple[WeekOfPlan, ...]
    """exercise sessions planned and told, by week"""
    stages: tuple[Span, ...]
    """stage of the plan, by its number"""
    treatments: tuple[Span, ...]
    """by the id of its kind"""
    beside: Beside
    """rises of symptoms with the jumps before them"""
    retraining: tuple[Retrained, ...] = ()
    """sessions with live feedback, by day"""

    @property
    def empty(self) -> bool:
        return not (self.weeks or self.symptoms or self.stages or self.treatments or self.retraining)

    def since(self, first: date) -> Alongside:
        """The same from a day on; what began before and lasts is cut there. What chance does stays as counted."""
        rises = tuple(rise for rise in self.beside.rises if rise.on >= first)
        return Alongside(
            tuple(week for week in self.weeks if week.first >= first),
            tuple((on, pain) for on, pain in self.symptoms if on >= first),
            tuple(week for week in self.sessions if week.first >= first),
            _cut(self.stages, first),
            _cut(self.treatments, first),
            replace(self.beside, rises=rises),
            tuple(one for one in self.retraining if one.on >= first),
        )


def _cut(spans: tuple[Span, ...], first: date) -> tuple[Span, ...]:
    return tuple(replace(one, first=max(one.first, first)) for one in spans if one.last >= first)


def alongside(record: Record, asker: Asker, runner_id: str, today: date) -> Alongside:
    """Running, diary, plan and treatments of a runner up to a day; raises NotThere."""
    with record.read(asker) as session:
        runs = runs_of(activities.activities_of(session, runner_id, last=today))
    told = care_record(record, asker, runner_id, today, runs)
    pain = {one.on: one.pain_worst for one in told.day if one.pain_worst is not None}
    slept = {one.on: one.sleep_h for one in told.day if one.sleep_h is not None}
    state = replay(told, today)
    return Alongside(
        weeks_of(runs),
        tuple(sorted(pain.items())),
        by_week(told, today),
        tuple(_stages(state)) if state else (),
        tuple(_treatments(told)),
        beside(runs, pain, slept),
        tuple(_retrained(record, asker, runner_id, today)),
    )


def _retrained(record: Record, asker: Asker, runner_id: str, today: date) -> Iterator[Retrained]:
    found = [(one, view) for view in courses_of(record, asker, runner_id, today) for one in view.results]
    for one, view in sorted(found, key=lambda pair: pair[0].on):
        if one.on <= today:
            yield Retrained(
                one.on, one.kind, one.number, view.retraining.aim.cue, one.run_s / 60.0,
                _share(one.with_feedback), _share(one.without_feedback), _kept(one, view),
            )  # fmt: skip


def _share(band: Band) -> float | None:
    return band.share if band.steps >= number("result", "least_steps") else None


def _kept(result: SessionResult, view: CourseView) -> float | None:
    test = next((one for one in view.tests if one.result is result), None)
    return test.kept.share if test and test.kept else None


def _stages(state: State) -> Iterator[Span]:
    """From each change of the stage to the next; a plan begins with one."""
    changed = [(step.on, step.after) for step in state.history if step.variable == "stage" and step.after is not None]
    changed = [one for place, one in enumerate(changed) if place == 0 or one[1] != changed[place - 1][1]]
    ends = [on for on, _ in changed[1:]] + [state.on]
    for (first, stage), last in zip(changed, ends, strict=True):
        yield Span(first, last, f"{stage:g}")


def _treatments(told: CareRecord) -> Iterator[Span]:
    for one in sorted(told.treatment, key=lambda treatment: treatment.on):
        yield Span(one.on, one.over_on, one.kind)
