"""The section on force plates: events of marker trials against the treadmill's force, and angles from markers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
import xarray as xr
from scipy.signal import sosfiltfilt

from gaitcue.gait.filtering import two_way_sections
from gaitcue.pose import load_track
from validation.calibration.force_plates import (
    VARIANTS,
    Errors,
    Variant,
    changed,
    compare,
    events_of,
    trial_errors,
    trial_files,
)
from validation.tools.ball_rise import at_toe_off, of_rbds
from validation.tools.force_plate import contacts_from_force, read_vertical_force
from validation.tools.marker_angles import angle_differences
from validation.tools.store import Request, Result

BINS_MS = tuple(range(-30, 31, 2))
SMOOTHED_HZ = (15.0, 20.0, 25.0)
DRAWN = ("150 Hz", "60 Hz", "60 Hz, noise")
"""variants whose errors the page shows as a histogram"""


def section(request: Request) -> Result:
    """Every variant pooled, the recorded trials one by one, runners left out, the second laboratory, angles."""
    files = trial_files(request.data)[: 2 if request.quick else None]
    tracks = {path: load_track(path) for path in files}
    variants = VARIANTS[:1] if request.quick else VARIANTS
    by_variant: dict[str, dict[Path, Errors]] = {}
    for number, variant in enumerate(variants):
        done, total = number * len(files), len(variants) * len(files)
        by_variant[variant.name] = dict(errors_of(tracks, variant, request, done, total))
    pooled = {name: together(trials.values()) for name, trials in by_variant.items()}
    trials = by_variant[VARIANTS[0].name]
    return {
        "trials": len(files),
        "variants": [{"variant": name, **errors.row()} for name, errors in pooled.items()],
        "by_trial": {path.stem: errors.row() for path, errors in trials.items()},
        "left_out": left_out(trials),
        "histograms": {"bins_ms": list(BINS_MS)} | {n: histogram(pooled[n]) for n in DRAWN if n in pooled},
        "second_laboratory": second_laboratory(request.data),
        "ball_rise": of_rbds(files) | second_ball_rise(request.data),
        "smoothed_force": smoothed_force(files),
        "angles": angle_differences(files),
    }


def errors_of(
    tracks: dict[Path, xr.Dataset], variant: Variant, request: Request, done: int, total: int
) -> Iterator[tuple[Path, Errors]]:
    for seed, (path, track) in enumerate(tracks.items()):
        request.tell(f"force plates, {variant.name}: {path.stem}", done + seed, total)
        yield path, trial_errors(path, changed(track, variant, seed))


def together(many: Iterable[Errors]) -> Errors:
    pooled = Errors()
    for errors in many:
        pooled.add(errors)
    return pooled


def histogram(errors: Errors) -> Result:
    return {"initial_contact": counts(errors.initial_contact), "toe_off": counts(errors.toe_off)}


def counts(errors_s: list[float]) -> list[int]:
    """Histogram over ``BINS_MS``; what lies outside falls into the outermost bins."""
    ms = np.clip(1e3 * np.array(errors_s), BINS_MS[0] + 1e-6, BINS_MS[-1] - 1e-6)
    return [int(n) for n in np.histogram(ms, BINS_MS)[0]]


def left_out(trials: dict[Path, Errors]) -> Result:
    """For each runner: bias in ms of contact and toe-off if the detectors' delays came from the other runners alone."""
    per_runner: dict[str, Errors] = {}
    for path, errors in trials.items():
        per_runner.setdefault(path.stem.partition("run")[0], Errors()).add(errors)
    means = {r: 1e3 * np.array([np.mean(e.initial_contact), np.mean(e.toe_off)]) for r, e in per_runner.items()}
    if len(means) < 2:
        return {}
    total = sum(means.values(), np.zeros(2))
    return {r: [float(v) for v in mean - (total - mean) / (len(means) - 1)] for r, mean in means.items()}


