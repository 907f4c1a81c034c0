"""Step 9: the report of an appointment is put together, looked at, and signed; once signed it never changes."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.store import analyses, audit, clips, runners, visit_results, visits
from gaitcue.store.columns import new_id
from gaitcue.store.database import Session
from gaitcue.store.folder import digest, sync
from gaitcue.store.records import AnalysisRow, ComparisonRow, ReportRow, RunnerRow, VisitRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import Fault, FaultyForm, Outdated, UnusableInput
from gaitcue.terms.records import Analysis, Clip
from gaitcue.work.clinic.comparing import occasion_of
from gaitcue.work.clinic.decisions import Basis, Decided, basis_of, decide_on
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.seeing import seen
from gaitcue.work.compare import run_names
from gaitcue.work.stored import read_with_curves

Part = Literal["runner", "clinician"]
Pictures = Literal["hidden", "shown", "none"]
VERSION = 1
HTML, PDF, RUNNER = "report.html", "report.pdf", "runner.html"
CHANGED = "something in this report has changed since you looked at it: look at it again, then sign"


class ToldReport(BaseModel):
    """What goes into a report."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")
    analysis: Annotated[str, Field(min_length=1, max_length=40)]
    parts: Annotated[list[Part], Field(min_length=1, max_length=2)]
    """whose pages it has"""
    pictures: Pictures = "hidden"
    """hidden: with faces made unrecognisable; none: stick figures"""
    comparison: Annotated[str, Field(max_length=40)] = ""
    """of this appointment; empty for none"""
    comment: Annotated[str, Field(max_length=5000)] = ""
    edition: Annotated[int, Field(ge=0)] = 0
    """of the draft that the form was made from; 0 for a new one"""


class ToldSigning(BaseModel):
    """Somebody signs what they have looked at."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")
    by: Annotated[str, Field(min_length=2, max_length=120)]
    basis: Annotated[str, Field(min_length=1, max_length=64)]
    """``Draft.mark`` of what was looked at"""


@dataclass(frozen=True, slots=True)
class Draft:
    """A report that is not signed, with all that it rests on."""

    row: ReportRow
    basis: Basis
    compared: tuple[AnalysisRow, ...]
    """the runs of the comparison that goes in, as they are now; empty for none"""

    @property
    def mark(self) -> str:
        """Another one as soon as anything that the report shows may have changed."""
        basis = self.basis
        rests_on = {
            "content": self.row.content,
            "result": basis.row.result,
            "layers": basis.row.layers,
            "compared": [(row.id, row.result, row.layers) for row in self.compared],
            "said": [row.id for row in basis.said],
            "answers": basis.version.id if basis.version else "",
            "on": basis.on.isoformat(),
            "runner": [basis.runner.name, basis.runner.birth_year],
        }
        return hashlib.sha256(json.dumps(rests_on, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reporting:
    """Where an appointment's report stands."""

    runner: RunnerRow
    visit: VisitRow
    analyses: tuple[AnalysisRow, ...]
    """that it can be about"""
    comparisons: tuple[ComparisonRow, ...]
    """that can go in"""
    versions: tuple[ReportRow, ...]
    """the latest first"""
    draft: Draft | None

    @property
    def edition(self) -> int:
        """Of the draft that is open; 0 when there is none."""
        return next((edition_of(row) for row in self.versions if row.signed_at is None), 0)


@dataclass(frozen=True, slots=True)
class Signed:
    """A report that is signed."""

    row: ReportRow
    runner: RunnerRow
    visit: VisitRow
    versions: tuple[ReportRow, ...]
    intact: bool
    """its files are those that were signed"""


# --- the draft --------------------------------------------------------------------------------------------------------


