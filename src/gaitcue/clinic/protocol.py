"""What is tried at a visit, stretch by stretch."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from gaitcue.clinic.rule_data import setting

T = TypeVar("T")
TrialKind = Literal["one", "long"]


@dataclass(frozen=True, slots=True)
class TrialPlan:
    """How a visit is to be run."""

    kind: TrialKind = "one"
    """one condition today (an appointment of 30 minutes), or up to three with time as usual in between"""
    seed: int = 0
    """fixes the random order of the long visit"""


@dataclass(frozen=True, slots=True)
class Protocol:
    """What is tried at this visit: the cues of each condition, in the order run."""

    kind: TrialKind
    conditions: tuple[tuple[str, ...], ...]
    cue_min: float
    """minutes with each condition"""
    usual_min: float
    """minutes as usual before, between and after"""
    stop_at_pain: float
    """over this pain the trial ends"""
    halved: tuple[tuple[str, ...], ...] = ()
    """conditions of which only half is tried: they work, but cost too much"""
    kept_to_one: bool = False
    """the long visit was asked for, but one condition is what fits"""

    @property
    def minutes(self) -> float:
        return self.usual_min + len(self.conditions) * (self.cue_min + self.usual_min)


def plan_visit(
    best: Sequence[tuple[str, ...]],
    plan: TrialPlan,
    *,
    gently: bool,
    one_only: bool,
    halved: Sequence[tuple[str, ...]] = (),
) -> Protocol:
    """The visit for the conditions that are offered, best first.

    Parameters
    ----------
    gently : moderate pain, or pain that is slow to settle: the cue is run for a minute
    halved : conditions of which only half is tried
    one_only : one cue, whatever was asked for: load explains the pain, or a cue that helped has to hold first
    """
    one = plan.kind == "one" or one_only
    most = 1 if one else int(setting("trial", "most_conditions"))
    conditions = tuple(best[:1]) if one else trial_order(list(best)[:most], plan.seed)
    return Protocol(
        kind="one" if one else "long",
        conditions=conditions,
        cue_min=setting("protocol", "short_cue_min" if gently else "cue_min"),
        usual_min=setting("protocol", "usual_min"),
        stop_at_pain=setting("triage", "pain_ceiling"),
        halved=tuple(names for names in conditions if names in halved),
        kept_to_one=one_only and plan.kind == "long",
    )


StageKind = Literal["baseline", "cue", "usual", "return"]


@dataclass(frozen=True, slots=True)
class TrialStage:
    """One stretch of a visit."""

    kind: StageKind
    """usual: between two conditions, so that the first has faded; it is not filmed"""
    minutes: float
    cues: tuple[str, ...] = ()

    @property
    def filmed(self) -> bool:
        return self.kind != "usual"


def stages(protocol: Protocol) -> Iterator[TrialStage]:
    """The visit from its start to its end, as usual before and after every condition."""
    yield TrialStage("baseline", protocol.usual_min)
    for number, names in enumerate(protocol.conditions):
        if number:
            yield TrialStage("usual", protocol.usual_min)
        yield TrialStage("cue", protocol.cue_min, names)
    yield TrialStage("return", protocol.usual_min)


def trial_order(conditions: Sequence[T], seed: int) -> tuple[T, ...]:
    """The conditions in a random order that the seed makes again."""
    order = list(conditions)
    random.Random(seed).shuffle(order)
    return tuple(order)
