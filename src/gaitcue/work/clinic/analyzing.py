"""A take becomes an analysis: asked for, made in the background by the path itself, and kept with its measures."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from gaitcue.compare import capture_fps
from gaitcue.report.wording.codes import finding_text
from gaitcue.store import analyses, audit, clips, jobs, visits
from gaitcue.store.columns import new_id
from gaitcue.store.database import Session
from gaitcue.store.folder import link_or_copy
from gaitcue.store.records import AnalysisRow, ClipRow, JobRow, TakeRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.terms.records import Analysis, Conditions, Summary
from gaitcue.terms.version import __version__
from gaitcue.work.clinic.answers import Told, answers_for
from gaitcue.work.clinic.care import held_entries
from gaitcue.work.clinic.record import Record
from gaitcue.work.jobs.names import ANALYZE
from gaitcue.work.jobs.work import Work
from gaitcue.work.options import AnalyzeOptions, options_from
from gaitcue.work.person import conditions_of as of_the_person
from gaitcue.work.recording import Progress

STANDING_TAKE = "take:"
"""before the id of the take that stands as the standing reference"""


@dataclass(frozen=True, slots=True)
class Asked:
    """An analysis that was asked for: made already, or a job."""

    take: TakeRow
    analysis: AnalysisRow | None
    job: JobRow | None


def ask(record: Record, asker: Asker, take_id: str) -> Asked:
    """Have a take analysed; the same content with the same settings is computed once.

    Raises
    ------
    BadOption : the take is no run, or something told of it cannot be
    """
    with record.write(asker) as session:
        return asked(session, take_id)


def asked(session: Session, take_id: str) -> Asked:
    """The same within a change of more."""
    take = clips.take(session, take_id)
    if take.role != "run" or take.clip_id is None:
        raise BadOption("only a clip of running can be analysed: say that it shows running")
    key = key_of(session, take)
    made = next((one for one in analyses.analyses_of_visit(session, take.visit_id) if is_of(one, take, key)), None)
    if made is not None:
        return Asked(take, made, None)
    job = jobs.enqueue(
        session, ANALYZE, f"{take.id}:{key}", {"take_id": take.id, "visit_id": take.visit_id, "key": key}
    )
    audit.note(session, "analysis.asked", "take", take.id, take.runner_id)
    return Asked(take, None, job)


def is_of(row: AnalysisRow, take: TakeRow, key: str) -> bool:
    return row.take_id == take.id and row.key == key


def key_of(session: Session, take: TakeRow) -> str:
    """Content and settings of a run: what is the same is not computed twice."""
    told = {
        "version": __version__,
        "clip": clips.clip(session, take.clip_id or "").sha256,
        "options": take.options,
        "conditions": conditions_of(session, take),
        "standing": _standing_sha256(session, take),
    }
    return hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()


def _standing_sha256(session: Session, take: TakeRow) -> str:
    standing = _standing_take(session, take)
    return clips.clip(session, standing.clip_id or "").sha256 if standing else ""


def _standing_take(session: Session, take: TakeRow) -> TakeRow | None:
    """The take of quiet standing that belongs to a run: the one that it names, else the appointment's own."""
    told = str(take.options.get("standing", ""))
    if told.startswith(STANDING_TAKE):
        return clips.take(session, told.removeprefix(STANDING_TAKE))
    if told:
        return None
    own = [one for one in clips.takes_of(session, take.visit_id) if one.role == "standing" and one.clip_id]
    return own[-1] if own else None


def conditions_of(session: Session, take: TakeRow) -> dict[str, Any]:
    """How the run was done; height and painful side are the person's."""
    version, on = answers_for(session, visits.visit(session, take.visit_id), date.today())
    profile, _ = Told.of(version).read(on)
    conditions = Conditions(**take.conditions | ({"cue": take.cue} if take.cue else {}))
    return asdict(of_the_person(profile, conditions) if profile else conditions)


