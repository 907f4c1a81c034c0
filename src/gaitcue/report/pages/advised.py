"""What the clinic's rules say about this person, with all reasoning, for the clinician.

Hypotheses stay hypotheses: the texts come from the rules, with their evidence grade, source and inputs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from gaitcue.clinic import rules
from gaitcue.clinic.findings import PERSON_RULE, RED_FLAG_RULE
from gaitcue.clinic.rule_data import table
from gaitcue.report.pages.components import references
from gaitcue.report.pages.history import ToldPart, told_of_the_person
from gaitcue.report.wording import words
from gaitcue.report.wording.catalog import Catalog
from gaitcue.report.wording.codes import finding_text, rule_text, said, vetoed_words
from gaitcue.report.wording.sentences import wording
from gaitcue.report.wording.words import sentence
from gaitcue.terms.advice import Advice, CueOffer, ExerciseAdvice, Finding, OverrideEntry, Reason
from gaitcue.terms.records import Conditions
from gaitcue.terms.sources import Source, keys_of

Title = Callable[[str], str]
"""The name of a measure within a sentence; what is no measure is given back as words."""
INPUT_WORDS: Final = {
    "cadence_z": "cadence against that expected for speed and height, in standard deviations",
    "speed_mps": "speed in m/s",
}
"""Inputs of facts that are no measure."""
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
JUDGED: Final = ("leg", "side", "status", "limit", "limit_source", "certainty", "level", "for_speed")
"""Keys of an input that say how a measure was judged; what is left is the measure itself."""
NOT_INPUTS: Final = ("override", "rule_text")


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
class FindingCard:
    """One finding with everything that it rests on."""

    label: str
    text: str
    evidence: str
    trail: tuple[tuple[str, str], ...]
    advice: tuple[tuple[str, str], ...]
    override: str
    rule_text: str


@dataclass(frozen=True, slots=True)
class PersonSection:
    """The person's part of the clinician's pages."""

    findings: tuple[FindingCard, ...]
    cues: tuple[CueRow, ...]
    overrides: tuple[OverrideEntry, ...]
    asked: str
    consider: tuple[str, ...]
    notes: tuple[str, ...]
    stage: tuple[tuple[str, str], ...]
    """the open stage of loading: (what, text)"""
    exercises: tuple[tuple[str, str], ...]
    """(exercise, dose and grade)"""
    stopping: tuple[str, ...]
    sources: tuple[Source, ...]
    """every source that is named in this part"""
    person: tuple[ToldPart, ...]
    """what was told about the person"""


def advised(
    advice: Advice | None, findings: Sequence[Finding], catalog: Catalog, told: Conditions
) -> PersonSection | None:
    """The person's part of the clinician's pages; None when no person was told about.

    Parameters
    ----------
    told : conditions of the run, on which the titles of measures depend
    """
    if advice is None and not findings:
        return None
    known, title = advice or Advice(), _titles(catalog, told)
    return PersonSection(
        findings=tuple(_told(f, title) for f in findings),
        cues=() if known.blocked else tuple(_cue_row(c, known.first) for c in known.cues),
        overrides=known.overrides,
        asked=_asked(known) if advice else "",
        consider=tuple(said("consider", code) for code in known.consider),
        notes=tuple(said("note", code) for code in known.notes),
        stage=tuple(_stage(known)),
        exercises=tuple(_exercise(item) for item in known.exercises),
        stopping=stopping_rules(),
        sources=references(_keys(known, findings)),
        person=told_of_the_person(known),
    )


def _keys(advice: Advice, findings: Sequence[Finding]) -> Iterator[str]:
    """Keys of everything that the clinician's pages name."""
    yield from (key for finding in findings for key in keys_of(finding.source))
    yield from (key for finding in findings for key in limit_sources(finding.inputs))
    shown = () if advice.blocked else advice.cues
    yield from (key for offer in shown for key in keys_of(offer.source))
    groups = (advice.exercises, advice.seat, advice.avoid, advice.ready, advice.history)
    yield from (key for group in groups for item in group for key in item.sources)


def limit_sources(inputs: Mapping[str, Any]) -> Iterator[str]:
    """Sources of the limits that values were judged by."""
    if "limit_source" in inputs:
        yield str(inputs["limit_source"])
    for value in inputs.values():
        if isinstance(value, Mapping):
            yield from limit_sources(value)


def _titles(catalog: Catalog, told: Conditions) -> Title:
    def title(name: str) -> str:
        found = INPUT_WORDS.get(name) or catalog(name, told).title
        return found if found[:2].isupper() else found[:1].lower() + found[1:]

    return title


def _told(finding: Finding, title: Title) -> FindingCard:
    kinds = {rule.id: rule.kind for rule in rules()} | {PERSON_RULE: "person", RED_FLAG_RULE: "flag"}
    more = {"person": "About the person", "flag": "Red-flag answers"}
    override = finding.inputs.get("override")
    return FindingCard(
        label=(KIND_WORDS | more).get(kinds.get(finding.rule, ""), "Finding"),
        text=finding_text(finding),
        evidence=f"Evidence grade {finding.grade}. Source: {finding.source}. Rule {finding.rule}.",
        trail=tuple(trail(finding.inputs, title)),
        advice=tuple(_advice(finding, title)),
        override=_override(override) if isinstance(override, Mapping) else "",
        rule_text=rule_text(finding, str(finding.inputs["rule_text"])) if "rule_text" in finding.inputs else "",
    )


