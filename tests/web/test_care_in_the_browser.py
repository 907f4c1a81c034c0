"""The diary and the pages of care in a real browser, on a phone and at a desk."""

from datetime import UTC, date, datetime, timedelta

import pytest

from gaitcue.store import runners
from gaitcue.work.clinic import by_link, care, links
from support.in_browser import LAPTOP, PHONE, as_it_stands, becomes, expect, until

TODAY = date.today()


def on(days: int) -> str:
    return (TODAY + timedelta(days=days)).isoformat()


@pytest.fixture
def runner(record, asker) -> str:
    with record.write(asker) as session:
        runner = runners.add_runner(session, "Ada Runner", 1985).id
    told = [("plan", {"on": on(-9), "site": "proximal_hamstring", "side": "right"})]
    told += [("day", {"on": on(n), "task_pain": 1}) for n in range(-9, 0)]
    told += [("activity", {"on": on(n), "what": "exercises", "during": 2}) for n in range(-9, 0, 2)]
    for side, value in (("left", 24), ("right", 17)):
        told.append(("test", {"on": on(-5), "kind": "single_leg_bridge", "side": side, "value": value}))
    for kind, values in told:
        care.enter(record, asker, runner, kind, values, TODAY)
    return runner


def told_today(record, asker, runner: str) -> list[float | None]:
    """What was told of this morning."""
    return [one.task_pain for one in care.care_record(record, asker, runner, TODAY).day if one.on == TODAY]


def diary(page, address: str) -> None:
    """It is open, and its scripts are there."""
    page.goto(address)
    expect(page.locator("diary-form:defined")).to_be_attached()


def tap(page, name: str, value: str) -> int:
    page.locator(f"label:has(input[name='{name}'][value='{value}'])").click()
    return 1


def test_the_diary_takes_five_taps_and_what_is_told_without_a_connection_is_sent_later(
    open_page, check, record, asker, runner
):
    token = by_link.make(record, asker, runner, by_link.ToldLink(purpose="diary")).token
    page = open_page(PHONE, has_touch=True)
    diary(page, f"/l/{token}/diary")
    check(page)
    taps = tap(page, "day.task_pain", "1") + tap(page, "day.pain_worst", "2")
    taps += tap(page, "did", "exercises") + tap(page, "during", "2")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("kept on this phone and sent as soon as there is one").wait_for()
    assert taps + 1 == 5
    assert told_today(record, asker, runner) == []
    page.context.set_offline(False)
    page.get_by_text("What was kept on this phone has been sent").wait_for()
    becomes(page, lambda: told_today(record, asker, runner), [1.0])
    page.reload()
    page.get_by_text("this morning is kept").wait_for()
    check(page)


def test_the_pages_of_care_are_sound_on_a_phone_and_at_a_desk(open_page, check_both, runner):
    page = open_page(LAPTOP)
    for address in (
        "/care",
        f"/runners/{runner}/care",
        f"/runners/{runner}/care/plan",
        f"/runners/{runner}/care/enter/test",
    ):
        page.goto(address)
        page.locator("h1").wait_for()
        check_both(page)


def test_places_are_tapped_on_a_drawn_body_or_chosen_by_key_and_the_list_agrees(
    open_page, check, record, asker, runner
):
    token = by_link.make(record, asker, runner, by_link.ToldLink(purpose="diary")).token
    page = open_page(PHONE, has_touch=True)
    diary(page, f"/l/{token}/diary")
    expect(page.locator("body-map:defined")).to_be_attached()
    page.get_by_text("More, if you like").click()
    spot = page.get_by_role("checkbox", name="Sit bone, top of the hamstring, right").first
    becomes(page, lambda: [spot.bounding_box()[way] >= 24 for way in ("width", "height")], [True, True])
    spot.tap()
    expect(spot).to_have_attribute("aria-checked", "true")
    expect(spot).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(spot).not_to_be_focused()
    page.keyboard.press("Space")
    chosen = "Sit bone, top of the hamstring, right; Middle of the back of the thigh, right"
    expect(page.locator("body-map [role=status]")).to_have_text(chosen)
    check(page)
    page.get_by_text("Choose from a list").click()
    expect(page.locator("body-map input:checked")).to_have_count(2)
    for name in ("proximal_hamstring_right", "hamstring_midthigh_right"):
        expect(page.locator(f"body-map input[value='{name}']")).to_be_checked()
    page.locator("label:has(input[value='hamstring_midthigh_right'])").click()
    tap(page, "day.task_pain", "1")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("this morning is kept").wait_for()
    becomes(page, lambda: len(told_today(record, asker, runner)), 1)
    (told,) = [one for one in care.care_record(record, asker, runner, TODAY).day if one.on == TODAY]
    assert told.sites == ("proximal_hamstring_right",)


