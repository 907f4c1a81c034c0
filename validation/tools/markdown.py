"""Markdown tables and numbers."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

NONE = "–"


def number(value: float | int | None, digits: int = 2) -> str:
    """At most ``digits`` decimals, fewer for large numbers; a dash for what is missing."""
    if value is None or not math.isfinite(value):
        return NONE
    places = digits if abs(value) < 10 else min(digits, 1) if abs(value) < 1000 else 0
    text = f"{value:.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text == "-0" else text


def signed(value: float | None, digits: int = 1) -> str:
    text = number(value, digits)
    return text if value is None or value < 0 or text in (NONE, "0") else f"+{text}"


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A Markdown table; bars inside cells are escaped, cells may be anything with a text.

    Raises
    ------
    ValueError : a row is not as long as the head.
    """
    lines = [_line(head), "|" + "---|" * len(head)]
    for row in rows:
        if len(row) != len(head):
            raise ValueError(f"a row of {len(row)} cells in a table of {len(head)} columns: {row}")
        lines.append(_line(row))
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[object]) -> str:
    return "| " + " | ".join(str(cell).replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"
