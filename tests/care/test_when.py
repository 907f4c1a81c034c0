"""Dates as rough as they are remembered stay intervals."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcue.care.when import Span, span


@pytest.mark.parametrize(
    ("told", "first", "last"),
    [
        ("2024-05-03", date(2024, 5, 3), date(2024, 5, 3)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("May 2024", date(2024, 5, 1), date(2024, 5, 31)),
        ("about sept 2023", None, None),
        ("Sep 2023", date(2023, 9, 1), date(2023, 9, 30)),
        ("spring 2024", date(2024, 3, 1), date(2024, 5, 31)),
        ("in autumn of 2022", date(2022, 9, 1), date(2022, 11, 30)),
        ("winter 2023/24", date(2023, 12, 1), date(2024, 2, 29)),
        ("early 2021", date(2021, 1, 1), date(2021, 4, 30)),
        ("2019", date(2019, 1, 1), date(2019, 12, 31)),
        ("2019-2021", date(2019, 1, 1), date(2021, 12, 31)),
        ("from May 2024 to autumn 2024", date(2024, 5, 1), date(2024, 11, 30)),
    ],
)
def test_a_rough_date_is_the_interval_that_it_means(told, first, last):
    if first is None:
        with pytest.raises(ValueError, match="as rough as"):
            span(told)
    else:
        assert span(told) == Span(first, last)


@pytest.mark.parametrize("told", ["", "yesterday", "2024-13", "2024-02-30", "2022-2020", "spring", "winter 2023/25"])
def test_what_means_no_interval_is_refused_with_how_to_write_it(told):
    with pytest.raises(ValueError, match="write a date such as"):
        span(told)


def test_a_winter_of_one_year_is_asked_back_because_it_may_be_either():
    with pytest.raises(ValueError, match="write winter 2023/24 or 2024/25"):
        span("winter 2024")


@given(st.dates(date(1950, 1, 1), date(2090, 1, 1)))
def test_an_exact_date_is_itself_and_lies_in_its_month_and_year(day):
    assert span(day.isoformat()) == Span(day, day)
    for rough in (f"{day.year}-{day.month}", f"{day.year}"):
        meant = span(rough)
        assert meant.first <= day <= meant.last
        assert meant.first <= meant.middle <= meant.last


@given(st.text(max_size=40))
def test_any_text_is_an_interval_or_one_line_of_refusal(text):
    try:
        meant = span(text)
    except ValueError as problem:
        assert str(problem) and "\n" not in str(problem)
    else:
        assert meant.first <= meant.last
