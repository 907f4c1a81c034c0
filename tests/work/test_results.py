import errno
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from gaitcue.terms.advice import Advice, CueOffer, OverrideEntry, Reason
from gaitcue.terms.errors import OutputRefused, UnusableInput
from gaitcue.terms.records import Analysis, Conditions, Event, Note, Stride, StrideValue, Summary, View
from gaitcue.terms.track import make_track, point, with_log
from gaitcue.work.folders.result_folder import result_folder
from gaitcue.work.results import read_result, write_result


def small_analysis() -> Analysis:
    position = np.random.default_rng(0).normal(size=(5, 2, 2))
    position[2, 1] = np.nan
    track = make_track(position, np.arange(5) / 30, ["left_hip", "left_toe"], frame=np.arange(10, 15), near_side="left")
    return Analysis(
        clip=None,
        source=Path("läufer 1.mp4"),
        conditions=Conditions(speed_kmh=10.8, shoe="Größe 43 <b>"),
        view=View("left", "left", "treadmill", "fixed", 1.5, 0.8, 200.0, 4.0, 180.0, {"roll_deg": Reason("verticals")}),
        quality=(Note("dark", "warning", "the picture is dark"),),
        events=(Event(0.1, 13.0, "initial_contact", "near", "left", 0.9, half_width_s=0.01),),
        strides=(Stride(0, "near", "left", 0.1, 0.3, 0.8, True),),
        values=(
            StrideValue("cadence", "both", None, 0, 170.0, "spm", "ok"),
            StrideValue("contact_time", "near", "left", 0, None, "ms", "not_measurable", "no toe-off"),
        ),
        measures=(
            Summary("cadence", "both", None, "spm", 12, 170.0, 1.0, 169.0, 171.0, "ok"),
            Summary("contact_time", "near", "left", "ms", 0, None, None, None, None, "not_measurable", "no toe-off"),
        ),
        curves=(),
        track=with_log(track, "test"),
        provenance={"version": "0", "bad": float("nan"), "array": np.arange(3)},
    )


def test_a_result_reads_back_as_it_was(tmp_path):
    analysis = small_analysis()
    with result_folder(tmp_path / "Ergebnis ü.gaitcue") as folder:
        write_result(analysis, folder)
    back = read_result(tmp_path / "Ergebnis ü.gaitcue")
    assert back.events == analysis.events
    assert back.strides == analysis.strides
    assert back.measures == analysis.measures
    assert back.values == analysis.values
    assert back.view == analysis.view
    assert back.conditions == analysis.conditions
    np.testing.assert_allclose(point(back.track, "left_toe"), point(analysis.track, "left_toe"))
    assert list(back.track["frame"].values) == [10, 11, 12, 13, 14]
    assert back.track.attrs["log"] == analysis.track.attrs["log"]


def test_missing_is_null_and_the_columns_are_those_of_the_contract(tmp_path):
    with result_folder(tmp_path / "r") as folder:
        write_result(small_analysis(), folder)
    text = (tmp_path / "r" / "analysis.json").read_text()
    assert "NaN" not in text
    result = json.loads(text)
    assert result["schema"] == "gaitcue/analysis/1"
    assert result["provenance"]["bad"] is None
    assert result["view"]["px_per_m"] == 200.0
    assert {"time_s", "frame", "type", "leg", "side", "confidence", "source"} <= result["events"][0].keys()
    wanted = {"measure", "leg", "side", "unit", "n", "mean", "sd", "ci_low", "ci_high", "status", "reason"}
    assert wanted <= result["measures"][0].keys()
    assert result["measures"][1]["mean"] is None


def test_an_error_leaves_nothing_behind_and_keeps_the_older_result(tmp_path):
    out = tmp_path / "r"
    with result_folder(out) as folder:
        write_result(small_analysis(), folder)
    before = sorted(p.name for p in tmp_path.rglob("*"))
    with pytest.raises(KeyboardInterrupt), result_folder(out) as folder:
        (folder / "half").write_text("half")
        raise KeyboardInterrupt
    assert sorted(p.name for p in tmp_path.rglob("*")) == before


def test_a_full_disk_is_one_clear_line(tmp_path):
    with pytest.raises(OutputRefused, match="No space left"), result_folder(tmp_path / "r"):
        raise OSError(errno.ENOSPC, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_a_newer_result_replaces_the_older_one(tmp_path):
    for mean in (170.0, 180.0):
        analysis = small_analysis()
        measures = (replace(analysis.measures[0], mean=mean), *analysis.measures[1:])
        with result_folder(tmp_path / "r") as folder:
            write_result(replace(analysis, measures=measures), folder)
    assert read_result(tmp_path / "r").measures[0].mean == 180.0
    assert [p.name for p in tmp_path.iterdir()] == ["r"]


def test_a_folder_with_other_files_is_never_replaced(tmp_path):
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "a.jpg").write_text("a")
    with pytest.raises(OutputRefused, match="no gaitcue result"), result_folder(tmp_path / "photos"):
        pass
    assert (tmp_path / "photos" / "a.jpg").read_text() == "a"


def test_a_file_in_the_way_is_refused(tmp_path):
    (tmp_path / "r").write_text("")
    with pytest.raises(OutputRefused, match="is a file"), result_folder(tmp_path / "r"):
        pass


def test_a_folder_that_cannot_be_made_is_refused(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputRefused, match="--out"), result_folder(tmp_path / "file" / "r"):
        pass


@pytest.mark.parametrize("content", [None, "{", "{}", '{"view": 3}'])
def test_what_is_no_result_is_said_in_one_line(tmp_path, content):
    if content is not None:
        (tmp_path / "analysis.json").write_text(content)
    with pytest.raises(UnusableInput, match="gaitcue analyze"):
        read_result(tmp_path)


def test_advice_reads_back_as_it_was(tmp_path):
    offer = CueOffer(
        "steps", "shorter steps", "light taps", "shorter", True, 2.5, (Reason("overstride"),), (), ("P1",), "C", "a"
    )
    entry = OverrideEntry("F1", "dismiss", "seen otherwise", "the clinician", "2026-11-20T10:00:00")
    advice = Advice(cues=(offer,), first=offer, unanswered=2, raised=("night pain",), overrides=(entry,))
    with result_folder(tmp_path / "r") as folder:
        write_result(replace(small_analysis(), advice=advice), folder)
    assert read_result(tmp_path / "r").advice == advice
