"""What a clinician should look at, sorted by urgency: a red flag, pain that rose, a plateau, silence, a retest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from gaitcue.care.adherence import adherence
from gaitcue.care.entries import CareRecord, Ref, ref
from gaitcue.care.programme.known import Known
from gaitcue.care.programme.state import State
from gaitcue.care.rules import number
from gaitcue.care.symptoms.flares import flares
from gaitcue.care.symptoms.outcomes import outcomes_due
from gaitcue.care.symptoms.trend import progress_since, trend_of
from gaitcue.care.tests.results import due_tests, read_tests
from gaitcue.terms.advice import Reason

Urgency = Literal["now", "soon", "look", "routine"]
URGENCY: Final[tuple[Urgency, ...]] = ("now", "soon", "look", "routine")
NOW_LEVELS: Final = ("emergency", "same_day")
WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Attention:
    """One thing that a clinician should look at."""

    reason: Reason
    urgency: Urgency
    entries: tuple[Ref, ...] = ()

    @property
    def rank(self) -> int:
        """0 for the most urgent."""
        return URGENCY.index(self.urgency)


def attention(record: CareRecord, state: State | None, today: date) -> tuple[Attention, ...]:
    """Everything that asks for a look, the most urgent first.

    Parameters
    ----------
    state : where the plan stands on that day; None while there is no plan
    """
    known = Known(record)
    found = [*_symptoms(known, state, today), *_flares(record, today), *_retests(record, today)]
    if state is not None:
        found += [*_alarms(state), *_plan(state), *_plateau(known, state), *_silence(known, state)]
        if outcomes_due(record.outcome, state.plan.on, today):
            found.append(Attention(Reason("follow_up"), "routine"))
    return tuple(sorted(found, key=lambda one: (one.rank, one.reason.code)))


def _alarms(state: State) -> Iterator[Attention]:
    for alarm in state.alarms:
        urgency: Urgency = "now" if alarm.level in NOW_LEVELS else "soon"
        yield Attention(Reason("red_flag", {"id": alarm.id, "level": alarm.level}), urgency, (ref(alarm),))


def _symptoms(known: Known, state: State | None, today: date) -> Iterator[Attention]:
    trend = trend_of({on: told for on, told in known.diary.items() if on <= today}, today)
    taken_back = state is not None and state.trend_on is not None and (today - state.trend_on).days <= WEEK
    if trend.state == "rising" or taken_back:
        yield Attention(Reason("pain_rising", {"means": list(trend.means)}), "soon", trend.entries)
    week, see = list(known.last_days(today)), "see"
    rest = [entry for entry in week if (entry.pain_now or 0.0) > number("symptoms", see, "rest_pain")]
    if rest:
        worst = max(entry.pain_now or 0.0 for entry in rest)
        yield Attention(Reason("rest_pain", {"pain": worst}), "soon", tuple(map(ref, rest)))
    least = number("symptoms", see, "sitting_least_min")
    short = [entry for entry in week if entry.sitting_min is not None and entry.sitting_min < least]
    if short:
        yield Attention(Reason("sitting_short", {"minutes": short[0].sitting_min}), "look", tuple(map(ref, short)))


def _flares(record: CareRecord, today: date) -> Iterator[Attention]:
    for flare in flares(record, today):
        if (today - flare.last).days <= WEEK:
            values = {"worst": flare.worst, "usual": flare.usual, "first": flare.first.isoformat()}
            yield Attention(Reason("flare", values), "look", flare.entries)


def _plan(state: State) -> Iterator[Attention]:
    lately = [step for step in state.history if (state.on - step.on).days <= WEEK]
    if state.last_red is not None and (state.on - state.last_red).days <= number("programme", "progress", "easy_days"):
        yield Attention(Reason("red_day", {"on": state.last_red.isoformat()}), "look", state.history[-1].entries)
    if any(step.code in ("at_the_bottom", "to_the_lowest") for step in lately):
        yield Attention(Reason("at_the_bottom"), "soon")
    if state.surgeon_waits == "surgeon_day_not_told":
        yield Attention(Reason("surgeon_day_not_told"), "look")


def _plateau(known: Known, state: State) -> Iterator[Attention]:
    """Weeks in which the pain got no better by a fifth: since the plan began, or since a clinician last looked."""
    start = max(state.plan.on, state.reviewed_on or state.plan.on)
    if (state.on - start).days < WEEK * number("symptoms", "plateau", "weeks"):
        return
    course = progress_since({on: told for on, told in known.diary.items() if on <= state.on}, start, state.on)
    if course is None or course.first < number("symptoms", "plateau", "least_pain"):
        return
    if course.better_pct < number("symptoms", "plateau", "better_pct"):
        share = adherence(known.record, start, state.on).share
        values = {"weeks": (state.on - start).days // WEEK, "first": course.first, "last": course.last, "share": share}
        yield Attention(Reason("plateau", values), "soon", course.entries)


def _silence(known: Known, state: State) -> Iterator[Attention]:
    told = (on for on in (*known.diary, *known.loads) if on <= state.on)
    days = (state.on - max(told, default=state.plan.on)).days
    if days >= number("symptoms", "see", "silent_days"):
        yield Attention(Reason("silent", {"days": days}), "look")


def _retests(record: CareRecord, today: date) -> Iterator[Attention]:
    for kind in due_tests(read_tests(record.test, today), today):
        yield Attention(Reason("retest", {"test": kind}), "routine")
