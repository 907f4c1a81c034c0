"""Reads the data files of this room: rules, cues, thresholds, red flags, sources."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from gaitcue.terms.sources import PRODUCT_DEFAULT
from gaitcue.terms.together import cues_of

Direction = Literal["up", "down"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One row of the master table: facts that must hold, the hypothesis, the advice."""

    id: str
    kind: str
    all: tuple[str, ...]
    any: tuple[str, ...]
    none: tuple[str, ...]
    overrides: tuple[str, ...]
    clinician: str
    runner: str
    cues: tuple[str, ...]
    advice: dict[str, str]
    """cue, exercise, load, avoid, re-measure; empty ones left out"""
    remeasure: tuple[str, ...]
    grade: str
    sources: tuple[str, ...]
    needs: dict[str, tuple[str, ...]] = field(default_factory=dict)
    """facts that one of the cues needs besides; "!" before a name: must not hold"""
    leads: str = ""
    """the one of its cues that comes first, whatever the scores"""
    cues_from: str = ""
    """a fact whose input names the cues"""
    no_cue: str = ""
    """code of why there is no cue"""
    last: str = ""
    """speaks only where no other rule does ("alone"), or no rule of the kind gait ("no_gait_rule")"""
    when_blocked: bool = False
    """said even while the triage blocks"""
    one_only: bool = False
    """against trying one cue after another: a jump in load explains the pain, or a cue has helped already"""


@dataclass(frozen=True, slots=True)
class Target:
    """A measure and the direction it should go."""

    measure: str
    wanted: Direction


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: its wordings, what it should change, what it does to each tissue, and who must not get it."""

    id: str
    family: str
    title: str
    external: str
    internal: str
    target: tuple[Target, ...]
    instead: tuple[Target, ...]
    """judged by these when the target cannot be measured"""
    helps: tuple[Target, ...]
    for_facts: tuple[str, ...]
    effect: dict[str, str]
    caution: str
    veto: tuple[str, ...]
    penalty: tuple[str, ...]
    grade: str
    """of the evidence where ``grades`` names no tissue"""
    sources: tuple[str, ...]
    grades: dict[str, str] = field(default_factory=dict)
    """site -> grade of the evidence for it"""
    dose_pct: float | None = None
    after: str | None = None
    runner: str = ""
    """its name within a sentence, for the runner"""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two cues that may be tried as one condition."""

    cues: tuple[str, ...]
    site: str
    why: str
    """code of why they go together"""
    from_the_start: bool
    """the exception to "one at a time first" """
    grade: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TrialGuard:
    """A measure that must not get worse in a cue trial of a person with this history."""

    fact: str
    measure: str
    worse: Direction
    text: str
    sources: tuple[str, ...]
    limit: float | None = None


@dataclass(frozen=True, slots=True)
class Modifier:
    """Advice that one fact about the person adds."""

    id: str
    fact: str
    about: str
    """avoid, info, refer, or what the triage may block"""
    advice: str
    runner: str
    """in the runner's words; empty: not for the runner"""
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """One red-flag question; see the head of the data file for the fields."""

    id: str
    text: str
    level: str = ""
    sources: tuple[str, ...] = field(default=())
    follows: str = ""
    """asked only after a yes to this other question"""
    lowers_to: str = ""
    """of one that follows: the level that a yes leaves to the other question; empty takes it back"""
    blocks: tuple[str, ...] | None = None
    action: str = ""
    consider: tuple[str, ...] = ()
    lasting: bool = False
    grade: str = "D"


@cache
def table(name: str) -> dict[str, Any]:
    """The raw content of one data file, e.g. ``table("thresholds")``."""
    return tomllib.loads(files("gaitcue.clinic.data").joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def rules() -> tuple[Rule, ...]:
    return tuple(_rule(row) for row in table("rules")["rule"])


def _rule(row: dict[str, Any]) -> Rule:
    advice = {key: str(row[key]) for key in ("cue", "exercise", "load", "avoid") if row.get(key)}
    if row["remeasure"]:
        advice["remeasure"] = ", ".join(row["remeasure"])
    return Rule(
        id=row["id"],
        kind=row["kind"],
        all=tuple(row["all"]),
        any=tuple(row.get("any", ())),
        none=tuple(row.get("none", ())),
        overrides=tuple(row.get("overrides", ())),
        clinician=row["clinician"],
        runner=row["runner"],
        cues=tuple(row["cues"]),
        advice=advice,
        remeasure=tuple(row["remeasure"]),
        grade=row["grade"],
        sources=tuple(row["sources"]),
        needs={name: tuple(facts) for name, facts in row.get("needs", {}).items()},
        **{key: row[key] for key in ("leads", "cues_from", "no_cue", "last", "when_blocked", "one_only") if key in row},
    )


@cache
def cues() -> dict[str, Cue]:
    return {row["id"]: _cue(row) for row in table("cues")["cue"]}


def cue_title(cue: str) -> str:
    """The title of a cue of the rules, or of several ("cadence_5+glutes"); what is none stays as it was written."""
    names = cues_of(cue)
    return " + ".join(cues()[name].title for name in names) if all(name in cues() for name in names) else cue


def joined_titles(names: Iterable[str]) -> str:
    """The titles of cues that are tried together."""
    return " + ".join(map(cue_title, names))


def _cue(row: dict[str, Any]) -> Cue:
    lists: dict[str, Any] = {key: tuple(row.get(key, ())) for key in ("for_facts", "veto", "penalty", "sources")}
    for key in ("target", "instead", "helps"):
        lists[key] = tuple(Target(**item) for item in row.get(key, ()))
    return Cue(**{**row, **lists})


@cache
def pairs() -> tuple[Pair, ...]:
    """Pairs of cues that go together."""
    lists = ("cues", "sources")
    return tuple(Pair(**{**row, **{key: tuple(row[key]) for key in lists}}) for row in table("cues")["pair"])


@cache
def guards() -> tuple[TrialGuard, ...]:
    return tuple(TrialGuard(**(row | {"sources": tuple(row["sources"])})) for row in table("rules")["guard"])


@cache
def modifiers() -> tuple[Modifier, ...]:
    return tuple(Modifier(**(row | {"sources": tuple(row["sources"])})) for row in table("rules")["modifier"])


@cache
def questions() -> tuple[Question, ...]:
    return tuple(_question(row) for row in table("red_flags")["question"])


def _question(row: dict[str, Any]) -> Question:
    lists: dict[str, Any] = {key: tuple(row[key]) for key in ("sources", "blocks", "consider") if key in row}
    own = {} if lists.get("sources") != (PRODUCT_DEFAULT,) else {"grade": "E"}
    return Question(**{**own, **row, **lists})


@cache
def setting(group: str, name: str) -> float:
    """A single number of thresholds.toml, e.g. ``setting("trial", "effort_allowed")``."""
    return float(table("thresholds")[group][name]["value"])


def source_text(sources: tuple[str, ...]) -> str:
    """Keys as one line for a finding."""
    return ", ".join(sources)
