"""Codes of the clinic in words, for the runner and for the clinician (``english.toml``)."""

from __future__ import annotations

from typing import Final, Literal

from gaitcue.clinic.rule_data import cues
from gaitcue.clinic.vetoes import FACT_WORDS
from gaitcue.clinic.vocabulary import SITES
from gaitcue.report.wording.sentences import wording

Reader = Literal["runner", "clinician"]
ABOUT_TABLES: Final = {"helps": "tissue", "pair": "pair"}


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
    row = wording()[table].get(head)
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
