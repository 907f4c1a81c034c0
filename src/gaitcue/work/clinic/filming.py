"""Step 3: the clips of an appointment with what was told of each, and how far its analysis is."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.clinic.decision import Decision
from gaitcue.store import analyses, audit, clips, jobs, runners, trials, visits
from gaitcue.store.database import Session
from gaitcue.store.records import AnalysisRow, ClipRow, JobRow, RunnerRow, TakeRow, VisitRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.keypoints import Side
from gaitcue.terms.records import Conditions
from gaitcue.work.clinic.analyzing import is_of, key_of
from gaitcue.work.clinic.answers import Told, decision_of
from gaitcue.work.clinic.care import held_entries
from gaitcue.work.clinic.clips import carried, set_take
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.seeing import seen
from gaitcue.work.clinic.trial_state import FilmedPart, parts_filmed
from gaitcue.work.jobs.names import ANALYZE
from gaitcue.work.options import CONDITION_RANGES

LONGEST_STANDING_S = 60
"""at the start of a run (product default)"""
FROM_THE_START = re.compile(r"0-([0-9.]+)")
"""the standing reference of a run that begins with quiet standing"""


def within(name: str) -> Any:
    """The range of what may be told of a run."""
    low, high = CONDITION_RANGES[name]
    return Field(ge=low, le=high)


class ToldTake(BaseModel):
    """What a clip shows, as it is told on the film page."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid", allow_inf_nan=False)
    role: Literal["run", "standing"] = "run"
    cue: Annotated[str | None, Field(max_length=200)] = None
    speed_kmh: Annotated[float | None, within("speed_kmh")] = None
    incline_pct: Annotated[float | None, within("incline_pct")] = None
    shoe: Annotated[str | None, Field(max_length=200)] = None
    surface: Literal["treadmill", "overground"] | None = None
    minutes_run: Annotated[float | None, within("minutes_run")] = None
    pain: Annotated[float | None, within("pain")] = None
    effort: Annotated[float | None, within("effort")] = None
    stood_s: Annotated[float | None, Field(gt=0, le=LONGEST_STANDING_S)] = None
    """quiet standing at the start of the clip"""
    near_side: Side | None = None
    capture_fps: Annotated[float | None, Field(ge=5, le=2000)] = None
    """frames a second when filming, for slow motion whose file does not say"""

    @property
    def conditions(self) -> Conditions:
        names = ("speed_kmh", "incline_pct", "shoe", "surface", "minutes_run", "pain", "effort")
        return Conditions(**{name: getattr(self, name) for name in names})


@dataclass(frozen=True, slots=True)
class FilmedTake:
    """A clip in its appointment, and its analysis as far as it is."""

    take: TakeRow
    clip: ClipRow | None
    analysis: AnalysisRow | None
    """the one of what is told now, else the latest"""
    stale: bool
    """what was told has changed since the analysis"""
    job: JobRow | None
    """the last one that was asked for"""
    part: FilmedPart | None = None
    """of the cue trial"""

    @property
    def stood_s(self) -> float | None:
        found = FROM_THE_START.fullmatch(str(self.take.options.get("standing", "")))
        return float(found[1]) if found else None


@dataclass(frozen=True, slots=True)
class Filming:
    """Everything that the film page shows."""

    runner: RunnerRow
    visit: VisitRow
    decision: Decision
    takes: tuple[FilmedTake, ...]


def film(record: Record, asker: Asker, visit_id: str, today: date) -> Filming:
    """The clips of an appointment; raises NotThere."""
    with record.read(asker) as session:
        visit = visits.visit(session, visit_id)
        runner = runners.runner(session, visit.runner_id)
        told = Told.of(visits.latest_profile(session, runner.id), held_entries(session, runner.id))
        takes = filmed(session, visit_id)
    seen(record, asker, "visit", visit.id, runner.id)
    return Filming(runner, visit, decision_of(told, today), takes)


def filmed(session: Session, visit_id: str) -> tuple[FilmedTake, ...]:
    """The clips of an appointment, in the order in which they came."""
    held, made = clips.clips_of(session, visit_id), analyses.analyses_of_visit(session, visit_id)
    parts = parts_filmed(trials.trials_at(session, visit_id))
    found = (_filmed(session, take, held, made) for take in clips.takes_of(session, visit_id))
    return tuple(replace(one, part=parts.get(one.take.id)) for one in found)


def _filmed(session: Session, take: TakeRow, held: dict[str, ClipRow], made: tuple[AnalysisRow, ...]) -> FilmedTake:
    clip = held.get(take.clip_id or "")
    own = [one for one in made if one.take_id == take.id]
    if clip is None or take.role != "run":
        return FilmedTake(take, clip, own[0] if own else None, stale=False, job=None)
    key = key_of(session, take)
    current = next((one for one in own if is_of(one, take, key)), None)
    job = None if current else jobs.job_of(session, ANALYZE, f"{take.id}:{key}")
    return FilmedTake(take, clip, current or (own[0] if own else None), current is None and bool(own), job)


def visit_of(record: Record, asker: Asker, take_id: str) -> str:
    """The appointment that a clip belongs to; raises NotThere."""
    with record.read(asker) as session:
        return clips.take(session, take_id).visit_id


def change(record: Record, asker: Asker, take_id: str, told: ToldTake) -> TakeRow:
    """What a clip shows and how it was run.

    Raises
    ------
    BadOption : values that do not go together
    """
    with record.read(asker) as session:
        before = clips.take(session, take_id).options
    row = set_take(record, asker, take_id, told.role, told.cue, told.conditions, options_of(before, told))
    carry_on(record, asker, row)
    return row


def carry_on(record: Record, asker: Asker, told: TakeRow) -> None:
    """Clips that came together with this one, of which nothing was told yet, begin with what holds for them too."""
    with record.write(asker) as session:
        for take in clips.takes_of(session, told.visit_id):
            if take.position > told.position and take.role == told.role and not take.conditions:
                clips.change_take(
                    session, take.id, role=take.role, cue=take.cue, conditions=carried((told,)), options=take.options
                )


def options_of(before: dict[str, Any], told: ToldTake) -> dict[str, Any]:
    """Settings of the analysis with what was told now; what the film page does not ask stays."""
    kept = {name: value for name, value in before.items() if name not in ("near_side", "capture_fps")}
    if FROM_THE_START.fullmatch(str(kept.get("standing", ""))):
        del kept["standing"]
    standing = None if told.stood_s is None else f"0-{told.stood_s:g}"
    new = {"near_side": told.near_side, "capture_fps": told.capture_fps, "standing": standing}
    return kept | {name: value for name, value in new.items() if value is not None}


def remove(record: Record, asker: Asker, take_id: str) -> TakeRow:
    """A clip that was taken in by mistake no longer counts; an analysis of it that is under way stops."""
    with record.write(asker) as session:
        take = clips.take(session, take_id)
        job = jobs.job_of(session, ANALYZE, f"{take.id}:{key_of(session, take)}") if take.clip_id else None
        if job is not None:
            jobs.ask_stop(session, job.id)
        clips.remove_take(session, take.id)
        audit.note(session, "take.removed", "take", take.id, take.runner_id)
    return take
