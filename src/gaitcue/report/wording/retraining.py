"""Words of a live retraining (``retraining.toml``): what its results advise, why a course or a session is as it is."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from gaitcue.clinic.rule_data import cue_title
from gaitcue.report.wording.catalog import title_of
from gaitcue.report.wording.codes import said
from gaitcue.report.wording.sentences import filled, wording
from gaitcue.report.wording.words import date_words
from gaitcue.terms.advice import Reason

DAYS = ("on", "from", "until")
"""values that are days"""


@cache
def retraining_words() -> dict[str, dict[str, str]]:
    """Group -> code -> text."""
    return tomllib.loads(files("gaitcue.report.wording").joinpath("retraining.toml").read_text(encoding="utf-8"))


def advice_words(code: str) -> str:
    """What the results of a course advise.

    Examples
    --------
    >>> advice_words("go_on")
    'Go on with the next session.'
    """
    return retraining_words()["advice"][code]


def reason_words(reason: Reason) -> str:
    """A reason of the course or of a session in one line; one of the clinic by the clinic's own words.

    Examples
    --------
    >>> reason_words(Reason("was_not_run"))
    'Last time less than half of it was run: the same again.'
    """
    told = retraining_words()["reason"]
    if reason.code in told:
        return filled(told[reason.code], _spoken(reason.values))
    table = "no_cue" if reason.code in wording()["no_cue"] else "reason"
    return said(table, reason)


def reasons_words(reasons: Iterable[Reason]) -> tuple[str, ...]:
    """Each line once."""
    return tuple(dict.fromkeys(map(reason_words, reasons)))


def _spoken(values: Mapping[str, Any]) -> dict[str, Any]:
    """Codes among the values as words."""
    named = retraining_words()["value"]
    told = dict(values)
    if "cue" in told:
        told["cue"] = cue_title(told["cue"])
    if "measure" in told:
        told["measure"] = title_of(str(told["measure"])).lower()
    why = told.get("why")
    if isinstance(why, str):
        told["why"] = said("reason", Reason(why, values)) if why in wording()["reason"] else named.get(why, why)
    if isinstance(why, list | tuple):
        told["why"] = ", ".join(named.get(one, one.replace("_", " ")) for one in why)
    for name in ("mode", "what"):
        if name in told:
            told[name] = named.get(str(told[name]), str(told[name]).replace("_", " "))
    for name in DAYS:
        if isinstance(told.get(name), str):
            told[name] = date_words(date.fromisoformat(told[name]))
    return {**told, "share_pct": 100.0 * float(told.get("share") or 0.0)}
