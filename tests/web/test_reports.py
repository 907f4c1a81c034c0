"""Step 9: choose, look, sign, hand out, show to the runner by a link; a signed report never changes."""

import hashlib
import re
from dataclasses import asdict, replace
from datetime import date, timedelta

import pytest

from gaitcue.care.load.told import TypedRun
from gaitcue.live.protocol.result import SessionResult, plain_result
from gaitcue.live.protocol.schedule import plain_schedule, usual_schedule
from gaitcue.live.protocol.session import Band
from gaitcue.live.protocol.target import Aim, Target
from gaitcue.store import retrainings
from gaitcue.terms.advice import Reason
from gaitcue.web.steps import step_views
from gaitcue.work.clinic import activities, care, visits
from gaitcue.work.clinic.axis import axis_of
from gaitcue.work.clinic.over_time import Tried
from gaitcue.work.clinic.visits import Step
from support.record import analysed, visited

TODAY = date.today()
CHOICE = {"parts": ["runner", "clinician"], "pictures": "hidden", "comment": "Keep at it."}


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


def test_a_signed_report_is_the_end_of_its_visit_and_is_read_in_the_browser(browser, record, asker, signed, row):
    last = visits.appointment(record, asker, row.visit_id, TODAY).steps[-1]
    assert last == Step("report", "done", signed["id"])
    shown = step_views(browser.app, [last], row.runner_id, row.visit_id)
    assert [one.address for one in shown] == [f"/reports/{signed['id']}"]
    assert "report signed" in browser.page(f"/runners/{row.runner_id}")
    read = browser.get(f"/reports/{signed['id']}/read")
    assert "content-disposition" not in read.headers and "sandbox" in read.headers["content-security-policy"]
    assert hashlib.sha256(read.content).hexdigest() == signed["html_sha256"]


def test_whoever_signed_last_on_this_computer_need_not_write_the_name_again(browser, signed, row):
    browser.call(f"/api/visits/{row.visit_id}/report", {"analysis": row.id, **CHOICE, "edition": 1})
    assert browser.get(f"/visits/{row.visit_id}/report.json").json()["by"]["value"] == "Anna Bell"


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
    done = browser.goes_on(f"/api/reports/{signed['id']}/links", {"days": "3", "uses": "5"})
    assert done.status_code == 200 and 'src="data:image/svg+xml' in done.text
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


@pytest.fixture
def lived(record, asker, row):
    """Weeks of diary, runs, exercises, a plan and a treatment beside the analysed run."""
    runner = row.runner_id
    for day in range(30, -1, -1):
        on = (TODAY - timedelta(days=day)).isoformat()
        care.enter(record, asker, runner, "day", {"on": on, "task_pain": 1, "pain_worst": 6 if day == 2 else 2}, TODAY)
        if day % 2 == 0:
            care.enter(record, asker, runner, "activity", {"on": on, "what": "exercises", "during": 1}, TODAY)
            activities.add_typed(record, asker, runner, TypedRun(on=TODAY - timedelta(days=day), distance_km=5))
    plan = {"on": (TODAY - timedelta(days=28)).isoformat(), "site": "proximal_hamstring", "side": "right"}
    care.enter(record, asker, runner, "plan", plan, TODAY)
    told = {"kind": "shockwave", "when": (TODAY - timedelta(days=20)).isoformat()}
    care.enter(record, asker, runner, "treatment", told, TODAY)
    return row


def preview_of(browser, row, **choice) -> tuple[dict, str]:
    edition = browser.get(f"/visits/{row.visit_id}/report.json").json()["edition"]
    told = {"analysis": row.id, "edition": edition, **CHOICE, "pictures": "none", **choice}
    browser.call(f"/api/visits/{row.visit_id}/report", told).raise_for_status()
    page = browser.get(f"/visits/{row.visit_id}/report.json").json()
    return page, browser.get(f"/reports/{page['draft_id']}/preview").text


def test_the_signed_report_holds_the_one_time_axis_as_a_drawing(browser, lived):
    page, shown = preview_of(browser, lived, over_time="84")
    for word in ("Over time", "Running, km a week", "Exercise sessions a week", "stage 1", "shockwave", "Pain"):
        assert word in shown, word
    assert shown.count('class="course"') == 1 and "not proof of a cause" in shown
    assert "Rises of pain, and what went up before" in shown
    told = {"by": "Anna Bell", "basis": page["basis"]}
    done = browser.call(f"/api/reports/{page['draft_id']}/sign", told).json()
    signed = browser.get(f"/reports/{done['id']}/report.html").text
    assert signed.count('class="course"') == 1
    assert len(browser.get(f"/reports/{done['id']}/report.pdf").content) > 20_000


def test_the_axis_is_left_out_where_that_is_chosen_and_shown_once_to_the_runner_alone(browser, lived):
    _, without = preview_of(browser, lived, over_time="")
    assert 'class="course"' not in without
    _, alone = preview_of(browser, lived, over_time="all", parts=["runner"])
    assert alone.count('class="course"') == 1 and "Rises of pain" not in alone


def test_a_course_of_retraining_goes_into_the_signed_report_with_its_picture(browser, lived, record, asker):
    target = Target("cadence_5", "cadence", "steps/min", 164.8, 171.2, 160.0, 159.5, 160.5)
    content = {"version": 1, "aim": asdict(Aim("cadence_5")), "target": asdict(target), "analysis_id": ""}
    content |= {"schedule": plain_schedule(usual_schedule())}
    steps = Band(2000, 1500, 2000 * 167.0)
    result = SessionResult("training", 1, TODAY, 900, 900, 1.0, 2000, steps, Band(), Reason("done"))
    with record.write(asker) as session:
        course = retrainings.add_retraining(session, lived.runner_id, "cadence_5", TODAY, content)
        made = retrainings.add_session(session, course.id, "training", 1, TODAY)
        retrainings.keep_result(session, made.id, {"version": 1, **plain_result(result)})
    page, shown = preview_of(browser, lived, over_time="84")
    assert "Retraining: Shorter, faster steps" in shown and shown.count('class="progress-picture"') == 1
    told = {"by": "Anna Bell", "basis": page["basis"]}
    done = browser.call(f"/api/reports/{page['draft_id']}/sign", told).json()
    signed = browser.get(f"/reports/{done['id']}/report.html").text
    assert signed.count('class="progress-picture"') == 1
    assert len(browser.get(f"/reports/{done['id']}/report.pdf").content) > 20_000


def test_an_entry_after_the_preview_has_to_be_looked_at_before_it_is_signed(browser, lived, record, asker):
    page, _ = preview_of(browser, lived, over_time="365")
    told = {"kind": "corticosteroid_injection", "when": (TODAY - timedelta(days=9)).isoformat()}
    care.enter(record, asker, lived.runner_id, "treatment", told, TODAY)
    told = {"by": "Anna Bell", "basis": page["basis"]}
    refused = browser.call(f"/api/reports/{page['draft_id']}/sign", told)
    assert refused.status_code == 409 and "look at it again" in refused.json()["detail"]


def test_where_no_cue_may_be_spoken_of_the_axis_shows_none(lived, record, asker):
    axis = axis_of(record, asker, lived.runner_id, TODAY)
    tried = replace(axis, found=replace(axis.found, tried=(Tried(TODAY, ("step_rate_small",), "keep"),)))
    assert "Cues tried" in tried.part().svg and "Cues tried" not in tried.part(cues=False).svg
