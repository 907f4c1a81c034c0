"""The progress of a course: what was measured, what a phone cannot know, what was kept."""

import re
from datetime import date, timedelta

import pytest

from gaitcue.report.drawing.progress import Aimed, Column, Mark, ProgressWords, progress_drawing
from gaitcue.work.clinic import retraining_course as courses
from gaitcue.work.clinic.progress import progress_of
from support.retraining import run, runner_with_course

TODAY = date.today()
FIRST = TODAY - timedelta(days=30)


@pytest.fixture
def course(record, asker):
    return runner_with_course(record, asker, FIRST)


def test_before_the_first_session_there_is_nothing_to_show(record, asker, course):
    assert progress_of(record, asker, course[0], TODAY) is None


def test_a_course_shows_each_session_and_the_test_at_its_end(record, asker, course):
    runner_id, made = course
    courses.edit_schedule(
        record, asker, made.row.id, [
            {"run_min": 15, "feedback_pct": 100}, {"run_min": 15, "feedback_pct": 50, "every_min": 6},
        ]
    )  # fmt: skip
    run(record, asker, made, FIRST)
    run(record, asker, made, FIRST + timedelta(days=2), alone=166.0)
    run(record, asker, made, FIRST + timedelta(days=3), spm=166.8)
    part = progress_of(record, asker, runner_id, FIRST + timedelta(days=3))
    first, second, test = part.rows
    assert (first.share_with, first.share_without, first.by) == ("100 %", "", "camera")
    assert second.value_with.startswith("168.0 ±") and second.share_without == "100 %"
    assert (test.label, test.share_with, test.kept) == ("end", "", "85 % kept")
    assert "70 % of the change" in part.svg and "85 % kept" in part.svg
    assert part.title == "Retraining: Shorter, faster steps: cadence +5 %"


WORDS = ProgressWords("alt", "shares", "values", "with", "without", "usual", "band", "kept", "tests")


@pytest.mark.parametrize("count", [1, 8, 18])
def test_every_mark_lies_in_the_picture(count):
    columns = [Column(str(n), "", n > 8, Mark(1.0, 168, 166, 170), Mark(0.0, 150, 148, 152)) for n in range(count)]
    drawn = progress_drawing(columns, Aimed(164.8, 171.2, 160.0, 165.6), 0.7, WORDS)
    placed = [float(x) for x in re.findall(r'c?x="([\d.]+)"', drawn)]
    assert len(placed) > 10 and min(placed) >= 0 and max(placed) <= 720
    assert drawn.count("<circle") == 2 * count + 1
