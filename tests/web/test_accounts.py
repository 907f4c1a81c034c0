"""One's own account, those of the clinic, and what every page of somebody who logged in has."""

import re
import time

import pytest

from gaitcue.store import audit
from gaitcue.terms.asker import Role
from gaitcue.web.app import create_app
from gaitcue.web.settings import Settings
from gaitcue.work.clinic import second_factor
from gaitcue.work.clinic.accounts import NewAccount, accounts_of, add_account, add_clinic, only_user
from support.browser import Outside

WORDS = "four plain words here"
INLINE = re.compile(r"<script(?![^>]*\ssrc=)|\sstyle=|<style|\son\w+=|javascript:", re.I)


@pytest.fixture
def admin(record):
    asker = only_user(record)
    add_account(record, asker, NewAccount(login="ann", name="Ann Lee", role=Role.ADMIN), WORDS)
    return asker


@pytest.fixture
def app(record, admin):
    return create_app(record, Settings(secret=b"s" * 32, host="0.0.0.0", names=("clinic.example",), encrypted=True))


@pytest.fixture
def ann(app):
    with Outside(app) as opened:
        opened.log_in("ann", WORDS).raise_for_status()
        yield opened


def test_pages_of_somebody_who_logged_in_are_like_all_others(ann):
    for address in ("/account", "/account/second-factor", "/accounts", "/settings", "/log", "/backups"):
        shown = ann.page(address)
        assert shown.count("<h1") == 1 and not INLINE.search(shown), address
        forms = re.findall(r'<form[^>]*method="post".*?</form>', shown, flags=re.S)
        assert forms and all('name="csrf"' in form for form in forms), address
        known = re.findall(r'\sid="([^"]+)"', shown)
        assert len(known) == len(set(known)) and set(re.findall(r'<label[^>]*\sfor="([^"]+)"', shown)) <= set(known)


def test_nothing_that_a_page_or_its_twin_tells_is_a_hash_or_anothers_secret(ann, record, admin):
    told = ann.get("/accounts.json").text + ann.get("/account.json").text + ann.get("/log.json").text
    assert "argon2" not in told and "password_hash" not in told and "totp" not in told


def test_an_admin_makes_an_account_whose_password_is_told_once(app, ann):
    made = ann.goes_on("/api/accounts", {"name": "Cleo Hart", "login": "Cleo", "role": "clinician"})
    password = re.search(r'<code class="typed">([a-z0-9-]{23})</code>', made.text)[1]
    assert "Cleo Hart" in ann.page("/accounts") and password not in ann.page("/accounts")
    with Outside(app) as cleo:
        assert cleo.log_in("cleo", password).status_code == 200
        assert cleo.get("/accounts.json").status_code == 403 and "Settings" not in cleo.page("/")


def test_the_clinic_is_given_another_name_that_no_other_clinic_has(ann, record, admin):
    add_clinic(record, "Harbour Physio")
    assert ann.call("/api/clinic", {"name": "  Mill   Lane Physio "}).json() == {"name": "Mill Lane Physio"}
    assert 'value="Mill Lane Physio"' in ann.page("/settings")
    for name, line in (("harbour physio", "Another clinic"), ("  ", "Write a name"), ("x" * 121, "")):
        refused = ann.fill_in("/api/clinic", {"name": name})
        assert refused.status_code == 422 and line in refused.text
    assert 'value="Mill Lane Physio"' in ann.page("/settings")
    with record.read(admin) as session:
        assert audit.entries(session, action="renamed").total == 1


def test_a_form_with_a_mistake_comes_back_filled_in(ann):
    back = ann.fill_in("/api/accounts", {"name": "Another Ann", "login": "ANN", "role": "clinician"})
    assert back.status_code == 422 and "is taken" in back.text and 'value="Another Ann"' in back.text


def test_one_changes_ones_own_password_and_stays_logged_in_here_alone(app, ann):
    with Outside(app) as elsewhere:
        elsewhere.log_in("ann", WORDS).raise_for_status()
        wrong = ann.fill_in(
            "/api/account/password", {"password": "not the right words", "new": "five other plain words"}
        )
        assert wrong.status_code == 422 and "not your password" in wrong.text and "five other" not in wrong.text
        done = ann.fill_in("/api/account/password", {"password": WORDS, "new": "five other plain words"})
        assert done.status_code == 303
        assert ann.get("/account.json").status_code == 200 and elsewhere.get("/account.json").status_code == 401
        assert elsewhere.log_in("ann", WORDS).status_code == 422
        assert elsewhere.log_in("ann", "five other plain words").status_code == 200


