"""Which ladder of running a plan stands on, which one goes up next, and what that asks for.

First walking and running in turn, then hills, then speed: the order in which a sore hamstring takes them back.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from gaitcue.care.load.ladders import Ladder, ladders
from gaitcue.care.programme.state import State

WALK_RUN: Final = "walk_run_gentle"
LEVEL_OF: Final = {WALK_RUN: "run_level", "hills": "hill_level", "speed": "speed_level"}
"""ladder -> the field of the state that holds its level, in the order of climbing"""
LEVELS: Final = tuple(LEVEL_OF.values())


@dataclass(frozen=True, slots=True)
class Climb:
    """A ladder with the level that a plan stands on."""

    ladder: Ladder
    level: int
    have: int
    """green answers so far"""
    need: int
    """green answers one after the other that the next level asks for"""

    @property
    def variable(self) -> str:
        """The field of the state, and the variable of a step."""
        return LEVEL_OF[self.ladder.id]

    @property
    def now(self) -> dict[str, Any] | None:
        """What is done at present; None before the first step."""
        return self.ladder.step(self.level)

    @property
    def next(self) -> dict[str, Any] | None:
        """The step after it; None at the top."""
        return self.ladder.step(self.level + 1)


def climb(state: State) -> Climb | None:
    """The ladder that goes up next; None for who does not run, or where a plan leads no further."""
    if state.plan.runs == "never":
        return None
    for ladder in ladders().values():
        level: int = getattr(state, LEVEL_OF[ladder.id])
        if _leads(ladder, state) and level < ladder.top:
            return Climb(ladder, level, len(_speaks_for(ladder, level, state)), ladder.greens(level))
    return None


def _leads(ladder: Ladder, state: State) -> bool:
    """Whether a plan leads up a ladder: walk-run for who rests, hills and speed for who needs them, where known."""
    if ladder.id == WALK_RUN:
        return comes_back(state)
    return bool(state.plan.needs_speed) and state.plan.site in ladder.sites


def comes_back(state: State) -> bool:
    """Who rests and wants to run again; also who was set back on walking and running in turn, whatever was told."""
    return state.plan.runs == "rests" or (state.plan.runs is None and state.run_level > 0)


def _speaks_for(ladder: Ladder, level: int, state: State) -> tuple[Any, ...]:
    """The green days that count: before the first run those of the exercises."""
    first = ladder.id == WALK_RUN and level < ladder.first_level
    return (state.exercises if first else state.runs).greens


def standing(state: State) -> Climb | None:
    """The ladder that was climbed last and is stepped back first; None where none was begun.

    The first step of the hills is the flat: it belongs to what comes before.
    """
    for ladder in _last_climbed_first(state):
        level: int = getattr(state, LEVEL_OF[ladder.id])
        if level > 0:
            return Climb(ladder, level, len(state.runs.greens), ladder.greens(level))
    return None


def _last_climbed_first(state: State) -> list[Ladder]:
    """Who is back on walking and running in turn keeps the steps of the hills for later: they do not count now."""
    all_of_them = ladders()
    walks = comes_back(state) and state.run_level < all_of_them[WALK_RUN].top
    return [all_of_them[WALK_RUN]] if walks else list(reversed(all_of_them.values()))
