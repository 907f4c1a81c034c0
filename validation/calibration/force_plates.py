"""Events against force plates: RBDS marker trials as recorded, resampled, and with the noise of pose estimation.

Truth is the vertical force of the treadmill (50 N, see ``contacts_from_force``), given to a foot by the lower foot at
mid-contact. ``table`` runs every trial of every variant;
``python -m validation.calibration.force_plates DATA`` prints it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import xarray as xr
from scipy.interpolate import CubicSpline
from scipy.signal import lfilter

from gaitcue.gait.events import detect_events
from gaitcue.gait.filtering import filter_track
from gaitcue.gait.plane import to_plane
from gaitcue.gait.view import find_view
from gaitcue.pose.formats import load_track
from gaitcue.terms.arrays import Array, Mask
from gaitcue.terms.records import Conditions, Event
from gaitcue.terms.track import make_track

EDGE_S, WINDOW_S, LONGEST_CONTACT_S = 0.3, 0.06, 0.45
KINDS = ("initial_contact", "toe_off")


@dataclass(frozen=True)
class Variant:
    """How a recorded trial is changed before it is analysed."""

    name: str
    fps: float | None = None
    """resampled to this rate; None keeps the recorded one"""
    noise_share: float = 0.0
    """SD of each coordinate's noise, share of the leg (thigh + shank)"""
    noise_s: float = 0.08
    """time constant of the noise, first-order autoregressive"""
    dropped: float = 0.0
    """share of frames that are lost, in runs of 1-4"""
    start_s: float = 0.0
    duration_s: float | None = None


VARIANTS = (
    Variant("150 Hz"),
    Variant("240 Hz", fps=240),
    Variant("120 Hz", fps=120),
    Variant("60 Hz", fps=60),
    Variant("30 Hz", fps=30),
    *(Variant(f"{fps} Hz, noise", fps=fps, noise_share=0.015, dropped=0.02) for fps in (240, 120, 60, 30)),
    Variant("60 Hz, noise, 8 s", fps=60, noise_share=0.015, dropped=0.02, start_s=10, duration_s=8),
)


@dataclass
class Errors:
    """Errors of one or more trials, in s."""

    initial_contact: list[float] = field(default_factory=list)
    toe_off: list[float] = field(default_factory=list)
    contact_time: list[float] = field(default_factory=list)
    covered: list[bool] = field(default_factory=list)
    """for each event, whether its 95 % half width holds the truth"""
    missed: int = 0
    extra: int = 0

    def add(self, other: Errors) -> None:
        for name in ("initial_contact", "toe_off", "contact_time", "covered"):
            getattr(self, name).extend(getattr(other, name))
        self.missed += other.missed
        self.extra += other.extra

    def row(self) -> dict[str, float]:
        """Figures in ms."""
        out: dict[str, float] = {"events": len(self.covered), "missed": self.missed, "extra": self.extra}
        for name, short in (("initial_contact", "ic"), ("toe_off", "to"), ("contact_time", "contact")):
            ms = 1e3 * np.array(getattr(self, name) or [np.nan])
            out |= {f"{short}_bias_ms": float(ms.mean()), f"{short}_sd_ms": float(ms.std())}
            out[f"{short}_rmse_ms"] = float(np.sqrt((ms**2).mean()))
        return out | {"covered_pct": 100 * float(np.mean(self.covered) if self.covered else np.nan)}


def trial_files(data: Path) -> list[Path]:
    return sorted((data / "mocap" / "rbds").glob("RBDS*run*.c3d"))


def table(data: Path, variants: Iterable[Variant] = VARIANTS) -> Iterator[dict[str, float | str]]:
    """One row for each variant, pooled over all trials and both feet."""
    tracks = {path: load_track(path) for path in trial_files(data)}
    for variant in variants:
        pooled = Errors()
        for seed, (path, track) in enumerate(tracks.items()):
            pooled.add(trial_errors(path, changed(track, variant, seed)))
        yield {"variant": variant.name, **pooled.row()}


def left_out(data: Path) -> dict[str, tuple[float, float]]:
    """For each runner, mean error in ms of initial contact and toe-off if the delays came from the other runners alone.

    The delays of ``gait.events.detectors`` are means over all runners: those of the others differ by their mean error.
    """
    per_runner: dict[str, Errors] = {}
    for path in trial_files(data):
        runner = path.stem.partition("run")[0]
        per_runner.setdefault(runner, Errors()).add(trial_errors(path, load_track(path)))
    means = {r: np.array([np.mean(e.initial_contact), np.mean(e.toe_off)]) * 1e3 for r, e in per_runner.items()}
    out = {}
    for runner, mean in means.items():
        others = np.mean([m for r, m in means.items() if r != runner], axis=0)
        out[runner] = (float(mean[0] - others[0]), float(mean[1] - others[1]))
    return out


def trial_errors(path: Path, track: xr.Dataset) -> Errors:
    """Errors of one trial's events; ``path`` names the C3D, its truth lies beside it."""
    truth = json.loads(path.with_suffix(".force.json").read_text())["events"]
    time_s = track["time"].values
    return compare(events_of(track), truth, float(time_s[0]), float(time_s[-1]))


