"""A session with the beat on a phone, with time sped up: run, kept without a connection, sent later."""

import re
from datetime import date, timedelta

import pytest

from gaitcue.live.protocol.events import Header, Pain, Ready
from gaitcue.live.protocol.schedule import Stretch, feedback_at, run_at, session_plan, usual_schedule, walks_at
from gaitcue.live.protocol.session import advanced, begun
from gaitcue.live.protocol.target import Aim
from gaitcue.web.own_page import PARTS
from gaitcue.web.routes.beat_link import FILES
from gaitcue.work.clinic import by_link, links
from gaitcue.work.clinic import retraining_course as courses
from support.in_browser import LAPTOP, PHONE, as_it_stands, becomes, expect, until
from support.retraining import run, runner_with_course

TODAY = date.today()
FIRST = TODAY - timedelta(days=2)
FAST = """
const now = Object.getOwnPropertyDescriptor(BaseAudioContext.prototype, 'currentTime').get;
const fast = { get() { return now.call(this) * (window.speed ?? 1); } };
Object.defineProperty(BaseAudioContext.prototype, 'currentTime', fast);
"""
TWIN = """
async (plans) => {
  const { runAt, walksAt, beatAt, totalOf } = await import('/static/components/beat/session.js');
  return plans.map((plan) => {
    const found = [];
    for (let at = 0; at < totalOf(plan); at += 7.3) found.push([runAt(plan, at), walksAt(plan, at), beatAt(plan, at)]);
    return found;
  });
}
"""
JUDGED = """
async ({ rule, asked }) => {
  const { judged } = await import('/static/components/beat/session.js');
  return asked.map(([before, score]) => judged(rule, before, score));
}
"""


@pytest.fixture
def course(record, asker):
    runner_id, made = runner_with_course(record, asker, FIRST)
    run(record, asker, made, FIRST)
    return runner_id, made


@pytest.fixture
def phone(open_page, record, asker, course):
    """The page on a phone that opened it once; time runs a hundred times as fast when ``window.speed`` says so."""

    def opened():
        made = by_link.make(record, asker, course[0], by_link.ToldLink(purpose="beat"))
        page = open_page(PHONE)
        page.add_init_script(FAST)
        page.goto(f"/l/{made.token}/beat")
        page.get_by_text("Session 2 of 8: 17 minutes of running").wait_for()
        return page, made

    return opened


def answer(page, name: str, value) -> None:
    page.locator(f"label:has(input[name='{name}'][value='{value}'])").click()


def start(page, pain=1) -> None:
    answer(page, "pain_before", pain)
    answer(page, "flags", "no")
    page.get_by_role("button", name="Start the run").click()
    page.get_by_role("button", name="Pause").wait_for()


def finish(page) -> None:
    page.get_by_text("How was it?").wait_for()
    answer(page, "pain_after", 2)
    answer(page, "effort", 4)
    answer(page, "awkwardness", 3)
    page.get_by_role("button", name="Keep", exact=True).click()


def results(record, asker, course):
    return courses.course(record, asker, course[0], TODAY).results


def last_sent(page, record, asker, course):
    """The session that came to the clinic, beside the one of before."""
    page.get_by_text("Your clinic has it").wait_for()
    becomes(page, lambda: len(results(record, asker, course)), 2)
    return results(record, asker, course)[-1]


def ran_s(page) -> float:
    """Seconds of a run that has ended or is held."""
    return as_it_stands(page.evaluate("document.querySelector('beat-run').run.elapsed"))


def test_a_session_is_run_without_a_connection_and_sent_when_there_is_one(phone, check_both, record, asker, course):
    (page, _), check = phone(), check_both
    check(page)
    page.evaluate("navigator.serviceWorker.ready")
    page.context.set_offline(True)
    start(page)
    check(page)
    page.evaluate("window.speed = 60")
    page.get_by_text("How much does it hurt now?").wait_for()
    page.locator("[data-score='2']").click()
    page.get_by_text("That is it for today").wait_for()
    check(page)
    finish(page)
    page.get_by_text("Kept on this phone").wait_for()
    assert len(results(record, asker, course)) == 1
    page.context.set_offline(False)
    last = last_sent(page, record, asker, course)
    assert (last.number, last.ended.code, last.pain_worst, last.by) == (2, "done", 2.0, "phone")
    assert last.run_s == pytest.approx(17 * 60)


