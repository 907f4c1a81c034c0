"""Every way into the app, walked by somebody without a login, by another clinic's people, and by a runner."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from starlette.websockets import WebSocketDisconnect

from gaitcue.store import audit
from gaitcue.web.app import create_app
from gaitcue.web.doors import OPEN
from gaitcue.web.settings import Settings
from gaitcue.work.clinic.record import Record
from support.browser import Outside
from support.empty_record import empty_record
from support.walk import Way, filled, ways
from support.whole_clinic import MARKS, PASSWORD, clinics, colleague, one_of_everything, runner_with_login

SETTINGS = Settings(secret=b"s" * 32, host="0.0.0.0", names=("clinic.example",), encrypted=True)
A_RUNNERS = ("/mine", "/api/mine", "/account", "/api/account", "/api/logout")
"""how the addresses begin that a runner may ask"""
PAGE = {"accept": "text/html,application/json"}
NO_IDS: dict[str, str] = {}
IDS = frozenset({"analysis", "comparison", "account", "runner"})
"""names that stand for an id without saying so"""


class Clinic:
    """A server with two clinics, and who is logged in to it."""

    def __init__(self, folder) -> None:
        self.record = Record.open(empty_record(folder / "record"))
        self.admin, self.other = clinics(self.record)
        self.ids = one_of_everything(self.record, self.admin, folder)
        self.runner = runner_with_login(self.record, self.admin, self.ids["runner_id"], "rita")
        self.stranger = colleague(self.record, self.other, "cleo")
        self.app = create_app(self.record, SETTINGS)
        self.ways = ways(self.app)

    def browser(self, login: str | None) -> Outside:
        made = Outside(self.app)
        if login:
            made.log_in(login, PASSWORD).raise_for_status()
        return made


@pytest.fixture(scope="module")
def clinic(tmp_path_factory) -> Iterator[Clinic]:
    made = Clinic(tmp_path_factory.mktemp("clinic"))
    yield made
    made.record.close()


def asked(browser: Outside, way: Way, ids: dict[str, str], **headers: str):
    """The answer to one way, with all that it asks for; nothing is followed."""
    path, told = filled(way, ids)
    told["headers"] |= headers
    if way.method not in ("GET", "HEAD"):
        told["headers"]["x-csrf-token"] = browser.kept_token
    path = path.replace("/report.html", "/comparison.html") if path.startswith("/comparisons/") else path
    return browser.request(way.method, path, follow_redirects=False, **told)


def walked(browser: Outside, clinic: Clinic, found: list[Way], **headers: str) -> dict[str, int]:
    browser.kept_token = browser.token()
    return {way.id: asked(browser, way, clinic.ids, **headers).status_code for way in found}


def leads_to_one_thing(way: Way) -> bool:
    """An id stands in its address, its query or what is told."""
    told = {one["name"] for one in way.parameters} | set((way.body or {}).get("properties", {}))
    return bool(way.names) or any(name.endswith("_id") or name in IDS for name in told)


def test_the_walk_knows_an_id_for_every_name_in_an_address(clinic):
    names = set().union(*(way.names for way in clinic.ways))
    assert len(clinic.ways) > 90 and names - clinic.ids.keys() == set()


def test_without_a_login_nothing_is_answered(clinic):
    found = [way for way in clinic.ways if not way.path.startswith(OPEN)]
    with clinic.browser(None) as browser:
        answers = walked(browser, clinic, found)
        pages = walked(browser, clinic, [way for way in found if way.method == "GET"], **PAGE)
    assert len(found) > 85 and {way: status for way, status in answers.items() if status != 401} == {}
    twins = {way for way in pages if way.endswith(".json")}
    assert {way for way, status in pages.items() if status != 303} == twins


def test_what_needs_no_login_is_the_login_and_links_alone(clinic):
    opened = {way.path for way in clinic.ways if way.path.startswith(OPEN)}
    assert opened >= {"/login", "/login.json", "/api/login", "/api/login/code", "/l/{token}"}
    assert {path for path in opened if "{token}" not in path} == {
        "/login",
        "/login.json",
        "/api/login",
        "/api/login/code",
    }


def test_a_link_that_nobody_made_opens_nothing(clinic):
    found = [way for way in clinic.ways if "token" in way.names]
    with clinic.browser(None) as browser:
        answers = walked(browser, clinic, found)
    assert found and set(answers.values()) <= {403, 404}, answers


@pytest.mark.parametrize("login", ["bea", "cleo"], ids=["admin", "clinician"])
def test_with_the_ids_of_another_clinic_there_is_nothing(clinic, login):
    found = [way for way in clinic.ways if leads_to_one_thing(way) and not way.path.startswith(OPEN)]
    with clinic.browser(login) as browser:
        answers = walked(browser, clinic, [way for way in found if way.path not in ("/log", "/log.json")])
    assert len(found) > 50 and {way: status for way, status in answers.items() if status not in (403, 404)} == {}


@pytest.mark.parametrize("login", ["bea", "cleo"], ids=["admin", "clinician"])
def test_lists_show_nothing_of_another_clinic(clinic, login):
    found = [way for way in clinic.ways if way.method == "GET" and not way.names]
    with clinic.browser(login) as browser:
        told = {way.id: asked(browser, way, NO_IDS, **PAGE) for way in found}
    shown = {way: answer.text for way, answer in told.items() if answer.status_code == 200}
    assert {"GET /", "GET /jobs", "GET /jobs.json"} <= shown.keys()
    assert login == "cleo" or {"GET /accounts", "GET /log", "GET /backups"} <= shown.keys()
    assert {way: mark for way, text in shown.items() for mark in (*MARKS, clinic.ids["job_id"]) if mark in text} == {}


def test_a_runner_reaches_nothing_but_their_own_page(clinic):
    found = [way for way in clinic.ways if not way.path.startswith((*OPEN, *A_RUNNERS))]
    with clinic.browser("rita") as browser:
        answers = walked(browser, clinic, found)
    assert len(found) > 70 and {way: status for way, status in answers.items() if status != 403} == {}


def test_a_runner_reads_their_own_report_while_it_is_shared_and_no_other(clinic):
    with clinic.browser("rita") as browser:
        assert [one["id"] for one in browser.get("/mine.json").json()["reports"]] == [clinic.ids["report_id"]]
        assert "sandbox" in browser.get(f"/mine/reports/{clinic.ids['report_id']}").headers["content-security-policy"]
        assert browser.get(f"/mine/reports/{'a' * 32}").status_code == 404
    with clinic.browser("bea") as browser:
        assert browser.get(f"/mine/reports/{clinic.ids['report_id']}").status_code == 403


@pytest.mark.parametrize("login", [None, "bea", "cleo", "rita"])
def test_no_stream_is_opened_for_somebody_else(clinic, login):
    origin = {"origin": "https://clinic.example"}
    with clinic.browser(login) as browser:
        for way in (f"/trials/{clinic.ids['trial_id']}/stream", f"/live/{clinic.ids['session_id']}/stream"):
            with (
                pytest.raises(WebSocketDisconnect),
                browser.websocket_connect(f"wss://clinic.example{way}", headers=origin) as socket,
            ):
                socket.receive_json()


def test_a_clinician_is_no_admin(clinic):
    admins = ("/accounts", "/api/accounts", "/settings", "/log", "/backups", "/api/backups")
    found = [way for way in clinic.ways if way.path.startswith(admins) and not way.path.startswith(OPEN)]
    found += [way for way in clinic.ways if way.path == "/api/runners/{runner_id}/account"]
    with clinic.browser("quillon") as browser:
        answers = walked(browser, clinic, found)
    assert len(found) > 12 and set(answers.values()) == {403}, answers


def test_its_own_admin_sees_all_that_others_do_not(clinic):
    """So that what the walks find is the access rule, and not an address that leads nowhere."""
    # What is told once is told to the browser that asked, and nobody has made this runner a plan.
    others = ("/l/", "/api/l/", "/mine", "/told/", "/runners/{runner_id}/care/plan")
    found = [way for way in clinic.ways if way.method == "GET" and way.names and not way.path.startswith(others)]
    with clinic.browser("ann") as browser:
        answers = walked(browser, clinic, found)
    unlike = {way: status for way, status in answers.items() if status != 200}
    assert len(found) > 20 and unlike == {"GET /reports/{report_id}/preview": 409}


def test_every_page_about_a_runner_leaves_a_line_in_the_log(clinic):
    """Who saw what. How far a job is, an empty form, and the parts of a page that was noted, are no pages."""
    parts = (
        "/runners/{runner_id}/care/enter/",
        "/jobs/",
        "/api/",
        "/media/",
        "/l/",
        "/mine",
        "/comparisons/{comparison_id}/at-a-moment.png",
    )
    found = [way for way in clinic.ways if way.method == "GET" and way.names and not way.path.startswith(parts)]
    unnoted = []
    with clinic.browser("ann") as browser:
        for way in found:
            before = lines_about(clinic)
            if asked(browser, way, clinic.ids).status_code == 200 and lines_about(clinic) == before:
                unnoted.append(way.id)
    assert len(found) > 18 and unnoted == []


def lines_about(clinic: Clinic) -> int:
    with clinic.record.read(clinic.admin) as session:
        return audit.entries(session, runner_id=clinic.ids["runner_id"]).total
