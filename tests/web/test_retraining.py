"""What a live retraining asks for, on the pages: the list of everybody in care, the runner's page and their today."""

from __future__ import annotations

from datetime import date

import pytest

from gaitcue.live.protocol.events import Stop
from gaitcue.work.clinic import by_link, care
from gaitcue.work.clinic import retraining as r
from gaitcue.work.clinic import retraining_course as courses
from support.retraining import TODAY, begun, run, somebody


@pytest.fixture
def runner(record, asker) -> str:
    """Somebody without a plan of care whose course is through: the run without feedback is due."""
    made = somebody(record, asker)
    course = begun(record, asker, made)
    courses.edit_schedule(record, asker, course.row.id, [{"run_min": 15, "feedback_pct": 100}])
    run(record, asker, course, TODAY)
    return made


def test_the_list_and_the_runners_page_of_care_show_the_test_that_is_due(browser, runner) -> None:
    (line,) = browser.get("/care.json").json()["lines"]
    assert (line["name"], line["stage"], line["urgency"]) == ("Rita Runner", "", "routine")
    page = browser.page("/care")
    assert "without a plan of care" in page and "run without feedback" in page and "Stage ." not in page
    assert "run without feedback" in browser.page(f"/runners/{runner}/care")


def test_the_runner_reads_on_today_what_is_due(phone, runner, record, asker) -> None:
    token = by_link.make(record, asker, runner, by_link.ToldLink(purpose="diary")).token
    page = phone.get(f"/l/{token}/diary").text
    assert "A run without any feedback is due" in page and "Running with feedback" in page
    assert date.today().isoformat()[:4] in page


def test_the_page_says_at_once_why_no_session_begins_and_the_form_refuses_with_the_same(browser, record, asker) -> None:
    runner_id = somebody(record, asker)
    course = begun(record, asker, runner_id)
    page = f"/runners/{runner_id}/live"
    assert "The first session can begin." in browser.page(page)
    plan = {"on": TODAY.isoformat(), "site": "proximal_hamstring", "runs": "rests"}
    care.enter(record, asker, runner_id, "plan", plan, TODAY)
    shown = browser.page(page)
    assert "The plan of care does not allow running yet." in shown and "No session today." in shown
    assert "can begin" not in shown
    told = {"pain": "1", "flags": "none", "speed_kmh": "", "incline_pct": ""}
    refused = browser.fill_in(f"/api/retrainings/{course.row.id}/sessions", told)
    assert refused.status_code == 422 and "The plan of care does not allow running yet." in refused.text


def test_speed_and_incline_are_asked_before_a_session_and_begin_as_last_time(browser, record, asker) -> None:
    runner_id = somebody(record, asker)
    course = begun(record, asker, runner_id)
    told = {"pain": "1", "flags": "none", "speed_kmh": "10.5", "incline_pct": ""}
    page = f"/runners/{runner_id}/live"
    assert 'name="speed_kmh"' in browser.page(page) and 'value="10.5"' not in browser.page(page)
    refused = browser.fill_in(f"/api/retrainings/{course.row.id}/sessions", told | {"speed_kmh": "90"})
    assert refused.status_code == 422 and 'value="90"' in refused.text
    begun_one = browser.fill_in(f"/api/retrainings/{course.row.id}/sessions", told)
    session_id = begun_one.headers["location"].rpartition("/")[2]
    r.take_event(record, asker, session_id, Stop(1.0, "tired"))
    r.close_session(record, asker, session_id, r.ToldAfter(pain=1), TODAY)
    shown = browser.page(page)
    assert 'value="10.5"' in shown and "<span>10.5 km/h</span>" in shown
