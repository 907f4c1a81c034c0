"""Wrong times and units that users of other programs met in public, each as a small file (docs/public-reports.md).

A report is named as owner/repository#number.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import xarray as xr

from gaitcue.pose.formats import load_track
from gaitcue.pose.formats.c3d import read_c3d
from gaitcue.pose.formats.trc import read_trc
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.track import point
from support.c3d_file import write_c3d_bytes

from .test_files import write_trc
from .test_marker_files import BODY, body, drifting, words
from .test_pose_programs import DLC_NAMES, table, truth

LABELS = list(BODY)
AXES_ROW = "\t\t" + "\t".join(f"{axis}{i + 1}" for i in range(len(BODY)) for axis in "XYZ")


def codes(track: xr.Dataset) -> set[str]:
    return {note["code"] for note in track.attrs.get("notes", [])}


# --- C3D ---


def test_ezc3d_308_all_frames_of_a_long_recording_are_read(tmp_path: Path) -> None:
    """pyomeca/ezc3d#308, #303, #372: of more than 65 535 frames only so many were there."""
    parameters = {"POINT": {"FRAMES": words(65_535), "LONG_FRAMES": 66_000.0}}
    file = write_c3d_bytes(tmp_path / "a.c3d", LABELS, drifting(66_000), parameters, (1, 65_535))
    assert len(read_c3d(file).time_s) == 66_000


def test_ezc3d_351_a_real_number_of_frames_is_read(tmp_path: Path) -> None:
    """pyomeca/ezc3d#351: "FRAMES parameter is not an INT"."""
    file = write_c3d_bytes(tmp_path / "a.c3d", LABELS, drifting(30), {"POINT": {"FRAMES": 30.0}}, (1, 30))
    trial = read_c3d(file)
    np.testing.assert_allclose(trial.position * 1e3, drifting(30), atol=1e-3)


def test_ezc3d_306_the_first_bytes_of_the_parameters_may_be_anything(tmp_path: Path) -> None:
    """pyomeca/ezc3d#306: a file of another program was refused for two bytes that the standard ignores."""
    file = write_c3d_bytes(tmp_path / "a.c3d", LABELS, body(), {"POINT": {"FRAMES": words(20)}}, (1, 20))
    data = bytearray(file.read_bytes())
    data[512:514] = b"\0\0"
    file.write_bytes(data)
    assert len(read_c3d(file).time_s) == 20


def test_ezc3d_224_time_counts_from_the_first_sample_that_is_there(tmp_path: Path) -> None:
    """pyomeca/ezc3d#224, mocaptoolbox/mocaptoolbox#3: the first frame is number 101, and times were shifted."""
    parameters = {
        "POINT": {"FRAMES": words(20)},
        "TRIAL": {"ACTUAL_START_FIELD": words(101, 0), "ACTUAL_END_FIELD": words(120, 0)},
    }
    trial = read_c3d(write_c3d_bytes(tmp_path / "a.c3d", LABELS, drifting(20), parameters, (101, 120)))
    np.testing.assert_allclose(trial.time_s, np.arange(20) / 100)
    np.testing.assert_allclose(trial.position * 1e3, drifting(20), atol=1e-3)


def test_py_c3d_11_without_a_rate_parameter_the_header_tells_it(tmp_path: Path) -> None:
    """EmbodiedCognition/py-c3d#11: files of a suit of sensors lack POINT:RATE."""
    file = write_c3d_bytes(tmp_path / "a.c3d", LABELS, body(), {"POINT": {"FRAMES": words(20)}}, (1, 20))
    data = bytearray(file.read_bytes())
    at = data.index(b"RATE")
    data[at : at + 4] = b"RATX"
    file.write_bytes(data)
    assert read_c3d(file).time_s[-1] == pytest.approx(19 / 100)


@pytest.mark.parametrize(("rate", "said"), [(150.001, True), (100.0, False), (100.5, False)])
def test_ezc3d_294_two_rates_in_one_file_are_said(tmp_path: Path, rate: float, said: bool) -> None:
    """pyomeca/ezc3d#294: markers at 150.001 Hz in a file that says something else elsewhere."""
    parameters = {"POINT": {"FRAMES": words(20), "RATE": rate}}
    trial = read_c3d(write_c3d_bytes(tmp_path / "a.c3d", LABELS, body(), parameters, (1, 20)))
    assert trial.time_s[1] == pytest.approx(1 / rate)
    assert [note.code for note in trial.notes] == ["rate_told_twice"] * said


