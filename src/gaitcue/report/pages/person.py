"""A page about somebody without a clip, or on a finished result: what to do and why, and the clinician's part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from gaitcue.clinic import closing_text
from gaitcue.report.frames.keyframes import KeyFrames
from gaitcue.report.pages.advised import PersonSection, advised
from gaitcue.report.pages.headline import HeadlineCard, lead_sentence, things_seen
from gaitcue.report.pages.pdf import typeset
from gaitcue.report.pages.runner import RunnerPage, runner_page
from gaitcue.report.wording.catalog import Catalog
from gaitcue.report.wording.catalog import registered as registry
from gaitcue.report.wording.sentences import check_out
from gaitcue.report.wording.units import spoken
from gaitcue.terms.advice import Advice, Finding
from gaitcue.terms.records import Analysis, Conditions
from gaitcue.terms.sources import Source


@dataclass(frozen=True, slots=True)
class PersonReport:
    """What a reader sees, in the order in which it is told."""

    name: str
    lead: str
    runner: RunnerPage
    seen: tuple[HeadlineCard, ...]
    """the main measures of the recording, if there is one"""
    seen_lead: str
    advised: PersonSection
    check_out_now: tuple[str, ...]
    check_out_soon: tuple[str, ...]
    safety: str
    sources: tuple[Source, ...]


def build_person_report(
    name: str,
    advice: Advice,
    findings: Sequence[Finding],
    analysis: Analysis | None = None,
    *,
    catalog: Catalog = registry,
) -> PersonReport:
    """Make the model of one person's page.

    Parameters
    ----------
    name : whom it is about, as the file is called
    advice, findings : as decided
    analysis : the recording that they rest on; None for somebody who was not filmed
    """
    shown = replace(spoken(analysis), findings=tuple(findings), advice=advice) if analysis is not None else None
    page = runner_page(advice, findings, shown)
    told = advised(advice, findings, catalog, shown.conditions if shown else Conditions())
    assert told is not None, "there is advice, so there is something to tell"
    seen = () if shown is None or page.blocked else tuple(things_seen(shown, catalog, KeyFrames(shown, None)))
    return PersonReport(
        name=name,
        lead=page.lead,
        runner=page,
        seen=seen,
        seen_lead=lead_sentence(seen),
        advised=told,
        check_out_now=check_out("now"),
        check_out_soon=check_out("soon"),
        safety=closing_text(),
        sources=told.sources,
    )


def person_pdf_bytes(report: PersonReport) -> bytes:
    """Typeset the page; ``bytes`` of the PDF."""
    return typeset("person.typ", lambda pictures: _document(report))


def _document(report: PersonReport) -> dict[str, Any]:
    plain = ("name", "lead", "check_out_now", "check_out_soon", "safety", "seen_lead")
    seen = [{key: getattr(item, key) for key in ("title", "value", "usual", "position_words")} for item in report.seen]
    return {key: getattr(report, key) for key in plain} | {
        "seen": seen,
        "runner": asdict(report.runner),
        "told": asdict(report.advised),
        "sources": [asdict(source) for source in report.sources],
    }
