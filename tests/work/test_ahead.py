"""Models are compiled ahead only for what looks like a video."""

from pathlib import Path

from gaitcue.work.ahead import prepare_models


def test_only_videos_that_exist_are_prepared_for(tmp_path: Path, monkeypatch) -> None:
    asked: list[tuple[str, str]] = []
    monkeypatch.setattr("gaitcue.work.ahead.prepare", lambda *choice: asked.append(choice))
    clip, markers = tmp_path / "run 1.MOV", tmp_path / "run.c3d"
    for file in (clip, markers):
        file.touch()
    prepare_models([clip], "fast", "blazepose")
    prepare_models([markers], "standard", "blazepose")
    prepare_models([clip, tmp_path / "missing.mp4"], "standard", "blazepose")
    assert asked == [("fast", "blazepose")]
