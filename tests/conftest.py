"""Fixtures that every room's tests share."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def data_dir() -> Path:
    """Folder with the real clips and marker trials; without it (a user's machine) the test is skipped."""
    folder = os.environ.get("GAITCUE_DATA")
    if not folder:
        pytest.skip("GAITCUE_DATA is not set: the real recordings are not on this machine")
    return Path(folder)
