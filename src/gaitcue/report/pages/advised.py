"""What the clinic's rules say about this person: a few plain words for the runner, all reasoning for the clinician.

Hypotheses stay hypotheses: the texts come from the rules, with their evidence grade, source and inputs.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from gaitcue.clinic import rules
from gaitcue.clinic.choice import LEAVE_THE_GAIT_ALONE
from gaitcue.clinic.tables import setting, table
from gaitcue.clinic.vetoes import FACT_WORDS
from gaitcue.report.wording import words
from gaitcue.report.wording.catalog import Catalog
from gaitcue.report.wording.codes import said
from gaitcue.report.wording.spelled import Spell, sentence, speller
from gaitcue.terms.records import Advice, Analysis, CueOffer, Finding, OverrideEntry

ABOUT_PERSON, RED_FLAG = "G2", "C4"
MOST_TOLD: Final = 4
"""Sentences that the runner's page holds; more would not be read in two minutes (product default)."""
MOST_AGAIN: Final = 5
KIND_WORDS: Final = {
    "referral": "For another clinician",
    "tissue": "Healing comes first",
    "quality": "About the recording",
    "load": "Hypothesis about load",
    "capacity": "Hypothesis about strength",
    "gait": "Hypothesis about the gait",
    "none": "Nothing to change",
}
ADVICE_WORDS: Final = {
    "cue": "Cue",
    "exercise": "Exercise",
    "load": "Load",
    "avoid": "Avoid",
    "remeasure": "Re-measure",
}
JUDGED: Final = ("leg", "side", "status", "limit", "limit_source", "certainty", "level", "note")
"""Keys of an input that say how a measure was judged; what is left is the measure itself."""
NOT_INPUTS: Final = ("override", "rule_text")


@dataclass(frozen=True, slots=True)
class CueCard:
    """The one cue to try first, for the runner."""

    title: str
    say: str
    explain: str
    why: str
    stop: str


@dataclass(frozen=True, slots=True)
class CueRow:
    """One cue as it was weighed, for the clinician."""

    title: str
    say: str
    explain: str
    eligible: bool
    first: bool
    score: str
    reasons: str
    against: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Told:
    """One finding with everything that it rests on."""

    label: str
    text: str
    evidence: str
    trail: tuple[tuple[str, str], ...]
    advice: tuple[tuple[str, str], ...]
    override: str
    rule_text: str


@dataclass(frozen=True, slots=True)
class Advised:
    """The person's part of the report."""

    blocked: bool
    """a red flag: nothing else is told to the runner"""
    actions: tuple[str, ...]
    raised: tuple[str, ...]
    meaning: tuple[str, ...]
    more: int
    """findings that the runner's page leaves to the clinician's pages"""
    cue: CueCard | None
    no_cue: str
    avoid: tuple[str, ...]
    again: tuple[str, ...]
    when: str
    findings: tuple[Told, ...]
    cues: tuple[CueRow, ...]
    overrides: tuple[OverrideEntry, ...]
    asked: str
    stopping: tuple[str, ...]


def advised(analysis: Analysis, catalog: Catalog) -> Advised | None:
    """The person's part of the report; None when no person was told about."""
    if not analysis.findings and analysis.advice is None:
        return None
    advice = analysis.advice or Advice()
    spell = speller(catalog, analysis.conditions)
    plainly = speller(catalog, analysis.conditions, runner=True)
    told = [f for f in analysis.findings if f.rule not in (ABOUT_PERSON, RED_FLAG)]
    meaning = () if advice.blocked else tuple(_meaning(f) for f in told)
    again = () if advice.blocked else tuple(remeasured(told, plainly))
    return Advised(
        blocked=advice.blocked,
        actions=advice.actions,
        raised=tuple(said("raised", raised, "runner") for raised in advice.raised),
        meaning=meaning[:MOST_TOLD],
        more=max(len(meaning) - MOST_TOLD, 0),
        cue=None if advice.first is None or advice.blocked else _card(advice.first),
        no_cue=_no_cue(advice) if analysis.advice else "",
        avoid=() if advice.blocked else tuple(_avoided(told, plainly)),
        again=again[:MOST_AGAIN],
        when=_when() if again else "",
        findings=tuple(_told(f, spell) for f in analysis.findings),
        cues=() if advice.blocked else tuple(_cue_row(c, advice.first) for c in advice.cues),
        overrides=advice.overrides,
        asked=_asked(advice) if analysis.advice else "",
        stopping=stopping_rules(),
    )


