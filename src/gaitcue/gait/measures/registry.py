"""The register of measures: a measure is one function with all that docs, report and checks need to know about it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from gaitcue.gait.measures.leg_strides import LegStrides
from gaitcue.gait.measures.run import Run
from gaitcue.gait.measures.signals import SIGNALS
from gaitcue.gait.policy import FPS_CONTACT, reaches
from gaitcue.terms.advice import Reason
from gaitcue.terms.arrays import Array
from gaitcue.terms.records import Conditions, Status

Compute = Callable[[Run, LegStrides], Array]
Scope = Literal["leg", "run", "pair"]
Need = Literal["scale", "speed", "standing", "pelvis", "trunk", "feet"]


@dataclass(frozen=True, slots=True)
class Reference:
    """Usual range of a measure under given conditions; an open end is None."""

    low: float | None
    high: float | None
    tag: str
    """what the range is: the key of its source, "product default" or "unverified" """
    sources: tuple[str, ...]
    """keys that it was read in or built on"""
    grade: str
    """A-D, or "" for product defaults"""
    note: str
    mean: float | None = None
    sd: float | None = None
    assumed: tuple[Reason, ...] = ()
    """what was not told, and what it was taken as"""

    @property
    def source(self) -> str:
        """The keys as one line."""
        return ", ".join(self.sources)


@dataclass(frozen=True, slots=True)
class MeasureDefinition:
    """One measure: what it is called, what it means, what it needs, and how it is computed."""

    id: str
    title_clinician: str
    title_runner: str
    unit: str
    """deg, s, m, cm, %, steps/min, or 1"""
    definition: str
    belongs_to: str
    """event or phase of the gait cycle"""
    family: str
    scope: Scope
    """"leg": each leg and both together; "run": both together only; "pair": compares the legs"""
    needs: tuple[Need, ...]
    min_fps: tuple[float, float]
    """frames per true second for ok, and for low_confidence; below it is not measurable"""
    sources: tuple[str, ...]
    """keys of ``terms/sources.toml``, or "product default"; what the definition, not the usual range, rests on"""
    signals: tuple[str, ...]
    """what it reads besides the times of the events; with it, errors of other points are known to leave it alone"""
    compute: Compute
    """(run, strides of one leg) -> one value per stride, NaN where it cannot be told"""
    note: str = ""
    same_steps: bool = False
    """both legs' strides are made of the same steps, so their means err together; always so for the whole run"""
    own_half_width: float = 0.0
    """95 %, in the unit: how far the way of reading may be off by itself (product default)"""

    @property
    def source(self) -> str:
        """The keys as one line."""
        return ", ".join(self.sources)

    @property
    def joints(self) -> frozenset[str]:
        """Points that its signals are made of."""
        return frozenset().union(*(SIGNALS[name].joints for name in self.signals))

    def reference(self, conditions: Conditions) -> Reference | None:
        """Usual range at this speed and height; None when nothing is published or agreed."""
        entry = _references().get(self.id)
        return None if entry is None else reference_for(entry, conditions)


MEASURES: dict[str, MeasureDefinition] = {}
"""id -> definition, in the order of the report"""


def register(**about: Any) -> Callable[[Compute], Compute]:
    """Register the decorated function as a measure; the docstring is its definition, the function's name its id."""

    def enter(compute: Compute) -> Compute:
        name = compute.__name__
        if name in MEASURES:
            raise ValueError(f"measure {name} is registered twice")
        definition = " ".join((compute.__doc__ or "").split())
        defaults: dict[str, Any] = {"scope": "leg", "needs": (), "signals": (), "min_fps": FPS_CONTACT}
        MEASURES[name] = MeasureDefinition(id=name, definition=definition, compute=compute, **(defaults | about))
        return compute

    return enter


def frame_rate_status(definition: MeasureDefinition, fps: float) -> Status:
    """What a frame rate allows for a measure.

    Parameters
    ----------
    definition : entry of MEASURES
    fps : frames per true second
    """
    ok, low = definition.min_fps
    if reaches(fps, ok):
        return "ok"
    return "low_confidence" if reaches(fps, low) else "not_measurable"


def reference_for(entry: dict[str, Any], conditions: Conditions) -> Reference:
    """Evaluate one entry of references.toml."""
    shift, assumed = 0.0, []
    for slope, at, value, told in (
        ("per_mps", "at_mps", conditions.speed_mps, "speed"),
        ("per_cm", "at_cm", conditions.height_cm, "height"),
    ):
        if slope in entry and value is not None:
            shift += entry[slope] * (value - entry[at])
        elif slope in entry:
            assumed.append(Reason(f"{told}_assumed", {"value": entry[at]}))
    mean = None if "mean" not in entry else entry["mean"] + shift
    sd = entry.get("sd")
    low, high = (entry[k] + shift if k in entry else None for k in ("low", "high"))
    if mean is not None and sd is not None:
        low, high = mean - 2 * sd, mean + 2 * sd
    return Reference(
        low, high, entry["tag"], tuple(entry["sources"]), entry.get("grade", ""), entry.get("note", ""), mean, sd,
        tuple(assumed),
    )  # fmt: skip


@cache
def _references() -> dict[str, Any]:
    return tomllib.loads(files("gaitcue.gait.measures").joinpath("references.toml").read_text(encoding="utf-8"))