def test_opened_without_a_connection_it_knows_the_session_and_whose_it_is_not(phone, check, record, asker, course):
    page, _ = phone()
    page.evaluate("navigator.serviceWorker.ready")
    until(page, "async () => (await caches.keys()).length === 1 && !!navigator.serviceWorker.controller")
    page.context.set_offline(True)
    page.reload()
    page.get_by_text("Session 2 of 8: 17 minutes of running").wait_for()
    expect(page.locator("gait-beat strong")).to_have_text("168")
    assert "Rita" not in as_it_stands(page.content())
    check(page)
    start(page)
    page.evaluate("window.speed = 60")
    page.get_by_text("That is it for today").wait_for()
    finish(page)
    page.get_by_text("Kept on this phone").wait_for()
    page.reload()
    page.get_by_text("Kept on this phone").wait_for()
    page.context.set_offline(False)
    last_sent(page, record, asker, course)


def test_a_page_that_was_closed_in_the_middle_goes_on_where_it_was(phone, record, asker, course):
    page, _ = phone()
    start(page)
    page.evaluate("window.speed = 30")
    page.wait_for_function("() => document.querySelector('beat-run').run.elapsed > 60")
    page.reload()
    page.get_by_text("This run broke off").wait_for()
    ran = ran_s(page)
    assert ran > 50
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Pause").wait_for()
    page.wait_for_function(f"() => document.querySelector('beat-run').run.elapsed > {ran}")
    page.get_by_role("button", name="End the run").click()
    page.get_by_text("How was it?").wait_for()
    at_the_end = ran_s(page)
    finish(page)
    last = last_sent(page, record, asker, course)
    assert last.ended.code == "tired" and last.run_s == pytest.approx(at_the_end, abs=1) and last.run_s > ran


def test_pain_stops_beat_and_run(phone, record, asker, course):
    page, _ = phone()
    start(page)
    page.evaluate("window.speed = 60")
    page.locator("[data-score='6']").click()
    page.get_by_text("Stop now, and walk home").wait_for()
    until(page, "() => !document.querySelector('gait-beat').running")
    at_the_end = ran_s(page)
    finish(page)
    last = last_sent(page, record, asker, course)
    page.reload()
    page.get_by_text("No session today").wait_for()
    assert last.ended.code == "pain_stop" and last.run_s == pytest.approx(at_the_end, abs=1)
    assert last.run_s < 17 * 60


def test_who_hurts_too_much_or_has_something_new_does_not_run(phone):
    page, _ = phone()
    answer(page, "pain_before", 4)
    answer(page, "flags", "no")
    page.get_by_text("No run today").wait_for()
    start = page.get_by_role("button", name="Start the run")
    expect(start).to_be_disabled()
    answer(page, "pain_before", 1)
    expect(start).to_be_enabled()
    answer(page, "flags", "yes")
    expect(start).to_be_disabled()


def test_a_link_that_ended_leaves_nothing_on_the_phone(phone, complaints, record, asker, course):
    complaints.expects("status of 404")
    page, made = phone()
    page.evaluate("navigator.serviceWorker.ready")
    until(page, "async () => (await caches.keys()).length === 1 && !!navigator.serviceWorker.controller")
    with record.write(asker) as session:
        links.revoke(session, made.link.id, course[0])
    page.reload()
    page.get_by_text("this link has ended").wait_for()
    until(page, "async () => !(await caches.keys()).length")


def plain(plan) -> dict:
    return {
        "stretches": [{"walk": one.walk, "seconds": one.seconds} for one in plan.stretches],
        "blocks": [{"from_s": one.from_s, "to_s": one.to_s} for one in plan.blocks],
    }


