"""Days along an axis: few places of the calendar, from days to years, in words that a person reads."""

from datetime import date, timedelta

import pytest

from gaitcue.report.drawing.course import Beside, CourseWords, WeekBar, course_drawing
from gaitcue.report.drawing.days import MOST, day_ticks

FIRST = date(2026, 9, 20)


@pytest.mark.parametrize(
    ("days", "told"),
    [
        (0, ["20 Sep 2026"]),
        (3, ["20 Sep 2026", "21 Sep", "22 Sep", "23 Sep"]),
        (30, ["21 Sep 2026", "28 Sep", "5 Oct", "12 Oct", "19 Oct"]),
        (84, ["28 Sep 2026", "12 Oct", "26 Oct", "9 Nov", "23 Nov", "7 Dec"]),
        (150, ["Oct 2026", "Nov", "Dec", "Jan 2027", "Feb"]),
        (500, ["Oct 2026", "Jan 2027", "Apr", "Jul", "Oct", "Jan 2028"]),
        (1500, ["2027", "2028", "2029", "2030"]),
    ],
)
def test_the_places_are_those_of_the_calendar(days, told):
    assert [one.text for one in day_ticks(FIRST, FIRST + timedelta(days=days))] == told


def test_of_any_length_from_any_day_there_are_few_places_within_it_and_never_none():
    for days in (*range(400), *range(400, 9000, 37)):
        for later in range(0, 400, 41):
            first = FIRST + timedelta(days=later)
            found = [one.on for one in day_ticks(first, first + timedelta(days=days))]
            assert 1 <= len(found) <= MOST and first <= found[0] <= found[-1] <= first + timedelta(days=days)
            assert len(found) > 1 or days < 1


def test_the_axis_of_a_course_has_no_bare_iso_dates():
    words = CourseWords("alt", "felt", "pain", "effort", "cues", "running")
    weeks = tuple(WeekBar(FIRST.toordinal() + 7 * week, 20.0, 0.0) for week in range(10))
    drawn = course_drawing((), (), (), words, Beside(weeks=weeks))
    assert ">12 Oct</text>" in drawn and ">2026-" not in drawn
    assert 'data-on="2026-10-12" data-parts="day month"' in drawn
