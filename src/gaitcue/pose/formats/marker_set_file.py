"""The file of a marker set: its fields, and what cannot be in one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from re import _constants as regex_codes  # type: ignore[attr-defined]
from re import _parser as regex_parser  # type: ignore[attr-defined]
from string import Formatter
from typing import Annotated, Any

from gaitcue.terms.errors import BadOption
from gaitcue.terms.fields import About, shown, use_one_of
from gaitcue.terms.keypoints import KEYPOINTS, OPTIONAL_POINTS

SIDED = tuple(dict.fromkeys(name.split("_", 1)[1] for name in (*KEYPOINTS, *OPTIONAL_POINTS) if "_" in name))
SINGLE = tuple(name for name in (*KEYPOINTS, *OPTIONAL_POINTS) if "_" not in name)
MOST_LABELS = 200
MOST_WILDCARDS = 3
"""a pattern with more could take very long on a long name"""
REPEATS = (regex_codes.MAX_REPEAT, regex_codes.MIN_REPEAT)
PLAIN = (regex_codes.LITERAL, regex_codes.NOT_LITERAL, regex_codes.ANY, regex_codes.IN, regex_codes.AT)


@dataclass(frozen=True, slots=True)
class SideLetters:
    """What stands for ``{S}`` in names of left and right markers."""

    left: Annotated[str, About("What stands for {S} on the left")]
    right: Annotated[str, About("What stands for {S} on the right")]


@dataclass(frozen=True, slots=True)
class StaticEntry:
    """How the standing trial beside a running trial is found."""

    trial: Annotated[str, About("Pattern of a running trial's name", "A regular expression without its ending.")]
    file: Annotated[str, About("Name of its standing trial", "Groups of the pattern in braces, e.g. {subject}.")]


@dataclass(frozen=True, slots=True)
class ClusterEntry:
    """Markers that move as one rigid body."""

    name: Annotated[str, About("Name")]
    markers: Annotated[tuple[str, ...], About("Labels; {S} stands for the side")]
    carries: Annotated[tuple[str, ...], About("Points that it carries", choices={name: name for name in SIDED})]


@dataclass(frozen=True, slots=True)
class BeyondEntry:
    """A point moved away from another one."""

    start: Annotated[str, About("From which point", choices={name: name for name in SIDED})]
    share: Annotated[float, About("By which share of the distance", "", "", -2, 2)]


@dataclass(frozen=True, slots=True)
class MarkerSetEntry:
    """A laboratory's labels, as they stand in the file."""

    sides: Annotated[SideLetters, About("Letters of the sides")]
    points: Annotated[dict[str, tuple[str, ...]], About("Point -> markers whose mean it is")]
    name: Annotated[str, About("Name of the set")] = ""
    title: Annotated[str, About("Title")] = ""
    source: Annotated[str, About("Source")] = ""
    static: Annotated[StaticEntry | None, About("The standing trial")] = None
    single_points: Annotated[dict[str, tuple[str, ...]], About("Points without a side")] = field(default_factory=dict)
    clusters: Annotated[tuple[ClusterEntry, ...], About("Rigid clusters")] = ()
    beyond: Annotated[dict[str, BeyondEntry], About("Points beyond their markers")] = field(default_factory=dict)
    standing_height_m: Annotated[dict[str, float], About("Height over the floor when standing")] = field(
        default_factory=dict
    )


def read_entry(raw: Any, where: str) -> MarkerSetEntry:
    """Check the content of a marker set's file.

    Raises
    ------
    BadOption : one line
    """
    from gaitcue.terms.typed import read_mapping

    entry = read_mapping(raw, MarkerSetEntry, where)
    problem = next(faults(entry), None)
    if problem is not None:
        raise BadOption(f"{where}: {problem}")
    return entry


def faults(entry: MarkerSetEntry) -> Iterator[str]:
    """What cannot be, with what is allowed."""
    yield from _unknown("points", entry.points, SIDED)
    yield from _unknown("single_points", entry.single_points, SINGLE)
    yield from _unknown("beyond", entry.beyond, SIDED)
    yield from _unknown("standing_height_m", entry.standing_height_m, SIDED)
    for name, height in entry.standing_height_m.items():
        if not 0 <= height <= 2.5:
            yield f"standing_height_m.{name} is {height:g}: give a number from 0 to 2.5 m"
    labels = [label for group in _groups(entry) for label in group]
    if len(labels) > MOST_LABELS:
        yield f"it names {len(labels)} markers; {MOST_LABELS} are the most"
    if any(not group for group in _groups(entry)):
        yield "a point or cluster has an empty list of markers: name at least one"
    if entry.static is not None:
        yield from _of_static(entry.static)


def _groups(entry: MarkerSetEntry) -> list[tuple[str, ...]]:
    clusters = [cluster.markers for cluster in entry.clusters]
    return [*entry.points.values(), *entry.single_points.values(), *clusters]


def _unknown(table: str, told: Iterable[str], known: tuple[str, ...]) -> Iterator[str]:
    for name in told:
        if name not in known:
            yield f"{shown(name)} in {table} is not known; {use_one_of(name, known)}"


def _of_static(static: StaticEntry) -> Iterator[str]:
    try:
        pattern = re.compile(static.trial)
        wildcards = _wildcards(regex_parser.parse(static.trial))
    except (re.error, ValueError, RecursionError, OverflowError) as problem:
        yield f"static.trial is {shown(static.trial)}: {problem}"
        return
    if wildcards > MOST_WILDCARDS:
        yield f"static.trial has more than {MOST_WILDCARDS} repeats: make the pattern simpler"
    yield from _of_file_name(static.file, tuple(pattern.groupindex))


def _of_file_name(name: str, groups: tuple[str, ...]) -> Iterator[str]:
    try:
        parts = list(Formatter().parse(name))
    except ValueError as problem:
        yield f"static.file is {shown(name)}: {problem}"
        return
    unknown = next((group for _, group, _, _ in parts if group is not None and group not in groups), None)
    if unknown is not None:
        known = f"; {use_one_of(unknown, groups)}" if groups else ""
        yield f"static.file has {{{unknown[:60]}}}, which is no named group of static.trial{known}"
    if re.search(r"[/\\:]|\.\.", name) or any(form or how for _, _, form, how in parts):
        yield f"static.file is {shown(name)}: give a file's name, without folders"


def _wildcards(pattern: Any) -> int:
    """How many repeats a parsed regular expression has.

    Raises
    ------
    ValueError : something whose matching can take exponentially long (a repeat of a repeat or of a choice), or that
        the name of a file does not need
    """
    count = 0
    for code, told in pattern:
        if code in REPEATS:
            if any(inner not in PLAIN for inner, _ in told[2]):
                raise ValueError("repeat only single letters, e.g. .* or [0-9]+")
            count += 1
        elif code is regex_codes.SUBPATTERN:
            count += _wildcards(told[-1])
        elif code not in PLAIN:
            raise ValueError("use letters, . [ ] * + ? and named groups only")
    return count
