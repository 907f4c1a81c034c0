"""An app that others reach: nobody sees anything before they log in."""

import time

import pytest

from gaitcue.store import accounts as store
from gaitcue.store import audit
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import BadOption, FaultyForm
from gaitcue.web.app import create_app
from gaitcue.web.rate import OF_MANY, OF_ONE, WINDOW_S, TooOften, Tries
from gaitcue.web.settings import Settings
from gaitcue.work.clinic import logins, second_factor, tokens
from gaitcue.work.clinic.accounts import (
    NewAccount,
    account_called,
    add_account,
    begin_second_factor,
    only_user,
    reset,
    set_active,
)
from support.browser import Browser, Outside

WORDS = "four plain words here"


@pytest.fixture
def admin(record) -> Asker:
    asker = only_user(record)
    add_account(record, asker, NewAccount(login="Ann", name="Ann Lee", role=Role.ADMIN), WORDS)
    return asker


@pytest.fixture
def app(record, admin):
    settings = Settings(secret=b"s" * 32, host="0.0.0.0", names=("clinic.example",), encrypted=True)
    return create_app(record, settings)


@pytest.fixture
def outside(app):
    with Outside(app) as opened:
        yield opened


def test_a_page_leads_to_the_login_and_the_login_back_to_the_page(outside):
    went = outside.get("/jobs?page=2", headers={"accept": "text/html"}, follow_redirects=False)
    assert (went.status_code, went.headers["location"]) == (303, "/login?next=%2Fjobs%3Fpage%3D2")
    shown = outside.page("/login?next=%2Fjobs%3Fpage%3D2")
    assert 'value="/jobs?page=2"' in shown and "<nav" not in shown
    done = outside.fill_in("/api/login", {"login": "ANN", "password": WORDS, "next": "/jobs?page=2"})
    assert (done.status_code, done.headers["location"]) == (303, "/jobs?page=2")
    assert "Ann Lee" in outside.page("/jobs")


@pytest.mark.parametrize("send", ["fill_in", "call"])
def test_the_login_leads_back_to_a_search_in_any_script(outside, send):
    done = getattr(outside, send)("/api/login", {"login": "ann", "password": WORDS, "next": "/?search=Юлия"})
    assert done.headers["location"] == "/?search=%D0%AE%D0%BB%D0%B8%D1%8F"


def test_the_login_leads_to_no_other_place(outside):
    for place in ("https://evil.example/", "//evil.example", "/\\evil.example"):
        done = outside.fill_in("/api/login", {"login": "ann", "password": WORDS, "next": place})
        assert done.headers["location"] == "/"


def test_the_cookie_of_a_login_is_for_https_this_host_and_no_script(outside):
    given = outside.log_in("ann", WORDS).headers["set-cookie"]
    assert given.startswith("__Host-gaitcue-login=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=Lax"} <= {part.strip() for part in given.split(";")}


def test_only_the_hash_of_a_token_is_kept(outside, record):
    token = outside.log_in("ann", WORDS).headers["set-cookie"].partition("=")[2].partition(";")[0]
    kept = b"".join(file.read_bytes() for file in record.folder.root.glob("gaitcue.db*"))
    assert len(token) > 40 and token.encode() not in kept and tokens.hash_of(token).encode() in kept


def test_a_password_is_kept_as_an_argon2_hash_alone(record, admin):
    kept = b"".join(file.read_bytes() for file in record.folder.root.glob("gaitcue.db*"))
    assert b"$argon2id$" in kept and WORDS.encode() not in kept


def test_a_wrong_password_and_an_unknown_login_are_told_the_same(outside):
    wrong, unknown = outside.log_in("ann", "not the right words"), outside.log_in("nobody", WORDS)
    assert wrong.status_code == unknown.status_code == 422 and wrong.json() == unknown.json()
    assert outside.get("/index.json").status_code == 401


def test_a_login_that_failed_comes_back_without_its_password(outside):
    done = outside.fill_in("/api/login", {"login": "ann", "password": "not the right words"})
    assert done.status_code == 422 and 'value="ann"' in done.text and "not the right words" not in done.text
    assert "do not fit" in done.text


def test_the_one_user_of_this_computer_cannot_log_in_from_elsewhere(outside):
    for password in ("", "local", WORDS):
        assert outside.log_in("local", password).status_code == 422


def test_logging_out_ends_it_on_the_server_too(outside):
    outside.log_in("ann", WORDS)
    kept = dict(outside.cookies)
    assert outside.call("/api/logout", {}).status_code == 200
    assert outside.get("/index.json").status_code == 401
    outside.cookies.update(kept)
    assert outside.get("/index.json").status_code == 401


def test_another_login_in_the_same_browser_ends_the_one_before(outside):
    outside.log_in("ann", WORDS)
    before = dict(outside.cookies)
    outside.log_in("ann", WORDS)
    outside.cookies.clear()
    outside.cookies.update(before)
    assert outside.get("/index.json").status_code == 401


