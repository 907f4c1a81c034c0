"""Names come from strangers: on the terminal they are names, whatever they hold and whatever it can show."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from gaitcue.cli.terminal import bullet, printable_lines, say, screen
from gaitcue.demo import Runner, noisy_track, true_track
from gaitcue.terms.names import printable
from gaitcue.work.folders.written import LIST
from gaitcue.work.results import read_result, write_track

GAITCUE = Path(sys.executable).with_name("gaitcue")
ASCII = os.environ | {
    "NO_COLOR": "1",
    "COLUMNS": "300",
    "PYTHONUTF8": "0",
    "PYTHONIOENCODING": "ascii",
    "LC_ALL": "C.UTF-8",
}


def run(*arguments: str | bytes | Path, **settings: object) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run([GAITCUE, *arguments], capture_output=True, env=ASCII, **settings)  # type: ignore[call-overload]


def one_line(done: subprocess.CompletedProcess[bytes], code: int = 2) -> str:
    line = done.stderr.decode("ascii").strip()
    assert done.returncode == code, line
    assert line.startswith("gaitcue: ")
    assert "\n" not in line
    return line


@pytest.fixture(scope="module")
def points(tmp_path_factory) -> Path:
    file = tmp_path_factory.mktemp("points") / "points.nc"
    write_track(noisy_track(true_track(Runner(duration_s=4.0, fps=60.0)), 1.5, 0.08, 0.0, seed=3), file)
    return file


@pytest.mark.parametrize(
    ("name", "shown"),
    [("run\x1b[31m", r"run\x1b[31m"), ("a\nb\r", r"a\nb\r"), ("\udcff", r"\udcff"), ("\u202efdp", r"\u202efdp"),
     ("läufer [left] 🏃", "läufer [left] 🏃"), ("\x9b31m", r"\x9b31m")],
)  # fmt: skip
def test_control_characters_are_spelled_out_and_letters_stay(name, shown):
    assert printable(name) == shown


def test_lines_of_our_own_stay_lines():
    assert printable_lines("one\ntwo\x07") == "one\ntwo\\x07"


def test_no_text_is_taken_for_markup(capsys):
    for text in ("run [left].mp4", "[/a]", "[red]x[/red]", ":smile:"):
        screen().print(text)
        screen().print(bullet(text))
        assert capsys.readouterr().out.splitlines() == [text, f"• {text}"]


def test_an_escape_sequence_in_a_name_does_not_reach_the_terminal(capsys):
    screen().print("\x1b[31mrun\x1b[0m.mp4")
    say("\x1b[31mrun\x1b[0m.mp4")
    assert capsys.readouterr().out.splitlines() == [r"\x1b[31mrun\x1b[0m.mp4"] * 2


def test_any_name_on_a_terminal_of_few_letters(points, tmp_path):
    """Brackets, an escape sequence, a letter that ASCII has not, and a byte that UTF-8 has not."""
    file = os.fsencode(tmp_path) + "/run [left] \x1b[31mü".encode() + b"\xff.nc"
    with open(file, "wb") as copy:
        copy.write(points.read_bytes())
    done = run("analyze", file)
    assert done.returncode == 0, done.stderr
    report = next(line for line in done.stdout.decode("ascii").splitlines() if line.startswith("Report: "))
    assert r"run [left] \x1b[31m\xfc\udcff.gaitcue/report.html" in report
    assert os.path.isfile(file.removesuffix(b".nc") + b".gaitcue/report.html")
    assert b"\x1b" not in done.stdout + done.stderr


def test_the_longest_name_that_the_disk_takes(points, tmp_path):
    file = tmp_path / f"{'r' * 251}.nc"
    file.write_bytes(points.read_bytes())
    assert run("analyze", file).returncode == 0
    folder = next(path for path in tmp_path.iterdir() if path.is_dir())
    assert read_result(folder).measures


def test_names_of_runs_in_brackets(points, tmp_path):
    out = tmp_path / "compared [/]"
    done = run("compare", points, points, "--name", "[/a]", "--name", "[b]", "--out", out)
    assert done.returncode == 0, done.stderr
    assert b"[/a], [b]" in done.stdout
    assert (out / "comparison.html").is_file()


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("analyze", "clip.mp4", "--frobnicate"), "--frobnicate"),
        (("analyze",), "INPUT"),
        (("analyze", "clip.mp4", "--pain", "x"), "--pain"),
        (("analyze", "nowhere\x1b[31m.mp4"), r"nowhere\x1b[31m.mp4"),
        (("frobnicate",), "frobnicate"),
    ],
)
def test_what_is_wrong_with_the_command_line_is_one_line(arguments, words):
    assert words in one_line(run(*arguments))


def test_a_named_pipe_is_refused_at_once(tmp_path):
    os.mkfifo(tmp_path / "pipe.mp4")
    assert "neither a file nor a folder" in one_line(run("analyze", tmp_path / "pipe.mp4", timeout=60))


def test_a_reader_who_leaves_is_no_error():
    done = subprocess.run(f"{GAITCUE} measures | head -1", shell=True, capture_output=True, env=ASCII)
    assert done.stderr == b""


def test_a_clip_beside_its_own_result_stays(points, tmp_path):
    """The result goes where the clip lies, and is made again there."""
    assert run("analyze", points, "--out", tmp_path / "r").returncode == 0
    clip = tmp_path / "r" / "points.nc"
    clip.write_bytes(points.read_bytes())
    assert run("analyze", clip, "--out", tmp_path / "r").returncode == 0
    assert clip.read_bytes() == points.read_bytes()
    result = tmp_path / "r" / "track.nc"
    before = result.read_bytes()
    assert "is needed for this result" in one_line(run("analyze", result, "--out", tmp_path / "r"))
    assert result.read_bytes() == before
    assert {p.name for p in tmp_path.iterdir()} == {"r"}
    assert {p.name for p in (tmp_path / "r").iterdir() if p.name.startswith(".")} == {LIST}
