"""A finished result is read whole, of one run, and as gaitcue wrote it; else one line says what is wrong."""

import json
import os
import random
import signal
import time
from pathlib import Path

import pytest

from gaitcue.demo import Runner, noisy_track, true_track
from gaitcue.report.wording.sentences import note_text
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.records import Analysis
from gaitcue.work.compare import take_run
from gaitcue.work.folders import reading
from gaitcue.work.folders.merge import settled
from gaitcue.work.folders.reading import read_whole
from gaitcue.work.folders.result_folder import result_folder
from gaitcue.work.folders.written import LIST
from gaitcue.work.options import options_from
from gaitcue.work.reports import analyze_to_folder
from gaitcue.work.results import read_result, write_track


def points(folder: Path, seed: int, fps: float = 60.0) -> Path:
    file = folder / "run.nc"
    write_track(noisy_track(true_track(Runner(duration_s=8.0, fps=fps)), 1.5, 0.08, 0.02, seed=seed), file)
    return file


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    return analyze_to_folder([points(tmp_path_factory.mktemp("points"), 3)], None, options_from({}))


@pytest.fixture
def copy(made: Path, tmp_path: Path) -> Path:
    from shutil import copytree

    return Path(copytree(made, tmp_path / "run.gaitcue"))


def edit(folder: Path, **told: object) -> None:
    file = folder / "analysis.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | told))


def shorten(folder: Path, lines: int) -> None:
    file = folder / "strides.csv"
    file.write_text("\n".join(file.read_text().splitlines()[:lines]) + "\n")


EDITS = {
    "provenance removed": lambda folder: edit(folder, provenance={}),
    "no measures": lambda folder: edit(folder, measures=[]),
    "one stride": lambda folder: edit(
        folder, strides=json.loads((folder / "analysis.json").read_text())["strides"][:1]
    ),
    "no rows": lambda folder: shorten(folder, 1),
    "fewer rows": lambda folder: shorten(folder, 20),
    "track cut off": lambda folder: (folder / "track.nc").write_bytes((folder / "track.nc").read_bytes()[:-8]),
}


@pytest.mark.parametrize("change", EDITS.values(), ids=EDITS)
def test_what_was_changed_by_hand_is_said_by_every_reader(copy: Path, change) -> None:
    change(copy)
    for read in (
        read_result,
        lambda folder: take_run(folder, "a", None),
        lambda f: analyze_to_folder([f], f.parent / "b", options_from({})),
    ):
        with pytest.raises(UnusableInput, match=r"is not as gaitcue wrote it.*make the result again") as told:
            read(copy)
        assert "\n" not in str(told.value)


@pytest.mark.parametrize("name", ["track_raw.nc", "standing_raw.nc"])
def test_a_track_of_another_recording_is_refused(copy: Path, tmp_path: Path, name: str) -> None:
    other = analyze_to_folder([points(tmp_path, 4)], tmp_path / "other", options_from({}))
    (copy / name).write_bytes((other / "track_raw.nc").read_bytes())
    with pytest.raises(UnusableInput, match=rf"{name} is not as gaitcue wrote it"):
        analyze_to_folder([copy], tmp_path / "again", options_from({}))


def test_without_the_list_parts_of_two_runs_are_still_told_apart(copy: Path, tmp_path: Path) -> None:
    other = analyze_to_folder([points(tmp_path, 4, fps=61.0)], tmp_path / "other", options_from({}))
    (copy / LIST).unlink()
    (copy / "track_raw.nc").write_bytes((other / "track_raw.nc").read_bytes())
    with pytest.raises(UnusableInput, match=r"is of another recording than track\.nc"):
        analyze_to_folder([copy], tmp_path / "again", options_from({}))
    edit(copy, measures=[])
    with pytest.raises(UnusableInput, match="are not of one run"):
        read_result(copy)


def test_a_result_without_its_list_is_read_and_every_reader_says_so(copy: Path, made: Path, tmp_path: Path) -> None:
    from gaitcue import compare

    (copy / LIST).unlink()
    assert not codes(read_result(made))
    assert codes(read_result(copy)) == ["result_unlisted"]
    again = read_result(analyze_to_folder([copy], tmp_path / "again", options_from({})))
    assert codes(again) == ["result_unlisted"]
    (said,) = [note for note in compare([made, copy]).notes if note.code == "result_unlisted"]
    assert "run.gaitcue has lost the list of its files" in note_text(said)


