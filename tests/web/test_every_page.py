"""What holds for every page of the app: its twin, no script or style within, labels, words from one place."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from fastapi import FastAPI

import gaitcue.web
from gaitcue.clinic import questions
from gaitcue.web import doors
from gaitcue.web.words import words

ROOM = Path(gaitcue.web.__file__).parent
TEMPLATES = sorted((ROOM / "templates").glob("*.html"))
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|\sstyle=|<style|\son\w+=|javascript:", re.I)


@pytest.fixture
def ids(browser) -> dict[str, str]:
    """A runner in the middle of a visit, with a flag that blocks and one that is cleared."""
    runner = browser.call("/api/runners", {"name": "Ada Runner", "birth_year": 1985}).json()["id"]
    visit = browser.call(f"/api/runners/{runner}/visits", {"on": date.today().isoformat()}).json()["id"]
    flags = {question.id: question.id in ("fever", "cancer") for question in questions() if not question.follows}
    profile = {"problems": [{"site": "proximal_hamstring"}], "pain_now": 2.0}
    browser.call(f"/api/runners/{runner}/answers", {"flags": flags, "profile": profile, "visit_id": visit})
    told = {"clears": "cancer", "by": "Dr Bone", "on": date.today().isoformat(), "reason": "long ago"}
    browser.call(f"/api/runners/{runner}/clearances", told)
    return {"runner_id": runner, "visit_id": visit}


LOGGED_IN = frozenset({"/account", "/account/second-factor", "/mine", "/mine/diary"})
"""pages of somebody who has logged in; test_accounts.py and test_diary.py ask the same of them"""


def pages(app: FastAPI) -> list[str]:
    """Addresses of all pages, without the ending of their twin."""
    found = [path.removesuffix(".json") for path in app.openapi()["paths"] if path.endswith(".json")]
    return ["/" if path == "/index" else path for path in found if path != "/api/openapi"]


def reachable(app: FastAPI, ids: dict[str, str]) -> list[str]:
    """Addresses that can be filled in from what the record of these tests holds."""
    known = [path for path in pages(app) if set(re.findall(r"{(\w+)}", path)) <= ids.keys()]
    return [path.format(**ids) for path in known if path not in LOGGED_IN]


def test_every_page_has_its_twin_and_shows_a_heading_and_a_title(app, browser, ids):
    addresses = reachable(app, ids)
    assert len(addresses) >= 6
    for address in addresses:
        twin = browser.get("/index.json" if address == "/" else f"{address}.json")
        assert twin.status_code == 200 and isinstance(twin.json(), dict), address
        shown = browser.page(address)
        assert shown.count("<h1") == 1 and "<title>" in shown and "csrf-token" in shown, address


@pytest.mark.parametrize("days", [-1, 1], ids=["a-day-behind", "a-day-ahead"])
def test_every_page_is_shown_by_a_server_whose_clock_is_a_day_off(app, browser, ids, monkeypatch, days):
    addresses = reachable(app, ids)

    class Wrong(date):
        @classmethod
        def today(cls) -> date:
            return date.today() + timedelta(days=days)

    monkeypatch.setattr(doors, "date", Wrong)
    assert addresses and [one for one in addresses if "<h1" not in browser.page(one)] == []


def test_no_page_holds_script_or_style(app, browser, ids):
    found = {address: INLINE.findall(browser.page(address)) for address in reachable(app, ids)}
    assert found and {address: what for address, what in found.items() if what} == {}


def test_no_template_holds_script_or_style():
    assert TEMPLATES and [f.name for f in TEMPLATES if INLINE.search(f.read_text(encoding="utf-8"))] == []


def test_nothing_is_loaded_from_elsewhere():
    files = [*TEMPLATES, *(ROOM / "static" / "style").iterdir(), *(ROOM / "static" / "components").rglob("*.js")]
    outside = re.compile(r"(?:src|href|url\(|import|fetch)[^\n]{0,20}https?://")
    assert files and [file.name for file in files if outside.search(file.read_text(encoding="utf-8"))] == []


def test_every_form_that_changes_something_carries_the_token(app, browser, ids):
    forms = [
        form
        for address in reachable(app, ids)
        for form in re.findall(r'<form[^>]*method="post".*?</form>', browser.page(address), flags=re.S)
    ]
    assert len(forms) >= 3 and all('name="csrf"' in form for form in forms)


def test_every_label_leads_to_a_control_and_no_id_stands_twice(app, browser, ids):
    addresses = reachable(app, ids)
    assert len(addresses) > 3
    for address in addresses:
        shown = browser.page(address)
        known = re.findall(r'\sid="([^"]+)"', shown)
        assert sorted(known) == sorted(set(known)), address
        assert set(re.findall(r'<label[^>]*\sfor="([^"]+)"', shown)) <= set(known), address
        described = {one for told in re.findall(r'aria-describedby="([^"]+)"', shown) for one in told.split()}
        assert described <= set(known), address


def test_templates_speak_only_through_the_words(app):
    """No sentence stands in a template: what is left of it without markup and braces is punctuation."""
    for file in TEMPLATES:
        text = re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}|<!doctype html>", "", file.read_text(encoding="utf-8"), flags=re.S)
        spoken = re.findall(r'(?:aria-label|placeholder|title|alt)="([^"]+)"', text)
        bare = re.sub(r'<[^>]*>| [a-z-]+="[^"]*"', " ", text, flags=re.S)
        assert re.findall(r"[A-Za-z]{3,}", " ".join([bare, *spoken])) == [], file.name


def test_every_word_is_used_somewhere():
    used = "".join(file.read_text(encoding="utf-8") for file in [*TEMPLATES, *ROOM.rglob("*.py")])
    kept = [(table, key) for table, told in words().items() for key in told if table not in ("mistake", "error")]
    by_code = {"navigation", "error_title", "form.one", "visit.step", "visit.state", "triage.level", "triage.blocks"}
    unused = [key for table, key in kept if table not in by_code and not re.search(rf"\b{key}\b", used)]
    assert len(kept) > 60 and unused == []


def test_what_is_counted_has_words_for_one():
    """So that no page says "1 values"; some of it is never one, and links that open once say so in other words."""
    never_one = {"long", "some_days", "often"}
    counted = [
        (table, key)
        for table, told in words().items()
        for key, text in told.items()
        if isinstance(text, str) and re.search(r"\{(count|uses)\} (more )?\w+s\b", text) and key not in never_one
    ]
    assert len(counted) > 6 and [one for one in counted if f"{one[1]}_one" not in words()[one[0]]] == []


def test_what_is_seen_and_changed_stands_in_the_log(app, browser, ids, record):
    from gaitcue.store import audit

    browser.page(f"/runners/{ids['runner_id']}")
    with record.read(app.state.only_user) as session:
        told = {entry.action for entry in audit.entries(session, most=200).items}
    assert {"runner.added", "visit.added", "answers.saved", "flag.cleared", "runner.seen"} <= told
