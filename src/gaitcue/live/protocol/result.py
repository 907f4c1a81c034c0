"""What came of a session, and how much of the trained change was kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Literal

from gaitcue.live.protocol.rules import number, table
from gaitcue.live.protocol.schedule import SessionKind
from gaitcue.live.protocol.session import Band, PainTold, SessionState
from gaitcue.live.protocol.target import Target, detectable, moved
from gaitcue.terms.advice import Reason

TestState = Literal["ahead", "due", "missed", "done"]
Measured = Literal["camera", "phone", "watch"]
"""by what a session's steps are known: the camera; a phone that gave the beat knows none; a watch's file came later"""


@dataclass(frozen=True, slots=True)
class Start:
    """Where running began or went on, by the session's clock and by that of the day (UTC)."""

    time_s: float
    at: datetime


@dataclass(frozen=True, slots=True)
class SessionResult:
    """One session that is over."""

    kind: SessionKind
    number: int
    """of the course's sessions, from 1; of a test which one, from 0"""
    on: date
    run_s: float
    planned_s: float
    feedback_share: float
    """of the running, as planned"""
    steps: int
    with_feedback: Band
    without_feedback: Band
    ended: Reason
    pain_before: float | None = None
    pains: tuple[PainTold, ...] = ()
    pain_after: float | None = None
    effort: float | None = None
    awkwardness: float | None = None
    morning_rise: float | None = None
    """pain next morning against the usual morning; None while it was not told"""
    by: Measured = "camera"
    starts: tuple[Start, ...] = ()
    """of a session on a phone"""
    speed_kmh: float | None = None
    """of the treadmill, as told; None where nobody told"""
    incline_pct: float | None = None

    @property
    def pain_worst(self) -> float | None:
        """The most during it."""
        return max((one.score for one in self.pains), default=None)

    @property
    def counts(self) -> bool:
        """Whether enough of it was run, and it was not the pain that ended it."""
        return self.ended.code != "pain_stop" and self.run_s >= number("course", "counts_share") * self.planned_s


def result_of(
    state: SessionState,
    on: date,
    *,
    pain_after: float | None = None,
    effort: float | None = None,
    awkwardness: float | None = None,
) -> SessionResult:
    """The result of a session's state, with what was told after it."""
    return SessionResult(
        kind=state.plan.kind,
        number=state.plan.number,
        on=on,
        run_s=state.run_s,
        planned_s=state.plan.run_s,
        feedback_share=state.plan.feedback_share,
        steps=state.steps,
        with_feedback=state.with_feedback,
        without_feedback=state.without_feedback,
        ended=state.ended or Reason("left"),
        pain_before=state.pain_before,
        pains=state.pains,
        pain_after=pain_after,
        effort=effort,
        awkwardness=awkwardness,
        speed_kmh=state.speed_kmh,
        incline_pct=state.incline_pct,
    )


def plain_result(result: SessionResult) -> dict[str, Any]:
    """As JSON holds it."""
    starts = [{"time_s": one.time_s, "at": one.at.isoformat()} for one in result.starts]
    return {**asdict(result), "on": result.on.isoformat(), "ended": asdict(result.ended), "starts": starts}


def read_result(told: Mapping[str, Any]) -> SessionResult:
    """The inverse of ``plain_result``."""
    rest = {name: value for name, value in told.items() if name != "version"}
    return SessionResult(
        **rest
        | {
            "on": date.fromisoformat(told["on"]),
            "with_feedback": Band(**told["with_feedback"]),
            "without_feedback": Band(**told["without_feedback"]),
            "pains": tuple(PainTold(**one) for one in told["pains"]),
            "ended": Reason(**told["ended"]),
            "starts": tuple(Start(one["time_s"], datetime.fromisoformat(one["at"])) for one in told.get("starts", ())),
        }
    )


def measured_later(result: SessionResult, before: SessionResult | None) -> SessionResult:
    """A result made anew from the session's file, with what did not come from there."""
    if before is None or before.by == "camera":
        return result
    return replace(
        result, by=before.by, starts=before.starts, steps=before.steps, with_feedback=before.with_feedback,
        without_feedback=before.without_feedback,
    )  # fmt: skip


# --- what was kept ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Kept:
    """How much of the trained change is there without feedback."""

    share: float | None
    """of the trained change; None where that cannot be said"""
    kept: bool | None
    why: Reason | None = None
    """of None: no_trained_change, too_few_steps"""


def at_its_pace(results: Sequence[SessionResult], target: Target | None) -> list[SessionResult]:
    """Those whose numbers may be measured by a target: run at its speed and incline, as far as both were told."""
    return [one for one in results if target is None or not target.differs(one.speed_kmh, one.incline_pct)]


def trained_value(results: Sequence[SessionResult]) -> float | None:
    """The mean with feedback in the last session that had enough of it."""
    least = number("result", "least_steps")
    told = [one for one in results if one.kind == "training" and one.with_feedback.steps >= least]
    return max(told, key=lambda one: one.on).with_feedback.mean if told else None


def kept(target: Target, trained: float | None, now: Band) -> Kept:
    """How much of the change from the baseline to what was trained is there without feedback.

    Parameters
    ----------
    trained : mean with feedback at the end of the course
    now : the steps without feedback

    Examples
    --------
    >>> aim = Target("cadence_5", "cadence", "steps/min", 164.8, 171.2, 160.0, 159.5, 160.5)
    >>> kept(aim, 168.0, Band(steps=100, inside=90, total=16640.0)).share
    0.8
    """
    if trained is None or not moved(target, trained):
        return Kept(None, None, Reason("no_trained_change", {"change": detectable(target.measure)}))
    if now.mean is None or now.steps < number("result", "least_steps"):
        return Kept(None, None, Reason("too_few_steps", {"have": now.steps}))
    share = round((now.mean - target.baseline) / (trained - target.baseline), 3)
    return Kept(share, share >= number("result", "kept_share"))


# --- tests without feedback -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DueTest:
    """A run without feedback that shows what was kept: at the end, after a week, four, twelve."""

    place: int
    after_days: int
    due_on: date
    until: date
    """after this day it is missed"""
    state: TestState
    result: SessionResult | None = None
    kept: Kept | None = None


def retention_tests(
    results: Sequence[SessionResult], target: Target | None, ended_on: date, today: date
) -> tuple[DueTest, ...]:
    """The tests of a course whose last session was on a day."""
    windows, trained = table()["result"]["test_window_days"]["value"], trained_value(at_its_pace(results, target))
    made = []
    for place, days in enumerate(table()["result"]["tests_after_days"]["value"]):
        due_on = ended_on + timedelta(days=days)
        until = due_on + timedelta(days=windows[place])
        done = next((one for one in reversed(results) if one.kind == "test" and one.number == place), None)
        state: TestState = (
            "done" if done else "ahead" if today < due_on else "due" if today <= until else "missed"
        )  # fmt: skip
        share = kept(target, trained, done.without_feedback) if done and target else None
        made.append(DueTest(place, days, due_on, until, state, done, share))
    return tuple(made)
