"""Errors that all events of a clip have in common: the same detector saw the same feet at the same frame rate.

What differs from event to event shows in the strides and is not counted here. What is common comes from the events' own
half widths, which rest on real people (force plates for markers, clips marked by eye for pose), or, for points whose
events were tested against their truth, from what that test found (``event_common`` in errors.toml).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from gaitcue.gait.measures.run import Run
from gaitcue.terms.keypoints import SIDES, Side
from gaitcue.terms.quantiles import Z95
from gaitcue.terms.records import Event, EventType

EventGroup = tuple[EventType, Side]
"""all events of one kind of one foot"""
WHICH: dict[EventType, Literal["contact", "toe_off"]] = {"initial_contact": "contact", "toe_off": "toe_off"}
EVENT_GROUPS: tuple[EventGroup, ...] = tuple((kind, side) for kind in WHICH for side in SIDES)


@dataclass(frozen=True, slots=True)
class EventErrors:
    """Standard deviations in s; the parts are independent of one another."""

    together: float
    """all events of both feet late by the same time: the whole foot is seen late"""
    common: Mapping[EventGroup, float]
    """events of one kind, late together on both feet"""
    own: Mapping[EventGroup, float]
    """events of one kind of one foot, beyond that"""

    def largest(self) -> float:
        return max(self.together, *self.common.values(), *self.own.values())

    def variance(self, per_s: Mapping[EventGroup, float]) -> float:
        """Of a result that changes by ``per_s`` for each second by which one kind of one foot's events are late."""
        kinds = [sum(self.common[kind, side] * per_s[kind, side] for side in SIDES) for kind in WHICH]
        own = [self.own[group] * per_s[group] for group in EVENT_GROUPS]
        return float((self.together * sum(per_s.values())) ** 2 + sum(v**2 for v in kinds) + sum(v**2 for v in own))


def event_errors(events: Iterable[Event], table: Mapping[str, Any], error_model: str) -> EventErrors:
    """What the events of a clip have in common.

    Parameters
    ----------
    events : with half widths
    table : errors.toml
    error_model : source of the points
    """
    tested = table["event_common"].get(error_model)
    if tested is not None:
        common = {group: float(tested[WHICH[group[0]]]) for group in EVENT_GROUPS}
        own = {group: float(tested[f"{WHICH[group[0]]}_own"]) for group in EVENT_GROUPS}
        return EventErrors(float(tested["together"]), common, own)
    events, parts = list(events), table["event_own_part"][error_model]
    own = {group: float(np.sqrt(parts[WHICH[group[0]]])) for group in EVENT_GROUPS}
    total = {group: event_error_s(events, *group, table["other"]["event_random_s"]) for group in EVENT_GROUPS}
    common = {group: float(np.sqrt(1 - own[group] ** 2)) * size for group, size in total.items()}
    return EventErrors(0.0, common, {group: own[group] * size for group, size in total.items()})


def event_error_s(events: Iterable[Event], kind: EventType, side: Side, random_s: float) -> float:
    """Standard deviation in s of what all events of a kind have in common; 0 when they are exactly known."""
    widths = [e.half_width_s for e in events if e.type == kind and e.side == side]
    typical = float(np.median(widths)) / Z95 if widths else 0.0
    return float(np.sqrt(max(typical**2 - random_s**2, 0.0)))


def with_late_events(run: Run, group: EventGroup, by_s: float) -> Run:
    """The run with all events of one kind of one foot later."""
    kind, side = group
    late: dict[Side, float] = {each: by_s if each == side else 0.0 for each in SIDES}
    return run.with_legs({each: leg.shifted(WHICH[kind], late) for each, leg in run.legs.items()})
