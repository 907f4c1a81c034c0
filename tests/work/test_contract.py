"""The result files are checked when they are read: kind, version, names and values; whatever is wrong is one line."""

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from gaitcue.compare import compare
from gaitcue.terms.errors import UnusableInput
from gaitcue.work.compare import to_json
from gaitcue.work.contract import TRIAL, read_comparison, read_record, read_trial_result
from gaitcue.work.results import plain, read_result, write_result
from support import people

RUN = replace(people.moved(0), clip=None)


@pytest.fixture
def result(tmp_path: Path) -> Path:
    folder = tmp_path / "run.gaitcue"
    folder.mkdir()
    write_result(RUN, folder)
    return folder


def change(folder: Path, how: Callable[[dict[str, Any]], object], name: str = "analysis.json") -> None:
    raw = json.loads((folder / name).read_text(encoding="utf-8"))
    how(raw)
    (folder / name).write_text(json.dumps(raw), encoding="utf-8")


def refusal(folder: Path) -> str:
    with pytest.raises(UnusableInput) as caught:
        read_result(folder)
    assert "\n" not in str(caught.value)
    return str(caught.value)


def test_a_result_reads_back(result: Path):
    back = read_result(result)
    assert [(row.measure, row.n, row.status) for row in back.measures] == [
        (row.measure, row.n, row.status) for row in RUN.measures
    ]
    assert back.conditions == RUN.conditions


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        ("gaitcue/analysis/99", "is gaitcue/analysis/99, this gaitcue reads gaitcue/analysis/1: update gaitcue"),
        ("gaitcue/analysis/0", "this gaitcue reads gaitcue/analysis/1: run gaitcue analyze again"),
        ("gaitcue/trial/1", "is a gaitcue trial, not a gaitcue analysis"),
        ("analysis", 'has no "schema": "gaitcue/analysis/1"'),
        (None, 'has no "schema"'),
    ],
)
def test_another_kind_or_version_is_refused_by_name(result: Path, schema, said):
    change(result, lambda raw: raw.update(schema=schema))
    assert said in refusal(result)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        (lambda raw: raw["measures"][0].update(mean="160"), "measures[1].mean is '160': write a number"),
        (lambda raw: raw["measures"][0].update(measure="cadense"), "measure is 'cadense': did you mean cadence?"),
        (lambda raw: raw["measures"][0].update(measure="cadence", mean=-160.0), "cadence cannot be under 0"),
        (lambda raw: raw["measures"][0].update(ci_low=2.0, ci_high=1.0), "ci_low is above ci_high"),
        (lambda raw: raw["measures"][0].update(status="fine"), "measures[1].status is 'fine': use one of ok"),
        (lambda raw: raw["measures"][0].update(n=True), "measures[1].n is true: write a whole number"),
        (lambda raw: raw["view"].update(facing="up"), "view.facing is 'up': use one of left, right"),
        (lambda raw: raw["view"].pop("px_per_m"), "view has no px_per_m"),
        (lambda raw: raw.update(view=3), "view has no px_per_m"),
        (lambda raw: raw.update(evnts=[]), "'evnts' is not known; did you mean events?"),
        (lambda raw: raw.pop("measures"), "measures is missing"),
        (lambda raw: raw["clip"].update(capture_fps="fast"), "clip: capture_fps is 'fast': write a number"),
        (lambda raw: raw["conditions"].update(speed_kmh=[1]), "conditions.speed_kmh is a list: write a number"),
    ],
)  # fmt: skip
def test_a_changed_value_is_one_line_with_its_place(result: Path, how, said):
    change(result, how)
    assert said in refusal(result)


@pytest.mark.parametrize("name", ["strides.csv", "track.nc"])
@pytest.mark.parametrize("content", [b"", b"measure,leg\nx", b"\xff\xfe\x00", b"CDF\x01" + b"\xff" * 200])
def test_damaged_files_beside_it_are_one_line(result: Path, name: str, content: bytes):
    (result / name).write_bytes(content)
    if name == "strides.csv" and content == b"":
        assert read_result(result).values == ()
    else:
        assert name in refusal(result)


def test_a_missing_track_says_which_file(result: Path):
    (result / "track.nc").unlink()
    assert "lacks track.nc" in refusal(result)


def test_a_comparison_reads_back_and_knows_its_kind(tmp_path: Path):
    told = compare([RUN, people.moved(1, cadence=170.0)], ["before", "after"])
    (tmp_path / "comparison.json").write_text(json.dumps(plain(to_json(told))), encoding="utf-8")
    assert [row.measure for row in read_comparison(tmp_path).changes] == [row.measure for row in told.changes]
    change(tmp_path, lambda raw: raw.update(schema="gaitcue/analysis/1"), "comparison.json")
    with pytest.raises(UnusableInput, match="is a gaitcue analysis, not a gaitcue comparison"):
        read_comparison(tmp_path)
    with pytest.raises(UnusableInput, match=r"holds no trial.json; run gaitcue trial again"):
        read_trial_result(tmp_path)


def test_a_trial_is_checked_too():
    told = {"schema": "gaitcue/trial/1", "date": "2026-11-20", "chosen": None}
    assert read_record(told, TRIAL, "trial.json").verdicts == ()
    with pytest.raises(UnusableInput, match=r"trial.json: date is 20: write a date"):
        read_record(told | {"date": 20}, TRIAL, "trial.json")
