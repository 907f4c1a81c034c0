"""The section on new recordings: the same strides of synthetic runners, drawn again and analysed through video.

Every runner runs the same strides in all takes; the recording differs. Takes of *one session* have another place of
the camera (height, distance, along the path, off the perpendicular), zoom, roll and sensor noise. Takes of *other days*
have other light and other clothes as well. How far the means of such takes differ is the error of recording again:
standard error of measurement (SEM) and smallest detectable change, 1.96 sqrt(2) SEM. ``compare`` reads it from
``src/gaitcue/compare/retakes.toml``; ``python -m validation.sections.retakes`` writes that file from the stored result.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from pathlib import Path

import numpy as np

from gaitcue.compare import smallest_detectable_change
from gaitcue.demo import Clothes, Runner, before_runner, sticker_clicks
from gaitcue.demo.truth import measures
from gaitcue.pose.settings import Preset
from gaitcue.terms.errors import GaitcueError
from gaitcue.terms.records import Analysis, Conditions
from gaitcue.work.options import AnalyzeOptions, StickerClick
from validation.calibration.own_repeatability import detectable_change
from validation.tools.drawn import analysed
from validation.tools.store import Request, Result, load

TARGET = Path("src/gaitcue/compare/retakes.toml")

SECONDS = 6.0
PRESET: Preset = "standard"
SIZE = {"width": 480, "height": 640, "duration_s": SECONDS, "stickers": ("asis", "psis")}
"""small pictures and short clips: 8 strides a leg"""
RUNNERS = {
    "moderate": Runner(seed=5),
    "overstriding": before_runner(),
    "tall, midfoot, 3.6 m/s": Runner(
        height_m=1.84, speed_mps=3.6, cadence_spm=174.0, shank_deg=4.0, foot_deg=5.0, facing="left", seed=6
    ),
    "small, forefoot": Runner(
        height_m=1.62,
        speed_mps=2.7,
        cadence_spm=178.0,
        shank_deg=2.0,
        knee_deg=20.0,
        foot_deg=-4.0,
        facing="left",
        seed=7,
    ),
    "slow, upright": Runner(height_m=1.70, speed_mps=2.5, cadence_spm=158.0, trunk_lean_deg=2.0, seed=8),
}
RED = Clothes(shirt=(196, 60, 48), shorts=(28, 28, 32), shoe=(240, 240, 70))
PALE = Clothes(shirt=(230, 230, 226), shorts=(60, 90, 150), shoe=(30, 30, 30), sole=(90, 90, 90))


@dataclass(frozen=True, slots=True)
class Take:
    """How one recording is made; angles in deg, lengths in m."""

    px_per_m: float = 290.0
    lens_height_m: float = 0.90
    lens_ahead_m: float = 0.0
    behind_deg: float = 0.0
    distance_m: float = 3.5
    roll_deg: float = 0.0
    lighting: str = "normal"
    clothes: Clothes = field(default_factory=Clothes)

    def of(self, runner: Runner, number: int, fps: float) -> Runner:
        chosen = {name: getattr(self, name) for name in self.__slots__}
        return runner.with_(**SIZE, **chosen, fps=fps, take=number)


TAKES = (
    Take(),
    Take(275, 0.97, 0.08, 3.0, 4.0, 0.8),
    Take(300, 0.84, -0.08, -3.0, 3.0, -0.8),
    Take(265, 1.02, -0.05, 4.0, 4.5, -1.5, "bright", RED),
    Take(280, 0.88, 0.10, -4.0, 2.6, 1.5, "dark", PALE),
)
SESSION, DAYS = (0, 1, 2), (0, 3, 4)
"""takes with the same clothes and light, and takes that differ in everything"""
CASES = (
    *((60.0, name, number) for name in RUNNERS for number in range(len(TAKES))),
    *((120.0, name, number) for name in ("moderate", "overstriding", "small, forefoot") for number in (0, 1, 3, 4)),
)
"""frame rate, runner, take; fewer at 120 frames/s, where each costs twice as much"""


def section(request: Request) -> Result:
    cases = CASES[: 2 if request.quick else None]
    rows = []
    for done, (fps, name, number) in enumerate(cases):
        request.tell(f"drawn again: {name}, {fps:g} fps, take {number + 1}", done, len(cases))
        rows.append(one(name, fps, number, request))
    return {"seconds": SECONDS, "preset": PRESET} | packed(rows)


def packed(rows: Sequence[Result]) -> Result:
    """Small to store: the names, units and whether the truth is known once, then a row of errors a take."""
    keys = {key: found for row in rows for key, found in row.get("measures", {}).items()}
    return {
        "measures": {key: {name: found[name] for name in ("unit", "known")} for key, found in keys.items()},
        "takes": [
            {name: value for name, value in row.items() if name != "measures"}
            | {"errors": [row.get("measures", {}).get(key, {}).get("error") for key in keys]}
            for row in rows
        ],
    }


def unpacked(result: Result) -> list[Result]:
    """The takes as ``one`` gives them."""
    about = result["measures"].items()
    return [
        row
        | {
            "measures": {
                key: known | {"error": error}
                for (key, known), error in zip(about, row["errors"], strict=True)
                if error is not None
            }
        }
        for row in result["takes"]
    ]


def one(name: str, fps: float, number: int, request: Request) -> Result:
    """Errors of every measure and leg in one take."""
    runner = TAKES[number].of(RUNNERS[name], number, fps)
    row: Result = {"runner": name, "fps": fps, "take": number}
    try:
        found = analysed(runner, options_of(runner), request.work)
    except GaitcueError as problem:
        return row | {"refused": str(problem)}
    known = {key_of(m["measure"], m["leg"]): m["mean"] for m in measures(runner)}
    return row | {"roll_error_deg": found.view.roll_deg - runner.roll_deg, "measures": errors(found, known)}


def options_of(runner: Runner) -> AnalyzeOptions:
    conditions = Conditions(speed_kmh=3.6 * runner.speed_mps, incline_pct=0.0, height_cm=runner.height_cm)
    clicks = tuple(StickerClick(*click) for click in sticker_clicks(runner))
    return AnalyzeOptions(conditions=conditions, stickers=clicks, preset=PRESET)


def errors(found: Analysis, known: dict[str, float]) -> Result:
    """Mean less the truth of the drawn strides; less 0 where no truth is known, which takes share as well."""
    return {
        key: {"error": row.mean - known.get(key, 0.0), "known": key in known, "unit": row.unit}
        for row in found.measures
        if row.mean is not None and (key := key_of(row.measure, row.leg))
    }


def key_of(measure: str, leg: str | None) -> str:
    return f"{measure} {leg}"


# --- error of recording again ---


@dataclass(frozen=True, slots=True)
class Spread:
    """How takes of the same strides differ, all runners pooled."""

    sem: float
    """SD between takes of one runner, root of the mean square over runners weighted by their degrees of freedom"""
    freedom: int
    runners: int

    @property
    def detectable(self) -> float:
        """95 % of differences between two takes are smaller."""
        return detectable_change(self.sem)


def spread(rows: Iterable[Result], key: str, takes: Sequence[int]) -> Spread | None:
    """Spread of one measure and leg over some takes; None when no runner has it in two of them.

    Takes at different frame rates are never compared with each other.
    """
    groups: dict[tuple[str, float], list[float]] = {}
    for row in rows:
        if row["take"] in takes and key in row.get("measures", {}):
            groups.setdefault((row["runner"], row["fps"]), []).append(row["measures"][key]["error"])
    several = [values for values in groups.values() if len(values) > 1]
    freedom = sum(len(values) - 1 for values in several)
    if not freedom:
        return None
    squares = sum(float(np.var(values)) * len(values) for values in several)
    return Spread(float(np.sqrt(squares / freedom)), freedom, len({name for name, fps in groups}))


def biases(rows: Iterable[Result], key: str) -> list[float]:
    """Each runner's mean difference from the truth, over its takes."""
    groups: dict[str, list[float]] = {}
    for row in rows:
        found = row.get("measures", {}).get(key)
        if found and found["known"]:
            groups.setdefault(row["runner"], []).append(found["error"])
    return [float(np.mean(values)) for values in groups.values()]


