"""Step 7: the cue trial of an appointment, from the cues that are offered to its end.

Which cues may be tried, in which order and for how long, the clinic's rules say (``decide``); what came of it,
``trial_verdicts`` has judged.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.clinic import Decision, Offer, Profile, TrialPlan
from gaitcue.clinic.decision import beginning_with
from gaitcue.clinic.protocol import TrialKind
from gaitcue.store import analyses, audit, clips, jobs, runners, trials, visits
from gaitcue.store.columns import now
from gaitcue.store.database import Session
from gaitcue.store.records import AnalysisRow, JobRow, RunnerRow, TakeRow, TrialRow, VisitRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption, NotThere, Outdated
from gaitcue.terms.records import Analysis
from gaitcue.terms.together import condition_id, cues_of
from gaitcue.work.clinic import trial_state, trial_verdicts
from gaitcue.work.clinic.analyzing import asked
from gaitcue.work.clinic.answers import Told, answers_for, decision_of
from gaitcue.work.clinic.care import held_entries
from gaitcue.work.clinic.decisions import Basis, basis_of, with_person
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.scores import Score
from gaitcue.work.clinic.seeing import seen
from gaitcue.work.clinic.trial_state import StageState, TrialState, Wording, begun, changed, gone_on, read_state
from gaitcue.work.person import decided_for
from gaitcue.work.results import read_result

MOST_SEED = 2**32
KEPT_FOR_TRIAL = ("near_side", "capture_fps")
"""settings of the first run that hold for the others: the same camera films them"""
StageName = Annotated[str, Field(min_length=1, max_length=20)]
Number = Annotated[int, Field(ge=0)]


class ToldBegin(BaseModel):
    """How a trial is to be run."""

    model_config = ConfigDict(extra="forbid")
    analysis_id: Annotated[str, Field(max_length=40)]
    kind: TrialKind = "one"
    cues: Annotated[str, Field(max_length=200)] = ""
    """ids with a plus between them; without it what is best"""
    baseline: Literal["filmed", "new"] = "filmed"
    """the run that was analysed is the one as usual, or it is filmed again"""
    same_camera: bool = False


class ToldOn(BaseModel):
    """Which state of the trial somebody had before them."""

    model_config = ConfigDict(extra="forbid")
    number: Number


class ToldStage(ToldOn):
    """About one stretch."""

    stage: StageName


class ToldScore(ToldStage):
    """One score."""

    pain: Score | None = None
    effort: Score | None = None
    awkwardness: Score | None = None


class ToldElsewhere(ToldStage):
    """Pain at a second site."""

    elsewhere: Annotated[str, Field(max_length=60)]
    pain_elsewhere: Score


class ToldWording(ToldStage):
    """Which words are said."""

    wording: Wording


@dataclass(frozen=True, slots=True)
class Offered:
    """What can be tried on this run, and in which way."""

    basis: Basis
    analysis: Analysis
    decision: Decision
    """for one cue today"""
    longer: Decision
    """for up to three, in an order that is drawn when it begins"""

    @property
    def offers(self) -> tuple[Offer, ...]:
        return tuple(one for one in self.decision.offers if one.eligible) if self.decision.first else ()


@dataclass(frozen=True, slots=True)
class StageRun:
    """One stretch with its clip and how far the analysis of that is."""

    state: StageState
    take: TakeRow | None
    clip: str
    """name of the clip"""
    analysis: AnalysisRow | None
    job: JobRow | None


@dataclass(frozen=True, slots=True)
class TrialView:
    """Everything that the page of a trial shows."""

    runner: RunnerRow
    visit: VisitRow
    decision: Decision
    """without a run: what bars a trial"""
    runs: tuple[AnalysisRow, ...]
    """analyses of this visit that a trial can begin with"""
    offered: Offered | None
    row: TrialRow | None
    state: TrialState | None
    stages: tuple[StageRun, ...]
    judging: JobRow | None


def trial_page(record: Record, asker: Asker, visit_id: str, today: date, analysis_id: str = "") -> TrialView:
    """The trial of an appointment, or what can be tried; one that can be judged is asked for."""
    with record.read(asker) as session:
        visit = visits.visit(session, visit_id)
        runner = runners.runner(session, visit.runner_id)
        row = next(iter(trials.trials_at(session, visit_id)), None)
        version, on = answers_for(session, visit, today)
        told = Told.of(version, held_entries(session, runner.id))
        runs = _to_begin_with(session, visit_id, told.read(on)[0])
    if row is not None:
        trial_verdicts.ask_when_ready(record, asker, row.id, again=False)
    offered = None
    if row is None and runs:
        first = next((one for one in runs if one.id == analysis_id), runs[0])
        offered = offer(record, asker, first.id, today)
    state = read_state(row.state) if row else None
    with record.read(asker) as session:
        made = tuple(_run(session, stage) for stage in state.stages) if state else ()
        judging = trial_verdicts.job_of(session, row) if row else None
    seen(record, asker, "trial", row.id if row else visit_id, runner.id)
    return TrialView(runner, visit, decision_of(told, today), runs, offered, row, state, made, judging)


def _to_begin_with(session: Session, visit_id: str, profile: Profile | None) -> tuple[AnalysisRow, ...]:
    """The newest analysis of each run as usual; first the one that was filmed from the side that hurts."""
    usual = {take.id for take in clips.takes_of(session, visit_id) if take.role == "run" and not take.cue}
    newest = {
        row.take_id: row for row in reversed(analyses.analyses_of_visit(session, visit_id)) if row.take_id in usual
    }
    hurts = {one.side for one in profile.problems if one.status == "current"} if profile else set()
    return tuple(sorted(newest.values(), key=lambda row: (row.summary.get("near_side") not in hurts, row.created_at)))


def _run(session: Session, stage: StageState) -> StageRun:
    take = clips.take_if_there(session, stage.take_id)
    if take is None:
        return StageRun(stage, None, "", None, None)
    clip = clips.clip(session, take.clip_id).name if take.clip_id else ""
    analysis = trial_verdicts.newest_analysis(session, take)
    job = None if analysis else jobs.job_if_there(session, stage.job_id)
    return StageRun(stage, take, clip, analysis, job)


def offer(record: Record, asker: Asker, analysis_id: str, today: date) -> Offered:
    """What is offered on an analysis, as the clinician left it."""
    with record.read(asker) as session:
        basis = basis_of(session, analysis_id, today)
    analysis = read_result(record.folder.result(basis.row.result))
    return Offered(
        basis, analysis, _decided(analysis, basis, TrialPlan()), _decided(analysis, basis, TrialPlan("long"))
    )


def _decided(analysis: Analysis, basis: Basis, plan: TrialPlan) -> Decision:
    analysis, profile, answers = with_person(basis, analysis)
    return decided_for(analysis, profile, answers, basis.overrides, today=basis.on, plan=plan)[0]


# --- going on ---------------------------------------------------------------------------------------------------------


def begin(
    record: Record, asker: Asker, visit_id: str, told: ToldBegin, today: date, seed: int | None = None
) -> TrialRow:
    """Begin a trial: the order is drawn, and kept with its seed.

    Raises
    ------
    BadOption : nothing is offered, or not these cues
    Outdated : there is a trial at this appointment already
    """
    with record.read(asker) as session:
        basis = basis_of(session, told.analysis_id, today)
    if basis.visit.id != visit_id:
        raise NotThere("there is no such analysis at this visit")
    plan = TrialPlan(told.kind, secrets.randbelow(MOST_SEED) if seed is None else seed)
    analysis = read_result(record.folder.result(basis.row.result))
    decision = _decided(analysis, basis, plan)
    if told.cues:
        decision = beginning_with(decision, cues_of(told.cues), plan)
    if decision.protocol is None:
        raise BadOption("no cue is offered to this runner now, so there is nothing to try")
    cadence = next((row.mean for row in analysis.measures if row.measure == "cadence"), None)
    state = begun(decision.protocol, plan, basis.row.id, cadence_spm=cadence, same_camera=told.same_camera)
    if told.baseline == "filmed":
        state = _with_the_run(state, basis)
    with record.write(asker) as session:
        if trials.trials_at(session, visit_id):
            raise Outdated("somebody has begun a trial at this visit: load the page again")
        row = trials.add_trial(session, visit_id, state.model_dump(mode="json"))
        audit.note(session, "trial.begun", "trial", row.id, row.runner_id)
    return row


def _with_the_run(state: TrialState, basis: Basis) -> TrialState:
    """The run that was analysed is the one as usual, with what was told of it."""
    told = {name: basis.take.conditions.get(name) for name in ("pain", "effort")}
    state = changed(state, "baseline", take_id=basis.take.id, started_at=now(), **told)
    return gone_on(state) if not state.ended and not state.stage("baseline").open else state


def change(
    record: Record,
    asker: Asker,
    trial_id: str,
    number: int,
    how: Callable[[TrialState], TrialState],
    action: str,
) -> TrialRow:
    """One step on.

    Raises
    ------
    Outdated : somebody else went on with it
    """
    with record.write(asker) as session:
        row = trials.trial(session, trial_id)
        if row.number != number:
            raise Outdated(trials.OVERTAKEN)
        state = how(read_state(row.state))
        for stage in state.stages:
            state = _with_analysis(session, state, stage)
        row = trials.change_trial(session, trial_id, number, state.model_dump(mode="json"))
        audit.note(session, f"trial.{action}", "trial", row.id, row.runner_id)
        trial_verdicts.ask_in(session, row)
    return row


def _with_analysis(session: Session, state: TrialState, stage: StageState) -> TrialState:
    """A clip of which everything was told, or whose stretch is over, is analysed in the background."""
    over = state.ended or state.stages.index(stage) < state.at
    if not stage.take_id or stage.job_id or not (over or not stage.open):
        return state
    take = clips.take(session, stage.take_id)
    if any(one.take_id == take.id for one in analyses.analyses_of_visit(session, take.visit_id)):
        return state
    told = {name: value for name in ("pain", "effort") if (value := getattr(stage, name)) is not None}
    clips.change_take(
        session, take.id, role=take.role, cue=take.cue, conditions=take.conditions | told, options=take.options
    )
    job = asked(session, take.id).job
    return changed(state, stage.id, job_id=job.id) if job else state


def start(record: Record, asker: Asker, trial_id: str, told: ToldStage) -> TrialRow:
    """The time of a stretch begins to run; it is kept, so that no closed page stops it."""
    return change(
        record, asker, trial_id, told.number, lambda state: changed(state, told.stage, started_at=now()), "started"
    )


def score(record: Record, asker: Asker, trial_id: str, told: ToldScore) -> TrialRow:
    """Pain, effort or awkwardness of a stretch; too much pain ends the trial."""
    values = told.model_dump(exclude={"number", "stage"}, exclude_none=True)
    if not values:
        raise BadOption("choose a score from 0 to 10")
    return change(record, asker, trial_id, told.number, lambda state: changed(state, told.stage, **values), "told")


def elsewhere(record: Record, asker: Asker, trial_id: str, told: ToldElsewhere) -> TrialRow:
    """Pain at a second site."""
    return change(
        record,
        asker,
        trial_id,
        told.number,
        lambda state: trial_state.hurts_elsewhere(state, told.stage, told.elsewhere, told.pain_elsewhere),
        "told",
    )


def word(record: Record, asker: Asker, trial_id: str, told: ToldWording) -> TrialRow:
    """Which words were said."""
    return change(
        record, asker, trial_id, told.number, lambda state: changed(state, told.stage, wording=told.wording), "worded"
    )


def go_on(record: Record, asker: Asker, trial_id: str, told: ToldOn) -> TrialRow:
    """The next stretch, or the end."""
    return change(record, asker, trial_id, told.number, gone_on, "went_on")


def stop(record: Record, asker: Asker, trial_id: str, told: ToldOn) -> TrialRow:
    """No more is run; what was filmed is judged."""
    return change(record, asker, trial_id, told.number, trial_state.stopped, "stopped")


def analyze_again(record: Record, asker: Asker, trial_id: str, told: ToldStage) -> TrialRow:
    """The analysis of one clip failed or was stopped, and is asked for once more."""
    return change(record, asker, trial_id, told.number, lambda state: changed(state, told.stage, job_id=None), "again")


def discard(record: Record, asker: Asker, trial_id: str, told: ToldOn) -> TrialRow:
    """A trial that was begun by mistake goes, unless it was judged; its clips stay at the visit.

    Raises
    ------
    BadOption : it was judged
    """
    with record.write(asker) as session:
        row = trials.trial(session, trial_id)
        if row.number != told.number:
            raise Outdated(trials.OVERTAKEN)
        if row.verdict:
            raise BadOption("this trial has a verdict, which stays in the record")
        trials.remove_trial(session, trial_id)
        audit.note(session, "trial.discarded", "trial", row.id, row.runner_id)
    return row


def filmed(session: Session, trial_id: str, stage_id: str, take_id: str, *, recorded: bool = False) -> None:
    """A clip has come for a stretch of a trial: with its cue, under the conditions of the run as usual.

    Parameters
    ----------
    recorded : by the page of the trial, whose camera need not be the one of the run as usual

    Raises
    ------
    NotThere : no such trial or stretch
    """
    row = trials.trial(session, trial_id)
    state, take = read_state(row.state), clips.take(session, take_id)
    stage = state.stage(stage_id)
    first = clips.take_if_there(session, state.stage("baseline").take_id)
    conditions = dict(first.conditions if first else take.conditions)
    conditions |= {name: getattr(stage, name) for name in ("pain", "effort")}
    before = first.options if first and not recorded else {}
    kept = {name: value for name in KEPT_FOR_TRIAL if (value := before.get(name)) is not None}
    clips.change_take(
        session,
        take.id,
        role="run",
        cue=condition_id(stage.cues) or None,
        conditions={name: value for name, value in conditions.items() if value is not None},
        options=kept,
    )
    before_it = (stage.take_id,) if stage.take_id and stage.take_id != take.id else ()
    state = changed(state, stage.id, take_id=take.id, job_id=None, replaced=(*stage.replaced, *before_it))
    state = _with_analysis(session, state, state.stage(stage_id))
    trials.change_trial(session, trial_id, None, state.model_dump(mode="json"))


def trial_row(record: Record, asker: Asker, trial_id: str) -> TrialRow:
    """One trial; raises NotThere."""
    with record.read(asker) as session:
        return trials.trial(session, trial_id)


def visit_of(record: Record, asker: Asker, trial_id: str) -> str:
    """The appointment of a trial; raises NotThere."""
    return trial_row(record, asker, trial_id).visit_id
