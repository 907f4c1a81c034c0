"""From session to session: which one comes next and when, and what the results advise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from gaitcue.live.protocol.result import DueTest, SessionResult, at_its_pace
from gaitcue.live.protocol.rules import cue_rules, number
from gaitcue.live.protocol.schedule import Schedule
from gaitcue.live.protocol.target import CADENCE, Target, moved
from gaitcue.terms.advice import Reason

Code = Literal[
    "begin", "go_on", "same_again", "ease", "test_due", "wait", "refresh", "may_raise", "stay", "change_cue",
    "stop_cue", "see_clinician",
]  # fmt: skip
AGAIN = ("same_again", "ease")
OVER = ("change_cue", "stop_cue", "see_clinician")
"""no further session of this course"""


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do next, and why."""

    code: Code
    reasons: tuple[Reason, ...] = ()


@dataclass(frozen=True, slots=True)
class Next:
    """The session that comes next."""

    number: int
    """from 1"""
    from_on: date
    """the first day for it"""
    share: float
    """of the minutes that the schedule gives it"""
    reasons: tuple[Reason, ...]
    """why it is done again, or shorter"""


def trainings(results: Sequence[SessionResult]) -> list[SessionResult]:
    """The sessions that trained, in order."""
    return [one for one in results if one.kind == "training"]


def next_session(
    results: Sequence[SessionResult], target: Target | None, schedule: Schedule, today: date
) -> Next | None:
    """The session that comes next; None when the course is through.

    One that was not half run is done again, and one after which the change did not hold or something hurt a little.
    After a week off the last one is done again; after two the course begins again with half the minutes.
    """
    done = trainings(results)
    if not done:
        return Next(1, today, 1.0, ())
    last = done[-1]
    from_on, off = last.on + timedelta(days=int(number("course", "days_between"))), (today - last.on).days
    finished = last.number >= len(schedule) and last.counts
    again = next_step_of_sessions(results, target, len(schedule)).code in AGAIN
    if finished and not again:
        return None
    if off >= number("course", "restart_after_days"):
        return Next(1, from_on, number("course", "restart_share"), (Reason("begins_again", {"days": off}),))
    if not last.counts:
        return Next(last.number, from_on, 1.0, (Reason("was_not_run"),))
    if again:
        return Next(last.number, from_on, 1.0, (Reason("done_again"),))
    if off >= number("course", "repeat_after_days"):
        return Next(last.number, from_on, 1.0, (Reason("after_days_off", {"days": off}),))
    return Next(last.number + 1, from_on, 1.0, ())


def next_step(
    results: Sequence[SessionResult],
    target: Target | None,
    sessions: int,
    tests: Sequence[DueTest] = (),
    *,
    begun_on: date | None = None,
    today: date | None = None,
) -> Advice:
    """What the results advise, by the numbers of ``live/data/retraining.toml``.

    Parameters
    ----------
    sessions : of the schedule
    tests : of a course whose sessions are through
    begun_on, today : for the review every two weeks
    """
    found = next_step_of_sessions(results, target, sessions)
    if found.code == "test_due":
        found = _after_tests(results, target, tests)
    days = (today - begun_on).days if begun_on and today else 0
    if found.code in ("go_on", *AGAIN) and days > number("course", "review_days"):
        return Advice(found.code, (*found.reasons, Reason("review", {"days": days})))
    return found


def next_step_of_sessions(results: Sequence[SessionResult], target: Target | None, sessions: int) -> Advice:
    """The same without the tests; ``test_due`` when the sessions are through."""
    done = trainings(results)
    if not done:
        return Advice("begin")
    over = next(_over(results, done, target), None)
    if over is not None:
        return over
    last = done[-1]
    again = tuple(_again(done, last))
    if again:
        return Advice("ease" if any(one.code == "effort_costly" for one in again) else "same_again", again)
    return Advice("test_due" if last.number >= sessions and last.counts else "go_on")


