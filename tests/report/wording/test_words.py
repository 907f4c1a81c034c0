import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcue.report.wording import words
from gaitcue.terms.records import Summary


def summary(**changes):
    base = dict(measure="m", leg="near", side="left", unit="deg", n=9, mean=11.42, sd=1.0, ci_low=9.6, ci_high=13.2)
    return Summary(**{**base, "status": "ok", **changes})


@pytest.mark.parametrize(
    ("half", "digits"),
    [(12, 0), (3, 0), (2.4, 1), (1, 1), (0.31, 1), (0.3, 1), (0.21, 2), (0.004, 3), (None, 1), (0, 1)],
)
def test_digits_follow_the_error(half, digits):
    assert words.decimals_for(half) == digits


def test_value_carries_its_error_and_unit():
    assert words.value_with_error(summary()) == "11.4 ± 1.8°"
    assert (
        words.value_with_error(summary(unit="spm", mean=166.7, ci_low=160.0, ci_high=174.0)) == "167 ± 7\u00a0steps/min"
    )
    assert words.value_with_error(summary(mean=None)) == words.MISSING


def test_the_wider_side_of_the_interval_is_the_error():
    assert words.half_width(summary(ci_low=11.0, ci_high=14.42)) == pytest.approx(3.0)


@given(st.floats(-1e4, 1e4), st.integers(0, 3))
def test_numbers_read_back_and_never_show_minus_zero(value, digits):
    text = words.number(value, digits)
    assert float(text.replace(words.MINUS, "-")) == pytest.approx(value, abs=0.51 * 10**-digits)
    assert "-" not in text
    assert not text.startswith(words.MINUS) or float(text[1:]) != 0


def test_missing_numbers_are_dashes():
    assert words.number(None) == words.number(math.nan) == words.MISSING


def test_open_ranges_are_said_in_words():
    assert words.range_text(None, 8, "deg") == "up to 8°"
    assert words.range_text(10, None, "deg") == "10° or more"
    assert words.range_text(3.7, 10.9, "deg") == "3.7 to 10.9°"


@pytest.mark.parametrize(("half", "word"), [(1.8, "Reliable"), (4.0, "Fairly reliable"), (7.0, "A rough figure")])
def test_how_sure_grows_less_sure_with_the_error(half, word):
    assert words.how_sure(summary(ci_low=11.42 - half, ci_high=11.42 + half), 8).startswith(word)
    scaled = summary(unit="%", ci_low=11.42 - half, ci_high=11.42 + half)
    assert words.how_sure(scaled, 15).startswith(word), "other units are held against their usual range"


def test_low_confidence_is_said_with_its_reason():
    assert "hidden" in words.how_sure(summary(status="low_confidence", reason="the foot is hidden"), 10)


def test_nested_settings_become_rows():
    rows = words.flattened({"a": {"b": 1, "c": [1, 2]}, "same_day": True, "d": None, "e": [{"f": 1}]})
    assert rows == [("a.b", "1"), ("a.c", "1, 2"), ("same day", "yes"), ("d", words.MISSING), ("e 1.f", "1")]
