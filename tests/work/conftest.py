from collections.abc import Iterator
from pathlib import Path

import pytest

from gaitcue.demo import Runner, write_truth
from support.command import quick_looks
from support.drawn_clips import drawn_clip


@pytest.fixture(scope="module", autouse=True)
def looked_at() -> Iterator[None]:
    with quick_looks():
        yield


@pytest.fixture(scope="session")
def runner() -> Runner:
    return Runner(duration_s=6.0, fps=60.0, width=480, height=640, px_per_m=290.0, seed=5)


@pytest.fixture(scope="session")
def clip(runner, tmp_path_factory) -> Path:
    """A drawn runner who faces right, with TRUTH.json beside."""
    file = tmp_path_factory.mktemp("drawn") / "läufer rechts.mp4"
    drawn_clip(runner, file, tmp_path_factory)
    write_truth(runner, file.with_name("TRUTH.json"))
    return file


@pytest.fixture(scope="session")
def other_side(runner, tmp_path_factory) -> Path:
    """The same runner, filmed from the other side."""
    file = tmp_path_factory.mktemp("drawn") / "left.mp4"
    return drawn_clip(runner.with_(facing="left", seed=6), file, tmp_path_factory)
