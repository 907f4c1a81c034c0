"""Two clips of one run, one from each side: each leg is taken from the clip in which it is the near leg."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Analysis, Note, Status, Summary, note

STATUS_ORDER: tuple[Status, ...] = ("ok", "low_confidence", "not_measurable")
CADENCE_LIMIT_SPM = 6.0
"""two clips of one run should not differ more in cadence (product default: twice the change that counts as real)"""


def merge_sides(analyses: Sequence[Analysis]) -> Analysis:
    """Merge two analyses; the one of the painful side (else the first) lends its pictures, view and track.

    Raises
    ------
    UnusableInput : both clips show the same side, or one has no near side (markers).
    """
    first, second = analyses
    sides = (first.view.near_side, second.view.near_side)
    if None in sides:
        raise UnusableInput("two inputs merge only when both are videos; analyse marker files one at a time")
    if sides[0] == sides[1]:
        raise UnusableInput(
            f"both clips show the {sides[0]} side; film the other side too, or set --near-side for each"
        )
    painful = first.conditions.painful_side
    main, other = (second, first) if painful == sides[1] else (first, second)
    measures = merge_measures(main.measures, other.measures)
    return replace(
        main,
        measures=tuple(measures),
        curves=tuple(c for a in (main, other) for c in a.curves if c.leg == "near"),
        quality=(*main.quality, *other.quality, *same_run(main, other)),
        parts=None,  # of one clip alone: they stand in its own report
        provenance=main.provenance | {"other_side": {"clip": other.source.name, "near_side": other.view.near_side}},
    )


def merge_measures(main: Sequence[Summary], other: Sequence[Summary]) -> list[Summary]:
    """Near rows of both clips; a measure's ``both`` row is the mean of the two."""
    merged: list[Summary] = []
    partner = {(m.measure, m.leg): m for m in other}
    for row in main:
        match = partner.get((row.measure, row.leg))
        if row.leg == "near":
            merged += [row] + ([match] if match else [])
        elif row.leg == "both":
            near = [m for m in (*main, *other) if m.measure == row.measure and m.leg == "near"]
            pair = near if len(near) == 2 else [row] + ([match] if match else [])
            merged.append(mean_of(pair, row))
    return merged


def mean_of(pair: Sequence[Summary], like: Summary) -> Summary:
    """Mean of two rows whose errors are independent; a row without a number leaves the other one, marked."""
    usable = [m for m in pair if m.mean is not None and m.ci_low is not None and m.ci_high is not None]
    if not usable:
        return replace(like, mean=None, sd=None, ci_low=None, ci_high=None, n=0, status="not_measurable")
    status = max((m.status for m in pair), key=STATUS_ORDER.index)
    if len(usable) == 1:
        status = "low_confidence"
    mean = sum(m.mean or 0.0 for m in usable) / len(usable)
    half = math.sqrt(sum((((m.ci_high or 0.0) - (m.ci_low or 0.0)) / 2) ** 2 for m in usable)) / len(usable)
    spread = math.sqrt(sum((m.sd or 0.0) ** 2 for m in usable) / len(usable))
    reasons = next((m.reasons for m in pair if m.reasons), ())
    n = sum(m.n for m in usable)
    return replace(
        like, n=n, mean=mean, sd=spread, ci_low=mean - half, ci_high=mean + half, status=status, reasons=reasons
    )


def same_run(main: Analysis, other: Analysis) -> list[Note]:
    """A note when the two clips hardly are of one run."""
    cadence = [m.mean for a in (main, other) for m in a.measures if m.measure == "cadence" and m.leg == "both"]
    known = [c for c in cadence if c is not None]
    if len(known) == 2 and abs(known[0] - known[1]) > CADENCE_LIMIT_SPM:
        one, two = known
        return [note("sides_differ", "warning", abs(one - two), one=one, two=two)]
    return []
