"""Care in the app: the plan with its reasons, entries with their mistakes, the list, the runner's page by a link."""

import re
from datetime import date, timedelta

import pytest

from gaitcue.work.clinic import by_link, care
from support.browser import token_on

TODAY = date.today()


def on(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.fixture
def runner(browser) -> str:
    """Somebody with a plan of three weeks, who does well."""
    runner = browser.call("/api/runners", {"name": "Ada Runner", "birth_year": 1985}).json()["id"]
    plan = {"on": on(-20), "site": "proximal_hamstring", "side": "right", "runs": "rests", "task": "three bridges"}
    told = [("plan", plan)]
    told += [("day", {"on": on(n), "task_pain": 1, "pain_worst": 2}) for n in range(-20, 0)]
    told += [("activity", {"on": on(n), "what": "exercises", "during": 2}) for n in range(-20, 0, 2)]
    for side, value in (("left", 24), ("right", 17)):
        told.append(("test", {"on": on(-10), "kind": "single_leg_bridge", "side": side, "value": value}))
    for kind, values in told:
        browser.call(f"/api/runners/{runner}/care/{kind}", values)
    return runner


def test_the_page_shows_the_plan_why_and_what_each_day_did(browser, runner):
    page = browser.page(f"/runners/{runner}/care")
    for text in (
        "Stage 1, Holding still",
        "2 green days one after the other",
        "rests on",
        "difference: 29 %, less on the right",
    ):
        assert text in page
    twin = browser.get(f"/runners/{runner}/care.json").json()
    assert "green" in {one["colour"] for one in twin["days"]} <= {"green", "waiting"}
    assert twin["plan"]["decisions"][-1]["text"] == "The plan began."


def test_a_mistake_in_a_form_stands_beside_its_field_and_nothing_is_lost(browser, runner):
    fields = {"on": on(0), "pain_worst": "11", "note": "a long day"}
    answer = browser.fill_in(f"/api/runners/{runner}/care/day", fields)
    assert answer.status_code == 422
    assert "ive a number from 0 to 10" in answer.text and "a long day" in answer.text


def test_years_of_treatments_are_entered_one_after_the_other_with_dates_as_rough_as_they_are_known(
    browser, runner, record, asker
):
    way = f"/runners/{runner}/care"
    for kind, when in (("shockwave", "spring 2023"), ("corticosteroid_injection", "2022"), ("rest", "May 2024")):
        done = browser.fill_in(f"/api{way}/treatment", {"kind": kind, "when": when, "another": "yes"})
        assert done.headers["location"] == f"{way}/enter/treatment"
    done = browser.fill_in(f"/api{way}/treatment", {"kind": "prp", "when": "autumn 2021"})
    assert done.headers["location"] == way
    found = care.care_record(record, asker, runner, TODAY).treatment
    assert sorted(one.on.year for one in found) == [2021, 2022, 2023, 2024]


def test_two_answers_for_a_day_are_one_line(browser, runner):
    answer = browser.call(f"/api/runners/{runner}/care/day", {"on": on(-1), "task_pain": 5})
    assert answer.status_code == 409
    assert "there is an answer for this already" in answer.json()["detail"]


def test_an_entry_is_taken_back_and_stays_in_the_record(browser, runner, record, asker):
    row = care.care_of(record, asker, runner, TODAY).rows[-1]
    taken = browser.call(f"/api/care-entries/{row.id}/withdraw", {}).json()
    assert taken["withdrawn_at"] and taken["content"] == row.content
    assert row.id not in {one.id for one in care.care_of(record, asker, runner, TODAY).rows}


def test_the_list_has_everybody_with_a_plan_and_why_to_look(browser, runner):
    browser.call(f"/api/runners/{runner}/care/alarm", {"on": on(0), "id": "fever", "level": "same_day"})
    lines = browser.get("/care.json").json()["lines"]
    assert [(one["name"], one["urgency"]) for one in lines] == [("Ada Runner", "now")]
    assert "A red flag is not cleared" in browser.page("/care")


def test_what_a_plan_did_not_answer_stays_so_and_is_shown_so(browser) -> None:
    runner = browser.call("/api/runners", {"name": "Ada Runner", "birth_year": 1985}).json()["id"]
    questions = ("runs", "needs_speed", "seated_much", "slow_tendon", "operated")
    told = {"on": on(0), "site": "proximal_hamstring"} | dict.fromkeys(questions, "")
    kept = browser.fill_in(f"/api/runners/{runner}/care/plan", told | {"operated": "no"})
    assert kept.status_code == 303
    page = browser.get(f"/runners/{runner}/care.json").json()
    (entry,) = page["entries"]
    assert "operated at this place: no; not answered: running at present, sprints, jumps" in entry["text"]
    assert entry["text"].count(": no;") == 1 and "tendons answer slowly" in entry["text"].partition("not answered")[2]
    assert "Not answered: running at present." in browser.page(f"/runners/{runner}/care/plan")


@pytest.mark.parametrize("kind", ["plan", "day", "activity", "test", "treatment", "milestone", "change", "outcome"])
def test_every_kind_of_entry_has_its_form(browser, runner, kind):
    page = browser.page(f"/runners/{runner}/care/enter/{kind}")
    assert page.count('class="field') >= 3


def test_the_calendar_holds_two_weeks_of_the_plan(browser, runner):
    text = browser.get(f"/runners/{runner}/care/plan.ics").text
    assert text.startswith("BEGIN:VCALENDAR\r\n") and text.endswith("END:VCALENDAR\r\n")
    assert text.count("BEGIN:VEVENT") >= 7
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def linked(record, asker, runner) -> str:
    return by_link.make(record, asker, runner, by_link.ToldLink(purpose="diary")).token


def test_the_runner_sees_today_and_tells_the_diary_in_five_taps(phone, runner, record, asker):
    path = f"/l/{linked(record, asker, runner)}/diary"
    page = phone.page(path)
    assert "To do today" in page and "The morning task: three bridges" in page
    sent = re.search(r'name="sent" value="(\w+)"', page)[1]
    taps = {"day.task_pain": "1", "day.pain_worst": "2", "did": "exercises", "during": "2"}
    fields = {"csrf": token_on(page), "sent": sent, "on": TODAY.isoformat(), **taps}
    for _ in range(2):  # sent again after a lost answer it is the same
        assert phone.post(f"/api{path}", data=fields, headers={"accept": "text/html"}).status_code in (200, 303)
    assert len(taps) + 1 <= 5
    found = care.care_record(record, asker, runner, TODAY)
    assert [one.task_pain for one in found.day if one.on == TODAY] == [1.0]
    assert [one.during for one in found.activity if one.on == TODAY - timedelta(days=1)] == [2.0]
    assert "this morning is kept" in phone.page(path)


def test_a_mistake_by_link_is_told_and_a_link_for_something_else_does_not_open_it(
    phone, browser, runner, record, asker
):
    path = f"/l/{linked(record, asker, runner)}/diary"
    fields = {"csrf": token_on(phone.page(path)), "on": TODAY.isoformat(), "day.task_pain": "11"}
    answer = phone.post(f"/api{path}", data=fields, headers={"accept": "text/html"})
    assert answer.status_code == 422 and "0 to 10" in answer.text
    other = by_link.make(record, asker, runner, by_link.ToldLink(purpose="answers")).token
    assert phone.get(f"/l/{other}/diary").status_code == 404


def test_how_to_run_stands_once_on_the_plan_with_the_next_step_and_what_takes_back(browser, runner):
    page = browser.page(f"/runners/{runner}/care/plan")
    assert page.count("First step: run 30 s, walk 2 min, 8 times: 20 minutes on flat ground.") == 1
    assert page.count("A red run takes you 2 steps back") == 1 and "<h2>Running</h2>" in page


def test_the_plan_is_a_page_with_figures_and_a_pdf(browser, runner):
    page = browser.page(f"/runners/{runner}/care/plan")
    assert page.count("<svg") >= 4 and "Bridge hold" in page
    pdf = browser.get(f"/runners/{runner}/care/plan.pdf").content
    assert pdf.startswith(b"%PDF-") and len(pdf) > 5000
    other = browser.call("/api/runners", {"name": "No Plan", "birth_year": 1990}).json()["id"]
    assert "There is no plan yet" in browser.page(f"/runners/{other}/care/plan")
    assert browser.get(f"/runners/{other}/care/plan.pdf").status_code == 404
