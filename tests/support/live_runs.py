"""Sessions run by hand: somebody with a number for each step, beat by beat."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta

from gaitcue.live.protocol.events import Event, Header, Joined, Pain, Ready, StepTaken, Tick
from gaitcue.live.protocol.result import SessionResult, result_of
from gaitcue.live.protocol.schedule import SessionPlan, session_plan, usual_schedule
from gaitcue.live.protocol.session import SessionState, advanced, begun
from gaitcue.live.protocol.target import Aim, Target

FIRST = date(2026, 5, 4)
USUAL = 160.0
AIM = Aim("cadence_5")
TARGET = Target("cadence_5", "cadence", "steps/min", 164.8, 171.2, USUAL, 159.5, 160.5)
BEAT_S = 0.5
Number = Callable[[SessionState], float | None]
"""what the runner's steps measure, by where the session stands"""


def plan_of(number: int, *, baseline: bool = False) -> SessionPlan:
    return session_plan(usual_schedule()[number - 1], number, baseline=baseline)


def header_of(number: int, *, target: Target | None = TARGET, pain: float | None = 1.0) -> Header:
    return Header(plan_of(number, baseline=target is None), AIM, target, pain)


def obeys(state: SessionState) -> float:
    """Runs as asked, with the number in sight and without."""
    return USUAL if state.target is None else 168.0


def only_with_feedback(state: SessionState) -> float:
    """Falls back as soon as the number is gone."""
    return 168.0 if state.feedback else 161.0


def beats(most_s: float = 3600.0, first_s: float = 0.0) -> Iterator[float]:
    for place in range(int(most_s / BEAT_S)):
        yield first_s + place * BEAT_S


def run(
    header: Header, number: Number, *, pains: dict[int, float] | None = None, most_s: float = 3600.0
) -> SessionState:
    """A whole session; ``pains``: minute of the session -> what is told then."""
    return run_with_events(header, number, pains=pains, most_s=most_s)[0]


def run_with_events(
    header: Header, number: Number, *, pains: dict[int, float] | None = None, most_s: float = 3600.0
) -> tuple[SessionState, list[Event]]:
    state, told = begun(header), []
    left = dict(pains or {})

    def take(event: Event) -> None:
        nonlocal state
        told.append(event)
        state = advanced(state, event)

    take(Joined(0.0))
    take(Ready(0.0))
    for step, time_s in enumerate(beats(most_s), 1):
        take(Tick(time_s))
        for minute in [one for one in left if state.elapsed_s >= 60.0 * one]:
            take(Pain(time_s, left.pop(minute)))
        value = number(state)
        take(StepTaken(time_s, step, "left" if step % 2 else "right", max(time_s - 0.15, 0.0), {"cadence": value}))
        if state.phase == "ended":
            break
    return state, told


def result(number: int, runner: Number, on: date, **told: float | None) -> SessionResult:
    return result_of(run(header_of(number), runner), on, **told)


def day(number: int) -> date:
    """The day of a session that is run every other day."""
    return FIRST + timedelta(days=2 * (number - 1))
