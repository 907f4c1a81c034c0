"""The gaitcue command and the look at a clip, each a process of its own, forked from one that has its libraries loaded.

What a run of its own would spend on loading them, a second of processor time, is spent once.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pytest

from gaitcue.work.clinic import clips

WARM = """
import json, os, signal, sys
import gaitcue.work.preload as preload
for module in (*preload.AFTER_READING, "gaitcue.work.reports", "gaitcue.report.pages.html",
               "gaitcue.report.pages.model", "gaitcue.pose.estimation", "gaitcue.pose.formats",
               "gaitcue.pose.looking.networks", "gaitcue.video",
               "gaitcue.work.probe", "gaitcue.cli.terminal_tables", "rich.progress",
               "gaitcue.care.activity.opening", "gaitcue.live.protocol.result", "gaitcue.report.wording.care",
               "gaitcue.report.wording.load", "gaitcue.report.wording.retraining", "gaitcue.work.clinic.activities",
               "gaitcue.work.clinic.at_the_computer", "gaitcue.work.clinic.care", "gaitcue.work.clinic.exporting",
               "gaitcue.work.clinic.importing", "gaitcue.work.clinic.keeping",
               "gaitcue.work.clinic.retraining_course", "gaitcue.work.clinic.run_arrivals", "gaitcue.work.person"):
    __import__(module)
from gaitcue.cli.app import main
from gaitcue.work.clinic.probe_child import main as look_at_clip
for line in sys.stdin:
    program, arguments, out, err, folder, environment = json.loads(line)
    child = os.fork()
    if child == 0:
        os.chdir(folder)
        os.environ.update(environment)
        for number, target in ((0, os.devnull), (1, out), (2, err)):
            os.dup2(os.open(target, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT), number)
        sys.argv, code = [program, *arguments], 99
        try:
            main() if program == "gaitcue" else look_at_clip()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        except BaseException:
            import traceback
            traceback.print_exc()
        finally:
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(code or 0)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""

_ONE_AT_A_TIME = threading.Lock()


def gaitcue(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command; output and exit code as of ``subprocess.run`` with text captured and no colours."""
    told = [str(argument) for argument in arguments]
    if not hasattr(os, "fork"):
        program, settings = Path(sys.executable).with_name("gaitcue"), os.environ | {"NO_COLOR": "1"} | environment
        return subprocess.run([program, *told], capture_output=True, text=True, cwd=cwd, env=settings)
    code, out, err = _forked("gaitcue", told, cwd, environment)
    return subprocess.CompletedProcess(told, code, out.decode(), err.decode())


@contextmanager
def quick_looks() -> Iterator[None]:
    """Clips that come in are looked at by forked processes; that the real one does the same has its own test."""
    with pytest.MonkeyPatch.context() as patch:
        if hasattr(os, "fork"):
            patch.setattr(clips, "_probed", forked_look)
        yield


def forked_look(file: Path, name: str) -> subprocess.CompletedProcess[bytes]:
    told = [str(file), name]
    return subprocess.CompletedProcess(told, *_forked("look", told))


def _forked(
    program: str, told: list[str], cwd: Path | None = None, environment: Mapping[str, str] = MappingProxyType({})
) -> tuple[int, bytes, bytes]:
    """Exit code, and what was written to the two outputs."""
    with tempfile.TemporaryDirectory() as folder, _ONE_AT_A_TIME:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = _warm()
        assert process.stdin is not None and process.stdout is not None
        line = [program, told, str(out), str(err), str(cwd or Path.cwd()), dict(environment)]
        print(json.dumps(line), file=process.stdin, flush=True)
        code = int(process.stdout.readline())
        return code, out.read_bytes(), err.read_bytes()


@cache
def _warm() -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", WARM],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env=os.environ | {"NO_COLOR": "1"},
    )
    atexit.register(process.communicate)
    return process
