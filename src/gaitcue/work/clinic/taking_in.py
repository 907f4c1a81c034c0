"""A result that was made at the command line becomes part of a runner's record."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from gaitcue.store import analyses, audit, clips
from gaitcue.store.columns import new_id
from gaitcue.store.database import Session
from gaitcue.store.folder import digest
from gaitcue.store.records import AnalysisRow, ClipRow, VisitRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import OutputRefused, UnusableInput
from gaitcue.terms.records import Analysis
from gaitcue.work.clinic.analyzing import beside, summary_of
from gaitcue.work.clinic.clips import probe_in_child
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.visits import NewVisit, add_visit
from gaitcue.work.folders.written import own_files, read_list
from gaitcue.work.results import DONE, RAW, read_result
from gaitcue.work.stored import read_stored


def add_result(record: Record, asker: Asker, runner_id: str, folder: Path, on: date, today: date) -> AnalysisRow:
    """Take in a finished result, and its clip if that still lies in it or beside it; the same one is taken in once.

    Raises
    ------
    UnusableInput : no finished analysis, or one that was changed since
    FaultyForm : the day lies ahead
    NotThere : no such runner
    """
    analysis = read_result(folder)
    listed = read_list(folder)
    files = own_files(folder)
    if listed is None or set(listed.files) - files:
        raise UnusableInput(f"{folder} is not as gaitcue analyze wrote it: analyse the clip again")
    visit = add_visit(record, asker, runner_id, NewVisit(on=on), today)
    key = f"taken in {digest(folder / DONE)}"
    with record.read(asker) as session:
        same = [one for one in analyses.analyses_of_visit(session, visit.id) if one.key == key]
    if same:
        return same[0]
    clip = _clip_of(folder)
    media = None if clip is None else _media(record, clip)
    result_id = new_id()
    with record.folder.new_result(result_id) as place:
        _copy(folder, files, place)
        if clip is not None and media is not None and not (place / clip.name).exists():
            beside(record.folder.media(media[0]), place / clip.name)
    try:
        with record.write(asker) as session:
            return _rows(session, visit, analysis, media, key, result_id)
    except BaseException:
        record.folder.remove_result(result_id)
        raise


def _clip_of(folder: Path) -> Path | None:
    """The clip of a result, if it is still there unchanged; a run from both sides has none of its own."""
    if not (folder / RAW).is_file():
        return None
    clip = read_stored(folder).recording.clip
    return clip.path if clip is not None and clip.path.is_file() else None


def _media(record: Record, clip: Path) -> tuple[str, int, str, dict[str, Any]]:
    probe = probe_in_child(clip, clip.name)
    return *record.folder.copy_media(clip), clip.name, probe


def _copy(folder: Path, files: set[str], place: Path) -> None:
    try:
        for name in sorted(files):
            (place / name).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            shutil.copyfile(folder / name, place / name)
    except OSError as problem:
        raise OutputRefused(f"the result cannot be kept: {problem.strerror or problem}") from None


def _rows(
    session: Session,
    visit: VisitRow,
    analysis: Analysis,
    media: tuple[str, int, str, dict[str, Any]] | None,
    key: str,
    result_id: str,
) -> AnalysisRow:
    clip: ClipRow | None = None if media is None else clips.add_clip(session, *media)
    told = {name: value for name, value in asdict(analysis.conditions).items() if value is not None}
    take = clips.add_take(session, visit.id, clip.id if clip else None, "run", cue=told.get("cue"), conditions=told)
    row = analyses.add_analysis(session, take.id, key, result_id, summary_of(analysis, clip), analysis.measures)
    audit.note(session, "analysis.taken_in", "analysis", row.id, row.runner_id)
    return row
