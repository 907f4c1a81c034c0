"""The synthetic runner for the gait room's tests: planes, exact events and strides, and the truth."""

from itertools import pairwise

from gaitcue.demo.runner import Runner
from gaitcue.demo.tracks import noisy_track, true_track
from gaitcue.demo.truth import exact_events, measures
from gaitcue.gait.filtering import filter_track
from gaitcue.gait.measuring import measure
from gaitcue.gait.plane import to_plane
from gaitcue.gait.view import find_view
from gaitcue.terms.records import Conditions, Event, Stride

SHORT = {"duration_s": 8.0}


def told(runner, **more):
    """What a person would tell about the run."""
    return Conditions(**({"speed_kmh": 3.6 * runner.speed_mps, "incline_pct": 0.0} | more))


def exact(runner, half_width_s=0.0):
    """Exact events of the clip and the strides between them."""
    events = [
        Event(e["time_s"], e["frame"], e["type"], e["leg"], e["side"], 1.0, "auto", half_width_s)
        for e in exact_events(runner)
    ]
    strides = []
    for side in ("left", "right"):
        contacts = [e for e in events if e.side == side and e.type == "initial_contact"]
        offs = [e.time_s for e in events if e.side == side and e.type == "toe_off"]
        for a, b in pairwise(contacts):
            off = next((t for t in offs if a.time_s < t < b.time_s), None)
            if off is not None:
                strides.append(Stride(len(strides), a.leg, side, a.time_s, off, b.time_s, True))
    return tuple(events), tuple(strides)


def measured(runner, *, noise_pct=0.0, seed=0, conditions=None, standing=None, roll_deg=None, error_model="exact"):
    """Summaries by (measure, leg) from the true keypoints and the exact events."""
    track = true_track(runner)
    track = noisy_track(track, noise_pct, seed=seed) if noise_pct else track
    conditions = conditions or told(runner)
    cleaned = filter_track(track)
    view = find_view(cleaned, None, conditions, roll_deg=roll_deg)
    events, strides = exact(runner)
    plane = to_plane(cleaned, view)
    _, summaries = measure(plane, view, events, strides, conditions, standing, error_model=error_model)
    return {(s.measure, s.leg): s for s in summaries}, view


def truths(runner):
    return {(row["measure"], row["leg"]): row["mean"] for row in measures(runner)}


__all__ = ["SHORT", "Runner", "exact", "measured", "told", "truths"]
