"""The section on jumps of load before rises of pain: how often one is found when the two are unrelated."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import numpy as np

from gaitcue.care.load.jumps import Beside, beside, jumps_in
from gaitcue.care.load.records import LoadRun
from validation.tools.store import Request, Result

PEOPLE, DAYS, RISES = 400, 365, 4
START = date(2024, 1, 1)
KINDS = ("unrelated", "after jumps")
RARE = 0.05


def section(request: Request) -> Result:
    """People with a year of runs of ordinary ups and downs; pain that rises on random days, or after their jumps."""
    count = 20 if request.quick else PEOPLE
    told: dict[str, list[Beside]] = {kind: [] for kind in KINDS}
    for seed in range(count):
        request.tell("jumps by chance", seed, count)
        rng = np.random.default_rng(seed)
        runs = year(rng)
        told["unrelated"].append(beside(runs, pain(rng.choice(np.arange(60, DAYS), RISES, replace=False))))
        told["after jumps"].append(beside(runs, pain(after_jumps(rng, runs))))
    return {"people": count, "kinds": {kind: summary(found) for kind, found in told.items()}}


def year(rng: np.random.Generator) -> list[LoadRun]:
    """Three to five runs a week; a third longer or shorter at random, hills in every fifth."""
    runs = []
    for day in range(DAYS):
        if rng.random() < 4 / 7:
            metres = 8000 * float(rng.lognormal(0.0, 0.3))
            uphill = float(rng.uniform(5, 30)) if rng.random() < 0.2 else 0.0
            fast = float(rng.uniform(3, 15)) if rng.random() < 0.15 else 0.0
            runs.append(LoadRun(f"{day:03}", START + timedelta(days=day), metres, uphill_min=uphill, fast_min=fast))
    return runs


def after_jumps(rng: np.random.Generator, runs: list[LoadRun]) -> np.ndarray:
    """Days three to ten after some of the jumps."""
    days = [(jump.on - START).days for jump in jumps_in(runs, {})]
    chosen = rng.choice(days, min(RISES, len(days)), replace=False) if days else np.array([100])
    return np.clip(chosen + rng.integers(3, 11, chosen.size), 40, DAYS - 1)


def pain(rises: np.ndarray) -> Mapping[date, float]:
    """Pain of each day: 1, and 5 for three days from each rise."""
    sore = {int(rise) + n for rise in rises for n in range(3)}
    return {START + timedelta(days=day): 5.0 if day in sore else 1.0 for day in range(DAYS)}


def summary(found: list[Beside]) -> dict[str, Any]:
    rises = [rise for one in found for rise in one.rises]
    told = [one.by_chance for one in found if one.by_chance is not None and one.followed]
    return {
        "rises": len(rises),
        "with_jump": float(np.mean([bool(rise.jumps) for rise in rises])),
        "people": len(told),
        "called_rare": float(np.mean([share <= RARE for share in told])),
    }


def figures(result: Result) -> dict[str, float | None]:
    return {"called_rare": 100 * result["kinds"]["unrelated"]["called_rare"]}
