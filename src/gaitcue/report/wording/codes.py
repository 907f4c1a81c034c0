"""Codes of the clinic in words, for the runner and for the clinician (``english.toml``)."""

from __future__ import annotations

from typing import Final, Literal

from gaitcue.clinic.rule_data import cues
from gaitcue.report.wording.sentences import filled, wording
from gaitcue.terms.advice import Finding, Reason
from gaitcue.terms.vocabulary import SITES

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
        return fact_words(code)
    return str(row[reader]).replace("{what}", _about(code, what, reader))


def _about(code: str, what: str, reader: Reader) -> str:
    if code in ABOUT_TABLES:
        return said(ABOUT_TABLES[code], what, reader)
    if what in cues():
        cue = cues()[what]
        return cue.caution.rstrip(".") if code == "caution" else cue.title
    return SITES.get(what) or fact_words(what)


def fact_words(name: str) -> str:
    """A fact of a person in words; what has none, by its name."""
    return str(wording()["fact"].get(name, name.replace("_", " ")))


def finding_text(finding: Finding) -> str:
    """A finding as the clinician reads it: a clinician's own words by themselves, else what the rule says."""
    if "rule_text" in finding.inputs:
        return finding.text_clinician
    return rule_text(finding, finding.text_clinician)


def rule_text(finding: Finding, text: str) -> str:
    """What a rule says, with what was raised and how sure it is."""
    frame = wording()["finding"]
    doubts = " and ".join(wording()["doubt"][code] for code in finding.doubts)
    uncertain = filled(frame["uncertain"], {"doubts": doubts}) if doubts else ""
    return " ".join(filter(None, (_raised(finding) or text, uncertain)))


def _raised(finding: Finding) -> str:
    if not finding.raised:
        return ""
    frame = wording()["finding"]["red_flag" if finding.inputs.get("blocks") else "answers"]
    return filled(frame, {"raised": "; ".join(map(_raised_item, finding.raised))})


def _raised_item(item: Reason) -> str:
    """Its level, and the question as it was asked, or in words what profile and visit raised."""
    asked = str(item.values.get("question") or said("raised", str(item.values["id"])).rstrip("."))
    return f"{wording()['level'][item.code]}: {asked}"


def runner_text(finding: Finding) -> str:
    """A finding as the runner reads it."""
    waits = finding.raised and "exercise" in finding.inputs.get("blocks", ()) and "rule_text" not in finding.inputs
    return f"{finding.text_runner} {wording()['finding']['waits']}" if waits else finding.text_runner


def vetoed_words(finding: Finding, reader: Reader = "clinician") -> str:
    """Which cues of a finding are not for this person, and why; empty where all of them may be tried."""
    if not finding.vetoed:
        return ""
    titles = {} if not finding.cue_left else {str(one.values["cue"]): one for one in finding.vetoed}
    named = [f"{cues()[cue].title} ({said('reason', one, reader)})" for cue, one in titles.items()]
    why = named or dict.fromkeys(said("reason", one, reader) for one in finding.vetoed)
    return str(wording()["vetoed"]["some" if named else "all"][reader]).replace("{why}", "; ".join(why))
