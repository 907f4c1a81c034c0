"""The verdict of a cue trial: judged in the background as ``gaitcue trial`` does it, once for each state of its runs.

Each verdict is kept with its files. What the runner tells the next morning leads to another one beside the first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.clinic import Trial, TrialResult, Tried
from gaitcue.clinic.trial import BASELINE, RETURN
from gaitcue.store import analyses, audit, clips, jobs, trials, visits
from gaitcue.store.columns import new_id, now
from gaitcue.store.database import Session
from gaitcue.store.records import AnalysisRow, JobRow, TakeRow, TrialRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption, Outdated
from gaitcue.work.clinic.answers import Told, answers_for
from gaitcue.work.clinic.care import held_entries
from gaitcue.work.clinic.page_file import PAGE, read_page, write_page
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.scores import Score
from gaitcue.work.clinic.trial_state import (
    NextMorning,
    TrialState,
    judgeable,
    judged_of,
    pains,
    read_state,
    trial_of,
)
from gaitcue.work.jobs.names import JUDGE
from gaitcue.work.jobs.work import Work
from gaitcue.work.recording import Progress

if TYPE_CHECKING:
    from gaitcue.work.compare import ComparedRun

KEPT = ("chosen", "verdicts", "next_step", "remember", "said", "triage")
"""of ``trial.json``, in the record's row"""
SHARES = {"reading": (0.0, 0.2), "judging": (0.2, 0.3), "writing": (0.5, 0.5)}


class ToldMorning(BaseModel):
    """The pain of the morning after, and of the one before, on the same everyday task."""

    model_config = ConfigDict(extra="forbid")
    pain: Score
    pain_before: Score
    number: Annotated[int | None, Field(ge=0)] = None
    """of the state of the trial that somebody had before them; a runner had none"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """One verdict as it was judged."""

    at: str
    result: str
    told: dict[str, Any]
    """what the page shows"""
    next_day: dict[str, Any] | None


def newest_analysis(session: Session, take: TakeRow) -> AnalysisRow | None:
    """The newest analysis of a stretch's clip."""
    made = analyses.analyses_of_visit(session, take.visit_id)
    return next((row for row in made if row.take_id == take.id), None)


def _runs(session: Session, state: TrialState) -> dict[str, AnalysisRow] | None:
    """Stretch -> its analysis, of all that were filmed; None while one is missing."""
    found = {}
    for stage in state.stages:
        take = clips.take_if_there(session, stage.take_id)
        if not stage.filmed or take is None:
            continue
        row = newest_analysis(session, take)
        if row is None:
            return None
        found[stage.id] = row
    return found


def _key(row: TrialRow, state: TrialState, runs: dict[str, AnalysisRow]) -> str:
    """What the verdict is made from: the scores, the words, and the runs with their corrections."""
    told = [stage.model_dump(mode="json", exclude={"started_at", "job_id", "replaced"}) for stage in state.stages]
    made = [told, told_morning(state), state.same_camera, {name: one.result for name, one in runs.items()}]
    return f"{row.id}:{hashlib.sha256(json.dumps(made, sort_keys=True).encode()).hexdigest()}"


def ask_in(session: Session, row: TrialRow, *, again: bool = True) -> JobRow | None:
    """Have a trial judged that has ended and whose clips are all analysed; what was judged so already, is not again.

    Parameters
    ----------
    again : also what was tried in this state before and failed
    """
    state = read_state(row.state)
    runs = _runs(session, state) if judgeable(state) else None
    if runs is None or "baseline" not in runs or not any(name.startswith("cue") for name in runs):
        return None
    key = _key(row, state, runs)
    if any(one.get("key") == key for one in judged_of(row)[-1:]):
        return None
    last = jobs.job_of(session, JUDGE, key)
    if last is not None and (last.state == "done" or not again):
        return last
    return jobs.enqueue(session, JUDGE, key, {"trial_id": row.id, "visit_id": row.visit_id, "key": key})


