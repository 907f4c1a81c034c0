"""Weeks against weeks, of one and the same quantity."""

from datetime import date, timedelta

from gaitcue.care.entries import DiaryDay
from gaitcue.care.symptoms import trend_of
from gaitcue.care.symptoms.trend import progress_since

END = date(2026, 5, 31)


def diary(*weeks, each=7, field="task_pain"):
    """Weeks of the same value, the last of them ending on ``END``."""
    found = {}
    for back, value in enumerate(reversed(weeks)):
        for day in range(each):
            on = END - timedelta(days=7 * back + day)
            found[on] = DiaryDay(on, **{field: value})
    return found


def test_two_weeks_each_a_point_above_the_one_before_them_are_a_rise():
    trend = trend_of(diary(1.0, 2.0, 2.0), END)
    assert (trend.state, trend.means) == ("rising", (1.0, 2.0, 2.0))
    assert len(trend.entries) == 21


def test_one_bad_week_is_no_rise():
    assert trend_of(diary(1.0, 1.0, 3.0), END).state == "steady"
    assert trend_of(diary(1.0, 3.0, 1.0), END).state == "steady"


def test_less_pain_in_both_weeks_is_a_fall():
    assert trend_of(diary(4.0, 3.0, 2.0), END).state == "falling"


def test_two_answers_a_week_are_too_few():
    assert trend_of(diary(1.0, 3.0, 5.0, each=2), END).state == "too_few"


def test_different_questions_are_never_compared_with_each_other():
    mixed = diary(1.0, field="pain_worst") | {}
    early = {on - timedelta(days=14): DiaryDay(on - timedelta(days=14), task_pain=0.0) for on in mixed}
    assert trend_of(early | mixed, END).state == "too_few"


def test_days_before_the_plan_changed_are_not_looked_at():
    assert trend_of(diary(1.0, 3.0, 3.0), END, since=END - timedelta(days=10)).state == "too_few"


def test_progress_is_the_first_week_against_the_last():
    start = END - timedelta(days=27)
    found = progress_since(diary(5.0, 5.0, 4.5, 4.5), start, END)
    assert found is not None and round(found.better_pct) == 10
