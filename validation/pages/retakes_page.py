"""Words, tables and pictures of the section on new recordings through video."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from importlib.resources import files

import numpy as np

from gaitcue.compare import smallest_detectable_change
from validation.calibration.own_repeatability import detectable_change
from validation.sections.retakes import (
    DAYS,
    PRESET,
    RUNNERS,
    SECONDS,
    SESSION,
    TAKES,
    biases,
    key_of,
    keys_of,
    spread,
    unpacked,
)
from validation.tools.markdown import NONE, number, signed, table
from validation.tools.pictures import Axis, Series, dots
from validation.tools.store import Result

PUBLISHED = {
    "foot_strike_angle": "1.3–2.3 deg between days (foot inclination, Dingenen 2018); typical error 2.5 deg (Waikato)",
    "shank_angle_ic": "2.2–4.8 deg between days (tibia inclination, Dingenen 2018)",
    "knee_flexion_peak_stance": "2.3–3.8 deg between days (Dingenen 2018)",
    "knee_flexion_ic": "3–8 deg within, 9–14 deg between days (95 % interval, Damsted 2015)",
    "hip_flexion_ic": "3–7 deg within, 9–11 deg between days (Damsted 2015)",
    "trunk_lean_stance": "1.3–2.3 deg between days (lateral trunk, Dingenen 2018)",
    "ankle_dorsiflexion_stance": "2.2–4.8 deg between days (Dingenen 2018)",
}
SMALLER = {"s": ("ms", 1e3), "m": ("cm", 100.0), "1": ("1/100", 100.0)}


def parts(result: Result) -> dict[str, str]:
    rows = unpacked(result)
    slow, fast = ([row for row in rows if row["fps"] == fps] for fps in (60.0, 120.0))
    return {
        "runners": str(len(RUNNERS)),
        "fast_runners": str(len({row["runner"] for row in fast})),
        "kinds": str(len(TAKES)),
        "clips": str(len(rows)),
        "slow": str(len(slow)),
        "fast": str(len(fast)),
        "refused": str(sum("refused" in row for row in rows)),
        "seconds": number(SECONDS),
        "preset": PRESET,
        "freedom": str(max((found.freedom for key in keys_of(rows) if (found := spread(rows, key, DAYS))), default=0)),
        "detectable": detectable(rows),
        "rates": rates(rows),
        "bias": bias(rows),
        "roll": number(max((abs(row["roll_error_deg"]) for row in rows if "refused" not in row), default=None)),
    }


def measures_of(rows: Sequence[Result]) -> dict[str, str]:
    """Measure -> unit."""
    return {key.partition(" ")[0]: unit for key, unit in sorted(keys_of(rows).items())}


def shown(value: float | None, unit: str) -> str:
    return number(None if value is None else value * SMALLER.get(unit, (unit, 1.0))[1], 2)


def size(rows: Sequence[Result], measure: str, leg: str, takes: Sequence[int], unit: str) -> str:
    found = spread(rows, key_of(measure, leg), takes)
    return shown(None if found is None else found.detectable, unit)


def legs(rows: Sequence[Result], measure: str) -> tuple[str, str]:
    """Legs that a measure has, near first; the run itself in their place when it has none."""
    return ("near", "far") if key_of(measure, "near") in keys_of(rows) else ("both", "")


def detectable(rows: Sequence[Result]) -> str:
    own = tomllib.loads(files("gaitcue.compare").joinpath("own_repeatability.toml").read_text(encoding="utf-8"))["own"]
    body = []
    for measure, unit in measures_of(rows).items():
        near, far = legs(rows, measure)
        sem = spread(rows, key_of(measure, near), DAYS)
        used = [smallest_detectable_change(measure, unit, fps=120.0, same_session=session) for session in (True, False)]
        points = own.get(measure, {})
        body.append(
            [
                measure.replace("_", " "),
                SMALLER.get(unit, (unit, 1.0))[0],
                shown(None if sem is None else sem.sem, unit),
                *(
                    f"{size(rows, measure, near, takes, unit)} / {size(rows, measure, far, takes, unit)}"
                    for takes in (SESSION, DAYS)
                ),
                " / ".join(shown(points.get(name), unit) for name in ("same_session", "value")),
                " / ".join(shown(None if one is None else one.value, unit) for one in used),
                PUBLISHED.get(measure, NONE),
            ]
        )
    head = (
        "measure", "unit", "SEM, other day", "same session: near / far", "other day: near / far",
        "keypoint level: session / day", "in use at 120 fps: session / day", "published (people)",
    )  # fmt: skip
    return table(head, body)


def rates(rows: Sequence[Result]) -> str:
    """Other-day values by frame rate, measures that hang on events."""
    body = []
    for measure, unit in measures_of(rows).items():
        leg = legs(rows, measure)[0]
        by_rate = [spread([r for r in rows if r["fps"] == fps], key_of(measure, leg), DAYS) for fps in (60.0, 120.0)]
        values = [shown(None if one is None else one.detectable, unit) for one in by_rate]
        body.append([measure.replace("_", " "), SMALLER.get(unit, (unit, 1.0))[0], *values])
    return table(["measure", "unit", "60 fps", "120 fps"], body)


def bias(rows: Sequence[Result]) -> str:
    """Mean difference from the truth, and how it differs between runners beside the change in use."""
    body = []
    for measure, unit in measures_of(rows).items():
        used = smallest_detectable_change(measure, unit, fps=120.0)
        cells = [summary(biases(rows, key_of(measure, leg)), unit) for leg in legs(rows, measure) if leg]
        if used is None or not any(cells):
            continue
        known = [biases(rows, key_of(measure, leg)) for leg in legs(rows, measure) if leg]
        largest = max(float(np.std(values, ddof=1)) for values in known if len(values) > 1)
        share = number(detectable_change(largest) / used.value)
        names = (measure.replace("_", " "), SMALLER.get(unit, (unit, 1.0))[0])
        body.append([*names, *([*cells, NONE])[:2], share])
    return table(["measure", "unit", "near leg or run", "far leg", "style: share of the change in use"], body)


def summary(values: Sequence[float], unit: str) -> str:
    if len(values) < 2:
        return ""
    factor = SMALLER.get(unit, (unit, 1.0))[1]
    return f"{signed(factor * float(np.mean(values)))} ± {number(factor * float(np.std(values, ddof=1)), 1)}"


def pictures(result: Result) -> dict[str, str]:
    rows = unpacked(result)
    names = list(measures_of(rows))
    series = [
        Series(title, [share(rows, name, takes, session) for name in names])
        for title, takes, session in (("same session", SESSION, True), ("other day", DAYS, False))
    ]
    axis = Axis("drawn again / smallest detectable change in use, near leg or run (shaded: within)", 0, 1.2, (0, 1))
    alt = "Smallest detectable change between drawn retakes over the one in use, by measure."
    plain = [name.replace("_", " ") for name in names]
    return {"retakes.svg": dots("Recorded again through video", alt, plain, series, axis)}


def share(rows: Sequence[Result], measure: str, takes: Sequence[int], session: bool) -> float | None:
    leg, unit = legs(rows, measure)[0], measures_of(rows)[measure]
    found = spread(rows, key_of(measure, leg), takes)
    used = smallest_detectable_change(measure, unit, fps=120.0, same_session=session)
    return None if found is None or used is None else found.detectable / used.value
