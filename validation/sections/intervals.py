"""Do the 95 % intervals cover what they promise? Synthetic runners with known means, seen as a pose model would.

Two kinds of cell. "drawn": keypoints with random errors only, and intervals that count only these and how the detectors
time drawn feet. "video": each run also draws one systematic offset for every kind of point, a roll, and how late its
contacts and toe-offs are seen, from the same table that the intervals use (gait/errors.toml), so it checks that errors
pass through to the measures as they should.

Part of ``python -m validation``; ``--runs`` sets the runs of each cell. A run is the same in all cells: one runner's
strides and one draw of noise, looked at at every frame rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache, partial

import numpy as np
import xarray as xr

from gaitcue.demo.runner import Runner, after_runner, before_runner
from gaitcue.demo.tracks import noisy_track, true_track
from gaitcue.demo.truth import configured
from gaitcue.gait import detect_events, filter_track, find_view, segment_strides, to_plane
from gaitcue.gait.event_errors import EVENT_GROUPS, EventGroup, event_errors
from gaitcue.gait.intervals import error_table, systematic_half_widths
from gaitcue.gait.measures import MEASURES, frame_rate_status
from gaitcue.gait.measures.run import Run, make_run
from gaitcue.gait.measuring import MeasureOfLeg, RowMeans, remembered, rows_of, summarise
from gaitcue.gait.plane import Plane
from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.keypoints import Side
from gaitcue.terms.quantiles import Z95
from gaitcue.terms.records import Conditions, Event, Summary, View
from validation.sections.intervals_video import covered_pct, through_video
from validation.tools.event_spread import clip_means, moments
from validation.tools.store import Request, Result

STICKERS = ("asis", "psis")
RUNNERS = (
    Runner(stickers=STICKERS),
    before_runner(),
    after_runner(),
    Runner(stickers=STICKERS, speed_mps=3.5, cadence_spm=174.0, contact_time_s=0.225, shank_deg=5.0),
)
NOISE_PCT = 1.5
STICKER_NOISE_PCT = 0.3
"""a sticker is found again to about a pixel (product default)"""
ROLL_SD_DEG = 0.5 / Z95
"""told rolls are good to half a degree (gait/view.py)"""
DURATION_S = 10.0
RUNS = 400
"""a cell: 95 % uncertainty of a coverage near 95 is 2 points"""
OTHER_SEEDS = 9000
TRIED = 4
"""runs of each runner, apart from the ones tested, from which the systematic part of the intervals comes"""
FRAME_RATES = (30.0, 60.0, 120.0, 240.0)
KINDS = ("drawn", "video")


Systematic = dict[tuple[str, int], dict[str, float]]
"""(cell, number of the runner) -> half width of each row from the errors that do not shrink with the strides"""


@dataclass(frozen=True)
class Cell:
    """One condition of the grid."""

    fps: float
    error_model: str = "drawn"

    @property
    def name(self) -> str:
        return f"{self.fps:.0f} fps, {self.error_model}"


@dataclass(frozen=True, slots=True)
class Hit:
    """What became of one interval."""

    cell: str
    measure: str
    leg: str
    covered: bool
    error: float
    half_width: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run in all cells."""

    hits: tuple[Hit, ...]
    late_s: Mapping[str, Mapping[EventGroup, float]]
    """frame rate -> mean error of each kind of event of each foot"""
    systematic: Systematic


CELLS = tuple(Cell(fps, kind) for kind in KINDS for fps in FRAME_RATES)


@lru_cache(maxsize=64)
def truth_of(runner: Runner) -> dict[tuple[str, str], float]:
    """Configured mean by (measure, leg); it does not depend on the frame rate or the seed."""
    return {(row["measure"], row["leg"]): row["mean"] for row in configured(runner)}


def run_once(seed: int, cells: Sequence[Cell] = CELLS, systematic: Systematic | None = None) -> Outcome:
    """One runner's strides and one draw of noise, in every cell.

    ``systematic`` takes the place of what this run would find for the errors that do not shrink with the strides.
    """
    number = seed % len(RUNNERS)
    runner = replace(RUNNERS[number], fps=max(FRAME_RATES), seed=1000 + seed, duration_s=DURATION_S)
    finest, truth = seen_track(runner, seed), truth_of(RUNNERS[number])
    hits: list[Hit] = []
    late: dict[str, Mapping[EventGroup, float]] = {}
    found: dict[tuple[str, int], dict[str, float]] = {}
    for fps in sorted({cell.fps for cell in cells}):
        track = filter_track(finest.isel(time=slice(None, None, round(runner.fps / fps))))
        try:
            seen = Seen.of(track, runner)
        except UnusableInput:
            continue
        late[f"{fps:.0f} fps"] = clip_means(seen.events, runner)
        for cell in (cell for cell in cells if cell.fps == fps):
            key = (cell.name, number)
            rows, found[key] = summaries(seen, cell, seed, None if systematic is None else systematic[key])
            hits += hits_of(rows, truth, cell)
    return Outcome(tuple(hits), late, found)


