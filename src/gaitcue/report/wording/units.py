"""Units as readers speak them: times of the gait cycle in milliseconds; the records and files stay in seconds."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Final

from gaitcue.terms.records import Analysis, StrideValue, Summary

SPOKEN: Final[dict[str, tuple[float, str]]] = {"s": (1000.0, "ms")}
"""unit of the records -> factor and unit of the report"""


def factor_of(unit: str) -> float:
    return SPOKEN.get(unit, (1.0, unit))[0]


def spoken_unit(unit: str) -> str:
    return SPOKEN.get(unit, (1.0, unit))[1]


def spoken(analysis: Analysis) -> Analysis:
    """The same Analysis with its measures in the units of the report."""
    measures = tuple(_summary(s) for s in analysis.measures)
    return replace(analysis, measures=measures, values=tuple(_value(v) for v in analysis.values))


def scaled(value: float | None, factor: float) -> float | None:
    return None if value is None else value * factor


def _summary(summary: Summary) -> Summary:
    if summary.unit not in SPOKEN:
        return summary
    factor, unit = SPOKEN[summary.unit]
    return replace(
        summary,
        unit=unit,
        mean=scaled(summary.mean, factor),
        sd=scaled(summary.sd, factor),
        ci_low=scaled(summary.ci_low, factor),
        ci_high=scaled(summary.ci_high, factor),
    )


def _value(value: StrideValue) -> StrideValue:
    if value.unit not in SPOKEN:
        return value
    factor, unit = SPOKEN[value.unit]
    return replace(value, unit=unit, value=scaled(value.value, factor))


SIZES: Final[dict[str, tuple[float, str]]] = {"s": (1000.0, "ms"), "m": (100.0, "cm")}
"""units too coarse for the size of a change: factor and the unit that is shown"""


def change_size(value: float, unit: str, detectable: float) -> str:
    """Two digits, whole numbers from 100 on, and no finer than two digits of the smallest detectable change.

    Examples
    --------
    >>> change_size(0.0123, "s", 0.004)
    '12 ms'
    """
    factor, shown = SIZES.get(unit, (1.0, unit))
    decimals = min(_decimals(value * factor), _decimals(detectable * factor))
    number = f"{round(value * factor, decimals):g}"
    return f"{number}°" if shown == "deg" else f"{number} {shown}".strip()


def _decimals(size: float) -> int:
    """Of a number written with two digits; at least 0."""
    return max(0, 1 - math.floor(math.log10(size))) if size > 0 else 0