def test_the_phone_and_the_server_agree_on_where_the_beat_is_heard(open_page):
    page = open_page()
    page.goto("/")
    plans = [session_plan(spec, place, baseline=False) for place, spec in enumerate(usual_schedule(), 1)]
    walked = (Stretch(False, 180.0), Stretch(True, 60.0)) * 5
    plans += [type(one)(one.kind, one.number, 0.0, walked, one.blocks) for one in plans]
    found = as_it_stands(page.evaluate(TWIN, [plain(one) for one in plans]))
    assert len(found) == 16
    for plan, told in zip(plans, found, strict=True):
        for place, (ran, walks, heard) in enumerate(told):
            at = place * 7.3
            assert ran == pytest.approx(run_at(plan, at)) and walks == walks_at(plan, at)
            assert heard == (not walks and feedback_at(plan, run_at(plan, at)))


def test_the_phone_and_the_server_stop_at_the_same_pain(open_page):
    page = open_page()
    page.goto("/")
    asked = [[before, score] for before in range(4) for score in range(11)]
    rule = {"tolerated": 3, "stop_rise": 2, "stop_above": 5}
    found = as_it_stands(page.evaluate(JUDGED, {"rule": rule, "asked": asked}))
    plan = session_plan(usual_schedule()[0], 1, baseline=False)
    expected = []
    for before, score in asked:
        state = begun(Header(plan, Aim("cadence_5"), None, float(before)))
        state = advanced(advanced(state, Ready(0.0)), Pain(1.0, float(score)))
        codes = {one.code for one in state.remarks}
        expected.append("stop" if state.ended else "eases" if "pain_eases" in codes else "fine")
    assert found == expected and {*found} == {"stop", "eases", "fine"}


def test_the_kept_copy_needs_no_file_that_is_not_kept(browser, record, asker, course):
    token = by_link.make(record, asker, course[0], by_link.ToldLink(purpose="beat")).token
    shell = browser.page(f"/l/{token}/beat/shell")
    needed = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', shell))
    assert "Rita" not in shell and needed and needed <= {*PARTS, *FILES}
    for path in (one for one in {*PARTS, *FILES} if one.endswith(".js")):
        answer = browser.get(path)
        folder = path.rpartition("/")[0]
        imported = {f"{folder}/{name}" for name in re.findall(r'(?:from|import) "\./([^"]+)"', answer.text)}
        assert answer.status_code == 200 and imported <= {*PARTS, *FILES}, path


def test_the_links_of_other_purposes_open_no_beat(browser, record, asker, course):
    token = by_link.make(record, asker, course[0], by_link.ToldLink(purpose="diary")).token
    for path in ("", "/plan.json", "/worker.js", "/shell"):
        assert browser.get(f"/l/{token}/beat{path}").status_code == 404


def test_the_page_of_a_course_shows_how_it_goes_and_makes_the_phones_link(open_page, check_both, course, browser, door):
    page, check = open_page(LAPTOP), check_both
    page.goto(f"/runners/{course[0]}")
    page.get_by_role("link", name="Live retraining").click()
    page.get_by_role("link", name="Retraining, session by session").click()
    page.get_by_role("heading", name="Retraining: Shorter, faster steps").wait_for()
    check(page)
    page.get_by_text("The numbers").click()
    row = page.get_by_role("row").nth(1)
    day = f"{FIRST:%b} {FIRST.day}, {FIRST.year}"
    becomes(page, lambda: row.inner_text().split("\t")[:6], ["1", day, "15", "", "", "100 %"])
    told = browser.get(f"/api/runners/{course[0]}/retraining").json()
    assert told[0]["sessions"][0]["by"] == "camera" and told[0]["target"]["baseline"] == 160.0
    page.get_by_role("button", name="The beat on the runner's phone").click()
    page.get_by_role("heading", name="Sessions with the beat, for the runner's phone").wait_for()
    check(page)
