"""A form that is sent twice does what it asks for once; somebody who is there already is not added unasked."""

import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from gaitcue.store import activities, audit, care, runners, visit_results, visits
from gaitcue.store.columns import new_id
from gaitcue.web.once import KEPT_S, MOST, Once
from gaitcue.work.clinic import accounts
from support.browser import HERE, Browser
from support.record import visited

ONCE = re.compile(r'name="once" value="(\w+)"')
FORM = {"name": "Ada Runner", "birth_year": "1985"}


def name_on(page: str) -> str:
    return ONCE.search(page)[1]


def held(record, asker) -> list[str]:
    with record.read(asker) as session:
        return [one.name for one in runners.find_runners(session).items]


def test_a_form_that_is_sent_twice_adds_one_runner_and_leads_to_the_same_page(browser, record, asker):
    told = {**FORM, "once": name_on(browser.page("/runners/new"))}
    first, second = browser.fill_in("/api/runners", told), browser.fill_in("/api/runners", told)
    assert (first.status_code, second.status_code) == (303, 303)
    assert first.headers["location"] == second.headers["location"]
    assert held(record, asker) == ["Ada Runner"]


def test_the_same_page_filled_in_anew_is_a_new_form(browser, record, asker):
    told = {**FORM, "once": name_on(browser.page("/runners/new"))}
    browser.fill_in("/api/runners", told)
    browser.fill_in("/api/runners", {**told, "name": "Berta Runner"})
    assert held(record, asker) == ["Ada Runner", "Berta Runner"]


def test_each_form_of_a_page_has_a_name_of_its_own(browser):
    first, second = name_on(browser.page("/runners/new")), name_on(browser.page("/runners/new"))
    assert first != second


def test_what_was_refused_can_be_sent_again(browser, record, asker):
    told = {"name": "Ada", "reference": "A-1", "once": name_on(browser.page("/runners/new"))}
    with record.write(asker) as session:
        taken = runners.add_runner(session, "Somebody", None, "A-1")
    assert browser.fill_in("/api/runners", told).status_code == 422
    with record.write(asker) as session:
        runners.change_runner(session, taken.id, name="Somebody", birth_year=None, reference="B-2", note="")
    assert browser.fill_in("/api/runners", told).status_code == 303


def test_a_link_that_is_asked_for_twice_is_one_link_and_shown_both_times(browser, record, asker):
    visit_id = visited(record, asker, on=date.today())
    with record.read(asker) as session:
        runner_id = visits.visit(session, visit_id).runner_id
    page = browser.page(f"/visits/{visit_id}/film")
    told = {"purpose": "upload", "visit_id": visit_id, "once": name_on(page)}
    first, second = (browser.goes_on(f"/api/runners/{runner_id}/links", told) for _ in range(2))
    address = re.compile(r'value="([^"]+/l/[^"]+)"')
    assert address.search(first.text)[1] == address.search(second.text)[1]
    with record.read(asker) as session:
        assert [one.action for one in audit.entries(session, runner_id=runner_id).items].count("link.made") == 1


SECRETS = {
    "link": ("/api/runners/{runner}/links", {"purpose": "diary"}, r'value="([^"]+/l/[^"]+)"'),
    "shared report": ("/api/reports/{report}/links", {"days": "3", "uses": "5"}, r'value="([^"]+/l/[^"]+)"'),
    "login of a runner": ("/api/runners/{runner}/account", {"login": "ada"}, r'class="typed">([a-z0-9-]{23})<'),
    "account": (
        "/api/accounts", {"name": "Ann Lee", "login": "ann", "role": "clinician"}, r'class="typed">([a-z0-9-]{23})<',
    ),
    "password": ("/api/accounts/{account}/reset", {}, r'class="typed">([a-z0-9-]{23})<'),
}  # fmt: skip
"""forms whose answer is told once: address, what is filled in, and how the page shows it"""


@pytest.fixture
def places(record, asker) -> dict[str, str]:
    """A runner with a signed report, and a colleague."""
    visit_id = visited(record, asker, on=date.today())
    made = accounts.add_account(record, asker, accounts.NewAccount(login="cleo", name="Cleo Hart"))
    with record.write(asker) as session:
        report = visit_results.add_report(session, visit_id, {"runner_sha256": "0" * 64})
        visit_results.sign_report(session, report.id, "Ann", new_id(), "1" * 64, "2" * 64)
        runner_id = visits.visit(session, visit_id).runner_id
    return {"runner": runner_id, "report": report.id, "account": made.account.id}