def ask_when_ready(record: Record, asker: Asker, trial_id: str, *, again: bool = True) -> None:
    """The same by itself."""
    with record.write(asker) as session:
        ask_in(session, trials.trial(session, trial_id), again=again)


def job_of(session: Session, row: TrialRow) -> JobRow | None:
    """The judging of a trial as it is now; None when it is not asked for, or done."""
    state = read_state(row.state)
    runs = _runs(session, state) if judgeable(state) else None
    job = jobs.job_of(session, JUDGE, _key(row, state, runs)) if runs else None
    return job if job is not None and job.state != "done" else None


def after_analysis(record: Record, asker: Asker, visit_id: str) -> None:
    """A clip of an appointment has been analysed: a trial that waited for it is judged."""
    with record.write(asker) as session:
        for row in trials.trials_at(session, visit_id):
            ask_in(session, row, again=False)


# --- judging ----------------------------------------------------------------------------------------------------------


def judge(work: Work) -> None:
    """Job: judge a trial, write its files as the command line does, and keep the verdict beside earlier ones."""
    with work.record.read(work.asker) as session:
        row = trials.trial(session, work.job.payload["trial_id"])
    verdict = judged_now(work.record, work.asker, row, work.saying)
    with work.record.write(work.asker) as session:
        keep(session, row.id, verdict)
        work.finish(session, {"trial_id": row.id})


def judged_now(record: Record, asker: Asker, row: TrialRow, saying: Progress) -> dict[str, Any]:
    """The verdict on a trial as it is; its files are written.

    Raises
    ------
    BadOption : a clip is missing
    UnusableInput : cue trials are blocked, or the runs cannot be compared
    """
    from gaitcue.clinic import experience
    from gaitcue.work.trial import judged, trial_json

    with record.read(asker) as session:
        visit = visits.visit(session, row.visit_id)
        version, _ = answers_for(session, visit, date.today())
        told = Told.of(version, held_entries(session, row.runner_id))
        state, earlier = read_state(row.state), tuple(_earlier(session, row, visit.on))
        found = _runs(session, state)
    if found is None:
        raise BadOption("a clip of this trial was taken away in the meantime: look at the trial again")
    trial = trial_of(state, visit.on)
    runs = _read(record, saying, state, trial, found)
    profile, answers = told.read(visit.on)
    saying("judging", 0, 1)
    result = judged(trial, lambda: {run.name: run.analysis for run in runs}, profile, answers, today=visit.on)
    saying("writing", 0, 1)
    result_id = new_id()
    with record.folder.new_result(result_id) as folder:
        _write(result, runs, earlier, folder)
    remember = [one.entry() for one in (*experience(result), *_unfilmed(state, visit.on))]
    kept = trial_json(result) | {"remember": remember}
    return {
        "key": _key(row, state, found), "at": now().isoformat(), "result": result_id, "date": visit.on.isoformat(),
        "next_day": told_morning(state), **{name: kept[name] for name in KEPT},
    }  # fmt: skip


def keep(session: Session, trial_id: str, verdict: dict[str, Any]) -> None:
    """A verdict beside those before it."""
    before = judged_of(trials.trial(session, trial_id))
    row = trials.keep_verdict(session, trial_id, {"version": 1, "judged": [*before, verdict]}, verdict["result"])
    audit.note(session, "trial.judged", "trial", row.id, row.runner_id)


def told_morning(state: TrialState) -> dict[str, Any] | None:
    return state.next_day.model_dump(mode="json") if state.next_day else None


def _read(
    record: Record, saying: Progress, state: TrialState, trial: Trial, found: dict[str, AnalysisRow]
) -> list[ComparedRun]:
    """The runs by the names that the trial gives them."""
    from gaitcue.work.compare import take_run

    names = {"baseline": BASELINE, "return": RETURN}
    filmed = [stage.id for stage in state.conditions if stage.take_id]
    names |= {stage: condition.name for stage, condition in zip(filmed, trial.conditions, strict=True)}
    runs = []
    for number, (stage, row) in enumerate(found.items()):
        saying("reading", number, len(found))
        runs.append(take_run(record.folder.result(row.result), names[stage], None))
    return runs


