"""Flares stand far above the usual, and name what was done in the days before them."""

from datetime import date, timedelta

from gaitcue.care.entries import Activity, CareRecord, DiaryDay, RaisedElsewhere
from gaitcue.care.symptoms import flares

FIRST = date(2026, 5, 1)


def days(*worst):
    return tuple(DiaryDay(FIRST + timedelta(days=n), pain_worst=value) for n, value in enumerate(worst))


def test_days_in_a_row_are_one_flare_with_what_was_done_before_it():
    hills = FIRST + timedelta(days=4)
    record = CareRecord(
        day=days(2.0, 2.0, 1.0, 2.0, 2.0, 6.0, 7.0, 2.0),
        activity=(Activity(hills, "run", during=3.0), Activity(FIRST, "walk")),
        raised=(RaisedElsewhere(hills, "hills"),),
    )
    (flare,) = flares(record, FIRST + timedelta(days=30))
    assert (flare.first, flare.last, flare.worst, flare.usual) == (
        FIRST + timedelta(days=5), FIRST + timedelta(days=6), 7.0, 2.0,
    )  # fmt: skip
    assert {(one.kind, one.what) for one in flare.before} == {("activity", "run"), ("raised", "hills")}


def test_a_day_that_is_accepted_is_no_flare_and_neither_is_one_without_a_past():
    assert flares(CareRecord(day=days(0.0, 0.0, 0.0, 3.0)), FIRST + timedelta(days=9)) == ()
    assert flares(CareRecord(day=days(8.0)), FIRST + timedelta(days=9)) == ()
