"""A cue trial as it was run: baseline, up to three conditions, baseline again, and the morning after."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from gaitcue.clinic.profile import check_range
from gaitcue.clinic.tables import cues, setting
from gaitcue.terms.errors import BadOption

BASELINE, RETURN = "baseline", "return baseline"


@dataclass(frozen=True, slots=True)
class Take:
    """One recording of the visit and what the person said about it (0-10)."""

    name: str
    recording: Path | None = None
    """a clip or a finished analysis"""
    pain: float | None = None
    effort: float | None = None
    awkwardness: float | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """A take with one cue, or several together."""

    take: Take
    cues: tuple[str, ...]
    wording: str = "external"

    @property
    def name(self) -> str:
        return self.take.name


@dataclass(frozen=True, slots=True)
class NextDay:
    """Pain at the site on the same task, the morning before and the morning after (0-10)."""

    pain: float
    pain_before: float


@dataclass(frozen=True, slots=True)
class Trial:
    on: date
    baseline: Take
    conditions: tuple[Condition, ...]
    return_baseline: Take | None = None
    next_day: NextDay | None = None
    profile: Path | None = None
    same_camera: bool = False
    seed: int = 0
    earlier: tuple[Path, ...] = ()
    """trial files of earlier visits: the trend of effort is shown over them"""

    @property
    def takes(self) -> dict[str, Take]:
        """Every take by its name, in the order run."""
        again = (self.return_baseline,) if self.return_baseline else ()
        return {take.name: take for take in (self.baseline, *(c.take for c in self.conditions), *again)}


def read_trial(source: Path | Mapping[str, Any]) -> Trial:
    """Read a trial from a TOML file or a mapping of the same shape; relative paths are taken from the file's folder.

    Raises
    ------
    BadOption : unreadable, no baseline or condition, an unknown cue, more than three conditions, a score off 0-10
    """
    folder = source.parent if isinstance(source, Path) else Path()
    values = _load(source) if isinstance(source, Path) else dict(source)
    _known(
        values,
        {"date", "baseline", "condition", "return_baseline", "next_day", "profile", "same_camera", "seed", "earlier"},
        "trial",
    )
    if "baseline" not in values or not values.get("condition"):
        raise BadOption("A trial needs a [baseline] and at least one [[condition]].")
    again = values.get("return_baseline")
    trial = Trial(
        on=values.get("date", date.today()),
        baseline=_take(values["baseline"], BASELINE, folder),
        conditions=tuple(_condition(row, folder) for row in values["condition"]),
        return_baseline=None if again is None else _take(again, RETURN, folder),
        next_day=_next_day(values.get("next_day")),
        profile=folder / values["profile"] if values.get("profile") else None,
        same_camera=bool(values.get("same_camera", False)),
        seed=int(values.get("seed", 0)),
        earlier=_earlier(values.get("earlier", ()), folder),
    )
    _check(trial)
    return trial


def _earlier(names: object, folder: Path) -> tuple[Path, ...]:
    if not isinstance(names, list | tuple) or not all(isinstance(name, str) for name in names):
        raise BadOption('earlier is a list of trial files, e.g. earlier = ["visit-1.toml"].')
    return tuple(folder / name for name in names)


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise BadOption(f"The trial file {path.name} cannot be read: {str(problem).splitlines()[0]}.") from problem


def _known(row: Mapping[str, Any], names: set[str], where: str) -> None:
    unknown = sorted(set(row) - names)
    if unknown:
        raise BadOption(f"In the {where}: {unknown[0]!r} is not known; use one of {', '.join(sorted(names))}.")


def _take(row: Mapping[str, Any], name: str, folder: Path) -> Take:
    _known(row, {"analysis", "clip", "pain", "effort", "awkwardness", "name", "cues", "wording"}, name)
    if row.get("analysis") and row.get("clip"):
        raise BadOption(f"{name} names a clip and an analysis: keep one.")
    for score in ("pain", "effort", "awkwardness"):
        check_range(f"{score} of {name}", row.get(score), 0, 10, "on the 0-10 scale")
    recording = row.get("analysis") or row.get("clip")
    scores = (row.get("pain"), row.get("effort"), row.get("awkwardness"))
    return Take(name, folder / recording if recording else None, *scores)


def _condition(row: Mapping[str, Any], folder: Path) -> Condition:
    names = tuple(row.get("cues", ()))
    if not names:
        raise BadOption(f'Each [[condition]] needs cues, e.g. cues = ["cadence_5"]; known are {", ".join(cues())}.')
    for name in names:
        if name not in cues():
            raise BadOption(f"Cue {name!r} is not known; use one of {', '.join(cues())}.")
    title = str(row.get("name") or " + ".join(names))
    return Condition(_take(row, title, folder), names, str(row.get("wording", "external")))


def _next_day(row: Mapping[str, Any] | None) -> NextDay | None:
    if row is None:
        return None
    _known(row, {"pain", "pain_before"}, "next_day")
    for name in ("pain", "pain_before"):
        if name not in row:
            raise BadOption("next_day needs pain and pain_before, both on the same task in the morning.")
        check_range(f"{name} of next_day", row[name], 0, 10, "on the 0-10 scale")
    return NextDay(row["pain"], row["pain_before"])


def _check(trial: Trial) -> None:
    if not isinstance(trial.on, date):
        raise BadOption(f"date is {trial.on!r}: write it as 2025-03-31.")
    most = int(setting("trial", "most_conditions"))
    if len(trial.conditions) > most:
        raise BadOption(f"The trial has {len(trial.conditions)} conditions; a visit takes {most} at most: split it.")
    names = [condition.name for condition in trial.conditions]
    if len(set(names)) != len(names) or {BASELINE, RETURN} & set(names):
        raise BadOption("Give every condition a name of its own.")
