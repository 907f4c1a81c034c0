"""Codes of the clinic in words, for the runner and for the clinician (``english.toml``)."""

from __future__ import annotations

from typing import Final, Literal

from gaitcue.clinic.rule_data import cues
from gaitcue.clinic.vetoes import FACT_WORDS
from gaitcue.clinic.vocabulary import SITES
from gaitcue.report.wording.sentences import wording
from gaitcue.terms.records import Finding, Reason

Reader = Literal["runner", "clinician"]
ABOUT_TABLES: Final = {"helps": "tissue", "pair": "pair"}


def said(table: str, told: str | Reason, reader: Reader = "clinician") -> str:
    """One code in words; what the reason is about is filled in.

    Examples
    --------
    >>> said("reason", Reason("helps", {"about": "patellofemoral"}), "runner")
    'running this way may ease the load on your kneecap'
    >>> said("reason", "pfp_past")
    'kneecap pain in the past'
    """
    code, what = (told, "") if isinstance(told, str) else (told.code, str(told.values.get("about", "")))
    row = wording()[table].get(code)
    if row is None:
        return FACT_WORDS.get(code, code.replace("_", " "))
    return str(row[reader]).replace("{what}", _about(code, what, reader))


def _about(code: str, what: str, reader: Reader) -> str:
    if code in ABOUT_TABLES:
        return said(ABOUT_TABLES[code], what, reader)
    if what in cues():
        cue = cues()[what]
        return cue.caution.rstrip(".") if code == "caution" else cue.title
    return SITES.get(what, FACT_WORDS.get(what, what.replace("_", " ")))


def vetoed_words(finding: Finding, reader: Reader = "clinician") -> str:
    """Which cues of a finding are not for this person, and why; empty where all of them may be tried."""
    if not finding.vetoed:
        return ""
    titles = {} if not finding.cue_left else {str(one.values["cue"]): one for one in finding.vetoed}
    named = [f"{cues()[cue].title} ({said('reason', one, reader)})" for cue, one in titles.items()]
    why = named or dict.fromkeys(said("reason", one, reader) for one in finding.vetoed)
    return str(wording()["vetoed"]["some" if named else "all"][reader]).replace("{why}", "; ".join(why))