@pytest.mark.parametrize("change", [reset, lambda *who: set_active(*who, False)], ids=["new password", "closed"])
def test_a_new_password_or_a_closed_account_logs_out_everywhere(outside, record, admin, change):
    outside.log_in("ann", WORDS)
    add_account(record, admin, NewAccount(login="bea", name="Bea", role=Role.ADMIN), WORDS)
    change(record, admin, account_called(record, admin, "ann"))
    assert outside.get("/index.json").status_code == 401
    assert outside.log_in("ann", WORDS).status_code == 422


def test_a_login_ends_after_a_day_and_after_idle_hours(outside, monkeypatch):
    began = logins.now()
    outside.log_in("ann", WORDS)
    for later, status in ((logins.IDLE * 0.9, 200), (logins.IDLE * 1.8, 200), (logins.IDLE * 2.9, 401)):
        at = began + later
        for room in ("gaitcue.work.clinic.logins", "gaitcue.store.accounts"):
            monkeypatch.setattr(f"{room}.now", lambda at=at: at)
        assert outside.get("/index.json").status_code == status, later
    outside.log_in("ann", WORDS)
    for hours in range(1, 14):
        at = began + logins.IDLE * 2.9 + hours * logins.IDLE / 2
        for room in ("gaitcue.work.clinic.logins", "gaitcue.store.accounts"):
            monkeypatch.setattr(f"{room}.now", lambda at=at: at)
        last = outside.get("/index.json").status_code
        assert last == (200 if hours < 12 else 401), hours


def test_who_sends_a_form_when_the_login_has_ended_comes_back_to_its_page(outside):
    form, home = {"csrf": outside.token(), "name": "Rita"}, "https://clinic.example"
    for before, place in (
        ("/runners/new?from=1", "/login?next=%2Frunners%2Fnew%3Ffrom%3D1"), ("/api/runners", "/login"), ("", "/login"),
    ):  # fmt: skip
        headers = {"accept": "text/html", "origin": home} | ({"referer": f"{home}{before}"} if before else {})
        answer = outside.post("/api/runners", data=form, headers=headers, follow_redirects=False)
        assert (answer.status_code, answer.headers["location"]) == (303, place)
    elsewhere = {"accept": "text/html", "origin": home, "referer": "https://elsewhere.example/runners/new"}
    answer = outside.post("/api/runners", data=form, headers=elsewhere, follow_redirects=False)
    assert answer.headers["location"] == "/login"


def test_a_script_is_told_and_htmx_goes_to_the_login(outside):
    assert outside.get("/index.json").json()["error"] == "NotLoggedIn"
    answer = outside.get("/index.json", headers={"hx-request": "true"})
    assert (answer.status_code, answer.headers["hx-redirect"]) == (401, "/login")


def test_on_this_computer_alone_there_is_no_login(record):
    with Browser(create_app(record, Settings(secret=b"s" * 32)), base_url="http://127.0.0.1:8731") as browser:
        assert "nobody has to log in" in browser.page("/login")
        assert browser.call("/api/login", {"login": "local", "password": "x"}).status_code == 404
        assert browser.get("/account.json").status_code == 404
        assert browser.get("/accounts.json").status_code == 200


# --- how often --------------------------------------------------------------------------------------------------------


def test_too_many_tries_are_refused_even_with_the_right_password(outside):
    for _ in range(OF_ONE):
        outside.log_in("ann", "not the right words")
    assert outside.log_in("ann", WORDS).status_code == 429
    shown = outside.fill_in("/api/login", {"login": "ann", "password": WORDS})
    assert shown.status_code == 429 and "wait 5 minutes" in shown.text


def test_a_right_try_clears_the_wrong_ones_before_it(outside):
    for _ in range(3):
        for _ in range(OF_ONE - 1):
            outside.log_in("ann", "not the right words")
        assert outside.log_in("ann", WORDS).status_code == 200


def attempt(tries: Tries, who: str, where: str) -> bool:
    """Whether a wrong try was let through."""
    try:
        with tries.of(who, where):
            raise BadOption("wrong")
    except BadOption:
        return True
    except TooOften:
        return False


def test_tries_are_forgotten_after_a_while():
    at = [0.0]
    tries = Tries(lambda: at[0])
    assert [attempt(tries, "ann", "1") for _ in range(OF_ONE + 1)] == [True] * OF_ONE + [False]
    at[0] = WINDOW_S + 1
    assert attempt(tries, "ann", "1")


def test_many_addresses_or_many_logins_are_no_way_around():
    tries = Tries()
    assert [attempt(tries, "ann", str(n)) for n in range(OF_MANY + 1)] == [True] * OF_MANY + [False]
    tries = Tries()
    assert [attempt(tries, str(n), "1") for n in range(OF_MANY + 1)] == [True] * OF_MANY + [False]


def test_one_who_is_refused_does_not_lock_out_another_from_elsewhere():
    tries = Tries()
    for _ in range(OF_ONE + 1):
        attempt(tries, "ann", "1")
    assert attempt(tries, "ann", "2")


# --- second factor ----------------------------------------------------------------------------------------------------


