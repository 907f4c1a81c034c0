"""How right a contact is by how long ago it was: marker trials cut off shortly after it, against the force."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from gaitcue.live.window import WINDOW_S
from gaitcue.pose import load_track
from validation.calibration.force_plates import Variant, changed, events_of
from validation.tools.store import Result

RATES = (30.0, 60.0)
NOISE_SHARE = 0.015
EVERY = 3
"""of the contacts"""
AGES_S = (0.03, 0.05, 0.07, 0.09, 0.11, 0.13, 0.15)
MATCH_S = 0.12
"""contacts of one foot nearer than this are of one step"""


def by_age(files: Sequence[Path]) -> list[Result]:
    """A row for each frame rate and each of ``AGES_S``; none without trials."""
    rows: list[Result] = []
    if not files:
        return rows
    for fps in RATES:
        ages, errors = np.array([each for seed, path in enumerate(files) for each in of_trial(path, fps, seed)]).T
        for first, last in pairwise(AGES_S):
            ms = 1e3 * errors[(ages >= first) & (ages < last)]
            told = ms[np.isfinite(ms)]
            rows.append(
                {
                    "fps": fps,
                    "from_ms": 1e3 * first,
                    "to_ms": 1e3 * last,
                    "contacts": len(ms),
                    "found_pct": 100 * len(told) / len(ms),
                    "bias_ms": float(told.mean()),
                    "sd_ms": float(told.std()),
                }
            )
    return rows


def of_trial(path: Path, fps: float, seed: int) -> Iterator[tuple[float, float]]:
    """(time since the contact of the last frame of a window, error of the contact found in it or NaN), s."""
    track = changed(load_track(path), Variant("live", fps=fps, noise_share=NOISE_SHARE), seed)
    time_s = track["time"].values
    events = json.loads(path.with_suffix(".force.json").read_text())["events"]
    contacts = [event for event in events if event["type"] == "initial_contact"]
    for side, at in [(event["side"], event["time_s"]) for event in contacts if event["time_s"] > WINDOW_S][::EVERY]:
        for newest in np.nonzero((time_s >= at + AGES_S[0]) & (time_s < at + AGES_S[-1]))[0]:
            oldest = int(np.searchsorted(time_s, time_s[newest] - WINDOW_S))
            found = events_of(track.isel(time=slice(oldest, int(newest) + 1)))
            near = [e.time_s - at for e in found if (e.type, e.side) == ("initial_contact", side)]
            error = min(near, key=abs, default=np.nan)
            yield time_s[newest] - at, error if abs(error) < MATCH_S else np.nan
