"""A gait that changes within the clip is said, by the rule of two clips; a steady one is not."""

import json
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xarray as xr
from pypdf import PdfReader

from gaitcue.demo import Runner, noisy_track, true_track
from gaitcue.demo.runner import GaitChange
from gaitcue.gait.measures import MEASURES
from gaitcue.report.pages.model import build_report
from gaitcue.report.pages.pdf import pdf_bytes
from gaitcue.report.wording.sentences import note_text
from gaitcue.terms.errors import BadOption
from gaitcue.terms.records import Note
from gaitcue.work.analyze import analyze
from gaitcue.work.options import options_from
from gaitcue.work.reports import analyze_to_folder

STEADY = Runner(fps=120.0, duration_s=20.0, seed=7)


def said(track: xr.Dataset, folder: Path) -> list[Note]:
    track.attrs = {k: v if isinstance(v, str | float | int) else json.dumps(v) for k, v in track.attrs.items()}
    track.to_netcdf(folder / "run.nc", engine="scipy")
    return [note for note in analyze(folder / "run.nc").quality if note.code == "gait_changed"]


@pytest.mark.parametrize(
    ("change", "measure"),
    [
        (GaitChange(10.0, cadence_spm=178.0), "cadence"),
        (GaitChange(10.0, trunk_lean_deg=24.0), "trunk_lean_stance"),
    ],
)
def test_a_change_in_mid_clip_is_said_with_its_time_and_measures(
    change: GaitChange, measure: str, tmp_path: Path
) -> None:
    (note,) = said(noisy_track(true_track(STEADY.with_(change=change)), 1.0, 0.05, seed=3), tmp_path)
    assert note.value == pytest.approx(10.0, abs=0.8)
    assert measure in note.values["measures"] and MEASURES[measure].title_clinician in note_text(note)


def test_of_a_steady_runner_no_change_is_said(tmp_path: Path) -> None:
    assert said(noisy_track(true_track(STEADY), 1.0, 0.05, seed=4), tmp_path) == []


def test_what_lies_within_the_error_of_two_clips_is_not_said(tmp_path: Path) -> None:
    changed = STEADY.with_(change=GaitChange(10.0, trunk_lean_deg=7.0))
    assert said(noisy_track(true_track(changed), 1.0, 0.05, seed=4), tmp_path) == []


def result_of(track: xr.Dataset, folder: Path, **told: object) -> tuple[dict[str, Any], str]:
    """analysis.json and the report's page."""
    track.attrs = {k: v if isinstance(v, str | float | int) else json.dumps(v) for k, v in track.attrs.items()}
    track.to_netcdf(folder / "run.nc", engine="scipy")
    out = analyze_to_folder([folder / "run.nc"], None, options_from(dict(told)))
    return json.loads((out / "analysis.json").read_text()), (out / "report.html").read_text()


def change_of(content: dict[str, Any], measure: str) -> dict[str, Any]:
    return next(row for row in content["parts"]["changes"] if row["measure"] == measure)


def test_the_parts_of_a_clip_whose_cadence_changes_are_compared_in_file_and_report(tmp_path: Path) -> None:
    changed = STEADY.with_(change=GaitChange(10.0, cadence_spm=178.0))
    content, page = result_of(noisy_track(true_track(changed), 1.0, 0.05, seed=3), tmp_path)
    row = change_of(content, "cadence")
    assert row["verdict"] == "changed"
    assert (row["before"], row["after"]) == (pytest.approx(166, abs=1.5), pytest.approx(178, abs=1.5))
    assert "The parts of the clip compared" in page and "Changed: cadence" in page


def test_of_a_steady_clip_nothing_is_compared_though_asked_and_that_is_said(tmp_path: Path) -> None:
    content, page = result_of(noisy_track(true_track(STEADY), 1.0, 0.05, seed=4), tmp_path, parts=True)
    assert content["parts"] is None and "The parts of the clip compared" not in page
    assert "parts_alike" in [note["code"] for note in content["quality"]]


@pytest.fixture(scope="module")
def divided(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any], str]:
    """A steady clip, divided at a moment that was told: its folder, analysis.json and the report's page."""
    folder = tmp_path_factory.mktemp("divided")
    track = noisy_track(true_track(STEADY), 1.0, 0.05, seed=4)
    return folder, *result_of(track, folder, parts_at_s=9.0)


def test_at_a_told_moment_the_parts_of_a_steady_clip_show_no_change(divided: tuple[Path, dict[str, Any], str]) -> None:
    _, content, page = divided
    assert content["parts"]["at_s"] == 9.0 and "The parts of the clip compared" in page
    said = {row["verdict"] for row in content["parts"]["changes"] if row["headline"]}
    assert said <= {"no_change_shown", "cannot_tell"}
    assert change_of(content, "cadence")["verdict"] == "no_change_shown"


def test_made_again_a_result_keeps_the_moment_that_divides_it(divided: tuple[Path, dict[str, Any], str]) -> None:
    again = analyze(divided[0] / "run.gaitcue")
    assert again.parts is not None and again.parts.at_s == 9.0


def test_a_moment_with_too_few_strides_before_it_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(BadOption, match=r"--parts-at 2: each part needs 7 strides of a leg, found \d before and \d+"):
        result_of(true_track(STEADY), tmp_path, parts_at_s=2.0)


def test_the_pdf_shows_the_parts(tmp_path: Path) -> None:
    changed = STEADY.with_(change=GaitChange(10.0, cadence_spm=178.0))
    track = noisy_track(true_track(changed), 1.0, 0.05, seed=3)
    track.attrs = {k: v if isinstance(v, str | float | int) else json.dumps(v) for k, v in track.attrs.items()}
    track.to_netcdf(tmp_path / "run.nc", engine="scipy")
    report = build_report(analyze(tmp_path / "run.nc"), None)
    text = "".join(page.extract_text() for page in PdfReader(BytesIO(pdf_bytes(report))).pages)
    assert "The parts of the clip compared" in " ".join(text.split())
