"""The section on the synthetic runner, whose truth is known exactly: at keypoint level, and through drawn clips.

Keypoint level: the true points, and the same with errors like those of a pose model, go through the gait room; each
cell pools three runners. Through video: short drawn clips go the whole way of ``gaitcue analyze``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import Literal

import numpy as np
import xarray as xr

from gaitcue import gait
from gaitcue.demo import Runner, after_runner, before_runner, noisy_track, true_track
from gaitcue.demo.camera import Camera, camera_x
from gaitcue.demo.tracks import frame_times
from gaitcue.demo.truth import exact_events, measures
from gaitcue.terms.errors import GaitcueError
from gaitcue.terms.keypoints import Side
from gaitcue.terms.records import Conditions, Event, Summary, View
from gaitcue.video import Scene
from gaitcue.work.analyze import follow_shot
from gaitcue.work.corrections import Corrections
from gaitcue.work.options import AnalyzeOptions
from gaitcue.work.recording import Recording
from gaitcue.work.steps import Steps
from validation.calibration.force_plates import match
from validation.tools.drawn import analysed
from validation.tools.store import Request, Result

Surface = Literal["treadmill", "overground"]
KINDS: tuple[Literal["initial_contact", "toe_off"], ...] = ("initial_contact", "toe_off")
AT_CONTACT = (
    "shank_angle_ic",
    "leg_angle_ic",
    "knee_flexion_ic",
    "hip_flexion_ic",
    "trunk_lean_ic",
    "foot_strike_angle",
)
EDGE_S = 0.3
NOISE_PCT = 1.5
SECONDS = 6.0
ALLOWED_MS = 3.0


@dataclass(frozen=True, slots=True)
class Cell:
    fps: float
    surface: Surface
    roll_deg: float
    facing: Side

    def of(self, runner: Runner, seconds: float) -> Runner:
        camera = "panning" if self.surface == "overground" else "fixed"
        return runner.with_(**asdict(self), camera=camera, duration_s=seconds)


@dataclass(frozen=True, slots=True)
class Found:
    """What a run of gaitcue says, in the form that is compared with the truth."""

    view: View
    events: Sequence[Event]
    measures: Sequence[Summary]


FPS = (60.0, 120.0, 240.0)
SURFACES: tuple[Surface, ...] = ("treadmill", "overground")
FACINGS: tuple[Side, ...] = ("right", "left")
GRID = tuple(
    Cell(fps, surface, roll, facing) for fps, surface, roll, facing in product(FPS, SURFACES, (0.0, 3.0), FACINGS)
)
CASES = tuple((cell, 0.0) for cell in GRID) + tuple((cell, NOISE_PCT) for cell in GRID if cell.facing == "right")
RUNNERS = (before_runner(stickers=()), after_runner(stickers=()))
CLIPS: tuple[tuple[str, Cell, Runner], ...] = (
    ("60 fps, facing right", Cell(60, "treadmill", 0, "right"), Runner()),
    ("60 fps, facing left, roll 3", Cell(60, "treadmill", 3, "left"), RUNNERS[0]),
    ("120 fps, facing right", Cell(120, "treadmill", 0, "right"), RUNNERS[1]),
    ("60 fps, over ground, camera follows", Cell(60, "overground", 0, "right"), Runner()),
    ("60 fps, over ground, facing left, roll 3", Cell(60, "overground", 3, "left"), RUNNERS[1]),
    ("240 fps stored at 30", Cell(240, "treadmill", 0, "left"), Runner(slow_motion=8.0)),
)


def section(request: Request) -> Result:
    cases = CASES[:2] if request.quick else CASES
    rows = []
    for number, (cell, noise) in enumerate(cases):
        request.tell(f"synthetic runner, {cell.fps:g} fps, {cell.surface}", number, len(cases))
        rows.append(named(cell) | {"noise_pct": noise} | pooled([one(cell.of(r, SECONDS), noise) for r in RUNNERS]))
    clips = CLIPS[:1] if request.quick else CLIPS
    return {
        "seconds": SECONDS,
        "runners": len(RUNNERS),
        "noise_pct": NOISE_PCT,
        "grid": rows,
        "video": [through_video(name, cell, runner, i, request) for i, (name, cell, runner) in enumerate(clips)],
    }


def named(cell: Cell) -> Result:
    """The cell's settings; ``roll_deg`` of a row is the error of the roll that was found."""
    row = asdict(cell)
    return row | {"roll_deg_set": row.pop("roll_deg")}


