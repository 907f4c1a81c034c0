"""A session with the beat alone, on the runner's own phone: what is to be run, and what was run when it is sent."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.live.protocol.events import Event, Header, Pain, Pause, Ready, Resume, Stop, Tick
from gaitcue.live.protocol.result import Start
from gaitcue.live.protocol.rules import cue_rule, number
from gaitcue.live.protocol.schedule import Block, SessionPlan, Stretch
from gaitcue.live.protocol.target import CADENCE
from gaitcue.store import audit, retrainings
from gaitcue.terms.advice import Reason
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption, NotThere, Outdated
from gaitcue.work.clinic import links
from gaitcue.work.clinic.links import Held
from gaitcue.work.clinic.live_session import RunningSession, begin_file
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.retraining import Planned, ToldAfter, close_session, planned
from gaitcue.work.clinic.retraining_course import CourseView, Retraining, course, retraining_of
from gaitcue.work.clinic.scores import Score
from gaitcue.work.clinic.watch_steps import count_watches

PURPOSE = "beat"
ARRIVED = "this run has arrived before"
LATEST = timedelta(days=14)
"""a run that was kept on a phone for longer is not taken: the sessions after it were planned without it"""
Seconds = Annotated[float, Field(ge=0, le=4 * 3600)]


@dataclass(frozen=True, slots=True)
class PainRule:
    """When pain is asked for, and when it ends a session."""

    ask_every_s: float
    tolerated: float
    stop_rise: float
    stop_above: float


@dataclass(frozen=True, slots=True)
class BeatPlan:
    """The session that comes next, as a phone keeps it: nothing in it says whose it is."""

    retraining_id: str
    number: int
    of: int
    """sessions of the course"""
    kind: str
    usual_spm: float
    share_pct: float
    stretches: tuple[Stretch, ...]
    blocks: tuple[Block, ...]
    pain: PainRule


@dataclass(frozen=True, slots=True)
class BeatToday:
    """What is to be run today, or why nothing is."""

    plan: BeatPlan | None
    refused: tuple[Reason, ...] = ()


class ToldStretch(BaseModel):
    """Running or walking."""

    model_config = ConfigDict(extra="forbid")
    walk: bool
    seconds: Seconds


class ToldBlock(BaseModel):
    """A stretch of running in which the beat was heard."""

    model_config = ConfigDict(extra="forbid")
    from_s: Seconds
    to_s: Seconds


class ToldEvent(BaseModel):
    """What happened, by the session's own clock."""

    model_config = ConfigDict(extra="forbid")
    kind: Literal["ready", "resume", "pause", "pain", "stop"]
    time_s: Seconds
    score: Score | None = None
    why: Literal["done", "tired", "pain", "other"] = "other"
    at: datetime | None = None
    """by the clock of the phone, where running begins or goes on"""

    def event(self) -> Event:
        """As a session's file holds it."""
        if self.kind == "pain":
            return Pain(self.time_s, self.score or 0.0)
        if self.kind == "stop":
            return Stop(self.time_s, self.why)
        kinds: dict[str, type[Ready | Resume | Pause]] = {"ready": Ready, "resume": Resume, "pause": Pause}
        return kinds[self.kind](self.time_s)


class ToldRun(BaseModel):
    """A run that was kept on a phone."""

    model_config = ConfigDict(extra="forbid")
    sent: Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
    on: date
    retraining_id: Annotated[str, Field(max_length=40)]
    number: Annotated[int, Field(ge=0, le=50)]
    kind: Literal["training", "test"]
    stretches: Annotated[list[ToldStretch], Field(min_length=1, max_length=200)]
    blocks: Annotated[list[ToldBlock], Field(max_length=100)]
    pain_before: Score
    events: Annotated[list[ToldEvent], Field(min_length=1, max_length=400)]
    pain_after: Score | None = None
    effort: Score | None = None
    awkwardness: Score | None = None

    def plan(self) -> SessionPlan:
        """As it was on the phone when it was run."""
        stretches = tuple(Stretch(one.walk, one.seconds) for one in self.stretches)
        blocks = tuple(Block(one.from_s, one.to_s) for one in self.blocks)
        return SessionPlan(self.kind, self.number, 0.0, stretches, blocks)

    def starts(self) -> tuple[Start, ...]:
        """Where running began or went on, by the session's clock and by the phone's."""
        told = ((one.time_s, one.at) for one in self.events if one.at is not None)
        return tuple(Start(time_s, _utc(at)) for time_s, at in told if at is not None)


@dataclass(frozen=True, slots=True)
class RunKept:
    """A run has arrived."""

    on: date
    minutes: float