def codes(analysis: Analysis) -> list[str]:
    return [note.code for note in analysis.quality if note.code == "result_unlisted"]


def test_pages_and_notes_beside_the_numbers_may_be_changed(copy: Path) -> None:
    (copy / "report.html").write_text("with a remark")
    (copy / "notes.txt").write_text("pain 3")
    assert isinstance(read_result(copy), Analysis)


@pytest.mark.parametrize("name", ["analysis.json", "strides.csv", "track.nc"])
@pytest.mark.parametrize("listed", [True, False])
def test_a_result_that_lacks_a_file_is_called_a_result(copy: Path, name: str, listed: bool) -> None:
    (copy / name).unlink()
    if not listed:
        (copy / LIST).unlink()
    for read in (read_result, lambda folder: take_run(folder, "a", None)):
        with pytest.raises(UnusableInput, match=f"is a gaitcue result that lacks {name}; make the result again"):
            read(copy)


def test_a_folder_of_pictures_is_no_half_result(tmp_path: Path) -> None:
    (tmp_path / "analysis.json").write_text("{}")
    reading.refuse_half(tmp_path)


# --- while another run puts its result there ---


def put(out: Path, content: str, theirs: bool = False) -> None:
    with result_folder(out) as part:
        for name in (*reading.NEEDED, "track_raw.nc"):
            (part / name).write_text(content)
    if theirs:
        (out / "notes.txt").write_text("pain 3")  # a folder with another's file is merged, not exchanged


@pytest.mark.parametrize("theirs", [False, True])
def test_a_swap_between_two_files_gives_the_new_result_whole(tmp_path: Path, theirs: bool) -> None:
    out, seen = tmp_path / "r", []
    put(out, "old", theirs)

    def read() -> tuple[str, str]:
        first = (out / "analysis.json").read_text()
        if not seen:
            put(out, "new")
        seen.append(first)
        return first, (out / "strides.csv").read_text()

    assert read_whole(out, read) == ("new", "new")
    assert seen == ["old", "new"]


def test_a_failure_of_a_reading_that_was_swapped_away_is_no_failure(tmp_path: Path) -> None:
    out, seen = tmp_path / "r", []
    put(out, "old")

    def read() -> str:
        seen.append(1)
        if len(seen) == 1:
            put(out, "new")
            raise UnusableInput("half of each")
        return (out / "track.nc").read_text()

    assert read_whole(out, read) == "new"


def test_who_is_swapped_away_again_and_again_waits_with_the_lock(tmp_path: Path, monkeypatch) -> None:
    out, seen = tmp_path / "r", []
    put(out, "0")
    monkeypatch.setattr(reading, "PAUSE_S", 0.0)

    def read() -> str:
        seen.append(1)
        if len(seen) <= reading.TRIES:
            put(out, str(len(seen)))
        return (out / "track.nc").read_text()

    assert read_whole(out, read) == str(reading.TRIES)
    assert len(seen) == reading.TRIES + 1


def writes_for_ever(out: Path, first: int, told: int) -> None:
    """Tells when the first result is there: on a busy machine that may take long."""
    for number in range(first, first + 100_000):
        put(out, str(number))
        if number == first:
            os.write(told, b".")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="processes are killed")
@pytest.mark.parametrize("theirs", [False, True])
def test_fifty_kills_of_a_writer_leave_one_whole_result(tmp_path: Path, theirs: bool) -> None:
    """Real SIGKILLs at random instants of a loop that does little but swapping."""
    out, rng, killed = tmp_path / "r", random.Random(7), 0
    put(out, "0", theirs)
    states = set()
    for kill in range(25):
        hears, told = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                writes_for_ever(out, 1_000_000 * kill, told)
            finally:
                os._exit(1)
        os.close(told)
        assert os.read(hears, 1) == b"."
        os.close(hears)
        time.sleep(rng.uniform(0.005, 0.05))
        os.kill(child, signal.SIGKILL)
        killed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
        settled(out)
        state = read_whole(out, lambda: {(out / name).read_text() for name in reading.NEEDED})
        assert len(state) == 1, kill
        states |= state
        assert (out / "notes.txt").exists() == theirs
    put(out, "last")
    assert killed == 25
    assert len(states) > 5
    assert [path.name for path in tmp_path.iterdir() if path.name != "r"] == []
    assert {path.name for path in out.iterdir() if path.name.startswith(".gaitcue-")} == {LIST}
