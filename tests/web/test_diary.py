"""The runner's own diary, by a link and logged in."""

import re
from datetime import date, timedelta

import pytest

from gaitcue.care.vocabulary import places
from gaitcue.report.drawing.body import VIEWS, spots
from gaitcue.store import audit
from gaitcue.web.app import create_app
from gaitcue.web.own_page import PARTS
from gaitcue.web.routes.diary import FILES
from gaitcue.web.settings import Settings
from gaitcue.work.clinic import by_link, care
from support.browser import Outside
from support.whole_clinic import PASSWORD, runner_with_login

TODAY = date.today()
SETTINGS = Settings(secret=b"s" * 32, host="0.0.0.0", names=("clinic.example",), encrypted=True)


@pytest.fixture
def runners_own(record, asker, browser):
    """A runner with a plan who is logged in, and whose record it is."""
    runner = browser.call("/api/runners", {"name": "Rita Runner", "birth_year": 1985}).json()["id"]
    plan = {"on": (TODAY - timedelta(days=3)).isoformat(), "site": "proximal_hamstring", "side": "right"}
    care.enter(record, asker, runner, "plan", plan, TODAY)
    runner_with_login(record, asker, runner, "rita")
    with Outside(create_app(record, SETTINGS)) as own:
        own.log_in("rita", PASSWORD).raise_for_status()
        yield own, runner


def sent_with(own, page: str, **told):
    token = re.search(r'name="csrf-token" content="(\w+)"', page)[1]
    name = re.search(r'name="sent" value="(\w+)"', page)[1]
    fields = {"csrf": token, "sent": name, "on": TODAY.isoformat()}
    fields |= {field.replace("__", "."): value for field, value in told.items()}
    return own.post("/api/mine/diary", data=fields, headers={"accept": "text/html"}, follow_redirects=False)


def test_a_runner_who_logs_in_sees_today_and_tells_the_diary(runners_own, record, asker):
    own, runner = runners_own
    page = own.page("/mine/diary")
    done = {"did": "run", "during": "2", "after": "3", "also": "walk", "also_during": "0"}
    assert "Hello Rita" in page and "To do today" in page and 'href="/mine/diary"' in own.page("/mine")
    for _ in range(2):  # sent again after a lost answer it is the same
        assert sent_with(own, page, day__task_pain="1", **done).status_code == 303
    found = care.care_record(record, asker, runner, TODAY)
    assert [(one.on, one.task_pain) for one in found.day] == [(TODAY, 1.0)]
    assert [(one.what, one.during, one.after) for one in found.activity] == [("run", 2.0, 3.0), ("walk", 0.0, None)]
    assert "this morning is kept" in own.page("/mine/diary")
    assert own.get("/mine/diary/plan.ics").text.startswith("BEGIN:VCALENDAR")


def test_a_mistake_comes_back_beside_its_field_and_nothing_is_lost(runners_own):
    own, _ = runners_own
    page = own.page("/mine/diary")
    answer = sent_with(own, page, day__task_pain="11", day__note="a long day", did="run", also="walk", also_during="12")
    assert answer.status_code == 422
    assert "a long day" in answer.text and answer.text.count('class="mistake"') == 2


def test_a_runner_may_enter_the_diary_and_nothing_else(runners_own):
    own, runner = runners_own
    headers = {"x-csrf-token": own.token()}
    told = {"on": TODAY.isoformat(), "what": "stage", "by": "me", "reason": "x", "value": 4}
    assert own.post(f"/api/runners/{runner}/care/change", json=told, headers=headers).status_code == 403


def test_what_a_runner_tells_stands_in_the_log_and_that_they_looked_does_not(runners_own, record, asker):
    own, runner = runners_own
    sent_with(own, own.page("/mine/diary"), day__task_pain="1", did="nothing")
    with record.read(asker) as session:
        noted = [one.action for one in audit.entries(session, runner_id=runner).items if one.who != asker.name]
    assert "care.entered" in noted and "care.seen" not in noted


def test_the_kept_copy_needs_no_file_that_is_not_kept(browser, record, asker, runners_own):
    own, runner = runners_own
    token = by_link.make(record, asker, runner, by_link.ToldLink(purpose="diary")).token
    for shell in (browser.page(f"/l/{token}/diary/shell"), own.page("/mine/diary/shell")):
        assert "Rita" not in shell and "To do today" not in shell
        needed = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', shell))
        assert needed and needed <= {*PARTS, *FILES}


def test_modules_that_a_kept_file_imports_are_kept_too(browser):
    kept = {*PARTS, *FILES}
    for path in (one for one in kept if one.endswith(".js")):
        text = browser.get(path).text
        folder = path.rpartition("/")[0]
        imported = {f"{folder}/{name}" for name in re.findall(r'(?:from|import) "\./([^"]+)"', text)}
        assert imported <= kept, path
    assert all(browser.get(path).status_code == 200 for path in kept)


def test_the_worker_is_allowed_its_own_page_alone_and_only_while_the_link_lasts(browser, record, asker, runners_own):
    own, runner = runners_own
    made = by_link.make(record, asker, runner, by_link.ToldLink(purpose="diary"))
    answer = browser.get(f"/l/{made.token}/diary/worker.js")
    assert answer.headers["service-worker-allowed"] == f"/l/{made.token}/diary"
    assert answer.headers["content-type"].startswith("text/javascript")
    assert f'"ends": {round(1000 * made.link.expires_at.timestamp())}' in answer.text
    other = by_link.make(record, asker, runner, by_link.ToldLink(purpose="answers")).token
    assert browser.get(f"/l/{other}/diary/worker.js").status_code == 404
    assert own.get("/mine/diary/worker.js").headers["service-worker-allowed"] == "/mine/diary"


def test_every_spot_of_the_body_is_a_place_of_the_diary_and_left_is_left():
    drawn = [spot for view in VIEWS for spot in spots(view)]
    assert {spot.place for spot in drawn} <= set(places())
    assert len(places()) - len({spot.place for spot in drawn}) == len({"apophysis", "bone_stress", "other"})
    front = {spot.place: spot.x for spot in spots("front")}
    back = {spot.place: spot.x for spot in spots("back")}
    assert front["patellofemoral_left"] > front["patellofemoral_right"]
    assert back["calf_left"] < back["calf_right"]


def test_the_page_of_a_runner_has_its_twin_its_token_and_every_id_once(runners_own):
    own, _ = runners_own
    page = own.page("/mine/diary")
    assert own.get("/mine/diary.json").json()["told"] is False
    assert page.count("<h1") == 1 and 'name="csrf"' in page
    known = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(known) == sorted(set(known))
    assert set(re.findall(r'<label[^>]*\sfor="([^"]+)"', page)) <= set(known)
