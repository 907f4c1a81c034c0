"""What is kept from run to run: only where told to, whole, and never in the way."""

import os
from pathlib import Path

import pytest

from gaitcue.terms import cache


@pytest.mark.parametrize("told", [None, "", " off "])
def test_without_a_folder_nothing_is_kept(monkeypatch: pytest.MonkeyPatch, told: str | None) -> None:
    monkeypatch.delenv(cache.VARIABLE, raising=False)
    if told is not None:
        monkeypatch.setenv(cache.VARIABLE, told)
    assert cache.place("model", ["1"]) is None


def test_what_was_kept_is_read_and_a_changed_file_is_not(tmp_path: Path) -> None:
    file = tmp_path / "new" / "model-1"
    cache.write(file, b"compiled")
    assert cache.read(file) == b"compiled"
    file.write_bytes(file.read_bytes()[:-1])
    assert cache.read(file) is None
    file.write_bytes(b"")
    assert cache.read(file) is None
    assert cache.read(tmp_path / "missing") is None


def test_the_place_depends_on_all_it_is_made_from(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv(cache.VARIABLE, str(tmp_path))
    places = {cache.place(*told) for told in (("a", ["1"]), ("b", ["1"]), ("a", ["2"]), ("a", ["1", "2"]))}
    assert len(places) == 4
    assert cache.place("a", ["1"]) in places


def test_a_folder_that_cannot_be_written_is_no_trouble(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    cache.write(tmp_path / "file" / "model-1", b"compiled")
    assert cache.read(tmp_path / "file" / "model-1") is None
    assert (tmp_path / "file").read_text() == "in the way"


def test_a_write_that_fails_leaves_the_old_file_and_no_part(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "model-1"
    cache.write(file, b"old")

    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    cache.write(file, b"new")
    assert cache.read(file) == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_the_oldest_of_a_kind_make_room_and_other_kinds_stay(tmp_path: Path) -> None:
    for age, name in enumerate(["full-c", "full-b", "full-a", "heavy-a"]):
        cache.write(tmp_path / name, b"1")
        os.utime(tmp_path / name, (1000 - age, 1000 - age))
    cache.write(tmp_path / "full-new", b"2")
    assert {file.name for file in tmp_path.iterdir()} == {"full-new", "full-c", "heavy-a"}


def test_the_users_cache_is_where_the_system_puts_such_things(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert cache.user_cache() == tmp_path / "gaitcue"
    monkeypatch.delenv("XDG_CACHE_HOME")
    for system, end in (("linux", ".cache/gaitcue"), ("darwin", "Library/Caches/gaitcue"), ("win32", "gaitcue/Cache")):
        monkeypatch.setattr(cache.sys, "platform", system)
        assert cache.user_cache().as_posix().endswith(end)
