"""Reads ``data/stages.toml``."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from gaitcue.care.rules import table
from gaitcue.terms.sources import UNVERIFIED


@dataclass(frozen=True, slots=True)
class Dose:
    """How much of an exercise."""

    clinician: str
    runner: str
    tag: str
    """source key, product default, or unverified"""

    @property
    def verified(self) -> bool:
        return self.tag != UNVERIFIED


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise in words, with its dose."""

    id: str
    title: str
    runner: str
    clinician: str
    dose: Dose
    sources: tuple[str, ...]
    grade: str = "D"
    not_with: tuple[str, ...] = ()
    """facts that forbid it"""


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the four stages of hamstring loading."""

    id: str
    number: int
    title: str
    clinician: str
    runner: str
    dose: Dose
    exercises: tuple[Exercise, ...]
    enter: tuple[str, ...]
    """codes of what has to hold, besides those of every stage before"""
    leave: str
    sources: tuple[str, ...]
    grade: str
    unverified: str = ""
    """for the clinician: what is recalled and was not read in a source"""


@dataclass(frozen=True, slots=True)
class SeatAdvice:
    """One thing about sitting."""

    id: str
    runner: str
    clinician: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LeaveOut:
    """Something that is better left out for now."""

    id: str
    facts: tuple[str, ...]
    """one is enough"""
    runner: str
    clinician: str
    sources: tuple[str, ...]
    until: int | None = None
    """the stage from which it is no longer said"""
    running: bool = False
    """only for somebody who runs"""
    instead_of: tuple[str, ...] = ()
    """modifiers that say the same"""


@dataclass(frozen=True, slots=True)
class Ready:
    """One thing that has to be so before running begins again."""

    id: str
    runner: str
    sources: tuple[str, ...]


@cache
def stages() -> tuple[Stage, ...]:
    """The four stages in their order."""
    grade = str(table("stages")["programme"]["grade"])
    return tuple(_stage(row, grade) for row in table("stages")["stage"])


def _stage(row: dict[str, Any], grade: str) -> Stage:
    dose = Dose(**row["dose"])
    told = {item["id"]: item for item in table("stages")["exercise"]}
    return Stage(
        id=row["id"],
        number=row["number"],
        title=row["title"],
        clinician=row["clinician"],
        runner=row["runner"],
        dose=dose,
        exercises=tuple(_exercise(told[name] | {"dose": row["dose"], "grade": grade}) for name in row["exercises"]),
        enter=tuple(row["enter"]),
        leave=row["leave"]["clinician"],
        sources=tuple(row["sources"]),
        grade=grade,
        unverified=row.get("more", {}).get("clinician", ""),
    )


def _exercise(row: dict[str, Any]) -> Exercise:
    kept = {name: row[name] for name in ("id", "title", "runner", "clinician", "grade")}
    lists: dict[str, Any] = {name: tuple(row.get(name, ())) for name in ("sources", "not_with")}
    return Exercise(**kept, **lists, dose=Dose(**row["dose"]))


@cache
def extras() -> tuple[tuple[tuple[str, ...], Exercise], ...]:
    """Exercises for other needs, each with the facts that ask for it."""
    return tuple((tuple(row["for"]), _exercise(row)) for row in table("stages")["extra"])


@cache
def seat_advice() -> tuple[SeatAdvice, ...]:
    return _advice("seat")


@cache
def saddle_advice() -> tuple[SeatAdvice, ...]:
    """The same for who cycles."""
    return _advice("saddle")


def _advice(name: str) -> tuple[SeatAdvice, ...]:
    return tuple(SeatAdvice(**(row | {"sources": tuple(row["sources"])})) for row in table("stages")[name])


@cache
def leave_outs() -> tuple[LeaveOut, ...]:
    return tuple(_leave_out(dict(row)) for row in table("stages")["avoid"])


def _leave_out(row: dict[str, Any]) -> LeaveOut:
    lists: dict[str, Any] = {"facts": tuple(row.pop("for"))}
    lists |= {name: tuple(row.pop(name, ())) for name in ("sources", "instead_of")}
    return LeaveOut(**row, **lists)


@cache
def readiness() -> tuple[Ready, ...]:
    return tuple(Ready(**(row | {"sources": tuple(row["sources"])})) for row in table("stages")["ready"])


def limit(name: str) -> float:
    """One number of the table ``limits``."""
    return float(table("stages")["limits"][name]["value"])


@cache
def steady_sports() -> frozenset[str]:
    """Running sports without sprints or jumps."""
    return frozenset(table("stages")["limits"]["steady_sports"]["value"])
