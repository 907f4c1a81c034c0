"""What an appointment leads to: comparisons, decisions about findings, reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import func

from gaitcue.store.columns import now
from gaitcue.store.database import Session
from gaitcue.store.records import ComparisonRow, FindingDecisionRow, ReportRow, record_of
from gaitcue.store.scope import add, one, rows
from gaitcue.store.tables import (
    AnalysisTable,
    ComparisonTable,
    FindingDecisionTable,
    ReportTable,
    VisitTable,
)
from gaitcue.terms.errors import Outdated


def add_comparison(
    session: Session, runner_id: str, visit_id: str | None, analyses: list[str], key: str, result: str
) -> ComparisonRow:
    """A finished comparison of analyses of one runner."""
    for analysis_id in analyses:
        one(session, AnalysisTable, analysis_id)
    row = ComparisonTable(runner_id=runner_id, visit_id=visit_id, analyses=list(analyses), key=key, result=result)
    return record_of(ComparisonRow, add(session, row))


def same_comparison(session: Session, key: str) -> ComparisonRow | None:
    """A comparison of the same analyses in the same state."""
    query = rows(session, ComparisonTable).where(ComparisonTable.key == key)
    row = session.scalars(query.order_by(ComparisonTable.created_at.desc()).limit(1)).one_or_none()
    return record_of(ComparisonRow, row) if row is not None else None


def comparison(session: Session, comparison_id: str) -> ComparisonRow:
    """One comparison; raises NotThere."""
    return record_of(ComparisonRow, one(session, ComparisonTable, comparison_id))


def comparisons_of(session: Session, runner_id: str) -> tuple[ComparisonRow, ...]:
    """A runner's comparisons, the latest first."""
    query = rows(session, ComparisonTable).where(ComparisonTable.runner_id == runner_id)
    query = query.order_by(ComparisonTable.created_at.desc())
    return tuple(record_of(ComparisonRow, row) for row in session.scalars(query))


def decide_finding(
    session: Session, analysis_id: str, finding: str, action: str, reason: str, author: str, text: str = ""
) -> FindingDecisionRow:
    """What a clinician says about a finding; earlier words stay."""
    of = one(session, AnalysisTable, analysis_id)
    row = FindingDecisionTable(
        runner_id=of.runner_id, analysis_id=of.id, finding=finding, action=action, reason=reason, author=author,
        text=text,
    )  # fmt: skip
    return record_of(FindingDecisionRow, add(session, row))


def finding_decisions(session: Session, analysis_id: str) -> tuple[FindingDecisionRow, ...]:
    """Everything that was said about the findings of an analysis, in order."""
    query = rows(session, FindingDecisionTable).where(FindingDecisionTable.analysis_id == analysis_id)
    query = query.order_by(FindingDecisionTable.created_at, FindingDecisionTable.id)
    return tuple(record_of(FindingDecisionRow, row) for row in session.scalars(query))


def add_report(session: Session, visit_id: str, content: dict[str, Any]) -> ReportRow:
    """A draft, the next version of an appointment's report."""
    runner_id = one(session, VisitTable, visit_id).runner_id
    last = session.scalar(
        rows(session, ReportTable)
        .where(ReportTable.visit_id == visit_id)
        .with_only_columns(func.coalesce(func.max(ReportTable.number), 0))
    )
    row = ReportTable(runner_id=runner_id, visit_id=visit_id, number=(last or 0) + 1, content=content)
    return record_of(ReportRow, add(session, row))


def report(session: Session, report_id: str) -> ReportRow:
    """One report; raises NotThere."""
    return record_of(ReportRow, one(session, ReportTable, report_id))


def reports_of(session: Session, *, runner_id: str | None = None, visit_id: str | None = None) -> tuple[ReportRow, ...]:
    """Reports of a runner or of an appointment, the latest first."""
    query = rows(session, ReportTable)
    if runner_id is not None:
        query = query.where(ReportTable.runner_id == runner_id)
    if visit_id is not None:
        query = query.where(ReportTable.visit_id == visit_id)
    query = query.order_by(ReportTable.created_at.desc(), ReportTable.number.desc())
    return tuple(record_of(ReportRow, row) for row in session.scalars(query))


def last_signer(session: Session) -> str:
    """Who signed a report last; empty where nobody has yet."""
    query = rows(session, ReportTable).where(ReportTable.signed_at.is_not(None))
    last = session.scalars(query.order_by(ReportTable.signed_at.desc()).limit(1)).first()
    return last.signed_by or "" if last is not None else ""


def change_report(session: Session, report_id: str, content: dict[str, Any]) -> ReportRow:
    """Other content of a draft. Raises Outdated for a signed one."""
    row = _draft(session, report_id)
    row.content = content
    return record_of(ReportRow, row)


def sign_report(
    session: Session,
    report_id: str,
    signed_by: str,
    result: str,
    html_sha256: str,
    pdf_sha256: str,
    content: dict[str, Any] | None = None,
) -> ReportRow:
    """From now on the report is what these files are. Raises Outdated for one that is signed already.

    Parameters
    ----------
    content : what went in, where the signing adds to it
    """
    row = _draft(session, report_id)
    row.content = row.content if content is None else content
    row.signed_at, row.signed_by, row.result = now(), signed_by, result
    row.html_sha256, row.pdf_sha256 = html_sha256, pdf_sha256
    session.flush()
    return record_of(ReportRow, row)


def share_report(session: Session, report_id: str, until: datetime | None) -> ReportRow:
    """A signed report may be read by its runner until a moment; None takes that back."""
    row = one(session, ReportTable, report_id)
    if row.signed_at is None:
        raise Outdated("the report is a draft: sign it first, then share it")
    row.shared_until = until
    return record_of(ReportRow, row)


def _draft(session: Session, report_id: str) -> ReportTable:
    row = one(session, ReportTable, report_id)
    if row.signed_at is not None:
        raise Outdated("this report is signed and stays as it is: make a new version of it")
    return row
