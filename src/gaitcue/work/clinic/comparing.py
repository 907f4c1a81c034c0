"""Step 8: analyses of one runner held against the first of them, computed once for each state of theirs."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gaitcue.store import analyses, audit, clips, runners, trials, visit_results, visits
from gaitcue.store.columns import new_id
from gaitcue.store.database import Session
from gaitcue.store.records import AnalysisRow, ComparisonRow, RunnerRow, VisitRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption
from gaitcue.terms.keypoints import Side
from gaitcue.terms.version import __version__
from gaitcue.work.clinic.as_usual import cues_of_run, standing_runs
from gaitcue.work.clinic.page_file import PAGE, read_page, write_page
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.seeing import seen
from gaitcue.work.clinic.trial_state import FilmedPart, parts_filmed

if TYPE_CHECKING:
    from gaitcue.compare import Occasion
    from gaitcue.report.frames.keyframes import KeyMoment
    from gaitcue.work.compare import ComparedRun

MOST_RUNS = 6
SHAPE = 2
"""of the page's file: one of an earlier shape is made again"""


@dataclass(frozen=True, slots=True)
class Choice:
    """An analysis that can be compared."""

    analysis: AnalysisRow
    on: date
    part: FilmedPart | None = None
    """of a cue trial"""


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison with everything that its page shows."""

    runner: RunnerRow
    runs: tuple[Choice, ...]
    """the oldest first"""
    comparison: ComparisonRow
    page: dict[str, Any]
    pictures: tuple[str, ...]
    """names of the files with the pictures of before and after"""


def choices(record: Record, asker: Asker, runner_id: str) -> tuple[Choice, ...]:
    """A runner's analyses, the latest first."""
    with record.read(asker) as session:
        held = {visit.id: visit.on for visit in visits.visits_of(session, runner_id, most=500).items}
        rows = analyses.analyses_of_runner(session, runner_id)
        parts = parts_filmed(trials.trials_of(session, runner_id))
    return tuple(Choice(row, held[row.visit_id], parts.get(row.take_id)) for row in rows if row.visit_id in held)


def with_visit_before(record: Record, asker: Asker, visit: VisitRow) -> tuple[Choice, Choice] | None:
    """The last run as usual of the latest earlier visit that has one, and that of this visit; None where one lacks."""
    with record.read(asker) as session:
        stand = {row.id for row in standing_runs(session, visit.runner_id) if not cues_of_run(row)}
    usual = [one for one in choices(record, asker, visit.runner_id) if one.analysis.id in stand]
    here = next((one for one in usual if one.analysis.visit_id == visit.id), None)
    before = max((one for one in usual if one.on < visit.on), key=lambda one: one.on, default=None)
    return (before, here) if before and here else None


def compared(record: Record, asker: Asker, analysis_ids: Sequence[str]) -> Compared:
    """Analyses held against the oldest of them.

    Raises
    ------
    BadOption : not two to six of one runner
    NotThere : no such analysis, or another clinic's
    """
    wanted = list(dict.fromkeys(analysis_ids))
    if not 2 <= len(wanted) <= MOST_RUNS:
        raise BadOption(f"a comparison takes two to {MOST_RUNS} analyses: choose so many of one runner")
    with record.read(asker) as session:
        rows = [analyses.analysis(session, one) for one in wanted]
        if len({row.runner_id for row in rows}) > 1:
            raise BadOption("these analyses are of different runners: choose those of one")
        runs = [Choice(row, visits.visit(session, row.visit_id).on) for row in rows]
        runs.sort(key=lambda run: (run.on, run.analysis.created_at, run.analysis.id))
        runner = runners.runner(session, rows[0].runner_id)
        key = key_of(runs)
        made = visit_results.same_comparison(session, key)
    if made is None or not (record.folder.result(made.result) / PAGE).is_file():
        made = _make(record, asker, runs, key)
    seen(record, asker, "comparison", made.id, runner.id)
    folder = record.folder.result(made.result)
    pictures = tuple(sorted(file.name for file in folder.glob("before_after*.png")))
    return Compared(runner, tuple(runs), made, read_page(folder / PAGE), pictures)


def key_of(runs: Sequence[Choice]) -> str:
    """The state of the analyses that are compared: their result folders, which change with every correction."""
    told = [__version__, SHAPE, *(run.analysis.result for run in runs)]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()