@dataclass(frozen=True)
class Seen:
    """A cleaned Track with what does not change when its points are offset: the view and the events."""

    track: xr.Dataset
    conditions: Conditions
    view: View
    plane: Plane
    events: tuple[Event, ...]

    @classmethod
    def of(cls, track: xr.Dataset, runner: Runner) -> Seen:
        conditions = Conditions(speed_kmh=3.6 * runner.speed_mps, incline_pct=0.0)
        view = replace(find_view(track, None, conditions, roll_deg=0.0), roll_half_width_deg=0.0)
        plane = to_plane(track, view)
        return cls(track, conditions, view, plane, detect_events(plane, view))

    def with_errors_of(self, error_model: str, rng: np.random.Generator) -> Seen:
        """As a video would have shown it: points offset (filters let that pass), the picture turned, events late."""
        track = with_offsets(self.track, rng, error_model)
        view = find_view(track, None, self.conditions, roll_deg=float(rng.normal(0, ROLL_SD_DEG)))
        events = seen_late(self.events, rng, error_model)
        return Seen(track, self.conditions, view, to_plane(track, view), events)


def seen_track(runner: Runner, seed: int) -> xr.Dataset:
    """The true track with the noise of a pose model, less of it on the stickers."""
    truth = true_track(runner)
    track, calm = noisy_track(truth, NOISE_PCT, seed=seed), noisy_track(truth, STICKER_NOISE_PCT, seed=seed)
    stickers = [name for name in map(str, truth["keypoint"].values) if name.endswith(("asis", "psis"))]
    position = track["position"].copy()
    position.loc[{"keypoint": stickers}] = calm["position"].sel(keypoint=stickers)
    return track.assign(position=position)


def summaries(
    seen: Seen, cell: Cell, seed: int, systematic: dict[str, float] | None = None
) -> tuple[list[Summary], dict[str, float]]:
    """Summaries of one run of the cell, and the half widths of the errors that do not shrink with the strides."""
    if cell.error_model == "video":
        seen = seen.with_errors_of("video", np.random.default_rng([seed, 7]))
    strides = segment_strides(seen.events, seen.plane)
    run = make_run(seen.plane, seen.view, seen.events, strides, seen.conditions, None)
    rows = measurable(run)
    if systematic is None:
        systematic = systematic_half_widths(run, seen.events, RowMeans(rows), cell.error_model)
    known: dict[tuple[str, Side], Array] = {}
    legs = [[remembered(known, row.definition, run, part) for part in row.parts] for row in rows]
    return [summarise(row, run, leg, systematic[row.key]) for row, leg in zip(rows, legs, strict=True)], systematic


def measurable(run: Run) -> list[MeasureOfLeg]:
    every = [row for definition in MEASURES.values() for row in rows_of(definition, run)]
    return [row for row in every if frame_rate_status(row.definition, run.plane.fps) != "not_measurable"]


def with_offsets(track: xr.Dataset, rng: np.random.Generator, error_model: str) -> xr.Dataset:
    """The Track with one offset for each kind of point and another rise and fall of the hips, drawn from the table of
    systematic errors."""
    table = {k: v for k, v in error_table()[error_model].items() if k != "source"}
    forward = 1.0 if track.attrs["facing"] == "right" else -1.0
    leg = track.attrs["px_per_m"] * 0.854
    draws = {joint: rng.normal(size=2) * np.array(sd) / 100 * leg * [forward, -1.0] for joint, sd in table.items()}
    factor = error_table()["other"]["far_factor"]
    damping = rng.normal() * error_table()["vertical_damping"].get(error_model, 0.0)
    position = track["position"].transpose("time", "keypoint", "individual", "space").copy()
    for row, name in enumerate(map(str, track["keypoint"].values)):
        side, _, joint = name.rpartition("_")
        if joint in draws:
            far = side in ("left", "right") and side != track.attrs["near_side"]
            position.values[:, row, 0] += draws[joint] * (factor if far else 1.0)
        if joint == "hip":
            height = position.values[:, row, 0, 1]
            height += damping * (height - np.nanmean(height))
    return track.assign(position=position.transpose(*track["position"].dims))


def seen_late(events: Sequence[Event], rng: np.random.Generator, error_model: str) -> tuple[Event, ...]:
    """The events moved by what they have in common in this clip, drawn as large as their half widths tell.

    What the detectors do with drawn feet and noise is in the events already, so only the rest is drawn.
    """
    whole, drawn = (event_errors(events, error_table(), model) for model in (error_model, "drawn"))
    both = {kind: rng.normal() for kind, _ in EVENT_GROUPS}
    late = {}
    for moved in EVENT_GROUPS:
        common = rest(whole.common[moved], float(np.hypot(drawn.together, drawn.common[moved])))
        late[moved] = both[moved[0]] * common + rng.normal() * rest(whole.own[moved], drawn.own[moved])
    return tuple(replace(event, time_s=event.time_s + late[event.type, event.side]) for event in events)


