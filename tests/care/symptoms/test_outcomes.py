"""Totals against the smallest change that matters, where one is verified."""

from datetime import date

import pytest

from gaitcue.care.entries import Outcome
from gaitcue.care.rules import table
from gaitcue.care.symptoms import outcome_courses
from gaitcue.care.symptoms.outcomes import outcomes_due

MAY, JUNE, TODAY = date(2026, 5, 1), date(2026, 6, 1), date(2026, 7, 1)


@pytest.mark.parametrize(
    ("scale", "before", "after", "verdict", "important"),
    [
        ("lefs", 50, 58, "smaller_than_important", 9.0),
        ("lefs", 50, 59, "better", 9.0),
        ("nprs", 5, 3.5, "better", 1.5),
        ("nprs", 3, 5, "worse", 1.5),
        ("psfs", 3, 5, "smaller_than_important", 2.3),
        ("visa_h", 30, 60, "cannot_tell", None),
        ("groc", 0, 3, "first", None),
    ],
)
def test_a_change_is_held_against_what_matters(scale, before, after, verdict, important):
    told = [Outcome(JUNE, scale, after, "stairs"), Outcome(MAY, scale, before, "Stairs ")]
    (course,) = outcome_courses(told, TODAY)
    assert (course.verdict, course.important) == (verdict, important)
    assert [total for _, total in course.totals] == [before, after]


def test_the_visa_h_total_is_kept_and_its_important_change_is_not_verified():
    (course,) = outcome_courses([Outcome(MAY, "visa_h", 30)], TODAY)
    assert course.verdict == "first" and course.important_tag == "unverified"


def test_kneecap_pain_has_a_smallest_important_change_of_its_own():
    told = [Outcome(MAY, "nprs", 4), Outcome(JUNE, "nprs", 2.8)]
    assert outcome_courses(told, TODAY)[0].verdict == "smaller_than_important"
    assert outcome_courses(told, TODAY, "patellofemoral")[0].verdict == "better"


def test_each_own_activity_has_a_course_of_its_own_and_the_future_is_left_out():
    told = [Outcome(MAY, "psfs", 3, "sit"), Outcome(MAY, "psfs", 5, "run"), Outcome(TODAY, "psfs", 9, "run")]
    assert [(one.activity, len(one.totals)) for one in outcome_courses(told, JUNE)] == [("run", 1), ("sit", 1)]


def test_a_follow_up_is_due_four_weeks_after_the_plan_began_until_one_is_filled_in():
    assert not outcomes_due([], MAY, date(2026, 5, 20))
    assert outcomes_due([Outcome(MAY, "lefs", 40)], MAY, JUNE)
    assert not outcomes_due([Outcome(date(2026, 5, 27), "lefs", 40)], MAY, JUNE)


def test_no_question_of_a_questionnaire_is_shipped():
    assert all(len(row["about"]) < 90 for row in table("outcomes")["scale"])
