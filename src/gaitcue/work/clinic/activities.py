"""Runs of a runner in the record: taken in from files, typed in, counted once, and what they say about load."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from gaitcue.care.activity.opening import Opened, open_all
from gaitcue.care.activity.recording import Recording
from gaitcue.care.activity.same import Extent, better, same_run
from gaitcue.care.activity.summary import RUNNING, RunSummary, summarise
from gaitcue.care.load.guards import Warned, longest_advised, warnings
from gaitcue.care.load.records import LoadRun
from gaitcue.care.load.told import AboutRun, TypedRun
from gaitcue.care.when import monday
from gaitcue.store import activities, audit, care, clips, runners
from gaitcue.store.database import Session
from gaitcue.store.folder import UPLOADS
from gaitcue.store.records import ActivityRow, RunnerRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import Fault, FaultyForm, GaitcueError, Outdated, UnusableInput
from gaitcue.work.clinic.answers import last_told
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.seeing import seen
from gaitcue.work.clinic.uploads import safe_name

ENTERED_ALREADY = "the very same is there already for this day: if it was done twice, say so in the note"

Model = TypeVar("Model")
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


@dataclass(frozen=True, slots=True)
class Told:
    """What files do not say themselves."""

    on: date | None = None
    """the day, for a watch whose clock was not set"""
    speed_5k_mps: float | None = None
    """the runner's racing speed over 5 km, for fast minutes"""


def take_in(record: Record, asker: Asker, runner_id: str, path: Path, told: Told | None = None) -> TakenIn:
    """Take in all runs under a path; the same file or run counts once, however often it comes.

    Parameters
    ----------
    path : a FIT, GPX or TCX file, a folder, or a zip as platforms export it

    Raises
    ------
    UnusableInput : nothing there, or a damaged archive
    NotThere : no such runner
    """
    with record.read(asker) as session:
        runners.runner(session, runner_id)
        taking = _Taking(record, runner_id, told or Told(), activities.files_of(session, runner_id))
    found = open_all(path)
    while some := list(islice(found, AT_ONCE)):
        with record.write(asker) as session:
            for opened in some:
                taking.file(session, opened)
            audit.note(session, "activities.taken_in", "runner", runner_id, runner_id)
    return taking.taken


@dataclass(frozen=True, slots=True)
class _Taking:
    """Files on their way into one runner's record."""

    record: Record
    runner_id: str
    told: Told
    known: set[str]
    """SHA-256 of what is here"""
    taken: TakenIn = field(default_factory=TakenIn)

    def file(self, session: Session, opened: Opened) -> None:
        """Keep a file and its runs, unless it cannot be used or is here."""
        if opened.refused:
            self.taken.refused.append((opened.name, opened.refused))
            return
        sha256, size = self._media(opened.data)
        if sha256 in self.known:
            self.taken.known += 1
            return
        self.known.add(sha256)
        row = clips.add_clip(session, sha256, size, safe_name(Path(opened.name).name), {"version": VERSION})
        for part, recording in enumerate(opened.recordings):
            try:
                self._recording(session, row.id, part, recording)
            except GaitcueError as problem:
                self.taken.refused.append((opened.name, str(problem)))

    def _media(self, data: bytes) -> tuple[str, int]:
        with tempfile.NamedTemporaryFile(dir=self.record.folder.root / UPLOADS, delete=False) as file:
            file.write(data)
        try:
            return self.record.folder.put_media(Path(file.name))
        finally:
            Path(file.name).unlink(missing_ok=True)

    def _recording(self, session: Session, clip_id: str, part: int, recording: Recording) -> None:
        summary = summarise(recording, self.told.speed_5k_mps)
        day = summary.on or self.told.on
        if day is None:
            raise UnusableInput("the watch's clock was not set: say the day with --on, or type the run in")
        signals = len(recording.signals)
        other, instead = _same_before(session, self.runner_id, day, summary, signals)
        row = activities.add_activity(
            session,
            self.runner_id,
            day,
            running=summary.sport in RUNNING,
            summary={"version": VERSION, "signals": signals, **summary.plain()},
            started_at=summary.started_at,
            clip_id=clip_id,
            part=part,
            same_as=None if other is None or instead else other.id,
        )
        if other is not None and instead:
            activities.same_activity(session, other.id, row.id)
        self.taken.new += 1
        self.taken.same += other is not None


def _same_before(
    session: Session, runner_id: str, day: date, summary: RunSummary, signals: int
) -> tuple[ActivityRow | None, bool]:
    """Another recording of the same run that counts so far, and whether the new one counts instead."""
    if summary.started_at is None:
        return None, False
    extent = Extent(summary.started_at, summary.elapsed_s, summary.distance_m, signals)
    for row in activities.activities_of(session, runner_id, day - timedelta(days=1), day + timedelta(days=1)):
        if row.same_as is None and row.started_at is not None:
            held = _extent(row, row.started_at)
            if same_run(extent, held):
                return row, better(extent, held)
    return None, False


def _extent(row: ActivityRow, started_at: datetime) -> Extent:
    told = row.summary
    return Extent(started_at, told.get("elapsed_s") or 0.0, told.get("distance_m"), told.get("signals") or 0)


