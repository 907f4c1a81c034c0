"""The whole command, killed at random: the old result or the new one is there, whole, and nothing else is touched."""

import json
import os
import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gaitcue.demo import Runner, noisy_track, true_track
from gaitcue.work.folders.merge import settled
from gaitcue.work.folders.written import LIST, own_files, read_list
from gaitcue.work.results import write_track

KILLS = 50

# One process loads everything once; each run of the command is a child of it, killed after a given time (or never).
SERVER = """
import os, signal, sys, time
import gaitcue.work.preload as preload
for module in (*preload.AFTER_READING, "gaitcue.work.reports", "gaitcue.report.pages.html", "gaitcue.pose.formats"):
    __import__(module)
from gaitcue.cli.app import main
preload.load_what_follows = lambda: None
for line in sys.stdin:
    wait_s, *arguments = line.rstrip("\\n").split("\\t")
    begun, child = time.monotonic(), os.fork()
    if child == 0:
        sys.argv = ["gaitcue", *arguments]
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        try:
            main()
        except SystemExit as ended:
            os._exit(ended.code)
        finally:
            os._exit(99)
    ended, status = 0, 0
    while wait_s and not ended and time.monotonic() < begun + float(wait_s):
        ended, status = os.waitpid(child, os.WNOHANG)
        time.sleep(0.001)
    if not ended:
        if wait_s:
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
    code = os.waitstatus_to_exitcode(status)
    print(code, time.monotonic() - begun, flush=True)
"""


class Server:
    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SERVER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def run(self, wait_s: float | None, *arguments: str) -> tuple[int, float]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        print("" if wait_s is None else wait_s, *arguments, sep="\t", file=self.process.stdin, flush=True)
        code, seconds = self.process.stdout.readline().split()
        return int(code), float(seconds)

    def end(self) -> None:
        self.process.communicate(timeout=30)


@pytest.fixture
def points(tmp_path) -> Path:
    file = tmp_path / "points.nc"
    write_track(noisy_track(true_track(Runner(duration_s=3.0, fps=60.0)), 1.5, 0.08, 0.0, seed=3), file)
    return file


def shoe_of(out: Path) -> str:
    """Which result is there: every file of it, unchanged since it was listed."""
    listed = read_list(out)
    assert listed is not None
    assert own_files(out) == {*listed.files, LIST}
    return json.loads((out / "analysis.json").read_text(encoding="utf-8"))["conditions"]["shoe"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="runs are forked, so that 50 of them are quick")
def test_fifty_kills_leave_the_old_result_or_the_new_one(tmp_path, points):
    rng, server = random.Random(20261129), Server()
    outs = {"alone": tmp_path / "alone.gaitcue", "shared": tmp_path / "shared.gaitcue"}
    seconds = 0.0
    for out in outs.values():
        code, seconds = server.run(None, "analyze", str(points), "--out", str(out), "--shoe", "first")
        assert code == 0
    (outs["shared"] / "notes.txt").write_text("mine")
    killed, there = 0, dict.fromkeys(outs, "first")
    for i in range(KILLS):
        kind = "alone" if i % 2 else "shared"
        arguments = "analyze", str(points), "--out", str(outs[kind]), "--shoe", f"shoe {i}"
        code, took = server.run(rng.uniform(0.2, 1.1) * seconds, *arguments)
        seconds = took if code == 0 else seconds  # the machine may be quicker by now
        killed += code == -signal.SIGKILL
        if kind == "shared":
            settled(outs[kind])
            assert (outs[kind] / "notes.txt").read_text() == "mine"
        assert shoe_of(outs[kind]) in (there[kind], f"shoe {i}")
        there[kind] = shoe_of(outs[kind])
    assert killed > KILLS / 3
    for kind, out in outs.items():
        assert server.run(None, "analyze", str(points), "--out", str(out), "--shoe", "last")[0] == 0
        assert shoe_of(out) == "last", kind
    server.end()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["alone.gaitcue", "points.nc", "shared.gaitcue"]
    assert not [p for p in outs["shared"].iterdir() if p.name.startswith(".gaitcue-") and p.name != LIST]
