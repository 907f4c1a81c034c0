"""The course of a plan: its stages, and within each what goes up and down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from gaitcue.care.load.ladders import ladders
from gaitcue.care.programme.table import Exercise, extras, stages
from gaitcue.care.rules import table
from gaitcue.terms.errors import BadOption
from gaitcue.terms.sources import UNVERIFIED

STEP_BACK: Final[tuple[str, ...]] = tuple(table("stages")["programme"]["step_back"]["value"])
"""What is taken back first when it hurts more."""


@dataclass(frozen=True, slots=True)
class VariableLadder:
    """The steps of one variable, from easy to hard."""

    start: int
    steps: tuple[str, ...]
    """for the clinician"""
    runner: tuple[str, ...]
    tag: str
    every: tuple[int, ...] = ()
    """of the days: one session in so many days"""

    @property
    def top(self) -> int:
        return len(self.steps) - 1

    @property
    def verified(self) -> bool:
        return self.tag != UNVERIFIED

    def for_clinician(self, level: int) -> str:
        """One step; of a ladder that was not read in a source it says so."""
        return self.steps[level] if self.verified else f"{self.steps[level]} (unverified)"


@dataclass(frozen=True, slots=True)
class PlanStage:
    """One stage of a course."""

    id: str
    number: int
    title: str
    exercises: tuple[Exercise, ...]
    ladders: Mapping[str, VariableLadder]
    raise_order: tuple[str, ...]

    @property
    def start(self) -> dict[str, int]:
        """The levels to begin with."""
        return {name: ladder.start for name, ladder in self.ladders.items()}

    @property
    def lowest(self) -> dict[str, int]:
        return dict.fromkeys(self.ladders, 0)

    @property
    def verified(self) -> bool:
        """False where a dose or a ladder is common practice and was not read in a source."""
        doses = all(exercise.dose.verified for exercise in self.exercises)
        return doses and all(ladder.verified for ladder in self.ladders.values())

    def every_days(self, levels: Mapping[str, int]) -> int | None:
        """Days from one session to the next; None where there are no exercises."""
        days = self.ladders.get("days")
        return days.every[levels["days"]] if days else None


@dataclass(frozen=True, slots=True)
class Course:
    """What is done for one site."""

    site: str
    stages: tuple[PlanStage, ...]
    grade: str
    """of the evidence"""

    @property
    def staged(self) -> bool:
        """Whether it has stages that open by criteria."""
        return len(self.stages) > 1

    def stage(self, number: int) -> PlanStage:
        return self.stages[number - 1]


@cache
def course(site: str) -> Course:
    """The course for a site; where none is published the load is followed by the diary."""
    rows = {row["site"]: row for row in table("programme")["variant"]}
    row = rows.get(site, rows["other"])
    made = tuple(_stage(name, number) for number, name in enumerate(row["stages"], 1))
    return Course(site, made, row["grade"])


def _stage(name: str, number: int) -> PlanStage:
    title, exercises = _content(name)
    row = table("stages")["ladder"][name]
    ladders = {key: _ladder(value) for key, value in row.items() if isinstance(value, dict)}
    return PlanStage(name, number, title, exercises, ladders, tuple(row["raise"]))


def _content(name: str) -> tuple[str, tuple[Exercise, ...]]:
    for stage in stages():
        if stage.id == name:
            return stage.title, stage.exercises
    told = {exercise.id: exercise for _, exercise in extras()}
    row = next(row for row in table("stages")["other_stage"] if row["id"] == name)
    return row["title"], tuple(told[key] for key in row["exercises"])


def _ladder(row: dict[str, Any]) -> VariableLadder:
    lists: dict[str, Any] = {key: tuple(row.get(key, ())) for key in ("steps", "runner", "every")}
    return VariableLadder(start=row["start"], tag=row["tag"], **lists)


@dataclass(frozen=True, slots=True)
class WalkRun:
    """One level of walking and running in turn."""

    level: int
    run_s: int
    walk_s: int
    repeats: int
    then_run_s: int = 0

    @property
    def minutes(self) -> float:
        """From the first step to the last."""
        return ((self.run_s + self.walk_s) * self.repeats + self.then_run_s) / 60.0


@cache
def walk_run() -> tuple[WalkRun, ...]:
    """The levels of coming back to running, from the first half minute to half an hour."""
    return tuple(WalkRun(level, **step) for level, step in enumerate(ladders()["walk_run_gentle"].steps, 1))


def walk_run_level(level: int) -> WalkRun:
    """One level.

    Raises
    ------
    BadOption : there is no such level
    """
    if not 1 <= level <= len(walk_run()):
        raise BadOption(f"walk-run level {level} does not exist: use 1 to {len(walk_run())}")
    return walk_run()[level - 1]
