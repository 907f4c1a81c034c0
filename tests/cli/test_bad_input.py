"""What must be refused: exit 2, one line that says what is wrong and what to do, and no files."""

import os
import subprocess
import sys
from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from support.command import gaitcue


def analyze(folder: Path, source: Path | str, *arguments: str) -> subprocess.CompletedProcess[str]:
    out = folder / "out.gaitcue"
    return gaitcue("analyze", source, "--out", out, *arguments)


def refused(done: subprocess.CompletedProcess[str], folder: Path, *words: str) -> None:
    assert done.returncode == 2, done.stderr + done.stdout
    line = done.stderr.strip()
    assert "\n" not in line, line
    assert line.startswith("gaitcue: ")
    assert any(word in line for word in words), line
    assert not list(folder.glob("*out.gaitcue*"))


def write_video(file: Path, pictures: list[np.ndarray], fps: int = 30) -> Path:
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=fps)
        stream.height, stream.width = pictures[0].shape[:2]
        stream.pix_fmt = "yuv420p"
        for picture in pictures:
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return file


def noise(n: int, height: int = 240, width: int = 320) -> list[np.ndarray]:
    rng = np.random.default_rng(0)
    return [cv2.resize(rng.integers(0, 255, (9, 12, 3), dtype=np.uint8), (width, height)) for _ in range(n)]


def test_a_missing_file(tmp_path):
    refused(analyze(tmp_path, tmp_path / "nowhere.mp4"), tmp_path, "does not exist")


def test_a_text_file_is_no_video(tmp_path):
    file = tmp_path / "notes ä.mp4"
    file.write_text("this is not a video")
    refused(analyze(tmp_path, file), tmp_path, "video")


def test_an_empty_file(tmp_path):
    (tmp_path / "empty.mp4").write_bytes(b"")
    refused(analyze(tmp_path, tmp_path / "empty.mp4"), tmp_path, "empty", "video")


def test_audio_only(tmp_path):
    with av.open(str(tmp_path / "sound.m4a"), "w") as container:
        stream = container.add_stream("aac", rate=44100)
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 44100), np.float32), format="flt", layout="mono")
        sound.sample_rate = 44100
        container.mux(stream.encode(sound))
        container.mux(stream.encode(None))
    refused(analyze(tmp_path, tmp_path / "sound.m4a"), tmp_path, "picture", "video")


def test_a_video_without_its_index(tmp_path):
    whole = write_video(tmp_path / "whole.mp4", noise(60))
    (tmp_path / "cut.mp4").write_bytes(whole.read_bytes()[: whole.stat().st_size // 3])
    refused(analyze(tmp_path, tmp_path / "cut.mp4"), tmp_path, "cut", "complete", "read", "truncated")


def test_one_frame(tmp_path):
    refused(analyze(tmp_path, write_video(tmp_path / "one.mp4", noise(1))), tmp_path, "frame", "short")


def test_an_end_before_the_third_step_names_the_option(tmp_path):
    video = write_video(tmp_path / "run.mp4", noise(60))
    done = analyze(tmp_path, video, "--end", "0.01")
    refused(done, tmp_path, "--start and --end leave")
    assert "obody" not in done.stderr


def test_a_clip_of_one_frame_has_no_rate_of_0(tmp_path):
    said = gaitcue("probe", write_video(tmp_path / "one.mp4", noise(1)))
    assert "recorded at 30.00 fps" in said.stdout
    assert "Traceback" not in said.stderr


def test_nobody_there(tmp_path):
    still = [np.full((360, 480, 3), 120, np.uint8)] * 40
    refused(analyze(tmp_path, write_video(tmp_path / "wall.mp4", still)), tmp_path, "nobody", "person", "runner")


@pytest.mark.parametrize(
    ("option", "value"),
    [("--preset", "fastest"), ("--near-side", "front"), ("--capture-fps", "-3"), ("--capture-fps", "nan"),
     ("--pain", "12"), ("--speed-kmh", "0"), ("--sticker", "asis=here"), ("--painful-side", "knee"),
     ("--corrections", "nowhere.json")],
)  # fmt: skip
def test_an_option_that_makes_no_sense(tmp_path, option, value):
    """The recording is not even opened: this one could not be read, and that is not what is said."""
    (tmp_path / "run.trc").write_text("no markers")
    refused(analyze(tmp_path, tmp_path / "run.trc", option, value), tmp_path, option)


def test_an_option_that_makes_no_sense_is_refused_before_models_or_libraries_are_loaded(tmp_path):
    clip = tmp_path / "run.mp4"
    clip.write_bytes(b"no clip")
    code = (
        "import sys; from gaitcue.cli.app import exit_code; sys.argv[0] = 'gaitcue'; code = exit_code();"
        "print(*sorted({'numpy', 'scipy', 'xarray', 'openvino', 'av'} & set(sys.modules))); sys.exit(code)"
    )
    command = [sys.executable, "-c", code, "analyze", str(clip), "--pain", "12", "--out", str(tmp_path / "out.gaitcue")]
    done = subprocess.run(command, capture_output=True, text=True, env=os.environ | {"NO_COLOR": "1"})
    refused(done, tmp_path, "--pain")
    assert done.stdout == "\n"


def test_a_result_folder_that_holds_other_files(tmp_path):
    clip = write_video(tmp_path / "clip.mp4", noise(5))
    (tmp_path / "out.gaitcue").mkdir()
    (tmp_path / "out.gaitcue" / "holiday.jpg").write_text("")
    done = analyze(tmp_path, clip)
    assert done.returncode == 2
    assert "no gaitcue result" in done.stderr
    assert [p.name for p in (tmp_path / "out.gaitcue").iterdir()] == ["holiday.jpg"]


@pytest.mark.data
@pytest.mark.parametrize(
    ("clip", "words"),
    [
        ("walking.mp4", ("walking",)),
        ("frontal-view.mp4", ("side", "front")),
        ("treadmill-rear-view.mp4", ("side", "rear")),
    ],
)
def test_what_is_no_side_view_of_running(tmp_path, data_dir, clip, words):
    refused(analyze(tmp_path, data_dir / "videos" / clip, "--preset", "fast", "--end", "5"), tmp_path, *words)


@pytest.mark.data
def test_a_marker_file_without_known_markers(tmp_path, data_dir):
    import ezc3d

    trial = ezc3d.c3d(str(data_dir / "mocap" / "rbds" / "RBDS001runT25.c3d"))
    trial["parameters"]["POINT"]["LABELS"]["value"] = [f"M{i}" for i in range(trial["data"]["points"].shape[1])]
    trial["data"]["meta_points"]["residuals"] = trial["data"]["meta_points"]["residuals"]
    trial.write(str(tmp_path / "unknown.c3d"))
    refused(analyze(tmp_path, tmp_path / "unknown.c3d"), tmp_path, "marker")
