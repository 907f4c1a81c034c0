"""Fixtures that every room's tests share."""

import os
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
LONGEST_FIRST = (
    "cli/test_hard_clips.py", "work/test_same_run.py", "web/test_film_in_the_browser.py", "store/test_kill.py",
    "work/clinic/test_taking_in.py", "web/test_compare.py", "work/test_parts.py", "work/jobs/test_pool.py",
    "web/test_in_the_browser.py", "pose/test_company.py", "test_wheel.py", "web/test_appointment.py",
    "work/test_how_tos.py", "cli/test_bad_input.py", "cli/test_kill.py", "store/test_earlier.py", "work/test_steps.py",
    "report/test_browser.py", "work/test_analyze.py", "validation/test_fuzz.py",
)  # fmt: skip
"""Files of half a minute and more: one that begins last leaves the other process waiting for it."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest files first, all others as they were found; a file's tests stay together."""
    places = {TESTS / name: place for place, name in enumerate(LONGEST_FIRST)}
    if gone := [file.name for file in places if not file.exists()]:
        raise pytest.UsageError(f"LONGEST_FIRST in tests/conftest.py names files that are not there: {gone}")
    items.sort(key=lambda item: places.get(item.path, len(places)))


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Folder with the real clips and marker trials; without it (a user's machine) the test is skipped."""
    folder = os.environ.get("GAITCUE_DATA")
    if not folder:
        pytest.skip("GAITCUE_DATA is not set: the real recordings are not on this machine")
    return Path(folder)
