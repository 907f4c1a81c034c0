"""Do the 95 % intervals cover what they promise? Synthetic runners with known means, seen as a pose model would.

Two kinds of cell. "exact": keypoints with random errors only, and intervals that count only these: the statistical part
by itself. "video": each run also draws one systematic offset for every kind of point and a roll from the same table
that the intervals use (gait/errors.toml), so it checks that errors pass through to the measures as they should.

Part of ``python -m validation``; ``--runs`` sets the runs of each cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import xarray as xr

from gaitcue.demo.runner import Runner, after_runner, before_runner
from gaitcue.demo.tracks import noisy_track, true_track
from gaitcue.demo.truth import configured
from gaitcue.gait import clean, cut_strides, find_events, find_view, measure, to_plane
from gaitcue.gait.intervals import Z95, error_table
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Conditions, Summary
from validation.store import Request, Result

STICKERS = ("asis", "psis")
RUNNERS = (
    Runner(stickers=STICKERS),
    before_runner(),
    after_runner(),
    Runner(stickers=STICKERS, speed_mps=3.5, cadence_spm=174.0, contact_time_s=0.225, shank_deg=5.0),
)
NOISE_PCT = 1.5
STICKER_NOISE_PCT = 0.3
"""a sticker is found again to about a pixel [E]"""
DURATION_S = 10.0
RUNS = 24
"""a cell, in six minutes of CPU; more with ``--runs``"""


@dataclass(frozen=True)
class Cell:
    """One condition of the grid."""

    fps: float
    error_model: str = "exact"

    @property
    def name(self) -> str:
        return f"{self.fps:.0f} fps, {self.error_model}"


CELLS = (Cell(120.0), *(Cell(fps, "video") for fps in (30.0, 60.0, 120.0, 240.0)))


@lru_cache(maxsize=64)
def truth_of(runner: Runner) -> dict[tuple[str, str], float]:
    """Configured mean by (measure, leg); it does not depend on the frame rate or the seed."""
    return {(row["measure"], row["leg"]): row["mean"] for row in configured(runner)}


def summaries(runner: Runner, cell: Cell, seed: int) -> list[Summary]:
    """One run of the cell through the whole gait room."""
    rng = np.random.default_rng([seed, 7])
    roll = float(rng.normal(0, 0.5 / Z95)) if cell.error_model != "exact" else 0.0
    track = seen_track(replace(runner, roll_deg=roll), seed)
    if cell.error_model != "exact":
        track = with_offsets(track, rng, cell.error_model)
    conditions = Conditions(speed_kmh=3.6 * runner.speed_mps, incline_pct=0.0)
    track = clean(track)
    view = find_view(track, None, conditions, roll_deg=0.0)
    if cell.error_model == "exact":
        view = replace(view, roll_half_width_deg=0.0)
    plane = to_plane(track, view)
    events = find_events(plane, view, conditions)
    strides = cut_strides(events, plane)
    return measure(plane, view, events, strides, conditions, error_model=cell.error_model)[1]


def seen_track(runner: Runner, seed: int) -> xr.Dataset:
    """The true track with the noise of a pose model, less of it on the stickers."""
    truth = true_track(runner)
    track, calm = noisy_track(truth, NOISE_PCT, seed=seed), noisy_track(truth, STICKER_NOISE_PCT, seed=seed)
    stickers = [name for name in map(str, truth["keypoints"].values) if name.endswith(("asis", "psis"))]
    position = track["position"].copy()
    position.loc[{"keypoints": stickers}] = calm["position"].sel(keypoints=stickers)
    return track.assign(position=position)


def with_offsets(track: xr.Dataset, rng: np.random.Generator, error_model: str) -> xr.Dataset:
    """The Track with one offset for each kind of point, drawn from the table of systematic errors."""
    table = {k: v for k, v in error_table()[error_model].items() if k != "source"}
    forward = 1.0 if track.attrs["facing"] == "right" else -1.0
    leg = track.attrs["px_per_m"] * 0.854
    draws = {joint: rng.normal(size=2) * np.array(sd) / 100 * leg * [forward, -1.0] for joint, sd in table.items()}
    factor = error_table()["other"]["far_factor"]
    position = track["position"].copy()
    for name in map(str, track["keypoints"].values):
        side, _, joint = name.rpartition("_")
        if joint in draws:
            far = side in ("left", "right") and side != track.attrs["near_side"]
            shift = xr.DataArray(draws[joint] * (factor if far else 1.0), dims="space", coords={"space": ["x", "y"]})
            position.loc[{"keypoints": name}] = position.sel(keypoints=name) + shift
    return track.assign(position=position)


def hits(cell: Cell, runs: int, first_seed: int = 0) -> Iterator[tuple[str, str, bool, float, float]]:
    """(measure, leg, covered, error, half width) of every measurable summary of ``runs`` runs."""
    for seed in range(first_seed, first_seed + runs):
        base = RUNNERS[seed % len(RUNNERS)]
        runner = replace(base, fps=cell.fps, seed=1000 + seed, duration_s=DURATION_S)
        truth = truth_of(base)
        try:
            found = summaries(runner, cell, seed)
        except UnusableInput:
            continue
        for s in found:
            mean = truth.get((s.measure, str(s.leg)))
            if mean is not None and s.mean is not None and s.ci_low is not None and s.ci_high is not None:
                yield s.measure, str(s.leg), s.ci_low <= mean <= s.ci_high, s.mean - mean, s.ci_high - s.mean


def coverage(cell: Cell, runs: int, first_seed: int = 0) -> dict[str, dict[str, float]]:
    """Per measure (all legs pooled): share of intervals that hold the configured mean, bias, spread, half width."""
    rows: dict[str, list[tuple[bool, float, float]]] = {}
    for name, _leg, covered, error, half in hits(cell, runs, first_seed):
        rows.setdefault(name, []).append((covered, error, half))
    return {name: _row(values) for name, values in rows.items()}


def _row(values: Sequence[tuple[bool, float, float]]) -> dict[str, float]:
    covered, error, half = (np.array(column, float) for column in zip(*values, strict=True))
    return {
        "n": len(covered),
        "coverage_pct": round(100 * float(covered.mean()), 1),
        "bias": round(float(error.mean()), 4),
        "spread": round(float(error.std()), 4),
        "half_width": round(float(np.median(half)), 4),
    }


def section(request: Request) -> Result:
    """Coverage of every cell, and of all cells of a kind together."""
    runs = request.runs or (len(RUNNERS) if request.quick else RUNS)
    cells = {}
    for number, cell in enumerate(CELLS[:1] if request.quick else CELLS):
        request.tell(f"intervals, {cell.name}, {runs} runs", number, len(CELLS))
        cells[cell.name] = coverage(cell, runs)
    return {"runs": runs, "seconds": DURATION_S, "noise_pct": NOISE_PCT, "runners": len(RUNNERS), "cells": cells}


def together(result: Result, kind: str) -> dict[str, tuple[int, float]]:
    """(intervals, coverage in %) of each measure over the frame rates of one kind of cell."""
    rows: dict[str, list[tuple[int, float]]] = {}
    for name, cell in result["cells"].items():
        if name.endswith(kind):
            for measure, row in cell.items():
                rows.setdefault(measure, []).append((row["n"], row["coverage_pct"]))
    totals = {measure: sum(n for n, _ in row) for measure, row in rows.items()}
    return {m: (totals[m], sum(n * pct for n, pct in row) / totals[m]) for m, row in sorted(rows.items())}


def figures(result: Result) -> dict[str, float | None]:
    """Of the cells with the errors of video: with exact points the width is that of the strides alone."""
    found = [pct for _, pct in together(result, "video").values()]
    return {"lowest_coverage": min(found, default=None), "highest_coverage": max(found, default=None)}