def take_in_bytes(record: Record, asker: Asker, runner_id: str, name: str, data: bytes) -> TakenIn:
    """The same for the content of one file that came by itself."""
    with tempfile.TemporaryDirectory(dir=record.folder.root / UPLOADS) as folder:
        file = Path(folder) / safe_name(name)
        file.write_bytes(data)
        return take_in(record, asker, runner_id, file)


def enter(
    record: Record, asker: Asker, runner_id: str, told: Mapping[str, Any], today: date, *, sent: str | None = None
) -> ActivityRow:
    """A run that no watch kept, as it was told.

    Parameters
    ----------
    sent : a name that the page gave it: sent again, as after a lost answer, it is the same run

    Raises
    ------
    FaultyForm : something in it cannot be
    NotThere : no such runner
    Outdated : a form of a page tells the very same again
    """
    with record.read(asker) as session:
        runners.runner(session, runner_id)
    run = _read(told, TypedRun, today)
    if run.distance_km is None and run.minutes is None:
        raise FaultyForm([Fault("distance_km", "told", "tell how far it was, or how long")])
    return add_typed(record, asker, runner_id, run, sent)


def _read(told: Mapping[str, Any], model: type[Model], today: date) -> Model:
    from gaitcue.terms.typed import faults, read_mapping

    found = faults(told, model, today=today)
    if found:
        raise FaultyForm(found)
    return read_mapping(told, model, "a run", today=today)


def in_rehab(record: Record, asker: Asker, runner_id: str) -> bool:
    """Whether there is a plan, or the last answers tell of a complaint that is there now: then limits are tighter."""
    found = last_told(record, asker, runner_id)
    with record.read(asker) as session:
        if care.has_plan(session, runner_id):
            return True
    return any(problem.get("status", "current") != "past" for problem in found.told.profile.get("problems", ()))


def add_typed(record: Record, asker: Asker, runner_id: str, run: TypedRun, sent: str | None = None) -> ActivityRow:
    """A run that no watch kept; of a page's form raises Outdated where the very same is there already."""
    summary = run.summary() | ({"sent": sent} if sent else {})
    with record.write(asker) as session:
        of_the_day = activities.activities_of(session, runner_id, run.on, run.on)
        before = next((row for row in of_the_day if sent and row.summary.get("sent") == sent), None)
        if before is not None:
            return before
        if sent and (summary, _plain(run.about)) in ((row.summary | {"sent": sent}, row.told) for row in of_the_day):
            raise Outdated(ENTERED_ALREADY)
        row = activities.add_activity(session, runner_id, run.on, running=True, summary=summary, told=_plain(run.about))
        audit.note(session, "activity.added", "activity", row.id, runner_id)
    return row


@dataclass(frozen=True, slots=True)
class OneRun:
    """One run with whose it is."""

    runner: RunnerRow
    row: ActivityRow


def one_run(record: Record, asker: Asker, activity_id: str) -> OneRun:
    """One run; raises NotThere."""
    with record.read(asker) as session:
        row = activities.activity(session, activity_id)
        runner = runners.runner(session, row.runner_id)
    seen(record, asker, "activity", row.id, row.runner_id)
    return OneRun(runner, row)


def tell(record: Record, asker: Asker, activity_id: str, told: Mapping[str, Any], today: date) -> ActivityRow:
    """What the runner says about a run.

    Raises
    ------
    FaultyForm : something in it cannot be
    NotThere : no such run
    """
    with record.write(asker) as session:
        activities.activity(session, activity_id)
        row = activities.tell_activity(session, activity_id, _plain(_read(told, AboutRun, today)))
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


def load_of(
    record: Record, asker: Asker, runner_id: str, today: date, *, in_rehab: bool, led: Collection[str] = ()
) -> Load:
    """All runs of a runner with what speaks against doing as lately; ``led``: what a plan raises step by step."""
    with record.read(asker) as session:
        runner = runners.runner(session, runner_id)
        rows = activities.activities_of(session, runner_id)
    seen(record, asker, "activities", runner_id, runner_id)
    counted = runs_of(rows)
    return Load(
        runner,
        tuple(reversed(rows)),
        weeks_of(counted),
        warnings(counted, today, in_rehab=in_rehab, led=led),
        longest_advised(counted, today),
    )


def runs_of(rows: Iterable[ActivityRow]) -> list[LoadRun]:
    """The runs that count, as the guards see them."""
    return [run_of(row) for row in rows if row.running and row.same_as is None]


def run_of(row: ActivityRow) -> LoadRun:
    """One row as the guards see it."""
    return LoadRun.of(row.id, row.on, row.summary, row.told)


def weeks_of(runs: Sequence[LoadRun]) -> tuple[Week, ...]:
    """Sums by calendar week, from the first run to the last."""
    if not runs:
        return ()
    by_week: dict[date, list[LoadRun]] = {}
    for run in runs:
        by_week.setdefault(monday(run.on), []).append(run)
    first, last = min(by_week), max(by_week)
    mondays = [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    return tuple(_week(monday, by_week.get(monday, [])) for monday in mondays)


def _week(monday: date, runs: Sequence[LoadRun]) -> Week:
    def total(name: str) -> float:
        return float(sum(getattr(run, name) or 0.0 for run in runs))

    return Week(monday, len(runs), total("distance_m"), total("uphill_min"), total("fast_min"), total("minutes"))
