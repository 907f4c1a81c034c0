import json
from pathlib import Path

import pytest

from gaitcue.clinic import Answers, Clearance
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.work.trial import for_the_person, run_trial, write_trial
from support.cases import REACHING, TODAY, gait

TRIAL = """
date = 2026-03-01
profile = "me.toml"
[baseline]
analysis = "base"
pain = 4
effort = 3
[[condition]]
name = "faster"
cues = ["cadence_5"]
analysis = "fast"
pain = 2
effort = 4
"""
ME = "on = 2026-03-01\nsports = ['running']\n[[problems]]\nsite = 'proximal_hamstring'\n"
RUNS = {"baseline": gait(**REACHING, cadence=154.0), "faster": gait(seed=1, **REACHING, cadence=162.0)}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    (tmp_path / "me.toml").write_text(ME)
    (tmp_path / "trial.toml").write_text(TRIAL)
    return tmp_path / "trial.toml"


def load(path: Path, name: str):
    return RUNS[name]


def test_a_trial_file_becomes_verdicts_and_a_file(file: Path):
    result = run_trial(file, load=load)
    assert result.chosen.name == "faster"
    written = json.loads(write_trial(result, file.parent).read_text())
    assert written["chosen"] == "faster"
    assert written["verdicts"][0]["verdict"] == "keep"
    assert written["verdicts"][0]["reasons"][0]["code"] == "moved"
    assert written["next_step"]["cues"] == ["cadence_5"]
    assert (written["remember"][0]["cue"], written["remember"][0]["on"]) == ("cadence_5", "2026-03-01")
    assert {row["measure"] for row in written["changes"]} >= {"cadence"}


def test_a_take_without_recording_is_named(file: Path):
    file.write_text(TRIAL.replace('analysis = "fast"\n', ""))
    with pytest.raises(BadOption, match="'faster' names no recording"):
        run_trial(file, load=load)


def test_a_red_flag_stops_before_anything_is_loaded(file: Path):
    flags = Answers(TODAY, {"hot_limb": True})
    with pytest.raises(UnusableInput, match="No cue trial"):
        run_trial(file, answers=flags, today=TODAY, load=lambda path, name: pytest.fail("loaded"))
    cleared = Answers(TODAY, {"hot_limb": True}, (Clearance(TODAY, "Dr A"),))
    assert run_trial(file, answers=cleared, today=TODAY, load=load).chosen is not None


def test_a_missing_recording_is_one_clear_line(file: Path):
    with pytest.raises(UnusableInput, match="does not exist"):
        run_trial(file)


def test_clips_of_a_trial_know_the_persons_height_and_painful_side(tmp_path: Path):
    (tmp_path / "me.toml").write_text('on = 2026-03-01\nheight_cm = 181\n[[problems]]\nsite = "calf"\nside = "left"\n')
    file = tmp_path / "trial.toml"
    file.write_text('date = 2026-03-01\nprofile = "me.toml"\n[baseline]\n[[condition]]\ncues = ["glutes"]\n')
    conditions = for_the_person(file, None).conditions
    assert (conditions.height_cm, conditions.painful_side) == (181.0, "left")
