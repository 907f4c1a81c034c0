"""The result files as records: what analysis.json, comparison.json and trial.json hold, and which versions are read.

The JSON Schemas in docs/schemas/ are made from these records (``python -m tools.make_docs``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Annotated, Any, Generic, TypeVar

from gaitcue.clinic.profile import Tried
from gaitcue.clinic.verdicts.records import CueVerdict, NextStep, Practise
from gaitcue.compare.records import Change
from gaitcue.terms.advice import Advice, Finding, Reason
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.fields import About, shown, use_one_of
from gaitcue.terms.plain_files import load_file
from gaitcue.terms.records import Conditions, Event, Note, Stride, StrideValue, Summary, View

Day = date  # a trial has a field of the name `date`
Record = TypeVar("Record")
LARGEST_BYTES = 200_000_000
NEVER_NEGATIVE = frozenset(
    {
        "cadence", "step_time", "stride_time", "contact_time", "duty_factor", "step_length", "stride_length",
        "vertical_oscillation", "rearfoot_share",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ClipFacts:
    """What is known about the recording; a tracked file has a name alone."""

    file: Annotated[str, About("Name of the file")]
    sha256: Annotated[str | None, About("SHA-256 of the file")] = None
    frames: Annotated[int | None, About("Frames", "", "", 0)] = None
    duration_s: Annotated[float | None, About("Duration in true time", "", "s", 0)] = None
    width: Annotated[int | None, About("Width, after rotation", "", "px", 0)] = None
    height: Annotated[int | None, About("Height, after rotation", "", "px", 0)] = None
    capture_fps: Annotated[float | None, About("Frames per true second", "", "1/s", 0)] = None
    playback_fps: Annotated[float | None, About("Frames per second of the file", "", "1/s", 0)] = None
    slow_motion_factor: Annotated[float | None, About("capture_fps / playback_fps", "", "", 0)] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsCompared:
    """What lies after a moment of the clip against what lies before it, by the rule of two runs."""

    at_s: Annotated[float, About("The moment that divides the clip", "", "s")]
    changes: Annotated[tuple[Change, ...], About("Each measure of the later part against the first")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalysisFile:
    """analysis.json: one recording, measured."""

    schema: Annotated[str, About("Kind and version of the file")]
    clip: Annotated[dict[str, Any], About("The recording")]
    conditions: Annotated[Conditions, About("How the run was done, as told")]
    view: Annotated[View, About("How the camera sees the runner")]
    quality: Annotated[tuple[Note, ...], About("What a person should know about recording and result")]
    events: Annotated[tuple[Event, ...], About("Contacts and toe-offs")]
    strides: Annotated[tuple[Stride, ...], About("Strides")]
    measures: Annotated[tuple[Summary, ...], About("Each measure of each leg over the whole clip")]
    parts: Annotated[PartsCompared | None, About("The parts of a clip in which the gait changed, compared")] = None
    findings: Annotated[tuple[Finding, ...], About("Statements about this person")] = ()
    advice: Annotated[Advice | None, About("What was weighed; null without a person")] = None
    provenance: Annotated[dict[str, Any], About("What made the result")] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparisonFile:
    """comparison.json: what changed between runs of one person."""

    schema: Annotated[str, About("Kind and version of the file")]
    runs: Annotated[tuple[str, ...], About("Names of the runs, the first is before")]
    changes: Annotated[tuple[Change, ...], About("Each measure of each later run against the first")]
    curves: Annotated[tuple[dict[str, Any], ...], About("Signals over the gait cycle")] = ()
    notes: Annotated[tuple[Note, ...], About("How far the runs can be compared")] = ()
    provenance: Annotated[dict[str, Any], About("What made the result")] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedCue(CueVerdict):
    """A verdict with what follows from it."""

    practise: Annotated[Practise, About("How much of it")] = field()


@dataclass(frozen=True, slots=True)
class TriageSummary:
    """What came before the trial."""

    level: Annotated[str | None, About("The most urgent level that was raised")] = None
    asked: Annotated[str, About("Whether the red-flag questions were asked")] = ""
    actions: Annotated[tuple[str, ...], About("What to do, one sentence a level")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialFile:
    """trial.json: the verdict on each cue of a visit, and what follows."""

    schema: Annotated[str, About("Kind and version of the file")]
    date: Annotated[Day, About("Date of the visit")]
    chosen: Annotated[str | None, About("Name of the condition that suits; null when none does")] = None
    verdicts: Annotated[tuple[JudgedCue, ...], About("Best first")] = ()
    next_step: Annotated[NextStep | None, About("What to do until the next visit")] = None
    remember: Annotated[tuple[Tried, ...], About("What belongs in the person's file")] = ()
    said: Annotated[tuple[Reason, ...], About("What has to be said of the visit")] = ()
    triage: Annotated[TriageSummary | None, About("What came before the trial")] = None
    changes: Annotated[tuple[Change, ...], About("Each measure of each condition against the baseline")] = ()
    notes: Annotated[tuple[Note, ...], About("Notes")] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AdviceFile:
    """advice.json: what is said to one person on one day."""

    schema: Annotated[str, About("Kind and version of the file")]
    date: Annotated[Day, About("Day of the decision")]
    advice: Annotated[Advice, About("What was weighed, what comes first, what to do")]
    findings: Annotated[tuple[Finding, ...], About("Statements about this person")] = ()


@dataclass(frozen=True, slots=True)
class StrideRows:
    """strides.csv: each measure of each stride."""

    rows: tuple[StrideValue, ...]


@dataclass(frozen=True, slots=True)
class ResultFormat(Generic[Record]):
    """One kind of result file: its name, the version that is written, its record, and how to make it again."""

    name: str
    version: int
    model: type[Record]
    again: str

    @property
    def schema(self) -> str:
        return f"gaitcue/{self.name}/{self.version}"


ANALYSIS = ResultFormat("analysis", 1, AnalysisFile, "run gaitcue analyze again")
COMPARISON = ResultFormat("comparison", 1, ComparisonFile, "run gaitcue compare again")
TRIAL = ResultFormat("trial", 1, TrialFile, "run gaitcue trial again")
ADVICE = ResultFormat("advice", 1, AdviceFile, "run gaitcue person again")
KINDS: tuple[ResultFormat[Any], ...] = (ANALYSIS, COMPARISON, TRIAL, ADVICE)


def read_raw(file: Path, kind: ResultFormat[Any]) -> dict[str, Any]:
    """The content of a result file of this kind and version.

    Raises
    ------
    FileNotFoundError : there is none
    UnusableInput : unreadable, of another kind, or of another version
    """
    if not file.exists():
        raise FileNotFoundError(None, None, str(file))
    try:
        raw = load_file(file, f"a gaitcue {kind.name}", as_json=True, most_bytes=LARGEST_BYTES, error=UnusableInput)
    except UnusableInput as error:
        raise UnusableInput(f"{error} (in {file.parent}); {kind.again}") from None
    if not isinstance(raw, dict):
        raise UnusableInput(f"{file} is no gaitcue {kind.name}; {kind.again}")
    check_schema(raw.get("schema"), kind, str(file))
    return raw


def check_schema(told: object, kind: ResultFormat[Any], where: str) -> None:
    """Raise UnusableInput, in one line, for a file of another kind or version."""
    if told == kind.schema:
        return
    parts = re.fullmatch(r"gaitcue/(\w{1,40})/(\d{1,6})", told) if isinstance(told, str) else None
    if parts is None:
        raise UnusableInput(f'{where} has no "schema": "{kind.schema}": it is no gaitcue {kind.name}; {kind.again}')
    if parts[1] != kind.name:
        raise UnusableInput(f"{where} is a gaitcue {parts[1]}, not a gaitcue {kind.name}: give the right folder")
    newer = int(parts[2]) > kind.version
    remedy = "update gaitcue" if newer else kind.again
    raise UnusableInput(f"{where} is {told}, this gaitcue reads {kind.schema}: {remedy}")


def read_record(raw: dict[str, Any], kind: ResultFormat[Record], where: str) -> Record:
    """The checked record of a result file's content.

    Raises
    ------
    UnusableInput : one line with the place, what is wrong, and what is allowed
    """
    from gaitcue.terms.typed import validate

    record = validate(raw, kind.model, where, None, UnusableInput)
    problem = next(_faults(record), None)
    if problem is not None:
        raise UnusableInput(f"{where}: {problem}; {kind.again}")
    return record


def read_comparison(folder: Path) -> ComparisonFile:
    """A finished comparison.

    Raises
    ------
    UnusableInput : the folder holds none, or one that cannot be read
    """
    return _read_whole(folder / "comparison.json", COMPARISON)


def read_trial_result(folder: Path) -> TrialFile:
    """A finished cue trial; raises as :func:`read_comparison`."""
    return _read_whole(folder / "trial.json", TRIAL)


def _read_whole(file: Path, kind: ResultFormat[Record]) -> Record:
    try:
        return read_record(read_raw(file, kind), kind, str(file))
    except FileNotFoundError:
        raise UnusableInput(f"{file.parent} holds no {file.name}; {kind.again}") from None


def _faults(record: object) -> Iterator[str]:
    """What no measurement can give."""
    for number, row in enumerate(getattr(record, "measures", ()), 1):
        yield from _of_summary(row, f"measures[{number}]")
    for number, change in enumerate(getattr(record, "changes", ()), 1):
        yield from _of_measure(change.measure, (change.before, change.after), f"changes[{number}]")
    for number, event in enumerate(getattr(record, "events", ()), 1):
        if not 0 <= event.confidence <= 1 or event.frame < 0:
            yield f"events[{number}] has a frame under 0 or a confidence that is not from 0 to 1"


def _of_summary(row: Summary, place: str) -> Iterator[str]:
    yield from _of_measure(row.measure, (row.mean,), place)
    if row.n < 0 or (row.sd or 0.0) < 0:
        yield f"{place} has a count or a spread under 0"
    if row.ci_low is not None and row.ci_high is not None and row.ci_low > row.ci_high:
        yield f"{place}: ci_low is above ci_high"


def _of_measure(measure: str, values: tuple[float | None, ...], place: str) -> Iterator[str]:
    from gaitcue.gait import MEASURES  # with its libraries, which only reading a result needs here

    if measure not in MEASURES:
        yield f"{place}.measure is {shown(measure)}: {use_one_of(measure, MEASURES)}"
    elif measure in NEVER_NEGATIVE and any(value is not None and value < 0 for value in values):
        yield f"{place}: {measure} cannot be under 0"


def clip_facts(raw: dict[str, Any], where: str) -> ClipFacts:
    """The part of ``clip`` that everybody may rely on."""
    from gaitcue.terms.typed import validate

    known = {name: raw[name] for name in ClipFacts.__dataclass_fields__ if name in raw}
    return validate(known, ClipFacts, f"{where}: clip", None, UnusableInput)
