"""A result is made again from its raw Track: the same numbers as a full run, without the pose model."""

import json
import time
from pathlib import Path

import numpy as np
import pytest

import gaitcue
from gaitcue.demo import Runner, noisy_track, true_track
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.work.analyze import analyze
from gaitcue.work.options import options_from
from gaitcue.work.reports import analyze_to_folder
from gaitcue.work.results import read_result, read_track, write_track

TOLD = {"speed_kmh": 10.8, "height_cm": 175.0, "incline_pct": 0.0}
EVENT = {"action": "add", "type": "toe_off", "leg": "far", "frame": 201.5}
POINT = {"name": "left_heel", "frame": 200, "x": 310.5, "y": 501.0}


@pytest.fixture(scope="module")
def points(tmp_path_factory) -> Path:
    """10 s of running at 60 frames a second after 2 s of standing still."""
    runner = Runner(standing_s=2.0, duration_s=12.0, fps=60.0)
    file = tmp_path_factory.mktemp("points") / "run.nc"
    write_track(noisy_track(true_track(runner), 1.5, 0.08, 0.02, seed=3), file)
    return file


@pytest.fixture(scope="module")
def made(points, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("made") / "run.gaitcue"
    return analyze_to_folder([points], out, options_from(TOLD | {"standing": "0-1.9"}))


def same(a: Path, b: Path) -> None:
    """Every number of two results."""
    first, second = (json.loads((folder / "analysis.json").read_text(encoding="utf-8")) for folder in (a, b))
    assert first == second
    assert (a / "strides.csv").read_bytes() == (b / "strides.csv").read_bytes()
    for name in ("track.nc", "track_raw.nc"):
        left, right = read_track(a / name), read_track(b / name)
        assert left.attrs == right.attrs
        assert left.equals(right)


def corrections(folder: Path, **told) -> Path:
    file = folder / "moved.json"
    file.write_text(json.dumps(told))
    return file


def test_made_again_all_numbers_are_the_same(made, tmp_path):
    again = analyze_to_folder([made], tmp_path / "again", options_from({}))
    same(made, again)


def test_hand_corrections_give_what_a_full_run_gives_and_stay_until_others_come(made, points, tmp_path):
    told = {"corrections": corrections(tmp_path, events=[EVENT], points=[POINT])}
    full = analyze_to_folder([points], tmp_path / "full", options_from(TOLD | {"standing": "0-1.9"} | told))
    again = analyze_to_folder([made], tmp_path / "again", options_from(told))
    same(full, again)
    assert any(event.source == "hand" for event in read_result(again).events)
    same(again, analyze_to_folder([again], tmp_path / "third", options_from({})))
    assert json.loads((tmp_path / "third" / "corrections.json").read_text()) == {"events": [EVENT], "points": [POINT]}


def test_without_another_place_the_result_itself_is_made_again(points, tmp_path):
    out = analyze_to_folder([points], tmp_path / "r", options_from(TOLD))
    before = read_result(out).events
    assert analyze_to_folder([out], None, options_from({"corrections": corrections(tmp_path, events=[EVENT])})) == out
    assert len(read_result(out).events) == len(before) + 1
    assert {p.name for p in tmp_path.iterdir()} == {"r", "moved.json"}


def test_what_is_told_now_goes_before_what_was_told_then(made):
    again = gaitcue.analyze(made, speed_kmh=12.0)
    assert (again.conditions.speed_kmh, again.conditions.height_cm) == (12.0, 175.0)
    steps = {a: a_mean.summary("step_length").mean for a, a_mean in (("then", read_result(made)), ("now", again))}
    assert steps["now"] == pytest.approx(steps["then"] * 12.0 / 10.8, rel=1e-6)


@pytest.mark.parametrize(
    ("told", "option"),
    [({"preset": "best"}, "--preset"), ({"start_s": 1.0}, "--start"), ({"stickers": ["asis=1,2@0"]}, "--sticker"),
     ({"markers": "rbds"}, "--markers"), ({"capture_fps": 240.0}, "--capture-fps")],
)  # fmt: skip
def test_what_needs_the_recording_is_refused(made, told, option):
    with pytest.raises(BadOption, match=f"{option} needs the recording"):
        gaitcue.analyze(made, **told)


def test_a_result_without_its_raw_points_is_one_line(made, tmp_path):
    again = analyze_to_folder([made], tmp_path / "again", options_from({}))
    (again / "track_raw.nc").unlink()
    with pytest.raises(UnusableInput, match=r"without its raw points \(track_raw\.nc\)"):
        gaitcue.analyze(again)


def test_the_path_from_the_raw_track_takes_less_than_a_second(made):
    took = []
    for _ in range(4):  # the first one loads the libraries; a machine that does other work is slower at times
        begun = time.thread_time()
        again = analyze(made)
        took.append(time.thread_time() - begun)
        assert again.track.sizes["time"] == 720
    assert min(took) < 1.0


def test_a_clip_is_not_looked_at_again(clip, tmp_path, monkeypatch):
    full = analyze_to_folder([clip], tmp_path / "full", options_from(TOLD | {"preset": "fast", "end_s": 4.0}))
    monkeypatch.setattr("gaitcue.pose.estimate", None, raising=False)
    again = analyze_to_folder([full], tmp_path / "again", options_from({}))
    same(full, again)
    assert np.isfinite(read_result(again).summary("cadence").mean)


@pytest.mark.data
def test_a_real_clip_is_made_again_with_the_same_numbers(data_dir, tmp_path):
    clip = data_dir / "videos" / "treadmill-30fps.mp4"
    full = analyze_to_folder([clip], tmp_path / "full", options_from({"preset": "fast", "end_s": 4.0}))
    same(full, analyze_to_folder([full], tmp_path / "again", options_from({})))


def test_a_run_filmed_from_both_sides_is_made_again_from_both(tmp_path):
    files = []
    for facing, seed in (("right", 3), ("left", 4)):
        files.append(tmp_path / f"{facing}.nc")
        runner = Runner(duration_s=6.0, fps=60.0, facing=facing, near_side=facing, seed=seed)
        write_track(noisy_track(true_track(runner), 1.5, 0.08, 0.0, seed=seed), files[-1])
    out = analyze_to_folder(files, tmp_path / "r", options_from(TOLD))
    before = (out / "analysis.json").read_bytes()
    assert analyze_to_folder([out], None, options_from({})) == out
    assert (out / "analysis.json").read_bytes() == before
    assert not (out / "track_raw.nc").exists()
    assert {p.name for p in (out / "left").iterdir()} >= {"analysis.json", "track_raw.nc"}
    (out / "left/strides.csv").write_text((out / "right/strides.csv").read_text())
    with pytest.raises(UnusableInput, match=r"left/strides\.csv is not as gaitcue wrote it"):
        analyze_to_folder([out], None, options_from({}))
