"""What is known exactly about a clip of the synthetic runner: events, keypoints, view and measures."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

from gaitcue.demo.contacts import Contact
from gaitcue.demo.motion import Motion, motion_of
from gaitcue.demo.runner import Runner
from gaitcue.demo.tracks import in_view, projected
from gaitcue.demo.values import UNITS, Values, cadence_spm, collect, symmetry_index
from gaitcue.terms.errors import OutputRefused
from gaitcue.terms.keypoints import LEGS, SIDES, Side, leg_of_side, side_of_leg

Row = dict[str, Any]

SCORED_POINTS = ("shoulder", "hip", "knee", "ankle", "heel", "toe")
KEYPOINT_PM_PX = 1.0
MOST_KEYPOINT_FRAMES = 60
POPULATION_STEPS = 400
"""steps of the long run from which the means of the generating process are taken"""


def truth(runner: Runner) -> dict[str, Any]:
    """Everything that is known about the runner's clip, ready for JSON.

    Returns
    -------
    dict
        The form that ``check/score.py`` reads (facing, near_side, fps, events, keypoints; an event's frame is the first
        frame of the new state) and ``view``, ``events_exact`` (true seconds), ``measures`` (the finite sample of this
        clip, in contract form) and ``configured`` (means of the process that made it).
    """
    shown = np.flatnonzero(in_view(runner))
    scope = [[int(shown[0]), int(shown[-1])]] if len(shown) else []
    return {
        "facing": runner.facing,
        "near_side": runner.near,
        "fps": runner.fps,
        "tolerance_frames": 1.0,
        **({"scored_frames": scope} if len(shown) < runner.frames else {}),
        "events": [scored_event(runner, e) for e in exact_events(runner)],
        "keypoints": scored_keypoints(runner),
        "view": view_of(runner),
        "events_exact": exact_events(runner),
        "measures": measures(runner),
        "configured": configured(runner),
    }


def write_truth(runner: Runner, path: Path) -> None:
    """Write :func:`truth` as JSON."""
    try:
        Path(path).write_text(json.dumps(truth(runner), indent=1), encoding="utf-8")
    except OSError as error:
        raise OutputRefused(f"{path} cannot be written: {error.strerror or error}.") from error


def view_of(runner: Runner) -> Row:
    return {
        "facing": runner.facing,
        "near_side": runner.near,
        "roll_deg": runner.roll_deg,
        "px_per_m": runner.px_per_m,
        "surface": runner.surface,
        "camera": runner.camera if runner.surface == "overground" else "fixed",
        "leg_length_m": runner.body.leg_length,
        "leg_segments_m": runner.body.thigh_shank_length,
    }


def seen_span(runner: Runner) -> tuple[float, float]:
    """True seconds of the first and last frame in which the runner runs and is wholly in the picture."""
    frame = np.flatnonzero(in_view(runner) & (np.arange(runner.frames) / runner.fps >= runner.standing_s))
    return (float(frame[0]) / runner.fps, float(frame[-1]) / runner.fps) if len(frame) else (math.inf, -math.inf)


def seen_contacts(runner: Runner) -> tuple[Contact, ...]:
    """Contacts whose initial contact lies in the clip while the runner is in view."""
    first, last = seen_span(runner)
    return tuple(c for c in motion_of(runner).contacts if first < c.start_s <= last)


def exact_events(runner: Runner) -> list[Row]:
    """Initial contacts and toe-offs in order, ``time_s`` to sub-frame precision."""
    first, last = seen_span(runner)
    kinds = [(c.start_s, "initial_contact", c) for c in motion_of(runner).contacts]
    kinds += [(c.end_s, "toe_off", c) for c in motion_of(runner).contacts]
    return [
        {"time_s": t, "frame": t * runner.fps, "type": kind, "leg": leg_of_side(c.side, runner.near), "side": c.side}
        for t, kind, c in sorted(kinds, key=lambda k: k[0])
        if first < t <= last
    ]


def scored_event(runner: Runner, event: Row) -> Row:
    kind = "IC" if event["type"] == "initial_contact" else "TO"
    frame = math.ceil(event["time_s"] * runner.fps - 1e-9)
    return {"frame": frame, "type": kind, "foot": event["leg"], "pm": 0.0}


def scored_keypoints(runner: Runner) -> list[Row]:
    """True points (px) of evenly chosen frames in which the whole runner is in the picture."""
    shown = np.flatnonzero(in_view(runner))
    if not len(shown):
        return []
    chosen = np.unique(np.linspace(shown[0], shown[-1], min(MOST_KEYPOINT_FRAMES, len(shown))).round().astype(int))
    names, px = projected(runner)
    place = {f"{leg}_{p}": names.index(f"{side_of_leg(leg, runner.near)}_{p}") for leg in LEGS for p in SCORED_POINTS}
    return [
        {
            "frame": int(f),
            "points": {n: [*(round(float(v), 3) for v in px[f, i]), KEYPOINT_PM_PX] for n, i in place.items()},
        }
        for f in chosen
    ]


def measures(runner: Runner) -> list[Row]:
    """Summary rows of the strides in the clip: what a perfect measurement of this very clip would give."""
    return summarise(motion_of(runner), seen_contacts(runner))


@lru_cache(maxsize=16)
def _configured(runner: Runner) -> tuple[Row, ...]:
    steps = POPULATION_STEPS
    long = runner.with_(duration_s=steps * runner.step_time_s, standing_s=0.0, surface="treadmill")
    motion = Motion(long, centred=True)
    return tuple(summarise(motion, [c for c in motion.contacts[:-4] if c.start_s > 0]))


def configured(runner: Runner) -> list[Row]:
    """Summary rows of the generating process: the means that intervals ought to cover."""
    return [dict(row) for row in _configured(runner)]


def summarise(motion: Motion, contacts: Sequence[Contact]) -> list[Row]:
    """Rows of the contract: near, far and both for every measure; nothing for fewer than three contacts."""
    if len(contacts) < 3:
        return []
    near = motion.runner.near
    values = collect(motion, contacts)
    rows = [row("cadence", None, near, "steps/min", [cadence_spm(contacts)], len(contacts) - 1)]
    for name, per_side in values.items():
        unit = UNITS.get(name, "deg")
        rows += [row(name, side, near, unit, per_side[side]) for side in SIDES if per_side[side]]
        rows.append(row(name, None, near, unit, [v for s in SIDES for v in per_side[s]]))
    return rows + asymmetries(values, near)


def asymmetries(values: Values, near: Side) -> list[Row]:
    out = []
    for name in ("step_time", "contact_time"):
        left, right = values[name]["left"], values[name]["right"]
        if left and right:
            index = symmetry_index(float(np.mean(right)), float(np.mean(left)))
            out.append(row(f"{name}_asymmetry", None, near, "%", [index], min(len(left), len(right))))
    return out


def row(name: str, side: Side | None, near: Side, unit: str, values: Sequence[float], n: int | None = None) -> Row:
    return {
        "measure": name,
        "leg": leg_of_side(side, near) if side else "both",
        "side": side,
        "unit": unit,
        "n": len(values) if n is None else n,
        "mean": float(np.mean(values)),
        "sd": float(np.std(values, ddof=1)) if len(values) > 1 else None,
        "ci_low": None,
        "ci_high": None,
        "status": "ok",
        "reason": None,
    }
