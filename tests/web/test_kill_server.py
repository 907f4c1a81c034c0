"""``kill -9`` of the served app and of its workers amid uploads, corrections, reports and analyses.

Whatever was acknowledged is there afterwards, nothing is there by half, and the database is as it should be.
``GAITCUE_KILLS=50`` kills it so often.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import httpx2
import pytest

from benchmarks.load import padded
from benchmarks.served import PIECE, Caller, Served, begin
from gaitcue.store import analyses, clips, jobs, visit_results
from gaitcue.store.folder import PART, digest
from gaitcue.work.clinic import signed_reports
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record
from support.record import Entered, enter, tracked
from support.small_clips import small_clip

KILLS = int(os.environ.get("GAITCUE_KILLS", "3"))
PATIENCE_S = 180.0
ROUNDS_A_LIFE = 1.5
"""how long the server lives at most, in the time that a clip needs from the first byte to the asked-for analysis"""
pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks for a server's workers in /proc")


@dataclass
class Acknowledged:
    """What the server has said that it did."""

    takes: dict[str, str] = field(default_factory=dict)
    """take -> SHA-256 of its clip"""
    sent: dict[str, int] = field(default_factory=dict)
    """upload -> bytes that have arrived"""
    finished: set[str] = field(default_factory=set)
    layers: int = 0
    """changes by hand"""
    signed: dict[str, str] = field(default_factory=dict)
    """report -> SHA-256 of its PDF"""
    asked: set[str] = field(default_factory=set)
    """jobs"""


class Driver:
    """Does everything at once, until the line breaks, and remembers what was acknowledged."""

    def __init__(self, entered: Entered, clip: bytes) -> None:
        self.entered, self.clip, self.told = entered, clip, Acknowledged()
        self.errors: list[str] = []

    def run(self, url: str, chance: random.Random) -> list[threading.Thread]:
        deeds = (self.upload, self.correct, self.report)
        threads = [threading.Thread(target=self._until_it_breaks, args=(url, deed, chance.random())) for deed in deeds]
        for thread in threads:
            thread.start()
        return threads

    def _until_it_breaks(self, url: str, deed, seed: float) -> None:
        chance = random.Random(seed)
        try:
            with Caller(url) as caller:
                while True:
                    deed(caller, chance)
        except httpx2.TransportError:  # the server is dead
            pass
        except Exception as problem:
            self.errors.append(f"{deed.__name__}: {problem!r}")

    def upload(self, caller: Caller, chance: random.Random) -> None:
        content, token = padded(self.clip, chance, 3), {"x-csrf-token": caller.token}
        told = {"visit_id": self.entered.visit_id, "name": "run.mp4", "bytes": len(content)}
        upload = caller.call("/api/uploads", told)["id"]
        for at in range(0, len(content), PIECE):
            piece, headers = content[at : at + PIECE], token | {"upload-offset": str(at)}
            caller.client.patch(f"/api/uploads/{upload}", content=piece, headers=headers).raise_for_status()
            self.told.sent[upload] = at + len(piece)
        taken = caller.call(f"/api/uploads/{upload}/finish", {})
        self.told.finished.add(upload)
        self.told.takes[taken["take"]["id"]] = taken["clip"]["sha256"]
        take = f"/api/takes/{taken['take']['id']}"
        caller.call(take, {"role": "run", "speed_kmh": 10.8, "incline_pct": 0})
        self.told.asked.add(caller.call(f"{take}/analyze", {})["job"]["id"])

    def correct(self, caller: Caller, chance: random.Random) -> None:
        address = f"/api/analyses/{self.entered.analysis_id}"
        layers = caller.client.get(f"{address}/review").json()["layers"]
        change = {"kind": "near_side", "side": ("left", "right")[layers % 2]}
        self.told.layers = caller.call(f"{address}/corrections", {"expects": layers, "change": change})["layers"]

    def report(self, caller: Caller, chance: random.Random) -> None:
        visit = f"/visits/{self.entered.visit_id}/report"
        page = caller.client.get(f"{visit}.json").json()
        told = {"analysis": self.entered.analysis_id, "parts": ["runner"], "pictures": "none"}
        caller.call(f"/api{visit}", told | {"edition": page["edition"]})
        page = caller.client.get(f"{visit}.json").json()
        answer = caller.client.post(
            f"/api/reports/{page['draft_id']}/sign",
            json={"by": "Anna", "basis": page["basis"]},
            headers={"x-csrf-token": caller.token},
        )
        if answer.status_code == 200:  # 409 where a correction came between
            self.told.signed[answer.json()["id"]] = answer.json()["pdf_sha256"]


def pace_of(driver: Driver) -> float:
    """How long the server lives at most, s: measured while it does everything once, for a busy machine takes longer."""
    began = time.monotonic()
    while not driver.told.asked:
        assert not driver.errors and time.monotonic() < began + PATIENCE_S, driver.errors
        time.sleep(0.05)
    return ROUNDS_A_LIFE * (time.monotonic() - began)


def killed(server: Served, chance: random.Random) -> None:
    """The server, and its workers with it; or first a worker alone, after which the server goes on."""
    for worker in server.workers():
        if chance.random() < 0.5:
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)
    time.sleep(chance.uniform(0.0, 0.3))
    server.kill()


def test_nothing_acknowledged_is_lost(tmp_path):
    home, chance = tmp_path / "record", random.Random(12)
    clip = small_clip(tmp_path / "clip.mp4").read_bytes()
    with Record.open(home) as record:
        driver = Driver(enter(record, only_user(record), tracked(tmp_path / "points.nc")), clip)
    longest_s = 0.0
    for _ in range(KILLS):
        server = begin(home, workers=1)
        threads = driver.run(server.url, chance)
        longest_s = longest_s or pace_of(driver)
        time.sleep(chance.uniform(0.1, longest_s))
        killed(server, chance)
        for thread in threads:
            thread.join(30)
        check(home, driver)
    assert driver.errors == []
    assert driver.told.takes and driver.told.asked, "clips were taken in, and their analyses asked for"
    again(home, driver)
    told = driver.told
    print(  # for whoever asks for many
        f"{KILLS} kills: {len(told.sent)} uploads, {len(told.takes)} taken in, {len(told.asked)} analyses asked for, "
        f"{told.layers} corrections, {len(told.signed)} reports signed"
    )


def check(home: Path, driver: Driver) -> None:
    told = driver.told
    with Record.open(home) as record:
        asker = only_user(record)
        with record.read(asker) as session:
            for take_id, sha256 in told.takes.items():
                assert clips.clip(session, clips.take(session, take_id).clip_id).sha256 == sha256
                assert digest(record.folder.media(sha256)) == sha256
            row = analyses.analysis(session, driver.entered.analysis_id)
            assert all(jobs.job(session, one).kind == "analyze" for one in told.asked)
            reports = {one.id: one for one in visit_results.reports_of(session, visit_id=driver.entered.visit_id)}
        assert told.layers <= row.layers <= told.layers + 1
        assert (record.folder.result(row.result) / "analysis.json").is_file()
        told.layers = row.layers
        for report, sha256 in told.signed.items():
            assert reports[report].pdf_sha256 == sha256
            assert signed_reports.file_of(record, asker, report, signed_reports.PDF)
        for upload, there in told.sent.items():
            if upload not in told.finished and record.folder.upload(upload).exists():
                assert record.folder.upload(upload).stat().st_size >= there
        assert not [one for one in record.folder.results() if one.endswith(PART)]
    with sqlite3.connect(home / "gaitcue.db") as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert raw.execute("PRAGMA foreign_key_check").fetchall() == []


def again(home: Path, driver: Driver) -> None:
    """What had arrived as a whole is taken in by asking once more; each upload is one take."""
    server = begin(home)
    try:
        with Caller(server.url) as caller:
            for upload in driver.told.sent.keys() - driver.told.finished:
                found = caller.client.get(f"/api/uploads/{upload}")
                if found.status_code == 404 or found.json()["offset"] == found.json()["bytes"]:
                    taken = caller.call(f"/api/uploads/{upload}/finish", {})
                    assert taken["take"]["id"] == upload
            film = caller.client.get(f"/visits/{driver.entered.visit_id}/film.json").json()
            ids = [one["id"] for one in film["takes"]]
            assert len(ids) == len(set(ids)) and driver.told.takes.keys() <= set(ids)
    finally:
        server.stop()