def keys_of(rows: Iterable[Result]) -> dict[str, str]:
    """Key (measure and leg) -> unit, in order of the first take that has it."""
    return {key: found["unit"] for row in rows for key, found in row.get("measures", {}).items()}


def worst(rows: Sequence[Result], measure: str, takes: Sequence[int]) -> float | None:
    """Smallest detectable change of the leg that has the largest, or of the run."""
    legs = [spread(rows, key_of(measure, leg), takes) for leg in ("near", "far")]
    if not any(legs):
        legs = [spread(rows, key_of(measure, "both"), takes)]
    return max((one.detectable for one in legs if one is not None), default=None)


def detectable(rows: Sequence[Result]) -> Iterator[tuple[str, float, float, str]]:
    """(measure, other days, same session, unit) of every measure; another day is never better than one session."""
    units = {key.partition(" ")[0]: unit for key, unit in keys_of(rows).items()}
    for measure, unit in sorted(units.items()):
        session, days = (worst(rows, measure, takes) for takes in (SESSION, DAYS))
        if session is not None and days is not None:
            yield measure, max(session, days), session, unit


def table(result: Result) -> str:
    """The text of ``compare/retakes.toml``."""
    rows = unpacked(result)
    lines = [
        "# Made by `python -m validation.sections.retakes` from validation/results/retakes.json: 1.96 sqrt(2) SEM",
        "# between drawn clips of the same strides, through pictures and pose, the worse leg. `same_session`: new",
        "# camera place, zoom, roll and noise; `value`: new light and clothes as well.\n",
        "[retakes]",
    ]
    for measure, days, session, unit in detectable(rows):
        numbers = f"value = {days:.3g}, same_session = {session:.3g}"
        lines.append(f'{measure} = {{ {numbers}, unit = "{unit}", source = "OwnRetakes" }}')
    return "\n".join(lines) + "\n"


