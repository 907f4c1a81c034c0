"""Files on their way in: announced, sent in pieces (again where the line broke), taken in when they are whole.

An upload lies in the data folder as a pair: ``<id>.json`` tells what it will be, ``<id>`` grows.
"""

from __future__ import annotations

import json
import logging
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path, PurePath
from typing import Annotated, BinaryIO

from pydantic import BaseModel, ConfigDict, Field

from gaitcue.store import visits
from gaitcue.store.columns import new_id
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption, NotThere, Outdated, OutputRefused, UnusableInput
from gaitcue.terms.fields import shown
from gaitcue.terms.names import printable
from gaitcue.work.clinic.record import Record

LARGEST_BYTES = 4 << 30
SPARE_BYTES = 200_000_000
"""of the disk that an upload leaves free"""
LONGEST_NAME = 100
WAITS_S = 7 * 24 * 3600.0
"""how long a file on its way is kept after its last part has come (product default)"""
log = logging.getLogger("gaitcue.uploads")


class NewUpload(BaseModel):
    """A file that will be sent."""

    model_config = ConfigDict(str_strip_whitespace=True, extra="forbid")
    visit_id: Annotated[str, Field(max_length=40)]
    name: Annotated[str, Field(min_length=1, max_length=300)]
    bytes: Annotated[int, Field(ge=0, le=1 << 60)]
    """any size that a file can have: what is too large for a clip, or empty, is refused by ``begin`` in words"""
    role: Annotated[str, Field(pattern="^(run|standing)$")] = "run"
    trial_id: Annotated[str, Field(max_length=40)] = ""
    stage: Annotated[str, Field(max_length=20)] = ""
    """the stretch of a cue trial that it shows"""
    recorded: bool = False
    """by the page of the trial itself, while it was run live"""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file on its way."""

    id: str
    clinic_id: str
    visit_id: str
    name: str
    bytes: int
    role: str
    trial_id: str = ""
    stage: str = ""
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """How much of a file is there."""

    id: str
    offset: int
    bytes: int

    @property
    def whole(self) -> bool:
        return self.offset == self.bytes


def begin(record: Record, asker: Asker, told: NewUpload) -> Arrived:
    """Announce a file.

    Raises
    ------
    NotThere : no such visit
    UnusableInput : it is empty, or larger than a clip may be
    OutputRefused : the disk has no room for it
    """
    with record.read(asker) as session:
        visits.visit(session, told.visit_id)
    _check_size(told)
    if not has_room(record, told.bytes):
        raise OutputRefused(f"the disk has no room for {told.bytes / 1e6:.0f} MB more: make room, then send it again")
    about = told.model_dump(exclude={"name"})
    upload = Upload(id=new_id(), clinic_id=asker.clinic_id, name=safe_name(told.name), **about)
    place = record.folder.upload(upload.id)
    try:
        place.touch(mode=0o600)
        tell(record, upload)
    except OSError as problem:
        raise OutputRefused(f"the file cannot be kept: {problem.strerror or problem}") from None
    return Arrived(upload.id, 0, upload.bytes)


def _check_size(told: NewUpload) -> None:
    if told.bytes == 0:
        raise UnusableInput(f"{shown(told.name)} is empty (0 bytes): copy it from the camera again")
    if told.bytes > LARGEST_BYTES:
        size, most = told.bytes / (1 << 30), LARGEST_BYTES >> 30
        raise UnusableInput(f"{shown(told.name)} has {size:.1f} GB, a clip may have {most} GB: film a shorter run")


def has_room(record: Record, size: int) -> bool:
    """Does the disk hold so many bytes more, and still some to spare?"""
    return shutil.disk_usage(record.folder.root).free >= size + SPARE_BYTES


def tell(record: Record, upload: Upload) -> None:
    """Note beside a file on its way what it will be."""
    place = record.folder.upload(upload.id).with_suffix(".json")
    place.write_text(json.dumps(asdict(upload)), encoding="utf-8")


def check_visit(record: Record, asker: Asker, visit_id: str) -> None:
    """Whether there is a visit to send to; raises NotThere."""
    with record.read(asker) as session:
        visits.visit(session, visit_id)


def safe_name(name: str) -> str:
    """A file's own name, without the path that a browser may send, short enough for any disk.

    Examples
    --------
    >>> safe_name("C:\\\\Users\\\\ann\\\\run 1, 70 %.MOV")
    'run 1, 70 %.MOV'
    """
    bare = printable(PurePath(name.replace("\\", "/")).name).strip(". ") or "clip"
    stem, dot, suffix = bare.rpartition(".")
    kept = "".join(letter for letter in (stem if dot else bare) if letter not in '<>:"/|?*')
    end = f".{suffix[:8]}" if dot and suffix.isalnum() else ""
    return f"{kept[: LONGEST_NAME - len(end)] or 'clip'}{end}"


def upload(record: Record, asker: Asker, upload_id: str) -> Upload:
    """A file on its way; raises NotThere."""
    told = record.folder.upload(upload_id).with_suffix(".json") if upload_id.isalnum() else Path("nowhere")
    try:
        found = Upload(**json.loads(told.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        raise NotThere("there is no such upload; it may be finished already") from None
    if found.clinic_id != asker.clinic_id:
        raise NotThere("there is no such upload; it may be finished already")
    with record.read(asker) as session:
        visits.visit(session, found.visit_id)
    return found


def arrived(record: Record, asker: Asker, upload_id: str) -> Arrived:
    """How much of a file is there: sending goes on from here."""
    found = upload(record, asker, upload_id)
    return Arrived(found.id, there_of(record.folder.upload(found.id)), found.bytes)


def there_of(place: Path) -> int:
    """Bytes of a file on its way; raises NotThere when it has gone among the media in the meantime."""
    try:
        return place.stat().st_size
    except OSError:
        raise NotThere("there is no such upload; it may be finished already") from None


class Piece:
    """A part of a file as it comes in; what has come stays when the line breaks.

    Raises
    ------
    Outdated : the part does not begin where the file ends
    BadOption : the file grows beyond what was announced
    OutputRefused : the disk is full
    """

    def __init__(self, record: Record, asker: Asker, upload_id: str, offset: int) -> None:
        self.upload = upload(record, asker, upload_id)
        self._place = record.folder.upload(upload_id)
        there = there_of(self._place)
        if offset != there:
            raise Outdated(f"{there} bytes of the file are here: go on from there, not from {offset}")
        self.offset = there
        # At its place, not at the end: a part whose line seems broken and the one that is sent again may both arrive.
        self._file: BinaryIO = self._place.open("r+b")
        self._file.seek(there)

    def write(self, content: bytes) -> None:
        if self.offset + len(content) > self.upload.bytes:
            raise BadOption("the file is longer than it was said to be: send it again from the start")
        try:
            self._put(content)
        except OSError as problem:
            raise OutputRefused(f"the file cannot be kept: {problem.strerror or problem}") from None
        self.offset += len(content)

    def _put(self, content: bytes) -> None:
        self._file.write(content)
        self._file.flush()

    def close(self) -> Arrived:
        try:
            self._file.close()
        except OSError as problem:
            raise OutputRefused(f"the file cannot be kept: {problem.strerror or problem}") from None
        return Arrived(self.upload.id, self.offset, self.upload.bytes)


def ended(record: Record, asker: Asker, upload_id: str) -> Arrived:
    """A file that did not say how large it is has come to its end.

    Raises
    ------
    UnusableInput : nothing came
    """
    found = upload(record, asker, upload_id)
    there = there_of(record.folder.upload(found.id))
    if there == 0:
        forget(record, found.id)
        raise UnusableInput("choose a clip first: the file that came is empty")
    tell(record, replace(found, bytes=there))
    return Arrived(found.id, there, there)


def sweep(record: Record, at_s: float) -> tuple[str, ...]:
    """Remove what nobody has gone on sending for a week, at a moment in s since 1970, and log it; their ids."""
    told = {place.stem for place in record.folder.upload("x").parent.glob("*.json")}
    old = tuple(sorted(upload_id for upload_id in told if at_s - _last_part_s(record, upload_id) > WAITS_S))
    for upload_id in old:
        forget(record, upload_id)
    if old:
        days = WAITS_S / (24 * 3600)
        log.warning("unfinished uploads to which nothing came for %.0f days are removed: %s", days, ", ".join(old))
    return old


def _last_part_s(record: Record, upload_id: str) -> float:
    """When the last part came, s since 1970; never, for what has just gone among the media."""
    place = record.folder.upload(upload_id)
    there = [file.stat().st_mtime for file in (place, place.with_suffix(".json")) if file.exists()]
    return max(there, default=float("inf"))


def forget(record: Record, upload_id: str) -> None:
    """What lies there of an upload goes."""
    place = record.folder.upload(upload_id)
    place.unlink(missing_ok=True)
    place.with_suffix(".json").unlink(missing_ok=True)
