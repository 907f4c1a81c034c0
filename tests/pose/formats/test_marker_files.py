"""Marker files that are damaged, rounded, turned or in wrong units: sane, or one line; never a crash."""

from __future__ import annotations

import resource
import shutil
import struct
from functools import partial
from pathlib import Path

import ezc3d
import numpy as np
import pytest
import xarray as xr

from gaitcue.pose.formats import limited, load_track
from gaitcue.pose.formats.c3d import read_c3d
from gaitcue.pose.formats.marker_trial import make_trial
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.track import make_track, point
from gaitcue.work.analyze import analyze
from gaitcue.work.options import options_from
from support.c3d_file import write_c3d_bytes

from .test_files import FEET, write_trc

BODY = FEET | {"LSHO": (3, 140, 15), "RSHO": (3, 140, -15)}
"""cm"""


def refused(path: Path, *words: str) -> None:
    with pytest.raises(UnusableInput) as caught:
        load_track(path)
    assert "\n" not in str(caught.value)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def body(frames: int = 20) -> np.ndarray:
    """(frames, markers, 3), mm."""
    return np.repeat(np.array(list(BODY.values()), float)[None] * 10, frames, axis=0)


def write_c3d(file: Path, xyz: np.ndarray, unit: str | None = "mm", rate: float = 100.0) -> Path:
    trial = ezc3d.c3d()
    trial["parameters"]["POINT"]["RATE"]["value"] = [rate]
    trial["parameters"]["POINT"]["LABELS"]["value"] = list(BODY)
    trial["parameters"]["POINT"]["UNITS"]["value"] = [unit] if unit is not None else []
    trial["data"]["points"] = np.concatenate([xyz, np.ones((*xyz.shape[:2], 1))], axis=-1).transpose(2, 1, 0)
    trial.write(str(file))
    return file


# --- C3D ---


@pytest.mark.data
def test_a_c3d_file_that_crashes_its_library_is_one_line(data_dir: Path, tmp_path: Path) -> None:
    data = bytearray((data_dir / "mocap/rbds/RBDS001static.c3d").read_bytes())
    data[796] = 0xFF
    (tmp_path / "crash.c3d").write_bytes(data)
    refused(tmp_path / "crash.c3d", "not a readable C3D file")