# --- what is to be run ------------------------------------------------------------------------------------------------


def beat_today(record: Record, held: Held, today: date) -> BeatToday:
    """The session that comes next, for the phone of whoever holds the link.

    Without a treadmill there is no camera, so it is for cues of cadence whose baseline is known.
    """
    asker = held.clinic
    found = course(record, asker, held.link.runner_id, today)
    why = _no_beat(found)
    if found is None or why is not None:
        return BeatToday(None, (why or Reason("no_course"),))
    ahead = planned(record, asker, found.retraining.row.id, today)
    return BeatToday(None, ahead.refused) if ahead.refused else BeatToday(_plan(found.retraining, ahead))


def _no_beat(found: CourseView | None) -> Reason | None:
    if found is None or not found.retraining.going:
        return Reason("no_course")
    if cue_rule(found.retraining.aim.cue).rise_pct is None or found.retraining.aim.measures[0] != CADENCE:
        return Reason("not_a_cadence")
    return Reason("no_baseline") if found.retraining.target is None else None


def _plan(retraining: Retraining, ahead: Planned) -> BeatPlan:
    rise, target, plan = retraining.aim.rule.rise_pct, retraining.target, ahead.plan
    if rise is None or target is None:
        raise BadOption("there is no beat without a cadence to aim for")
    ceiling = number("pain", "stop_above")
    tolerated = number("pain", "tolerated") if ahead.pain_ok is None else ahead.pain_ok
    pain = PainRule(
        60.0 * number("pain", "ask_every_min"), min(tolerated, ceiling), number("pain", "stop_rise"), ceiling
    )
    sessions, usual = len(retraining.schedule), round(target.baseline, 1)
    return BeatPlan(retraining.row.id, plan.number, sessions, plan.kind, usual, rise, plan.stretches, plan.blocks, pain)


# --- what was run -----------------------------------------------------------------------------------------------------


def keep_run(record: Record, token: str, told: ToldRun, today: date) -> RunKept:
    """A run that was kept on a phone becomes a session of its course; what it did is judged as in every session.

    It has been run, so it is kept whatever would speak against running it now.

    Raises
    ------
    NotThere : the link leads nowhere (any more), or no such course of this runner
    Outdated : it arrived before
    BadOption : it is of a day to come, or of too long ago
    """
    if not today - LATEST <= told.on <= today + timedelta(days=1):
        raise BadOption("a run of that day cannot be taken in: tell your clinic")
    held = links.held(record, token)
    asker = held.clinic
    retraining = retraining_of(record, asker, told.retraining_id)
    if retraining.row.runner_id != held.link.runner_id:
        raise NotThere("there is no such course of yours")
    session_id = _add(record, token, asker, retraining, told, min(told.on, today))
    with RunningSession(record, session_id) as running:
        for event in with_ticks((one.event() for one in told.events), number("clock", "gap_s") - 1.0):
            running.take(event)
    after = ToldAfter(pain=told.pain_after, effort=told.effort, awkwardness=told.awkwardness)
    view = close_session(record, asker, session_id, after, today, phone=told.starts())
    count_watches(record, asker, retraining.row.runner_id, today)
    return RunKept(told.on, round((view.result.run_s if view.result else 0.0) / 60.0, 1))


def _add(record: Record, token: str, asker: Asker, retraining: Retraining, told: ToldRun, on: date) -> str:
    """A session of the run's own name, so that one that is sent again is known."""
    accepted = planned(record, asker, retraining.row.id, on).pain_ok
    header = Header(told.plan(), retraining.aim, retraining.target, told.pain_before, accepted)
    with links.using(record, token, PURPOSE) as (session, _):
        session.asker = asker
        before = retrainings.session_named(session, told.sent)
        if before is not None and before.ended_at is not None:
            raise Outdated(ARRIVED)
        if before is not None:
            retrainings.remove_session(session, before.id)
        row = retrainings.add_session(session, retraining.row.id, told.kind, told.number, on, id=told.sent)
        record.folder.remove_live(row.id)  # of a server that died while it came, before the row was kept or after
        begin_file(record, row.id, header)
        audit.note(session, "retraining.run_arrived", "retraining_session", row.id, row.runner_id)
    return row.id


def with_ticks(events: Iterable[Event], every_s: float) -> Iterator[Event]:
    """The same with beats of the clock in between: a phone tells only what changes, and time went on without a gap."""
    last, moving = 0.0, False
    for event in events:
        while moving and event.time_s - last > every_s:
            last += every_s
            yield Tick(last)
        yield event
        last = max(last, event.time_s)
        moving = isinstance(event, Ready | Resume) or (moving and isinstance(event, Pain))


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
