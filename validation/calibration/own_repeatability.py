"""How much does gaitcue's own answer differ when an unchanged runner is recorded again?

``python -m validation.calibration.own_repeatability [--retakes 12]``

The synthetic runner's strides are the same in all takes; what differs is the recording: pose-like noise for takes of
one session, and for other days also where the model sees each joint (clothes), the zoom, and the camera's roll.
Keypoint level: drawing and pose estimation are not part of it. Writes ``src/gaitcue/compare/own_repeatability.toml``
(the smallest detectable change, 1.96 sqrt(2) SD, worst of the frame rates and runners tried), read by ``compare``.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import xarray as xr

from gaitcue.demo import Runner, after_runner, before_runner, noisy_track, true_track
from gaitcue.demo.tracks import median_thigh_shank_length
from gaitcue.gait.intervals import error_table
from gaitcue.terms.errors import GaitcueError
from gaitcue.terms.records import Analysis, Conditions
from gaitcue.work.analyze import analyze
from gaitcue.work.options import AnalyzeOptions
from gaitcue.work.results import write_track

NOISE_PCT_LEG = 1.0
ROLL_SD_DEG = 0.7
ZOOM_SD = 0.08
SECONDS = 8.0
FRAME_RATES = (60.0, 120.0)
TARGET = Path("src/gaitcue/compare/own_repeatability.toml")
Spread = dict[str, tuple[float, str]]


def detectable_change(sd: float) -> float:
    """95 % of the differences between two takes are smaller, when single takes have this SD."""
    return float(1.96 * np.sqrt(2) * sd)


def take(runner: Runner, seed: int, *, other_day: bool) -> Analysis:
    """One recording of the runner: same strides, new noise; on another day also a new camera and new clothes."""
    rng = np.random.default_rng(seed)
    if other_day:
        zoom = float(np.exp(ZOOM_SD * rng.standard_normal()))
        runner = runner.with_(px_per_m=runner.px_per_m * zoom, roll_deg=ROLL_SD_DEG * float(rng.standard_normal()))
    track = noisy_track(true_track(runner), NOISE_PCT_LEG, seed=seed)
    track = dressed(track, rng) if other_day else track
    speed = round(3.6 * runner.speed_mps, 2)
    conditions = Conditions(speed_kmh=speed, height_cm=runner.height_cm, incline_pct=0.0)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "take.nc"
        write_track(track, file)
        return analyze(file, AnalyzeOptions(conditions=conditions))


def dressed(track: xr.Dataset, rng: np.random.Generator) -> xr.Dataset:
    """Every kind of joint is seen off its place by the same vector in the whole take, alike on both sides."""
    table = error_table()["video"]
    leg_px = median_thigh_shank_length(track)
    position = track["position"].copy()
    for joint, sizes in table.items():
        if joint == "source":
            continue
        shift = np.asarray(sizes) / 100 * leg_px * rng.standard_normal(2)
        for name in track["keypoint"].values:
            if str(name).rpartition("_")[2] == joint:
                position.loc[{"keypoint": name}] += xr.DataArray(shift, dims="space", coords={"space": ["x", "y"]})
    return track.assign(position=position)


def spread(runner: Runner, retakes: int, *, other_day: bool) -> Spread:
    """SD between takes of every measure's mean (near leg or both)."""
    means: dict[str, list[float]] = defaultdict(list)
    units: dict[str, str] = {}
    for seed in range(retakes):
        try:
            analysis = take(runner, 1000 + seed, other_day=other_day)
        except GaitcueError:
            continue
        for row in analysis.measures:
            if row.mean is not None and row.leg == _leg_of(analysis, row.measure):
                means[row.measure].append(row.mean)
                units[row.measure] = row.unit
    return {name: (float(np.std(row, ddof=1)), units[name]) for name, row in means.items() if len(row) > retakes / 2}


def _leg_of(analysis: Analysis, measure: str) -> str:
    legs = {row.leg for row in analysis.measures if row.measure == measure}
    return "near" if "near" in legs else "both"


def worst(retakes: int, *, other_day: bool) -> Spread:
    """Largest spread over frame rates and runners."""
    largest: Spread = {}
    for fps in FRAME_RATES:
        for runner in (before_runner(), after_runner()):
            for name, value in spread(runner.with_(fps=fps, duration_s=SECONDS), retakes, other_day=other_day).items():
                largest[name] = max(largest.get(name, value), value)
    return largest


def table(retakes: int) -> Iterator[str]:
    session, day = worst(retakes, other_day=False), worst(retakes, other_day=True)
    yield "# Made by `python -m validation.calibration.own_repeatability`: 1.96 sqrt(2) SD between takes of an"
    yield f"# unchanged runner, {retakes} takes a cell at {' and '.join(f'{fps:g}' for fps in FRAME_RATES)} fps,"
    yield f"# keypoint noise {NOISE_PCT_LEG:g} % of the leg; `value` also with new clothes, zoom and camera roll."
    yield "# Keypoint level.\n"
    yield "[own]"
    for name in sorted(day):
        if name in session:
            unit = day[name][1]
            sizes = [detectable_change(sd) for sd in (max(day[name][0], session[name][0]), session[name][0])]
            numbers = f"value = {sizes[0]:.3g}, same_session = {sizes[1]:.3g}"
            yield f'{name} = {{ {numbers}, unit = "{unit}", source = "OwnRetakes" }}'


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--retakes", type=int, default=12)
    parser.add_argument("--out", type=Path, default=TARGET)
    options = parser.parse_args(arguments)
    options.out.write_text("\n".join(table(options.retakes)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
