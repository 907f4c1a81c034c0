"""Links on a runner's own phone: the questions before a visit, clips, the morning after; and the door for them."""

import re
from datetime import date, timedelta
from html import unescape
from pathlib import Path

import pytest

import gaitcue.web
from gaitcue.store import accounts, trials, visits
from gaitcue.store.columns import now
from gaitcue.terms.errors import BadOption
from gaitcue.web.link_door import door_of
from gaitcue.web.routes import LINK_ROUTERS
from gaitcue.web.settings import LinkDoor, Settings
from gaitcue.work.clinic import by_link, links, tokens
from support.browser import LAN, Browser, token_on
from support.record import HAMSTRING, NO, visited
from support.small_clips import small_clip

TODAY = date.today()
TEMPLATES = Path(gaitcue.web.__file__).parent / "templates"
SETTINGS = Settings(secret=b"s" * 32)


def sent(phone, path: str, fields: dict):
    """A form of a page that a link leads to."""
    csrf = token_on(phone.page(path))
    return phone.post(f"/api{path}", data={"csrf": csrf, **fields}, headers={"accept": "text/html"})


def made(record, asker, visit_id: str, purpose: str) -> str:
    with record.read(asker) as session:
        runner = visits.visit(session, visit_id).runner_id
    return by_link.make(record, asker, runner, by_link.ToldLink(purpose=purpose, visit_id=visit_id)).token


def latest(record, asker, visit_id: str):
    with record.read(asker) as session:
        return visits.latest_profile(session, visits.visit(session, visit_id).runner_id)


ALL_NO = {f"flags.{name}": "no" for name in NO}


def test_the_questions_arrive_once_and_what_the_clinic_measured_stays(phone, record, asker):
    tried = [{"cues": ["cadence_5"], "pain_change": -1.0, "on": "2026-01-02"}]
    told = {**HAMSTRING, "observed": {"pelvic_drop_deg": 4.0}, "tried": tried}
    visit_id = visited(record, asker, on=TODAY, profile=told)
    path = f"/l/{made(record, asker, visit_id, 'answers')}/answers"
    page = phone.page(path)
    assert "before your visit" in page and "pelvic_drop" not in page and "profile.tried" not in page
    done = sent(phone, path, ALL_NO | {"profile.problems.0.site": "patellofemoral", "profile.weekly_km": "25"})
    assert done.status_code == 200 and "Your answers have arrived" in done.text
    version = latest(record, asker, visit_id)
    assert (version.author, version.visit_id) == (links.LINK_HOLDER, visit_id)
    assert version.profile["problems"] == [{"site": "patellofemoral"}] and version.profile["weekly_km"] == 25
    assert (version.profile["observed"], version.profile["tried"]) == (told["observed"], tried)
    again = phone.get(path, headers={"accept": "text/html"})
    assert again.status_code == 404 and "was used already" in unescape(again.text)


def test_a_flag_that_blocks_says_so_while_the_form_is_filled_in_and_after_it_was_sent(phone, record, asker):
    path = f"/l/{made(record, asker, visited(record, asker, on=TODAY), 'answers')}/answers"
    csrf = token_on(phone.page(path))
    fields = ALL_NO | {"flags.saddle_numbness": "yes"}
    judged = phone.post(f"{path}/judged", data=fields, headers={"x-csrf-token": csrf})
    assert judged.status_code == 200 and "Get emergency care now." in unescape(judged.text)
    done = sent(phone, path, fields)
    assert "Get emergency care now." in unescape(done.text) and "Your clinic sees this answer too" in done.text


def test_a_form_with_a_mistake_comes_back_and_the_link_is_still_good(phone, record, asker):
    path = f"/l/{made(record, asker, visited(record, asker, on=TODAY), 'answers')}/answers"
    back = sent(phone, path, {"profile.height_cm": "17500"})
    assert back.status_code == 422 and "17500" in back.text
    assert sent(phone, path, ALL_NO).status_code == 200


@pytest.mark.parametrize("page", ["answers", "next_morning", "diary"])
def test_a_form_with_a_mistake_does_not_come_back_to_a_link_for_something_else(phone, record, asker, page):
    token = made(record, asker, visited(record, asker, on=TODAY, profile=HAMSTRING), "upload")
    csrf = token_on(phone.page(f"/l/{token}/upload"))
    told = {"csrf": csrf, "no such": "field", "rest_no": "perhaps"}
    back = phone.post(f"/api/l/{token}/{page}", data=told, headers={"accept": "text/html"})
    assert back.status_code == 404 and "<form" not in back.text


