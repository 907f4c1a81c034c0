"""Runs of a runner in the record: taken in from files, typed in, counted once, and what they say about load."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from gaitcue.care.activity.opening import Opened, open_all
from gaitcue.care.activity.recording import Recording
from gaitcue.care.activity.same import Extent, better, same_run
from gaitcue.care.activity.summary import RUNNING, RunSummary, summarise
from gaitcue.care.load.guards import Warned, longest_advised, warnings
from gaitcue.care.load.records import Run
from gaitcue.care.load.told import AboutRun, TypedRun
from gaitcue.store import activities, audit, clips, runners
from gaitcue.store.database import Session
from gaitcue.store.records import ActivityRow, RunnerRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import Fault, FaultyForm, GaitcueError, UnusableInput
from gaitcue.work.clinic.answers import last_told
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.seeing import seen
from gaitcue.work.clinic.uploads import safe_name

VERSION = 1
AT_ONCE = 50
"""files taken in within one transaction: a stop keeps what came before"""


@dataclass(slots=True)
class TakenIn:
    """What became of the files."""

    new: int = 0
    known: int = 0
    """files that were taken in before"""
    same: int = 0
    """recordings of a run that another one counts for"""
    refused: list[tuple[str, str]] = field(default_factory=list)
    """name of a file and why it cannot be used"""


def take_in(
    record: Record,
    asker: Asker,
    runner_id: str,
    path: Path,
    *,
    on: date | None = None,
    speed_5k_mps: float | None = None,
    progress: Callable[[int], None] = lambda done: None,
) -> TakenIn:
    """Take in all runs under a path; the same file or run counts once, however often it comes.

    Parameters
    ----------
    path : a FIT, GPX or TCX file, a folder, or a zip as platforms export it
    on : the day, for a watch whose clock was not set
    speed_5k_mps : the runner's racing speed over 5 km, for fast minutes
    progress : told how many files have been looked at

    Raises
    ------
    UnusableInput : nothing there, or a damaged archive
    NotThere : no such runner
    """
    with record.read(asker) as session:
        runners.runner(session, runner_id)
        known = activities.files_of(session, runner_id)
    taken, waiting = TakenIn(), []
    for count, opened in enumerate(open_all(path), start=1):
        waiting.append(opened)
        if len(waiting) == AT_ONCE:
            _keep(record, asker, runner_id, waiting, known, taken, on, speed_5k_mps)
            waiting = []
            progress(count)
    _keep(record, asker, runner_id, waiting, known, taken, on, speed_5k_mps)
    return taken


def _keep(
    record: Record,
    asker: Asker,
    runner_id: str,
    found: Sequence[Opened],
    known: set[str],
    taken: TakenIn,
    on: date | None,
    speed_5k_mps: float | None,
) -> None:
    """Keep some files and their runs in one transaction."""
    with record.write(asker) as session:
        for opened in found:
            if opened.refused:
                taken.refused.append((opened.name, opened.refused))
                continue
            sha256, size = _media(record, opened.data)
            if sha256 in known:
                taken.known += 1
                continue
            known.add(sha256)
            row = clips.add_clip(session, sha256, size, safe_name(Path(opened.name).name), {"version": VERSION})
            for part, recording in enumerate(opened.recordings):
                try:
                    _add(session, runner_id, row.id, part, recording, on, speed_5k_mps, taken)
                except GaitcueError as problem:
                    taken.refused.append((opened.name, str(problem)))
        if found:
            audit.note(session, "activities.taken_in", "runner", runner_id, runner_id)


def _media(record: Record, data: bytes) -> tuple[str, int]:
    with tempfile.NamedTemporaryFile(dir=record.folder.root / "uploads", delete=False) as file:
        file.write(data)
    try:
        return record.folder.put_media(Path(file.name))
    finally:
        Path(file.name).unlink(missing_ok=True)


def _add(
    session: Session,
    runner_id: str,
    clip_id: str,
    part: int,
    recording: Recording,
    on: date | None,
    speed_5k_mps: float | None,
    taken: TakenIn,
) -> None:
    told = summarise(recording, speed_5k_mps)
    day = told.on or on
    if day is None:
        raise UnusableInput("the watch's clock was not set: say the day with --on")
    extent = _extent(told, len(recording.signals))
    other = _other_of_same_run(session, runner_id, day, extent) if extent else None
    counts = other is None or better(extent, other[1]) if extent else True
    row = activities.add_activity(
        session,
        runner_id,
        day,
        running=told.sport in RUNNING,
        summary={"version": VERSION, "signals": len(recording.signals), **told.plain()},
        started_at=told.started_at,
        clip_id=clip_id,
        part=part,
        same_as=None if counts or other is None else other[0].id,
    )
    if other is not None and counts:
        activities.same_activity(session, other[0].id, row.id)
    taken.new += 1
    taken.same += other is not None


def _extent(told: RunSummary, signals: int) -> Extent | None:
    return Extent(told.started_at, told.elapsed_s, told.distance_m, signals) if told.started_at else None


def _other_of_same_run(
    session: Session, runner_id: str, day: date, extent: Extent
) -> tuple[ActivityRow, Extent] | None:
    """Another recording of the same run that counts so far."""
    near = activities.activities_of(session, runner_id, day - timedelta(days=1), day + timedelta(days=1))
    for row in near:
        if row.same_as is None and row.started_at is not None:
            other = _extent_of(row, row.started_at)
            if same_run(extent, other):
                return row, other
    return None


def _extent_of(row: ActivityRow, started_at: datetime) -> Extent:
    told = row.summary
    return Extent(started_at, float(told.get("elapsed_s") or 0), told.get("distance_m"), int(told.get("signals") or 0))


def take_in_bytes(record: Record, asker: Asker, runner_id: str, name: str, data: bytes) -> TakenIn:
    """The same for the content of one file that came by itself."""
    with tempfile.TemporaryDirectory(dir=record.folder.root / "uploads") as folder:
        file = Path(folder) / safe_name(name)
        file.write_bytes(data)
        return take_in(record, asker, runner_id, file)


def enter(record: Record, asker: Asker, runner_id: str, told: Mapping[str, Any], today: date) -> ActivityRow:
    """A run that no watch kept, as it was told.

    Raises
    ------
    FaultyForm : something in it cannot be
    NotThere : no such runner
    """
    from gaitcue.terms.typed import faults, read_mapping

    with record.read(asker) as session:
        runners.runner(session, runner_id)
    found = faults(told, TypedRun, today=today)
    if found:
        raise FaultyForm(found)
    run = read_mapping(told, TypedRun, "a run", today=today)
    if run.distance_km is None and run.minutes is None:
        raise FaultyForm([Fault("distance_km", "told", "tell how far it was, or how long")])
    return add_typed(record, asker, runner_id, run)


def in_rehab(record: Record, asker: Asker, runner_id: str) -> bool:
    """Whether the last answers tell of a complaint that is there now: then limits are tighter."""
    found = last_told(record, asker, runner_id)
    return any(problem.get("status", "current") != "past" for problem in found.told.profile.get("problems", ()))


def add_typed(record: Record, asker: Asker, runner_id: str, told: TypedRun) -> ActivityRow:
    """A run that no watch kept."""
    about = AboutRun(told.rpe, told.shoe, told.cue, told.note)
    with record.write(asker) as session:
        row = activities.add_activity(
            session, runner_id, told.on, running=True, summary=told.summary(), told=_plain(about)
        )
        audit.note(session, "activity.added", "activity", row.id, runner_id)
    return row


def tell(record: Record, asker: Asker, activity_id: str, about: AboutRun) -> ActivityRow:
    """What the runner says about a run."""
    with record.write(asker) as session:
        row = activities.tell_activity(session, activity_id, _plain(about))
        audit.note(session, "activity.told", "activity", row.id, row.runner_id)
    return row


def remove(record: Record, asker: Asker, activity_id: str) -> ActivityRow:
    """A run is taken out of the record."""
    with record.write(asker) as session:
        row = activities.activity(session, activity_id)
        activities.remove_activity(session, activity_id)
        audit.note(session, "activity.removed", "activity", row.id, row.runner_id)
    return row


def _plain(about: AboutRun) -> dict[str, Any]:
    return {"version": VERSION, **{name: value for name, value in asdict(about).items() if value not in (None, "")}}


@dataclass(frozen=True, slots=True)
class Week:
    """Sums of seven days from a Monday."""

    first: date
    runs: int
    distance_m: float
    uphill_min: float
    fast_min: float
    minutes: float


@dataclass(frozen=True, slots=True)
class Load:
    """A runner's running, as a page and the axis show it."""

    runner: RunnerRow
    rows: tuple[ActivityRow, ...]
    """the newest first; also those that do not count"""
    weeks: tuple[Week, ...]
    """the oldest first, without gaps"""
    warned: tuple[Warned, ...]
    longest_m: float | None
    """a run today stays under this by the single-run guard"""


