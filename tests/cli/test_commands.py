"""Commands that tell, as a person meets them."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from gaitcue.clinic import read_overrides
from gaitcue.demo import Runner
from gaitcue.gait import MEASURES
from support.command import gaitcue
from support.drawn_clips import drawn_clip

GAITCUE = Path(sys.executable).with_name("gaitcue")
WIDE = os.environ | {"NO_COLOR": "1", "COLUMNS": "300"}


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    return gaitcue(*arguments, COLUMNS="300")


@pytest.fixture(scope="module")
def clip(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("clip") / "runner.mp4"
    runner = Runner(duration_s=5.0, fps=60.0, width=480, height=640, px_per_m=290.0)
    return drawn_clip(runner, file, tmp_path_factory)


def test_every_measure_is_listed():
    done = run("measures")
    assert done.returncode == 0
    assert all(measure in done.stdout for measure in MEASURES)


def test_probe_says_what_the_clip_allows_and_what_to_change(clip):
    done = run("probe", clip)
    assert done.returncode == 0
    assert "480x640" in done.stdout
    assert "60 fps: contact angles and times come with wider error" in done.stdout
    assert "s is short" in done.stdout
    assert "foot_strike_angle" in done.stdout.split("Not at this frame rate")[1]


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_stopping_leaves_no_half_written_result(clip, number, code):
    out = clip.parent / "stopped.gaitcue"
    command = [str(GAITCUE), "analyze", str(clip), "--out", str(out), "--preset", "best"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 30
    while not list(clip.parent.glob(".gaitcue-part-*")) and time.monotonic() < deadline:
        time.sleep(0.05)
    time.sleep(1.0)
    process.send_signal(number)
    _, told = process.communicate(timeout=60)
    assert process.returncode == code
    assert "nothing was written" in told
    assert [p.name for p in clip.parent.iterdir()] == ["runner.mp4"]


def test_red_flag_questions_are_listed_as_a_file_to_fill_in(tmp_path):
    done = run("red-flags")
    assert done.returncode == 0
    assert "saddle_numbness = " in done.stdout
    (tmp_path / "as-it-comes.toml").write_text(done.stdout)
    judged = run("red-flags", tmp_path / "as-it-comes.toml")
    assert judged.returncode == 0
    assert "Not answered: saddle_numbness" in judged.stdout


def test_red_flag_answers_are_judged(tmp_path):
    answers = tmp_path / "flags.toml"
    answers.write_text("on = 2026-11-20\n[answers]\nsaddle_numbness = true\n")
    done = run("red-flags", answers)
    assert "emergency" in done.stdout.lower()
    assert "seen and cleared" in done.stdout


def test_cues_are_offered_for_a_person(tmp_path):
    person = tmp_path / "person.toml"
    person.write_text("sports = []\nproblems = []\non = 2026-11-20\n")
    done = run("cues", person)
    assert done.returncode == 0
    assert "None: nothing hurts." in done.stdout


def test_a_clinicians_decision_is_logged_with_its_reason(tmp_path):
    log = tmp_path / "overrides.jsonl"
    for action in ("accept", "dismiss"):
        assert (
            run("override", log, "P1", "--action", action, "--reason", "seen in clinic", "--who", "K.").returncode == 0
        )
    entries = read_overrides(log)
    assert [(e.finding, e.action, e.reason) for e in entries] == [
        ("P1", "accept", "seen in clinic"),
        ("P1", "dismiss", "seen in clinic"),
    ]


def test_a_decision_without_a_reason_is_refused(tmp_path):
    done = run("override", tmp_path / "log", "P1", "--action", "dismiss", "--reason", " ", "--who", "K.")
    assert done.returncode == 2
    assert "reason" in done.stderr
    assert not (tmp_path / "log").exists()


def test_weights_are_not_fetched_without_consent(tmp_path):
    done = subprocess.run(
        [str(GAITCUE), "fetch-model", "rtmpose"], stdin=subprocess.DEVNULL, capture_output=True, text=True,
        env=WIDE | {"XDG_DATA_HOME": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 2
    assert "52 MB from https://" in done.stdout
    assert "--yes" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_an_own_file_with_another_hash_is_not_stored(tmp_path):
    (tmp_path / "own.onnx").write_bytes(b"something else")
    done = subprocess.run(
        [str(GAITCUE), "fetch-model", "rtmpose", "--file", str(tmp_path / "own.onnx")], capture_output=True, text=True,
        env=WIDE | {"XDG_DATA_HOME": str(tmp_path / "data")},
    )  # fmt: skip
    assert done.returncode == 2
    assert "SHA-256" in done.stderr
    assert not (tmp_path / "data").exists()