def test_logging_out_everywhere_does(app, ann):
    with Outside(app) as elsewhere:
        elsewhere.log_in("ann", WORDS).raise_for_status()
        assert len(ann.get("/account.json").json()["logins"]) == 2
        assert ann.fill_in("/api/account/log-out-everywhere", {}).headers["location"] == "/login"
        assert {browser.get("/account.json").status_code for browser in (ann, elsewhere)} == {401}


def test_a_second_factor_is_set_up_by_a_code_and_ended_by_the_password(ann, record, admin):
    page = ann.page("/account/second-factor")
    secret = re.search(r'<code class="typed">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
    sealed = re.search(r'name="secret" value="([^"]+)"', page)[1]
    assert 'src="data:image/svg+xml' in page
    wrong = ann.fill_in("/api/account/second-factor", {"secret": sealed, "code": "000000"})
    assert wrong.status_code == 422 and re.search(r'name="secret" value="([^"]+)"', wrong.text)[1] == sealed
    assert not accounts_of(record, admin)[0].second_factor
    code = second_factor.code_at(secret, time.time())
    assert ann.fill_in("/api/account/second-factor", {"secret": sealed, "code": code}).status_code == 303
    assert accounts_of(record, admin)[0].second_factor
    assert ann.fill_in("/api/account/second-factor/end", {"password": "not the right words"}).status_code == 422
    assert ann.fill_in("/api/account/second-factor/end", {"password": WORDS}).status_code == 303
    assert not accounts_of(record, admin)[0].second_factor


def test_a_secret_that_the_page_did_not_give_is_not_taken(ann):
    code = second_factor.code_at("A" * 32, time.time())
    assert ann.call("/api/account/second-factor", {"secret": "A" * 32, "code": code}).status_code == 403


def test_a_new_password_by_the_admin_ends_a_lost_second_factor(app, ann, record, admin):
    made = ann.call("/api/accounts", {"login": "cleo", "name": "Cleo"}).json()
    with Outside(app) as cleo:
        cleo.log_in("cleo", made["password"])
        page = cleo.page("/account/second-factor")
        secret = re.search(r'<code class="typed">([A-Z2-7 ]+)</code>', page)[1].replace(" ", "")
        sealed = re.search(r'name="secret" value="([^"]+)"', page)[1]
        cleo.call("/api/account/second-factor", {"secret": sealed, "code": second_factor.code_at(secret, time.time())})
        assert cleo.log_in("cleo", made["password"]).json()["half"]
        new = ann.call(f"/api/accounts/{made['account']['id']}/reset", {}).json()["password"]
        assert cleo.get("/index.json").status_code == 401
        assert cleo.log_in("cleo", new).json() == {"next": "/", "half": ""}


def test_a_closed_account_is_out_until_it_is_opened_again(app, ann):
    made = ann.call("/api/accounts", {"login": "cleo", "name": "Cleo"}).json()
    way = f"/api/accounts/{made['account']['id']}"
    with Outside(app) as cleo:
        cleo.log_in("cleo", made["password"])
        assert ann.fill_in(f"{way}/close", {}).status_code == 303
        assert cleo.get("/index.json").status_code == 401 and cleo.log_in("cleo", made["password"]).status_code == 422
        assert ann.fill_in(f"{way}/open", {}).status_code == 303
        assert cleo.log_in("cleo", made["password"]).status_code == 200


def test_the_log_says_who_did_what_in_words_and_can_be_searched(ann, record, admin):
    runner = ann.call("/api/runners", {"name": "Ada Runner"}).json()["id"]
    ann.page(f"/runners/{runner}")
    shown = ann.page("/log")
    assert "runner: looked at" in shown and "runner: added" in shown and "login: made" in shown
    found = ann.get(f"/log.json?runner={runner}&action=added").json()["lines"]
    assert [(line["who"], line["text"], line["runner"]) for line in found] == [
        ("Ann Lee", "runner: added", "Ada Runner")
    ]
    with record.read(admin) as session:
        assert audit.entries(session, action="added", account_id="nobody").total == 0