def second_laboratory(data: Path) -> Result | None:
    """The full-body trial of another laboratory (100 Hz, forces of both feet apart): nothing was set with it."""
    trial = second_trial(data)
    if trial is None:
        return None
    track, truth = load_track(trial), second_truth(trial)
    times = track["time"].values
    last = min(float(times[-1]), max(event["time_s"] for event in truth))
    events = events_of(track)
    rows = {"both": compare(events, truth, float(times[0]), last).row()}
    for side in ("left", "right"):
        found = [event for event in events if event.side == side]
        rows[side] = compare(found, [e for e in truth if e["side"] == side], float(times[0]), last).row()
    return rows


def second_trial(data: Path) -> Path | None:
    trial = data / "mocap" / "full-body-3mps" / "Run_30002.trc"
    return trial if trial.is_file() and forces_of(trial).is_file() else None


def forces_of(trial: Path) -> Path:
    return trial.with_name(f"{trial.stem}_GRF.mot")


def second_truth(trial: Path) -> list[Result]:
    """Events of both feet from their forces, on the clock of the Track."""
    start_s, force = first_time_s(trial), forces_of(trial)
    truth = [event for side, column in (("left", "L"), ("right", "R")) for event in contacts(force, side, column)]
    return [event | {"time_s": event["time_s"] - start_s} for event in truth]


def second_ball_rise(data: Path) -> Result:
    trial = second_trial(data)
    return {} if trial is None else {trial.stem: at_toe_off(trial, second_truth(trial))}


def smoothed_force(files: Sequence[Path]) -> Result:
    """Mean shift in ms of contact and toe-off when the force itself is low-passed: what a processed file may hide."""
    out = {}
    for cut_hz in SMOOTHED_HZ:
        shifts = []
        for path in files[::3]:
            time_s, force = read_vertical_force(path)
            sos = two_way_sections(cut_hz * float(np.median(np.diff(time_s))))
            smooth = np.array(contacts_from_force(time_s, sosfiltfilt(sos, force)))
            for contact in contacts_from_force(time_s, force):
                nearest = smooth[np.argmin(np.abs(smooth[:, 0] - contact[0]))]
                shifts.append(nearest - np.array(contact))
        out[f"{cut_hz:g}"] = [float(v) for v in 1e3 * np.mean(shifts, axis=0)]
    return out


def first_time_s(trc: Path) -> float:
    """Time of the first row; the Track's own times begin at 0."""
    rows = [line.split("\t") for line in trc.read_text(encoding="utf-8").splitlines()[5:] if line.strip()]
    return float(rows[0][1])


def contacts(mot: Path, side: str, column: str) -> list[Result]:
    lines = mot.read_text(encoding="utf-8").splitlines()
    head = next(i for i, line in enumerate(lines) if line.strip() == "endheader") + 1
    names = lines[head].split()
    table = np.array([[float(v) for v in line.split()] for line in lines[head + 1 :] if line.strip()])
    time_s, vertical = table[:, names.index("time")], table[:, names.index(f"{column}_ground_force_vy")]
    rows = []
    for start, end in contacts_from_force(time_s - time_s[0], vertical):
        for kind, moment in (("initial_contact", start), ("toe_off", end)):
            rows.append({"time_s": moment + float(time_s[0]), "type": kind, "side": side})
    return rows


def figures(result: Result) -> dict[str, float | None]:
    row = {r["variant"]: r for r in result["variants"]}
    recorded, slow, noisy = (row.get(name, {}) for name in DRAWN)
    angles = [a["mean_abs_deg"] for a in result["angles"].values()]
    return {
        "missed": recorded.get("missed"),
        "extra": recorded.get("extra"),
        "ic_bias": size(recorded.get("ic_bias_ms")),
        "ic_sd": recorded.get("ic_sd_ms"),
        "to_bias": size(recorded.get("to_bias_ms")),
        "to_sd": recorded.get("to_sd_ms"),
        "contact_rmse": recorded.get("contact_rmse_ms"),
        "ic_sd_60": slow.get("ic_sd_ms"),
        "to_sd_60": slow.get("to_sd_ms"),
        "missed_60_noise": noisy.get("missed"),
        "extra_60_noise": noisy.get("extra"),
        "ic_sd_60_noise": noisy.get("ic_sd_ms"),
        "to_sd_60_noise": noisy.get("to_sd_ms"),
        "angles_deg": max(angles, default=None),
    }


def size(value: float | None) -> float | None:
    return None if value is None else abs(value)
