"""Nothing is lost: what stays, what is refused, and what every instant of an interruption leaves behind."""

import errno
import os
import signal
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from gaitcue.terms.errors import OutputRefused
from gaitcue.work.folders import guards
from gaitcue.work.folders.merge import settled
from gaitcue.work.folders.result_folder import default_folder, result_folder
from gaitcue.work.folders.written import LIST, own_files, read_list

Tree = dict[str, str]
OLD: Tree = {"analysis.json": "old", "report.html": "old page", "report.pdf": "old print", "left/strides.csv": "1"}
NEW: Tree = {"analysis.json": "new", "report.html": "new page", "annotated.mp4": "film", "right/strides.csv": "2"}
THEIRS: Tree = {"thesis.docx": "years of work", "left/notes.txt": "pain 3"}


def write(folder: Path, tree: Tree) -> None:
    for name, text in tree.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def make(out: Path, tree: Tree, **told) -> None:
    with result_folder(out, **told) as part:
        write(part, tree)


def seen(folder: Path) -> Tree:
    """What a person sees there."""
    files = (p for p in sorted(folder.rglob("*")) if p.is_file() and not p.name.startswith("."))
    return {str(p.relative_to(folder)): p.read_text() for p in files if ".gaitcue" not in str(p.relative_to(folder))}


def litter(folder: Path) -> list[str]:
    return sorted(str(p.relative_to(folder)) for p in folder.rglob(".gaitcue-*") if p.name != LIST)


def test_a_result_replaces_its_forerunner_whole(tmp_path):
    make(tmp_path / "r", OLD)
    make(tmp_path / "r", NEW)
    assert seen(tmp_path / "r") == NEW
    assert not (tmp_path / "r" / "left").exists()
    assert litter(tmp_path) == []
    assert own_files(tmp_path / "r") == {*NEW, LIST}


def test_files_of_others_stay_in_the_folder(tmp_path):
    make(tmp_path / "r", OLD)
    write(tmp_path / "r", THEIRS)
    make(tmp_path / "r", NEW)
    assert seen(tmp_path / "r") == NEW | THEIRS
    assert litter(tmp_path) == []


def test_what_somebody_changed_is_refused_before_any_work(tmp_path):
    make(tmp_path / "r", OLD)
    write(tmp_path / "r", {"report.html": "with my remarks"})
    with pytest.raises(OutputRefused, match=r"report\.html was changed"), result_folder(tmp_path / "r"):
        pytest.fail("the work began")
    assert seen(tmp_path / "r") == OLD | {"report.html": "with my remarks"}


def test_a_print_with_remarks_stays_when_none_is_made_and_is_refused_when_one_is(tmp_path):
    make(tmp_path / "r", OLD)
    write(tmp_path / "r", {"report.pdf": "with my remarks"})
    with pytest.raises(OutputRefused, match=r"report\.pdf was not written by gaitcue"):
        make(tmp_path / "r", NEW | {"report.pdf": "new print"})
    assert seen(tmp_path / "r") == OLD | {"report.pdf": "with my remarks"}
    make(tmp_path / "r", NEW)
    assert seen(tmp_path / "r") == NEW | {"report.pdf": "with my remarks"}


@pytest.mark.parametrize("mark", ["{}", '{"schema": "gaitcue/analysis/1"}'])
def test_a_folder_with_a_file_of_that_name_is_no_result(tmp_path, mark):
    theirs = {"analysis.json": mark, "thesis.docx": "years of work"}
    write(tmp_path / "r", theirs)
    with pytest.raises(OutputRefused, match="no gaitcue result"):
        make(tmp_path / "r", NEW)
    assert seen(tmp_path / "r") == theirs


def test_another_kind_of_result_is_not_replaced(tmp_path):
    make(tmp_path / "r", OLD)
    with pytest.raises(OutputRefused, match=r"another kind of result \(analysis\)"):
        make(tmp_path / "r", NEW, kind="comparison")
    assert seen(tmp_path / "r") == OLD


def test_an_input_is_never_replaced(tmp_path):
    make(tmp_path / "r", OLD)
    with pytest.raises(OutputRefused, match=r"left.strides\.csv is needed"):
        make(tmp_path / "r", NEW, inputs=[tmp_path / "r" / "left" / "strides.csv"])
    with pytest.raises(OutputRefused, match="left is needed"):
        make(tmp_path / "r", NEW, inputs=[tmp_path / "r" / "left"])
    assert seen(tmp_path / "r") == OLD


