"""What the events of a drawn clip have in common: their mean error by kind and foot, and how these go together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from gaitcue.demo.runner import Runner
from gaitcue.demo.truth import exact_events
from gaitcue.gait.event_errors import EVENT_GROUPS, WHICH, EventGroup
from gaitcue.terms.keypoints import SIDES
from gaitcue.terms.records import Event
from validation.calibration.force_plates import EDGE_S, match


def clip_means(events: Iterable[Event], runner: Runner) -> dict[EventGroup, float]:
    """Mean error in s of each kind of event of each foot, away from the ends of the clip; NaN when none was found."""
    found: dict[EventGroup, list[float]] = {moved: [] for moved in EVENT_GROUPS}
    for event in events:
        found[event.type, event.side].append(event.time_s)
    wanted: dict[EventGroup, list[float]] = {moved: [] for moved in EVENT_GROUPS}
    for row in exact_events(runner):
        if EDGE_S < row["time_s"] < runner.duration_s - EDGE_S:
            wanted[row["type"], row["side"]].append(row["time_s"])
    return {moved: _mean_error(wanted[moved], found[moved]) for moved in EVENT_GROUPS}


def _mean_error(wanted: list[float], found: list[float]) -> float:
    pairs = match(wanted, found)
    return float(np.mean([found[j] - wanted[i] for i, j in pairs.items()])) if pairs else float("nan")


def moments(clips: Sequence[Mapping[EventGroup, float]]) -> dict[str, float]:
    """Means, and the parts of ``event_common`` in gait/errors.toml (roots of mean squares over the clips), in ms."""
    sides = np.array([[[1e3 * clip[kind, side] for side in SIDES] for kind in WHICH] for clip in clips])
    sides = sides[np.isfinite(sides).all(axis=(1, 2))]
    if not len(sides):
        return {}
    both, apart = sides.mean(axis=2), np.diff(sides, axis=2)[..., 0] / 2
    # A mean of two feet holds half of their own variance; what both kinds share is the foot seen late as a whole.
    own = 2 * np.mean(apart**2, axis=0)
    squares = np.mean(both**2, axis=0) - own / 2
    together = float(np.clip(np.mean(both[:, 0] * both[:, 1]), 0.0, squares.min()))
    parts = {"together": together} | {w: float(squares[i]) - together for i, w in enumerate(WHICH.values())}
    parts |= {f"{w}_own": float(own[i]) for i, w in enumerate(WHICH.values())}
    means = {f"{w}_mean": float(both[:, i].mean()) for i, w in enumerate(WHICH.values())}
    return {"clips": len(sides), **means} | {name: float(np.sqrt(max(v, 0.0))) for name, v in parts.items()}
