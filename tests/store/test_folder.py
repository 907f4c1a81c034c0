"""Files of the record: whole or not there, once for the same content, and for their owner alone."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from gaitcue.store.folder import DataFolder
from gaitcue.terms.errors import OutputRefused
from gaitcue.work.clinic.record import Record

SHA256 = hashlib.sha256(b"clip").hexdigest()


@pytest.fixture
def folder(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


def test_the_same_content_lies_there_once(folder: DataFolder, tmp_path: Path) -> None:
    for name in ("a.mp4", "b.mp4"):
        (tmp_path / name).write_bytes(b"clip")
        assert folder.put_media(tmp_path / name) == (SHA256, 4)
        assert not (tmp_path / name).exists()
    assert list(folder.media_there()) == [SHA256]
    assert folder.media(SHA256).read_bytes() == b"clip"


def test_a_copy_leaves_the_file_where_it_is(folder: DataFolder, tmp_path: Path) -> None:
    (tmp_path / "a.mp4").write_bytes(b"clip")
    assert folder.copy_media(tmp_path / "a.mp4") == (SHA256, 4)
    assert (tmp_path / "a.mp4").read_bytes() == b"clip"
    assert list((folder.root / "uploads").iterdir()) == []


def test_a_result_that_is_not_finished_leaves_nothing(folder: DataFolder) -> None:
    with pytest.raises(RuntimeError), folder.new_result("r") as part:
        (part / "x").write_text("half")
        raise RuntimeError
    assert list((folder.root / "results").iterdir()) == []


def test_what_killed_writers_left_is_swept_away(folder: DataFolder) -> None:
    (folder.root / "results" / "r.part").mkdir()
    (folder.root / "media" / "ab").mkdir()
    (folder.root / "media" / "ab" / "abc.proxy.mp4.part").write_bytes(b"half")
    folder.sweep()
    assert [one for one in folder.root.rglob("*.part")] == []


def test_only_the_owner_reaches_anything(tmp_path: Path) -> None:
    with Record.open(tmp_path / "record") as record:
        (tmp_path / "a.mp4").write_bytes(b"clip")
        record.folder.put_media(tmp_path / "a.mp4")
        with record.folder.new_result("r") as part:
            (part / "x").write_text("x")
    root = tmp_path / "record"
    assert [one for one in (root, *root.rglob("*")) if one.is_dir() and one.stat().st_mode & 0o077] == []
    assert root.joinpath("gaitcue.db").stat().st_mode & 0o777 == 0o600
    assert record.folder.media(SHA256).stat().st_mode & 0o777 == 0o600


def test_a_folder_that_cannot_be_made_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputRefused, match=r"^[^\n]*cannot be made[^\n]*$"):
        DataFolder(tmp_path / "file" / "data")


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such rights")
def test_an_older_folder_that_others_could_read_is_closed(tmp_path: Path) -> None:
    (tmp_path / "record").mkdir(mode=0o755)
    Record.open(tmp_path / "record").close()
    assert (tmp_path / "record").stat().st_mode & 0o777 == 0o700
