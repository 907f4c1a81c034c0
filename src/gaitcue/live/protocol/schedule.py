"""How a course is laid out: minutes of running, and when the feedback is on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Literal, get_args

from gaitcue.care.programme.ladders import WalkRun
from gaitcue.live.protocol.rules import number, table
from gaitcue.terms.advice import Reason
from gaitcue.terms.errors import BadOption

Placed = Literal["first", "middle"]
SessionKind = Literal["training", "test"]
MOST_SESSIONS: Final = 18
"""of the published courses (DavisRev20)"""
LONGEST_MIN: Final = 60.0
A_MINUTE_S: Final = 60.0


@dataclass(frozen=True, slots=True)
class SessionSpec:
    """One session as it is planned: how long, and for how much of it there is feedback."""

    run_min: float
    feedback_pct: float
    every_min: float | None = None
    """length of one pattern of feedback and none; None: all in one piece"""
    placed: Placed = "first"
    """where in each pattern the feedback lies: at its start, or from its middle on"""


Schedule = tuple[SessionSpec, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of running with feedback, in seconds of running."""

    from_s: float
    to_s: float


@dataclass(frozen=True, slots=True)
class Stretch:
    """Running or walking, in seconds of the session."""

    walk: bool
    seconds: float


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """One session for one person on one day."""

    kind: SessionKind
    number: int
    """of the course's sessions, from 1; of a test which one, from 0 (at the end)"""
    baseline_s: float
    """0 when the baseline is known"""
    stretches: tuple[Stretch, ...]
    blocks: tuple[Block, ...]
    notes: tuple[Reason, ...] = ()
    """why it is shorter than the schedule says, or done again"""

    @property
    def run_s(self) -> float:
        """Seconds of running."""
        return sum(one.seconds for one in self.stretches if not one.walk)

    @property
    def total_s(self) -> float:
        """Seconds from the first step to the last, without the baseline."""
        return sum(one.seconds for one in self.stretches)

    @property
    def feedback_share(self) -> float:
        """Of the running."""
        return sum(block.to_s - block.from_s for block in self.blocks) / self.run_s if self.run_s else 0.0

    @property
    def walk_run(self) -> bool:
        return any(one.walk for one in self.stretches)


def usual_schedule() -> Schedule:
    """The eight sessions of the data file (their minutes and shares are a product default)."""
    return tuple(SessionSpec(**row) for row in table()["session"])


def read_schedule(told: Sequence[Any]) -> Schedule:
    """A schedule that somebody wrote or changed.

    Raises
    ------
    BadOption : it cannot be run
    """
    if not 1 <= len(told) <= MOST_SESSIONS:
        raise BadOption(f"a course has 1 to {MOST_SESSIONS} sessions: this one has {len(told)}")
    return tuple(_read(row, place) for place, row in enumerate(told, 1))


def _read(row: Any, place: int) -> SessionSpec:
    try:
        every = row.get("every_min")
        spec = SessionSpec(
            float(row["run_min"]), float(row["feedback_pct"]), None if every is None else float(every),
            row.get("placed", "first"),
        )  # fmt: skip
    except (AttributeError, KeyError, TypeError, ValueError):
        raise BadOption(f"session {place} needs run_min and feedback_pct as numbers") from None
    least = number("course", "least_run_min")
    if not least <= spec.run_min <= LONGEST_MIN:
        raise BadOption(f"session {place} runs {spec.run_min:g} min: use {least:g} to {LONGEST_MIN:g}")
    if not 0.0 <= spec.feedback_pct <= 100.0:
        raise BadOption(f"session {place} has {spec.feedback_pct:g} % feedback: use 0 to 100")
    if spec.every_min is not None and not 1.0 <= spec.every_min <= LONGEST_MIN:
        raise BadOption(f"session {place} repeats its pattern every {spec.every_min:g} min: use 1 to {LONGEST_MIN:g}")
    if spec.placed not in get_args(Placed):
        raise BadOption(f"session {place} places its feedback {spec.placed!r}: use first or middle")
    return spec