def test_the_same_file_given_and_made_is_not_touched(tmp_path):
    """Corrections are edited where the last result has them, and given from there."""
    make(tmp_path / "r", OLD | {"corrections.json": "[]"})
    write(tmp_path / "r", {"corrections.json": "[1]"})
    before = (tmp_path / "r" / "corrections.json").stat()
    make(tmp_path / "r", NEW | {"corrections.json": "[1]"})
    after = (tmp_path / "r" / "corrections.json").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)
    assert seen(tmp_path / "r") == NEW | {"corrections.json": "[1]"}


def test_a_list_cannot_point_out_of_its_folder(tmp_path):
    write(tmp_path, {"thesis.docx": "years of work"})
    make(tmp_path / "r", OLD)
    text = (tmp_path / "r" / LIST).read_text()
    (tmp_path / "r" / LIST).write_text(text.replace('"report.pdf"', '"../thesis.docx"'))
    assert read_list(tmp_path / "r") is None


def test_a_link_to_a_folder_stays_a_link(tmp_path):
    (tmp_path / "disk").mkdir()
    (tmp_path / "r").symlink_to(tmp_path / "disk", target_is_directory=True)
    for tree in (OLD, NEW):
        make(tmp_path / "r", tree)
        assert (tmp_path / "r").is_symlink()
        assert seen(tmp_path / "disk") == tree
    assert litter(tmp_path) == []


def test_a_file_behind_a_link_stays(tmp_path):
    make(tmp_path / "r", OLD)
    (tmp_path / "r" / "left").rename(tmp_path / "elsewhere")
    (tmp_path / "r" / "left").symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    make(tmp_path / "r", NEW)
    assert seen(tmp_path / "elsewhere") == {"strides.csv": "1"}


@pytest.mark.parametrize("theirs", [{}, THEIRS], ids=["exchanged", "merged"])
def test_modes_are_kept(tmp_path, theirs):
    make(tmp_path / "r", OLD)
    write(tmp_path / "r", theirs)
    (tmp_path / "r").chmod(0o700)
    (tmp_path / "r" / "report.html").chmod(0o600)
    make(tmp_path / "r", NEW)
    assert stat.S_IMODE((tmp_path / "r").stat().st_mode) == 0o700
    assert stat.S_IMODE((tmp_path / "r" / "report.html").stat().st_mode) == 0o600


def test_a_new_folder_has_the_modes_that_the_person_chose(tmp_path):
    before = os.umask(0o077)
    try:
        make(tmp_path / "r", NEW)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "r").stat().st_mode) == 0o700


def test_the_folder_one_stands_in_stays_the_same_folder(tmp_path, monkeypatch):
    make(tmp_path / "r", OLD)
    monkeypatch.chdir(tmp_path / "r")
    before = Path().stat().st_ino
    make(Path(), NEW)
    assert (tmp_path / "r").stat().st_ino == Path().stat().st_ino == before
    assert seen(tmp_path / "r") == NEW
    assert litter(tmp_path) == []


def appear_file(out: Path) -> None:
    out.write_text("mine")


def appear_folder(out: Path) -> None:
    write(out, {"mine.txt": "mine"})


def appear_same_name(out: Path) -> None:
    write(out, {"report.html": "mine"})


def appear_other_result(out: Path) -> None:
    make(out, OLD, sources=("other.mov",))


@pytest.mark.parametrize("appear", [appear_file, appear_same_name, appear_other_result])
def test_what_appears_meanwhile_and_is_in_the_way_stays(tmp_path, appear: Callable[[Path], None]):
    appear(tmp_path / "like this")
    with pytest.raises(OutputRefused), result_folder(tmp_path / "r", sources=("run.mp4",)) as part:
        write(part, NEW)
        appear(tmp_path / "r")
    expected, got = tmp_path / "like this", tmp_path / "r"
    assert got.read_text() == "mine" if got.is_file() else seen(got) == seen(expected)
    assert litter(tmp_path) == []