def test_a_link_that_is_wrong_or_over_is_one_clear_line(phone, record, asker):
    token = made(record, asker, visited(record, asker, on=TODAY), "answers")
    with record.write(asker) as session:
        runner = accounts.link_of(session, tokens.hash_of(token)).runner_id
        over = links.make(session, runner, "answers", now() - timedelta(minutes=1))
    for path, line in ((f"/l/{'x' * 43}", "not whole"), (f"/l/{over.token}", "has ended")):
        found = phone.get(path, headers={"accept": "text/html"})
        assert found.status_code == 404 and line in found.text and "<nav" not in found.text
    assert phone.get(f"/l/{token}/upload").status_code == 404
    assert phone.get(f"/l/{token}/next_morning").status_code == 404


def test_the_door_knows_links_and_nothing_else(phone, app, record, asker):
    visit_id = visited(record, asker, on=TODAY)
    inside = [path for path in app.openapi()["paths"] if not path.startswith(("/l/", "/api/l/"))]
    assert len(inside) > 30
    for path in inside:
        asked = path.format_map({name: visit_id for name in re.findall(r"{(\w+)}", path)})
        for method in ("GET", "POST"):
            assert phone.request(method, asked).status_code == 404, asked
    for path in ("/", "/api/openapi.json", f"/visits/{visit_id}", "//runners", "/static/../visits", "/l/../jobs"):
        assert phone.get(path).status_code == 404, path
    assert phone.get("/static/style/app.css").status_code == 200
    assert phone.get("/l/x", headers={"host": "evil.example"}).status_code == 403
    assert all(route.path.startswith(("/l/", "/api/l/")) for router in LINK_ROUTERS for route in router.routes)


def test_a_clip_comes_from_the_phone_into_the_visit(phone, record, asker, browser, tmp_path):
    visit_id = visited(record, asker, on=TODAY)
    token = made(record, asker, visit_id, "upload")
    headers = {"x-csrf-token": token_on(phone.page(f"/l/{token}/upload"))}
    content = small_clip(tmp_path / "run.mp4").read_bytes()
    base = f"/api/l/{token}/uploads"
    other = {"visit_id": visited(record, asker, on=TODAY, name="Bea"), "name": "run.mp4", "bytes": len(content)}
    assert phone.post(base, json=other, headers=headers).status_code == 404
    begun = phone.post(base, json=other | {"visit_id": visit_id}, headers=headers).json()["id"]
    at = {**headers, "upload-offset": "0"}
    assert phone.patch(f"{base}/{begun}", content=content, headers=at).status_code == 200
    assert phone.get(f"{base}/{begun}").json()["offset"] == len(content)
    assert phone.post(f"{base}/{begun}/finish", json={}, headers=headers).json() == {"name": "run.mp4"}
    assert [take["name"] for take in browser.get(f"/visits/{visit_id}/film.json").json()["takes"]] == ["run.mp4"]


def sent_as_form(phone, token, content: bytes, **told):
    """A clip without JavaScript: a plain form, its fields before its file."""
    fields = {"csrf": token_on(phone.page(f"/l/{token}/upload")), **told}
    return phone.post(
        f"/api/l/{token}/clips",
        data=fields,
        files={"clip": ("run.mp4", content, "video/mp4")},
        headers={"accept": "text/html"},
        follow_redirects=False,
    )


def test_a_phone_without_javascript_sends_a_clip_by_a_plain_form(phone, record, asker, browser, tmp_path):
    visit_id = visited(record, asker, on=TODAY)
    token = made(record, asker, visit_id, "upload")
    form = f'<form method="post" action="/api/l/{token}/clips" enctype="multipart/form-data"'
    assert form in phone.page(f"/l/{token}/upload")
    done = sent_as_form(phone, token, small_clip(tmp_path / "run.mp4").read_bytes())
    assert (done.status_code, done.headers["location"]) == (303, f"/l/{token}/upload?arrived=1")
    assert "Your clip has arrived" in phone.page(done.headers["location"])
    assert [take["name"] for take in browser.get(f"/visits/{visit_id}/film.json").json()["takes"]] == ["run.mp4"]
    assert list((record.folder.root / "uploads").iterdir()) == []


@pytest.mark.parametrize("content", [b"no film" * 50, b""])
def test_what_is_no_film_is_refused_by_the_plain_form_of_the_phone_and_nothing_is_kept(phone, record, asker, content):
    token = made(record, asker, visited(record, asker, on=TODAY), "upload")
    refused = sent_as_form(phone, token, content)
    assert refused.status_code == 422 and "Traceback" not in refused.text
    assert list((record.folder.root / "uploads").iterdir()) == []


