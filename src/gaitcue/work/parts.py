"""Did the way of running change within the clip? The two parts are compared by the rule of two clips."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace

import numpy as np

from gaitcue.compare import Occasion, compare
from gaitcue.gait.policy import ENOUGH_STRIDES, HEADLINE
from gaitcue.terms.arrays import Array
from gaitcue.terms.errors import BadOption
from gaitcue.terms.records import Analysis, Note, Parts, Stride, StrideValue, Summary, note
from gaitcue.work.options import AnalyzeOptions

MeasuredStrides = tuple[list[StrideValue], list[Summary]]
Measure = Callable[[Sequence[Stride], Collection[str] | None], MeasuredStrides]
"""some of the strides, and the measures that are wanted (None: all)"""

WORTH_COMPARING = 5.0
"""t of the best division of the strides; a division that was searched for reaches 3 by chance (product default)"""


def with_parts(analysis: Analysis, measure: Measure, options: AnalyzeOptions) -> Analysis:
    """The analysis with its parts, where the gait changed within the clip or the person asks for them, and a note.

    Parameters
    ----------
    measure : the measures of some of the strides
    options : ``parts`` and ``parts_at_s``, the moment that divides the clip, if the person knows it

    Raises
    ------
    BadOption : too few strides lie before or after the moment that was told
    """
    at_s = best_division(analysis) if options.parts_at_s is None else told_division(analysis, options.parts_at_s)
    if at_s is None:
        return _saying(analysis, note("parts_alike", "info") if options.parts else None)
    # Whether anything is said hangs on the headline alone; most clips that seem divided are not, and end here.
    said = change_between(parts_of(analysis, measure, at_s, HEADLINE))
    asked = options.parts or options.parts_at_s is not None
    kept = parts_of(analysis, measure, at_s) if said is not None or asked else None
    return replace(_saying(analysis, said), parts=kept)


def _saying(analysis: Analysis, said: Note | None) -> Analysis:
    return analysis if said is None else replace(analysis, quality=(*analysis.quality, said))


def parts_of(analysis: Analysis, measure: Measure, at_s: float, only: Collection[str] | None = None) -> Parts:
    """What lies before and after a moment, each measured by itself; of all measures or of some."""
    before, after = (
        replace(analysis, strides=tuple(strides), values=tuple(values), measures=tuple(measures), curves=())
        for strides in divided(analysis.strides, at_s)
        for values, measures in [measure(strides, only)]
    )
    return Parts(at_s, before, after)


def change_between(parts: Parts) -> Note | None:
    """Note on a change of gait that two clips of one session would be said to differ by."""
    both = Occasion(same_session=True, same_camera=True)
    found = compare([parts.before, parts.after], occasion=both).changes
    changed = dict.fromkeys(row.measure for row in found if row.headline and row.verdict == "changed")
    if not changed:
        return None
    return note("gait_changed", "warning", parts.at_s, at_s=parts.at_s, measures=list(changed))


def told_division(analysis: Analysis, at_s: float) -> float:
    """The moment that the person told, once enough strides lie to both sides of it."""
    counts = [_of_a_leg(strides) for strides in divided(analysis.strides, at_s)]
    if min(counts) < ENOUGH_STRIDES:
        there = f"{counts[0]} before and {counts[1]} after it"
        raise BadOption(f"--parts-at {at_s:g}: each part needs {ENOUGH_STRIDES} strides of a leg, found {there}")
    return at_s


def _of_a_leg(strides: Sequence[Stride]) -> int:
    sides = [stride.side for stride in strides]
    return max((sides.count(side) for side in set(sides)), default=0)


def divided(strides: Sequence[Stride], at_s: float) -> tuple[list[Stride], list[Stride]]:
    """The strides that ended before a moment, and those that began after it."""
    return [s for s in strides if s.end_s <= at_s], [s for s in strides if s.start_s >= at_s]


def best_division(analysis: Analysis) -> float | None:
    """The moment that divides some headline measure's strides best, s; None when none is divided clearly."""
    start_s = {stride.stride: stride.start_s for stride in analysis.strides}
    best, at_s = WORTH_COMPARING, None
    for numbers, values in _series(analysis.values):
        clear = np.abs(_t_values(values))
        if len(clear) and clear.max() > best:
            best, at_s = float(clear.max()), start_s[int(numbers[ENOUGH_STRIDES + int(np.argmax(clear))])]
    return at_s


def _series(values: Sequence[StrideValue]) -> Iterator[tuple[Array, Array]]:
    """Stride numbers and values of each headline measure of each leg."""
    groups: dict[tuple[str, str | None], list[tuple[int, float]]] = {}
    for row in values:
        if row.measure in HEADLINE and row.value is not None and row.status != "not_measurable":
            groups.setdefault((row.measure, row.side), []).append((row.stride, row.value))
    for group in groups.values():
        table = np.array(sorted(group), float)
        yield table[:, 0], table[:, 1]


def _t_values(values: Array) -> Array:
    """t of the difference of what lies before and after each stride that leaves enough to both sides."""
    first = np.arange(ENOUGH_STRIDES, len(values) - ENOUGH_STRIDES + 1)
    if not len(first):
        return np.empty(0)
    last, away = len(values) - first, values - values.mean()
    sums, squares = (np.cumsum(away**power)[first - 1] for power in (1, 2))
    before, after = sums / first, (away.sum() - sums) / last
    spread = np.maximum(squares - first * before**2, 0.0), np.maximum((away**2).sum() - squares - last * after**2, 0.0)
    error = np.sqrt(spread[0] / (first - 1) / first + spread[1] / (last - 1) / last)
    return np.asarray((after - before) / np.maximum(error, 1e-9))
