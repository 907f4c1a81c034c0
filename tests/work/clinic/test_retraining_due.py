"""What a live retraining asks for: in the list of everybody in care, on the runner's today, on the one time axis."""

from __future__ import annotations

import pytest

from gaitcue.live.protocol.course import OVER
from gaitcue.report.wording.care import care_word, care_words
from gaitcue.terms.asker import Asker, Role
from gaitcue.work.clinic import care
from gaitcue.work.clinic import retraining as r
from gaitcue.work.clinic import retraining_course as courses
from gaitcue.work.clinic.alongside import alongside
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.retraining_due import attention_of, due_today, with_retraining
from gaitcue.work.clinic.standing import everybody_in_care
from support.retraining import TODAY, begun, days, run, somebody


@pytest.fixture
def runner_id(record: Record, asker: Asker) -> str:
    return somebody(record, asker)


@pytest.fixture
def course(record: Record, asker: Asker, runner_id: str) -> courses.Retraining:
    """A course of one session, so that the tests come soon."""
    made = begun(record, asker, runner_id)
    return courses.edit_schedule(record, asker, made.row.id, [{"run_min": 15, "feedback_pct": 100}])


def test_sessions_and_tests_stand_on_the_day_on_which_they_are_due_for_the_runners_link_too(
    record, asker, runner_id, course
) -> None:
    phone = Asker(asker.clinic_id, None, Role.LINK, "link", runner_id, "diary")
    assert [one.code for one in due_today(record, phone, runner_id, TODAY)] == ["session"]
    assert [one.code for one in due_today(record, phone, runner_id, days(9))] == ["session_late"]
    run(record, asker, course, TODAY)
    run(record, asker, course, TODAY, 166.5)
    due = {number: [one.code for one in due_today(record, phone, runner_id, days(number))] for number in (1, 7, 28, 84)}
    assert due == {1: [], 7: ["test"], 28: ["test"], 84: ["test"]}


def test_the_list_shows_a_test_that_is_due_with_a_plan_of_care_and_without(record, asker, runner_id, course) -> None:
    assert everybody_in_care(record, asker, TODAY) == ()
    run(record, asker, course, TODAY)
    (line,) = everybody_in_care(record, asker, days(1))
    assert (line.stage, [one.reason.code for one in line.attention]) == (0, ["retraining_test"])
    plan = {"on": TODAY.isoformat(), "site": "patellofemoral", "runs": "runs"}
    care.enter(record, asker, runner_id, "plan", plan, TODAY)
    (line,) = everybody_in_care(record, asker, days(1))
    assert line.stage == 1 and "retraining_test" in [one.reason.code for one in line.attention]


def test_a_cue_that_hurt_is_among_what_asks_for_a_look_soon(record, asker, runner_id, course) -> None:
    care.enter(record, asker, runner_id, "day", {"on": TODAY.isoformat(), "task_pain": 1}, TODAY)
    done = run(record, asker, course, TODAY)
    r.next_morning(record, asker, done.row.id, 5, days(1))
    (look,) = attention_of(record, asker, runner_id, days(1))
    assert (look.reason.code, look.urgency) == ("retraining_stop_cue", "soon")
    found = with_retraining(record, asker, care.care_of(record, asker, runner_id, days(1)))
    assert "retraining_stop_cue" in [one.reason.code for one in found.attention]
    assert due_today(record, asker, runner_id, days(2)) == ()


def test_everything_that_is_asked_for_has_words() -> None:
    assert {f"retraining_{code}" for code in OVER} <= care_words()["attention"].keys()
    assert "2 of 8" in care_word("retraining", "session", values={"number": 2, "of": 8, "days": 3})


def test_each_session_has_its_place_on_the_one_time_axis(record, asker, runner_id, course) -> None:
    run(record, asker, course, TODAY)
    run(record, asker, course, TODAY, 166.5)
    found = alongside(record, asker, runner_id, TODAY)
    first, test = found.retraining
    assert (first.kind, first.cue, first.minutes, first.without_feedback) == ("training", "cadence_5", 15.0, None)
    assert first.with_feedback == pytest.approx(1.0, abs=0.01)
    assert (test.kind, test.with_feedback) == ("test", None) and test.kept == pytest.approx(0.81, abs=0.01)
    assert not found.empty and found.since(days(1)).retraining == ()
