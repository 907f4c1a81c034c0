"""Codes of the clinic in words, for the runner and for the clinician (``codes.toml``)."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from gaitcue.clinic.tables import cues
from gaitcue.clinic.vetoes import FACT_WORDS
from gaitcue.clinic.vocabulary import SITES

Reader = Literal["runner", "clinician"]
ABOUT_TABLES: Final = {"helps": "tissue", "pair": "pair"}


@cache
def codes() -> dict[str, Any]:
    """Every table of codes: reason, no_cue, asked, consider and so on."""
    return tomllib.loads(files("gaitcue.report.wording").joinpath("codes.toml").read_text(encoding="utf-8"))


def said(table: str, code: str, reader: Reader = "clinician") -> str:
    """One code in words; what follows its colon is filled in.

    Examples
    --------
    >>> said("reason", "helps:patellofemoral", "runner")
    'it may ease the load on your kneecap'
    >>> said("reason", "pfp_past")
    'kneecap pain in the past'
    """
    head, _, what = code.partition(":")
    row = codes()[table].get(head)
    if row is None:
        return FACT_WORDS.get(code, code.replace("_", " "))
    return str(row[reader]).replace("{what}", _about(head, what, reader))


def _about(head: str, what: str, reader: Reader) -> str:
    if head in ABOUT_TABLES:
        return said(ABOUT_TABLES[head], what, reader)
    if what in cues():
        cue = cues()[what]
        return cue.caution.rstrip(".") if head == "caution" else cue.title
    return SITES.get(what, FACT_WORDS.get(what, what.replace("_", " ")))
