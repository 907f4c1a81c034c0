"""Step 5 in the app: the numbers, changes by hand, and the page in a real browser."""

from __future__ import annotations

from pathlib import Path

import pytest

from gaitcue.work.clinic.accounts import only_user
from support.in_browser import LAPTOP, PHONE
from support.numbered import NumberedClip, enter_numbered, grey, numbered_clip
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
    page.get_by_text("corrected by hand").wait_for()
    while page.get_by_role("button", name="Take it back").count():
        left = page.get_by_role("button", name="Take it back").count()
        page.get_by_role("button", name="Take it back").last.click()
        page.wait_for_timeout(50)
        page.locator("gait-review:not([busy])").wait_for()
        page.locator(f"[data-part=layers] button >> nth={left - 1}").wait_for(state="detached")
    assert cell.inner_text() == before
    check(page)


# --- set and measured by hand, on a clip whose pictures tell their number ---

GREY = """
() => { const video = document.querySelector('gait-player video'), canvas = document.createElement('canvas');
  [canvas.width, canvas.height] = [video.videoWidth, video.videoHeight];
  const ink = canvas.getContext('2d'); ink.drawImage(video, 0, 0);
  return ink.getImageData(10, 10, 1, 1).data[0]; }
"""
STANDS = """
(n) => { const video = document.querySelector('gait-player video');
  return !video.seeking && Math.floor(video.currentTime * 30) === n; }
"""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> NumberedClip:
    return numbered_clip(tmp_path_factory.mktemp("numbered"))


@pytest.fixture
def run(record, clip: NumberedClip) -> Entered:
    return enter_numbered(record, only_user(record), clip)


@pytest.fixture
def opened(open_page, run: Entered):
    def opened(viewport=LAPTOP):
        page = open_page(viewport)
        page.goto(f"/analyses/{run.analysis_id}")
        page.locator("gait-review[ready]").wait_for()
        page.get_by_text("Add events, measure by hand").click()
        return page

    return opened


def click_at(page, *places: tuple[float, float]) -> None:
    """Places as shares of the picture."""
    canvas = page.locator("gait-player canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    for x, y in places:
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])


def settled(page) -> None:
    page.locator("[data-part=said]", has_text="All numbers are up to date.").wait_for()
    page.locator("gait-review:not([busy])").wait_for()


def test_each_step_shows_exactly_its_frame(opened) -> None:
    page = opened()
    first = page.evaluate("() => Math.floor(document.querySelector('gait-player video').currentTime * 30)")
    shown, greys = [], []
    frames = [first + step for step in range(1, 13)]
    for frame in frames:
        page.keyboard.press("ArrowRight")
        page.wait_for_function(STANDS, arg=frame)
        shown.append(page.locator("[data-part=frame]").inner_text())
        greys.append(page.evaluate(GREY))
    assert [f"Frame {frame} " in text for frame, text in zip(frames, shown, strict=True)] == [True] * 12
    assert max(abs(seen - grey(frame)) for frame, seen in zip(frames, greys, strict=True)) <= 3


def test_a_line_of_known_length_sets_the_scale_and_ctrl_z_takes_it_back(opened) -> None:
    page = opened()
    cell = page.locator("[data-measure=vertical_oscillation] [data-leg=both]").first
    before = cell.inner_text()
    page.get_by_role("button", name="Scale by a known length").click()
    click_at(page, (0.2, 0.2), (0.2, 0.7))
    page.get_by_label("Its length").fill("50")
    page.get_by_role("button", name="Set the scale").click()
    page.get_by_text("Scale set by a length of 50 cm").wait_for()
    settled(page)
    assert cell.inner_text() != before
    page.keyboard.press("Control+z")
    page.get_by_text("taken back by").wait_for()
    settled(page)
    assert cell.inner_text() == before


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_stopwatch_gives_a_named_value_that_can_be_removed(opened, check, viewport) -> None:
    page = opened(viewport)
    page.keyboard.press("t")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("t")
    page.get_by_label("Name of this value").fill("Time to the barrier")
    check(page)
    page.keyboard.press("Enter")
    page.get_by_text("Time to the barrier: 0.1 s").wait_for()
    page.get_by_role("button", name="Remove: Time to the barrier").click()
    page.get_by_text("Time to the barrier").wait_for(state="detached")


def test_the_near_side_is_set_by_a_button_that_shows_how_it_stands(opened) -> None:
    page = opened()
    group = page.get_by_role("group", name="Side towards the camera")
    assert group.get_by_role("button", name="Right").get_attribute("aria-pressed") == "true"
    group.get_by_role("button", name="Left").click()
    page.get_by_text("Near side set to left").wait_for()
    settled(page)
    assert group.get_by_role("button", name="Left").get_attribute("aria-pressed") == "true"


def test_readings_of_the_hand_tools_hold_for_known_lines(opened) -> None:
    page = opened()
    told = page.evaluate(
        """async () => {
          const { readingOf, placesOf } = await import('/static/components/review/tools.js');
          const picture = { px_per_m: 200, roll_deg: 2, belt_deg: 3 };
          const off = { ...picture, px_per_m: null, belt_deg: null };
          return [
            readingOf('angle', [[0, 0], [0, 100], [100, 100]], picture).value,
            readingOf('vertical', [[100, 500], [100 + 500 * Math.tan(12 * Math.PI / 180), 0]], picture).value,
            readingOf('belt', [[0, 100], [100, 100 - 100 * Math.tan(33 * Math.PI / 180)]], picture).value,
            readingOf('belt', [[0, 0], [100, 0], [0, 100], [100, 0]], off).value,
            readingOf('distance', [[0, 0], [30, 40]], picture),
            readingOf('distance', [[0, 0], [30, 40]], off).unit,
            placesOf('belt', 3), placesOf('belt', null)];
        }"""
    )
    assert told[:4] == pytest.approx([90.0, 10.0, 30.0, 45.0])
    assert (told[4]["value"], told[4]["unit"], told[5]) == (pytest.approx(25.0), "cm", "px")
    assert told[6:] == [2, 4]


def test_somebody_else_in_the_clip_is_followed_by_another_analysis(browser, record, run: Entered) -> None:
    from gaitcue.store import clips

    told = {"runner_at": {"x": 120.04, "y": 300, "frame": 30}}
    answer = browser.call(f"/api/analyses/{run.analysis_id}/again", told)
    assert answer.status_code == 200 and answer.json()["job"]["state"] == "queued"
    with record.read(only_user(record)) as session:
        assert clips.take(session, run.take_id).options["runner_at"] == "120.0,300.0@30"
    assert browser.get(f"/api/analyses/{run.analysis_id}/review").status_code == 200, "this one stays"


def test_a_value_of_another_analysis_is_not_removed(browser, record, run: Entered, entered: Entered) -> None:
    kept = browser.call(f"/api/analyses/{run.analysis_id}/values", {"name": "a", "value": 1, "unit": "deg"}).json()
    address = f"/api/analyses/{{}}/values/{kept['id']}/remove"
    assert browser.call(address.format(entered.analysis_id), {}).status_code == 404
    assert browser.call(address.format(run.analysis_id), {}).status_code == 200
    assert browser.call(address.format(run.analysis_id), {}).status_code == 404


def test_in_dark_colours_nothing_is_hard_to_read(open_page, check, run: Entered) -> None:
    page = open_page(PHONE, color_scheme="dark")
    page.goto(f"/analyses/{run.analysis_id}")
    page.locator("gait-review[ready]").wait_for()
    page.get_by_text("Add events, measure by hand").click()
    check(page)
