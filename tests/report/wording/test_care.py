"""Every code that care hands over has its words."""

import re
from datetime import date
from pathlib import Path
from typing import get_args

import pytest

import gaitcue.care
from gaitcue.care.entries import Measured
from gaitcue.care.programme.ladders import course
from gaitcue.care.programme.state import Mode, Running
from gaitcue.care.rules import table
from gaitcue.care.symptoms.day import Colour
from gaitcue.care.tests import read_tests
from gaitcue.report.wording.care import care_word, care_words, dose_caution, said_reason, side_words
from gaitcue.terms.advice import Reason

CARE = Path(gaitcue.care.__file__).parent
ROOMS = [path for path in CARE.rglob("*.py") if not {"activity", "load"} & set(path.relative_to(CARE).parts)]


def codes(pattern, *names):
    """What is found in the rooms of care, or in some of their files."""
    texts = [path.read_text(encoding="utf-8") for path in ROOMS if not names or path.name in names]
    return {code for text in texts for code in re.findall(pattern, text)}


def test_every_reason_has_words():
    given = codes(r'Reason\(\s*"(\w+)"')
    known = {code for group in ("why", "attention", "doubt", "caution") for code in care_words()[group]}
    assert len(given) >= 30
    assert given - known == set()


def test_criteria_that_are_named_by_data_have_words():
    named = {code for stage in table("stages")["stage"] for code in stage["enter"]}
    running = table("programme")["running"]
    named |= {f"ready_{name}" for key in ("ready", "ready_after_surgery") for name in running[key]}
    assert len(named) >= 18 and named <= care_words()["why"].keys()


def test_every_step_task_mode_colour_and_band_has_words():
    steps = codes(r'(?:Step|_stepped|_noted|Candidate)\((?:\s*\w+(?:\.\w+)?,)?\s*"(\w+)"')
    steps |= codes(r'_noted\(replace\(.*\), "(\w+)"')
    assert {"raised", "stage_up", "stepped_back", "off", "stopped"} <= steps
    assert steps - care_words()["step"].keys() == set()
    assert codes(r'Task\(\s*"(\w+)"', "today.py") <= care_words()["task"].keys()
    assert set(get_args(Mode)) == care_words()["mode"].keys()
    assert set(get_args(Running)) == care_words()["running"].keys()
    assert set(get_args(Colour)) == care_words()["colour"].keys()
    assert {f"mode_{mode}" for mode in get_args(Mode) if mode != "going"} <= care_words()["why"].keys()
    bands = {band["name"] for test in table("tests")["test"] for band in test.get("bands", ())}
    assert bands == care_words()["band"].keys()


@pytest.mark.parametrize("group", list(care_words()))
def test_texts_are_plain_and_have_both_voices(group):
    told = list(care_words()[group].values())
    texts = [text for one in told for text in ([one] if isinstance(one, str) else one.values())]
    assert texts and all(text == text.strip() and text for text in texts)
    voices = [one.keys() for one in told if not isinstance(one, str)]
    assert all(keys == {"runner", "clinician"} for keys in voices)


def test_a_reason_says_whether_it_is_not_met_or_not_known():
    assert said_reason(Reason("ready_walk", {"state": "not_told"})).endswith("(not known)")
    values = {"weeks": 6, "first": 5.0, "last": 4.5, "share": 0.9}
    assert "90 %" in care_word("attention", "plateau", values=values)


@pytest.mark.parametrize("number", [1, 2, 3, 4])
def test_doses_that_were_not_read_in_a_source_say_so_to_both(number):
    stage = course("proximal_hamstring").stage(number)
    assert "common practice" in dose_caution(stage)
    assert stage.ladders["load"].for_clinician(0).endswith("(unverified)")


def test_doses_of_our_own_are_not_called_unverified():
    stage = course("achilles").stage(1)
    assert dose_caution(stage) == ""
    assert stage.ladders["load"].for_clinician(0) == "15 RM"


def test_a_band_is_told_with_whom_it_was_made_from():
    (found,) = read_tests([Measured(date(2026, 5, 1), "single_leg_bridge", "left", 12.0)], date(2026, 5, 2))
    assert side_words(found.sides[0]) == "12 repetitions, poor (Australian football players)"