def write_proxy_of(work: Work) -> None:
    """Job: the clip's copy for the browser."""
    from gaitcue.video import read_clip, write_proxy

    with work.record.read(work.asker) as session:
        row = clips.clip(session, work.job.payload["clip_id"])
    if not work.record.folder.proxy(row.sha256).is_file():
        clip = read_clip(work.record.folder.media(row.sha256))
        with work.record.folder.new_proxy(row.sha256) as file:
            write_proxy(clip, file, lambda done, total: work.saying("proxy", done, total))
    with work.record.write(work.asker) as session:
        clips.proxy_is_there(session, row.id)
        work.finish(session, {"clip_id": row.id})


def run_analysis(work: Work) -> None:
    """Job: the whole path on one take, kept as a result folder with its rows."""
    take_id, key = work.job.payload["take_id"], work.job.payload["key"]
    with work.record.read(work.asker) as session:
        take = clips.take(session, take_id)
        row, conditions = clips.clip(session, take.clip_id or ""), conditions_of(session, take)
        version, on = answers_for(session, visits.visit(session, take.visit_id), date.today())
        told = Told.of(version, held_entries(session, take.runner_id))
        standing = _standing_take(session, take)
        still = clips.clip(session, standing.clip_id or "") if standing else None
        same = analyses.same_analysis(session, key)
    if same is not None and work.record.folder.result(same.automatic).is_dir():
        keep(work, take, key, same.automatic, same.summary, measures_of(work.record, same.automatic))
        return
    result_id = new_id()
    with work.record.folder.new_result(result_id) as folder:
        clip = beside(work.record.folder.media(row.sha256), folder / row.name)
        options = options_from(take.options | conditions)
        if still is not None:
            place = beside(work.record.folder.media(still.sha256), folder / f"standing {still.name}")
            options = replace(options, standing=str(place))
        analysis = made(clip, options, told, on, folder, work.saying)
    keep(work, take, key, result_id, summary_of(analysis, row), analysis.measures)


def made(clip: Path, options: AnalyzeOptions, told: Told, on: date, folder: Path, progress: Progress) -> Analysis:
    """Run the path and write the files of the result."""
    from gaitcue.work.analyze import analyze
    from gaitcue.work.folders.written import list_files
    from gaitcue.work.person import judged
    from gaitcue.work.reports import tell

    analysis = analyze(clip, options, progress)
    profile, answers = told.read(on)
    if profile is not None or answers is not None:
        analysis = judged(analysis, profile, answers, today=on)
    tell(analysis, folder, options, progress=progress)
    clips_in = {entry.name for entry in folder.iterdir() if entry.name in (clip.name, f"standing {clip.name}")}
    list_files(folder, "analysis", (clip.name,), but=clips_in)
    return analysis


def beside(media: Path, place: Path) -> Path:
    """The clip beside its result under its own name, without a second copy where the disk can do that."""
    try:
        link_or_copy(media, place)
    except OSError as problem:
        raise UnusableInput(f"the clip cannot be read ({problem.strerror}): send it again") from None
    return place


def keep(
    work: Work, take: TakeRow, key: str, result_id: str, summary: dict[str, Any], measures: tuple[Summary, ...]
) -> None:
    """The rows of a finished analysis, in one go with the end of its job."""
    with work.record.write(work.asker) as session:
        row = analyses.add_analysis(session, take.id, key, result_id, summary, measures)
        audit.note(session, "analysis.made", "analysis", row.id, row.runner_id)
        work.finish(session, {"analysis_id": row.id})


def measures_of(record: Record, result_id: str) -> tuple[Summary, ...]:
    from gaitcue.work.results import read_result

    return read_result(record.folder.result(result_id)).measures


def summary_of(analysis: Analysis, clip: ClipRow | None) -> dict[str, Any]:
    """What lists show of an analysis without reading its folder."""
    used = [stride for stride in analysis.strides if stride.used]
    return {
        "version": 1,
        "clip": clip.name if clip else analysis.source.name,
        "facing": analysis.view.facing,
        "near_side": analysis.view.near_side,
        "strides": len(used),
        "fps": capture_fps(analysis),
        "speed_kmh": analysis.conditions.speed_kmh,
        "cue": analysis.conditions.cue,
        "notes": [note.code for note in analysis.quality if note.level != "info"],
        "first_finding": finding_text(analysis.findings[0]) if analysis.findings else "",
    }
