"""What has to be so before somebody is retrained: by the clinic's rules, by the plan of care, by the load."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from gaitcue.care.entries import CareRecord
from gaitcue.care.load.records import LoadRun
from gaitcue.care.programme.ladders import WalkRun, walk_run_level
from gaitcue.care.programme.outlook import outlook, running_of
from gaitcue.care.programme.state import State
from gaitcue.clinic.decision import Decision
from gaitcue.clinic.facts import holds
from gaitcue.live.protocol.result import SessionResult
from gaitcue.live.protocol.rules import number, table
from gaitcue.terms.advice import Reason


@dataclass(frozen=True, slots=True)
class Load:
    """How the person may run on a day."""

    walk_run: WalkRun | None
    """the level of who runs in turn with walking; None for running in one piece"""
    most_min: float | None
    """minutes that the first week of a new way of running leaves; None: as many as planned"""
    refused: tuple[Reason, ...]
    notes: tuple[Reason, ...]
    """volume_not_known, runs_not_told"""


def clinic_refuses(current: Decision, decision: Decision, cue: str, tolerated: Iterable[str] = ()) -> Iterator[Reason]:
    """What the clinic's one decision has against training a cue.

    Parameters
    ----------
    current : by the last answers, as of today: red flags are judged by these alone
    decision : by the film, whose visit may be some time ago; the same where there is none
    tolerated : smaller cues that a course before this one has trained
    """
    if current.triage.bars("cue_trial") or current.triage.bars("running"):
        raised = [one.id for one in current.triage.raised if one.blocks and one.cleared is None]
        yield Reason("red_flag", {"raised": raised, "actions": list(current.triage.actions)})
        return
    if decision.triage.bars("cue_trial"):  # what blocked at that visit has been cleared since
        decision = current
    begin = table()["begin"]
    if decision.no_cue in (*begin["refuses"]["value"], *begin["refuses_unknown"]["value"]):
        yield Reason(str(decision.no_cue))
        return
    offer = next((one for one in decision.offers if one.cues == (cue,)), None)
    why = offer.reasons[0] if offer is not None and not offer.eligible else None
    if why is None or why.code in begin["left_to_the_clinician"]["value"]:
        return
    if why.code == "smaller_first" and why.values.get("about") in set(tolerated):
        return
    yield Reason("cue_refused", {"why": why.code, **why.values})


def has_knee_pain(decision: Decision) -> bool:
    """Now or in the past: the trunk is not to become too upright."""
    return any(holds(decision.facts, fact) for fact in ("pfp_current", "pfp_past") if fact in decision.facts)


def plan_refuses(state: State | None) -> Iterator[Reason]:
    """What the plan of care has against running."""
    if state is None:
        return
    if state.mode in table()["begin"]["modes"]["value"]:
        yield Reason("plan_waits", {"mode": state.mode})


def change_refuses(state: State | None, today: date) -> Iterator[Reason]:
    """One thing goes up in seven days."""
    raised = state.raised_on if state else None
    days = int(number("course", "one_change_days"))
    if raised is not None and raised <= today < raised + timedelta(days=days):
        yield Reason("raised_lately", {"what": state.raised_what if state else "", "until": _day(raised, days)})


def load_on(
    care: CareRecord,
    state: State | None,
    runs: Sequence[LoadRun],
    results: Sequence[SessionResult],
    begun_on: date,
    today: date,
) -> Load:
    """How the person may run on a day: by the plan's walk-run level, and in the first week by what is usual.

    Parameters
    ----------
    state : what the entries of ``care`` come to on that day
    results : of the course's sessions so far
    begun_on : the first day of the course
    """
    running = running_of(state, care) if state else "as_now"
    refused = list(plan_refuses(state))
    if state and running in ("shut", "never"):
        refused.append(Reason("running_shut", {"why": [one.code for one in outlook(state, care).running_shut]}))
    notes = (Reason("runs_not_told"),) if running == "not_told" else ()
    level = walk_run_level(state.run_level) if state and running == "walk_run" else None
    first = min((one.on for one in results), default=begun_on)
    if level is not None or (today - first).days >= number("course", "first_week_days"):
        return Load(level, None, tuple(refused), notes)
    ran = run_minutes(care, runs, results)
    usual = usual_week_min(ran, first)
    if usual is None:
        return Load(level, None, tuple(refused), (*notes, Reason("volume_not_known")))
    left = number("course", "first_week_share") * usual - _within(ran, first, today)
    if left < number("course", "least_run_min"):
        again = _day(first, int(number("course", "first_week_days")))
        refused.append(Reason("first_week_full", {"usual_min": usual, "until": again}))
    return Load(level, max(left, 0.0), tuple(refused), notes)


def run_minutes(care: CareRecord, runs: Sequence[LoadRun], results: Sequence[SessionResult]) -> Mapping[date, float]:
    """Minutes of running by day, of the days on which they are known.

    The diary, a watch and a session may all tell of the same run, so what the fullest of them tells counts.
    """
    diary = ((one.on, one.minutes) for one in care.activity if one.what == "run")
    watch = ((run.on, run.minutes) for run in runs)
    sessions = ((one.on, one.run_s / 60.0) for one in results)
    found: dict[date, float] = {}
    for told in (diary, watch, sessions):
        for on, minutes in _summed(told).items():
            found[on] = max(minutes, found.get(on, 0.0))
    return found


def _summed(told: Iterable[tuple[date, float | None]]) -> Mapping[date, float]:
    by_day: dict[date, float] = defaultdict(float)
    for on, minutes in told:
        if minutes is not None:
            by_day[on] += minutes
    return by_day


def usual_week_min(ran: Mapping[date, float], before: date) -> float | None:
    """Minutes of running in a week, over the four before a day; None where no minutes are known."""
    weeks = int(number("course", "usual_weeks"))
    first, last = before - timedelta(weeks=weeks), before - timedelta(days=1)
    return _within(ran, first, last) / weeks if any(first <= on <= last for on in ran) else None


def _within(ran: Mapping[date, float], first: date, last: date) -> float:
    return sum(minutes for on, minutes in ran.items() if first <= on <= last)


def pain_refuses(pain: float, pain_ok: float | None) -> Iterator[Reason]:
    """Pain before a session above what is tolerated; a clinician may have set another limit in the plan."""
    tolerated = number("pain", "tolerated") if pain_ok is None else max(pain_ok, number("pain", "tolerated"))
    if pain > tolerated:
        yield Reason("pain_before", {"pain": pain, "tolerated": tolerated})


def one_cue_refuses(others: Sequence[tuple[str, date, bool]], today: date) -> Iterator[Reason]:
    """One cue at a time in the first two weeks; a second one when the first holds without feedback.

    Parameters
    ----------
    others : of each course that goes on: its cue, its first day, whether its change was kept without feedback
    """
    days = int(number("course", "one_cue_days"))
    for cue, on, held in others:
        if (today - on).days < days:
            yield Reason("one_cue_first", {"cue": cue, "until": _day(on, days)})
        elif not held:
            yield Reason("first_has_to_hold", {"cue": cue})


def _day(on: date, days: int) -> Any:
    return (on + timedelta(days=days)).isoformat()