def events_of(track: xr.Dataset) -> tuple[Event, ...]:
    """Events by the same path as ``gaitcue analyze``."""
    cleaned = filter_track(track)
    view = find_view(cleaned, None, Conditions())
    return detect_events(to_plane(cleaned, view), view)


def changed(track: xr.Dataset, variant: Variant, seed: int = 0) -> xr.Dataset:
    """The track as the variant wants it; the same seed gives the same noise."""
    time_s = track["time"].values
    last = time_s[-1] if variant.duration_s is None else variant.start_s + variant.duration_s
    if variant.fps is None:
        wanted = time_s[(time_s >= variant.start_s) & (time_s <= last)]
    else:
        wanted = np.arange(variant.start_s, last, 1 / variant.fps)
    position = track["position"].isel(individual=0).transpose("time", "keypoint", "space").values
    position = _interpolated(time_s, position, wanted)
    if variant.noise_share:
        position = position + _noise(position.shape, variant, _leg(track), seed)
        position[_dropped(len(wanted), variant.dropped, seed)] = np.nan
    names = [str(name) for name in track["keypoint"].values]
    return make_track(position, wanted, names, units="m", source_kind="markers")


def compare(events: Iterable[Event], truth: list[dict[str, object]], first_s: float, last_s: float) -> Errors:
    """Match events of one trial with its truth: same type and side, closest first, one to one, within 60 ms."""
    events, errors = list(events), Errors()
    for side in ("left", "right"):
        by_kind: dict[str, dict[float, float]] = {}
        for kind in KINDS:
            wanted = sorted(float(str(e["time_s"])) for e in truth if (e["side"], e["type"]) == (side, kind))
            found = [event for event in events if (event.side, event.type) == (side, kind)]
            pairs = match(wanted, [event.time_s for event in found])
            inside = [i for i, t in enumerate(wanted) if first_s + EDGE_S < t < last_s - EDGE_S]
            by_kind[kind] = {wanted[i]: found[pairs[i]].time_s - wanted[i] for i in inside if i in pairs}
            getattr(errors, kind).extend(by_kind[kind].values())
            errors.covered += [
                abs(found[pairs[i]].time_s - wanted[i]) <= found[pairs[i]].half_width_s for i in inside if i in pairs
            ]
            errors.missed += sum(i not in pairs for i in inside)
            left = [e for j, e in enumerate(found) if j not in pairs.values()]
            errors.extra += sum(first_s + EDGE_S < e.time_s < last_s - EDGE_S for e in left)
        for start, error in by_kind["initial_contact"].items():
            end = min((t for t in by_kind["toe_off"] if t > start), default=np.inf)
            if end - start < LONGEST_CONTACT_S:
                errors.contact_time.append(by_kind["toe_off"][end] - error)
    return errors


def match(wanted: list[float], found: list[float]) -> dict[int, int]:
    """Index in ``wanted`` -> index in ``found``."""
    near = sorted((abs(f - w), i, j) for i, w in enumerate(wanted) for j, f in enumerate(found))
    pairs: dict[int, int] = {}
    for distance, i, j in near:
        if distance <= WINDOW_S and i not in pairs and j not in pairs.values():
            pairs[i] = j
    return pairs


def _interpolated(time_s: Array, position: Array, wanted: Array) -> Array:
    out = np.full((len(wanted), *position.shape[1:]), np.nan)
    for i in range(position.shape[1]):
        seen = np.isfinite(position[:, i]).all(axis=1)
        if seen.sum() > 3:
            out[:, i] = CubicSpline(time_s[seen], position[seen, i])(wanted)
            out[np.interp(wanted, time_s, ~seen) > 0, i] = np.nan
    return out


def _leg(track: xr.Dataset) -> float:
    at = {n: track["position"].isel(individual=0).sel(keypoint=f"left_{n}").values for n in ("hip", "knee", "ankle")}
    axis = list(track["position"].isel(individual=0).sel(keypoint="left_hip").dims).index("space")
    thigh, shank = at["hip"] - at["knee"], at["knee"] - at["ankle"]
    return float(np.nanmedian(np.linalg.norm(thigh, axis=axis) + np.linalg.norm(shank, axis=axis)))


def _noise(shape: tuple[int, ...], variant: Variant, leg: float, seed: int) -> Array:
    assert variant.fps is not None
    rng, keep = np.random.default_rng(seed), float(np.exp(-1 / (variant.fps * variant.noise_s)))
    settle = int(5 * variant.fps * variant.noise_s)
    white = rng.normal(size=(shape[0] + settle, *shape[1:])) * variant.noise_share * leg * np.sqrt(1 - keep**2)
    return np.asarray(lfilter([1.0], [1.0, -keep], white, axis=0))[settle:]


def _dropped(count: int, share: float, seed: int) -> Mask:
    rng, lost = np.random.default_rng(seed + 1000), np.zeros(count, bool)
    while lost.mean() < share:
        start = int(rng.integers(count))
        lost[start : start + int(rng.integers(1, 5))] = True
    return lost


if __name__ == "__main__":
    for name, (contact, off) in left_out(Path(sys.argv[1])).items():
        print(f"left out {name}: initial contact {contact:+.1f} ms, toe-off {off:+.1f} ms")
    for line in table(Path(sys.argv[1])):
        print(" ".join(f"{k}={v:.1f}" if isinstance(v, float) else f"{k}={v}" for k, v in line.items()))
