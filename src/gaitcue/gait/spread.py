"""How much strides differ in time, as far as the noise of the events lets that be told."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np

from gaitcue.terms.records import Event, EventType, Summary

MADE_OF: dict[str, tuple[EventType, ...]] = {
    "contact_time": ("initial_contact", "toe_off"),
    "flight_time": ("initial_contact", "toe_off"),
    "step_time": ("initial_contact", "initial_contact"),
    "stride_time": ("initial_contact", "initial_contact"),
}
"""the two events between which a time is measured"""


def known_spread(summary: Summary, events: Iterable[Event]) -> Summary:
    """Without the SD over strides where noise would move a single stride by more than that.

    Noisy events are averaged over strides, which keeps their mean and takes their differences away: what is left of
    those is then no measure of how evenly somebody runs.
    """
    if summary.sd is None or summary.measure not in MADE_OF:
        return summary
    of_leg = [event for event in events if summary.side in (None, event.side)]
    noise = np.linalg.norm([_noise(of_leg, kind) for kind in MADE_OF[summary.measure]])
    return replace(summary, sd=None) if noise > summary.sd else summary


def _noise(events: Iterable[Event], kind: EventType) -> float:
    """Typical SD of one event; 0 where nothing is known, as of those set by hand."""
    singles = [event.single_s for event in events if event.type == kind and event.source == "auto"]
    return float(np.median(singles)) if singles else 0.0