def _make(record: Record, asker: Asker, runs: Sequence[Choice], key: str) -> ComparisonRow:
    """Compare, write the folder as the command line does, and keep it."""
    from gaitcue.work.compare import run_names, take_run

    folders = [record.folder.result(run.analysis.result) for run in runs]
    taken = [take_run(folder, name, None) for folder, name in zip(folders, run_names(folders, None), strict=True)]
    result_id = new_id()
    with record.folder.new_result(result_id) as folder:
        _write(taken, occasion_of([run.analysis for run in runs]), folder)
    last = runs[-1].analysis
    with record.write(asker) as session:
        row = visit_results.add_comparison(
            session, last.runner_id, last.visit_id, [run.analysis.id for run in runs], key, result_id
        )
        audit.note(session, "comparison.made", "comparison", row.id, row.runner_id)
    return row


def occasion_of(rows: Sequence[AnalysisRow]) -> Occasion:
    """Takes of one visit are of one session; that the camera was not touched in between, nobody has said."""
    from gaitcue.compare import Occasion

    return Occasion(same_session=len({row.visit_id for row in rows}) == 1)


def _write(taken: Sequence[ComparedRun], occasion: Occasion, folder: Path) -> None:
    from gaitcue.compare import compare
    from gaitcue.report.pages.changes import build_change_report
    from gaitcue.work.compare import tell_comparison
    from gaitcue.work.recording import silent
    from gaitcue.work.results import plain

    comparison = compare([run.analysis for run in taken], [run.name for run in taken], occasion=occasion)
    tell_comparison(comparison, taken, folder, video=False, blur_faces=False, progress=silent)
    told = build_change_report(comparison, [run.analysis for run in taken], [None] * len(taken))
    page = {name: value for name, value in plain(asdict(told)).items() if name not in ("pictures", "provenance")}
    # Whether it was one session need not be asked: the visits tell it.
    page["notes"] = [note for note in page["notes"] if note["code"] != "session_not_told"]
    write_page(folder, page)


@dataclass(frozen=True, slots=True)
class Shown:
    """One run in step with the others, with what its picture needs."""

    analysis_id: str
    clip_id: str | None
    """None where there is no copy for the browser"""


@dataclass(frozen=True, slots=True)
class SetInStep:
    """Runs on one clock and at one scale, the oldest first."""

    shown: tuple[Shown, ...]
    told: dict[str, Any]
    """``gaitcue.work.in_step.InStep``"""


def set_in_step(record: Record, asker: Asker, comparison_id: str) -> SetInStep:
    """The runs of a comparison, to be played together; raises NotThere."""
    from gaitcue.work.in_step import in_step, in_step_json, times_of_frames
    from gaitcue.work.results import read_result
    from gaitcue.work.stored import clip_of

    with record.read(asker) as session:
        listed = visit_results.comparison(session, comparison_id).analyses
        rows = [analyses.analysis(session, one) for one in listed]
        shown = tuple(Shown(row.id, _picture_of(session, row)) for row in rows)
    runs = []
    for row in rows:
        folder = record.folder.result(row.result)
        runs.append(replace(read_result(folder), clip=clip_of(folder)))
    return SetInStep(shown, in_step_json(in_step(runs, [times_of_frames(run) for run in runs])))


def _picture_of(session: Session, row: AnalysisRow) -> str | None:
    clip_id = clips.take(session, row.take_id).clip_id
    return clip_id if clip_id and clips.clip(session, clip_id).proxy else None


def picture(record: Record, asker: Asker, comparison_id: str, run: int, side: Side, moment: KeyMoment) -> bytes:
    """Before and after at a moment of the stride, as PNG: the first run beside a later one.

    Raises
    ------
    NotThere : no such comparison
    BadOption : no such run, or the runs show no such leg, or are too unlike for one picture
    """
    from gaitcue.report.frames.keyframes import frame_source
    from gaitcue.report.pages.before_after import before_after_drawing, png_bytes
    from gaitcue.work.compare import run_names, take_run

    with record.read(asker) as session:
        listed = visit_results.comparison(session, comparison_id).analyses
        folders = [record.folder.result(analyses.analysis(session, one).result) for one in listed]
    if not 1 <= run < len(folders):
        raise BadOption(f"a comparison of {len(folders)} runs has later runs 1 to {len(folders) - 1}")
    names = run_names(folders, None)
    before, after = (take_run(folders[i], names[i], None) for i in (0, run))
    sources = frame_source(before.clip), frame_source(after.clip)
    drawn = before_after_drawing(
        (before.analysis, after.analysis), sources, side, moment, names=(before.name, after.name)
    )
    return png_bytes(drawn.svg)


def file_of(record: Record, asker: Asker, comparison_id: str, name: str) -> Path:
    """A file of a comparison, to be shown or kept; raises NotThere."""
    with record.write(asker) as session:
        row = visit_results.comparison(session, comparison_id)
        file = record.folder.file_of_result(row.result, name)
        audit.note(session, "comparison.downloaded", "comparison", row.id, row.runner_id)
    return file