def _over(results: Sequence[SessionResult], done: Sequence[SessionResult], target: Target | None) -> Iterator[Advice]:
    """What ends the course: pain first, then a number that does not move."""
    stops = [one for one in results if one.ended.code == "pain_stop"]
    if len(stops) > 1:
        yield Advice("see_clinician", (Reason("pain_stops", {"times": len(stops)}),))
    if stops and stops[-1] is results[-1]:
        yield Advice("stop_cue", (stops[-1].ended,))
    worse = next((one for one in results if (one.morning_rise or 0.0) >= number("pain", "morning_stop")), None)
    if worse is not None:
        yield Advice("stop_cue", (Reason("morning_worse", {"rise": worse.morning_rise, "on": worse.on.isoformat()}),))
    enough = [one for one in done if one.with_feedback.steps >= number("result", "least_steps")]
    judged = at_its_pace(enough, target)
    last = judged[-int(number("result", "no_change_sessions")) :]
    unmoved = target is not None and not any(moved(target, one.with_feedback.mean or 0.0) for one in last)
    if unmoved and len(last) == number("result", "no_change_sessions"):
        yield Advice("change_cue", (Reason("no_change", {"sessions": len(last)}),))


def _again(done: Sequence[SessionResult], last: SessionResult) -> Iterator[Reason]:
    """What keeps the next session where the last one was."""
    rise, worst = last.morning_rise or 0.0, last.pain_worst or 0.0
    if rise > number("pain", "morning_ok"):
        yield Reason("morning_up", {"rise": rise})
    if worst > number("pain", "tolerated"):
        yield Reason("pain_above", {"pain": worst, "tolerated": number("pain", "tolerated")})
    efforts = [one.effort for one in done if one.effort is not None]
    if last.effort is not None and last.effort - efforts[0] >= number("result", "effort_costly"):
        yield Reason("effort_costly", {"rise": last.effort - efforts[0]})
    alone, needed = last.without_feedback, number("result", "holds_share")
    enough = alone.steps >= number("result", "least_steps") and last.with_feedback.steps > 0
    if enough and (alone.share or 0.0) < needed <= (last.with_feedback.share or 0.0):
        yield Reason("falls_back", {"share": alone.share, "needed": needed})


def _after_tests(results: Sequence[SessionResult], target: Target | None, tests: Sequence[DueTest]) -> Advice:
    """The course is through: what the tests say so far."""
    judged = [one for one in tests if one.kept is not None and one.kept.kept is not None]
    lost = judged and judged[-1].kept is not None and not judged[-1].kept.kept
    if lost:
        share = judged[-1].kept.share if judged[-1].kept else None
        return Advice("refresh", (Reason("not_kept", {"share": share, "after_days": judged[-1].after_days}),))
    due = next((one for one in tests if one.state == "due"), None)
    if due is not None:
        return Advice("test_due", (Reason("test_without_feedback", {"after_days": due.after_days}),))
    if judged and _may_rise(results, target):
        higher = next_dose(target.cue) if target else None
        return Advice("may_raise", (Reason("kept_without_feedback", {"cue": higher}),))
    if any(one.state == "ahead" for one in tests):
        ahead = next(one for one in tests if one.state == "ahead")
        return Advice("wait", (Reason("next_test", {"on": ahead.due_on.isoformat()}),))
    return Advice("stay")


def _may_rise(results: Sequence[SessionResult], target: Target | None) -> bool:
    """A larger dose: of a cadence, without pain that rose, at no more effort than is worth it."""
    if target is None or target.measure != CADENCE or next_dose(target.cue) is None:
        return False
    done = trainings(results)
    efforts = [one.effort for one in done if one.effort is not None]
    cheap = not efforts or efforts[-1] - efforts[0] <= number("result", "effort_rise")
    return cheap and all((one.morning_rise or 0.0) <= number("pain", "morning_ok") for one in done[-2:])


def next_dose(cue: str) -> str | None:
    """The cadence cue with the next larger rise; None at the largest.

    Examples
    --------
    >>> next_dose("cadence_5"), next_dose("cadence_10")
    ('cadence_7_5', None)
    """
    rises = sorted((rule.rise_pct, rule.id) for rule in cue_rules().values() if rule.rise_pct is not None)
    own = cue_rules()[cue].rise_pct
    return next((name for rise, name in rises if own is not None and rise > own), None)