def test_the_plain_form_of_a_phone_takes_no_other_page_and_no_other_link(phone, record, asker):
    visit_id = visited(record, asker, on=TODAY)
    token = made(record, asker, visit_id, "upload")
    assert sent_as_form(phone, token, b"x", csrf="0" * 64).status_code == 403
    answers = made(record, asker, visit_id, "answers")
    csrf = token_on(phone.page(f"/l/{answers}/answers"))
    told = {"data": {"csrf": csrf}, "files": {"clip": ("run.mp4", b"x", "video/mp4")}}
    assert phone.post(f"/api/l/{answers}/clips", **told).status_code == 404


def test_the_morning_after_is_told_by_link_and_the_trial_judged_again(trial, phone, record, asker):
    trial.run()
    path = f"/l/{made(record, asker, trial.visit, 'next_morning')}/next_morning"
    assert "How was the morning?" in phone.page(path)
    done = sent(phone, path, {"pain_before": "2", "pain": "2"})
    assert done.status_code == 200 and "Thank you" in done.text
    assert trial.judged()
    latest_verdict, first = trial.page["verdicts"]
    assert (first["next_day"], latest_verdict["next_day"]["told_by"]) == (None, links.LINK_HOLDER)
    assert phone.get(path).status_code == 404


def test_without_a_verdict_there_is_no_link_for_the_morning(trial, record, asker):
    trial.begin()
    with pytest.raises(BadOption, match="no verdict yet"):
        made(record, asker, trial.visit, "next_morning")


def test_the_phone_offers_the_part_that_waits_for_a_clip_in_a_part_that_is_not_filmed(trial, phone, record, asker):
    trial.begin(kind="long", baseline="filmed")
    trial.tell(pain=2, effort=2)
    trial.do("next")
    trial.tell(pain=2, effort=2, awkwardness=2)
    trial.do("next")
    assert trial.page["trial"]["now"]["kind"] == "usual"
    token = made(record, asker, trial.visit, "upload")
    assert '<option value="cue-1" selected>' in phone.page(f"/l/{token}/upload")


def test_a_clip_from_the_phone_goes_into_the_stretch_that_is_run(trial, phone, record, asker, tmp_path):
    trial.begin(baseline="new")
    token = made(record, asker, trial.visit, "upload")
    page = phone.page(f"/l/{token}/upload")
    assert '<option value="baseline" selected>' in page
    headers = {"x-csrf-token": token_on(page)}
    content = small_clip(tmp_path / "run.mp4").read_bytes()
    told = {"visit_id": trial.visit, "name": "run.mp4", "bytes": len(content), "stage": "baseline"}
    told["trial_id"] = trial.page["trial"]["id"]
    begun = phone.post(f"/api/l/{token}/uploads", json=told, headers=headers).json()["id"]
    way = f"/api/l/{token}/uploads/{begun}"
    phone.patch(way, content=content, headers={**headers, "upload-offset": "0"})
    assert phone.post(f"{way}/finish", json={}, headers=headers).status_code == 200
    assert trial.page["trial"]["now"]["clip"] == "run.mp4"
    trial_id = trial.page["trial"]["id"]
    again = sent_as_form(phone, token, content + bytes(16), trial_id=trial_id, stage="baseline")
    assert again.status_code == 303


def test_the_page_of_a_new_link_shows_its_code_and_says_when_no_phone_reaches_it(browser, record, asker):
    visit_id = visited(record, asker, on=TODAY)
    with record.read(asker) as session:
        runner = visits.visit(session, visit_id).runner_id
    fields = {"purpose": "upload", "visit_id": visit_id}
    page = unescape(browser.goes_on(f"/api/runners/{runner}/links", fields).text)
    assert 'src="data:image/svg+xml' in page and "gaitcue serve --runner-links auto" in page


@pytest.mark.parametrize("where", ["answers", "film", "trial", "verdict"])
def test_a_link_for_a_phone_is_offered_only_where_a_phone_reaches_it(trial, record, asker, request, where):
    """So on every page: no template but the one that decides this has such a form."""
    forms = [f.name for f in TEMPLATES.glob("*.html") if 'name="purpose"' in f.read_text(encoding="utf-8")]
    assert forms == ["link_parts.html"]
    if where == "verdict":
        trial.run()
    elif where == "trial":
        trial.begin(baseline="filmed")
    runner = trial.page["runner"]["id"]
    address = f"/visits/{trial.visit}/trial"
    if where == "film":
        address = f"/visits/{visited(record, asker, on=TODAY - timedelta(days=9), runner_id=runner)}/film"
    elif where == "answers":
        address = f"/runners/{runner}/answers?visit={trial.visit}"
    shown = trial.browser.page(address)
    assert "gaitcue serve --runner-links auto" in shown and f"/runners/{runner}/links" not in shown
    request.getfixturevalue("door")
    shown = trial.browser.page(address)
    assert "gaitcue serve --runner-links auto" not in shown and f"/runners/{runner}/links" in shown


