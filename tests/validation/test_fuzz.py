"""Spoiling files: what is wrong in a reader is seen, whatever form it takes."""

from __future__ import annotations

import io
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import numpy as np
import pytest

from gaitcue.pose.formats import limited
from gaitcue.terms.errors import UnusableInput
from validation.fuzz import children
from validation.fuzz.campaign import bad, campaign, total
from validation.fuzz.children import read_in_fork
from validation.fuzz.mutations import mutated
from validation.fuzz.native import forked_output
from validation.fuzz.readers import KINDS, Insane, Kind


def refuse(_: Path) -> None:
    raise UnusableInput("x is no video: copy it again")


def ramble(_: Path) -> None:
    raise UnusableInput("two\nlines")


def fail(_: Path) -> None:
    raise KeyError("x")


def crash(_: Path) -> None:
    signal.signal(signal.SIGSEGV, signal.SIG_DFL)
    os.kill(os.getpid(), signal.SIGSEGV)


def hang(_: Path) -> None:
    time.sleep(60)


def spin(_: Path) -> None:
    while True:
        pass


def hoard(_: Path) -> None:
    held = [np.empty(20_000_000) for _ in range(40)]  # asked for, not touched: quick on a busy machine too
    assert held


def lie(_: Path) -> None:
    raise Insane("cadence 3684")


@pytest.mark.parametrize(
    ("read", "outcome"),
    [(lambda _: None, "sane"), (refuse, "one line"), (ramble, "long message"), (fail, "traceback"),
     (crash, "signal"), (hang, "timeout"), (spin, "timeout"), (hoard, "memory"), (lie, "insane")],
)  # fmt: skip
def test_every_outcome_is_told_apart(tmp_path, monkeypatch, read, outcome):
    monkeypatch.setattr(children, "WALL_S", 1.0 if read is hang else 100.0)
    monkeypatch.setattr(children, "PATIENCE_S", 1.0 if read is spin else 20.0)
    assert read_in_fork(read, tmp_path / "x", tmp_path / "report.txt").outcome == outcome


def test_a_seed_gives_the_same_mutations():
    data = b'{"a": [1, 2.5, "text"]}' * 3
    first, again = ([mutated(data, ".json", rng) for _ in range(50)] for rng in (random.Random(7), random.Random(7)))
    assert first == again
    assert sum(each != data for each in first) > 40


def test_failing_inputs_are_kept_with_what_happened(tmp_path):
    def make(folder: Path) -> Path:
        (folder / "x.json").write_text('{"a": 1}')
        return folder / "x.json"

    def read(path: Path) -> None:
        if path.read_text(errors="replace") != '{"a": 1}':
            raise KeyError("spoiled")

    result = campaign(0.02, 1, [Kind("made up", make, read)], tmp_path)
    assert 0 < bad(result) <= total(result)
    assert any("KeyError" in file.read_text() for file in (tmp_path / "made-up").glob("*.txt"))


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
def test_the_seed_of_every_kind_is_read(tmp_path, monkeypatch, kind):
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    (tmp_path / "seed").mkdir()
    path = kind.make(tmp_path / "seed")
    if kind.name == "model archive":
        with pytest.raises(Exception, match="SHA-256"):
            kind.read(path)
    else:
        kind.read(path)


@pytest.mark.parametrize("name", ["c3d", "SLEAP HDF5", "netCDF 4"])
def test_a_forked_native_reader_finds_what_the_real_child_finds(tmp_path, monkeypatch, name):
    kind, asked = next(kind for kind in KINDS if kind.name == name), []
    real = limited.child_output
    monkeypatch.setattr(limited, "child_output", lambda *told: asked.append(told) or real(*told))
    kind.read(kind.make(tmp_path))
    first, second = (np.load(io.BytesIO(output(*asked[0]))) for output in (real, forked_output))
    assert first.files
    assert first.files == second.files
    for array in first.files:
        np.testing.assert_array_equal(first[array], second[array])


def test_a_forked_native_reader_fails_and_hangs_as_the_real_one(tmp_path, monkeypatch):
    (tmp_path / "x.c3d").write_bytes(b"no marker file")
    assert forked_output("c3d_native", tmp_path / "x.c3d", 1 << 30, 10.0) is None
    monkeypatch.setattr("gaitcue.pose.formats.c3d_native.read", lambda _: time.sleep(60))
    with pytest.raises(subprocess.TimeoutExpired):
        forked_output("c3d_native", tmp_path / "x.c3d", 1 << 30, 0.3)
    monkeypatch.setattr("gaitcue.pose.formats.c3d_native.read", lambda _: {"a": np.zeros(300_000_000)})
    assert forked_output("c3d_native", tmp_path / "x.c3d", 1 << 30, 10.0) is None