def rest(whole: float, part: float) -> float:
    """Standard deviation that is left of a whole without a part."""
    return float(np.sqrt(max(whole**2 - part**2, 0.0)))


def hits_of(found: Iterable[Summary], truth: Mapping[tuple[str, str], float], cell: Cell) -> Iterator[Hit]:
    for s in found:
        mean = truth.get((s.measure, str(s.leg)))
        if mean is not None and s.mean is not None and s.ci_low is not None and s.ci_high is not None:
            covered = s.ci_low <= mean <= s.ci_high
            yield Hit(cell.name, s.measure, str(s.leg), covered, s.mean - mean, s.ci_high - s.mean)


# --- the section ---


def section(request: Request) -> Result:
    """Coverage of every cell, by leg over all cells of a kind, and what the events of a clip have in common."""
    runs = request.runs or (len(RUNNERS) if request.quick else RUNS)
    cells = CELLS[:1] if request.quick else CELLS
    result = result_of(list(all_runs(runs, cells, request)), cells)
    return result | {"video": {} if request.quick else through_video(request)}


def result_of(outcomes: Sequence[Outcome], cells: Sequence[Cell]) -> Result:
    hits = [hit for outcome in outcomes for hit in outcome.hits]
    rates = [f"{fps:.0f} fps" for fps in sorted({cell.fps for cell in cells})]
    about = {"runs": len(outcomes), "seconds": DURATION_S, "noise_pct": NOISE_PCT, "runners": len(RUNNERS)}
    return about | {
        "cells": {cell.name: coverage(h for h in hits if h.cell == cell.name) for cell in cells},
        "by_leg": {kind: by_leg([h for h in hits if h.cell.endswith(kind)]) for kind in KINDS},
        "events": {rate: moments([o.late_s[rate] for o in outcomes if rate in o.late_s]) for rate in rates},
    }


def all_runs(runs: int, cells: Sequence[Cell], request: Request) -> Iterator[Outcome]:
    """The runs; the part of the interval that hardly differs between runs of a runner comes from a few other ones."""
    with ProcessPoolExecutor(request.jobs) as pool:
        first = range(OTHER_SEEDS, OTHER_SEEDS + TRIED * len(RUNNERS))
        systematic = typical([outcome.systematic for outcome in pool.map(partial(run_once, cells=cells), first)])
        once = partial(run_once, cells=cells, systematic=systematic)
        for number, outcome in enumerate(pool.map(once, range(runs), chunksize=4)):
            request.tell(f"intervals, run {number + 1}", number, runs)
            yield outcome


def typical(many: Sequence[Systematic]) -> Systematic:
    """Root of the mean square of the half widths of several runs of each runner."""
    out: Systematic = {}
    for key in {key for one in many for key in one}:
        rows = [one[key] for one in many if key in one]
        names = set.intersection(*(set(row) for row in rows))
        out[key] = {n: float(np.sqrt(np.mean([row[n] ** 2 for row in rows]))) for n in names}
    return out


def coverage(hits: Iterable[Hit]) -> dict[str, dict[str, float]]:
    """Per measure (all legs pooled): share of intervals that hold the configured mean, bias, spread, half width."""
    rows: dict[str, list[tuple[bool, float, float]]] = {}
    for hit in hits:
        rows.setdefault(hit.measure, []).append((hit.covered, hit.error, hit.half_width))
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


def by_leg(hits: Sequence[Hit]) -> dict[str, dict[str, float]]:
    """Coverage in % by measure and leg, frame rates together."""
    rows: dict[str, dict[str, list[bool]]] = {}
    for hit in hits:
        rows.setdefault(hit.measure, {}).setdefault(hit.leg, []).append(hit.covered)
    return {m: {leg: 100 * float(np.mean(v)) for leg, v in legs.items()} for m, legs in sorted(rows.items())}


def together(result: Result, kind: str) -> dict[str, tuple[int, float]]:
    """(intervals, coverage in %) of each measure over the frame rates of one kind of cell."""
    rows: dict[str, list[tuple[int, float]]] = {}
    for name, cell in result["cells"].items():
        if name.endswith(kind):
            for measure_id, row in cell.items():
                rows.setdefault(measure_id, []).append((row["n"], row["coverage_pct"]))
    totals = {measure_id: sum(n for n, _ in row) for measure_id, row in rows.items()}
    return {m: (totals[m], sum(n * pct for n, pct in row) / totals[m]) for m, row in sorted(rows.items())}


def figures(result: Result) -> dict[str, float | None]:
    """Of every measure in every cell."""
    found = [row["coverage_pct"] for cell in result["cells"].values() for row in cell.values()]
    return {
        "lowest_coverage": min(found, default=None),
        "highest_coverage": max(found, default=None),
        "through_video": covered_pct(result["video"]),
    }
