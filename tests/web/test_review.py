"""Step 5 in the app: the numbers, changes by hand, and the page in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from gaitcue.work.clinic.accounts import only_user
from support.in_browser import LAPTOP, PHONE
from support.record import Entered, enter, tracked


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tracked(tmp_path_factory.mktemp("points") / "run.nc")


@pytest.fixture
def entered(record, points: Path) -> Entered:
    return enter(record, only_user(record), points)


def test_a_correction_is_answered_with_the_new_numbers(browser, entered: Entered) -> None:
    address = f"/api/analyses/{entered.analysis_id}"
    before = browser.get(f"{address}/review").json()
    event = next(one for one in before["review"]["events"][4:] if one["type"] == "toe_off")
    change = {"kind": "event", "action": "move", "type": "toe_off", "leg": event["side"], "frame": event["frame"]}
    told = {"expects": 0, "change": change | {"to_frame": event["frame"] + 1}}
    after = browser.call(f"{address}/corrections", told)
    assert after.status_code == 200, after.text
    assert after.json()["layers"] == 1
    assert after.json()["review"]["measures"] != before["review"]["measures"]
    again = browser.call(f"{address}/corrections", told)
    assert (again.status_code, again.json()["error"]) == (409, "Outdated")
    back = browser.call(f"{address}/undo", {"expects": 1, "number": 1})
    assert back.json()["review"]["measures"] == before["review"]["measures"]


def test_the_page_tells_each_change_in_words(browser, entered: Entered) -> None:
    address = f"/api/analyses/{entered.analysis_id}"
    browser.call(f"{address}/corrections", {"expects": 0, "change": {"kind": "near_side", "side": "left"}})
    browser.call(f"{address}/values", {"name": "Door frame", "value": 88.2, "unit": "deg"})
    page = browser.page(f"/analyses/{entered.analysis_id}")
    assert "Near side set to left" in page and "Door frame" in page and "corrected by hand" in page
    assert "None: all numbers are as the program found them" not in page


@pytest.mark.parametrize(
    "change", [{"kind": "event"}, {"kind": "roll", "line": [1, 2]}, {"kind": "nothing"}, {"kind": "point", "name": "x"}]
)
def test_a_change_of_no_known_shape_is_422(browser, entered: Entered, change: dict) -> None:
    answer = browser.call(f"/api/analyses/{entered.analysis_id}/corrections", {"expects": 0, "change": change})
    assert answer.status_code == 422
    assert "\n" not in answer.json()["detail"]


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_an_event_is_moved_and_taken_back_by_keyboard(open_page, check, entered: Entered, viewport) -> None:
    page = open_page(viewport)
    page.goto(f"/analyses/{entered.analysis_id}")
    page.locator("gait-review[ready]").wait_for()
    check(page)
    cell = page.locator("[data-measure=contact_time] [data-leg=near]").first
    before = cell.inner_text()
    for _ in range(4):
        page.keyboard.press("]")
    frame = page.locator("[data-part=frame]").inner_text()
    page.keyboard.press("ArrowRight")
    assert page.locator("[data-part=frame]").inner_text() != frame
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
        page.locator("gait-review[busy]").wait_for(state="attached")
        page.locator("gait-review:not([busy])").wait_for()
    assert page.locator("[data-part=said]").inner_text() == "All numbers are up to date."
    assert page.locator("gait-timeline .event.hand").count() == 1
    assert page.get_by_text("corrected by hand").count() == 0, "the badge comes with the next load"
    while page.get_by_role("button", name="Take it back").count():
        left = page.get_by_role("button", name="Take it back").count()
        page.get_by_role("button", name="Take it back").last.click()
        page.wait_for_timeout(50)
        page.locator("gait-review:not([busy])").wait_for()
        page.locator(f"[data-part=layers] button >> nth={left - 1}").wait_for(state="detached")
    assert cell.inner_text() == before
    check(page)
