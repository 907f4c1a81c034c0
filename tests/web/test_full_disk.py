"""A full disk: what cannot be kept is one clear line, what was there stays, and it works once there is room.

The disk is a small one of memory, which only an administrator of Linux may make: elsewhere nothing is tried here.
What single writers do with an error of the disk is tried beside each of them, everywhere.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from gaitcue.store import jobs
from gaitcue.store.folder import PART
from gaitcue.web.app import create_app
from gaitcue.web.settings import Settings
from gaitcue.work.clinic import analyzing, uploads
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record
from gaitcue.work.jobs.worker import run_job
from support.browser import HERE, Browser
from support.record import enter, tracked
from support.small_clips import small_clip

SIZE_MB = 64


@contextmanager
def small_disk(place: Path) -> Iterator[Path]:
    place.mkdir(exist_ok=True)
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SIZE_MB}m", "tmpfs", place], check=True, capture_output=True)
    try:
        yield place
    finally:
        subprocess.run(["umount", "-l", place], check=True)


def can_mount() -> bool:
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        return False
    place = Path(f"/tmp/gaitcue-small-disk-{os.getpid()}")
    try:
        with small_disk(place):
            return True
    except (OSError, subprocess.CalledProcessError):
        return False
    finally:
        place.rmdir()


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """Not a byte is left on the disk."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (1 << 20, 1 << 12, 1):
            try:
                while file.write(b"x" * size) == size:
                    pass
            except OSError:
                continue
    try:
        yield
    finally:
        filler.unlink()


def whole(record: Record) -> bool:
    """The database finds no fault, and nothing half lies among results and media."""
    with sqlite3.connect(record.folder.root / "gaitcue.db") as raw:
        told = raw.execute("PRAGMA integrity_check").fetchall(), raw.execute("PRAGMA foreign_key_check").fetchall()
    parts = [one for name in ("results", "media") for one in (record.folder.root / name).rglob(f"*{PART}*")]
    return told == ([("ok",)], []) and parts == []


def refused(answer) -> str:
    """The one line of an answer that says that there is no room."""
    assert answer.status_code == 507, answer.text
    line = answer.json()["detail"]
    assert "\n" not in line and ("No space left" in line or "disk is full" in line or "no room" in line), line
    return line


def run(record: Record, job_id: str) -> str:
    """What a worker makes of a job: how it ended."""
    asker = only_user(record)
    with record.write(asker) as session:
        jobs.claim(session, "me", 60.0)
    run_job(record.place, job_id, "me")
    with record.read(asker) as session:
        row = jobs.job(session, job_id)
    return row.error or row.state


if can_mount():

    def test_nothing_breaks_and_everything_works_once_there_is_room(tmp_path, monkeypatch):
        with small_disk(tmp_path / "disk") as disk, Record.open(disk / "record") as record:
            entered = enter(record, only_user(record), tracked(tmp_path / "points.nc"), on=date.today())
            app = create_app(record, Settings(secret=b"s" * 32))
            with Browser(app, base_url=HERE, raise_server_exceptions=False) as browser:
                film = small_clip(tmp_path / "a.mp4").read_bytes()
                uploading(browser, record, disk, entered.visit_id, film, monkeypatch)
                correcting(browser, record, disk, entered.analysis_id)
                analysing(browser, record, disk, entered.visit_id, monkeypatch)

    def uploading(browser, record, disk, visit_id, film, monkeypatch) -> None:
        told = {"visit_id": visit_id, "name": "run.mp4", "bytes": len(film)}
        assert "make room" in refused(browser.call("/api/uploads", told))
        monkeypatch.setattr(uploads, "SPARE_BYTES", 0)
        upload = browser.call("/api/uploads", told).json()["id"]
        headers = {"x-csrf-token": browser.token(), "upload-offset": "0"}
        with full(disk):
            refused(browser.patch(f"/api/uploads/{upload}", content=film, headers=headers))
            there = browser.get(f"/api/uploads/{upload}").json()["offset"]
        headers["upload-offset"] = str(there)
        assert browser.patch(f"/api/uploads/{upload}", content=film[there:], headers=headers).status_code == 200
        with full(disk):
            refused(browser.call(f"/api/uploads/{upload}/finish", {}))
        assert whole(record)
        taken = browser.call(f"/api/uploads/{upload}/finish", {}).json()
        assert record.folder.media(taken["clip"]["sha256"]).read_bytes() == film

    def correcting(browser, record, disk, analysis_id) -> None:
        way = f"/api/analyses/{analysis_id}/corrections"
        told = {"expects": 0, "change": {"kind": "near_side", "side": "left"}}
        with full(disk):
            refused(browser.call(way, told))
        assert whole(record) and browser.get(f"/api/analyses/{analysis_id}/review").json()["layers"] == 0
        assert browser.call(way, told).json()["layers"] == 1

    def analysing(browser, record, disk, visit_id, monkeypatch) -> None:
        take = browser.get(f"/visits/{visit_id}/film.json").json()["takes"][-1]["id"]
        told = browser.call(f"/api/takes/{take}", {"role": "run", "speed_kmh": 10.8, "incline_pct": 0})
        assert told.status_code == 200, told.text
        asked = browser.call(f"/api/takes/{take}/analyze", {})
        assert asked.status_code == 200, asked.text
        monkeypatch.setattr(analyzing, "made", writes_more_than_fits)
        with record.read(only_user(record)) as session:
            waiting = {row.kind: row.id for row in jobs.jobs(session).items if row.state == "queued"}
        browser.call(f"/api/jobs/{waiting['proxy']}/stop", {})
        assert "No space left" in run(record, waiting["analyze"])
        assert whole(record)
        shown = browser.page("/jobs")
        assert "This did not work." in shown and "No space left" in shown


def writes_more_than_fits(clip, options, told, on, folder, progress):
    """In the place of the path, which needs the pose model: a result that is larger than the disk."""
    (folder / "points.nc").write_bytes(b"x" * (SIZE_MB << 20))
