import math

import pytest

from gaitcue.pose.settings import RunnerAt
from gaitcue.terms.errors import BadOption
from gaitcue.work.options import AnalyzeOptions, StickerClick, options_from, parse_sticker


def test_options_sort_themselves_into_conditions_and_settings():
    options = options_from({"speed_kmh": 10.8, "preset": "fast", "stickers": ["asis=1,2@3"]})
    assert options.conditions.speed_kmh == 10.8
    assert options.preset == "fast"
    assert options.stickers == (StickerClick("asis", 1.0, 2.0, 3),)


@pytest.mark.parametrize(
    "told",
    [
        {"capture_fps": 0.0},
        {"capture_fps": math.nan},
        {"capture_fps": -30.0},
        {"pain": 11.0},
        {"effort": -1.0},
        {"speed_kmh": 400.0},
        {"height_cm": 17.8},
        {"preset": "fastest"},
        {"near_side": "front"},
        {"painful_side": "knee"},
        {"start_s": 5.0, "end_s": 5.0},
        {"person": 0},
        {"colour": "blue"},
        {"speed_kmh": "10.8"},
        {"speed_kmh": True},
        {"speed_kmh": math.inf},
        {"person": 1.0},
        {"person": True},
        {"preset": 3},
        {"surface": "moon"},
        {"shoe": "\x1b[31m red"},
        {"cue": 5},
        {"markers": 7},
        {"speed_kmh": 45.0, "height_cm": 80.0},
        {"standing": "there-is-no-such-clip.mp4"},
        {"standing": 3},
        {"standing": "a" * 600},
        {"profile": 3},
        {"corrections": ["a"]},
        {"stickers": 5},
        {"stickers": ["asis=1,2@3", "asis=4,5@6"]},
    ],
)
def test_a_senseless_value_is_refused_in_one_line(told):
    with pytest.raises(BadOption) as caught:
        options_from(told)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) > 20


def test_a_misspelt_option_is_answered_with_the_right_one():
    with pytest.raises(BadOption, match="did you mean speed_kmh"):
        options_from({"speed_kph": 10})


@pytest.mark.parametrize(
    "text",
    [
        "asis",
        "asis=1,2",
        "asis=1@2",
        "knee=1,2@3",
        "asis=nan,2@3",
        "asis=1,2@x",
        "asis=1_0,2@3",
        "asis=1e9,2@3",
        "asis=1,2@-3",
    ],
)
def test_a_sticker_that_cannot_be_read_says_its_form(text):
    with pytest.raises(BadOption, match="asis"):
        parse_sticker(text)


def test_sticker_names_may_carry_a_side():
    assert parse_sticker("left_psis=10.5,20@7") == StickerClick("left_psis", 10.5, 20.0, 7)


def test_defaults_are_valid():
    assert AnalyzeOptions().preset == "standard"


def test_a_point_on_the_runner_is_read() -> None:
    assert options_from({"runner_at": " 412, 530.5@120"}).runner_at == RunnerAt(412.0, 530.5, 120)
    assert str(RunnerAt(412.0, 530.5, 120)) == "412,530.5@120"
    assert options_from({}).runner_at is None


@pytest.mark.parametrize(
    "told", ["412,530", "412;530@1", "-3,5@1", "1e3,5@1", "nan,5@1", "412,530@1.5", "", 7, [1, 2, 3]]
)
def test_what_is_no_point_is_refused_in_one_line(told: object) -> None:
    with pytest.raises(BadOption, match="--runner-at must look like 412,530@120"):
        options_from({"runner_at": told})


def test_a_person_by_number_and_by_point_is_refused() -> None:
    with pytest.raises(BadOption, match="both choose the runner"):
        options_from({"person": 1, "runner_at": "1,2@3"})