def test_without_javascript_the_places_are_a_list(open_page, record, asker, runner):
    token = by_link.make(record, asker, runner, by_link.ToldLink(purpose="diary")).token
    page = open_page(PHONE, java_script_enabled=False)
    page.goto(f"/l/{token}/diary")
    page.get_by_text("More, if you like").click()
    expect(page.locator("label:has(input[value='calf_left'])")).to_be_visible()
    expect(page.locator("body-map svg").first).to_be_hidden()


def opened_offline(page) -> None:
    page.reload()
    page.get_by_text("There is no connection. Fill in your diary").wait_for()
    expect(page.locator("diary-form:defined")).to_be_attached()


@pytest.fixture
def opened_once(open_page, record, asker, runner):
    """The diary on a phone that opened it once, with what leads to it."""
    made = by_link.make(record, asker, runner, by_link.ToldLink(purpose="diary"))
    page = open_page(PHONE, has_touch=True)
    diary(page, f"/l/{made.token}/diary")
    page.locator("own-page[data-kept]").wait_for(state="attached")
    until(page, "async () => (await caches.keys()).length === 1 && !!navigator.serviceWorker.controller")
    return page, made


def test_the_diary_opens_without_a_connection_once_it_was_opened(opened_once, check, record, asker, runner):
    page, _ = opened_once
    page.context.set_offline(True)
    opened_offline(page)
    check(page)
    tap(page, "day.task_pain", "2")
    tap(page, "did", "nothing")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("kept on this phone and sent as soon as there is one").wait_for()
    page.reload()
    page.get_by_text("This morning is kept on this phone").wait_for()
    page.context.set_offline(False)
    page.get_by_text("What was kept on this phone has been sent").wait_for()
    becomes(page, lambda: told_today(record, asker, runner), [2.0])


@pytest.mark.parametrize("days", [-1, 1])
def test_a_phone_whose_clock_is_a_day_off_tells_of_the_right_morning(opened_once, record, asker, runner, days):
    page, _ = opened_once
    page.clock.install(time=datetime.now(UTC) + timedelta(days=days))
    page.context.set_offline(True)
    opened_offline(page)
    tap(page, "day.task_pain", "2")
    tap(page, "did", "nothing")
    page.get_by_role("button", name="Send").click()
    page.get_by_text("kept on this phone and sent as soon as there is one").wait_for()
    page.context.set_offline(False)
    page.get_by_text("What was kept on this phone has been sent").wait_for()
    becomes(page, lambda: told_today(record, asker, runner), [2.0])
    assert len([one for one in care.care_record(record, asker, runner, TODAY).day if one.task_pain == 2.0]) == 1


KEPT = """
async () => {
  const told = {};
  for (const name of await caches.keys())
    for (const request of await (await caches.open(name)).keys())
      told[new URL(request.url).pathname] = await (await caches.match(request)).text();
  return told;
}
"""
SCOPES = "async () => (await navigator.serviceWorker.getRegistrations()).map((one) => one.scope)"


def test_what_is_kept_is_an_empty_form_and_its_files_and_nothing_about_anybody(opened_once):
    page, made = opened_once
    kept = as_it_stands(page.evaluate(KEPT))
    pages = {path for path in kept if not path.startswith("/static/")}
    assert pages == {f"/l/{made.token}/diary/shell"}
    shell = kept[f"/l/{made.token}/diary/shell"]
    assert "Ada" not in shell and "To do today" not in shell and "bridge" not in shell.lower()
    scopes = as_it_stands(page.evaluate(SCOPES))
    assert [scope.endswith(f"/l/{made.token}/diary") for scope in scopes] == [True]


def test_a_link_that_ended_leaves_nothing_on_the_phone(opened_once, complaints, record, asker, runner):
    complaints.expects("status of 404")
    page, made = opened_once
    with record.write(asker) as session:
        links.revoke(session, made.link.id, runner)
    page.reload()
    page.get_by_text("this link has ended").wait_for()
    until(page, "async () => !(await caches.keys()).length")
    until(page, "async () => !(await navigator.serviceWorker.getRegistrations()).length")