def plain_schedule(schedule: Schedule) -> list[dict[str, Any]]:
    """A schedule as JSON holds it."""
    return [
        {"run_min": one.run_min, "feedback_pct": one.feedback_pct, "every_min": one.every_min, "placed": one.placed}
        for one in schedule
    ]


def session_plan(
    spec: SessionSpec,
    session_number: int,
    *,
    baseline: bool,
    walk_run: WalkRun | None = None,
    most_min: float | None = None,
    notes: Sequence[Reason] = (),
) -> SessionPlan:
    """A session as it is run.

    Parameters
    ----------
    baseline : a minute as usual comes first
    walk_run : the level at which somebody who is injured runs; None for running in one piece
    most_min : minutes of running that the load allows; None for as many as planned

    Examples
    --------
    >>> plan = session_plan(usual_schedule()[4], 5, baseline=False)
    >>> [(block.from_s, block.to_s) for block in plan.blocks]
    [(0.0, 360.0), (480.0, 840.0), (960.0, 1320.0)]
    """
    run_s = spec.run_min * A_MINUTE_S
    if most_min is not None:
        run_s = min(run_s, most_min * A_MINUTE_S)
    stretches = tuple(_cut(_walk_run(walk_run), run_s)) if walk_run else (Stretch(False, run_s),)
    plan = SessionPlan(
        "training", session_number, number("baseline", "seconds") if baseline else 0.0, stretches, (), tuple(notes)
    )
    return replace(plan, blocks=tuple(feedback_blocks(spec, plan.run_s)))


def plan_without_feedback(place: int, walk_run: WalkRun | None = None, most_min: float | None = None) -> SessionPlan:
    """A run without feedback that shows what was kept."""
    spec = SessionSpec(number("result", "test_run_min"), 0.0)
    plan = session_plan(spec, place, baseline=False, walk_run=walk_run, most_min=most_min)
    return replace(plan, kind="test")


def feedback_blocks(spec: SessionSpec, run_s: float) -> Iterator[Block]:
    """When there is feedback. A whole number of patterns fills the run, so that the share is the one that was planned:
    a pattern is stretched or shortened a little for that.
    """
    share = spec.feedback_pct / 100.0
    if share <= 0.0 or run_s <= 0.0:
        return
    if share >= 1.0:
        yield Block(0.0, run_s)
        return
    every = run_s if spec.every_min is None else spec.every_min * A_MINUTE_S
    count = max(1, round(run_s / every))
    length = run_s / count
    late = 0.0 if spec.placed == "first" else min(length / 2.0, length * (1.0 - share))
    for place in range(count):
        yield Block(place * length + late, place * length + late + share * length)


def _walk_run(level: WalkRun) -> Iterator[Stretch]:
    for _ in range(level.repeats):
        yield Stretch(False, float(level.run_s))
        if level.walk_s:
            yield Stretch(True, float(level.walk_s))
    if level.then_run_s:
        yield Stretch(False, float(level.then_run_s))


def _cut(stretches: Iterator[Stretch], most_s: float) -> Iterator[Stretch]:
    """Stretches until so much was run; a walk after the last run is left out, since nothing is measured there."""
    left = most_s
    waiting: Stretch | None = None
    for one in stretches:
        if one.walk:
            waiting = one
        elif left > 0.0:
            if waiting is not None:
                yield waiting
                waiting = None
            yield replace(one, seconds=min(one.seconds, left))
            left -= one.seconds


def run_at(plan: SessionPlan, elapsed_s: float) -> float:
    """Seconds of running within so many seconds of a session."""
    ran, start = 0.0, 0.0
    for one in plan.stretches:
        if not one.walk:
            ran += min(max(elapsed_s - start, 0.0), one.seconds)
        start += one.seconds
    return ran


def walks_at(plan: SessionPlan, elapsed_s: float) -> bool:
    """Whether that moment of a session is walked."""
    start = 0.0
    for one in plan.stretches:
        start += one.seconds
        if elapsed_s < start:
            return one.walk
    return False


def feedback_at(plan: SessionPlan, run_s: float) -> bool:
    """Whether the feedback is on after so many seconds of running."""
    return any(block.from_s <= run_s < block.to_s for block in plan.blocks)
