"""A cue trial as its page shows it: what can be tried, the stretch that is run now, the way through, the verdicts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from gaitcue.clinic import Decision, Offer, advice_of
from gaitcue.clinic.protocol import Protocol
from gaitcue.clinic.rule_data import cues, joined_titles
from gaitcue.report.pages.components import references
from gaitcue.report.pages.runner import runner_page
from gaitcue.report.wording.codes import said
from gaitcue.store.columns import now
from gaitcue.terms.sources import Source
from gaitcue.terms.together import condition_id
from gaitcue.terms.vocabulary import SITES
from gaitcue.web.beat_view import BeatView, beat_of
from gaitcue.web.forms import SCALE
from gaitcue.web.job_view import JobView, job_view
from gaitcue.web.words import words
from gaitcue.work.clinic.trial_live import until
from gaitcue.work.clinic.trial_state import StageState, TrialState
from gaitcue.work.clinic.trials import Offered, StageRun, TrialView

FILM_AGAIN = ("poor_clip", "painful_leg_not_seen", "speed_beyond_scaling")
"""reasons for no cue that a better clip takes away"""


@dataclass(frozen=True, slots=True)
class OfferView:
    """Cues that may be tried, as one is chosen."""

    cues: str
    """ids with a plus between them"""
    title: str
    say: str
    why: str
    grade: str
    sources: tuple[Source, ...]
    half: bool


@dataclass(frozen=True, slots=True)
class BeginView:
    """How a trial can begin."""

    analysis_id: str
    clip: str
    others: tuple[tuple[str, str], ...]
    """other runs of this visit to begin with: (id, name of the clip)"""
    offers: tuple[OfferView, ...]
    """best first"""
    one_min: float
    long_min: float
    long_count: int
    """how many conditions the longer one has"""
    long_titles: tuple[str, ...]
    """in no order"""
    held: bool
    """more than one is not what fits now"""


@dataclass(frozen=True, slots=True)
class NothingView:
    """Why nothing can be tried."""

    analysis_id: str
    """the run for which nothing is offered"""
    why: str
    """as the clinician is told it"""
    for_runner: str
    film_again: bool
    """another clip may lead to a cue"""


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """One score to tap."""

    name: str
    label: str
    help: str
    value: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SayView:
    """The words of one cue."""

    title: str
    external: str
    internal: str


@dataclass(frozen=True, slots=True)
class StageView:
    """One stretch on the way."""

    id: str
    kind: str
    title: str
    lead: str
    state: str
    """done, now, later, or left out"""
    minutes: float
    started_at: datetime | None
    until: datetime | None
    filmed: bool
    wording: str
    says: tuple[SayView, ...]
    half: bool
    beat: BeatView | None
    scores: tuple[ScoreRow, ...]
    told: str
    """the scores in a few words"""
    elsewhere: str
    pain_elsewhere: str
    clip: str
    analysis_id: str
    job: JobView | None
    same_as: str
    """title of an earlier part that has the same film"""
    counted: bool
    """the run that the trial began with is this part: nothing is run for it"""

    @property
    def open(self) -> bool:
        """The pain is not told yet, without which nothing goes on."""
        return any(row.name == "pain" and not row.value for row in self.scores)


@dataclass(frozen=True, slots=True)
class UnderWayView:
    """A trial that was begun."""

    id: str
    number: int
    stages: tuple[StageView, ...]
    now: StageView | None
    awaited: str
    """the part that a clip is most likely of"""
    seed: int | None
    """of the order that was drawn; None where there was none to draw"""
    at: datetime
    """the clock of the server"""
    ended: str
    stop_at_pain: float
    next_title: str
    sites: tuple[tuple[str, str], ...]
    waits: bool
    """a clip is still to be analysed, or the verdict to be written"""
    missing: tuple[str, ...]
    """titles of stretches that a verdict needs a clip of"""
    judging: JobView | None
    verdicts: bool


def begin_view(view: TrialView) -> BeginView | None:
    """How the trial can begin; None when nothing is offered."""
    offered = view.offered
    if offered is None or not offered.offers or offered.decision.protocol is None:
        return None
    one, long = offered.decision.protocol, offered.longer.protocol
    conditions = long.conditions if long else one.conditions
    return BeginView(
        analysis_id=offered.basis.row.id,
        clip=_clip(offered.basis.row.summary),
        others=tuple((row.id, _clip(row.summary)) for row in view.runs if row.id != offered.basis.row.id),
        offers=tuple(_offer(one, offered) for one in offered.offers),
        one_min=one.minutes,
        long_min=(long or one).minutes,
        long_count=len(conditions),
        long_titles=tuple(sorted(joined_titles(names) for names in conditions)),
        held=_held(long),
    )


def _held(long: Protocol | None) -> bool:
    return long is None or long.kept_to_one or len(long.conditions) < 2


def _clip(summary: dict[str, Any]) -> str:
    return str(summary.get("clip", ""))


def _offer(offer: Offer, offered: Offered) -> OfferView:
    return OfferView(
        cues=condition_id(offer.cues),
        title=offer.title,
        say=" ".join(cues()[name].external for name in offer.cues),
        why="; ".join(said("reason", reason) for reason in offer.reasons),
        grade=offer.grade,
        sources=references(offer.sources),
        half=offer.dose == "half",
    )


def nothing_view(view: TrialView) -> NothingView | None:
    """Why no cue can be tried; None when one can, or none was looked for."""
    if view.row is not None or view.offered is None or view.offered.offers:
        return None
    decision: Decision = view.offered.decision
    return NothingView(
        analysis_id=view.offered.basis.row.id,
        why=said("no_cue", decision.no_cue or "nothing_left"),
        for_runner=runner_page(advice_of(decision), decision.findings, view.offered.analysis).lead,
        film_again=decision.no_cue in FILM_AGAIN and not decision.triage.bars("filming"),
    )


def under_way(view: TrialView, pace: float = 1.0) -> UnderWayView | None:
    """The trial as far as it is; None when there is none.

    Parameters
    ----------
    pace : seconds of the trial in one true second
    """
    row, state = view.row, view.state
    if row is None or state is None:
        return None
    stages = tuple(_stage(run, view, pace) for run in view.stages)
    current = stages[state.at] if state.now else None
    follows = stages[state.at + 1].title if current and state.at + 1 < len(stages) else ""
    judging = job_view(view.judging) if view.judging else None
    live = any(one.job and one.job.live for one in stages)
    return UnderWayView(
        id=row.id,
        number=row.number,
        stages=stages,
        now=current,
        awaited=state.awaits_clip,
        seed=state.seed if len(state.conditions) > 1 else None,
        at=now(),
        ended=state.ended,
        stop_at_pain=state.stop_at_pain,
        next_title=follows,
        sites=tuple(SITES.items()),
        waits=bool(state.ended) and (live or bool(judging and judging.live)),
        missing=tuple(_missing(stages)) if state.ended else (),
        judging=judging,
        verdicts=bool(row.verdict),
    )


def _missing(stages: tuple[StageView, ...]) -> Iterator[str]:
    needed = [one for one in stages if one.kind == "baseline"]
    tried = [one for one in stages if one.kind == "cue"]
    needed += [] if any(one.clip for one in tried) else tried[:1]
    yield from (one.title for one in needed if not one.clip)


def _stage(run: StageRun, view: TrialView, pace: float) -> StageView:
    stage, state = run.state, view.state
    assert state is not None
    place = state.stages.index(stage)
    counted = stage.kind == "baseline" and run.analysis is not None and run.analysis.id == state.analysis_id
    return StageView(
        id=stage.id,
        kind=stage.kind,
        title=stage_title(stage),
        lead=str(words()["trial"]["stage_lead"]["counted" if counted else stage.kind]).format(clip=run.clip),
        state=_where(state, place),
        minutes=stage.minutes,
        started_at=stage.started_at,
        until=until(stage, pace),
        filmed=stage.filmed,
        wording=stage.wording,
        says=tuple(SayView(cues()[name].title, cues()[name].external, cues()[name].internal) for name in stage.cues),
        half=stage.half,
        beat=beat_of(stage.from_spm, stage.to_spm),
        scores=tuple(_scores(stage)),
        told=_told(stage),
        elsewhere=stage.elsewhere or "",
        pain_elsewhere="" if stage.pain_elsewhere is None else f"{stage.pain_elsewhere:g}",
        clip=run.clip,
        analysis_id=run.analysis.id if run.analysis else "",
        job=job_view(run.job) if run.job else None,
        same_as=_same_film(run, view.stages),
        counted=counted,
    )


def _same_film(run: StageRun, stages: tuple[StageRun, ...]) -> str:
    """A part before this one that shows the same film: a slip, since no run is in two parts."""
    film = run.take.clip_id if run.take else None
    before = stages[: stages.index(run)]
    return next((stage_title(one.state) for one in before if film and one.take and one.take.clip_id == film), "")


def _where(state: TrialState, place: int) -> str:
    if state.ended == "done" or place < state.at:
        return "done"
    if place > state.at:
        return "left_out" if state.ended else "later"
    return "done" if state.ended else "now"


def stage_title(stage: StageState) -> str:
    if stage.kind == "cue":
        return joined_titles(stage.cues)
    return str(words()["trial"]["stage"][stage.kind])


def _scores(stage: StageState) -> Iterator[ScoreRow]:
    told = words()["trial"]["score"]
    for name in stage.asks:
        value = getattr(stage, name)
        yield ScoreRow(name, told[name]["label"], told[name]["help"], "" if value is None else f"{value:g}", SCALE)


def _told(stage: StageState) -> str:
    names = words()["trial"]["score"]
    return ", ".join(
        f"{names[name]['label'].lower()} {getattr(stage, name):g}"
        for name in stage.asks
        if getattr(stage, name) is not None
    )
