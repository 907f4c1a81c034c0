"""Marker sets: small TOML maps from a laboratory's labels to keypoints."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from gaitcue.pose.formats.trial import MarkerTrial
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.keypoints import SIDES, Side

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
        match = re.match(self.static_trial, path.stem) if self.static_trial and self.static_file else None
        if match is None or self.static_file is None:
            return None
        found = path.with_name(self.static_file.format(**match.groupdict()))
        return found if found.is_file() else None

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
        return _read(Path(name_or_file).name, _text(Path(name_or_file)))
    for candidate in shipped_sets():
        if candidate.name == name_or_file:
            return candidate
    names = ", ".join(candidate.name for candidate in shipped_sets())
    raise BadOption(f"no marker set called {name_or_file!r}; there are {names}, or pass a .toml file")


@cache
def shipped_sets() -> tuple[MarkerSet, ...]:
    folder = files("gaitcue.pose.formats") / "marker_sets"
    found = sorted((entry for entry in folder.iterdir() if entry.name.endswith(".toml")), key=lambda entry: entry.name)
    return tuple(_read(entry.name, entry.read_text(encoding="utf-8")) for entry in found)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BadOption(f"marker set {path} cannot be read: {error.strerror}") from error


def _read(name: str, text: str) -> MarkerSet:
    try:
        raw = tomllib.loads(text)
        return MarkerSet(
            name=str(raw.get("name", Path(name).stem)),
            title=str(raw.get("title", name)),
            source=str(raw.get("source", "")),
            sides={side: str(raw["sides"][side]) for side in SIDES},
            points={point: tuple(labels) for point, labels in raw["points"].items()},
            single_points={point: tuple(labels) for point, labels in raw.get("single_points", {}).items()},
            clusters=tuple(
                Cluster(str(each["name"]), tuple(each["markers"]), tuple(each["carries"]))
                for each in raw.get("clusters", [])
            ),
            beyond={p: (str(rule["start"]), float(rule["share"])) for p, rule in raw.get("beyond", {}).items()},
            standing_height_m={p: float(high) for p, high in raw.get("standing_height_m", {}).items()},
            static_trial=raw.get("static", {}).get("trial"),
            static_file=raw.get("static", {}).get("file"),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadOption(f"marker set {name} is not valid ({error}); see the shipped rbds.toml for the form") from error
