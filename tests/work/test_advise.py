"""A page without a clip, and findings on a finished result without its video."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

import gaitcue
from gaitcue.terms.errors import BadOption, UnusableInput
from gaitcue.work.advise import advise, advise_to_folder
from gaitcue.work.contract import ADVICE, read_raw
from gaitcue.work.options import PersonFiles
from gaitcue.work.results import write_result
from support.cases import REACHING, gait

EXAMPLES = Path(__file__).parents[2] / "docs" / "examples"
PERSON, FLAGS = EXAMPLES / "person.toml", EXAMPLES / "red-flags.toml"
TODAY = date(2026, 11, 29)
CYCLIST = {"on": TODAY, "sports": ["cycling"], "pain_now": 2, "problems": [{"site": "proximal_hamstring"}]}


@pytest.fixture
def finished(tmp_path: Path) -> Path:
    folder = tmp_path / "run.gaitcue"
    folder.mkdir()
    write_result(replace(gait(**REACHING, cadence=154.0), clip=None), folder)
    return folder


def test_a_cyclist_gets_exercises_and_no_running_cue():
    told = advise(CYCLIST, today=TODAY)
    assert told.decision.no_cue == "not_running"
    assert told.advice.exercises[0].code == "bridge_hold"
    assert [item.code for item in told.advice.avoid] == ["stretching", "deep_bend"]


def test_somebody_operated_gets_the_surgeons_word_and_no_exercise():
    operated = CYCLIST | {"surgeries": [{"site": "proximal_hamstring", "on": date(2026, 10, 1)}]}
    told = advise(operated, today=TODAY)
    assert told.advice.blocked
    assert told.advice.exercises == ()
    assert "surgeon" in told.advice.actions[0].lower()


def test_a_runner_who_rests_is_told_when_to_begin_again(tmp_path: Path):
    resting = {**CYCLIST, "sports": ["running"], "weekly_km": 0}
    gaitcue.person(resting, out=tmp_path / "advice")
    page = (tmp_path / "advice" / "advice.html").read_text()
    assert "Before you run again: no pain at rest" in page
    assert "30 seconds of running and 2 minutes of walking, 8 times" in page


def test_a_finished_result_is_told_about_without_its_video(finished: Path, tmp_path: Path):
    folder, told = advise_to_folder(PERSON, tmp_path / "advice", PersonFiles(PERSON, FLAGS), result=finished, pdf=True)
    assert told.advice.first.cue == "cadence_5"
    page = (folder / "advice.html").read_text()
    assert "from 154 to 162 a minute" in page
    assert "seen" in page
    assert (folder / "advice.pdf").read_bytes().startswith(b"%PDF")
    assert read_raw(folder / "advice.json", ADVICE)["advice"]["first"]["cue"] == "cadence_5"


def test_the_same_in_python_and_by_file_is_the_same_advice(finished: Path):
    by_function = gaitcue.person(PERSON, red_flags=FLAGS, result=finished)
    by_path = advise(PERSON, red_flags=FLAGS, result=finished)
    assert by_function.advice == by_path.advice


def test_what_is_raised_comes_first_and_everything_else_waits(tmp_path: Path):
    flags = tmp_path / "flags.toml"
    flags.write_text(FLAGS.read_text().replace("hot_limb = false", "hot_limb = true"))
    folder, told = advise_to_folder(PERSON, tmp_path / "advice", PersonFiles(PERSON, flags))
    page = (folder / "advice.html").read_text()
    assert told.advice.blocked
    assert "<h1>See a doctor urgently, today.</h1>" in page
    assert "What to do" not in page
    assert json.loads((folder / "advice.json").read_text())["advice"]["exercises"] == []


def test_a_folder_that_is_no_result_is_refused(tmp_path: Path):
    with pytest.raises(UnusableInput, match="holds no finished analysis"):
        advise(PERSON, result=tmp_path)


def test_a_file_that_is_no_person_is_refused(tmp_path: Path):
    (tmp_path / "p.toml").write_text("sports = 3")
    with pytest.raises(BadOption, match=r"p\.toml: on is missing"):
        advise(tmp_path / "p.toml")


def test_asked_again_the_advice_takes_the_place_of_the_earlier_one(tmp_path: Path):
    profile = tmp_path / "person.toml"
    profile.write_bytes(PERSON.read_bytes())
    folders = [advise_to_folder(profile, None, PersonFiles())[0] for _ in range(2)]
    assert folders == [tmp_path / "person.gaitcue"] * 2
