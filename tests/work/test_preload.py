"""Models are compiled ahead only for what looks like a video; libraries load while a clip is read."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest

from gaitcue.work.preload import AFTER_READING, prepare_models


def test_only_videos_that_exist_are_prepared_for(tmp_path: Path, monkeypatch) -> None:
    asked: list[tuple[str, ...]] = []
    monkeypatch.setattr("gaitcue.work.preload.prepare", lambda *choice: asked.append(choice))
    clip, markers = tmp_path / "run 1.MOV", tmp_path / "run.c3d"
    for file in (clip, markers):
        file.touch()
    prepare_models([clip], "fast", "blazepose", "gpu")
    prepare_models([markers], "standard", "blazepose")
    prepare_models([clip, tmp_path / "missing.mp4"], "standard", "blazepose")
    assert asked == [("fast", "blazepose", "gpu")]


def test_what_is_needed_later_is_loaded_later() -> None:
    """The work can start before the filters and the report are there, and finds them when it needs them."""
    code = (
        "import sys, threading; import gaitcue.work.reports; from gaitcue.work.preload import load_what_follows;"
        "assert not {'scipy.signal', 'scipy.interpolate', 'scipy.stats', 'gaitcue.report'} & set(sys.modules);"
        "load_what_follows(); [t.join() for t in threading.enumerate() if t.name == 'gaitcue-load'];"
        "assert {'scipy.interpolate', 'gaitcue.report', 'gaitcue.gait.filtering'} <= set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("package", ["gaitcue.gait", "gaitcue.pose"])
def test_no_public_name_is_hidden_by_a_module_of_that_name(package: str) -> None:
    """A module that is imported becomes an attribute of its package, and would be given instead of the function."""
    for module in AFTER_READING:
        import_module(module)
    room = import_module(package)
    names = {path.stem for path in Path(room.__path__[0]).iterdir()}
    assert room.__all__
    assert not names & set(room.__all__)
    assert all(getattr(room, name) is not None for name in room.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        room.nonsense  # noqa: B018
