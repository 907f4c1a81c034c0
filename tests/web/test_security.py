"""Other web pages are kept out: unknown hosts, foreign origins, forged forms; every answer carries its headers."""

import socket

import pytest

from gaitcue.terms.errors import BadOption
from gaitcue.web.app import behind_the_door, create_app
from gaitcue.web.security import without_port
from gaitcue.web.settings import Settings, is_loopback, kept_secret, own_addresses, settings_of
from support.browser import HERE, Browser
from support.shoes import shoes


@pytest.fixture
def browser(record):
    made = create_app(record, Settings(secret=b"s" * 32), behind_the_door([shoes()]))
    with Browser(made, base_url=HERE, raise_server_exceptions=False) as opened:
        yield opened


@pytest.mark.parametrize("host", ["127.0.0.1:8731", "localhost:8731", "LOCALHOST", "[::1]:8731"])
def test_the_names_of_this_computer_are_answered(browser, host):
    assert browser.get("/index.json", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8731", "", "[::1", "0x7f.1", "localhost:x"])
def test_any_other_name_is_refused_whatever_is_asked(browser, host):
    for path in ("/index.json", "/static/style/app.css", "/nowhere"):
        answer = browser.get(path, headers={"host": host})
        assert answer.status_code == 403 and answer.json()["error"] == "NotAllowed"


@pytest.mark.parametrize(
    "headers",
    [{"origin": "http://evil.example"}, {"origin": "null"}, {"origin": "http://127.0.0.1:9"},
     {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}],
)  # fmt: skip
def test_a_change_that_another_page_asks_for_is_refused_even_with_the_token(browser, headers):
    assert browser.call("/api/shoes", {"name": "a"}, **headers).status_code == 403
    assert browser.fill_in("/api/shoes", {"name": "a"}, **headers).status_code == 403


def test_a_change_without_the_token_is_refused(browser):
    browser.get("/")
    assert browser.post("/api/shoes", json={"name": "a"}).status_code == 403
    assert browser.post("/api/shoes", data={"name": "a"}).status_code == 403
    assert browser.post("/api/shoes", data={"name": "a", "csrf": "0" * 64}).status_code == 403


def test_the_token_of_another_browser_does_not_count(app, browser, record):
    made = create_app(record, Settings(secret=b"s" * 32), behind_the_door([shoes()]))
    other = Browser(made, base_url=HERE).token()
    assert browser.fill_in("/api/shoes", {"name": "a", "csrf": other}).status_code == 403


def test_a_token_still_counts_after_the_server_started_again(browser, record):
    token, cookies = browser.token(), dict(browser.cookies)
    again = Browser(create_app(record, Settings(secret=b"s" * 32), behind_the_door([shoes()])), base_url=HERE)
    again.cookies.update(cookies)
    assert again.post("/api/shoes", json={"name": "a"}, headers={"x-csrf-token": token}).status_code == 200


@pytest.mark.parametrize("path", ["/", "/index.json", "/nowhere", "/static/style/app.css", "/api/openapi.json"])
def test_every_answer_carries_the_headers(browser, path):
    headers = browser.get(path).headers
    assert "default-src 'self'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert "frame-ancestors 'self'" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"


def test_pages_are_not_kept_by_the_browser_and_files_are_checked_again(browser):
    assert browser.get("/").headers["cache-control"] == "no-store"
    file = browser.get("/static/style/app.css")
    assert file.headers["cache-control"] == "no-cache" and file.headers["etag"]


def test_the_cookie_is_hidden_from_scripts_and_secure_where_it_can_be(browser, record):
    assert "HttpOnly; SameSite=Lax" in browser.get("/").headers["set-cookie"]
    settings = Settings(secret=b"s" * 32, names=("clinic.example",), encrypted=True)
    served = Browser(create_app(record, settings, behind_the_door([shoes()])), base_url="https://clinic.example")
    answer = served.get("/")
    assert answer.headers["set-cookie"].startswith("__Host-gaitcue=") and answer.headers["set-cookie"].endswith(
        "Secure"
    )
    assert answer.headers["strict-transport-security"]


def test_no_way_leads_out_of_the_static_files(browser):
    for path in ("/static/../app.py", "/static/%2e%2e/app.py", "/static//etc/passwd"):
        assert browser.get(path).status_code == 404


def test_a_host_is_told_from_its_port():
    assert [without_port(host) for host in ("a:1", "[::1]:8731", "[::1]", "::1", "a:b")] == [
        "a",
        "[::1]",
        "[::1]",
        "::1",
        "a:b",
    ]


def test_only_this_computers_own_addresses_need_no_login():
    assert all(map(is_loopback, ("127.0.0.1", "127.9.9.9", "localhost", "::1", "[::1]")))
    assert not any(map(is_loopback, ("0.0.0.0", "::", "192.168.1.5", "clinic.example")))


def test_the_secret_is_made_once_and_its_owners_alone(tmp_path):
    first = kept_secret(tmp_path)
    assert kept_secret(tmp_path) == first and len(first) == 32
    assert (tmp_path / "secret").stat().st_mode & 0o777 == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


def test_a_damaged_secret_says_what_to_do(tmp_path):
    (tmp_path / "secret").write_bytes(b"short")
    with pytest.raises(BadOption, match="delete it"):
        kept_secret(tmp_path)


def test_a_server_answers_to_its_host_and_the_names_that_were_told(tmp_path):
    assert settings_of(tmp_path, "127.0.0.1", 1).names == ("127.0.0.1", "localhost", "[::1]")
    assert settings_of(tmp_path, "192.0.2.7", 1, names=["Clinic.example"]).names == ("192.0.2.7", "clinic.example")
    assert settings_of(tmp_path, "2001:db8::7", 1).names == ("[2001:db8::7]",)


def test_a_server_on_every_address_answers_to_this_computers_own_names(tmp_path):
    names = settings_of(tmp_path, "0.0.0.0", 1, names=["Clinic.example"]).names
    own = {f"[{one}]" if ":" in one else one for one in own_addresses()}
    assert {"127.0.0.1", "clinic.example", socket.gethostname().lower(), *own} <= set(names)
    assert "0.0.0.0" not in names


def test_an_app_behind_a_proxy_is_no_app_for_this_computer_alone(tmp_path):
    assert settings_of(tmp_path, "127.0.0.1", 1).local
    assert not settings_of(tmp_path, "127.0.0.1", 1, behind_proxy=True).local
