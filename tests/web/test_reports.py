"""Step 9: choose, look, sign, hand out, show to the runner by a link; a signed report never changes."""

import hashlib
import re
from datetime import date

import pytest

from support.record import analysed, visited

TODAY = date.today()
CHOICE = {"parts": ["runner", "clinician"], "pictures": "hidden", "comment": "Keep at it."}


@pytest.fixture
def asker(app):
    return app.state.only_user


@pytest.fixture
def row(record, asker):
    return analysed(record, asker, visited(record, asker, on=TODAY))


@pytest.fixture
def draft(browser, row) -> dict:
    """A draft, and what its page says."""
    browser.call(f"/api/visits/{row.visit_id}/report", {"analysis": row.id, **CHOICE}).raise_for_status()
    return browser.get(f"/visits/{row.visit_id}/report.json").json()


@pytest.fixture
def signed(browser, draft) -> dict:
    done = browser.call(f"/api/reports/{draft['draft_id']}/sign", {"by": "Anna Bell", "basis": draft["basis"]})
    assert done.status_code == 200, done.text
    return done.json()


def test_a_report_from_choice_to_signature_without_javascript(browser, row):
    way = f"/visits/{row.visit_id}/report"
    assert "iframe" not in browser.page(way)
    done = browser.fill_in(f"/api{way}", {"analysis": row.id, "edition": "0", **CHOICE, "parts": "runner"})
    assert done.status_code == 303 and done.headers["location"] == f"{way}#preview"
    page = browser.page(way)
    report = re.search(r'src="/reports/(\w+)/preview"', page)[1]
    basis = re.search(r'name="basis" value="(\w+)"', page)[1]
    done = browser.fill_in(f"/api/reports/{report}/sign", {"by": "Anna Bell", "basis": basis})
    assert done.status_code == 303 and done.headers["location"] == f"/reports/{report}"
    shown = browser.page(f"/reports/{report}")
    assert "Anna Bell" in shown and "The files are those that were signed." in shown


def test_the_preview_is_shut_off_from_the_app(browser, draft):
    answer = browser.get(f"/reports/{draft['draft_id']}/preview")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "style-src 'unsafe-inline'" in policy and policy.endswith("sandbox")
    assert "script-src" not in policy and "Keep at it." in answer.text and "<script" not in answer.text
    page = browser.page(f"/visits/{draft['visit']['id']}/report")
    assert re.search(r"<iframe[^>]* sandbox>", page)


def test_a_form_without_pages_comes_back_as_it_was_filled_in(browser, row):
    told = {"analysis": row.id, "edition": "0", "pictures": "none", "comment": "My words."}
    back = browser.fill_in(f"/api/visits/{row.visit_id}/report", told)
    assert back.status_code == 422 and "My words." in back.text and 'href="#f-parts"' in back.text


def test_the_files_are_handed_out_as_their_hashes_say(browser, signed):
    for name, kind in (("html", "text/html"), ("pdf", "application/pdf")):
        answer = browser.get(f"/reports/{signed['id']}/report.{name}")
        assert answer.headers["content-type"].startswith(kind)
        assert answer.headers["content-disposition"].startswith("attachment")
        assert hashlib.sha256(answer.content).hexdigest() == signed[f"{name}_sha256"]


def test_signed_twice_or_on_another_basis_is_refused(browser, draft, signed):
    again = browser.call(f"/api/reports/{signed['id']}/sign", {"by": "Anna", "basis": draft["basis"]})
    assert again.status_code == 409 and again.json()["error"] == "Outdated"
    assert browser.get(f"/reports/{signed['id']}/preview").status_code == 409


def test_a_file_that_changed_on_the_disk_is_said_and_not_handed_out(browser, record, signed):
    (record.folder.result(signed["result"]) / "report.pdf").write_bytes(b"%PDF other")
    assert "no longer as it was signed" in browser.page(f"/reports/{signed['id']}")
    assert browser.get(f"/reports/{signed['id']}/report.pdf").status_code == 422


def test_versions_stand_beside_each_other(browser, row, signed):
    browser.call(f"/api/visits/{row.visit_id}/report", {"analysis": row.id, **CHOICE}).raise_for_status()
    shown = browser.page(f"/reports/{signed['id']}")
    assert shown.index("Version 2") < shown.rindex("Version 1") and "Continue the draft" in shown
    versions = browser.get(f"/visits/{row.visit_id}/report.json").json()["versions"]
    assert [(one["number"], bool(one["signed_at"])) for one in versions] == [(2, False), (1, True)]


def test_a_link_is_told_once_and_shows_the_runners_page_until_it_is_taken_back(browser, signed):
    done = browser.fill_in(f"/api/reports/{signed['id']}/links", {"days": "3", "uses": "5"})
    assert done.status_code == 200
    token = re.search(r"/l/([\w-]{43})", done.text)[1]
    answer = browser.get(f"/l/{token}")
    assert answer.status_code == 200 and "Keep at it." in answer.text and 'id="clinician"' not in answer.text
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["content-security-policy"].endswith("sandbox")
    told = browser.get(f"/reports/{signed['id']}.json").json()
    assert token not in str(told) and [link["uses_left"] for link in told["links"]] == [4]
    ended = browser.fill_in(f"/api/reports/{signed['id']}/links/{told['links'][0]['id']}/end", {})
    assert ended.status_code == 303
    gone = browser.get(f"/l/{token}")
    assert gone.status_code == 404 and "ended or was used up" in gone.json()["detail"]


def test_a_link_that_is_used_up_and_one_that_never_was_look_the_same(browser, signed):
    made = browser.call(f"/api/reports/{signed['id']}/links", {"days": 1, "uses": 1}).json()
    way = made["address"]
    assert browser.get(way).status_code == 200
    answers = [browser.get(one) for one in (way, "/l/" + "x" * 43)]
    assert [one.status_code for one in answers] == [404, 404] and answers[0].json() == answers[1].json()


def test_a_link_of_another_report_is_not_taken_back_here(browser, signed):
    assert browser.call(f"/api/reports/{signed['id']}/links/{'0' * 32}/end", {}).status_code == 404


def test_what_is_not_there_is_not_there(browser, row):
    nothing = "0" * 32
    ways = (f"/reports/{nothing}.json", f"/reports/{nothing}/preview", f"/reports/{nothing}/report.pdf")
    assert {browser.get(way).status_code for way in (*ways, f"/visits/{nothing}/report.json")} == {404}
    assert browser.call(f"/api/visits/{nothing}/report", {"analysis": row.id, **CHOICE}).status_code == 404
    assert browser.call(f"/api/reports/{nothing}/sign", {"by": "Anna", "basis": "x"}).status_code == 404


def test_a_visit_without_an_analysed_run_says_so(browser, record, asker):
    visit_id = visited(record, asker, on=TODAY)
    assert "nothing to report on" in browser.page(f"/visits/{visit_id}/report")
