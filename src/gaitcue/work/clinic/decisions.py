"""Step 6: what the rules find for a runner in one analysis, and what the clinician says about each finding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.care.entries import CareRecord
from gaitcue.clinic import Answers, Override, Profile
from gaitcue.clinic.findings import RED_FLAG_RULE
from gaitcue.clinic.overrides import check_override
from gaitcue.store import analyses, audit, clips, runners, visit_results, visits
from gaitcue.store.columns import now
from gaitcue.store.database import Session
from gaitcue.store.records import (
    AnalysisRow,
    FindingDecisionRow,
    ProfileVersionRow,
    RunnerRow,
    TakeRow,
    VisitRow,
)
from gaitcue.terms.advice import Finding
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption, Fault, FaultyForm
from gaitcue.terms.records import Analysis
from gaitcue.work.clinic.answers import Told, answers_for
from gaitcue.work.clinic.care import held_entries
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.seeing import seen
from gaitcue.work.person import judged, painful_side
from gaitcue.work.results import read_result


class ToldDecision(BaseModel):
    """What a clinician says about one finding."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")
    finding: Annotated[str, Field(min_length=1, max_length=120)]
    action: Literal["accept", "dismiss", "reword"]
    reason: Annotated[str, Field(min_length=2, max_length=2000)]
    text: Annotated[str, Field(max_length=2000)] = ""
    """the new words, to reword"""


@dataclass(frozen=True, slots=True)
class Basis:
    """Everything in the record that findings and advice of one analysis rest on."""

    runner: RunnerRow
    visit: VisitRow
    take: TakeRow
    row: AnalysisRow
    version: ProfileVersionRow | None
    """the answers that count"""
    care: CareRecord
    """tests, diary and treatments: what the gait part reads of the person over time"""
    on: date
    """the day of the decision"""
    said: tuple[FindingDecisionRow, ...]
    """the clinician's words, in order"""

    @property
    def overrides(self) -> tuple[Override, ...]:
        return tuple(_override(row) for row in self.said)


@dataclass(frozen=True, slots=True)
class Decided:
    """An analysis with what is said about it."""

    basis: Basis
    analysis: Analysis
    """with findings and advice as the clinician left them"""
    by_rule: tuple[Finding, ...]
    """as the rules found them"""


def basis_of(session: Session, analysis_id: str, today: date) -> Basis:
    """What an analysis rests on.

    Raises
    ------
    NotThere : no such analysis, or another clinic's
    """
    row = analyses.analysis(session, analysis_id)
    visit = visits.visit(session, row.visit_id)
    version, on = answers_for(session, visit, today)
    return Basis(
        runner=runners.runner(session, row.runner_id),
        visit=visit,
        take=clips.take(session, row.take_id),
        row=row,
        version=version,
        care=held_entries(session, row.runner_id),
        on=on,
        said=visit_results.finding_decisions(session, row.id),
    )


def with_person(basis: Basis, analysis: Analysis) -> tuple[Analysis, Profile | None, Answers | None]:
    """An analysis with the side that hurts, and the person that it is judged for."""
    profile, answers = Told.of(basis.version, basis.care).read(basis.on)
    told: Any = basis.take.conditions.get("painful_side")
    hurts = told or (painful_side(profile) if profile else None)
    return replace(analysis, conditions=replace(analysis.conditions, painful_side=hurts)), profile, answers


def decide_on(basis: Basis, analysis: Analysis) -> Decided:
    """Findings and advice of an analysis, by rule and as the clinician left them."""
    analysis, profile, answers = with_person(basis, analysis)
    if profile is None and answers is None:
        return Decided(basis, analysis, ())
    by_rule = judged(analysis, profile, answers, today=basis.on)
    if not basis.said:
        return Decided(basis, by_rule, by_rule.findings)
    return Decided(basis, judged(analysis, profile, answers, basis.overrides, today=basis.on), by_rule.findings)


def decided(record: Record, asker: Asker, analysis_id: str, today: date) -> Decided:
    """The same of an analysis in the record; its pictures are not looked at."""
    with record.read(asker) as session:
        basis = basis_of(session, analysis_id, today)
    return decide_on(basis, read_result(record.folder.result(basis.row.result)))


def findings(record: Record, asker: Asker, analysis_id: str, today: date) -> Decided:
    """What the page of step 6 shows."""
    found = decided(record, asker, analysis_id, today)
    seen(record, asker, "findings", analysis_id, found.basis.runner.id)
    return found


def decide_finding(
    record: Record, asker: Asker, analysis_id: str, told: ToldDecision, today: date
) -> FindingDecisionRow:
    """Keep what a clinician says about a finding; earlier words stay.

    Raises
    ------
    FaultyForm : the rules found no such thing here, or the new words are missing
    """
    found = decided(record, asker, analysis_id, today)
    _check(told, asker.name, found.by_rule)
    with record.write(asker) as session:
        row = visit_results.decide_finding(
            session, analysis_id, told.finding, told.action, told.reason, asker.name, told.text
        )
        audit.note(session, "finding.decided", "analysis", analysis_id, found.basis.runner.id)
    return row


def _check(told: ToldDecision, who: str, found: Sequence[Finding]) -> None:
    if told.finding not in {one.id for one in found if one.rule != RED_FLAG_RULE}:
        raise FaultyForm([Fault("", "told", "that finding is not among those of this analysis: load the page again")])
    if told.action == "reword" and not told.text:
        raise FaultyForm([Fault("text", "missing", "write the new words")])
    row = FindingDecisionRow("", "", told.finding, told.action, told.text, told.reason, who, now())
    try:
        check_override(_override(row))
    except BadOption as problem:
        raise FaultyForm([Fault("", "told", str(problem))]) from None


def _override(row: FindingDecisionRow) -> Override:
    """A clinician's word as the rules of the clinic take it."""
    action: Any = row.action
    return Override(row.finding, action, row.reason, row.author, row.created_at, row.text)
