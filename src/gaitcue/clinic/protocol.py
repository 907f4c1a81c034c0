"""What is tried at a visit, and the visit in words."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from gaitcue.clinic.tables import cues

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Plan:
    """How a visit is to be run."""

    kind: Literal["one", "long"] = "one"
    """one condition today (an appointment of 30 minutes), or up to three with time as usual in between"""
    seed: int = 0
    """fixes the random order of the long visit"""


@dataclass(frozen=True, slots=True)
class Protocol:
    """What is tried at this visit: the cues of each condition, in the order run."""

    kind: Literal["one", "long"]
    conditions: tuple[tuple[str, ...], ...]
    minutes: float


def trial_order(conditions: Sequence[T], seed: int) -> tuple[T, ...]:
    """The conditions in a random order that the seed makes again."""
    order = list(conditions)
    random.Random(seed).shuffle(order)
    return tuple(order)


def visit_steps(protocol: Protocol) -> Iterator[str]:
    """The visit in words, as usual before and after every condition."""
    yield "2 minutes as usual; record ten contacts a leg; ask pain, effort (0-10)"
    for number, names in enumerate(protocol.conditions):
        if number:
            yield "2 minutes as usual"
        title = " + ".join(cues()[name].title for name in names)
        yield f"2-3 minutes with: {title}, same speed; record ten contacts a leg; ask pain, effort, awkwardness (0-10)"
    yield "2 minutes as usual; record once more; ask for the pain next morning, on the same task"
