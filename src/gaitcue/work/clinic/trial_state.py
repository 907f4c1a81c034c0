"""How far a cue trial is and what was told in it: one frozen value, and the ways in which it goes on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from gaitcue.clinic.protocol import Protocol, StageKind, TrialKind, TrialPlan, stages
from gaitcue.clinic.trial import Trial
from gaitcue.clinic.trial_file import read_trial
from gaitcue.clinic.verdicts import cadence_aim
from gaitcue.store.records import TrialRow
from gaitcue.terms.errors import BadOption, NotThere, UnusableInput
from gaitcue.terms.vocabulary import SITES
from gaitcue.work.clinic.scores import Score

Asked = Literal["pain", "effort", "awkwardness"]
Wording = Literal["external", "internal"]
End = Literal["", "done", "pain", "asked"]
"""how it ended: at its end, by the rule about pain, or because somebody asked to stop"""
ASKED: dict[StageKind, tuple[Asked, ...]] = {
    "baseline": ("pain", "effort"), "cue": ("pain", "effort", "awkwardness"), "usual": ("pain",),
    "return": ("pain", "effort"),
}  # fmt: skip
"""what is asked in each stretch"""


class StageState(BaseModel):
    """One stretch of the visit as far as it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    kind: StageKind
    minutes: float
    cues: tuple[str, ...] = ()
    half: bool = False
    """only half of the cue is tried"""
    from_spm: float | None = None
    to_spm: float | None = None
    """what a metronome is set to, for cues that ask for a cadence"""
    wording: Wording = "external"
    started_at: datetime | None = None
    take_id: str | None = None
    replaced: tuple[str, ...] = ()
    """takes that another clip of this stretch came in place of"""
    job_id: str | None = None
    """the analysis that was asked for"""
    pain: Score | None = None
    effort: Score | None = None
    awkwardness: Score | None = None
    pain_elsewhere: Score | None = None
    elsewhere: str | None = None

    @property
    def filmed(self) -> bool:
        """It is one that is filmed."""
        return self.kind != "usual"

    @property
    def asks(self) -> tuple[Asked, ...]:
        return ASKED[self.kind]

    @property
    def open(self) -> tuple[Asked, ...]:
        """What was not told yet."""
        return tuple(name for name in self.asks if getattr(self, name) is None)

    @property
    def told(self) -> dict[str, Any]:
        """As a trial file has it."""
        names = (*self.asks, "pain_elsewhere", "elsewhere")
        return {name: value for name in names if (value := getattr(self, name)) is not None}


class NextMorning(BaseModel):
    """Pain on the same everyday task, the morning before and the morning after, and who told it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    pain: Score
    pain_before: Score
    told_by: str
    told_at: datetime


class TrialState(BaseModel):
    """A cue trial."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    version: Literal[1] = 1
    analysis_id: str
    """the analysis whose cues are tried"""
    kind: TrialKind
    seed: int
    """fixes the order drawn"""
    kept_to_one: bool = False
    """the long visit was asked for, but one cue is what fits"""
    stop_at_pain: float
    same_camera: bool = False
    stages: tuple[StageState, ...]
    at: int = 0
    """number of the stretch that is run now"""
    ended: End = ""
    next_day: NextMorning | None = None

    @property
    def now(self) -> StageState | None:
        """The stretch that is run now; None at the end."""
        return self.stages[self.at] if not self.ended else None

    @property
    def awaits_clip(self) -> str:
        """The stretch that a clip is most likely of: the one that is run; in one that is not filmed, and at the end,
        the latest that has none yet."""
        if self.now and self.now.filmed:
            return self.now.id
        run = [stage for stage in self.stages[: self.at + 1] if stage.filmed]
        return next((stage.id for stage in reversed(run) if not stage.take_id), run[-1].id if run else "")

    @property
    def conditions(self) -> tuple[StageState, ...]:
        return tuple(stage for stage in self.stages if stage.kind == "cue")

    @property
    def minutes(self) -> float:
        return sum(stage.minutes for stage in self.stages)

    def stage(self, stage_id: str) -> StageState:
        """One stretch; raises NotThere."""
        found = next((stage for stage in self.stages if stage.id == stage_id), None)
        if found is None:
            raise NotThere("there is no such part of this trial: load the page again")
        return found


def read_state(state: dict[str, Any]) -> TrialState:
    """A state as the record keeps it.

    Raises
    ------
    UnusableInput : this version cannot read it
    """
    try:
        return TrialState.model_validate(state)
    except ValidationError:
        raise UnusableInput(
            "this trial was kept by another version of gaitcue, which this one cannot read: update it"
        ) from None


@dataclass(frozen=True, slots=True)
class FilmedPart:
    """The part of a trial that a clip shows."""

    stage: StageState
    replaced: bool
    """another clip came in its place"""


def parts_filmed(rows: Iterable[TrialRow]) -> dict[str, FilmedPart]:
    """Take -> the part of a trial that it shows."""
    found: dict[str, FilmedPart] = {}
    for row in rows:
        try:
            stages = read_state(row.state).stages
        except UnusableInput:  # the page of the trial says so
            continue
        for stage in stages:
            found |= {take_id: FilmedPart(stage, replaced=True) for take_id in stage.replaced}
            found |= {stage.take_id: FilmedPart(stage, replaced=False)} if stage.take_id else {}
    return found


