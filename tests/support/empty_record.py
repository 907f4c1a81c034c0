"""An empty record of this version, made once and then copied: its tables are not built again for every test."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from gaitcue.store.database import FILE, Database


def empty_record(folder: Path) -> Path:
    """The folder, with a database that holds tables and no rows; what else a record needs is made on opening it."""
    folder.mkdir(parents=True)
    empty_database(folder / FILE)
    return folder


def empty_database(place: Path) -> Path:
    """A database file with this version's tables and no rows."""
    place.write_bytes(_tables())
    return place


@cache
def _tables() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / FILE
        Database.open(place).close()
        return place.read_bytes()
