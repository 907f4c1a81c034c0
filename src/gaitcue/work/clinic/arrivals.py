"""Clips that came into a watched folder: taken in when they are finished, kept until somebody says whose they are.

The files of the folder are read and never changed. Which of them were taken in already stands in the data folder, so
that nothing comes twice; an arrived clip lies there like an upload that is whole and has no visit yet.
"""

from __future__ import annotations

import json
import logging
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.store import audit, clips, visits
from gaitcue.store.columns import new_id
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption, GaitcueError, NotThere, OutputRefused
from gaitcue.terms.keypoints import Side
from gaitcue.work.clinic import uploads
from gaitcue.work.clinic.clips import TakenIn, probe_in_child, take_in
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.uploads import SPARE_BYTES, Upload, safe_name

SUFFIXES = frozenset({".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mts"})
SEEN = "watched.json"
LOOK_S = 2.0
"""how often the folder is looked at; a file that was the same twice is finished (product default)"""
MARK = ".arrived"
log = logging.getLogger("gaitcue.watch")

State = tuple[int, int]
"""bytes and time of the last change of a file"""


class ToldArrival(BaseModel):
    """Whose a clip is, and what it shows."""

    model_config = ConfigDict(extra="forbid")
    visit_id: Annotated[str, Field(max_length=40)]
    shows: Literal["", "left", "right", "standing"] = ""
    """the body side towards the camera, or quiet standing; without it the program finds the side"""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A clip that nobody has said anything about yet."""

    id: str
    name: str
    at: datetime
    probe: dict[str, Any]
    """what it allows; empty of one that cannot be used"""
    error: str = ""


class Watch:
    """Looks at a folder again and again.

    Parameters
    ----------
    asker : for whose clinic the clips come
    """

    def __init__(self, record: Record, asker: Asker, folder: Path) -> None:
        self.record, self.asker, self.folder = record, asker, folder
        self._last: dict[str, State] = {}
        self._over = threading.Event()

    def look(self) -> list[Arrival]:
        """Take in every file that has not changed since the last look."""
        seen, now = read_seen(self.record), dict(files_of(self.folder))
        finished = [name for name, state in now.items() if self._last.get(name) == state and seen.get(name) != state]
        self._last = now
        found = []
        for name in finished:
            arrival = self._arrived(name)
            if arrival is not None:
                found.append(arrival)
                keep_seen(self.record, read_seen(self.record) | {name: now[name]})
        return found

    def _arrived(self, name: str) -> Arrival | None:
        try:
            return arrive(self.record, self.asker, self.folder / name)
        except (GaitcueError, OSError) as problem:  # the next look tries it again
            log.warning("%s could not be taken in: %s", name, problem)
            return None

    def run(self) -> None:
        """Until somebody stops it."""
        while not self._over.wait(LOOK_S):
            try:
                self.look()
            except (GaitcueError, OSError) as problem:  # a folder on a network may be away for a while
                log.warning("the watched folder cannot be read: %s", problem)

    def stop(self) -> None:
        self._over.set()


@contextmanager
def watching(record: Record, asker: Asker, folder: Path) -> Iterator[None]:
    """A folder is watched beside the app.

    Raises
    ------
    BadOption : there is no such folder, or it is the record's own
    """
    folder = folder.expanduser().resolve()
    if not folder.is_dir():
        raise BadOption(f"--watch {folder} is no folder: make it, or give another one")
    if record.folder.root in (folder, *folder.parents):
        raise BadOption("--watch cannot look at the record's own folder: give the one that the clips come into")
    watch = Watch(record, asker, folder)
    thread = threading.Thread(target=watch.run, daemon=True, name="gaitcue-watch")
    thread.start()
    try:
        yield
    finally:
        watch.stop()
        thread.join(LOOK_S)


def files_of(folder: Path) -> Iterator[tuple[str, State]]:
    """Films in a folder, with what tells whether they still grow."""
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        film = Path(entry.name).suffix.lower() in SUFFIXES and not entry.name.startswith(".")
        if film and entry.is_file(follow_symlinks=False):
            state = entry.stat(follow_symlinks=False)
            if state.st_size:
                yield entry.name, (state.st_size, state.st_mtime_ns)


def read_seen(record: Record) -> dict[str, State]:
    """What was taken in already."""
    try:
        told = json.loads((record.folder.root / SEEN).read_text(encoding="utf-8"))
        return {str(name): (int(size), int(at)) for name, (size, at) in told.items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}


def keep_seen(record: Record, seen: dict[str, State]) -> None:
    place = record.folder.root / SEEN
    half = place.with_suffix(".half")
    half.write_text(json.dumps(seen), encoding="utf-8")
    os.replace(half, place)


def arrive(record: Record, asker: Asker, file: Path) -> Arrival:
    """A copy of a finished file, looked at; one that is no clip is listed with the reason.

    Raises
    ------
    OutputRefused : the disk has no room for it
    """
    size = file.stat().st_size
    free = shutil.disk_usage(record.folder.root).free
    if free < size + SPARE_BYTES:
        raise OutputRefused(f"the disk has no room for {file.name}: make room")
    found = Upload(new_id(), asker.clinic_id, "", safe_name(file.name), size, "run")
    place = record.folder.upload(found.id)
    shutil.copyfile(file, place)
    place.chmod(0o600)
    probe, error = _looked_at(place, found.name)
    if error:
        place.unlink()
    arrival = Arrival(found.id, found.name, datetime.now(UTC), probe, error)
    place.with_suffix(".json").write_text(json.dumps(asdict(found)), encoding="utf-8")
    told = asdict(arrival) | {"at": arrival.at.isoformat(), "clinic_id": asker.clinic_id}
    place.with_suffix(MARK).write_text(json.dumps(told), encoding="utf-8")
    return arrival


def _looked_at(place: Path, name: str) -> tuple[dict[str, Any], str]:
    try:
        return probe_in_child(place, name), ""
    except GaitcueError as problem:
        return {}, str(problem)


def arrivals(record: Record, asker: Asker) -> tuple[Arrival, ...]:
    """Clips that wait for somebody to say whose they are, the latest first."""
    marks = (record.folder.root / "uploads").glob(f"*{MARK}")
    found = [arrival for mark in marks if (arrival := _read(mark, asker)) is not None]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


def _read(mark: Path, asker: Asker) -> Arrival | None:
    try:
        told = json.loads(mark.read_text(encoding="utf-8"))
        if told.pop("clinic_id") != asker.clinic_id:
            return None
        return Arrival(**told | {"at": datetime.fromisoformat(told["at"])})
    except (OSError, ValueError, TypeError, KeyError):
        return None


def _one(record: Record, asker: Asker, arrival_id: str) -> Arrival:
    found = next((one for one in arrivals(record, asker) if one.id == arrival_id), None)
    if found is None:
        raise NotThere("there is no such clip; somebody may have taken it in already")
    return found


def assign(record: Record, asker: Asker, arrival_id: str, told: ToldArrival) -> TakenIn:
    """A clip belongs to a visit from now on.

    Raises
    ------
    NotThere : no such clip or visit
    UnusableInput : it is none
    """
    found = _one(record, asker, arrival_id)
    with record.read(asker) as session:
        visits.visit(session, told.visit_id)
    place = record.folder.upload(found.id)
    sidecar = json.loads(place.with_suffix(".json").read_text(encoding="utf-8"))
    role = "standing" if told.shows == "standing" else "run"
    sidecar |= {"visit_id": told.visit_id, "role": role}
    place.with_suffix(".json").write_text(json.dumps(sidecar), encoding="utf-8")
    taken = take_in(record, asker, found.id)
    place.with_suffix(MARK).unlink(missing_ok=True)
    return _with_side(record, asker, taken, told.shows)


def _with_side(record: Record, asker: Asker, taken: TakenIn, shows: str) -> TakenIn:
    if shows not in ("left", "right"):
        return taken
    side: Side = "left" if shows == "left" else "right"
    take = taken.take
    with record.write(asker) as session:
        row = clips.change_take(
            session, take.id, role=take.role, cue=take.cue, conditions=take.conditions,
            options=take.options | {"near_side": side},
        )  # fmt: skip
    return TakenIn(taken.clip, row)


def dismiss(record: Record, asker: Asker, arrival_id: str) -> None:
    """A clip that is nobody's goes from the list; the file in the watched folder stays."""
    found = _one(record, asker, arrival_id)
    uploads.forget(record, found.id)
    record.folder.upload(found.id).with_suffix(MARK).unlink(missing_ok=True)
    with record.write(asker) as session:
        audit.note(session, "arrival.dismissed", "upload", found.id)
