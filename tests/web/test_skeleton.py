"""Pages with their twin, actions as JSON and as forms, errors in one line: on an app of one page and one action."""

import asyncio
import gc
import weakref

import pytest
from fastapi import FastAPI

from gaitcue.web.app import behind_the_door, create_app
from gaitcue.web.settings import Settings
from gaitcue.work.clinic.record import Record
from support.browser import HERE, Browser
from support.empty_record import empty_record
from support.shoes import shoes

SETTINGS = Settings(secret=b"s" * 32)


@pytest.fixture
def browser(record):
    made = create_app(record, SETTINGS, behind_the_door([shoes()]))
    with Browser(made, base_url=HERE, raise_server_exceptions=False) as opened:
        yield opened


def test_a_page_and_its_twin_come_from_one_function(browser):
    assert browser.get("/shoes/a.json").json() == {"status": 1, "title": "<b>A</b>", "detail": "light"}
    text = browser.page("/shoes/a")
    assert "&lt;b&gt;A&lt;/b&gt;" in text and "light" in text, "shown, and escaped"


def test_the_first_page_has_its_twin_under_a_name(browser):
    assert browser.get("/index.json").json()["title"] == "Shoes"


def test_what_is_not_there_is_one_line_as_data_and_on_a_page(browser):
    told = browser.get("/shoes/b.json")
    assert (told.status_code, told.json()) == (404, {"error": "NotThere", "detail": "no such shoe"})
    shown = browser.get("/shoes/b", headers={"accept": "text/html"})
    assert shown.status_code == 404 and "No such shoe." in shown.text and "<h1>" in shown.text


def test_an_address_that_does_not_exist_looks_the_same(browser):
    assert browser.get("/nowhere.json").json()["error"] == "NotThere"
    assert browser.get("/nowhere", headers={"accept": "text/html"}).status_code == 404


def test_an_action_takes_json_and_answers_with_its_result(browser):
    done = browser.call("/api/shoes", {"name": "Light", "drop_mm": 8})
    assert done.status_code == 200
    assert done.json() == {"name": "Light", "drop_mm": 8}
    assert done.headers["location"] == "/shoes/a"


def test_an_action_takes_a_plain_form_and_goes_on_to_the_next_page(browser):
    done = browser.fill_in("/api/shoes", {"name": "Light", "drop_mm": ""})
    assert (done.status_code, done.headers["location"]) == (303, "/shoes/a")


def test_a_form_with_a_mistake_comes_back_with_what_was_told_and_the_line(browser):
    done = browser.fill_in("/api/shoes", {"name": "Light", "drop_mm": "eight"})
    assert done.status_code == 422
    assert "Light/" in done.text and "Write a whole number." in done.text


def test_a_fault_that_the_use_case_finds_is_told_in_the_words_of_the_app(browser):
    done = browser.fill_in("/api/shoes", {"name": "faulty"})
    assert done.status_code == 422 and "Write a number." in done.text and "quotes" not in done.text


def test_a_form_that_asks_for_one_more_entry_comes_back_without_complaint(browser):
    assert browser.fill_in("/api/shoes", {"name": "add"}).status_code == 200


def test_a_form_that_somebody_else_overtook_keeps_what_was_told(browser):
    done = browser.fill_in("/api/shoes", {"name": "old"})
    assert done.status_code == 409 and "old/" in done.text and "Somebody was quicker." in done.text


def test_json_with_a_mistake_is_refused_in_one_line_that_names_the_field(browser):
    done = browser.call("/api/shoes", {"drop_mm": 8})
    assert (done.status_code, done.json()) == (422, {"error": "BadOption", "detail": "name: Fill this in."})


def test_a_form_of_another_page_shows_its_error_as_a_page(browser):
    done = browser.fill_in("/api/plain", {"name": "x"})
    assert done.status_code == 422 and "That cannot be." in done.text


def test_what_nobody_foresaw_is_told_without_its_inside(browser):
    done = browser.call("/api/shoes", {"name": "bug"})
    assert done.status_code == 500 and "not foreseen" not in done.text
    assert done.json()["error"] == "Unforeseen"
    assert "content-security-policy" in done.headers


def test_whoever_goes_before_all_is_sent_leaves_no_error_in_the_log(browser, caplog):
    sent = []

    async def gone():
        return {"type": "http.disconnect"}

    async def send(message):
        sent.append(message)

    headers = [(b"host", b"127.0.0.1"), (b"content-type", b"application/x-www-form-urlencoded")]
    scope = {"type": "http", "method": "POST", "path": "/api/shoes", "query_string": b"", "headers": headers}
    asyncio.run(browser.app(scope, gone, send))
    assert (sent[0]["status"], caplog.records) == (400, [])


def test_a_body_that_is_no_form_is_refused(browser):
    headers = {"content-type": "application/x-www-form-urlencoded", "accept": "text/html"}
    for body in (b"\xff\xfe", b"a=1&a.b=2", b"&".join(b"a=1" for _ in range(5001))):
        assert browser.post("/api/shoes", content=body, headers=headers).status_code in (403, 422)


def test_a_body_larger_than_any_form_is_refused(browser):
    done = browser.call("/api/shoes", {"name": "x" * 1_100_000})
    assert done.status_code in (413, 422) and "MB" in done.json()["detail"]


def test_the_schema_of_every_action_stands_in_openapi(browser):
    schema = browser.get("/api/openapi.json").json()
    asked = schema["paths"]["/api/shoes"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert asked["$ref"].endswith("/Shoe")
    assert "/shoes/{shoe_id}.json" in schema["paths"]


def test_an_app_that_was_left_is_let_go_with_its_record(tmp_path):
    """FastAPI keeps the functions of routes for ever: one that held its app would keep the app, and a database open."""

    def used_and_left() -> weakref.ref[FastAPI]:
        with Record.open(empty_record(tmp_path / "left")) as record:
            app = create_app(record, SETTINGS)
            with Browser(app, base_url=HERE) as browser:
                assert browser.get("/api/openapi.json").status_code == 200
            return weakref.ref(app)

    left = used_and_left()
    gc.collect()
    assert left() is None