# --- keypoint level ---


def one(runner: Runner, noise_pct: float, seed: int = 11) -> Result:
    """Errors of one runner at keypoint level."""
    track = true_track(runner)
    track = noisy_track(track, noise_pct, seed=seed) if noise_pct else track
    try:
        found = follow(track, runner)
    except GaitcueError as problem:
        return {"refused": str(problem)}
    return errors(found, runner)


def follow(track: xr.Dataset, runner: Runner) -> Found:
    """The path of ``work.analyze`` from the Track on, with a scene that knows the camera's motion but no verticals."""
    conditions = conditions_of(runner)
    recording = Recording(track, scene=scene_of(runner))
    options = AnalyzeOptions(conditions=conditions)
    shot = follow_shot(gait.filter_track(track), recording, options, Corrections(), Steps())
    _, summaries = gait.measure(shot.plane, shot.view, shot.events, shot.strides, conditions)
    return Found(shot.view, shot.events, summaries)


def conditions_of(runner: Runner) -> Conditions:
    return Conditions(speed_kmh=3.6 * runner.speed_mps, incline_pct=0.0, height_cm=runner.height_cm)


def scene_of(runner: Runner) -> Scene:
    """``p + shift`` stays the same for a point of the background."""
    along = Camera.of(runner).linear()[:, 0]
    shift = camera_x(runner, frame_times(runner))[:, None] * along
    moves = runner.surface == "overground" and runner.camera == "panning"
    return Scene((), shift, "panning" if moves else "fixed", 120.0, None, None)


# --- through video ---


def options_of(runner: Runner) -> AnalyzeOptions:
    """What a person would know: speed, height, incline, and how fast the camera recorded when that is not stored."""
    capture = runner.fps if runner.slow_motion != 1.0 else None
    return AnalyzeOptions(conditions=conditions_of(runner), capture_fps=capture)


def through_video(name: str, cell: Cell, runner: Runner, number: int, request: Request) -> Result:
    """Draw a short clip and let ``gaitcue analyze`` look at it."""
    runner = cell.of(runner, SECONDS)
    request.tell(f"drawn clip: {name}", number, len(CLIPS))
    try:
        analysis = analysed(runner, options_of(runner), request.work)
    except GaitcueError as problem:
        return {"clip": name, "fps": cell.fps, "refused": str(problem)}
    found = Found(analysis.view, analysis.events, analysis.measures)
    return {"clip": name, "fps": cell.fps} | flat(errors(found, runner)) | points(analysis.track, runner)


def points(track: xr.Dataset, runner: Runner) -> Result:
    """Median error of each point, near leg and far leg, in % of thigh + shank of the drawn figure."""
    real, leg_px = true_track(runner), runner.body.thigh_shank_length * runner.px_per_m
    out = {}
    for leg in ("near", "far"):
        side = runner.near if leg == "near" else ("left" if runner.near == "right" else "right")
        for joint in ("hip", "knee", "ankle", "heel", "toe"):
            pair = [t["position"].isel(individual=0).sel(keypoint=f"{side}_{joint}") for t in (track, real)]
            seen, known = (p.sel(space=["x", "y"]).transpose("time", "space").values for p in pair)
            known = known[np.asarray(track["frame"].values, int)]
            out[f"{leg}_{joint}"] = float(np.nanmedian(np.hypot(*(seen - known).T)) / leg_px * 100)
    return {"points_pct_leg": out}


# --- errors ---


def errors(found: Found, runner: Runner) -> Result:
    """Event errors in ms, missed and invented events, and differences of cadence, roll, scale, angles at contact."""
    out: Result = {}
    known = exact_events(runner)
    for kind in KINDS:
        deltas, missed, extra = event_errors(found.events, known, kind)
        out |= {f"{kind}_ms": [1e3 * d for d in deltas], f"{kind}_missed": missed, f"{kind}_extra": extra}
    real = {(row["measure"], row["leg"]): row["mean"] for row in measures(runner)}
    ours = {(m.measure, str(m.leg)): m.mean for m in found.measures if m.mean is not None}
    out["cadence_spm"] = difference(ours, real, ("cadence", "both"))
    out["contact_time_ms"] = scaled(difference(ours, real, ("contact_time", "near")), 1e3)
    out["roll_deg"] = found.view.roll_deg - runner.roll_deg
    out["facing_correct"] = found.view.facing == runner.facing
    out["angles_deg"] = {
        f"{name} {leg}": value
        for name, leg in product(AT_CONTACT, ("near", "far"))
        if (value := difference(ours, real, (name, leg))) is not None
    }
    return out


