"""How far the ball of the foot has risen when the force says toe-off: why one laboratory's toe-off is found early.

The detectors look for the moment when the point at the tip of the shoe begins to rise. A runner who rolls further over
the toes has the ball of the foot higher in the air when the force falls under 50 N than one who pushes off flat.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from gaitcue.pose.formats.marker_set import choose_marker_set
from gaitcue.pose.formats.markers import read_marker_trial, wrong_labels
from gaitcue.terms.arrays import Array
from gaitcue.terms.keypoints import SIDES
from validation.tools.store import Result

BALLS = {"rbds": "{S}.MT5", "full_body_42": "{S}MT5"}
HEELS = {"rbds": "{S}.Heel.Bottom", "full_body_42": "{S}CAL"}
MID_STANCE = 0.45
"""of the contact; the foot lies flat there"""


def at_toe_off(trial: Path, truth: Sequence[Result]) -> Result:
    """Side -> medians at the force's toe-offs: rise of the ball since mid-stance in mm, turn of the foot in deg.

    Parameters
    ----------
    trial : marker trial of a known set, with its standing trial beside it
    truth : events from force: ``time_s``, ``type``, ``side``
    """
    raw = read_marker_trial(trial)
    known = choose_marker_set(raw, None)
    standing = known.static_of(trial)
    if standing is not None:
        raw = raw.renamed(wrong_labels(raw, read_marker_trial(standing), known))
    out: dict[str, Any] = {}
    for side in SIDES:
        ball, heel = (raw.markers(known.sided((names[known.name],), side))[:, 0] for names in (BALLS, HEELS))
        rows = np.array(list(rises(raw.time_s, ball, heel, stances(truth, side))))
        good = rows[np.isfinite(rows).all(axis=1)] if len(rows) else rows
        if len(good):
            out[side] = {
                "n": len(good),
                "rise_mm": float(np.median(good[:, 0])),
                "turn_deg": float(np.median(good[:, 1])),
            }
    return out


def stances(truth: Sequence[Result], side: str) -> list[tuple[float, float]]:
    """(contact, toe-off) of one foot, s."""
    starts = [e["time_s"] for e in truth if (e["side"], e["type"]) == (side, "initial_contact")]
    ends = [e["time_s"] for e in truth if (e["side"], e["type"]) == (side, "toe_off")]
    return [(max(s for s in starts if s < end), end) for end in ends if any(s < end for s in starts)]


def rises(
    time_s: Array, ball: Array, heel: Array, contacts: Sequence[tuple[float, float]]
) -> Iterator[tuple[float, float]]:
    lift = heel - ball
    turn = np.degrees(np.arctan2(lift[:, 1], np.hypot(lift[:, 0], lift[:, 2])))
    for start, end in contacts:
        if end < time_s[-1]:
            flat = start + MID_STANCE * (end - start)
            height, angle = (np.interp(end, time_s, v) - np.interp(flat, time_s, v) for v in (ball[:, 1], turn))
            yield 1e3 * float(height), float(angle)


def of_rbds(files: Sequence[Path]) -> Result:
    return {f.stem: at_toe_off(f, json.loads(f.with_suffix(".force.json").read_text())["events"]) for f in files}
