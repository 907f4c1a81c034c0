"""Ladders back to running, hills and speed: two greens climb, amber repeats, red steps down."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

from gaitcue.care.rules import number, table

Colour = Literal["green", "amber", "red"]


@dataclass(frozen=True, slots=True)
class Ladder:
    """A way in steps."""

    id: str
    kind: str
    """the one variable that it raises: distance, hills or speed"""
    steps: tuple[dict[str, Any], ...]
    tag: str


@dataclass(frozen=True, slots=True)
class Done:
    """One session on a ladder and how the body answered within a day."""

    id: str
    on: date
    step: int
    colour: Colour


@dataclass(frozen=True, slots=True)
class Place:
    """Where somebody stands."""

    step: int
    greens: int
    """in a row on this step"""
    not_before: date | None
    """first day of the next session"""
    because: tuple[str, ...]
    """ids of the sessions that it rests on"""
    finished: bool = False


@cache
def ladders() -> dict[str, Ladder]:
    """Every ladder by its id."""
    return {
        one["id"]: Ladder(one["id"], one["kind"], tuple(one["step"]), one["tag"]) for one in table("ladders")["ladder"]
    }


def place(ladder: Ladder, done: Iterable[Done]) -> Place:
    """Where a person stands after the sessions so far; the order of entry does not matter.

    A session on another step than the open one counts only if it ends red: a step that was skipped is not climbed.

    Examples
    --------
    >>> hills = ladders()["hills"]
    >>> day = date(2024, 5, 1)
    >>> place(hills, [Done(str(n), day + timedelta(days=2 * n), 0, "green") for n in range(4)]).step
    1
    """
    step, greens, rest, because = 0, 0, None, []
    for session in sorted(done, key=lambda one: (one.on, one.id)):
        if session.colour == "red":
            step, greens, because = max(0, step - _rule("steps_down_on_red")), 0, [session.id]
            rest = session.on + timedelta(hours=_rule("rest_h_after_red"))
            continue
        rest = session.on + timedelta(hours=_rule("rest_h_between"))
        if session.step != step:
            continue
        because.append(session.id)
        greens = greens + 1 if session.colour == "green" else 0
        if greens >= needed(ladder.steps, step) and step < len(ladder.steps) - 1:
            step, greens, because = step + 1, 0, because[-needed(ladder.steps, step) :]
    last = step == len(ladder.steps) - 1
    return Place(step, greens, rest, tuple(because), finished=last and greens >= needed(ladder.steps, step))


def needed(steps: Sequence[dict[str, Any]], step: int) -> int:
    """Green answers in a row that a step asks for."""
    return int(steps[step].get("greens", _rule("greens_to_climb")))


def _rule(name: str) -> int:
    return int(number("ladders", "rules", name))
