"""A cue trial as it was run: baseline, up to three conditions, baseline again, and the morning after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

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
    pain_elsewhere: float | None = None
    """at a second site"""
    elsewhere: str | None = None
    """the second site"""


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
    """One visit in which cues are tried: baseline, a recording for each condition, and the baseline again."""

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