def _advice(finding: Finding, title: Title) -> Iterator[tuple[str, str]]:
    listed = {rule.id: rule.remeasure for rule in rules()}.get(finding.rule, ())
    for name, text in _with_vetoes(finding).items():
        said_so = words.capital(", ".join(map(title, listed))) if name == "remeasure" and listed else text
        if said_so:
            yield ADVICE_WORDS.get(name, words.humanised(name)), said_so


def _with_vetoes(finding: Finding) -> dict[str, str]:
    """Cues that are not for this person stand in the place of the cue, or beside what to avoid."""
    not_for, advice = vetoed_words(finding), finding.advice
    if not not_for:
        return advice
    if not finding.cue_left:
        return {"cue": not_for, **advice}
    return {**advice, "avoid": f"{advice.get('avoid', '')} {not_for}".strip()}


def _override(entry: Mapping[str, Any]) -> str:
    action = {"accept": "Accepted", "reword": "Reworded"}.get(str(entry.get("action")), str(entry.get("action")))
    return f"{action} by {entry.get('who')}, {entry.get('when')}: {sentence(str(entry.get('reason')))}"


def trail(inputs: Mapping[str, Any], title: Title) -> Iterator[tuple[str, str]]:
    """The reasoning trail: (fact, what it was judged by), nested facts after the one that they belong to."""
    for name, value in inputs.items():
        if name in NOT_INPUTS:
            continue
        if not isinstance(value, Mapping):
            yield _fact(name), wording()["fact"].get(str(value), _plain(value))
            continue
        inner = {key: v for key, v in value.items() if isinstance(v, Mapping)}
        own = {key: v for key, v in value.items() if key not in inner}
        yield _fact(name), (_judged(own, title) if "limit" in own else _listed(own, title)) or "holds"
        yield from trail(inner, title)


def _fact(name: str) -> str:
    return words.capital(wording()["fact"].get(name, words.humanised(name)))


def _judged(own: Mapping[str, Any], title: Title) -> str:
    """ "shin angle: 13 (near, right, ok); limit 8 (product default); clear" """
    measured = "; ".join(f"{title(name)}: {_plain(value)}" for name, value in own.items() if name not in JUDGED)
    where = ", ".join(_plain(own[key]) for key in ("leg", "side", "status") if own.get(key))
    limit = f"limit {_plain(own['limit'])} ({own.get('limit_source', '')})"
    rest = [str(wording()["certainty"].get(own.get("certainty"), own.get("certainty") or ""))]
    rest += [wording()["finding"]["for_usual_speed"]] if own.get("for_speed") == "usual" else []
    rest += ["well beyond the limit"] if own.get("level") == "red" else []
    return "; ".join(filter(None, [f"{measured} ({where})" if where else measured, limit, *rest]))


def _listed(own: Mapping[str, Any], title: Title) -> str:
    shown = {key: value for key, value in own.items() if value not in (None, [], ())}
    return "; ".join(f"{title(key)}: {_plain(value)}" for key, value in shown.items())


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple | set):
        return ", ".join(_plain(item) for item in value) or words.MISSING
    if isinstance(value, Mapping):
        return "; ".join(f"{key} {_plain(item)}" for key, item in value.items())
    return f"{value:g}".replace("-", words.MINUS) if isinstance(value, float) else str(value).replace("_", " ")


def _stage(advice: Advice) -> Iterator[tuple[str, str]]:
    """Which stage is open, and what keeps the next one shut."""
    stage = advice.stage
    if stage is None:
        return
    yield f"Stage {stage.number} of {stage.of}: {stage.title.lower()}", stage.clinician
    yield "Leave when", stage.leave
    if stage.unverified:
        yield "Recalled, not verified", stage.unverified
    for reason in stage.shut:
        yield "Keeps the next stage shut", f"{said('criterion', reason.code)}: {STATES[str(reason.values['state'])]}"


STATES: Final = {"not_met": "not met", "not_told": words.NOT_RECORDED}


def _exercise(item: ExerciseAdvice) -> tuple[str, str]:
    dose = item.dose_clinician if item.dose_verified else f"{item.dose_clinician} (unverified)"
    return item.clinician.rstrip("."), f"{dose}; grade {item.grade}: {', '.join(item.sources)}"


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


def _said(reason: Reason) -> str:
    return said("reason", reason)


def _asked(advice: Advice) -> str:
    """What became of the red-flag questions."""
    if advice.unanswered is None:
        return said("asked", "not_asked")
    open_ones = words.plural(advice.unanswered, "question")
    left = f" {open_ones} left open: unanswered is not no." if advice.unanswered else ""
    left += f" {said('asked', advice.asked)}" if advice.asked == "old" else ""
    if advice.cleared:
        return f"Red flag raised, then seen and cleared by {advice.cleared}.{left}"
    return ("The questions were asked, and something was raised." if advice.level else "No red flag was raised.") + left


def stopping_rules() -> tuple[str, ...]:
    """When to stop and review, each with its source."""
    return tuple(f"{entry['text']} ({', '.join(entry['sources'])})" for entry in table("rules")["stopping"].values())