@pytest.mark.parametrize("fresh", [NEW, OLD], ids=["other numbers", "the same numbers again"])
def test_a_result_made_again_meanwhile_is_not_replaced_by_another_recordings(tmp_path, fresh: Tree):
    """Two commands at once into a folder that holds a result of one of them: the second is told."""
    out = tmp_path / "r"
    make(out, OLD, sources=("run.c3d",))
    with pytest.raises(OutputRefused, match="meanwhile"), result_folder(out, sources=("run.mp4",)) as part:
        write(part, {"analysis.json": "of the video"})
        make(out, fresh, sources=("run.c3d",))
    assert seen(out) == fresh
    make(out, NEW, sources=("run.mp4",))
    assert seen(out) == NEW


@pytest.mark.parametrize("there", [True, False])
def test_what_appears_meanwhile_and_is_not_in_the_way_stays_too(tmp_path, there):
    if there:
        (tmp_path / "r").mkdir()
    with result_folder(tmp_path / "r") as part:
        write(part, NEW)
        appear_folder(tmp_path / "r")
    assert seen(tmp_path / "r") == NEW | {"mine.txt": "mine"}


def test_folders_that_were_made_for_nothing_go_again(tmp_path):
    with pytest.raises(ValueError, match="no"), result_folder(tmp_path / "a" / "b" / "r"):
        raise ValueError("no")
    assert list(tmp_path.iterdir()) == []


def test_the_same_name_of_two_recordings_gives_two_folders(tmp_path):
    first, second = tmp_path / "run.mp4", tmp_path / "run.mov"
    make(default_folder(first), OLD, sources=("run.mp4",))
    assert default_folder(first) == tmp_path / "run.gaitcue"
    assert default_folder(second) == tmp_path / "run.mov.gaitcue"


def test_the_longest_names_have_a_folder_each(tmp_path):
    names = [f"{'ü' * 120}{last}.mp4" for last in ("abcdefghij", "abcdefghik")]
    folders = {default_folder(tmp_path / name) for name in names}
    assert len(folders) == 2
    for folder in folders:
        make(folder, NEW)
        assert seen(folder) == NEW


# --- interruptions

STEPS = ("rename", "replace", "link", "unlink", "rmdir", "mkdir", "chmod")


def begin(folder: Path, scene: str) -> Path:
    """fresh: nothing there; exchanged: an old result; merged: an old result among files of others."""
    out = folder / "r"
    if scene != "fresh":
        make(out, OLD)
    if scene == "merged":
        write(out, THEIRS)
    return out


def allowed(scene: str) -> list[Tree]:
    return {"fresh": [{}, NEW], "exchanged": [OLD, NEW], "merged": [OLD | THEIRS, NEW | THEIRS]}[scene]


def at_step(monkeypatch, step: int, act: Callable[[], None]) -> list[str]:
    """From now on the ``step``-th change of the disk acts first."""
    done: list[str] = []
    for name in STEPS:
        original = getattr(os, name)

        def counted(*args, _name=name, _original=original, **kwargs):
            done.append(_name)
            if len(done) == step:
                act()
            return _original(*args, **kwargs)

        monkeypatch.setattr(os, name, counted)
    return done


def full_disk() -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def ctrl_c() -> None:
    signal.raise_signal(signal.SIGINT)


def broken() -> None:
    raise RuntimeError("broken")


@pytest.mark.parametrize("scene", ["fresh", "exchanged", "merged"])
@pytest.mark.parametrize("act", [full_disk, ctrl_c, broken])
def test_an_error_at_any_step_leaves_the_old_result_or_the_new_one_and_says_which(tmp_path, monkeypatch, scene, act):
    steps = 0
    while True:
        steps += 1
        folder = tmp_path / str(steps)
        folder.mkdir()
        out, stop = begin(folder, scene), None
        with monkeypatch.context() as patch:
            done = at_step(patch, steps, act)
            try:
                make(out, NEW)
            except (OutputRefused, KeyboardInterrupt, RuntimeError) as error:
                stop = error
        if len(done) < steps:
            break
        state = seen(out) if out.exists() else {}
        assert state in allowed(scene), steps
        if stop is None:
            assert state == allowed(scene)[1], steps
        said = getattr(stop, "__notes__", [])
        if said:
            assert said[-1].startswith("the new result is in") == (state == allowed(scene)[1]), steps
        if act is ctrl_c:
            assert stop is not None, steps
        make(out, NEW)
        assert seen(out) == allowed(scene)[1], steps
        assert litter(folder) == [], steps
    assert steps > 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed at a chosen step")
