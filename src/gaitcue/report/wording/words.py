"""How the report says things: numbers with honest digits, sides, statuses, and how sure, in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from gaitcue.report.wording.sentences import why
from gaitcue.terms.keypoints import Leg, Side
from gaitcue.terms.records import Status, Summary

MISSING: Final = "–"
MINUS: Final = "\N{MINUS SIGN}"
NOT_RECORDED: Final = "not recorded"
UNIT_WORDS: Final = {
    "deg": "°",
    "spm": "steps/min",
    "steps/min": "steps/min",
    "pct": "%",
    "pct_leg": "% of leg length",
    "% thigh_shank_length": "% of thigh + shank",
    "% leg_length": "% of leg length",
    "ratio": "",
    "1": "",
}
STATUS_WORDS: Final[dict[Status, str]] = {
    "ok": "measured",
    "low_confidence": "low confidence",
    "not_measurable": "not measurable",
}


def unit_word(unit: str) -> str:
    """The unit as a person writes it; unknown units are shown as they are."""
    return UNIT_WORDS.get(unit, unit)


def with_unit(text: str, unit: str) -> str:
    """Number and unit with the right space between (none before a degree sign)."""
    word = unit_word(unit)
    if not word or text == MISSING:
        return text
    return f"{text}{word}" if word == "°" else f"{text}\N{NO-BREAK SPACE}{word}"


def decimals_for(half_width: float | None) -> int:
    """Digits after the point such that the error shows with one digit, two when it starts with 1 or 2.

    More would pretend to know; with one digit only, an error of 1.4 would be shown as 1.
    """
    if half_width is None or not math.isfinite(half_width) or half_width <= 0:
        return 1
    return min(3, max(0, math.ceil(-math.log10(half_width / 3))))


def number(value: float | None, decimals: int = 1) -> str:
    """A number with a true minus sign and never "-0"; a dash when there is none."""
    if value is None or not math.isfinite(value):
        return MISSING
    written = f"{value:.{decimals}f}"
    return f"{MINUS}{written[1:]}" if written.startswith("-") and float(written) != 0 else written.lstrip("-")


def half_width(summary: Summary) -> float | None:
    """The wider side of the 95 % interval, in the measure's unit."""
    if summary.mean is None or summary.ci_low is None or summary.ci_high is None:
        return None
    return max(summary.mean - summary.ci_low, summary.ci_high - summary.mean)


def value_with_error(summary: Summary) -> str:
    """For example "11.4 ± 1.8°"; without an interval the bare number."""
    if summary.mean is None:
        return MISSING
    half = half_width(summary)
    digits = decimals_for(half)
    if half is None:
        return with_unit(number(summary.mean, digits), summary.unit)
    return with_unit(f"{number(summary.mean, digits)} ± {number(half, digits)}", summary.unit)


def bare_interval(summary: Summary) -> str:
    """For example "9.6 to 13.2": the 95 % interval without its unit."""
    if summary.ci_low is None or summary.ci_high is None:
        return MISSING
    digits = decimals_for(half_width(summary))
    return f"{number(summary.ci_low, digits)} to {number(summary.ci_high, digits)}"


def range_text(low: float | None, high: float | None, unit: str) -> str:
    """A usual range in words: "8 to 12°", "up to 8°", "30 % or more"."""
    digits = _range_digits([x for x in (low, high) if x is not None])
    if low is not None and high is not None:
        return with_unit(f"{number(low, digits)} to {number(high, digits)}", unit)
    if high is not None:
        return f"up to {with_unit(number(high, digits), unit)}"
    return MISSING if low is None else f"{with_unit(number(low, digits), unit)} or more"


def _range_digits(ends: Sequence[float]) -> int:
    """Usual ranges are rough: no decimals from 20 on, one below, two under 1."""
    largest = max((abs(x) for x in ends), default=0.0)
    if largest >= 20 or all(float(x).is_integer() for x in ends):
        return 0
    return 1 if largest >= 1 else 2


def leg_label(leg: str | None, side: Side | None) -> str:
    """For table heads: "Left (near camera)", "Right (far)", "Both legs"."""
    if side is None:
        return "Both legs"
    where = {"near": " (near camera)", "far": " (far)"}.get(leg or "", "")
    return f"{side.capitalize()}{where}"


def leg_words(leg: Leg | str | None, side: Side | None) -> str:
    """For the runner: "left leg", "both legs"."""
    return "both legs" if side is None else f"{side} leg"


def humanised(identifier: str) -> str:
    """``knee_flexion_at_contact`` as words, for what no registry describes."""
    words = identifier.replace("_", " ").strip()
    return words[:1].upper() + words[1:]


def capital(text: str) -> str:
    """First letter in upper case, the rest left alone."""
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Capital first, full stop last."""
    text = capital(text.strip())
    return text if not text or text[-1] in ".!?" else f"{text}."


def joined(parts: Sequence[str]) -> str:
    """As one reads a list aloud: "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, [", ".join(parts[:-1]), *parts[-1:]]))


def date_words(on: date) -> str:
    """For example "29 November 2026"."""
    return f"{on.day} {on:%B %Y}"


def day_words(on: date) -> str:
    """For example "4 December"."""
    return f"{on.day} {on:%B}"


def minutes(count: float) -> str:
    """For example "1 minute", "2.5 minutes"."""
    return f"{count:g} minute" if count == 1 else f"{count:g} minutes"


def plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


ANGLE_YARDSTICK_DEG: Final = 15.0
"""Angles are held against this: up to 2 deg counts as small, up to 5 as moderate, as the smallest detectable
differences of careful video measurement lie (1.3 to 4.8 deg, Dingenen18)."""
SMALL_SHARE, MODERATE_SHARE = 0.15, 0.35
"""of the yardstick (product defaults)"""


def how_sure(summary: Summary, yardstick: float | None) -> str:
    """One plain sentence about how far the number can be trusted.

    Parameters
    ----------
    yardstick : what the error is held against in the measure's unit (width of the usual range); None when there is
        none. Angles have their own.
    """
    counted = f"measured on {plural(summary.n, 'step')}"
    if summary.status == "low_confidence":
        reason = why(summary)
        told = f": {reason}" if reason else ""
        return f"Less certain ({counted}){told}."
    half = half_width(summary)
    yardstick = ANGLE_YARDSTICK_DEG if summary.unit == "deg" else yardstick
    if half is None:
        return f"{counted.capitalize()}; its error could not be estimated."
    if yardstick is None or yardstick <= 0:
        return f"{counted.capitalize()}."
    if half <= SMALL_SHARE * yardstick:
        return f"Reliable: {counted}, with a small error."
    if half <= MODERATE_SHARE * yardstick:
        return f"Fairly reliable: {counted}, with a moderate error."
    return f"A rough figure: {counted}, with a large error."


def flattened(value: Any, prefix: str = "") -> list[tuple[str, str]]:
    """Nested settings as (dotted name in words, text) pairs, for the provenance table."""
    if isinstance(value, dict):
        named = {str(key).replace("_", " "): inner for key, inner in value.items()}
        return [row for key, inner in named.items() for row in flattened(inner, f"{prefix}.{key}" if prefix else key)]
    if isinstance(value, list | tuple):
        simple = all(not isinstance(item, dict | list | tuple) for item in value)
        if simple:
            return [(prefix, ", ".join(str(item) for item in value) or MISSING)]
        return [row for i, item in enumerate(value, 1) for row in flattened(item, f"{prefix} {i}")]
    if isinstance(value, bool):
        return [(prefix, "yes" if value else "no")]
    return [(prefix, MISSING if value is None else str(value))]
