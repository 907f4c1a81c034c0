"""Everything about one runner in one zip: open formats, readable without gaitcue, and taken in again elsewhere."""

from __future__ import annotations

import csv
import io
import json
import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, fields
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Any

from gaitcue.store import audit, runners, whole
from gaitcue.store.columns import new_id
from gaitcue.store.folder import PART, sync
from gaitcue.store.records import AuditRow, RunnerRow
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import OutputRefused
from gaitcue.terms.version import __version__
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.uploads import safe_name

SCHEMA = "gaitcue/runner/1"
RUNNER, README, MEASURES, LOG = "runner.json", "README.txt", "measures.csv", "log.csv"
ROWS, CLIPS, RESULTS, LIVE = "rows", "clips", "results", "live"
MEASURE_COLUMNS = (
    "on_day", "measure", "leg", "side", "unit", "n", "mean", "sd", "ci_low", "ci_high", "status", "analysis_id",
)  # fmt: skip


def export_runner(record: Record, asker: Asker, runner_id: str, file: Path) -> RunnerRow:
    """Write the zip of a runner.

    Raises
    ------
    NotThere : no such runner
    OutputRefused : the file is there already, or cannot be written
    """
    if file.exists():
        raise OutputRefused(f"{file} is there already: give another name")
    with record.write(asker) as session:
        row = runners.runner(session, runner_id)
        audit.note(session, "runner.exported", "runner", runner_id, runner_id)
        told, log = whole.rows_of_runner(session, runner_id), whole.log_of_runner(session, runner_id)
    part = file.with_name(f"{file.name}{PART}")
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, strict_timestamps=False) as archive:
            os.chmod(part, 0o600)
            write_export(record, row, told, log, archive)
        sync(part)
        os.replace(part, file)
    except OSError as problem:
        raise OutputRefused(f"{file} cannot be written: {problem.strerror or problem}") from None
    finally:
        part.unlink(missing_ok=True)
    return row


def download(record: Record, asker: Asker, runner_id: str) -> tuple[RunnerRow, Path]:
    """The zip of a runner as a file of the data folder, to be handed out and then removed.

    Raises
    ------
    NotThere : no such runner
    OutputRefused : the disk has no room for it
    """
    file = record.folder.download(f"{new_id()}.zip")
    return export_runner(record, asker, runner_id, file), file


def write_export(
    record: Record, row: RunnerRow, told: whole.Told, log: Sequence[AuditRow], archive: zipfile.ZipFile
) -> None:
    """What stands in the zip."""
    clips = _write_clips(record, told["clip"], archive)
    results, beside = _write_results(record, told, clips, archive)
    live = _write_live(record, told, archive)
    about = {
        "schema": SCHEMA, "version": __version__, "made_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "runner": asdict(row), "tables": sorted(told), "clips": clips, "results": results, "beside": beside,
        "live": live,
    }  # fmt: skip
    archive.writestr(RUNNER, _json(about))
    for name, held in told.items():
        archive.writestr(f"{ROWS}/{name}.json", _json(held))
    archive.writestr(MEASURES, _csv(MEASURE_COLUMNS, told["measure_summary"]))
    archive.writestr(LOG, _csv([one.name for one in fields(AuditRow)], map(asdict, log)))
    readme = files("gaitcue.work.clinic").joinpath("export_readme.txt").read_text(encoding="utf-8")
    archive.writestr(README, readme)


def _write_clips(record: Record, clips: Iterable[Mapping[str, Any]], archive: zipfile.ZipFile) -> dict[str, str]:
    """SHA-256 -> place in the zip; a clip that is not there any more is left out."""
    places = {}
    for clip in clips:
        sha256, media = clip["sha256"], record.folder.media(clip["sha256"])
        if media.is_file():
            places[sha256] = f"{CLIPS}/{sha256[:8]} {safe_name(clip['name'])}"
            archive.write(media, places[sha256], zipfile.ZIP_STORED)
    return places


def _write_results(
    record: Record, told: whole.Told, clips: Mapping[str, str], archive: zipfile.ZipFile
) -> tuple[list[str], dict[str, str]]:
    """Ids of the results, and which of their files are clips, which stand in the zip once."""
    media = {record.folder.media(sha256): sha256 for sha256 in clips}
    inodes = {(one.stat().st_dev, one.stat().st_ino): sha256 for one, sha256 in media.items()}
    results, beside = sorted(whole.names_in(told) & set(record.folder.results())), {}
    for one in results:
        folder = record.folder.result(one)
        for file in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
            name, state = f"{RESULTS}/{one}/{file.relative_to(folder).as_posix()}", file.stat()
            if (state.st_dev, state.st_ino) in inodes:
                beside[name] = inodes[state.st_dev, state.st_ino]
            else:
                archive.write(file, name)
    return results, beside


def _write_live(record: Record, told: whole.Told, archive: zipfile.ZipFile) -> list[str]:
    """Ids of the live sessions, of which each step is a line of a file."""
    held = [row["id"] for row in told["retraining_session"] if record.folder.live(row["id"]).is_file()]
    for one in held:
        archive.write(record.folder.live(one), f"{LIVE}/{one}.jsonl")
    return held


def _json(value: Any) -> str:
    return json.dumps(value, indent=1, ensure_ascii=False, default=str)


def _csv(columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: "" if value is None else value for name, value in row.items()} for row in rows)
    return text.getvalue()
