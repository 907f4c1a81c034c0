"""Clips that came into a watched folder: taken in when they are finished, kept until somebody says whose they are.

The files of the folder are read and never changed. Which of them were taken in already stands in the data folder, so
that nothing comes twice; an arrived clip lies there like an upload that is whole and has no visit yet.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.store import audit, clips, visits
from gaitcue.store.columns import new_id
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import GaitcueError, NotThere, OutputRefused
from gaitcue.work.clinic import uploads
from gaitcue.work.clinic.clips import TakenIn, probe_in_child, take_in
from gaitcue.work.clinic.folder_watch import FolderWatch, State, log, state_of, watched
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.uploads import Upload, safe_name

SUFFIXES = frozenset({".mp4", ".mov", ".m4v", ".avi", ".mkv", ".webm", ".mts"})
MARK = ".arrived"


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


class Watch(FolderWatch):
    """Looks at a folder of films."""

    option = "--watch"
    seen_in = "watched.json"

    def look(self) -> list[Arrival]:
        """Take in every film that has not changed since the last look."""
        now = dict(films_of(self.folder))
        found = []
        for name in self.finished(now):
            arrival = self._arrived(name)
            if arrival is not None:
                found.append(arrival)
                self.keep(name, now[name])
        return found

    def _arrived(self, name: str) -> Arrival | None:
        try:
            return arrive(self.record, self.asker, self.folder / name)
        except (GaitcueError, OSError) as problem:  # the next look tries it again
            log.warning("%s could not be taken in: %s", name, problem)
            return None


def watching(record: Record, asker: Asker, folder: Path) -> AbstractContextManager[None]:
    """A folder is watched for films beside the app."""
    return watched(Watch(record, asker, folder))


def films_of(folder: Path) -> Iterator[tuple[str, State]]:
    """Films in a folder, with what tells whether they still grow."""
    for entry in sorted(os.scandir(folder), key=lambda one: one.name):
        state = state_of(entry) if Path(entry.name).suffix.lower() in SUFFIXES else None
        if state is not None:
            yield entry.name, state


def arrive(record: Record, asker: Asker, file: Path) -> Arrival:
    """A copy of a finished file, looked at; one that is no clip is listed with the reason.

    Raises
    ------
    OutputRefused : the disk has no room for it
    """
    size = file.stat().st_size
    if not uploads.has_room(record, size):
        raise OutputRefused(f"the disk has no room for {file.name}: make room")
    found = Upload(new_id(), asker.clinic_id, "", safe_name(file.name), size, "run")
    place = record.folder.upload(found.id)
    shutil.copyfile(file, place)
    place.chmod(0o600)
    probe, error = _looked_at(place, found.name)
    if error:
        place.unlink()
    arrival = Arrival(found.id, found.name, datetime.now(UTC), probe, error)
    uploads.tell(record, found)
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
    marks = record.folder.uploads.glob(f"*{MARK}")
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
    size = uploads.there_of(place)
    role = "standing" if told.shows == "standing" else "run"
    uploads.tell(record, Upload(found.id, asker.clinic_id, told.visit_id, found.name, size, role))
    taken = take_in(record, asker, found.id)
    place.with_suffix(MARK).unlink(missing_ok=True)
    return _with_side(record, asker, taken, told.shows)


def _with_side(record: Record, asker: Asker, taken: TakenIn, shows: str) -> TakenIn:
    if shows not in ("left", "right"):
        return taken
    take = taken.take
    with record.write(asker) as session:
        row = clips.change_take(
            session, take.id, role=take.role, cue=take.cue, conditions=take.conditions,
            options=take.options | {"near_side": shows},
        )  # fmt: skip
    return TakenIn(taken.clip, row)


def dismiss(record: Record, asker: Asker, arrival_id: str) -> None:
    """A clip that is nobody's goes from the list; the file in the watched folder stays."""
    found = _one(record, asker, arrival_id)
    uploads.forget(record, found.id)
    record.folder.upload(found.id).with_suffix(MARK).unlink(missing_ok=True)
    with record.write(asker) as session:
        audit.note(session, "arrival.dismissed", "upload", found.id)
