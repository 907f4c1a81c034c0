"""Speed and incline of a course: told before each session, and numbers measured only against those of the same."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from gaitcue.live.protocol.events import header_line, read_header
from gaitcue.work.clinic import progress
from gaitcue.work.clinic import retraining as r
from gaitcue.work.clinic import retraining_course as courses
from gaitcue.work.clinic.live_session import begin_file, state_in_file
from support.retraining import TODAY, begun, days, run, somebody


@pytest.fixture
def course(record, asker) -> courses.Retraining:
    return begun(record, asker, somebody(record, asker))


def run_at(record, asker, course, on: date, speed: float | None, usual: float = 160.0, trained: float = 168.0):
    """A whole session at a speed; ``usual`` is run where a minute as usual is asked for."""
    return run(record, asker, course, on, trained, speed_kmh=speed, usual=usual)


def carried(record, asker, course) -> courses.SpeedAndIncline:
    return courses.course(record, asker, course.row.runner_id, TODAY).last_speed_and_incline


def test_the_speed_of_a_session_is_kept_and_carried_to_the_next(record, asker, course) -> None:
    assert carried(record, asker, course) == (None, None)
    done = run_at(record, asker, course, TODAY, 10.0)
    assert (done.result.speed_kmh, done.result.incline_pct) == (10.0, 1.0)
    assert r.conditions_of(record, asker, done.row.id, TODAY).speed_kmh == 10.0
    assert carried(record, asker, course) == (10.0, 1.0)
    run_at(record, asker, course, days(2), None)
    assert carried(record, asker, course) == (10.0, 1.0)


def test_another_speed_asks_for_a_minute_as_usual_once_and_has_a_band_of_its_own(record, asker, course) -> None:
    first = run_at(record, asker, course, TODAY, 10.0)
    assert first.state.plan.baseline_s == 60.0
    same = run_at(record, asker, course, days(2), 10.1)
    assert same.state.plan.baseline_s == 0.0 and same.state.target.baseline == pytest.approx(160.0)
    faster = run_at(record, asker, course, days(4), 12.0, usual=166.0, trained=174.0)
    assert faster.state.plan.baseline_s == 60.0
    assert [one.code for one in faster.state.plan.notes] == ["other_pace"]
    assert faster.state.target.baseline == pytest.approx(166.0) and faster.result.with_feedback.share > 0.9
    again = run_at(record, asker, course, days(6), 12.0, trained=174.0)
    assert again.state.plan.baseline_s == 0.0 and again.state.target.baseline == pytest.approx(166.0)
    back = run_at(record, asker, course, days(8), 10.0)
    assert back.state.plan.baseline_s == 0.0 and back.state.target.baseline == pytest.approx(160.0)
    kept = courses.retraining_of(record, asker, course.row.id)
    assert (kept.target.speed_kmh, [one.speed_kmh for one in kept.others]) == (10.0, [12.0])


def test_a_number_at_another_speed_is_neither_what_was_trained_nor_drawn_against_the_band(
    record, asker, course
) -> None:
    run_at(record, asker, course, TODAY, 10.0)
    run_at(record, asker, course, days(2), 12.0, usual=166.0, trained=174.0)
    view = courses.course(record, asker, course.row.runner_id, days(2))
    part = progress.progress_part(view)
    assert [(row.speed, row.incline) for row in part.rows] == [("10", "1"), ("12", "1")]
    assert any("a band of their own" in note for note in part.notes)
    other = replace(view.results[1], speed_kmh=10.0)
    drawn = progress.progress_part(replace(view, results=(view.results[0], other)))
    assert drawn.svg.count("<circle") == part.svg.count("<circle") + 1, "its share is drawn, its number is not"


def test_two_sessions_at_another_speed_do_not_say_that_the_number_stands_still(record, asker, course) -> None:
    run_at(record, asker, course, TODAY, 10.0, trained=168.0)
    for day in (2, 4):
        run_at(record, asker, course, days(day), 8.0, usual=152.0, trained=160.0)
    found = courses.course(record, asker, course.row.runner_id, days(4))
    assert found.advice.code == "go_on", "160 at 8 km/h is a change, though it is what 10 km/h had as usual"


def test_what_was_kept_is_told_only_at_the_speed_of_the_course(record, asker, course) -> None:
    one = [{"run_min": 5, "feedback_pct": 100}]
    courses.edit_schedule(record, asker, course.row.id, one)
    run_at(record, asker, course, TODAY, 10.0)
    told = r.ToldBefore(pain=1, speed_kmh=12.0, incline_pct=1.0)
    refused = r.open_session(record, asker, course.row.id, told, TODAY).refused
    assert [(each.code, each.values["before"]) for each in refused] == [("test_speeds_differ", 10.0)]
    assert run_at(record, asker, course, TODAY, 10.0).result.kind == "test"


def test_a_file_from_before_speeds_were_told_is_read(record, asker, course) -> None:
    view = r.open_session(record, asker, course.row.id, r.ToldBefore(pain=1), TODAY)
    lines = record.folder.live(view.row.id).read_text("utf-8").splitlines()
    told = {name: value for name, value in json.loads(lines[0]).items() if name not in ("speed_kmh", "incline_pct")}
    header = read_header(json.dumps(told))
    assert (header.speed_kmh, header.incline_pct) == (None, None)
    assert read_header(header_line(header)) == header
    begin_file(record, "another", header)
    assert state_in_file(record, "another").speed_kmh is None