@pytest.fixture
def secret(record, admin):
    found = second_factor.new_secret()
    ann = Asker(admin.clinic_id, account_called(record, admin, "ann"), Role.ADMIN, "Ann Lee")
    begin_second_factor(record, ann, found, second_factor.code_at(found, time.time() - 30))
    return found


def test_with_a_second_factor_the_password_alone_opens_nothing(outside, secret):
    half = outside.log_in("ann", WORDS)
    assert half.status_code == 200 and half.json()["half"] and "login" not in half.headers.get("set-cookie", "")
    assert outside.get("/index.json").status_code == 401
    told = {"half": half.json()["half"], "code": second_factor.code_at(secret, time.time())}
    assert outside.call("/api/login/code", told).status_code == 200
    assert outside.get("/index.json").status_code == 200


def test_the_database_alone_makes_no_codes(outside, record, admin, secret):
    with record.read(admin) as session:
        kept = store.account_by_login(session, "ann").totp_secret
    assert kept and secret not in kept
    key = record.folder.root / "second-factor.key"
    assert key.stat().st_mode & 0o077 == 0
    half = outside.log_in("ann", WORDS).json()["half"]
    key.unlink()  # as on another computer after a restore
    refused = outside.call("/api/login/code", {"half": half, "code": second_factor.code_at(secret, time.time())})
    assert refused.status_code == 422 and "not on this computer" in refused.json()["detail"]
    reset(record, admin, account_called(record, admin, "ann"), WORDS)
    assert outside.log_in("ann", WORDS).json()["half"] == ""


def test_a_secret_of_the_first_versions_still_makes_codes_and_is_sealed_with_the_next_login(
    outside, record, admin, secret
):
    with record.write(admin) as session:
        ann = store.account_by_login(session, "ann").id
        store.set_second_factor(session, ann, secret)
    told = {"half": outside.log_in("ann", WORDS).json()["half"], "code": second_factor.code_at(secret, time.time())}
    assert outside.call("/api/login/code", told).status_code == 200
    with record.read(admin) as session:
        assert secret not in store.account(session, ann).totp_secret


def test_a_code_counts_once(outside, secret):
    told = {"half": outside.log_in("ann", WORDS).json()["half"], "code": second_factor.code_at(secret, time.time())}
    assert outside.call("/api/login/code", told).status_code == 200
    again = outside.call("/api/login/code", told)
    assert again.status_code == 422 and "used before" in again.json()["detail"]


def test_the_code_is_asked_for_on_a_page_of_its_own_that_comes_back(outside, secret):
    shown = outside.fill_in("/api/login", {"login": "ann", "password": WORDS, "next": "/jobs"})
    assert shown.status_code == 200 and "authenticator app" in shown.text
    half = shown.text.partition('name="half" value="')[2].partition('"')[0]
    wrong = outside.fill_in("/api/login/code", {"half": half, "code": "000000", "next": "/jobs"})
    assert wrong.status_code == 422 and f'value="{half}"' in wrong.text
    right = second_factor.code_at(secret, time.time())
    assert outside.fill_in("/api/login/code", {"half": half, "code": right, "next": "/jobs"}).status_code == 303


def test_nobody_makes_the_first_half_up_or_uses_another_browsers(app, outside, secret):
    half = outside.log_in("ann", WORDS).json()["half"]
    code = second_factor.code_at(secret, time.time())
    for told in (half.replace("|", "0|"), "x|y", "", half.rpartition("|")[0]):
        assert outside.call("/api/login/code", {"half": told, "code": code}).status_code == 403
    with Outside(app) as other:
        assert other.call("/api/login/code", {"half": half, "code": code}).status_code == 403


def test_the_first_half_ends(outside, secret, monkeypatch):
    half = outside.log_in("ann", WORDS).json()["half"]
    later = time.time() + 301
    monkeypatch.setattr("gaitcue.web.routes.login.time.time", lambda: later)
    assert outside.call("/api/login/code", {"half": half, "code": "123456"}).status_code == 403


def test_codes_are_limited_too(outside, secret):
    told = {"half": outside.log_in("ann", WORDS).json()["half"], "code": "000000"}
    assert {outside.call("/api/login/code", told).status_code for _ in range(OF_ONE)} == {422}
    assert outside.call("/api/login/code", told).status_code == 429


# --- what is noted ----------------------------------------------------------------------------------------------------


def test_logins_stand_in_the_log_the_refused_ones_too(outside, record, admin):
    outside.log_in("ann", "not the right words")
    outside.log_in("ann", WORDS)
    with record.read(admin) as session:
        told = [line.action for line in audit.entries(session).items]
    assert told[:2] == ["login.made", "login.refused"]


def test_a_short_password_is_refused(record, admin):
    with pytest.raises(FaultyForm, match="characters"):
        add_account(record, admin, NewAccount(login="bo", name="Bo"), "short")


def test_a_login_is_taken_in_every_clinic(record, admin):
    with pytest.raises(FaultyForm, match="taken"):
        add_account(record, admin, NewAccount(login="ANN ", name="Another"), WORDS)


def test_the_last_admin_stays(record, admin):
    with pytest.raises(BadOption, match="last admin"):
        set_active(record, admin, account_called(record, admin, "ann"), False)
