"""A cue trial that is run live, as its page is told it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gaitcue.clinic.rule_data import setting
from gaitcue.live.against_usual import AgainstUsual
from gaitcue.report.wording.catalog import title_of
from gaitcue.report.wording.sentences import reason_text
from gaitcue.report.wording.words import decimals_for, number, unit_word, with_unit
from gaitcue.web.live_view import decimals
from gaitcue.web.words import words

SOFT = ("waiting",)
"""reasons that are no lack: the number is on its way"""


@dataclass(frozen=True, slots=True)
class LivePart:
    """The part of the page that runs a trial live."""

    words: Mapping[str, Any]
    film_s: float
    """so much of each stretch is filmed, its last"""
    least_s: float
    """a film that is shorter has too few steps"""


def live_part(pace: float = 1.0) -> LivePart:
    """What the page needs before anything was said.

    Parameters
    ----------
    pace : seconds of the trial in one true second
    """
    told = words()
    return LivePart(
        words={**told["live"]["page"], **told["trial"]["live"]},
        film_s=setting("protocol", "film_s") / pace,
        least_s=setting("protocol", "least_film_s") / pace,
    )


def told_trial(stage: str, rows: Sequence[AgainstUsual], *, usual_from: str, runs: bool) -> dict[str, Any]:
    """Where a trial is, and its numbers now and as usual."""
    return {
        "kind": "trial",
        "stage": stage,
        "runs": runs,
        "usual_from": usual_from,
        "rows": [_row(row) for row in rows],
    }


def _row(row: AgainstUsual) -> dict[str, Any]:
    said = words()["trial"]["beside"]
    digits = decimals_for(row.detectable) if row.detectable else decimals(row.unit)
    side = f" ({said[row.side]})" if row.side else ""
    return {
        "measure": row.measure,
        "title": f"{title_of(row.measure)}{side}",
        "unit": unit_word(row.unit),
        "now": _shown(row.now, digits),
        "usual": _shown(row.usual, digits),
        "change": _change(row, digits),
        "verdict": row.verdict if row.difference is not None else "",
        "said": _said(row, said, digits),
        "status": row.status,
        "why": reason_text(one for one in row.reasons if one.code not in SOFT),
    }


def _shown(value: float | None, digits: int) -> str:
    return "" if value is None else number(value, digits)


def _change(row: AgainstUsual, digits: int) -> str:
    if row.difference is None:
        return ""
    return f"{'+' if row.difference > 0 else ''}{number(row.difference, digits)}"


def _said(row: AgainstUsual, said: Mapping[str, str], digits: int) -> str:
    """What the change is, in a few words; nothing while there is none."""
    if row.difference is None:
        return ""
    if row.verdict == "no_change_shown" and row.detectable is not None and abs(row.difference) > row.detectable:
        return said["steps_vary"]
    noise = with_unit(number(row.detectable, digits), row.unit)
    return said[row.verdict].format(noise=noise)
