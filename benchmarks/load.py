"""Many at once: ``python -m benchmarks.load [--seconds 60] [--readers 50] [--uploaders 5]``.

The app runs as ``gaitcue serve`` on a record of its own; readers ask for its pages, others send clips, all at the same
time on loopback. Afterwards every clip that was acknowledged is looked for, its row and each of its bytes, and
docs/benchmarks-load.md is written.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import struct
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.served import Caller, serving
from gaitcue.store import clips, runners, visits
from gaitcue.store.folder import digest
from gaitcue.terms.asker import Asker
from gaitcue.video import VideoWriter
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks-load.md"
RUNNERS, VISITS = 500, 20
LEAST_MB, MOST_MB = 1, 20
"""of the clips that are sent"""


@dataclass
class Seen:
    """What came of it."""

    seconds: float = 0.0
    read_ms: list[float] = field(default_factory=list)
    taken: dict[str, str] = field(default_factory=dict)
    """id of a take that was acknowledged -> SHA-256 of its clip"""
    sent_mb: float = 0.0
    errors: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)

    @property
    def worst_ms(self) -> tuple[float, float]:
        """95 of 100 reads under this, and the longest."""
        ordered = sorted(self.read_ms) or [0.0]
        return ordered[round(0.95 * (len(ordered) - 1))], ordered[-1]


def load(folder: Path, seconds: float, readers: int, uploaders: int) -> Seen:
    """Let so many read and send for so long, and look at what is left."""
    seen, clip = Seen(), small_clip(folder / "clip.mp4")
    with Record.open(folder / "record") as record:
        asker = only_user(record)
        addresses, own = prepared(record, asker)
        with serving(folder / "record") as server:
            until = time.monotonic() + seconds
            deeds: list[Callable[[], None]] = [
                *(partial(reads, server.url, addresses, n, until, seen) for n in range(readers)),
                *(partial(sends, server.url, own[n % len(own)], clip, n, until, seen) for n in range(uploaders)),
            ]
            begun = time.monotonic()
            together(deeds, seen)
            seen.seconds = time.monotonic() - begun
        seen.lost = list(missing(record, asker, seen))
    return seen


def prepared(record: Record, asker: Asker) -> tuple[list[str], list[str]]:
    """Runners with visits; addresses to read, and visits to send clips to."""
    with record.write(asker) as session:
        rows = [runners.add_runner(session, f"Runner {number}", 1980) for number in range(RUNNERS)]
        days = [date.today() - timedelta(days=7 * number) for number in range(VISITS)]
        found = [visits.add_visit(session, rows[0].id, on) for on in days]
    addresses = ["/", "/?q=runner+4", "/jobs", f"/runners/{rows[0].id}", f"/runners/{rows[0].id}/answers"]
    addresses += [f"/visits/{found[0].id}", f"/visits/{found[0].id}/film", f"/runners/{rows[0].id}.json"]
    return addresses, [visit.id for visit in found]


def small_clip(file: Path) -> bytes:
    """A real clip of twelve grey pictures."""
    with VideoWriter(file, 96, 64, 60.0) as writer:
        for number in range(12):
            picture = np.full((64, 96, 3), 110, np.uint8)
            picture[:, : 4 + 4 * number] = 230
            writer.write(picture, number / 60.0)
    return file.read_bytes()


def padded(clip: bytes, chance: random.Random, most_mb: int = MOST_MB) -> bytes:
    """The clip with so many bytes more that no player looks at, so that it is another file (a ``free`` box of MP4)."""
    more = chance.randbytes(chance.randint(LEAST_MB, most_mb) * 10**6)
    return clip + struct.pack(">I", len(more) + 8) + b"free" + more


def together(deeds: list[Callable[[], None]], seen: Seen) -> None:
    """All at the same time, to the end; what one raises is an error of the whole."""

    def tried(deed: Callable[[], None]) -> None:
        try:
            deed()
        except Exception as problem:
            seen.errors.append(f"{type(problem).__name__}: {problem}")

    threads = [threading.Thread(target=tried, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def reads(url: str, addresses: list[str], number: int, until: float, seen: Seen) -> None:
    chance = random.Random(number)
    with Caller(url) as caller:
        while time.monotonic() < until:
            address, begun = chance.choice(addresses), time.perf_counter()
            answer = caller.get(address)
            seen.read_ms.append(1e3 * (time.perf_counter() - begun))
            if answer.status_code != 200:
                seen.errors.append(f"{address}: {answer.status_code}")


def sends(url: str, visit_id: str, clip: bytes, number: int, until: float, seen: Seen) -> None:
    chance = random.Random(1000 + number)
    with Caller(url) as caller:
        while time.monotonic() < until:
            content = padded(clip, chance)
            taken = caller.upload(visit_id, f"{number}.mp4", content)
            seen.taken[taken["take"]["id"]] = taken["clip"]["sha256"]
            seen.sent_mb += len(content) / 1e6


def missing(record: Record, asker: Asker, seen: Seen) -> list[str]:
    """What was acknowledged and is not there as it was sent; and what the database says of itself."""
    found = []
    with record.read(asker) as session:
        for take_id, sha256 in seen.taken.items():
            row = clips.clip(session, clips.take(session, take_id).clip_id or "")
            place = record.folder.media(sha256)
            if row.sha256 != sha256 or not place.is_file() or digest(place) != sha256:
                found.append(f"take {take_id}")
    with sqlite3.connect(record.folder.root / "gaitcue.db") as raw:
        found += [told for (told,) in raw.execute("PRAGMA integrity_check") if told != "ok"]
        found += [f"foreign key {told}" for told in raw.execute("PRAGMA foreign_key_check")]
    return found


def text(seen: Seen, readers: int, uploaders: int) -> str:
    high, longest = seen.worst_ms
    return f"""# Many at once

Made by `python -m benchmarks.load`: {readers} readers and {uploaders} who send clips of {LEAST_MB} to {MOST_MB} MB,
all at the same time on loopback, against `gaitcue serve` with SQLite, on {os.cpu_count()} virtual cores that the
readers share too, with other work beside it.

| what | |
|---|---|
| time | {seen.seconds:.0f} s |
| pages read | {len(seen.read_ms)} ({len(seen.read_ms) / seen.seconds:.0f} a second) |
| a page, 95 of 100 under, longest | {high:.0f} ms, {longest:.0f} ms |
| clips sent and taken in | {len(seen.taken)} ({seen.sent_mb:.0f} MB) |
| errors (aim 0) | {len(seen.errors)} |
| acknowledged and lost (aim 0) | {len(seen.lost)} |
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--readers", type=int, default=50)
    parser.add_argument("--uploaders", type=int, default=5)
    told = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        seen = load(Path(folder), told.seconds, told.readers, told.uploaders)
    print(*seen.errors[:20], *seen.lost[:20], sep="\n")
    PAGE.write_text(text(seen, told.readers, told.uploaders), encoding="utf-8")


if __name__ == "__main__":
    main()
