"""Step 6: findings and the cue to try first, each with why, grade and source, and the clinician's word about each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from fastapi import APIRouter, Request

from gaitcue.clinic.findings import RED_FLAG_RULE
from gaitcue.report.pages.advised import FindingCard as ToldFinding
from gaitcue.report.pages.advised import PersonSection, advised, limit_sources
from gaitcue.report.pages.components import Alarm, references
from gaitcue.report.pages.cue_card import CueCard
from gaitcue.report.pages.runner import runner_page
from gaitcue.report.wording.catalog import registered
from gaitcue.report.wording.codes import runner_text, said
from gaitcue.report.wording.units import spoken
from gaitcue.store.records import FindingDecisionRow, RunnerRow, VisitRow
from gaitcue.terms.advice import Advice, Finding
from gaitcue.terms.sources import Source, keys_of
from gaitcue.web.actions import Again, Asked, Done, action
from gaitcue.web.doors import Call, Caller
from gaitcue.web.forms import FieldView, mistakes_listed
from gaitcue.web.pages import page
from gaitcue.web.steps import PATHS, has_page
from gaitcue.web.trial_view import FILM_AGAIN
from gaitcue.web.words import words
from gaitcue.work.clinic import decisions
from gaitcue.work.clinic.decisions import Decided, ToldDecision

router = APIRouter()


@dataclass(frozen=True, slots=True)
class WordView:
    """Something that a clinician said about a finding."""

    action: str
    author: str
    at: datetime
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class FindingView:
    """One finding, and the form of what the clinician says about it."""

    id: str
    label: str
    text: str
    for_runner: str
    """how the runner reads it; empty when in the same words"""
    evidence: str
    rule_text: str
    trail: tuple[tuple[str, str], ...]
    advice: tuple[tuple[str, str], ...]
    sources: tuple[Source, ...]
    words: tuple[WordView, ...]
    """all that was said about it, in order"""
    fields: tuple[FieldView, ...]
    """empty for a red flag, which only a clearance lifts"""
    open: bool
    """its form comes back with something wrong"""


@dataclass(frozen=True, slots=True)
class CueView:
    """One cue as it was weighed."""

    title: str
    first: bool
    eligible: bool
    reasons: str
    against: str
    evidence: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class FindingsPage:
    """What is found in one analysis, and what to try first."""

    runner: RunnerRow
    visit: VisitRow
    analysis_id: str
    clip: str
    told_on: date | None
    """the day of the answers that count; None when nothing was told"""
    alarm: Alarm | None
    asked: str
    """that the safety questions are open; empty when they were answered"""
    lead: str
    why_none: str
    """why no cue is to be tried first"""
    film_again: bool
    """another clip may lead to a cue"""
    cue: CueCard | None
    """what to try first"""
    trial: str
    """where it is tried; empty where it may not be"""
    findings: tuple[FindingView, ...]
    dismissed: tuple[FindingView, ...]
    cues: tuple[CueView, ...]
    report: str
    """where the report is written; empty where the app has no such page"""
    mistakes: tuple[tuple[str, str], ...] = ()


@page(router, "/analyses/{analysis_id}/findings", "findings.html")
def findings(caller: Caller, request: Request, analysis_id: str) -> FindingsPage:
    """Findings and the cue to try first."""
    found = decisions.findings(caller.record, caller.asker, analysis_id, caller.today)
    visit = found.basis.visit.id
    ways = {name: PATHS[name].format(visit_id=visit) for name in ("trial", "report")}
    return _page(found, {name: way if has_page(request.app, PATHS[name]) else "" for name, way in ways.items()})


def findings_again(call: Call, parts: Mapping[str, str], asked: Asked) -> FindingsPage:
    """The page with one finding's form as it was filled in."""
    found = decisions.decided(call.record, call.asker, parts["analysis_id"], call.today)
    return _page(found, {}, asked)


NOTHING_ASKED = Asked({}, {})