def _write(result: TrialResult, runs: list[ComparedRun], earlier: tuple[Trial, ...], folder: Path) -> None:
    from gaitcue.report.pages.cue_trial import build_trial_report
    from gaitcue.work.folders.written import list_files
    from gaitcue.work.results import plain
    from gaitcue.work.trial import tell_trial

    tell_trial(result, runs, folder, earlier=earlier, pdf=True, blur_faces=True)
    by_name = {run.name: run.analysis for run in runs}
    shown = [by_name[name] for name in result.comparison.names]
    report = asdict(build_trial_report(result, shown, [None] * len(shown), earlier=earlier))
    page = {name: value for name, value in plain(report).items() if name not in ("picture", "scores", "trends")}
    write_page(folder, page)
    list_files(folder, "trial", tuple(run.name for run in runs))


def _earlier(session: Session, row: TrialRow, on: date) -> Iterator[Trial]:
    """Trials of visits before, the oldest first."""
    for other in reversed(trials.trials_of(session, row.runner_id)):
        day = visits.visit(session, other.visit_id).on
        if day < on and other.verdict:
            yield trial_of(read_state(other.state), day)


def _unfilmed(state: TrialState, on: date) -> Iterator[Tried]:
    """Pain that rose with a cue is remembered, also where the trial ended before it was filmed."""
    first = state.stage("baseline").pain or 0.0
    for stage in state.conditions:
        rose = max((pain - first for pain in pains(stage)), default=0.0)
        if not stage.take_id and rose > 0:
            one = len(stage.cues) == 1
            yield Tried(cue=stage.cues[0] if one else "", cues=() if one else stage.cues, pain_change=rose, on=on)


# --- the next morning, and what is shown ----------------------------------------------------------------------------


def tell_morning(session: Session, trial_id: str, told: ToldMorning) -> TrialRow:
    """What the runner felt the morning after; the trial is judged again, and the verdict before stays.

    Raises
    ------
    BadOption : the trial was not judged yet
    Outdated : somebody else went on with it
    """
    row = trials.trial(session, trial_id)
    if told.number is not None and row.number != told.number:
        raise Outdated(trials.OVERTAKEN)
    if not row.verdict:
        raise BadOption("this trial was not judged yet: that comes first")
    morning = NextMorning(pain=told.pain, pain_before=told.pain_before, told_by=session.asker.name, told_at=now())
    state = read_state(row.state).model_copy(update={"next_day": morning})
    row = trials.change_trial(session, trial_id, row.number, state.model_dump(mode="json"))
    audit.note(session, "trial.morning", "trial", row.id, row.runner_id)
    return row


def enter_morning(record: Record, asker: Asker, trial_id: str, told: ToldMorning) -> TrialRow:
    """The same, entered after a phone call."""
    with record.write(asker) as session:
        row = tell_morning(session, trial_id, told)
        ask_in(session, row)
    return row


def verdicts_of(record: Record, row: TrialRow) -> tuple[Verdict, ...]:
    """Every verdict of a trial, the latest first."""
    found = []
    for one in reversed(judged_of(row)):
        page = read_page(record.folder.file_of_result(one["result"], PAGE))
        found.append(Verdict(one["at"], one["result"], page, one["next_day"]))
    return tuple(found)


def file_of(record: Record, asker: Asker, trial_id: str, number: int, name: str) -> Path:
    """A file of a trial's verdict, counted from 1; raises NotThere."""
    with record.write(asker) as session:
        row = trials.trial(session, trial_id)
        judged = judged_of(row)
        result = judged[number - 1]["result"] if 0 < number <= len(judged) else ""
        file = record.folder.file_of_result(result, name)
        audit.note(session, "trial.seen", "trial", row.id, row.runner_id)
    return file