def reporting(record: Record, asker: Asker, visit_id: str, today: date) -> Reporting:
    """What the page of step 9 shows."""
    with record.read(asker) as session:
        visit = visits.visit(session, visit_id)
        runner = runners.runner(session, visit.runner_id)
        found = analyses.analyses_of_visit(session, visit_id)
        compared = comparisons_at(session, visit)
        versions = visit_results.reports_of(session, visit_id=visit_id)
        row = next((one for one in versions if one.signed_at is None), None)
        draft = _draft(session, row, today) if row and row.content.get("analysis") in {a.id for a in found} else None
    seen(record, asker, "reports", visit_id, runner.id)
    return Reporting(runner, visit, found, compared, versions, draft)


def _draft(session: Session, row: ReportRow, today: date) -> Draft:
    basis = basis_of(session, row.content["analysis"], today)
    chosen = row.content.get("comparison")
    found = next((one for one in comparisons_at(session, basis.visit) if one.id == chosen), None)
    return Draft(row, basis, tuple(analyses.analysis(session, one) for one in found.analyses) if found else ())


def comparisons_at(session: Session, visit: VisitRow) -> tuple[ComparisonRow, ...]:
    """The comparisons that were made at an appointment and whose runs are all still there, the latest first."""
    there = {row.id for row in analyses.analyses_of_runner(session, visit.runner_id)}
    made = visit_results.comparisons_of(session, visit.runner_id)
    return tuple(one for one in made if one.visit_id == visit.id and there.issuperset(one.analyses))


def save(record: Record, asker: Asker, visit_id: str, told: ToldReport) -> ReportRow:
    """Keep what goes in: in the draft that is open, else in a new version.

    Raises
    ------
    FaultyForm : an analysis of another appointment
    Outdated : somebody else changed the draft in the meantime
    """
    with record.write(asker) as session:
        if told.analysis not in {row.id for row in analyses.analyses_of_visit(session, visit_id)}:
            visits.visit(session, visit_id)
            raise FaultyForm([Fault("analysis", "told", "choose a run of this appointment")])
        compared = {row.id for row in comparisons_at(session, visits.visit(session, visit_id))}
        if told.comparison and told.comparison not in compared:
            raise FaultyForm([Fault("comparison", "told", "choose a comparison of this appointment")])
        rows = visit_results.reports_of(session, visit_id=visit_id)
        open = next((row for row in rows if row.signed_at is None), None)
        edition = edition_of(open) if open else 0
        if told.edition != edition:
            raise Outdated("somebody else has changed this draft: load the page again, then make your change once more")
        content = {"version": VERSION, **told.model_dump(), "parts": sorted(set(told.parts)), "edition": edition + 1}
        row = (
            visit_results.change_report(session, open.id, content)
            if open
            else visit_results.add_report(session, visit_id, content)
        )
        audit.note(session, "report.changed" if open else "report.begun", "report", row.id, row.runner_id)
    return row


def edition_of(row: ReportRow) -> int:
    """How often a draft was changed."""
    return int(row.content.get("edition", 0))


def draft(record: Record, asker: Asker, report_id: str, today: date) -> Draft:
    """One draft.

    Raises
    ------
    NotThere : no such report
    Outdated : it is signed
    """
    with record.read(asker) as session:
        return _draft(session, _unsigned(session, report_id), today)


def _unsigned(session: Session, report_id: str) -> ReportRow:
    row = visit_results.report(session, report_id)
    if row.signed_at is not None:
        raise Outdated("this report is signed and stays as it is: make a new version of it")
    return row


def preview(record: Record, asker: Asker, report_id: str, today: date) -> str:
    """The report as it would be signed now, as HTML; takes seconds where pictures are cut out of the clip."""
    from gaitcue.report import visit_html

    found = draft(record, asker, report_id, today)
    told = _whole(record, asker, found)
    part = replace(_part(found), comparison=_compared(record, found))
    return visit_html(told.analysis, _clip(told.analysis, found.row), part, blur_faces=_hides_faces(found.row))


def _hides_faces(row: ReportRow) -> bool:
    return bool(row.content["pictures"] != "shown")


def _clip(analysis: Analysis, row: ReportRow) -> Clip | None:
    clip = analysis.clip
    return clip if row.content["pictures"] != "none" and clip is not None and clip.path.is_file() else None


