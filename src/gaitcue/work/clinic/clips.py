"""Clips of an appointment: taken in when they are whole, looked at at once, and what each of them shows."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from gaitcue.store import audit, clips, jobs
from gaitcue.store.database import Session
from gaitcue.store.records import ClipRow, TakeRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import NotThere, UnusableInput
from gaitcue.work.clinic import trials, uploads
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.uploads import Upload
from gaitcue.work.jobs.names import PROXY

PATIENCE_S = 60.0
CARRIED = ("speed_kmh", "incline_pct", "shoe", "surface")
"""conditions that the next clip of an appointment begins with"""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """A clip that has come in."""

    clip: ClipRow
    take: TakeRow


def take_in(record: Record, asker: Asker, upload_id: str) -> TakenIn:
    """Look at a whole upload, keep it among the media, and enter it in its appointment.

    The upload stays until its rows are there, and gives the take its id: whoever asks again, because the answer or the
    server was lost on the way, gets what there is and no second take.

    Raises
    ------
    UnusableInput : it is not whole, no clip, or cannot be decoded; nothing is kept of a file that is no clip
    """
    with record.read(asker) as session:
        there = _taken_in(session, upload_id)
    if there is not None:
        uploads.forget(record, upload_id)
        return there
    found = uploads.upload(record, asker, upload_id)
    place = record.folder.upload(upload_id)
    if not uploads.arrived(record, asker, upload_id).whole:
        raise UnusableInput("the file is not here as a whole yet: send the rest of it")
    try:
        probe = probe_in_child(place, found.name)
    except UnusableInput:
        uploads.forget(record, upload_id)
        raise
    sha256, size = record.folder.share_media(place)
    made = _entered(record, asker, found, (sha256, size, probe))
    uploads.forget(record, upload_id)
    return made


def _taken_in(session: Session, upload_id: str) -> TakenIn | None:
    try:
        take = clips.take(session, upload_id)
    except NotThere:
        return None
    return TakenIn(clips.clip(session, take.clip_id or ""), take)


def _entered(record: Record, asker: Asker, found: Upload, media: tuple[str, int, dict[str, Any]]) -> TakenIn:
    """The rows of a clip whose file is there; once, however often it is asked for."""
    sha256, size, probe = media
    with record.write(asker) as session:
        there = _taken_in(session, found.id)
        if there is not None:
            return there
        clip = clips.add_clip(session, sha256, size, found.name, probe)
        carried_on = carried(clips.takes_of(session, found.visit_id))
        take = clips.add_take(session, found.visit_id, clip.id, found.role, conditions=carried_on, take_id=found.id)
        if not clip.proxy:
            jobs.enqueue(session, PROXY, clip.id, {"clip_id": clip.id})
        if found.trial_id:
            trials.filmed(session, found.trial_id, found.stage, take.id, recorded=found.recorded)
        audit.note(session, "clip.added", "take", take.id, take.runner_id)
    return TakenIn(clip, take)


def carried(earlier: tuple[TakeRow, ...]) -> dict[str, Any]:
    """What was told of the clip before and holds for the next."""
    last = earlier[-1].conditions if earlier else {}
    return {name: last[name] for name in CARRIED if name in last}


def probe_in_child(file: Path, name: str) -> dict[str, Any]:
    """What a clip allows, found out in a process with limits on time and memory.

    Raises
    ------
    UnusableInput : no clip, damaged, or its decoding does not come to an end
    """
    done = _probed(file, name)
    if done.returncode < 0 and not done.stdout:  # a child that was killed says nothing about the clip: once more
        done = _probed(file, name)
    try:
        told: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise UnusableInput(f"{name}: not a readable video; export it again as MP4") from None
    if "error" in told:
        raise UnusableInput(str(told["error"]))
    return told


def _probed(file: Path, name: str) -> subprocess.CompletedProcess[bytes]:
    command = [sys.executable, "-m", "gaitcue.work.clinic.probe_child", str(file), name]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE_S, check=False, env=environment
        )
    except subprocess.TimeoutExpired:
        raise UnusableInput(f"{name}: decoding it does not come to an end; export it again") from None


def set_take(
    record: Record, asker: Asker, take_id: str, role: str, cue: str | None, conditions: Any, options: dict[str, Any]
) -> TakeRow:
    """What a clip shows and how it was run.

    Raises
    ------
    BadOption : a value that cannot be
    """
    from gaitcue.work.options import options_from

    told = {name: value for name, value in asdict(conditions).items() if value is not None}
    options_from({**told, **options})
    with record.write(asker) as session:
        row = clips.change_take(session, take_id, role=role, cue=cue, conditions=told, options=options)
        audit.note(session, "take.changed", "take", row.id, row.runner_id)
    return row