def difference(
    ours: Mapping[tuple[str, str], float], real: Mapping[tuple[str, str], float], key: tuple[str, str]
) -> float | None:
    value = ours.get(key)
    return None if value is None or key not in real else value - real[key]


def scaled(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def event_errors(events: Sequence[Event], known: Sequence[Result], kind: str) -> tuple[list[float], int, int]:
    """Differences in s, the missed and the invented, away from the ends of the clip; both legs, each by itself."""
    deltas, missed, extra = [], 0, 0
    times = [e["time_s"] for e in known]
    first, last = (min(times) + EDGE_S, max(times) - EDGE_S) if times else (0.0, 0.0)
    for side in ("left", "right"):
        wanted = [e["time_s"] for e in known if (e["side"], e["type"]) == (side, kind)]
        found = [e.time_s for e in events if (e.side, e.type) == (side, kind)]
        pairs = match(wanted, found)
        inside = [i for i, t in enumerate(wanted) if first < t < last]
        deltas += [found[pairs[i]] - wanted[i] for i in inside if i in pairs]
        missed += sum(i not in pairs for i in inside)
        extra += sum(first < t < last for j, t in enumerate(found) if j not in pairs.values())
    return deltas, missed, extra


def pooled(parts: Sequence[Result]) -> Result:
    """Several runners of one cell: medians over all events, largest differences of the rest."""
    usable = [part for part in parts if "refused" not in part]
    out: Result = {"refused": [part["refused"] for part in parts if "refused" in part]}
    for kind in KINDS:
        deltas = [d for part in usable for d in part[f"{kind}_ms"]]
        out[f"{kind}_median_abs_ms"] = float(np.median(np.abs(deltas))) if deltas else None
        out[f"{kind}_bias_ms"] = float(np.mean(deltas)) if deltas else None
        for what in ("missed", "extra"):
            out[f"{kind}_{what}"] = sum(part[f"{kind}_{what}"] for part in usable)
    for name in ("cadence_spm", "contact_time_ms", "roll_deg"):
        out[name] = largest([part[name] for part in usable])
    names = {name for part in usable for name in part["angles_deg"]}
    out["angles_deg"] = {n: largest([part["angles_deg"].get(n) for part in usable]) for n in sorted(names)}
    return out


def flat(part: Result) -> Result:
    return pooled([part])


def largest(values: Sequence[float | None]) -> float | None:
    """The value farthest from zero, with its sign."""
    return max((v for v in values if v is not None), key=abs, default=None)


def figures(result: Result) -> dict[str, float | None]:
    exact = [row for row in result["grid"] if row["noise_pct"] == 0]
    return {
        **dict(of_rows(exact, "")),
        "lost_events": sum(row[f"{k}_{w}"] for row in exact for k in KINDS for w in ("missed", "extra")),
        "angle_deg": size([a for row in exact for a in row["angles_deg"].values()]),
        **dict(of_rows(result["video"], "video_")),
        "video_angle_deg": size([a for row in result["video"] for a in row.get("angles_deg", {}).values()]),
    }


def of_rows(rows: Sequence[Result], prefix: str) -> Iterator[tuple[str, float | None]]:
    for short, kind in (("ic", KINDS[0]), ("to", KINDS[1])):
        over = [over_half_a_frame(row, kind) for row in rows]
        yield f"{prefix}{short}_over_limit_ms", max((o for o in over if o is not None), default=None)
    for name in ("cadence_spm", "roll_deg"):
        yield f"{prefix}{name}", size([row.get(name) for row in rows])


def over_half_a_frame(row: Result, kind: str) -> float | None:
    value = row.get(f"{kind}_median_abs_ms")
    return None if value is None else max(0.0, value - 500 / row["fps"])


def size(values: Sequence[float | None]) -> float | None:
    found = largest(values)
    return None if found is None else abs(found)