@pytest.mark.parametrize("what", SECRETS)
def test_reload_asks_for_the_page_that_tells_a_secret_and_sends_no_form(browser, places, what):
    path, told, pattern = SECRETS[what]
    sent = browser.fill_in(path.format(**places), told)
    assert sent.status_code == 303, sent.text
    page = sent.headers["location"]
    first, again = browser.page(page), browser.page(page)
    assert re.search(pattern, first)[1] == re.search(pattern, again)[1]
    with Browser(browser.app, base_url=HERE) as other:
        assert other.get(page).status_code == 404, "another browser of this computer"
    browser.app.state.once = Once()  # as after a while, or in a new process
    gone = browser.get(page, headers={"accept": "text/html"})
    assert gone.status_code == 404 and "This page was there for 10 minutes" in gone.text


ENTRIES = {
    "care/treatment": {"kind": "shockwave", "site": "proximal_hamstring"},
    "runs": {"distance_km": "5", "minutes": "30"},
}
"""entries of which there may be several on one day: where, and what is told"""


@pytest.mark.parametrize("what", ENTRIES)
def test_an_entry_that_is_sent_again_after_the_program_was_started_again_is_one_entry(browser, record, asker, what):
    with record.write(asker) as session:
        runner_id = runners.add_runner(session, "Ada", 1985, None).id
    form = browser.page(f"/runners/{runner_id}/{what.replace('/', '/enter/')}")
    day = re.search(r'name="(on|when)"', form)[1]
    told = {**ENTRIES[what], day: date.today().isoformat(), "once": name_on(form)}
    for content, entries in ((told, 1), (told, 1), ({**told, "note": "Another one."}, 2)):
        browser.app.state.once = Once()  # as a new process begins
        answer = browser.fill_in(f"/api/runners/{runner_id}/{what}", content)
        assert answer.status_code == 303, answer.text
        with record.read(asker) as session:
            kept = (*care.entries_of(session, runner_id), *activities.activities_of(session, runner_id))
        assert len(kept) == entries


@pytest.mark.parametrize("what", ENTRIES)
def test_the_form_that_back_brings_again_with_what_was_told_makes_no_second_entry(browser, record, asker, what):
    with record.write(asker) as session:
        runner_id = runners.add_runner(session, "Ada", 1985, None).id
    form = f"/runners/{runner_id}/{what.replace('/', '/enter/')}"
    day = re.search(r'name="(on|when)"', browser.page(form))[1]
    told = {**ENTRIES[what], day: date.today().isoformat()}
    for note, status in (("", 303), ("", 409), ("In the evening, too.", 303)):
        answer = browser.fill_in(
            f"/api/runners/{runner_id}/{what}", {**told, "note": note, "once": name_on(browser.page(form))}
        )
        assert answer.status_code == status, answer.text
    with record.read(asker) as session:
        kept = (*care.entries_of(session, runner_id), *activities.activities_of(session, runner_id))
    assert len(kept) == 2


# --- the rule by itself -----------------------------------------------------------------------------------------------


def test_two_that_come_at_the_same_time_are_worked_on_once():
    once, both_here, done = Once(), threading.Barrier(2), []

    def work() -> int:
        done.append(1)
        time.sleep(0.05)  # the other comes meanwhile
        return len(done)

    def sent(_: int) -> int:
        both_here.wait(10)
        return once.done("form", work)

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(sent, range(2))) == [1, 1]


def test_a_form_without_a_name_is_worked_on_each_time():
    once, done = Once(), []
    for _ in range(2):
        once.done(None, lambda: done.append(1))
    assert len(done) == 2


def test_what_failed_is_worked_on_again():
    once, tries = Once(), iter([ValueError("full"), None])

    def work() -> str:
        problem = next(tries)
        if problem:
            raise problem
        return "kept"

    with pytest.raises(ValueError):
        once.done("form", work)
    assert once.done("form", work) == "kept"


def test_answers_are_forgotten_after_a_while_and_when_there_are_too_many():
    now = [0.0]
    once, done = Once(lambda: now[0]), []
    once.done("form", lambda: done.append(1) or "first")
    now[0] = KEPT_S + 1
    assert once.done("form", lambda: "again") == "again"
    for number in range(MOST):
        once.done(str(number), lambda: "other")
    assert once.done("form", lambda: "after the others") == "after the others"


# --- somebody who is there already ------------------------------------------------------------------------------------


def test_somebody_of_the_same_name_and_birth_year_is_asked_about_before_a_second_one_is_made(browser, record, asker):
    known = browser.fill_in("/api/runners", FORM).headers["location"]
    again = browser.fill_in("/api/runners", {**FORM, "name": "ADA  runner"})
    assert again.status_code == 422 and f'href="{known}"' in again.text and 'name="somebody_else"' in again.text
    assert held(record, asker) == ["Ada Runner"]
    assert browser.fill_in("/api/runners", {**FORM, "somebody_else": "yes"}).status_code == 303
    assert held(record, asker) == ["Ada Runner", "Ada Runner"]


def test_the_same_name_with_another_birth_year_is_somebody_else(browser, record, asker):
    browser.fill_in("/api/runners", FORM)
    assert browser.fill_in("/api/runners", {**FORM, "birth_year": "1990"}).status_code == 303
    assert len(held(record, asker)) == 2