def load_of(record: Record, asker: Asker, runner_id: str, today: date, *, in_rehab: bool) -> Load:
    """All runs of a runner with what speaks against doing as lately."""
    with record.read(asker) as session:
        runner = runners.runner(session, runner_id)
        rows = activities.activities_of(session, runner_id)
    seen(record, asker, "activities", runner_id, runner_id)
    counted = runs_of(rows)
    return Load(
        runner,
        tuple(reversed(rows)),
        weeks_of(counted),
        warnings(counted, today, in_rehab=in_rehab),
        longest_advised(counted, today),
    )


def runs_of(rows: Iterable[ActivityRow]) -> list[Run]:
    """The runs that count, as the guards see them."""
    return [_run(row) for row in rows if row.running and row.same_as is None]


def _run(row: ActivityRow) -> Run:
    told: Mapping[str, Any] = row.summary
    moving = told.get("moving_s")
    return Run(
        row.id,
        row.on,
        told.get("distance_m"),
        None if moving is None else moving / 60,
        told.get("ascent_m"),
        told.get("uphill_min"),
        told.get("downhill_min"),
        told.get("fast_min"),
        row.told.get("rpe"),
        row.told.get("shoe", ""),
        row.told.get("cue", ""),
    )


def weeks_of(runs: Sequence[Run]) -> tuple[Week, ...]:
    """Sums by calendar week, from the first run to the last."""
    if not runs:
        return ()
    by_week: dict[date, list[Run]] = {}
    for run in runs:
        by_week.setdefault(_monday(run.on), []).append(run)
    first, last = min(by_week), max(by_week)
    mondays = [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    return tuple(_week(monday, by_week.get(monday, [])) for monday in mondays)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _week(monday: date, runs: Sequence[Run]) -> Week:
    def total(name: str) -> float:
        return float(sum(getattr(run, name) or 0.0 for run in runs))

    return Week(monday, len(runs), total("distance_m"), total("uphill_min"), total("fast_min"), total("minutes"))