def test_kineticstoolkit_191_markers_beyond_255_keep_their_names(tmp_path: Path) -> None:
    """kineticstoolkit/kineticstoolkit#191, pyomeca/ezc3d#167: names of further markers are in LABELS2."""
    names = [f"X{i}" for i in range(255)]
    xyz = np.concatenate([np.zeros((20, 255, 3)), body()], axis=1)
    parameters = {"POINT": {"FRAMES": words(20), "LABELS2": LABELS}}
    trial = read_c3d(write_c3d_bytes(tmp_path / "a.c3d", names, xyz, parameters, (1, 20), used=len(xyz[0])))
    np.testing.assert_allclose(trial.marker("LASI") * 1e3, body()[:, LABELS.index("LASI")], atol=1e-3)


# --- TRC ---


def lines_of(file: Path) -> list[str]:
    """Lines of a whole TRC file."""
    write_trc(file, LABELS, body() + 0.25)
    lines = file.read_text().splitlines()
    lines[4] = AXES_ROW
    return lines


def plain(tmp_path: Path) -> np.ndarray:
    file = tmp_path / "plain.trc"
    file.write_text("\n".join(lines_of(file)))
    return read_trc(file).position


HEADS: dict[str, Callable[[list[str]], list[str]]] = {
    # opensim-org/opensim-core#2289: 7 fields in the head where 8 were expected
    "seven fields": lambda lines: [lines[0], *(f"{row}\t100\t1" for row in lines[1:3]), *lines[3:]],
    # opensim-org/opensim-core#2345, dvarnai/pyC3D2OSIM#1: the axes' numbers do not begin with 1
    "axes from X5": lambda lines: [*lines[:4], AXES_ROW.replace("X1\t", "X5\t"), *lines[5:]],
    # opensim-org/opensim-gui#1112: white space in the head
    "white space": lambda lines: [*(f"{line} \t\t" for line in lines[:5]), *lines[5:]],
    # a blank line more or less in the head
    "blank lines": lambda lines: [*lines[:3], "", *lines[3:5], "", "", *lines[5:]],
    "no blank line": lambda lines: [*lines[:5], *lines[6:]],
    # JonathanCamargo/MoCapTools#1: names one tab apart
    "one tab": lambda lines: [*lines[:3], lines[3].replace("\t\t\t", "\t"), *lines[4:]],
    # opensim-org/opensim-core#3648: frames count from 0
    "frame 0": lambda lines: [*lines[:6], *(f"{i}\t{row.split(chr(9), 1)[1]}" for i, row in enumerate(lines[6:]))],
}  # fmt: skip


@pytest.mark.parametrize("change", HEADS.values(), ids=HEADS)
def test_opensim_2289_and_others_heads_of_other_programs_are_read(tmp_path: Path, change: Callable) -> None:
    """opensim-org/opensim-core#2289, #2345, #3648, opensim-org/opensim-gui#1112, JonathanCamargo/MoCapTools#1."""
    file = tmp_path / "a.trc"
    file.write_text("\n".join(change(lines_of(file))))
    trial = read_trc(file)
    np.testing.assert_array_equal(trial.position, plain(tmp_path))
    np.testing.assert_allclose(trial.time_s, np.arange(20) / 100)
    assert trial.names == tuple(LABELS)


@pytest.mark.parametrize(("told", "really", "noted"), [("m", 1e-3, False), ("mm", 1e-3, True), ("m", 1.0, True)])
def test_opensim_2938_units_that_no_body_has_are_corrected(
    tmp_path: Path, told: str, really: float, noted: bool
) -> None:
    """opensim-org/opensim-core#2938: metres saved under "mm"; opensim-org/opensim-gui#1011: a file in metres."""
    write_trc(tmp_path / "a.trc", LABELS, body() * really, unit=told)
    track = load_track(tmp_path / "a.trc")
    y = track["position"].sel(space="y")
    assert float(y.max() - y.min()) == pytest.approx(1.37, abs=0.5)
    assert ("unit_corrected" in codes(track)) is noted


