"""Reports that are signed: shown, checked against their hashes, and handed out as they were signed."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from gaitcue.store import audit, runners, visit_results, visits
from gaitcue.store.folder import digest
from gaitcue.store.records import ReportRow, RunnerRow, VisitRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import UnusableInput
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.seeing import seen

HTML, PDF, RUNNER = "report.html", "report.pdf", "runner.html"


@dataclass(frozen=True, slots=True)
class Signed:
    """A report that is signed."""

    row: ReportRow
    runner: RunnerRow
    visit: VisitRow
    versions: tuple[ReportRow, ...]
    intact: bool
    """its files are those that were signed"""


def signed(record: Record, asker: Asker, report_id: str) -> Signed:
    """A signed report, and whether its files are still those that were signed.

    Raises
    ------
    NotThere : no such report
    """
    with record.read(asker) as session:
        row = visit_results.report(session, report_id)
        visit = visits.visit(session, row.visit_id)
        runner = runners.runner(session, row.runner_id)
        versions = visit_results.reports_of(session, visit_id=visit.id)
    seen(record, asker, "report", report_id, runner.id)
    return Signed(row, runner, visit, versions, row.signed_at is not None and _is_intact(record, row))


def visits_signed(record: Record, asker: Asker, runner_id: str) -> frozenset[str]:
    """A runner's visits that have a signed report."""
    with record.read(asker) as session:
        held = visit_results.reports_of(session, runner_id=runner_id)
    return frozenset(row.visit_id for row in held if row.signed_at)


def last_signer(record: Record, asker: Asker) -> str:
    """Who signed a report last; empty where nobody has yet."""
    with record.read(asker) as session:
        return visit_results.last_signer(session)


def _hashes(row: ReportRow) -> dict[str, str]:
    """File -> SHA-256 at signing."""
    told = {HTML: row.html_sha256, PDF: row.pdf_sha256, RUNNER: row.content.get("runner_sha256")}
    return {name: sha256 for name, sha256 in told.items() if sha256}


def _is_intact(record: Record, row: ReportRow) -> bool:
    folder = record.folder.result(row.result or "")
    return all(_digest(folder / name) == sha256 for name, sha256 in _hashes(row).items())


def _digest(file: Path) -> str:
    return digest(file) if file.is_file() else ""


def file_of(record: Record, asker: Asker, report_id: str, name: str) -> bytes:
    """One file of a signed report, checked against its hash.

    Parameters
    ----------
    name : ``report.html``, ``report.pdf`` or ``runner.html``

    Raises
    ------
    NotThere : no such report
    UnusableInput : it is a draft, has no such file, or the file is not what was signed
    """
    with record.write(asker) as session:
        row = visit_results.report(session, report_id)
        content = content_of(record, row, name)
        audit.note(session, "report.downloaded", "report", row.id, row.runner_id)
    return content


def content_of(record: Record, row: ReportRow, name: str) -> bytes:
    """One file of a signed report, checked; raises UnusableInput."""
    sha256 = _hashes(row).get(name)
    if row.signed_at is None or row.result is None or sha256 is None:
        raise UnusableInput("this report has no such file: it is a draft, or that part was left out")
    try:
        content = (record.folder.result(row.result) / name).read_bytes()
    except OSError:
        content = b""
    if hashlib.sha256(content).hexdigest() != sha256:
        raise UnusableInput(f"{name} is not what was signed any more: bring it back from a backup")
    return content
