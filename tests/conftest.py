"""Fixtures that every room's tests share."""

import gc
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read when numpy comes; more only wait for the other tests

import pytest
from hypothesis import settings

from gaitcue.terms import cache
from support.in_browser import launched

# How long an example takes says how busy the machine is.
settings.register_profile("any machine", settings.default, deadline=None)
settings.load_profile("any machine")

TESTS = Path(__file__).parent
LONGEST_FIRST = (
    "test_wheel.py", "cli/test_hard_clips.py", "web/test_live_in_the_browser.py", "work/test_analyze.py",
    "pose/test_company.py", "web/test_appointment.py", "work/test_same_run.py", "web/test_kill_server.py",
    "live/test_engine.py", "web/test_trial_live_in_the_browser.py", "video/test_repeats.py", "web/test_review.py",
    "cli/test_damaged_clips.py", "web/test_beat_run.py", "care/programme/test_engine_properties.py",
    "work/test_steps.py", "cli/test_commands.py", "web/test_all_pages_in_the_browser.py",
    "report/pages/test_one_mind.py", "work/folders/test_result_folder.py", "work/test_again.py", "clinic/test_sweep.py",
    "web/test_sent_twice_in_the_browser.py", "pose/formats/test_marker_files.py", "cli/test_kill.py",
    "web/test_trial_in_the_browser.py", "validation/test_fuzz.py",
)  # fmt: skip
"""Files of a quarter of a minute and more: one that begins last leaves the other process waiting for it."""


def pytest_configure(config: pytest.Config) -> None:
    _keep_to_one_core()
    _keep_models(config)


def _keep_to_one_core() -> None:
    """Where each core has its own tests, threads that look for another core find none and cost a seventh."""
    number, count = (os.environ.get(f"PYTEST_XDIST_WORKER{what}", "") for what in ("", "_COUNT"))
    if number and hasattr(os, "sched_setaffinity"):
        cores = sorted(os.sched_getaffinity(0))
        if int(count) >= len(cores):
            os.sched_setaffinity(0, {cores[int(number.removeprefix("gw")) % len(cores)]})


def _keep_models(config: pytest.Config) -> None:
    """Compiled pose models are kept, as the command keeps them, for this run of the tests and all its processes."""
    if cache.VARIABLE not in os.environ:
        os.environ[cache.VARIABLE] = folder = tempfile.mkdtemp(prefix="gaitcue-models-")
        config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
        config.add_cleanup(lambda: os.environ.pop(cache.VARIABLE, None))


def pytest_collection() -> None:
    """Thousands of tests are collected, and all of them stay: nothing of it is garbage."""
    gc.disable()


def pytest_collection_finish() -> None:
    """What was imported and collected stays to the end: the collector looks no more through it, and less often."""
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    gc.enable()


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


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    """The browser of a file; each test opens contexts of its own in it."""
    with launched() as browser:
        yield browser
