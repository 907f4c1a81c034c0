"""Step 9: the report of an appointment is put together, looked at, and signed; once signed it never changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.store import analyses, audit, clips, runners, trials, visit_results, visits
from gaitcue.store.columns import new_id
from gaitcue.store.database import Session
from gaitcue.store.folder import digest, sync
from gaitcue.store.records import AnalysisRow, ComparisonRow, ReportRow, RunnerRow, VisitRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import Fault, FaultyForm, Outdated
from gaitcue.terms.records import Analysis, Clip
from gaitcue.work.clinic.axis import Axis, axis_of
from gaitcue.work.clinic.comparing import occasion_of
from gaitcue.work.clinic.decisions import Basis, Decided, basis_of, decide_on
from gaitcue.work.clinic.progress import progress_of
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.seeing import seen
from gaitcue.work.clinic.signed_reports import HTML, PDF, RUNNER
from gaitcue.work.clinic.trial_state import StageState, read_state
from gaitcue.work.compare import run_names
from gaitcue.work.stored import read_with_curves

Part = Literal["runner", "clinician"]
Pictures = Literal["hidden", "shown", "none"]
VERSION = 1
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
    over_time: Literal["", "84", "365", "all"] = ""
    """how many days back the picture of the person over time reaches; empty for none"""
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
    axis: Axis | None = None
    """the person over time, where that goes in"""

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
            "axis": repr(self.axis.part()) if self.axis else "",
        }
        return hashlib.sha256(json.dumps(rests_on, sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reporting:
    """Where an appointment's report stands."""

    runner: RunnerRow
    visit: VisitRow
    analyses: tuple[AnalysisRow, ...]
    """that it can be about; after a cue trial first the run that it began with"""
    parts: Mapping[str, StageState]
    """take -> the part of the cue trial that it is of"""
    comparisons: tuple[ComparisonRow, ...]
    """that can go in"""
    versions: tuple[ReportRow, ...]
    """the latest first"""
    draft: Draft | None

    @property
    def edition(self) -> int:
        """Of the draft that is open; 0 when there is none."""
        return next((edition_of(row) for row in self.versions if row.signed_at is None), 0)


# --- the draft --------------------------------------------------------------------------------------------------------


def reporting(record: Record, asker: Asker, visit_id: str, today: date) -> Reporting:
    """What the page of step 9 shows."""
    with record.read(asker) as session:
        visit = visits.visit(session, visit_id)
        runner = runners.runner(session, visit.runner_id)
        trial = next(iter(trials.trials_at(session, visit_id)), None)
        parts = {stage.take_id: stage for stage in read_state(trial.state).stages if stage.take_id} if trial else {}
        first = [take_id for take_id, stage in parts.items() if stage.kind == "baseline"]
        latest = analyses.analyses_of_visit(session, visit_id)
        found = tuple(sorted(latest, key=lambda one: one.take_id not in first))
        compared = comparisons_at(session, visit)
        versions = visit_results.reports_of(session, visit_id=visit_id)
        row = next((one for one in versions if one.signed_at is None), None)
        draft = _draft(session, row, today) if row and row.content.get("analysis") in {a.id for a in found} else None
    seen(record, asker, "reports", visit_id, runner.id)
    draft = draft and _with_axis(record, asker, draft, today)
    return Reporting(runner, visit, found, parts, compared, versions, draft)


def _draft(session: Session, row: ReportRow, today: date) -> Draft:
    basis = basis_of(session, row.content["analysis"], today)
    chosen = row.content.get("comparison")
    found = next((one for one in comparisons_at(session, basis.visit) if one.id == chosen), None)
    return Draft(row, basis, tuple(analyses.analysis(session, one) for one in found.analyses) if found else ())


def _with_axis(record: Record, asker: Asker, found: Draft, today: date) -> Draft:
    """The draft with the person over time, as far back as was chosen."""
    reach = found.row.content.get("over_time", "")
    if not reach:
        return found
    first = date.min if reach == "all" else today - timedelta(days=int(reach))
    return replace(found, axis=axis_of(record, asker, found.basis.runner.id, today, first))


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
        found = _draft(session, _unsigned(session, report_id), today)
    return _with_axis(record, asker, found, today)


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
    part = replace(_part(found), **_beside(record, asker, found, told, today))
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


def _beside(record: Record, asker: Asker, found: Draft, told: Decided, today: date) -> dict[str, Any]:
    """What goes in beside the analysis: a comparison, the person over time with their course of retraining; without the
    cues that were tried or trained where no cue may be spoken of.
    """
    advice = told.analysis.advice
    silent = advice is not None and (advice.blocked or "cue_trial" in advice.blocks)
    trained = found.axis is not None and not silent
    return {
        "comparison": _compared(record, found),
        "course": found.axis.part(cues=not silent) if found.axis else None,
        "progress": progress_of(record, asker, found.basis.runner.id, today) if trained else None,
    }


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
    part = replace(_part(found, by, today), **_beside(record, asker, found, told, today))
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
        # What lies on the axis was drawn into the files from what was looked at; it is not drawn again in here.
        now = replace(_draft(session, _unsigned(session, found.row.id), today), axis=found.axis)
        _check_mark(now, told.basis)
        content = now.row.content | ({"runner_sha256": digest(runner)} if runner.is_file() else {})
        row = visit_results.sign_report(
            session, now.row.id, told.by, result_id, digest(folder / HTML), digest(folder / PDF), content
        )
        audit.note(session, "report.signed", "report", row.id, row.runner_id)
    return row