def _page(found: Decided, ways: Mapping[str, str], asked: Asked = NOTHING_ASKED) -> FindingsPage:
    analysis, basis = spoken(found.analysis), found.basis
    advice = analysis.advice or Advice()
    runner = runner_page(advice, analysis.findings, analysis) if analysis.advice else None
    told = advised(analysis.advice, analysis.findings, registered, analysis.conditions)
    kept = {finding.id for finding in analysis.findings}
    gone = tuple(finding for finding in found.by_rule if finding.id not in kept)
    left_out = advised(None, gone, registered, analysis.conditions)
    views = _views(analysis.findings, told, basis.said, asked)
    dismissed = _views(gone, left_out, basis.said, asked)
    barred = {"cue_trial", "running"} & set(advice.blocks)
    return FindingsPage(
        runner=basis.runner,
        visit=basis.visit,
        analysis_id=basis.row.id,
        clip=str(basis.row.summary.get("clip", "")),
        told_on=basis.version.on if basis.version else None,
        alarm=runner.alarm if runner else None,
        asked=runner.asked if runner else "",
        lead=runner.lead if runner else "",
        why_none=said("no_cue", advice.no_cue) if advice.no_cue else "",
        film_again=advice.no_cue in FILM_AGAIN and "filming" not in advice.blocks,
        cue=runner.cue if runner else None,
        trial="" if barred or advice.first is None else ways.get("trial", ""),
        findings=views,
        dismissed=dismissed,
        cues=tuple(_cues(advice, told)),
        report=ways.get("report", ""),
        mistakes=tuple(mistakes_listed(asked.mistakes, (), _open_fields((*views, *dismissed)))),
    )


def _open_fields(views: tuple[FindingView, ...]) -> Iterator[FieldView]:
    return (field for view in views if view.open for field in view.fields)


def _views(
    found: tuple[Finding, ...], told: PersonSection | None, said: tuple[FindingDecisionRow, ...], asked: Asked
) -> tuple[FindingView, ...]:
    lines = told.findings if told else ()
    return tuple(_view(finding, line, said, asked) for finding, line in zip(found, lines, strict=True))


def _view(finding: Finding, line: ToldFinding, said: tuple[FindingDecisionRow, ...], asked: Asked) -> FindingView:
    open = asked.told.get("finding") == finding.id
    return FindingView(
        id=finding.id,
        label=line.label,
        text=line.text,
        for_runner="" if runner_text(finding) == line.text else runner_text(finding),
        evidence=line.evidence,
        rule_text=line.rule_text,
        trail=line.trail,
        advice=line.advice,
        sources=references(_keys(finding)),
        words=tuple(_word(row) for row in said if row.finding == finding.id),
        fields=() if finding.rule == RED_FLAG_RULE else _fields(finding, asked if open else NOTHING_ASKED),
        open=open,
    )


def _keys(finding: Finding) -> Iterator[str]:
    """What the finding rests on, and the limits that its values were judged by."""
    yield from keys_of(finding.source)
    yield from limit_sources(finding.inputs)


def _word(row: FindingDecisionRow) -> WordView:
    return WordView(words()["findings"]["said"][row.action], row.author, row.created_at, row.reason, row.text)


def _fields(finding: Finding, asked: Asked) -> tuple[FieldView, ...]:
    spoken_of = words()["findings"]["field"]
    choices = tuple((name, str(title)) for name, title in words()["findings"]["action"].items())

    def told(name: str, otherwise: str = "") -> str:
        return str(asked.told.get(name, otherwise))

    wrong = asked.mistakes
    return (
        FieldView(
            "action", spoken_of["action"], "choice", required=True, choices=choices, value=told("action", "accept"),
            mistake=wrong.get("action", ""), form=finding.id,
        ),
        FieldView(
            "text", spoken_of["text"], "area", value=told("text", finding.text_runner), mistake=wrong.get("text", ""),
            asked_when="action", asked_values=("reword",), form=finding.id,
        ),
        FieldView(
            "reason", spoken_of["reason"], "area", required=True, value=told("reason"),
            mistake=wrong.get("reason", ""), form=finding.id,
        ),
    )  # fmt: skip


def _cues(advice: Advice, told: PersonSection | None) -> Iterator[CueView]:
    """Every cue as it was weighed; what is blocked is in neither."""
    rows = told.cues if told else ()
    for offer, row in zip(advice.cues if rows else (), rows, strict=True):
        sources = references(keys_of(offer.source))
        yield CueView(row.title, row.first, row.eligible, row.reasons, row.against, row.evidence, sources)


@action(router, "/api/analyses/{analysis_id}/findings", again=Again("findings.html", findings_again))
def decide_finding(caller: Caller, analysis_id: str, told: ToldDecision) -> Done[FindingDecisionRow]:
    """Accept, dismiss or reword a finding, with a reason; earlier words stay."""
    row = decisions.decide_finding(caller.record, caller.asker, analysis_id, told, caller.today)
    return Done(f"/analyses/{analysis_id}/findings#finding-{row.finding}", row)