def _part(found: Draft, signed_by: str = "", today: date | None = None) -> Any:
    from gaitcue.report.pages.visit import VisitPart

    content, basis = found.row.content, found.basis
    return VisitPart(
        name=basis.runner.name,
        on=basis.visit.on,
        number=found.row.number,
        birth_year=basis.runner.birth_year,
        signed_by=signed_by,
        signed_on=today,
        comment=content["comment"],
        for_runner="runner" in content["parts"],
        for_clinician="clinician" in content["parts"],
    )


def _compared(record: Record, found: Draft) -> Any:
    """What the comparison says, from the analyses as they are now; None where none goes in."""
    from gaitcue.compare import compare
    from gaitcue.report.frames.keyframes import frame_source
    from gaitcue.report.pages.changes import build_change_report

    if not found.compared:
        return None
    runs = [read_with_curves(record.folder.result(row.result)) for row in found.compared]
    pictures = [frame_source(_clip(run, found.row)) for run in runs]
    names = run_names([run.source for run in runs], None)
    compared = compare(runs, names, occasion=occasion_of(found.compared))
    return build_change_report(compared, runs, pictures, blur_faces=_hides_faces(found.row))


def _whole(record: Record, asker: Asker, found: Draft) -> Decided:
    """The analysis with its curves, its clip, and what is said about it."""
    basis = found.basis
    analysis = read_with_curves(record.folder.result(basis.row.result))
    if analysis.clip is not None and not analysis.clip.path.is_file() and basis.take.clip_id:
        with record.read(asker) as session:
            media = record.folder.media(clips.clip(session, basis.take.clip_id).sha256)
        analysis = replace(analysis, clip=replace(analysis.clip, path=media))
    name = str(basis.row.summary.get("clip") or analysis.source.name)
    return decide_on(basis, replace(analysis, source=Path(name)))


# --- signing ----------------------------------------------------------------------------------------------------------


def sign(record: Record, asker: Asker, report_id: str, told: ToldSigning, today: date) -> ReportRow:
    """Write the report's files and keep their hashes: from now on it stays as it is.

    The files are whole and on the disk before the row names them. Files that no row names are nobody's, and are swept
    away later.

    Raises
    ------
    Outdated : it is signed already, or shows something else than what was looked at
    """
    found = draft(record, asker, report_id, today)
    _check_mark(found, told.basis)
    result_id = new_id()
    with record.folder.new_result(result_id) as folder:
        _write(record, asker, found, told.by, today, folder)
    try:
        return _keep_signed(record, asker, found, told, result_id, today)
    except BaseException:
        record.folder.remove_result(result_id)
        raise


def _check_mark(found: Draft, mark: str) -> None:
    if found.mark != mark:
        raise Outdated(CHANGED)


def _write(record: Record, asker: Asker, found: Draft, by: str, today: date, folder: Path) -> None:
    from gaitcue.report import write_visit_report

    told, row = _whole(record, asker, found), found.row
    part = replace(_part(found, by, today), comparison=_compared(record, found))
    for file in write_visit_report(
        told.analysis, _clip(told.analysis, row), part, folder, blur_faces=_hides_faces(row)
    ):
        sync(file)


def _keep_signed(
    record: Record, asker: Asker, found: Draft, told: ToldSigning, result_id: str, today: date
) -> ReportRow:
    folder = record.folder.result(result_id)
    runner = folder / RUNNER
    with record.write(asker) as session:
        now = _draft(session, _unsigned(session, found.row.id), today)
        _check_mark(now, told.basis)
        content = now.row.content | ({"runner_sha256": digest(runner)} if runner.is_file() else {})
        row = visit_results.sign_report(
            session, now.row.id, told.by, result_id, digest(folder / HTML), digest(folder / PDF), content
        )
        audit.note(session, "report.signed", "report", row.id, row.runner_id)
    return row


# --- what was signed --------------------------------------------------------------------------------------------------


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
