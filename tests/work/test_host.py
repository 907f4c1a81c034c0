"""A library leaves its host as it was; what belongs to a process is set by the command alone."""

import os
import subprocess
import sys
from pathlib import Path

from gaitcue.terms import cache

GUEST = """
import ctypes, gc, signal, sys, threading
asked, look_up = [], ctypes.CDLL.__getattr__
def watched(library, name):
    asked.append(name)
    return look_up(library, name)
ctypes.CDLL.__getattr__ = watched
numbers = [signal.SIGINT, signal.SIGTERM]
handlers, started, start = [signal.getsignal(n) for n in numbers], [], threading.Thread.start
def noted(thread):
    started.append(thread.name)
    start(thread)
threading.Thread.start = noted
import gaitcue
gaitcue.analyze(sys.argv[1], preset="fast", end_s=3.0, out=sys.argv[2])
assert gc.get_freeze_count() == 0
assert [signal.getsignal(n) for n in numbers] == handlers
assert "openvino" in sys.modules and not any(name.startswith("openvino_telemetry") for name in sys.modules)
assert "gaitcue-load" not in started, started
assert threading.enumerate() == [threading.main_thread()], threading.enumerate()
assert "gaitcue.cli" not in sys.modules
assert "mallopt" not in asked, asked
from gaitcue.cli.process import return_freed_memory
return_freed_memory()
assert "mallopt" in asked or not sys.platform.startswith("linux"), "the watch sees nothing"
"""
"""whoever asks the C library for a function is noted; what the command asks for at last shows that it is"""


def test_an_analysis_in_somebodys_notebook_changes_nothing_there(clip: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", GUEST, str(clip), str(tmp_path / "r")]
    environment = {name: value for name, value in os.environ.items() if name != cache.VARIABLE}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stderr


def test_only_the_command_asks_for_memory_back_and_freezes() -> None:
    package = Path(__file__).parents[2] / "src" / "gaitcue"
    asking = {
        str(file.relative_to(package))
        for file in package.rglob("*.py")
        if any(word in file.read_text(encoding="utf-8") for word in ("mallopt(", "gc.freeze", "atexit"))
    }
    assert asking == {"cli/process.py"}
