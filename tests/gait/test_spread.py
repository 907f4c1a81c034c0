"""How much strides differ is told only where noise allows it."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gaitcue.gait.spread import known_spread
from gaitcue.terms.records import Event, Summary
from validation.calibration.force_plates import events_of
from validation.sections.changes import trial_part

SUMMARY = Summary("contact_time", "near", "left", "s", 12, 0.25, 0.006, 0.24, 0.26, "ok")


def event(kind: str, single_s: float, source: str = "auto") -> Event:
    return Event(1.0, 60.0, kind, "near", "left", 0.9, source, 0.02, single_s)  # type: ignore[arg-type]


@pytest.mark.parametrize(("single_s", "known"), [(0.001, True), (0.004, True), (0.006, False)])
def test_the_sd_of_contact_time_is_left_out_where_noise_is_larger(single_s: float, known: bool) -> None:
    told = known_spread(SUMMARY, [event("initial_contact", single_s), event("toe_off", single_s)])
    assert told == (SUMMARY if known else replace(SUMMARY, sd=None))


def test_events_set_by_hand_and_other_measures_keep_their_sd() -> None:
    noisy = [event("initial_contact", 0.05), event("toe_off", 0.05)]
    assert known_spread(SUMMARY, [replace(each, source="hand") for each in noisy]).sd == 0.006
    assert known_spread(replace(SUMMARY, measure="knee_flexion_ic"), noisy).sd == 0.006


def test_the_spread_of_contact_times_of_marker_trials_is_that_of_the_force_plate(data_dir: Path) -> None:
    ratios = []
    for runner, speed in (("001", 25), ("002", 25), ("03", 35), ("013", 25), ("019", 45)):
        part = trial_part(data_dir, runner, speed)
        found = [(e.side, e.type, e.time_s) for e in events_of(part.track)]
        truth = [(row["side"], row["type"], row["time_s"]) for row in part.truth if 0 < row["time_s"] < part.seconds]
        ratios.append(contact_sd(found) / contact_sd(truth))
    assert np.median(ratios) == pytest.approx(1.0, abs=0.3)


def contact_sd(events: list[tuple[str, str, float]]) -> float:
    """SD of contact time over the strides of each leg, mean of both legs, s."""
    spreads = []
    for side in ("left", "right"):
        contacts, offs = (
            sorted(t for s, kind, t in events if (s, kind) == (side, wanted))
            for wanted in ("initial_contact", "toe_off")
        )
        lasts = [min((off for off in offs if off > start), default=np.inf) - start for start in contacts]
        spreads.append(np.std([value for value in lasts if value < 0.45], ddof=1))
    return float(np.mean(spreads))
