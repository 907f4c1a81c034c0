"""Clips with damaged pictures, through the command: the rest is measured, and the damage is said."""

import json
from pathlib import Path

import av
import numpy as np
import pytest

from gaitcue.demo.draw import pictures

from .test_hard_clips import RUNNER, analysed, command, notes, row


def encoded(file: Path, key_every: int) -> list[tuple[int, int]]:
    """A drawn run at 60 fps; place and size of each picture in the file."""
    with av.open(str(file), "w") as container:
        stream = container.add_stream("libx264", rate=60, options={"g": str(key_every), "bf": "0", "sc_threshold": "0"})
        stream.width, stream.height, stream.pix_fmt = RUNNER.width, RUNNER.height, "yuv420p"
        stream.codec_context.thread_count = 2  # the bytes of the file, and with them what is spoiled, go by it
        for picture in pictures(RUNNER):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="rgb24")))
        container.mux(stream.encode(None))
    with av.open(str(file)) as container:
        return [(packet.pos, packet.size) for packet in container.demux(video=0) if packet.size]


def damage(file: Path, places: list[tuple[int, int]]) -> None:
    """Bytes of these pictures are overwritten, as a broken transfer leaves them."""
    data = bytearray(file.read_bytes())
    rng = np.random.default_rng(4)
    for place, size in places:
        for at in rng.integers(place + size // 4, place + size, 8):
            data[at] ^= 0x5A
    file.write_bytes(data)


def test_a_clip_with_a_few_damaged_pictures_is_measured_without_them(tmp_path):
    places = encoded(tmp_path / "run.mp4", key_every=30)
    damage(tmp_path / "run.mp4", [places[i] for i in (45, 110, 170)])
    result = analysed(tmp_path / "run.mp4")
    said = notes(result)["damaged_pictures"]
    assert "were left out" in said and "copy it from the phone again" in said
    assert row(result, "cadence")["mean"] == pytest.approx(RUNNER.cadence_spm, abs=1.5)
    knee = row(result, "knee_flexion_peak_stance", "near")
    assert knee["status"] != "not_measurable"


def test_a_clip_that_is_damaged_all_over_is_refused_and_the_damage_is_the_reason(tmp_path):
    """All pictures build on one key frame, and it and two of three pictures after it are spoiled."""
    places = encoded(tmp_path / "run.mp4", key_every=1000)
    damage(tmp_path / "run.mp4", [places[0], *places[1::3], *places[2::3]])
    done = command(tmp_path / "run.mp4")
    assert done.returncode == 2, done.stdout
    assert done.stderr.count("\n") == 1
    assert "copy it from the phone again" in done.stderr
    assert not (tmp_path / "out.gaitcue").exists()


def test_where_too_few_whole_pictures_are_left_there_is_no_number(tmp_path):
    places = encoded(tmp_path / "run.mp4", key_every=1000)
    damage(tmp_path / "run.mp4", [places[0], *places[1::4]])
    done = command(tmp_path / "run.mp4")
    assert "copy it from the phone again" in " ".join((done.stdout + done.stderr).split())
    told = json.loads((tmp_path / "out.gaitcue/analysis.json").read_text())["measures"] if not done.returncode else []
    assert not [measure for measure in told if measure["status"] == "ok"]
