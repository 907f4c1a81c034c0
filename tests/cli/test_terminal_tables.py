"""What the terminal shows of a result, in the units that people speak."""

from datetime import timedelta

import pytest

from gaitcue.cli.terminal_tables import change_numbers, number, print_triage
from gaitcue.clinic import assess
from support.cases import TODAY, answered
from support.drawn import NO


def test_times_are_shown_in_milliseconds():
    row = {"mean": 0.2823, "ci_low": 0.262, "ci_high": 0.3021, "unit": "s", "status": "low_confidence"}
    assert number(row) == "282.3* (262.0 to 302.1)"
    change = {
        "before": 0.282,
        "after": 0.2601,
        "difference": -0.0219,
        "ci_low": -0.031,
        "ci_high": -0.0128,
        "unit": "s",
    }
    assert change_numbers(change) == ("282.0", "260.1", "-21.9 (-31.0 to -12.8)")


def test_other_units_stay_and_what_is_missing_is_a_dash():
    row = {"mean": 8.04, "ci_low": 3.0, "ci_high": 12.26, "unit": "deg", "status": "ok"}
    assert number(row) == "8.0 (3.0 to 12.3)"
    assert number(row | {"mean": None}) == "–"


@pytest.mark.parametrize(("days", "said"), [(0, True), (20, False)])
def test_answers_that_are_old_do_not_say_that_there_is_no_red_flag(days, said, capsys):
    print_triage(assess(answered(NO, on=TODAY - timedelta(days=days)), today=TODAY))
    out = capsys.readouterr().out
    assert ("No red flag." in out) == said
    assert ("older than 14 days: ask again" in out) != said
