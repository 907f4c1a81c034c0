import os
import signal
import subprocess
import sys
import time

import pytest

from gaitcue.demo import Runner, draw_clip


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    file = tmp_path_factory.mktemp("live") / "run.mp4"
    draw_clip(Runner(duration_s=6.0, fps=30.0, width=640, height=480, px_per_m=210.0), file)
    return file


def run(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "gaitcue", "live", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_a_clip_is_measured_step_by_step_while_it_plays(clip):
    begun = time.monotonic()
    done = run(clip)
    assert done.returncode == 0, done.stderr
    assert time.monotonic() - begun > 6.0
    lines = done.stdout.splitlines()
    steps = [line.split() for line in lines if line.split()[1:2] in (["left"], ["right"])]
    assert len(steps) >= 8
    assert [int(each[0]) for each in steps] == list(range(1, len(steps) + 1))
    assert abs(float(steps[-1][3].strip("()")) - 166) < 3
    assert lines[-4].startswith(f"{len(steps)} steps, cadence 16")
    assert "frames in" in lines[-3]


def test_ctrl_c_ends_with_a_summary(clip):
    process = subprocess.Popen(
        [sys.executable, "-m", "gaitcue", "live", str(clip)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    shown = [process.stdout.readline() for _ in range(3)]
    process.send_signal(signal.SIGINT)
    rest, errors = process.communicate(timeout=30)
    assert "step" in shown[0]
    assert "frames in" in rest
    assert (process.returncode, errors) == (0, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["97"], "gaitcue: camera 97 cannot be opened"),
        (["nothing-here.mp4"], "gaitcue: nothing-here.mp4 does not exist"),
        (["rtsp://127.0.0.1:9/run"], "gaitcue: rtsp://127.0.0.1:9/run cannot be reached"),
        (["nothing-here.mp4", "--model", "heavy"], "gaitcue: --model: 'heavy' is not known"),
    ],
)
def test_a_source_or_model_that_is_not_there_is_one_line(arguments, said):
    done = run(*arguments)
    assert done.returncode == 2
    assert done.stderr.startswith(said)
    assert done.stderr.count("\n") == 1
    assert done.stdout == ""
