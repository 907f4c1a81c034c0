"""The triage's part of ``data/red_flags.toml``: levels, triggers, and what a clinician will consider."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

from gaitcue.clinic.rule_data import table


@dataclass(frozen=True, slots=True)
class UrgencyLevel:
    """How urgent something is, what it blocks, and what to do about it."""

    id: str
    blocks: frozenset[str]
    action: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trigger:
    """What is raised when its facts hold; see the head of the data file for the fields."""

    id: str
    level: str
    all: tuple[str, ...]
    any: tuple[str, ...]
    none: tuple[str, ...]
    blocks: frozenset[str] | None
    """what has to wait, where it differs from that of the level"""
    action: str
    advises: tuple[str, ...]
    """what its action is advice on: left unsaid where that is blocked by something else"""
    sites: tuple[str, ...]
    consider: tuple[str, ...]
    lasting: bool
    grade: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Consideration:
    """Something else that a clinician will consider when its facts hold."""

    code: str
    all: tuple[str, ...]
    any: tuple[str, ...]
    sources: tuple[str, ...]


@cache
def levels() -> dict[str, UrgencyLevel]:
    """Every level, most urgent first."""
    return {
        name: UrgencyLevel(name, frozenset(row["blocks"]), row["action"], tuple(row["sources"]))
        for name, row in table("red_flags")["level"].items()
    }


@cache
def triggers() -> tuple[Trigger, ...]:
    return tuple(_trigger(row) for row in table("red_flags")["trigger"])


def _trigger(row: dict[str, Any]) -> Trigger:
    lists: dict[str, Any] = {
        key: tuple(row.get(key, ())) for key in ("all", "any", "none", "advises", "sites", "consider")
    }
    return Trigger(
        **lists,
        id=row["id"],
        level=row["level"],
        blocks=frozenset(row["blocks"]) if "blocks" in row else None,
        action=row.get("action", ""),
        lasting=row.get("lasting", False),
        grade=row.get("grade", "E"),
        sources=tuple(row["sources"]),
    )


@cache
def considerations() -> tuple[Consideration, ...]:
    return tuple(
        Consideration(row["code"], tuple(row.get("all", ())), tuple(row.get("any", ())), tuple(row["sources"]))
        for row in table("red_flags")["consider"]
    )
