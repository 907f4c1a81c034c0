"""A runner is taken in from another record's export. The zip may come from a stranger: nothing in it is trusted."""

from __future__ import annotations

import os
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from gaitcue.store import audit, runners, whole
from gaitcue.store.columns import new_id
from gaitcue.store.deletions import tidy
from gaitcue.store.folder import UPLOADS, digest
from gaitcue.store.records import RunnerRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import OutputRefused, UnusableInput
from gaitcue.terms.plain_files import check_tree, parse_json
from gaitcue.work.clinic.analyzing import beside
from gaitcue.work.clinic.exporting import LIVE, RESULTS, ROWS, RUNNER, SCHEMA
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.uploads import has_room, safe_name
from gaitcue.work.folders.written import stays_inside

MOST_FILES = 200_000
LARGEST_JSON = 400_000_000


@dataclass(frozen=True, slots=True)
class Export:
    """What a zip says it holds."""

    archive: zipfile.ZipFile
    rows: dict[str, Any]
    clips: Mapping[str, str]
    results: tuple[str, ...]
    beside: Mapping[str, str]
    live: tuple[str, ...] = ()
    """sessions whose steps it holds"""


def import_runner(record: Record, asker: Asker, file: Path) -> RunnerRow:
    """Take in a runner under new ids, with all clips and results; nothing is kept when something is wrong.

    Raises
    ------
    UnusableInput : no export, a damaged one, or one of a newer version
    OutputRefused : the disk has no room
    """
    with opened(file) as archive, _whole_or_nothing(record) as kept:
        export = read_export(archive, file)
        check_room(record, archive)
        for sha256, name in export.clips.items():
            _take_clip(record, archive, name, sha256)
        results = {one: new_id() for one in export.results}
        for old, new in results.items():
            kept.append(new)
            _take_result(record, export, old, new)
        results |= {one: new_id() for one in export.live}
        for old in export.live:
            kept.append(results[old])
            _take_live(record, archive, old, results[old])
        with record.write(asker) as session:
            runner_id = whole.add_rows(session, export.rows | {"clip": safe_names(export.rows.get("clip"))}, results)
            audit.note(session, "runner.imported", "runner", runner_id, runner_id)
            return runners.runner(session, runner_id)


@contextmanager
def _whole_or_nothing(record: Record) -> Iterator[list[str]]:
    """Results that were taken in go again when the rest cannot be; clips that no row knows are tidied away."""
    kept: list[str] = []
    try:
        yield kept
    except BaseException:
        for result in kept:
            record.folder.remove_result(result)
            record.folder.remove_live(result)
        tidy(record.database, record.folder)
        raise


@contextmanager
def opened(file: Path) -> Iterator[zipfile.ZipFile]:
    """A zip; whatever is wrong with its content becomes one line."""
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(zipfile.ZipFile(file))
            yield archive
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError, RuntimeError) as problem:
            raise UnusableInput(f"{file.name} is no export of gaitcue, or a damaged one ({problem})") from None
        except OSError as problem:
            raise UnusableInput(f"{file} cannot be read: {problem.strerror or problem}") from None


def read_export(archive: zipfile.ZipFile, file: Path) -> Export:
    """What the zip says it holds, checked."""
    names = archive.namelist()
    if len(names) > MOST_FILES or not all(map(stays_inside, names)) or len(set(names)) != len(names):
        raise UnusableInput(f"{file.name} was not made by gaitcue: it names files that an export has not")
    about = _json(archive, RUNNER)
    if not isinstance(about, dict) or about.get("schema") != SCHEMA:
        raise UnusableInput(f"{file.name} is no runner's export of this version of gaitcue: update gaitcue")
    try:
        rows = {str(table): _json(archive, f"{ROWS}/{table}.json") for table in about["tables"]}
        clips = {str(sha256): str(name) for sha256, name in about["clips"].items()}
        clips_beside = {str(name): str(sha256) for name, sha256 in about["beside"].items()}
        results = tuple(str(one) for one in about["results"])
        live = tuple(str(one) for one in about.get("live", ()))
    except (KeyError, TypeError, AttributeError):
        raise UnusableInput(f"{file.name}: its {RUNNER} is not complete; export it again") from None
    sound = all(whole.ID_IN_TEXT.fullmatch(one) for one in (*results, *live)) and all(map(stays_inside, clips_beside))
    if not sound or set(clips_beside.values()) - clips.keys():
        raise UnusableInput(f"{file.name}: its {RUNNER} is not complete; export it again")
    return Export(archive, rows, clips, results, clips_beside, live)


def _json(archive: zipfile.ZipFile, name: str) -> Any:
    if archive.getinfo(name).file_size > LARGEST_JSON:
        raise UnusableInput(f"{name} in the export is too large")
    try:
        tree = parse_json(archive.read(name).decode("utf-8"))
        check_tree(tree)
    except (ValueError, RecursionError) as problem:
        raise UnusableInput(f"{name} in the export cannot be read: {problem}") from None
    return tree


def safe_names(clips: Any) -> Any:
    """A clip lies under its name in a result: a name from a stranger may lead nowhere else."""
    if not isinstance(clips, list) or not all(isinstance(clip, dict) for clip in clips):
        return clips
    return [clip | {"name": safe_name(str(clip.get("name")))} for clip in clips]


def check_room(record: Record, archive: zipfile.ZipFile) -> None:
    """Raise OutputRefused when the disk cannot hold what the zip unpacks to."""
    wanted = sum(one.file_size for one in archive.infolist())
    if not has_room(record, wanted):
        raise OutputRefused(f"the disk has no room for {wanted / 1e6:.0f} MB more: make room, then try again")


def _take_clip(record: Record, archive: zipfile.ZipFile, name: str, sha256: str) -> None:
    handle, temporary = tempfile.mkstemp(dir=record.folder.root / UPLOADS)
    os.close(handle)
    place = Path(temporary)
    try:
        _unpack(archive, name, place)
        if digest(place) != sha256:
            raise UnusableInput(f"{name} in the export is damaged: export it again")
        record.folder.put_media(place, sha256)
    finally:
        place.unlink(missing_ok=True)


def _take_live(record: Record, archive: zipfile.ZipFile, old: str, new: str) -> None:
    place = record.folder.live(new)
    place.touch(0o600)
    _unpack(archive, f"{LIVE}/{old}.jsonl", place)


def _unpack(archive: zipfile.ZipFile, name: str, place: Path) -> None:
    """zipfile itself stops where more comes out than the zip says."""
    try:
        with archive.open(name) as source, place.open("wb") as target:
            shutil.copyfileobj(source, target)
    except OSError as problem:
        raise OutputRefused(f"nothing was taken in: {problem.strerror or problem}") from None


def _take_result(record: Record, export: Export, old: str, new: str) -> None:
    home = f"{RESULTS}/{old}/"
    inside = [name for name in export.archive.namelist() if name.startswith(home) and not name.endswith("/")]
    with record.folder.new_result(new) as folder:
        for name in [*inside, *(one for one in export.beside if one.startswith(home))]:
            place = folder.joinpath(*PurePosixPath(name).parts[2:])
            place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if name in export.beside:
                beside(record.folder.media(export.beside[name]), place)
            else:
                _unpack(export.archive, name, place)
