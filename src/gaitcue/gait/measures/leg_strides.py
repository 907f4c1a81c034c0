"""The used strides of one leg as arrays, with the other leg's events around them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import Leg, Side, other_side
from gaitcue.terms.records import Event, Stride


@dataclass(frozen=True)
class LegStrides:
    """The used strides of one leg, as arrays (n,) in s."""

    side: Side
    leg: Leg | None
    number: NDArray[np.int64]
    start: Array
    """initial contact"""
    toe_off: Array
    end: Array
    """next initial contact of the same leg"""
    contact_before: Array
    """last initial contact of the other leg before ``start``; NaN when not seen"""
    other_contact: Array
    """initial contact of the other leg inside the stride"""
    other_toe_off: Array
    """toe-off that ends that contact"""

    @property
    def count(self) -> int:
        return len(self.start)

    def at_stance(self, share: float) -> Array:
        """Time at a share of the contact, (n,)."""
        return self.start + share * (self.toe_off - self.start)

    def shifted(self, which: Literal["contact", "toe_off"], by_s: Mapping[Side, float]) -> LegStrides:
        """The same strides with all contacts or toe-offs of each side moved: to see how a measure depends on them."""
        own, other = by_s[self.side], by_s[other_side(self.side)]
        if which == "toe_off":
            return replace(self, toe_off=self.toe_off + own, other_toe_off=self.other_toe_off + other)
        return replace(
            self,
            start=self.start + own,
            end=self.end + own,
            contact_before=self.contact_before + other,
            other_contact=self.other_contact + other,
        )


def leg_strides(strides: Sequence[Stride], events: Sequence[Event], side: Side) -> LegStrides:
    """Used strides of one side with the other leg's events around them."""
    own = sorted((s for s in strides if s.side == side and s.used), key=lambda s: s.start_s)
    contacts = _times(events, other_side(side), "initial_contact")
    offs = _times(events, other_side(side), "toe_off")
    inside = [_first_between(contacts, s.start_s + 0.25 * _length(s), s.end_s - 0.25 * _length(s)) for s in own]
    return LegStrides(
        side=side,
        leg=own[0].leg if own else None,
        number=np.array([s.stride for s in own], np.int64),
        start=np.array([s.start_s for s in own], float),
        toe_off=np.array([s.toe_off_s for s in own], float),
        end=np.array([s.end_s for s in own], float),
        contact_before=np.array(
            [_first_between(contacts, s.start_s - 0.75 * _length(s), s.start_s - 0.25 * _length(s)) for s in own], float
        ),
        other_contact=np.array(inside, float),
        other_toe_off=np.array(
            [_first_between(offs, c, c + 0.75 * _length(s)) for c, s in zip(inside, own, strict=True)], float
        ),
    )


def _length(stride: Stride) -> float:
    return stride.end_s - stride.start_s


def _times(events: Sequence[Event], side: Side, kind: str) -> list[float]:
    return sorted(e.time_s for e in events if e.side == side and e.type == kind)


def _first_between(times: list[float], low: float, high: float) -> float:
    return next((t for t in times if low < t < high), float("nan"))
