"""Ladders back to running, hills and speed, step by step; the engine of the plan climbs them one after the other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from gaitcue.care.rules import number, table


@dataclass(frozen=True, slots=True)
class Ladder:
    """A way in steps. Levels count from ``first_level``; below it the ladder is not begun."""

    id: str
    kind: str
    """the one variable that it raises: distance, hills or speed"""
    steps: tuple[dict[str, Any], ...]
    tag: str
    sites: tuple[str, ...]
    """where a plan leads up it; empty: everywhere"""
    surgeon: str
    """the item that a surgeon has to allow first after an operation"""
    first_level: int

    @property
    def top(self) -> int:
        """The highest level."""
        return self.first_level + len(self.steps) - 1

    def step(self, level: int) -> dict[str, Any] | None:
        """What is done on a level; None where it is not begun, or above its top.

        Examples
        --------
        >>> hills, speed = ladders()["hills"], ladders()["speed"]
        >>> hills.step(0)["words"], speed.step(0), hills.step(hills.top + 1)
        ('30 minutes on the flat', None, None)
        """
        place = level - self.first_level
        return self.steps[place] if 0 <= place < len(self.steps) else None

    def greens(self, level: int) -> int:
        """Green answers one after the other that a level asks for before the next.

        Examples
        --------
        >>> [ladders()["hills"].greens(level) for level in (0, 1)]
        [4, 2]
        """
        own = self.step(level) or {}
        return int(own.get("greens", number("ladders", "rules", "greens_to_climb")))


@cache
def ladders() -> dict[str, Ladder]:
    """Every ladder by its id, in the order in which they are climbed."""
    return {one["id"]: _ladder(one) for one in table("ladders")["ladder"]}


def _ladder(row: dict[str, Any]) -> Ladder:
    first = row.get("first_level", 1)
    sites = tuple(row.get("sites", ()))
    return Ladder(row["id"], row["kind"], tuple(row["step"]), row["tag"], sites, row["surgeon"], first)
