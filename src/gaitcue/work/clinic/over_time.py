"""Step 10: a runner over all visits: measures, what was felt, and the cues tried, from the rows of the record.

What was felt has a source, so that a diary of symptoms can join the runs and trials.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from gaitcue.compare import HEADLINE, smallest_detectable_change
from gaitcue.store import analyses, clips, runners, trials, visits
from gaitcue.store.records import AnalysisRow, MeasureRow, RunnerRow, TakeRow, TrialRow
from gaitcue.terms.asker import Asker
from gaitcue.work.clinic.as_usual import cues_of_run, standing_runs
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.seeing import seen
from gaitcue.work.clinic.trial_state import judged_of

FIRST_SHOWN = 3
"""measures that are shown before any is chosen"""
FeltKind = Literal["pain", "effort"]
KINDS: tuple[FeltKind, ...] = ("pain", "effort")


@dataclass(frozen=True, slots=True)
class Line:
    """One measure over the visits."""

    measure: str
    rows: tuple[MeasureRow, ...]
    """of runs as usual, the oldest first"""
    with_cue: tuple[MeasureRow, ...]
    """of runs with a cue, which are no course of the gait"""
    cues: Mapping[str, tuple[str, ...]]
    """analysis of a run with a cue -> ids of what was tried, or the words it was given"""
    detectable: float | None
    """smallest change that a repeated recording can tell from nothing, in the unit of the rows"""


@dataclass(frozen=True, slots=True)
class Felt:
    """Pain or effort, 0 to 10, on a day."""

    on: date
    kind: FeltKind
    value: float
    source: Literal["run", "trial"]


@dataclass(frozen=True, slots=True)
class Tried:
    """A cue that was tried on a day, and what came of it."""

    on: date
    cues: tuple[str, ...]
    """ids; of a run without a trial the words it was given"""
    verdict: str | None
    """None: it was run with, but not judged"""


@dataclass(frozen=True, slots=True)
class OverTime:
    """A runner over time."""

    runner: RunnerRow
    measures: tuple[str, ...]
    """those that can be chosen"""
    lines: tuple[Line, ...]
    felt: tuple[Felt, ...]
    """by day"""
    tried: tuple[Tried, ...]
    """by day"""


def over_time(record: Record, asker: Asker, runner_id: str, chosen: Sequence[str] = ()) -> OverTime:
    """Measures of the headline over time; without a known name the first that have values."""
    wanted = [name for name in HEADLINE if name in chosen]
    with record.read(asker) as session:
        runner = runners.runner(session, runner_id)
        told = analyses.measures_over_time(session, runner_id, wanted or HEADLINE)
        runs = {row.id: row for row in standing_runs(session, runner_id)}
        on = visits.days_of(session, runner_id)
        takes = clips.takes_of_runner(session, runner_id)
        tested = trials.trials_of(session, runner_id)
    seen(record, asker, "over_time", runner_id, runner_id)
    stands = [row for row in told if row.mean is not None and row.analysis_id in runs]
    shown = wanted or [name for name in HEADLINE if any(row.measure == name for row in stands)][:FIRST_SHOWN]
    lines = tuple(_line(name, [row for row in stands if row.measure == name], runs) for name in shown)
    return OverTime(runner, HEADLINE, lines, felt_by(takes, tested, on), tried_by(takes, tested, on))


def _line(measure: str, rows: Sequence[MeasureRow], runs: Mapping[str, AnalysisRow]) -> Line:
    cues = {row.analysis_id: found for row in rows if (found := cues_of_run(runs[row.analysis_id]))}
    usual = tuple(row for row in rows if row.analysis_id not in cues)
    rates = [run.summary.get("fps") for run in runs.values() if not cues_of_run(run)]
    slowest = min((rate for rate in rates if rate), default=None)
    with_cue = tuple(row for row in rows if row.analysis_id in cues)
    return Line(measure, usual, with_cue, cues, detectable(usual, slowest))


def detectable(rows: Sequence[MeasureRow], fps: float | None) -> float | None:
    """At the slowest frame rate of the visits."""
    found = smallest_detectable_change(rows[0].measure, rows[0].unit, fps=fps) if rows else None
    return found.value if found else None


def felt_by(takes: Iterable[TakeRow], tested: Iterable[TrialRow], on: Mapping[str, date]) -> tuple[Felt, ...]:
    """What was felt in runs and trials; a stretch of a trial that is a run too is told once."""
    found = list(_in_runs(takes, on))
    runs = {(one.on, one.kind, one.value) for one in found}
    found += [one for one in _in_trials(tested, on) if (one.on, one.kind, one.value) not in runs]
    return tuple(sorted(found, key=lambda one: (one.on, one.kind)))


def _in_runs(takes: Iterable[TakeRow], on: Mapping[str, date]) -> Iterator[Felt]:
    for take in takes:
        for kind in KINDS:
            value = take.conditions.get(kind)
            if value is not None and take.visit_id in on:
                yield Felt(on[take.visit_id], kind, float(value), "run")


def _in_trials(tested: Iterable[TrialRow], on: Mapping[str, date]) -> Iterator[Felt]:
    for trial in tested:
        for stage in trial.state.get("stages", ()):
            for kind in KINDS:
                value = stage.get(kind)
                if value is not None and trial.visit_id in on:
                    yield Felt(on[trial.visit_id], kind, float(value), "trial")


def tried_by(takes: Iterable[TakeRow], tested: Iterable[TrialRow], on: Mapping[str, date]) -> tuple[Tried, ...]:
    """Every cue with its last verdict of that day; a run of a trial is not told beside it."""
    listed = list(tested)
    judged = [one for trial in listed if trial.visit_id in on for one in _judged(trial, on[trial.visit_id])]
    in_trials = {stage.get("take_id") for trial in listed for stage in trial.state.get("stages", ())}
    runs = {
        (on[take.visit_id], take.cue)
        for take in takes
        if take.cue and take.role == "run" and take.visit_id in on and take.id not in in_trials
    }
    found = [*judged, *(Tried(day, (cue,), None) for day, cue in runs)]
    return tuple(sorted(found, key=lambda one: (one.on, one.cues)))


def _judged(trial: TrialRow, on: date) -> Iterator[Tried]:
    verdicts = [one for last in judged_of(trial)[-1:] for one in last.get("verdicts", ())]
    for one in verdicts:
        yield Tried(on, tuple(one.get("cues", ())), str(one.get("verdict")))
    if not verdicts:
        for stage in trial.state.get("stages", ()):
            if stage.get("kind") == "cue" and (stage.get("started_at") or stage.get("take_id")):
                yield Tried(on, tuple(stage.get("cues", ())), None)
