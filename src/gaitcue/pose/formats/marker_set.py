"""Marker sets: small TOML maps from a laboratory's labels to keypoints."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from gaitcue.pose.formats.marker_trial import MarkerTrial
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.plain_files import load_file, parse_toml

NEEDED = ("heel", "toe")  # without both feet there are no events


@dataclass(frozen=True)
class Cluster:
    """Markers that move as one rigid body, and the keypoints that it carries."""

    name: str
    markers: tuple[str, ...]
    carries: tuple[str, ...]


@dataclass(frozen=True)
class MarkerSet:
    """Labels of a laboratory's markers; in each, ``{S}`` stands for the side's letters."""

    name: str
    title: str
    source: str
    sides: dict[Side, str]
    points: dict[str, tuple[str, ...]]
    """keypoint without side -> markers whose mean it is"""
    single_points: dict[str, tuple[str, ...]]
    clusters: tuple[Cluster, ...]
    beyond: dict[str, tuple[str, float]]
    """keypoint -> (start, share): moved away from the start by this share of its distance"""
    standing_height_m: dict[str, float]
    """keypoint that a cluster carries -> its height over the floor when standing, whatever the height of its marker"""
    static_trial: str | None = None
    """regular expression on the file's stem; its groups fill ``static_file``"""
    static_file: str | None = None

    def labels(self, point: str, side: Side) -> tuple[str, ...]:
        return self.sided(self.points.get(point, ()), side)

    def sided(self, labels: tuple[str, ...], side: Side) -> tuple[str, ...]:
        return tuple(label.replace("{S}", self.sides[side]) for label in labels)

    def static_of(self, path: Path) -> Path | None:
        """The standing trial that lies beside a running trial, by the set's naming pattern; None when there is none."""
        name = self.static_name(path)
        return path.with_name(name) if name and path.with_name(name).is_file() else None

    def static_name(self, path: Path) -> str | None:
        """What the standing trial of a running trial is called by the set's pattern; None when the pattern fails."""
        match = re.match(self.static_trial, path.stem) if self.static_trial and self.static_file else None
        return self.static_file.format(**match.groupdict()) if match and self.static_file else None

    def fits(self, trial: MarkerTrial) -> int:
        """How many of the set's markers the trial has; 0 when a foot point has none at all."""
        needed = [self.labels(point, side) for point in NEEDED for side in SIDES]
        if not all(any(trial.has(label) for label in labels) for labels in needed):
            return 0
        return sum(trial.has(label) for label in self.all_labels())

    def all_labels(self) -> set[str]:
        groups = [*self.points.values(), *(cluster.markers for cluster in self.clusters)]
        sided = {label for group in groups for side in SIDES for label in self.sided(group, side)}
        return sided | {label for group in self.single_points.values() for label in group}


def choose_marker_set(trial: MarkerTrial, wanted: str | None) -> MarkerSet:
    """The set that was asked for (name or TOML file), or the shipped set that fits most of the trial's markers."""
    sets = (marker_set(wanted),) if wanted else shipped_sets()
    best = max(sets, key=lambda candidate: candidate.fits(trial))
    if best.fits(trial):
        return best
    seen = ", ".join(trial.names[:6]) + (", ..." if len(trial.names) > 6 else "")
    known = f"marker set {best.name!r}" if wanted else "a known marker set"
    raise UnusableInput(
        f"{trial.path.name}: its markers ({seen}) are not those of {known}; pass --markers FILE.toml that maps them"
    )


def marker_set(name_or_file: str) -> MarkerSet:
    """A shipped set by its name, or one from a TOML file."""
    if name_or_file.endswith(".toml"):
        file = Path(name_or_file)
        return read_marker_set(load_file(file, "a marker set", as_json=False), file.name)
    for candidate in shipped_sets():
        if candidate.name == name_or_file:
            return candidate
    names = ", ".join(candidate.name for candidate in shipped_sets())
    raise BadOption(f"no marker set called {name_or_file!r}; there are {names}, or pass a .toml file")


@cache
def shipped_sets() -> tuple[MarkerSet, ...]:
    """The marker sets of this package."""
    folder = files("gaitcue.pose.formats") / "marker_sets"
    return tuple(_shipped(name) for name in sorted(entry.name for entry in folder.iterdir()) if name.endswith(".toml"))


@cache
def _shipped(name: str) -> MarkerSet:
    text = (files("gaitcue.pose.formats") / "marker_sets" / name).read_text(encoding="utf-8")
    return read_marker_set(parse_toml(text), name)


def read_marker_set(raw: Any, where: str) -> MarkerSet:
    """A marker set from the content of its file.

    Raises
    ------
    BadOption : one line with the place, what is wrong, and what is allowed
    """
    from gaitcue.pose.formats.marker_set_file import read_entry

    told = read_entry(raw, where)
    return MarkerSet(
        name=told.name or Path(where).stem,
        title=told.title or where,
        source=told.source,
        sides={"left": told.sides.left, "right": told.sides.right},
        points=told.points,
        single_points=told.single_points,
        clusters=tuple(Cluster(each.name, each.markers, each.carries) for each in told.clusters),
        beyond={point: (rule.start, rule.share) for point, rule in told.beyond.items()},
        standing_height_m=told.standing_height_m,
        static_trial=told.static.trial if told.static else None,
        static_file=told.static.file if told.static else None,
    )
