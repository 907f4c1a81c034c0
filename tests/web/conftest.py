"""An app on an empty record, and a browser of it."""

from collections.abc import Iterator

import pytest

from gaitcue.web.app import create_app
from gaitcue.web.settings import Settings
from gaitcue.work.clinic.record import Record
from support.browser import HERE, Browser

SETTINGS = Settings(secret=b"s" * 32)


@pytest.fixture
def record(tmp_path) -> Iterator[Record]:
    with Record.open(tmp_path / "record") as opened:
        yield opened


@pytest.fixture
def app(record):
    return create_app(record, SETTINGS)


@pytest.fixture
def browser(app) -> Iterator[Browser]:
    with Browser(app, base_url=HERE, raise_server_exceptions=False) as opened:
        yield opened
