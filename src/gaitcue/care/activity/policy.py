"""Limits and ways of counting for recorded runs: the numbers of ``care/data/activity.toml``."""

from __future__ import annotations

from functools import partial

from gaitcue.care.rules import number, table

limit = partial(number, "activity")
"""One number: ``limit("terrain", "grid_m")``."""


def span(group: str, name: str) -> tuple[float, float]:
    """A range: lowest and highest."""
    lowest, highest = table("activity")[group][name]["value"]
    return float(lowest), float(highest)
