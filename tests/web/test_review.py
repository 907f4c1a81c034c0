"""Step 5 in the app: the numbers, changes by hand, and the page in a real browser."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from gaitcue.demo import noisy_track, true_track
from gaitcue.store import analyses
from gaitcue.store.records import CorrectionRow
from gaitcue.terms.keypoints import KEYPOINTS
from gaitcue.terms.track import point
from gaitcue.video import read_clip, write_proxy
from gaitcue.web.routes.review import layer_view
from gaitcue.work.clinic.accounts import only_user
from support.in_browser import LAPTOP, PHONE, as_it_stands, becomes, expect, meets, place_of
from support.numbered import NumberedClip, enter_numbered, grey, numbered_clip, stickered_clip
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


def test_a_number_that_is_missing_opens_to_its_reason(browser, open_page, check_both, entered: Entered) -> None:
    address = f"/analyses/{entered.analysis_id}"
    rows = browser.get(f"/api{address}/review").json()["review"]["measures"]
    missing = next(row for row in rows if row["mean"] is None)
    page = open_page(PHONE)
    page.goto(address)
    cell = page.locator(f"[data-measure={missing['measure']}] [data-leg={missing['leg'] or missing['side']}]").first
    assert missing["reason"] in browser.page(address)
    page.locator("gait-review[ready]").wait_for()
    page.locator("details:has([data-measure])").evaluate_all("all => all.forEach(one => one.open = true)")
    expect(cell.get_by_text(missing["reason"])).to_be_hidden()
    cell.locator("summary").focus()
    page.keyboard.press("Enter")
    expect(cell.get_by_text(missing["reason"])).to_be_visible()
    check_both(page)


@pytest.mark.parametrize(
    "change", [{"kind": "event"}, {"kind": "roll", "line": [1, 2]}, {"kind": "nothing"}, {"kind": "point", "name": "x"}]
)
def test_a_change_of_no_known_shape_is_422(browser, entered: Entered, change: dict) -> None:
    answer = browser.call(f"/api/analyses/{entered.analysis_id}/corrections", {"expects": 0, "change": change})
    assert answer.status_code == 422
    assert "\n" not in answer.json()["detail"]


def test_an_event_is_moved_and_taken_back_by_keyboard(open_page, check_both, entered: Entered) -> None:
    page = open_page(LAPTOP)
    page.goto(f"/analyses/{entered.analysis_id}")
    page.locator("gait-review[ready]").wait_for()
    check_both(page)
    cell = page.locator("[data-measure=contact_time] [data-leg=near]").first
    before = as_it_stands(cell.inner_text())
    for _ in range(4):
        page.keyboard.press("]")
    frame = frame_of(page)
    page.keyboard.press("ArrowRight")
    becomes(page, lambda: frame_of(page), frame + 1)
    taken_back = page.locator("[data-part=layers]").get_by_role("button", name="Take it back")
    for moved in (1, 2, 3):
        page.keyboard.press("Shift+ArrowRight")
        expect(taken_back).to_have_count(moved)
        settled(page)
    expect(page.locator("gait-timeline .event.hand")).to_have_count(1)
    page.get_by_text("corrected by hand").wait_for()
    for left in (2, 1, 0):
        taken_back.last.click()
        expect(taken_back).to_have_count(left)
        settled(page)
    expect(cell).to_have_text(before, use_inner_text=True)
    check_both(page)


class HeldBack:
    """The first answer to a change is held back until it is let go."""

    def __init__(self, page) -> None:
        self.page, self.first = page, []
        meets(page, "**/corrections", lambda asked: asked.continue_() if self.first else self.first.append(asked))

    def let_go(self) -> None:
        becomes(self.page, lambda: len(self.first), 1)
        self.first[0].continue_()


def changes_of(record, entered: Entered) -> list[tuple[str, float, int | None, bool]]:
    with record.read(only_user(record)) as session:
        rows = analyses.layers(session, entered.analysis_id)
    return [(r.change["action"], r.change["frame"], r.change.get("to_frame"), r.undone_at is not None) for r in rows]


def at_an_event(open_page, entered: Entered):
    """The page with the fourth event chosen, and the frames of that one and the next."""
    page = open_page(LAPTOP)
    page.goto(f"/analyses/{entered.analysis_id}")
    page.locator("gait-review[ready]").wait_for()
    frames = sorted(as_it_stands(page.locator(".event").evaluate_all("all => all.map(one => one.gaitEvent.frame)")))
    for _ in range(4):
        page.keyboard.press("]")
    return page, frames[3], frames[4]


def test_what_is_pressed_while_a_change_is_under_way_is_done_after_it_in_order(open_page, record, entered) -> None:
    page, first, second = at_an_event(open_page, entered)
    held = HeldBack(page)
    for _ in range(3):
        page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("]")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Delete")
    held.let_go()
    taken_back = page.locator("[data-part=layers]").get_by_role("button", name="Take it back")
    expect(taken_back).to_have_count(4)
    settled(page)
    moves = [("move", first, first + 1, False), ("move", first + 1, first + 3, False)]
    assert changes_of(record, entered) == [
        *moves, ("move", second, second - 1, False), ("remove", second - 1, None, False)
    ]  # fmt: skip


def test_taking_back_while_a_change_is_under_way_takes_back_the_last_that_was_asked_for(
    open_page, record, entered
) -> None:
    page, first, _ = at_an_event(open_page, entered)
    held = HeldBack(page)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("]")
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    held.let_go()
    settled(page)
    assert changes_of(record, entered) == [("move", first, first + 1, True)]


def test_after_a_change_that_cannot_be_those_that_wait_are_not_made_and_that_is_said(open_page, record, entered):
    page, _, _ = at_an_event(open_page, entered)
    held = HeldBack(page)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("]")
    page.keyboard.press("Shift+ArrowRight")
    becomes(page, lambda: len(held.first), 1)
    held.first[0].fulfill(status=409, json={"detail": "Somebody else was here."})
    said = page.locator("[data-part=said].wrong")
    expect(said).to_have_text("Somebody else was here. What was asked for after it was not done.")
    assert changes_of(record, entered) == []


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


def frame_of(page) -> int:
    """The frame that the page says it shows."""
    return int(re.search(r"\d+", as_it_stands(page.locator("[data-part=frame]").inner_text()))[0])


def stands(page) -> int:
    """The frame that the page says it shows, once its picture is there."""
    frame = frame_of(page)
    page.wait_for_function(STANDS, arg=frame)
    return frame


def click_at(page, *places: tuple[float, float]) -> None:
    """Places as shares of the picture."""
    box = place_of(page, page.locator("gait-player canvas"))
    for x, y in places:
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])


def settled(page) -> None:
    page.locator("[data-part=said]", has_text="All numbers are up to date.").wait_for()
    page.locator("gait-review:not([busy])").wait_for()


def test_each_step_shows_exactly_its_frame(opened) -> None:
    page = opened()
    first = stands(page)
    shown, greys = [], []
    frames = [first + step for step in range(1, 13)]
    for frame in frames:
        page.keyboard.press("ArrowRight")
        page.wait_for_function(STANDS, arg=frame)
        shown.append(frame_of(page))
        greys.append(as_it_stands(page.evaluate(GREY)))
    assert shown == frames
    assert max(abs(seen - grey(frame)) for frame, seen in zip(frames, greys, strict=True)) <= 3


def test_a_line_of_known_length_sets_the_scale_and_ctrl_z_takes_it_back(opened) -> None:
    page = opened()
    cell = page.locator("[data-measure=vertical_oscillation] [data-leg=both]").first
    before = as_it_stands(cell.inner_text())
    page.get_by_role("button", name="Scale by a known length").click()
    click_at(page, (0.2, 0.2), (0.2, 0.7))
    page.get_by_label("Its length").fill("50")
    page.get_by_role("button", name="Set the scale").click()
    page.get_by_text("by a length of 50 cm, before:").wait_for()
    settled(page)
    expect(cell).not_to_have_text(before, use_inner_text=True)
    page.keyboard.press("Control+z")
    page.get_by_text("taken back by").wait_for()
    settled(page)
    expect(cell).to_have_text(before, use_inner_text=True)


def test_the_stopwatch_gives_a_named_value_that_can_be_removed(opened, check_both) -> None:
    page = opened(PHONE)
    page.keyboard.press("t")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("t")
    page.get_by_label("Name of this value").fill("Time to the barrier")
    check_both(page)
    page.keyboard.press("Enter")
    page.get_by_text("Time to the barrier: 0.1 s").wait_for()
    page.get_by_role("button", name="Remove: Time to the barrier").click()
    page.get_by_text("Time to the barrier").wait_for(state="detached")


def test_the_near_side_is_set_by_a_button_that_shows_how_it_stands(opened) -> None:
    page = opened()
    group = page.get_by_role("group", name="Side towards the camera")
    expect(group.get_by_role("button", name="Right")).to_have_attribute("aria-pressed", "true")
    group.get_by_role("button", name="Left").click()
    page.get_by_text("Near side set to left, before: right").wait_for()
    settled(page)
    expect(group.get_by_role("button", name="Left")).to_have_attribute("aria-pressed", "true")


def dragged(page, x: float, y: float, by: float) -> None:
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + by / 2, y, steps=3)
    page.mouse.move(x + by, y, steps=3)
    page.mouse.up()


def changes(page):
    return page.locator("[data-part=layers] li > span:first-child")


def test_events_are_dragged_added_and_removed_and_each_is_a_change(opened) -> None:
    page = opened()
    grip = place_of(page, page.locator("gait-timeline .event .grip").nth(3))
    dragged(page, grip["x"] + grip["width"] / 2, grip["y"] + grip["height"] / 2, 12)
    page.get_by_text(re.compile("moved from frame")).first.wait_for()
    settled(page)
    page.keyboard.press("]")
    page.keyboard.press("Delete")
    page.get_by_text(re.compile("removed at frame")).first.wait_for()
    settled(page)
    page.get_by_role("button", name="Contact, left", exact=True).click()
    page.get_by_text(re.compile("added at frame")).first.wait_for()
    settled(page)
    expect(changes(page)).to_have_count(3)


def test_a_point_is_dragged_and_says_from_where_to_where(opened, run: Entered) -> None:
    page = opened()
    review = page.request.get(f"/api/analyses/{run.analysis_id}/review").json()["review"]
    frame = stands(page)
    at = frame - review["points"]["first_frame"]
    x, y = (review["points"][axis]["left_knee"][at] for axis in "xy")
    box = place_of(page, page.locator("gait-player canvas"))
    scale = box["width"] / review["width"]
    dragged(page, box["x"] + x * scale, box["y"] + y * scale, 20)
    page.get_by_text(re.compile(f"moved in frame {frame} from .* to ")).wait_for()
    settled(page)
    expect(changes(page)).to_have_count(1)


def test_a_stride_is_looped_and_the_speed_chosen(opened) -> None:
    page = opened()
    for _ in range(2):
        page.keyboard.press("]")
    page.keyboard.press("o")
    expect(page.get_by_role("button", name="Loop the stride")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="2×").click()
    expect(page.get_by_role("button", name="2×")).to_have_attribute("aria-pressed", "true")
    stands(page)
    frames = "() => Math.floor(document.querySelector('gait-player video').currentTime * 30)"
    begun = as_it_stands(page.evaluate(frames))
    page.keyboard.press("k")
    page.wait_for_function(f"(begun) => ({frames})() > begun", arg=begun)
    page.wait_for_function(f"(begun) => ({frames})() <= begun", arg=begun + 2)
    page.keyboard.press("k")
    expect(page.get_by_role("button", name="Play")).to_be_visible()


FRAME = "() => Math.floor(document.querySelector('gait-player video').currentTime * 30)"
CURSORS = "() => [...document.querySelectorAll('gait-curves .u-cursor-x')].map((one) => one.style.transform)"


def test_j_and_l_go_by_ten_frames_and_the_speed_goes_from_an_eighth_to_twice(opened) -> None:
    page = opened()
    first = stands(page)
    page.keyboard.press("l")
    page.wait_for_function(STANDS, arg=first + 10)
    page.keyboard.press("j")
    page.wait_for_function(STANDS, arg=first)
    speed = page.locator("[data-speed][aria-pressed=true]")
    for key, times, last in ((",", 6, "0.125"), (".", 9, "2")):
        for _ in range(times):
            page.keyboard.press(key)
        expect(speed).to_have_attribute("data-speed", last)


def test_the_cursors_of_the_curves_go_with_the_picture_and_a_click_in_them_shows_its_frame(opened) -> None:
    page = opened()
    page.wait_for_function(f"() => ({CURSORS})().every((one) => one.includes('translate'))")
    page.keyboard.press("]")
    page.keyboard.press("]")
    stands(page)
    before = as_it_stands(page.evaluate(CURSORS))
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(f"(before) => ({CURSORS})().every((one, i) => one !== before[i])", arg=before)
    stands(page)
    frame = as_it_stands(page.evaluate(FRAME))
    box = place_of(page, page.locator("gait-curves .u-over").last)
    page.mouse.click(box["x"] + 0.8 * box["width"], box["y"] + box["height"] / 2)
    page.wait_for_function(f"(frame) => ({FRAME})() > frame + 3", arg=frame)
    assert len(before) == 2


def test_frames_that_the_program_doubts_are_visited_by_one_key(record, open_page, clip: NumberedClip) -> None:
    points = noisy_track(true_track(clip.runner).sel(keypoint=list(KEYPOINTS)), 1.0, 0.05, 0.02, seed=3)
    points["position"].loc[{"keypoint": ["left_knee", "left_ankle"], "time": points["time"][120:160]}] = np.nan
    run = enter_numbered(record, only_user(record), clip, points=points)
    page = open_page()
    page.goto(f"/analyses/{run.analysis_id}")
    page.locator("gait-review[ready]").wait_for()
    review = page.request.get(f"/api/analyses/{run.analysis_id}/review").json()["review"]
    doubts = sorted({one["first"] for one in review["doubts"]})
    assert 100 < doubts[0] < 130
    for first in [*doubts, doubts[0]]:
        page.keyboard.press("d")
        page.wait_for_function(STANDS, arg=first)


READINGS = """
async () => {
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
}
"""


def test_readings_of_the_hand_tools_hold_for_known_lines(opened) -> None:
    page = opened()
    told = as_it_stands(page.evaluate(READINGS))
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


@pytest.mark.parametrize(
    ("change", "before", "told"),
    [
        ({"kind": "point", "name": "left_knee", "frame": 12, "x": 320.4, "y": 418.0}, {"x": 312.0, "y": 415.2},
         "moved in frame 12 from 312, 415 to 320, 418"),
        ({"kind": "point", "name": "left_knee", "frame": 12, "x": 320.4, "y": 418.0}, {"x": None, "y": None},
         "from not known to 320, 418"),
        ({"kind": "roll", "line": [100.0, 400.0, 107.0, 0.0]}, {"roll_deg": -0.43},
         "Camera roll set to 1.0° by a line, before: -0.4°"),
        ({"kind": "scale", "line": [0.0, 0.0, 300.0, 0.0], "length_m": 1.5}, {"px_per_m": None},
         "Scale set to 200.0 px a metre by a length of 150 cm, before: not known"),
        ({"kind": "sticker", "name": "psis", "frame": 3, "x": 20.0, "y": 30.0},
         {"kind": "sticker", "name": "psis", "frame": 7, "x": 21.0, "y": 31.0},
         "clicked in frame 3 at 20, 30 and followed, before: 21, 31 in frame 7"),
        ({"kind": "standing", "use": False}, {"use": True}, "Quiet standing left out, before: used"),
        ({"kind": "facing", "side": "left"}, {"side": "right"}, "Faces left (set by hand), before: right"),
        ({"kind": "near_side", "side": "left"}, {"side": None}, "Near side set to left, before: not known"),
    ],
)  # fmt: skip
def test_a_change_says_what_was_before_and_what_is_now(change, before, told) -> None:
    row = CorrectionRow("c", "a", 1, change, before, "Ada", datetime.now(UTC), None, None)
    assert told in layer_view(row).text


def test_each_change_keeps_what_was_before_it(record, browser, entered: Entered) -> None:
    address = f"/api/analyses/{entered.analysis_id}"
    seen = browser.get(f"{address}/review").json()["review"]
    lines = ({"kind": "roll", "line": [100, 400, 107, 0]}, {"kind": "scale", "line": [0, 0, 300, 0], "length_m": 1.5})
    changes = [*lines, lines[0] | {"line": [100, 400, 100, 0]}, {"kind": "standing", "use": False}]
    for expects, change in enumerate(changes):
        answer = browser.call(f"{address}/corrections", {"expects": expects, "change": change})
        assert answer.status_code == 200, answer.text
    with record.read(only_user(record)) as session:
        kept = [row.before for row in analyses.layers(session, entered.analysis_id)]
    scale = {"px_per_m": seen["px_per_m"]}
    assert kept == [{"roll_deg": seen["roll_deg"]}, scale, {"roll_deg": 1.0}, {"use": True}]


# --- stickers, on a runner who wears them ---


@pytest.fixture(scope="module")
def stickered(tmp_path_factory: pytest.TempPathFactory) -> NumberedClip:
    folder = tmp_path_factory.mktemp("stickered")
    made = stickered_clip(folder, duration_s=4.5, width=480, height=640, px_per_m=280.0)
    write_proxy(read_clip(made.clip), folder / "proxy.mp4")
    return replace(made, proxy=folder / "proxy.mp4")


def test_the_stickers_of_the_pelvis_are_placed_by_a_click_each_and_give_its_tilt(open_page, record, stickered) -> None:
    entered = enter_numbered(record, only_user(record), stickered)
    page = open_page()
    page.goto(f"/analyses/{entered.analysis_id}")
    page.locator("gait-review[ready]").wait_for()
    page.get_by_text("Add events, measure by hand").click()
    tilt = page.locator("[data-measure=pelvic_tilt_mean] [data-leg=both]").first
    before = as_it_stands(tilt.inner_text())
    width, height, frame = stickered.runner.width, stickered.runner.height, 30  # the arm is clear of both
    for _ in range(frame // 10):
        page.keyboard.press("l")
    page.wait_for_function(STANDS, arg=frame)
    for number, (name, tool) in enumerate((("asis", "Front of the pelvis"), ("psis", "Back of the pelvis"))):
        truth = true_track(stickered.runner)
        x, y = point(truth, f"{truth.attrs['near_side']}_{name}")[frame]
        page.get_by_role("button", name=tool).click()
        click_at(page, (x / width, y / height))
        page.locator("[data-part=layers] li", has_text="Sticker (").nth(number).wait_for()
        page.locator("gait-review:not([busy])").wait_for()
    assert before.startswith("–")
    expect(tilt).to_have_text(re.compile(r"^-?\d+(\.\d)? ± \d"))