# --- for the runner --------------------------------------------------------------------------------------------------


def _meaning(finding: Finding) -> str:
    doubt = " This clip cannot say it for sure." if unsure(finding.inputs) else ""
    return f"{finding.text_runner}{doubt}"


def unsure(inputs: Mapping[str, Any]) -> bool:
    """Whether a value behind the finding lies within its error of the limit, or is of low confidence."""
    weak = "borderline" in str(inputs.get("certainty", "")) or inputs.get("status") == "low_confidence"
    return weak or any(unsure(inner) for inner in inputs.values() if isinstance(inner, Mapping))


def _card(offer: CueOffer) -> CueCard:
    reasons = "; ".join(dict.fromkeys(said("reason", reason, "runner") for reason in offer.reasons))
    worse = setting("trial", "pain_worse")
    return CueCard(
        title=offer.title,
        say=offer.external,
        explain=offer.internal,
        why=sentence(reasons or "what is said above speaks for it"),
        stop=f"Try it for two or three minutes at your usual speed. Stop it if the pain rises by {worse:g} or more.",
    )


def _no_cue(advice: Advice) -> str:
    """Why there is no cue to try, in the runner's words."""
    return "" if advice.first is not None or advice.blocked else said("no_cue", advice.no_cue, "runner")


def _avoided(found: Iterable[Finding], spell: Spell) -> Iterator[str]:
    """What to leave out; what speaks to the clinician alone (do not invent a fault, do not judge this clip) is not."""
    kinds = {rule.id: rule.kind for rule in rules()}
    told = (f for f in found if kinds.get(f.rule) not in LEAVE_THE_GAIT_ALONE)
    texts = (f.advice["avoid"] for f in told if f.advice.get("avoid"))
    yield from dict.fromkeys(words.capital(spell(text)) for text in texts)


def remeasured(found: Iterable[Finding], spell: Spell) -> Iterator[str]:
    """What to measure again, each thing once, by its title."""
    listed = {rule.id: rule.remeasure for rule in rules()}
    names = (name for f in found for name in listed.get(f.rule, tuple(filter(None, [f.advice.get("remeasure")]))))
    yield from dict.fromkeys(words.capital(spell(name)) for name in names)


def _when() -> str:
    weeks = int(table("rules")["stopping"]["review_weeks"]["value"])
    return (
        "Film at the same speed from the same side: once as usual and once with the cue, on the same day. Note the "
        f"pain the next morning. Then film again every {weeks} weeks."
    )


# --- for the clinician -----------------------------------------------------------------------------------------------


def _told(finding: Finding, spell: Spell) -> Told:
    kinds = {rule.id: rule.kind for rule in rules()} | {ABOUT_PERSON: "person", RED_FLAG: "flag"}
    more = {"person": "About the person", "flag": "Red-flag answers"}
    override = finding.inputs.get("override")
    return Told(
        label=(KIND_WORDS | more).get(kinds.get(finding.rule, ""), "Finding"),
        text=spell(finding.text_clinician),
        evidence=f"Evidence grade {finding.grade}. Source: {finding.source}. Rule {finding.rule}.",
        trail=tuple(trail(finding.inputs, spell)),
        advice=tuple((ADVICE_WORDS.get(k, words.humanised(k)), spell(v)) for k, v in finding.advice.items() if v),
        override=_override(override) if isinstance(override, Mapping) else "",
        rule_text=str(finding.inputs.get("rule_text", "")),
    )


