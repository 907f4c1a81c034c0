"""An empty record, and who works with it."""

from collections.abc import Iterator

import pytest

from gaitcue.terms.asker import Asker
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record
from support.empty_record import empty_record


@pytest.fixture
def record(tmp_path) -> Iterator[Record]:
    with Record.open(empty_record(tmp_path / "record")) as opened:
        yield opened


@pytest.fixture
def asker(record) -> Asker:
    return only_user(record)