@pytest.mark.parametrize("lost", ["", "NaN", "nan", "0"])
def test_pose2sim_143_lost_markers_are_gaps(tmp_path: Path, lost: str) -> None:
    """perfanalytics/pose2sim#143, opensim-org/opensim-core#2187: NaN, blank or zero where a marker was lost."""
    lines = lines_of(tmp_path / "a.trc")
    row = lines[9].split("\t")
    lines[9] = "\t".join([*row[:2], *[lost] * 3, *row[5:]])
    (tmp_path / "a.trc").write_text("\n".join(lines))
    seen = np.isfinite(read_trc(tmp_path / "a.trc").position).all(axis=-1)
    assert not seen[3, 0] and seen.sum() == seen.size - 1


def test_opensim_2510_a_head_with_another_number_of_frames_is_said(tmp_path: Path) -> None:
    """opensim-org/opensim-core#2510: NumFrames is not the number of frames."""
    file = tmp_path / "a.trc"
    file.write_text("\n".join(lines_of(file)[:-5]))
    trial = read_trc(file)
    assert len(trial.time_s) == 15
    assert [note.code for note in trial.notes] == ["frames_fewer_than_told"]


# --- keypoints ---


def sleap_table(file: Path, rows: list[list[object]]) -> Path:
    head = [f"{name}.{part}" for name in DLC_NAMES for part in ("x", "y", "score")]
    with file.open("w", newline="") as handle:
        csv.writer(handle).writerows([["track", "frame_idx", "instance.score", *head], *rows])
    return file


def test_sleap_1651_frames_without_a_row_are_gaps_and_time_goes_on(tmp_path: Path) -> None:
    """talmolab/sleap#1651, #2173: frames in which nobody was seen have no row at all."""
    rows = [["track_0", i, 0.9, *row] for i, row in enumerate(table(DLC_NAMES)) if i % 7 and not 200 < i < 260]
    track = load_track(sleap_table(tmp_path / "a.csv", rows), fps=120)
    whole = point(truth(), "left_hip")
    np.testing.assert_allclose(track["time"], (track["frame"] - 1) / 120)
    hip = point(track, "left_hip")
    seen = np.isfinite(hip[:, 0])
    assert not seen[210 - 1] and not seen[14 - 1]
    np.testing.assert_allclose(hip[seen], whole[track["frame"].values[seen]], atol=0.01)


def test_sleap_2774_a_recording_that_ends_before_its_clip_keeps_its_frame_numbers(tmp_path: Path) -> None:
    """talmolab/sleap#2774: the table covers a part of the clip only."""
    rows = [["track_0", 1000 + i, 0.9, *row] for i, row in enumerate(table(DLC_NAMES))]
    track = load_track(sleap_table(tmp_path / "a.csv", rows), fps=120)
    assert int(track["frame"].values[0]) == 1000
    np.testing.assert_allclose(np.diff(track["time"]), 1 / 120)


def test_sleap_1853_people_without_tracks_are_told_apart(tmp_path: Path) -> None:
    """talmolab/sleap#1853: without tracking all rows have an empty track."""
    rows: list[list[object]] = []
    for i, row in enumerate(table(DLC_NAMES)):
        still = table(DLC_NAMES)[0].reshape(-1, 3) + np.array([150, 0, 0])
        rows += [["", i, 0.9, *row], ["", i, 0.9, *still.ravel()]][:: 1 if i % 2 else -1]
    track = load_track(sleap_table(tmp_path / "a.csv", rows), fps=120)
    np.testing.assert_allclose(point(track, "left_ankle"), point(truth(), "left_ankle"), atol=0.01)


def test_openpose_613_coordinates_in_shares_of_the_picture_are_refused(tmp_path: Path) -> None:
    """CMU-Perceptual-Computing-Lab/openpose#613, #741: 0 to 1 across the width and across the height."""
    rows = [["t", i, 0.9, *(row.reshape(-1, 3) / [480, 640, 1]).ravel()] for i, row in enumerate(table(DLC_NAMES))]
    with pytest.raises(UnusableInput, match=r"picture.*$"):
        load_track(sleap_table(tmp_path / "a.csv", rows), fps=120)
