"""A clip that comes in is looked at by a process of its own, with limits; the tests' quick one says the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from gaitcue.terms.errors import UnusableInput
from gaitcue.work.clinic import clips
from support.command import forked_look
from support.small_clips import small_clip

REAL = clips._probed
"""the real one: the tests of this room put the forked one in its place"""


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.CompletedProcess[bytes]]:
    """What real processes said."""
    said: list[subprocess.CompletedProcess[bytes]] = []

    def look(file: Path, name: str) -> subprocess.CompletedProcess[bytes]:
        said.append(REAL(file, name))
        return said[-1]

    monkeypatch.setattr(clips, "_probed", look)
    return said


def test_a_clip_is_looked_at_and_the_forked_process_says_the_same(tmp_path: Path, cold) -> None:
    file = small_clip(tmp_path / "clip.mp4")
    told = clips.probe_in_child(file, "run.mp4")
    assert (told["frames"], told["width"], told["height"], told["fps"]) == (12, 96, 64, 60.0)
    assert cold[0].args[:3] == [sys.executable, "-m", "gaitcue.work.clinic.probe_child"]
    assert json.loads(forked_look(file, "run.mp4").stdout) == told


def test_what_is_no_clip_is_refused_under_its_own_name_as_the_forked_process_says(tmp_path: Path, cold) -> None:
    file = tmp_path / "4711"
    file.write_bytes(b"<script>alert(1)</script>")
    with pytest.raises(UnusableInput, match=r"^page\.mp4[^\n]*$") as refused:
        clips.probe_in_child(file, "page.mp4")
    assert json.loads(forked_look(file, "page.mp4").stdout) == {"error": str(refused.value)}
    assert cold


def test_a_process_that_dies_twice_says_nothing_of_the_clip(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(clips, "_probed", lambda *_: subprocess.CompletedProcess([], -9, b""))
    with pytest.raises(UnusableInput, match="not a readable video"):
        clips.probe_in_child(tmp_path / "clip.mp4", "clip.mp4")


def test_a_clip_whose_decoding_does_not_end_is_refused_in_one_line(tmp_path: Path, cold, monkeypatch) -> None:
    monkeypatch.setattr(clips, "PATIENCE_S", 0.001)
    with pytest.raises(UnusableInput, match=r"^run\.mp4: decoding it does not come to an end[^\n]*$"):
        clips.probe_in_child(small_clip(tmp_path / "clip.mp4"), "run.mp4")
    assert cold == [], "it was not waited for"
