"""The section on gait that changes within a recording: each part against the same part recorded alone."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from gaitcue.demo import Runner, true_track
from gaitcue.demo.runner import GaitChange
from gaitcue.demo.truth import exact_events
from gaitcue.pose import load_track
from gaitcue.terms.keypoints import SIDES
from gaitcue.terms.records import Event
from gaitcue.terms.track import make_track
from validation.calibration.force_plates import EDGE_S, KINDS, events_of, match
from validation.tools.store import Request, Result

RUNNERS, SPEEDS = ("001", "002", "03", "013", "019"), (25, 35, 45)
START_S, PART_S = 5.0, 12.0
DRAWN_S, DRAWN_EDGE_S, RAMP_S = 24.0, 1.0, 8.0
FRAME_RATES = (30.0, 60.0, 120.0)
CHANGES: dict[str, dict[str, float]] = {
    "cadence": {"cadence_spm": 178.0},
    "contact time": {"contact_time_s": 0.245, "knee_off_deg": 20.0},
    "posture": {
        "trunk_lean_deg": 24.0,
        "shank_deg": 1.0,
        "knee_deg": 24.0,
        "foot_deg": 3.0,
        "knee_off_deg": 24.0,
    },
}
"""what the drawn runner becomes"""
Errors = dict[str, tuple[float, float, int]]
"""kind of event -> mean, SD in s, missed"""


@dataclass(frozen=True)
class Part:
    """A piece of a marker trial, its times from 0 on."""

    track: xr.Dataset
    truth: list[dict[str, Any]]

    @property
    def seconds(self) -> float:
        times = self.track["time"].values
        return float(len(times) * np.median(np.diff(times)))


def section(request: Request) -> Result:
    """Marker trials of two speeds joined; the drawn runner who changes in mid-clip, at once or slowly."""
    runners = RUNNERS[:1] if request.quick else RUNNERS
    rates = FRAME_RATES[1:2] if request.quick else FRAME_RATES
    request.tell("gait that changes", 0, 2)
    trials = [row for runner in runners for row in joined_rows(request.data, runner)]
    request.tell("gait that changes", 1, 2)
    drawn = [row for fps in rates for name in CHANGES for row in drawn_rows(fps, name)]
    return {
        "trials": trials,
        "drawn": drawn,
        "worst": {"trials": worst(trials), "drawn": worst(drawn)},
    }


def worst(rows: Sequence[Result]) -> dict[str, float]:
    """Largest difference of a part's mean (and growth of its SD) from the same part alone, ms."""
    bias = max(abs(row[f"{kind}_ms"] - row[f"{kind}_alone_ms"]) for row in rows for kind in KINDS)
    spread = max(row[f"{kind}_sd_ms"] - row[f"{kind}_sd_alone_ms"] for row in rows for kind in KINDS)
    return {"bias_ms": bias, "sd_ms": spread, "missed": sum(row["missed"] for row in rows)}


def figures(result: Result) -> dict[str, float | None]:
    return {f"{which}_{name}": value for which, row in result["worst"].items() for name, value in row.items()}


# --- marker trials ---


def trial_part(data: Path, runner: str, speed: int) -> Part:
    path = data / "mocap" / "rbds" / f"RBDS{runner}runT{speed}.c3d"
    track, truth = load_track(path), json.loads(path.with_suffix(".force.json").read_text())["events"]
    times = track["time"].values
    cut = track.isel(time=(times >= START_S) & (times < START_S + PART_S))
    first = float(cut["time"].values[0])
    cut = cut.assign_coords(time=cut["time"].values - first)
    return Part(cut, [row | {"time_s": row["time_s"] - first} for row in truth])


def joined(tracks: Sequence[xr.Dataset]) -> xr.Dataset:
    """One after the other at the first one's rate, with the points that all have."""
    names = [n for n in names_of(tracks[0]) if all(n in names_of(track) for track in tracks)]
    position = np.concatenate(
        [
            track["position"].isel(individual=0).sel(keypoint=names).transpose("time", "keypoint", "space")
            for track in tracks
        ]
    )
    times = np.arange(len(position), dtype=float) * float(np.median(np.diff(tracks[0]["time"].values)))
    return make_track(position, times, names, units="m", source_kind="markers")


def names_of(track: xr.Dataset) -> list[str]:
    return [str(name) for name in track["keypoint"].values]


def joined_rows(data: Path, runner: str) -> Iterator[Result]:
    """Each part of each pair of speeds, together with the other and alone."""
    parts = {speed: trial_part(data, runner, speed) for speed in SPEEDS}
    alone = {s: part_errors(events_of(p.track), p.truth, EDGE_S, p.seconds - EDGE_S) for s, p in parts.items()}
    for pair in ((25, 45), (45, 25), (25, 35), (35, 45)):
        events, start = events_of(joined([parts[speed].track for speed in pair])), 0.0
        for speed in pair:
            moved = [row | {"time_s": row["time_s"] + start} for row in parts[speed].truth]
            end = start + parts[speed].seconds
            errors = part_errors(events, moved, start + EDGE_S, end - EDGE_S)
            what = {"runner": runner, "pair": "-".join(map(str, pair)), "part": speed}
            yield what | row_of(errors, alone[speed])
            start = end


# --- the drawn runner ---


def drawn_rows(fps: float, name: str) -> Iterator[Result]:
    """The parts before and after a step and a ramp."""
    before = Runner(fps=fps, duration_s=DRAWN_S, seed=7)
    after = before.with_(**CHANGES[name])
    last = DRAWN_S - DRAWN_EDGE_S
    alone = [part_errors(events_of(true_track(r)), exact_events(r), DRAWN_EDGE_S, last) for r in (before, after)]
    for kind, over_s in (("step", 0.0), ("ramp", RAMP_S)):
        start = (DRAWN_S - over_s) / 2
        runner = before.with_(change=GaitChange(start, over_s, **CHANGES[name]))
        events, truth = events_of(true_track(runner)), exact_events(runner)
        for part, span, own in (
            ("before", (DRAWN_EDGE_S, start), alone[0]),
            ("after", (start + over_s, last), alone[1]),
        ):
            what = {"fps": fps, "change": name, "kind": kind, "part": part}
            yield what | row_of(part_errors(events, truth, *span), own)


# --- both ---


def part_errors(events: Iterable[Event], truth: Sequence[dict[str, Any]], start_s: float, end_s: float) -> Errors:
    """Mean, SD (s) and number missed of the events whose truth lies between two times."""
    events, out = list(events), {}
    for kind in KINDS:
        errors: list[float] = []
        missed = 0
        for side in SIDES:
            wanted = [row["time_s"] for row in truth if (row["side"], row["type"]) == (side, kind)]
            found = [event.time_s for event in events if (event.side, event.type) == (side, kind)]
            pairs = match(wanted, found)
            inside = [i for i, time_s in enumerate(wanted) if start_s < time_s < end_s]
            errors += [found[pairs[i]] - wanted[i] for i in inside if i in pairs]
            missed += sum(i not in pairs for i in inside)
        out[kind] = (float(np.mean(errors)), float(np.std(errors)), missed)
    return out


def row_of(errors: Errors, alone: Errors) -> Result:
    row: Result = {"missed": sum(missed for _, _, missed in errors.values())}
    for kind in KINDS:
        row |= {f"{kind}_ms": 1e3 * errors[kind][0], f"{kind}_sd_ms": 1e3 * errors[kind][1]}
        row |= {f"{kind}_alone_ms": 1e3 * alone[kind][0], f"{kind}_sd_alone_ms": 1e3 * alone[kind][1]}
    return row
