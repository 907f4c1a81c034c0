"""A record as this version's tables hold it, kept for good: ``python -m tools.earlier_record``, once a migration.

Every later version must read each of them (tests/store/test_earlier.py). Files that were written once never change.
"""

from __future__ import annotations

import random
import sqlite3
import sys
import tempfile
import uuid
from pathlib import Path
from unittest import mock

from gaitcue.store.migrating import NEWEST
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record

TESTS = Path(__file__).parents[1] / "tests"
EARLIER = TESTS / "store" / "earlier"


def text_of(folder: Path) -> str:
    """The SQL that makes the record again: one runner with a row in every table."""
    sys.path.insert(0, str(TESTS))
    from support.full_record import full_runner

    ids = random.Random(1)
    same_ids = mock.patch.object(uuid, "uuid4", lambda: uuid.UUID(int=ids.getrandbits(128), version=4))
    with same_ids, Record.open(folder) as record:
        full_runner(record, only_user(record))
    with sqlite3.connect(folder / "gaitcue.db") as raw:
        return "\n".join(raw.iterdump()) + "\n"


def write() -> Path:
    """Write the record of the newest migration, unless it is there."""
    file = EARLIER / f"{NEWEST}.sql"
    if not file.exists():
        with tempfile.TemporaryDirectory() as folder:
            file.write_text(text_of(Path(folder)), encoding="utf-8")
    return file


if __name__ == "__main__":
    print(write())