def test_the_address_of_a_new_link_is_that_of_the_door(record, app, asker):
    from dataclasses import replace

    from gaitcue.web.app import create_app

    visit_id = visited(record, asker, on=TODAY)
    with record.read(asker) as session:
        runner = visits.visit(session, visit_id).runner_id
    settings = replace(SETTINGS, links=LinkDoor(f"https://{LAN}:8732/", fingerprint="AB:CD"))
    with Browser(create_app(record, settings), base_url="http://127.0.0.1:8731") as browser:
        page = browser.goes_on(f"/api/runners/{runner}/links", {"purpose": "answers"}).text
    assert f'value="https://{LAN}:8732/l/' in page and "AB:CD" in page and "does not trust this computer" in page


def test_a_door_on_this_computer_alone_is_no_door(tmp_path):
    with pytest.raises(BadOption, match="reached from this computer alone"):
        door_of("127.0.0.1", 8732, tmp_path, cert=None, key=None, plain=True)


def test_a_door_is_encrypted_unless_told(tmp_path):
    door = door_of(LAN, 8732, tmp_path, cert=None, key=None, plain=False)
    assert door.address.encrypted and door.told.url.startswith("https://") and len(door.told.fingerprint) == 95
    plain = door_of(LAN, 8732, tmp_path, cert=None, key=None, plain=True)
    assert not plain.address.encrypted and plain.told.plain


def test_a_trial_is_there_for_what_a_link_may_see(trial, record, asker):
    trial.begin()
    token = made(record, asker, trial.visit, "upload")
    held = links.held(record, token)
    with record.read(held.asker) as session:
        assert trials.trials_at(session, trial.visit) == ()


# --- clocks -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch):
    """Moves the clock of the server by so much."""

    def moved(by: timedelta) -> None:
        for module in (accounts, links):
            monkeypatch.setattr(module, "now", lambda: now() + by)

    return moved


@pytest.mark.parametrize("purpose", ["answers", "upload", "diary", "beat"])
def test_a_link_opens_until_its_moment_and_not_after_it(phone, record, asker, clock, purpose):
    token = made(record, asker, visited(record, asker, on=TODAY), purpose)
    lasts, minute = by_link.LASTS[purpose], timedelta(minutes=1)
    clock(lasts - minute)
    assert phone.get(f"/l/{token}").status_code == 200
    clock(lasts + minute)
    over = phone.get(f"/l/{token}", headers={"accept": "text/html"})
    assert over.status_code == 404 and "this link has ended" in unescape(over.text).lower()


def test_what_is_sent_after_the_end_is_not_taken_and_the_form_says_why(phone, record, asker, clock):
    visit_id = visited(record, asker, on=TODAY)
    before = latest(record, asker, visit_id)
    path = f"/l/{made(record, asker, visit_id, 'answers')}/answers"
    csrf = token_on(phone.page(path))
    clock(by_link.LASTS["answers"] + timedelta(seconds=1))
    late = phone.post(f"/api{path}", data={"csrf": csrf, **ALL_NO}, headers={"accept": "text/html"})
    assert late.status_code == 404 and "ask your clinic for a new one" in unescape(late.text)
    assert latest(record, asker, visit_id) == before


def test_a_server_whose_clock_was_set_back_opens_a_link_no_less(phone, record, asker, clock):
    token = made(record, asker, visited(record, asker, on=TODAY), "answers")
    clock(timedelta(days=-1))
    assert phone.get(f"/l/{token}").status_code == 200


@pytest.mark.parametrize(("days_ago", "early"), [(0, True), (1, False)])
def test_on_the_day_of_the_trial_the_page_says_that_the_morning_is_yet_to_come(phone, record, asker, days_ago, early):
    visit_id = visited(record, asker, on=TODAY - timedelta(days=days_ago))
    with record.write(asker) as session:
        runner = visits.visit(session, visit_id).runner_id
        trial = trials.add_trial(session, visit_id, {})
        ends = now() + timedelta(days=1)
        link = links.make(session, runner, "next_morning", ends, visit_id=visit_id, subject_id=trial.id)
    assert ("wait until tomorrow" in unescape(phone.page(f"/l/{link.token}/next_morning"))) is early
