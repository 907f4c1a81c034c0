"""The diary and the pages of care in a real browser, on a phone and at a desk."""

from datetime import date, timedelta

import pytest

from gaitcue.store import runners
from gaitcue.work.clinic import by_link, care

PHONE = {"width": 390, "height": 844}
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


def tap(page, name: str, value: str) -> int:
    page.locator(f"label:has(input[name='{name}'][value='{value}'])").click()
    return 1


def test_the_diary_takes_five_taps_and_what_is_told_without_a_connection_is_sent_later(
    open_page, check, record, asker, runner
):
    token = by_link.make(record, asker, runner, by_link.ToldLink(purpose="diary")).token
    page = open_page(PHONE, has_touch=True)
    page.goto(f"/l/{token}/diary")
    check(page)
    taps = tap(page, "day.task_pain", "1") + tap(page, "day.pain_worst", "2")
    taps += tap(page, "did", "exercises") + tap(page, "during", "2")
    page.context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    page.get_by_text("kept on this phone and sent as soon as there is one").wait_for()
    assert taps + 1 == 5
    assert not any(one.on == TODAY for one in care.care_record(record, asker, runner, TODAY).day)
    page.context.set_offline(False)
    page.get_by_text("What was kept on this phone has been sent").wait_for()
    found = care.care_record(record, asker, runner, TODAY)
    assert [one.task_pain for one in found.day if one.on == TODAY] == [1.0]
    page.reload()
    page.get_by_text("this morning is kept").wait_for()
    check(page)


@pytest.mark.parametrize("viewport", [PHONE, {"width": 1366, "height": 800}])
def test_the_pages_of_care_are_sound_on_a_phone_and_at_a_desk(open_page, check, runner, viewport):
    page = open_page(viewport)
    for address in (
        "/care",
        f"/runners/{runner}/care",
        f"/runners/{runner}/care/plan",
        f"/runners/{runner}/care/enter/test",
    ):
        page.goto(address)
        page.locator("h1").wait_for()
        check(page)
