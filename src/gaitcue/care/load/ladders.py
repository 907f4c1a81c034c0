"""Ladders back to running, hills and speed, step by step; the engine of the plan climbs the first of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from gaitcue.care.rules import number, table


@dataclass(frozen=True, slots=True)
class Ladder:
    """A way in steps."""

    id: str
    kind: str
    """the one variable that it raises: distance, hills or speed"""
    steps: tuple[dict[str, Any], ...]
    tag: str

    def greens(self, step: int) -> int:
        """Green answers that a step asks for before the next.

        Examples
        --------
        >>> [ladders()["hills"].greens(step) for step in (0, 1)]
        [4, 2]
        """
        return int(self.steps[step].get("greens", number("ladders", "rules", "greens_to_climb")))


@cache
def ladders() -> dict[str, Ladder]:
    """Every ladder by its id."""
    return {
        one["id"]: Ladder(one["id"], one["kind"], tuple(one["step"]), one["tag"]) for one in table("ladders")["ladder"]
    }