@pytest.mark.parametrize("scene", ["fresh", "exchanged", "merged"])
def test_a_kill_at_any_step_leaves_the_old_result_or_the_new_one(tmp_path, monkeypatch, scene):
    steps, ended = 0, False
    while not ended:
        steps += 1
        folder = tmp_path / str(steps)
        folder.mkdir()
        out = begin(folder, scene)
        child = os.fork()
        if child == 0:
            at_step(monkeypatch, steps, lambda: os._exit(9))
            try:
                make(out, NEW)
            finally:
                os._exit(0)
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
        if scene == "merged":  # theirs never moved; what was begun is finished by whoever reads the result
            assert THEIRS.items() <= seen(out).items(), steps
            settled(out)
        assert (seen(out) if out.exists() else {}) in allowed(scene), steps
        make(out, NEW)
        assert seen(out) == allowed(scene)[1], steps
        assert litter(folder) == [], steps
    assert steps > 5


@pytest.mark.skipif(not hasattr(os, "fork"), reason="a process is killed at two chosen steps")
def test_a_kill_while_the_old_result_is_put_back_leaves_it_or_is_made_good(tmp_path, monkeypatch):
    """First the disk fails in the middle of a merge, then the process dies while it takes that back."""
    killed = 0
    for steps in range(1, 200):
        folder = tmp_path / str(steps)
        folder.mkdir()
        out = begin(folder, "merged")
        child = os.fork()
        if child == 0:
            at_step(monkeypatch, 18, full_disk)
            at_step(monkeypatch, 18 + steps, lambda: os._exit(9))
            try:
                make(out, NEW)
            except OutputRefused:
                pass
            finally:
                os._exit(0)
        killed += os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
        settled(out)
        assert seen(out) in allowed("merged"), steps
        make(out, NEW)
        assert litter(folder) == [], steps
        if killed < steps:
            break
    assert killed > 5


def test_a_run_at_work_is_not_swept_and_a_dead_one_is(tmp_path):
    dead = tmp_path / f"{guards.PART}00000000"
    write(dead, {"track.nc": "half"})
    with result_folder(tmp_path / "a") as part:
        assert not dead.exists()
        write(part, OLD)
        make(tmp_path / "b", NEW)
        assert seen(part) == OLD
    assert seen(tmp_path / "a") == OLD


def test_without_locks_only_old_litter_is_swept(tmp_path, monkeypatch):
    monkeypatch.setattr(guards, "fcntl", None)
    young, old = tmp_path / f"{guards.PART}0", tmp_path / f"{guards.PART}1"
    for part in (young, old):
        write(part, {"track.nc": "half"})
    os.utime(old, (0, 0))
    make(tmp_path / "r", NEW)
    assert (young.exists(), old.exists()) == (True, False)


def test_an_old_result_that_holds_another_ones_file_is_not_swept(tmp_path):
    part = tmp_path / f"{guards.PART}0"
    make(part, OLD)
    write(part, {"thesis.docx": "years of work"})
    make(tmp_path / "r", NEW)
    assert (part / "thesis.docx").read_text() == "years of work"


@pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are processes")
@pytest.mark.parametrize("theirs", [{}, THEIRS], ids=["exchanged", "merged"])
def test_three_writers_at_once_leave_one_whole_result(tmp_path, theirs):
    out = tmp_path / "r"
    make(out, OLD)
    write(out, theirs)
    trees = [{"analysis.json": str(i), f"only_{i}.txt": str(i)} for i in range(3)]
    children = []
    for tree in trees:
        child = os.fork()
        if child == 0:
            failed = 1
            try:
                for _ in range(25):
                    make(out, tree)
                failed = 0
            finally:
                os._exit(failed)
        children.append(child)
    assert [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children] == [0, 0, 0]
    assert seen(out) in [tree | theirs for tree in trees]
    assert litter(tmp_path) == []


def test_writers_in_threads_of_one_process_do_not_mix(tmp_path):
    trees = [{"analysis.json": str(i), f"only_{i}.txt": str(i)} for i in range(2)]
    errors: list[BaseException] = []

    def write_often(tree: Tree) -> None:
        try:
            for _ in range(20):
                make(tmp_path / "r", tree)
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=write_often, args=(tree,)) for tree in trees]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert seen(tmp_path / "r") in trees