def _override(entry: Mapping[str, Any]) -> str:
    action = {"accept": "Accepted", "reword": "Reworded"}.get(str(entry.get("action")), str(entry.get("action")))
    return f"{action} by {entry.get('who')}, {entry.get('when')}: {sentence(str(entry.get('reason')))}"


def trail(inputs: Mapping[str, Any], spell: Spell) -> Iterator[tuple[str, str]]:
    """The reasoning trail: (fact, what it was judged by), nested facts after the one that they belong to."""
    for name, value in inputs.items():
        if name in NOT_INPUTS:
            continue
        if not isinstance(value, Mapping):
            yield _fact(name), spell(FACT_WORDS.get(str(value), _plain(value)))
            continue
        inner = {key: v for key, v in value.items() if isinstance(v, Mapping)}
        own = {key: v for key, v in value.items() if key not in inner}
        yield _fact(name), spell(_judged(own) if "limit" in own else _listed(own)) or "holds"
        yield from trail(inner, spell)


def _fact(name: str) -> str:
    return words.capital(FACT_WORDS.get(name, words.humanised(name)))


def _judged(own: Mapping[str, Any]) -> str:
    """ "shin angle 13 (near, right, ok); limit 8 (product default); clear" """
    measured = "; ".join(f"{name} {_plain(value)}" for name, value in own.items() if name not in JUDGED)
    where = ", ".join(_plain(own[key]) for key in ("leg", "side", "status") if own.get(key))
    limit = f"limit {_plain(own['limit'])} ({own.get('limit_source', '')})"
    rest = [_plain(own[key]) for key in ("certainty", "note") if own.get(key)]
    rest += ["well beyond the limit"] if own.get("level") == "red" else []
    return "; ".join([f"{measured} ({where})" if where else measured, limit, *rest])


def _listed(own: Mapping[str, Any]) -> str:
    shown = {key: value for key, value in own.items() if value not in (None, [], ())}
    return "; ".join(f"{key.replace('_', ' ')}: {_plain(value)}" for key, value in shown.items())


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple | set):
        return ", ".join(_plain(item) for item in value) or words.MISSING
    if isinstance(value, Mapping):
        return "; ".join(f"{key} {_plain(item)}" for key, item in value.items())
    return f"{value:g}" if isinstance(value, float) else str(value).replace("low_confidence", "low confidence")


def _cue_row(offer: CueOffer, first: CueOffer | None) -> CueRow:
    spoken = (f"rule {', '.join(offer.rules)}",) if offer.rules and offer.eligible else ()
    return CueRow(
        title=offer.title,
        say=offer.external,
        explain=offer.internal,
        eligible=offer.eligible,
        first=first is not None and offer.cue == first.cue,
        score=f"{offer.score:.1f}".replace("-", words.MINUS) if offer.eligible else words.MISSING,
        reasons=words.capital("; ".join((*map(_said, offer.reasons), *spoken))) if offer.eligible else "",
        against=words.capital("; ".join(map(_said, offer.against if offer.eligible else offer.reasons))),
        evidence=f"{offer.grade}: {offer.source}",
    )


def _said(code: str) -> str:
    return said("reason", code)


def _asked(advice: Advice) -> str:
    """What became of the red-flag questions."""
    if advice.unanswered is None:
        return said("asked", "not_asked")
    left = f" {words.plural(advice.unanswered, 'question')} left open." if advice.unanswered else ""
    left += f" {said('asked', advice.asked)}" if advice.asked in ("old", "partly") else ""
    if advice.cleared:
        return f"Red flag raised, then seen and cleared by {advice.cleared}.{left}"
    return ("Something was raised." if advice.raised else "No red flag was raised.") + left


def stopping_rules() -> tuple[str, ...]:
    """When to stop and review, each with its source."""
    return tuple(f"{entry['text']} ({', '.join(entry['sources'])})" for entry in table("rules")["stopping"].values())