# --- figures ---


def beyond(rows: Sequence[Result]) -> tuple[int, int]:
    """(differences between two takes of a runner above the smallest detectable change in use, all differences)."""
    above = total = 0
    for one, two in combinations(rows, 2):
        if (one["runner"], one["fps"]) != (two["runner"], two["fps"]):
            continue
        together = one["take"] in SESSION and two["take"] in SESSION
        for key in one.get("measures", {}).keys() & two.get("measures", {}).keys():
            a, b = one["measures"][key], two["measures"][key]
            measure = key.partition(" ")[0]
            known = smallest_detectable_change(measure, a["unit"], fps=one["fps"], same_session=together)
            if known is not None:
                above, total = above + (abs(a["error"] - b["error"]) > known.value), total + 1
    return above, total


def figures(result: Result) -> dict[str, float | None]:
    rows = unpacked(result)
    above, total = beyond(rows)
    shown = {
        "retake_shank": "shank_angle_ic",
        "retake_knee": "knee_flexion_peak_stance",
        "retake_foot": "foot_strike_angle",
    }
    found = {name: spread(rows, key_of(measure, "near"), DAYS) for name, measure in shown.items()}
    return {
        "retakes_beyond": 100 * above / total if total else None,
        **{name: None if one is None else one.detectable for name, one in found.items()},
    }


if __name__ == "__main__":
    stored = load("retakes")
    if stored is not None:
        TARGET.write_text(table(stored), encoding="utf-8")