@pytest.mark.data
def test_a_c3d_file_that_never_ends_is_one_line(
    data_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(limited, "PATIENCE_S", 2.0)
    data = bytearray((data_dir / "mocap/rbds/RBDS001static.c3d").read_bytes())
    data[1158] = 0x7F
    (tmp_path / "hang.c3d").write_bytes(data)
    monkeypatch.setattr(limited, "BY_THE_CLOCK", 60.0)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
    refused(tmp_path / "hang.c3d", "does not come to an end")
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before < 4


def test_a_reader_that_waits_without_working_is_ended_by_the_clock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_c3d(tmp_path / "a.c3d", body())
    monkeypatch.setattr(limited, "BY_THE_CLOCK", 0.0)
    refused(path, "does not come to an end")


def test_a_header_that_promises_more_than_the_file_holds_takes_no_memory(tmp_path: Path) -> None:
    path = write_c3d(tmp_path / "a.c3d", body())
    data = bytearray(path.read_bytes())
    data[2:10] = struct.pack("<4H", 60_000, 0, 1, 65_535)
    path.write_bytes(data)
    refused(path, "promises more than the file holds")


def test_a_reader_that_wants_more_memory_than_its_file_can_need_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_c3d(tmp_path / "a.c3d", body())
    load_track(path)
    monkeypatch.setattr(limited, "MEMORY", 1 << 20)
    refused(path, "not a readable C3D file")


def test_without_limits_of_the_system_a_child_still_reads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows knows no ``resource``: time alone is limited there."""
    monkeypatch.setitem(__import__("sys").modules, "resource", None)
    limited.limit_memory(1)
    limited.limit_processor_time(1)


@pytest.mark.parametrize(("unit", "metres"), [("m", 1e-3), ("mm", 1.0), (None, 1e-3), ("m", 1.0), ("inch", 1e-3)])
def test_a_unit_that_no_body_can_have_is_noticed(tmp_path: Path, unit: str | None, metres: float) -> None:
    """(unit that the file says, what its numbers are in m per mm)."""
    true_unit = {1e-3: "m", 1.0: "mm"}[metres]
    path = write_c3d(tmp_path / "a.c3d", body() * metres, unit)
    trial = read_c3d(path)
    assert np.nanmedian(trial.marker("LSHO")[:, 1]) == pytest.approx(1.4, abs=1e-3)
    assert [note.code for note in trial.notes] == (
        [] if unit == true_unit else ["unit_corrected" if unit else "unit_missing"]
    )


def test_a_unit_that_cannot_be_guessed_is_asked_for(tmp_path: Path) -> None:
    refused(write_c3d(tmp_path / "a.c3d", body() * 1e4, "mm"), "no body of a possible size")


def test_outputs_of_a_model_among_the_markers_are_none(tmp_path: Path) -> None:
    """Their numbers (newton millimetres) would make any unit impossible."""
    trial = ezc3d.c3d()
    xyz = np.concatenate([body(), np.full((20, 1, 3), 9e4)], axis=1)
    trial["parameters"]["POINT"]["RATE"]["value"] = [100.0]
    trial["parameters"]["POINT"]["LABELS"]["value"] = [*BODY, "LKneeMoment"]
    trial["parameters"]["POINT"]["UNITS"]["value"] = ["mm"]
    trial.add_parameter("POINT", "MOMENTS", ["LKneeMoment"])
    trial["data"]["points"] = np.concatenate([xyz, np.ones((*xyz.shape[:2], 1))], axis=-1).transpose(2, 1, 0)
    trial.write(str(tmp_path / "a.c3d"))
    found = read_c3d(tmp_path / "a.c3d")
    assert found.names == tuple(BODY)
    assert not found.notes
    assert np.nanmedian(found.marker("LSHO")[:, 1]) == pytest.approx(1.4, abs=1e-3)


# --- C3D of more frames than the header can count ---

LONG = 70_000


def words(*values: int) -> np.ndarray:
    return np.array(values, np.uint16)


def drifting(frames: int) -> np.ndarray:
    """A body of which every frame can be told from every other, mm."""
    return body(frames) + np.arange(frames)[:, None, None] / 64


@pytest.mark.parametrize(
    ("parameters", "last"),
    [
        ({"POINT": {"FRAMES": float(LONG)}}, 65_535),
        ({"POINT": {"FRAMES": words(65_535), "LONG_FRAMES": float(LONG)}}, 65_535),
        (
            {
                "POINT": {"FRAMES": words(65_535)},
                "TRIAL": {"ACTUAL_START_FIELD": words(1, 0), "ACTUAL_END_FIELD": words(LONG - 65_536, 1)},
            },
            65_535,
        ),
        ({"POINT": {"FRAMES": words(65_535)}}, 65_535),
        ({"POINT": {"FRAMES": words(LONG - 65_536)}}, LONG - 65_536),
    ],
    ids=["real number", "long frames", "first and last of the trial", "nothing but the size", "count that ran over"],
)
def test_more_frames_than_the_header_counts_are_all_read(tmp_path: Path, parameters: dict, last: int) -> None:
    file = write_c3d_bytes(tmp_path / "a.c3d", list(BODY), drifting(LONG), parameters, (1, last))
    trial = read_c3d(file)
    assert trial.time_s[-1] == pytest.approx((LONG - 1) / 100)
    np.testing.assert_allclose(trial.position[[0, 65_535, -1]] * 1e3, drifting(LONG)[[0, 65_535, -1]], atol=1e-2)


@pytest.mark.parametrize("scale", [-1.0, 0.25], ids=["real numbers", "whole numbers"])
def test_frames_that_lie_before_other_data_are_counted_by_their_size_and_it_is_said(
    tmp_path: Path, scale: float
) -> None:
    """A file of our library: its count stops at 65 535, and its section of rotations ends the markers."""
    parameters = {"POINT": {"FRAMES": words(LONG - 65_536)}}
    file = write_c3d_bytes(tmp_path / "a.c3d", list(BODY), body(LONG), parameters, (1, LONG - 65_536), scale=scale)
    trials = [read_c3d(file), read_c3d(write_c3d(tmp_path / "b.c3d", body(LONG)))]
    assert [len(trial.time_s) for trial in trials] == [LONG, LONG]
    assert [[note.code for note in trial.notes] for trial in trials] == [["frames_counted_by_size"]] * 2
    np.testing.assert_allclose(trials[0].position, trials[1].position, atol=2e-4)


def test_a_c3d_file_that_promises_more_frames_than_it_holds_is_refused(tmp_path: Path) -> None:
    parameters = {"POINT": {"FRAMES": words(65_535), "LONG_FRAMES": 90_000.0}}
    refused(write_c3d_bytes(tmp_path / "a.c3d", list(BODY), body(LONG), parameters, (1, 65_535)), "a.c3d", "export")


def test_a_c3d_file_in_the_byte_order_of_mips_is_refused(tmp_path: Path) -> None:
    parameters = {"POINT": {"FRAMES": words(20)}}
    refused(write_c3d_bytes(tmp_path / "a.c3d", list(BODY), body(), parameters, (1, 20), order=">"), "a.c3d", "export")


def test_two_rates_in_one_c3d_file_are_noticed(tmp_path: Path) -> None:
    """The header says 100 Hz, POINT:RATE 250 Hz: the standard lets the parameter win."""
    write = partial(write_c3d_bytes, labels=list(BODY), xyz=body(), header=(1, 20))
    trial = read_c3d(write(tmp_path / "a.c3d", parameters={"POINT": {"FRAMES": words(20), "RATE": 250.0}}))
    assert trial.time_s[1] == pytest.approx(1 / 250)
    assert [(note.code, note.values["told_hz"], note.values["found_hz"]) for note in trial.notes] == [
        ("rate_told_twice", 100, 250)
    ]
    assert not read_c3d(write(tmp_path / "b.c3d", parameters={"POINT": {"FRAMES": words(20)}})).notes


# --- TRC ---


@pytest.mark.parametrize("at", [1, 2, 3, 4, 5])
def test_a_further_blank_line_in_the_head_of_a_trc_file_changes_nothing(tmp_path: Path, at: int) -> None:
    write_trc(tmp_path / "a.trc", list(BODY), body() + 0.25)
    lines = (tmp_path / "a.trc").read_text().splitlines()
    lines[4] = "\t\t" + "\t".join(f"{axis}{i + 1}" for i in range(len(BODY)) for axis in "XYZ")
    plain = load_track(tmp_path / "a.trc")["position"]
    for rest in (lines, [*lines[:5], *lines[6:]]):
        (tmp_path / "a.trc").write_text("\n".join([*rest[:at], "", *rest[at:]]))
        xr.testing.assert_equal(load_track(tmp_path / "a.trc")["position"], plain)


def test_times_in_milliseconds_are_known_by_the_rate(tmp_path: Path) -> None:
    write_trc(tmp_path / "a.trc", list(BODY), body(), rate=100)
    lines = [line.split("\t") for line in (tmp_path / "a.trc").read_text().splitlines()]
    times = [["\t".join([row[0], f"{1000 * float(row[1]):.1f}", *row[2:]])] for row in lines[6:]]
    (tmp_path / "a.trc").write_text("\n".join("\t".join(row) for row in [*lines[:6], *times]))
    track = load_track(tmp_path / "a.trc")
    np.testing.assert_allclose(track["time"], np.arange(20) / 100)
    assert "rate_contradiction" not in [note["code"] for note in track.attrs["notes"]]


def test_a_trc_file_with_fewer_frames_than_its_head_promises_says_so(tmp_path: Path) -> None:
    write_trc(tmp_path / "a.trc", list(BODY), body())
    lines = (tmp_path / "a.trc").read_text().splitlines()
    (tmp_path / "a.trc").write_text("\n".join(lines[:-5]))
    said = {note["code"]: note["values"] for note in load_track(tmp_path / "a.trc").attrs["notes"]}
    assert said["frames_fewer_than_told"] == {"file": "a.trc", "frames": 15, "told": 20}


def test_times_rounded_to_hundredths_follow_the_header(tmp_path: Path) -> None:
    write_trc(tmp_path / "a.trc", list(BODY), body(60), rate=150)
    lines = (tmp_path / "a.trc").read_text().splitlines()
    rounded = [line.split("\t") for line in lines[6:]]
    text = "\n".join([*lines[:6], *("\t".join([row[0], f"{float(row[1]):.2f}", *row[2:]]) for row in rounded)])
    (tmp_path / "a.trc").write_text(text + "\n")
    np.testing.assert_allclose(load_track(tmp_path / "a.trc")["time"], np.arange(60) / 150, atol=1e-9)


def test_decimal_commas_are_read(tmp_path: Path) -> None:
    write_trc(tmp_path / "a.trc", list(BODY), body() + 0.25)
    points = load_track(tmp_path / "a.trc")["position"]
    text = (tmp_path / "a.trc").read_text()
    (tmp_path / "b.trc").write_text(text.replace(".", ",").replace("a,trc", "b.trc"))
    xr.testing.assert_allclose(load_track(tmp_path / "b.trc")["position"], points)


def test_a_header_rate_that_the_times_contradict_is_said(tmp_path: Path) -> None:
    write_trc(tmp_path / "a.trc", list(BODY), body(), rate=200)
    text = (tmp_path / "a.trc").read_text().replace("200\t200\t", "100\t100\t")
    (tmp_path / "a.trc").write_text(text)
    track = load_track(tmp_path / "a.trc")
    assert np.diff(track["time"])[0] == pytest.approx(1 / 200)
    assert "rate_contradiction" in [note["code"] for note in track.attrs["notes"]]


# --- times that do not increase: one guard, where the Track is made ---


def test_a_sample_whose_time_does_not_increase_is_left_out() -> None:
    time_s = np.arange(40) / 100
    time_s[[7, 20]] = time_s[6], np.nan
    track = make_track(np.arange(80.0).reshape(40, 1, 2), time_s, ["nose"])
    assert (np.diff(track["time"]) > 0).all()
    np.testing.assert_array_equal(track["frame"], np.delete(np.arange(40), [7, 20]))
    assert track["position"].values[7, 0, 0, 0] == 16.0


@pytest.mark.parametrize("leap_s", [1.3e5, 2.8e77, np.inf])
def test_a_sample_whose_time_lies_hours_away_is_left_out(leap_s: float) -> None:
    time_s = np.arange(40) / 100
    time_s[[7, 39]] = leap_s
    track = make_track(np.zeros((40, 1, 2)), time_s, ["nose"])
    np.testing.assert_array_equal(track["frame"], np.delete(np.arange(40), [7, 39]))


@pytest.mark.parametrize("first_s", [-1.3e5, 1.3e5, 2.8e77])
def test_a_first_sample_hours_away_makes_the_others_no_times(first_s: float) -> None:
    with pytest.raises(UnusableInput, match="lie hours apart"):
        make_track(np.zeros((40, 1, 2)), np.r_[first_s, np.arange(39) / 100], ["nose"])


def test_times_of_two_recordings_in_one_are_refused() -> None:
    with pytest.raises(UnusableInput, match="do not increase"):
        make_track(np.zeros((40, 1, 2)), np.tile(np.arange(20) / 100, 2), ["nose"])


# --- the standing trial ---


@pytest.fixture
def opensim_pair(data_dir: Path, tmp_path: Path) -> Path:
    """Running and standing trial under the names that OpenSim's own example has."""
    shutil.copy(data_dir / "mocap/full-body-3mps/Run_30002.trc", tmp_path / "motion_capture_run.trc")
    shutil.copy(data_dir / "mocap/full-body-3mps/Static_FJC.trc", tmp_path / "static_run.trc")
    return tmp_path


@pytest.mark.data
def test_a_missing_standing_trial_is_named(opensim_pair: Path, data_dir: Path) -> None:
    with pytest.raises(UnusableInput, match=r"standing trial is missing.*pass --standing static_run\.trc"):
        analyze(opensim_pair / "motion_capture_run.trc")
    shutil.copy(data_dir / "mocap/rbds/RBDS001runT35.c3d", opensim_pair)
    with pytest.raises(UnusableInput, match=r"RBDS001static\.c3d is not beside it"):
        analyze(opensim_pair / "RBDS001runT35.c3d")


@pytest.mark.data
def test_standing_gives_the_standing_trial_of_markers(opensim_pair: Path, data_dir: Path) -> None:
    standing = str(opensim_pair / "static_run.trc")
    found = analyze(opensim_pair / "motion_capture_run.trc", options_from({"standing": standing}))
    plain = analyze(data_dir / "mocap/full-body-3mps/Run_30002.trc")
    cadence = [next(m.mean for m in result.measures if m.measure == "cadence") for result in (found, plain)]
    assert cadence[0] == pytest.approx(cadence[1], abs=1e-6)


@pytest.mark.data
def test_a_trial_as_its_own_standing_trial_is_told_which_joints_it_lacks(opensim_pair: Path) -> None:
    running = opensim_pair / "motion_capture_run.trc"
    with pytest.raises(
        UnusableInput, match=r"the markers give no left_hip, left_knee.*with --standing another trial"
    ) as told:
        analyze(running, options_from({"standing": str(running)}))
    assert "film" not in str(told.value)


# --- netCDF ---


def dataset(**changes: object) -> xr.Dataset:
    data = make_track(np.random.default_rng(0).normal(300, 50, (8, 2, 2)), np.arange(8) / 50, ["left_heel", "nose"])
    return data.drop_attrs().assign_attrs(time_unit="seconds").assign(**changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "data",
    [
        dataset(position=(("time", "space", "keypoint"), np.full((8, 2, 2), b"x"))),
        dataset(confidence=(("time",), np.ones(8))),
        dataset(frame=(("space",), [1, 2])),
        dataset().isel(space=[0]),
        dataset().isel(time=[]),
        dataset().assign_attrs(time_unit="frames", fps="x"),
        dataset().drop_vars("time").assign_attrs(time_unit="frames", fps=-3.0),
        dataset().assign_coords(time=np.full(8, np.nan)),
        dataset().assign_coords(keypoint=["", "?"]),
    ],
    ids=lambda data: "",
)
def test_arrays_that_are_no_pose_are_refused_in_one_line(tmp_path: Path, data: xr.Dataset) -> None:
    data.to_netcdf(tmp_path / "a.nc", engine="scipy")
    refused(tmp_path / "a.nc")


@pytest.mark.parametrize("seed", range(8))
def test_a_netcdf_file_with_wrong_bytes_is_read_or_refused(tmp_path: Path, seed: int) -> None:
    dataset().to_netcdf(tmp_path / "a.nc", engine="scipy")
    data = bytearray((tmp_path / "a.nc").read_bytes())
    rng = np.random.default_rng(seed)
    for at in rng.integers(0, len(data), 4):
        data[at] = rng.integers(256)
    (tmp_path / "a.nc").write_bytes(data)
    try:
        assert point(load_track(tmp_path / "a.nc"), "left_heel").shape[1] == 2
    except UnusableInput as error:
        assert "\n" not in str(error)


def test_whatever_is_noticed_on_reading_can_be_worded(tmp_path: Path) -> None:
    from gaitcue.report.wording.sentences import note_text
    from gaitcue.terms.records import Note

    write_trc(tmp_path / "a.trc", list(BODY), body(), rate=200, unit="inch")
    text = (tmp_path / "a.trc").read_text().replace("200\t200\t", "100\t100\t")
    (tmp_path / "a.trc").write_text(text)
    notes = [Note(**note) for note in load_track(tmp_path / "a.trc").attrs["notes"]]
    said = {note.code: note_text(note) for note in notes}
    assert "100 Hz, its times 200 Hz" in said["rate_contradiction"]
    assert "only in mm" in said["unit_corrected"]


def test_a_label_with_broken_letters_can_be_named(tmp_path: Path) -> None:
    position = np.ones((4, 1, 3))
    trial = make_trial(tmp_path / "run.c3d", ["LC\udc80L"], position, np.arange(4) / 100, "m")
    trial.names[0].encode("utf-8")
    assert trial.names[0].startswith("LC")