def judged_of(row: TrialRow) -> list[dict[str, Any]]:
    """Every verdict on a trial that is kept, the oldest first."""
    kept: list[dict[str, Any]] = (row.verdict or {}).get("judged", [])
    return kept


def begun(
    protocol: Protocol,
    plan: TrialPlan,
    analysis_id: str,
    *,
    cadence_spm: float | None = None,
    same_camera: bool = False,
) -> TrialState:
    """A trial that is about to be run.

    Parameters
    ----------
    cadence_spm : steps a minute as usual; without it no metronome is set
    """
    numbers: dict[str, int] = {}
    made = []
    for stage in stages(protocol):
        numbers[stage.kind] = number = numbers.get(stage.kind, 0) + 1
        name = stage.kind if stage.kind in ("baseline", "return") else f"{stage.kind}-{number}"
        half = stage.cues in protocol.halved
        aim = cadence_aim(stage.cues, cadence_spm, half=half)
        made.append(
            StageState(
                id=name, kind=stage.kind, minutes=stage.minutes, cues=stage.cues, half=half,
                from_spm=aim.from_spm if aim else None, to_spm=aim.to_spm if aim else None,
            )
        )  # fmt: skip
    return TrialState(
        analysis_id=analysis_id,
        kind=protocol.kind,
        seed=plan.seed,
        kept_to_one=protocol.kept_to_one,
        stop_at_pain=protocol.stop_at_pain,
        same_camera=same_camera,
        stages=tuple(made),
    )


def changed(state: TrialState, stage_id: str, **values: Any) -> TrialState:
    """The same with other values of one stretch; more pain than may be run with ends the trial.

    Raises
    ------
    BadOption : a value that cannot be
    """
    state.stage(stage_id)
    parts = [stage.model_dump() | (values if stage.id == stage_id else {}) for stage in state.stages]
    try:
        made = TrialState.model_validate(state.model_dump() | {"stages": parts})
    except ValidationError:
        raise BadOption("a score is a number from 0 to 10") from None
    return made.model_copy(update={"ended": _ended(made)})


def _ended(state: TrialState) -> End:
    """A score that was mistaken and is corrected lets the trial go on."""
    if any(pain > state.stop_at_pain for stage in state.stages for pain in pains(stage)):
        return "pain"
    return "" if state.ended == "pain" else state.ended


def pains(stage: StageState) -> Iterator[float]:
    yield from (pain for pain in (stage.pain, stage.pain_elsewhere) if pain is not None)


def hurts_elsewhere(state: TrialState, stage_id: str, site: str, pain: float) -> TrialState:
    """Pain at a second site.

    Raises
    ------
    BadOption : no such site
    """
    if site not in SITES:
        raise BadOption("choose the place that hurts from the list")
    return changed(state, stage_id, elsewhere=site, pain_elsewhere=pain)


def gone_on(state: TrialState) -> TrialState:
    """The next stretch, or the end.

    Raises
    ------
    BadOption : the pain of this one was not told, which says whether it may go on at all
    """
    now = state.now
    if now is None:
        raise BadOption("this trial has ended: there is nothing more to run")
    if now.pain is None:
        raise BadOption("ask for the pain first: it says whether the trial may go on")
    last = state.at == len(state.stages) - 1
    return state.model_copy(update={"ended": "done"} if last else {"at": state.at + 1})


def stopped(state: TrialState) -> TrialState:
    """Somebody asked to stop; what was run so far is judged."""
    return state.model_copy(update={"ended": state.ended or "asked"})


def trial_of(state: TrialState, on: date) -> Trial:
    """The trial as it was run, of what was filmed.

    Raises
    ------
    BadOption : no condition was filmed
    """
    first, back = state.stage("baseline"), state.stage("return")
    told: dict[str, Any] = {
        "date": on.isoformat(),
        "seed": state.seed,
        "same_camera": state.same_camera,
        "baseline": first.told,
        "condition": [
            {**stage.told, "cues": list(stage.cues), "wording": stage.wording}
            for stage in state.conditions
            if stage.take_id
        ],
    }
    if back.take_id or back.told or _hurt_between(state):
        told["return_baseline"] = _hurt_between(state) | back.told
    if state.next_day is not None:
        told["next_day"] = {"pain": state.next_day.pain, "pain_before": state.next_day.pain_before}
    return read_trial(told, on)


def _hurt_between(state: TrialState) -> dict[str, float]:
    """Pain that ended the trial between two conditions is pain as usual again."""
    found = [pain for stage in state.stages if stage.kind == "usual" for pain in pains(stage)]
    return {"pain": max(found)} if found and max(found) > state.stop_at_pain else {}


def judgeable(state: TrialState) -> bool:
    """The trial has ended, and the run as usual and one with a cue were filmed."""
    return bool(state.ended and state.stage("baseline").take_id and any(stage.take_id for stage in state.conditions))
