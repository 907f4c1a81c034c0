"""A live session in Chromium with a fake camera: from the course to the result, and everything that goes wrong."""

import socket
from dataclasses import replace
from datetime import date

import pytest

from gaitcue.store import visits
from gaitcue.terms.records import note
from gaitcue.web.app import create_app
from gaitcue.web.live_stream import LiveDesk
from gaitcue.web.settings import Settings
from support.beats import RECORDING, on_the_beat
from support.fake_camera import chromium_with
from support.fake_room import FakeRoom
from support.in_browser import HIDDEN, LAPTOP, as_it_stands, becomes, expect, new_context, until
from support.live import KNEE, begun_session
from support.record import visited
from support.served import served

SETTINGS = Settings(secret=b"s" * 32)


@pytest.fixture(scope="module")
def chromium(film):
    """With the drawn runner in front of its camera."""
    with chromium_with(film) as browser:
        yield browser


@pytest.fixture
def session_page(open_page, record, asker, room):
    """Opens the page of a session with the camera allowed."""
    session_id = begun_session(record, asker)

    def opened(camera: bool = True):
        page = open_page(LAPTOP, permissions=["camera"] if camera else [])
        page.goto(f"/live/{session_id}")
        return page

    return opened


def switch_on(page) -> None:
    page.get_by_role("button", name="Switch the camera on").click()
    page.locator("[data-part=ready]").wait_for()


def phase(page, name: str) -> None:
    page.locator(f"[data-part=desk][data-phase={name}]").wait_for()


def test_a_faded_session_from_the_course_to_its_result(open_page, app, record, asker, room, check_both):
    check = check_both
    app.state.settings = replace(SETTINGS, live_pace=30.0)
    visit_id = visited(record, asker, on=date.today(), profile=KNEE)
    with record.read(asker) as session:
        runner_id = visits.visit(session, visit_id).runner_id
    page = open_page(LAPTOP, permissions=["camera"])
    page.goto(f"/runners/{runner_id}")
    page.get_by_role("link", name="Live retraining").click()
    page.get_by_role("button", name="Begin the course").wait_for()
    check(page)
    page.locator("input[name=cue][value=cadence_5]").check()
    page.get_by_role("button", name="Begin the course").click()
    page.get_by_text("Change the schedule").click()
    page.get_by_label("Minutes of session 1").fill("8")
    page.get_by_label("Feedback of session 1, %").fill("50")
    page.get_by_role("button", name="Keep the schedule").click()
    page.get_by_role("button", name="Start the session").click()
    page.get_by_text("Fill this in").first.wait_for()
    page.locator("input[name=pain][value='1']").check()
    page.locator("input[name=flags][value=none]").check()
    check(page)
    page.get_by_role("button", name="Start the session").click()
    page.wait_for_url("**/live/*")
    switch_on(page)
    page.get_by_text("Right side towards the camera").wait_for()
    page.locator("[data-part=outline][data-facing=right]").wait_for()
    check(page)
    page.get_by_role("button", name="Run as usual, one minute").click()
    phase(page, "run")
    page.get_by_text("A little more", exact=True).wait_for()
    with room.held():
        check(page)
    page.get_by_text("Measuring goes on.").wait_for()
    with room.held():
        expect(page.locator("[data-part=gauge]")).to_be_hidden()
    page.locator("[data-part=pain]").wait_for()
    with room.held():
        check(page)
        page.locator("[data-score='1']").click()
        page.locator("[data-part=pain]").wait_for(state="hidden")
    phase(page, "ended")
    page.get_by_role("link", name="How was it?").click()
    page.get_by_role("button", name="Keep it").wait_for()
    check(page)
    for name in ("pain", "effort", "awkwardness"):
        page.locator(f"input[name={name}][value='2']").check()
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("heading", name="What came of it").wait_for()
    page.get_by_text("steps in the band").first.wait_for()
    check(page)


def test_what_is_asked_and_the_buttons_are_in_sight_of_a_laptop_while_the_number_is_shown(session_page, app, room):
    app.state.settings = replace(SETTINGS, live_pace=20.0)
    page = session_page()
    page.set_viewport_size({"width": 1366, "height": 768})
    switch_on(page)
    page.locator("[data-part=ready]").click()
    page.get_by_text("A little more", exact=True).wait_for()
    expect(page.locator("[data-part=stop]")).to_be_in_viewport(ratio=1)
    page.locator("[data-part=pain]").evaluate("e => { e.hidden = false; }")
    for seen in ("[data-score='0']", "[data-part=stop]", "[data-part=verdict]"):
        expect(page.locator(seen)).to_be_in_viewport(ratio=1)


def test_in_the_band_the_mark_is_round_and_blue_and_outside_an_arrow_points_to_it(session_page, app, room):
    app.state.settings = replace(SETTINGS, live_pace=20.0)
    page = session_page()
    switch_on(page)
    page.locator("[data-part=ready]").click()
    page.get_by_text("A little more", exact=True).wait_for()
    expect(page.locator("[data-part=gauge]")).to_have_attribute("data-where", "low")
    expect(page.locator(".outside")).to_be_visible()
    expect(page.locator(".inside")).to_be_hidden()
    room.cadence = 168.0
    page.get_by_text("Yes, like that", exact=True).wait_for()
    expect(page.locator(".inside")).to_be_visible()
    expect(page.locator(".outside")).to_be_hidden()
    number = page.locator("[data-part=number]")
    becomes(page, lambda: number.bounding_box()["height"] > 100, True, "read from three metres")
    room.cadence = 180.0
    page.get_by_text("A little less", exact=True).wait_for()


def test_a_beat_that_is_wanted_is_that_of_the_band_and_fades_with_the_number(open_page, app, record, asker, room):
    app.state.settings = replace(SETTINGS, live_pace=20.0)
    session_id = begun_session(record, asker, [{"run_min": 8, "feedback_pct": 50}])
    page = open_page(permissions=["camera"])
    page.add_init_script(RECORDING)
    page.goto(f"/live/{session_id}")
    switch_on(page)
    page.get_by_text("A beat at the middle of the band").click()
    page.locator("[data-part=ready]").click()
    page.wait_for_function("() => window.begun.length >= 6")
    target = as_it_stands(page.evaluate("document.querySelector('gait-live').state.target"))
    starts = as_it_stands(page.evaluate("window.begun.slice(0, 6)"))
    on_the_beat(starts, 120 / (target["low"] + target["high"]))
    page.get_by_text("Measuring goes on.").wait_for()
    page.wait_for_function("() => !document.querySelector('gait-live').sound.metronome.beats.running")


def test_a_camera_that_is_not_allowed_says_what_to_do(session_page, chromium):
    page = session_page(camera=False)
    page.get_by_role("button", name="Switch the camera on").click()
    page.get_by_text("The camera was not allowed").wait_for()
    page.context.grant_permissions(["camera"])
    page.get_by_role("button", name="Try again").click()
    page.locator("[data-part=ready]").wait_for()


def test_a_camera_that_is_unplugged_pauses_the_session_and_goes_on(session_page):
    page = session_page()
    switch_on(page)
    page.locator("[data-part=ready]").click()
    phase(page, "baseline")
    page.evaluate("document.querySelector('gait-live').camera.track.dispatchEvent(new Event('ended'))")
    page.get_by_text("The camera is gone").wait_for()
    phase(page, "paused")
    page.get_by_role("button", name="Try again").click()
    page.get_by_role("button", name="Go on").click()
    phase(page, "baseline")


EMPTIED = """
(list) => new Promise((done) => {
  const watch = new MutationObserver(() => list.children.length || done(true));
  watch.observe(list, { childList: true });
  setTimeout(() => done(false), 2000);
})
"""


@pytest.mark.parametrize(
    ("seen", "words"),
    [(note("live_nobody_seen", "warning"), "nobody is in view"),
     (note("live_several_people", "warning", count=2), "2 people are in view")],
    ids=["nobody", "two"],
)  # fmt: skip
def test_nobody_or_two_before_the_camera_is_said_as_long_as_it_is_so(session_page, app, room, seen, words):
    app.state.settings = replace(SETTINGS, live_pace=20.0)
    page = session_page()
    switch_on(page)
    room.remarks = (seen,)
    page.locator("[data-part=checks] .wrong").get_by_text(words).wait_for()
    room.remarks = ()
    page.locator("[data-part=ready]").click()
    phase(page, "run")
    room.remarks = (seen,)
    remarks = page.locator("[data-part=remarks]")
    remarks.get_by_text(words).wait_for()
    assert not as_it_stands(remarks.evaluate(EMPTIED)), "a state that comes in between takes nothing off the page"
    room.remarks = ()
    remarks.get_by_text(words).wait_for(state="detached")


def test_a_page_that_is_hidden_pauses_and_says_so(session_page):
    page = session_page()
    switch_on(page)
    page.locator("[data-part=ready]").click()
    phase(page, "baseline")
    said = as_it_stands(page.evaluate(HIDDEN, "[data-part=message-text]"))
    assert "Measuring paused while this page was hidden" in said
    phase(page, "paused")


def test_a_second_window_takes_over_and_the_first_is_told(session_page):
    first, second = session_page(), session_page()
    switch_on(first)
    second.get_by_role("button", name="Switch the camera on").click()
    second.get_by_text("open in another window").wait_for()
    second.get_by_role("button", name="Go on in this window").click()
    second.locator("[data-part=ready]").wait_for()
    first.get_by_text("has taken this session over").wait_for()


def test_two_sessions_do_not_disturb_each_other(open_page, record, asker, room):
    pages = []
    for _ in range(2):
        page = open_page(permissions=["camera"])
        page.goto(f"/live/{begun_session(record, asker)}")
        switch_on(page)
        pages.append(page)
    pages[0].locator("[data-part=ready]").click()
    phase(pages[0], "baseline")
    expect(pages[1].locator("[data-part=desk]")).to_have_attribute("data-phase", "setup")


def test_a_server_that_starts_again_finds_the_session_where_it_was(chromium, record, asker):
    session_id = begun_session(record, asker)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with new_context(chromium, viewport=LAPTOP, permissions=["camera"]) as context:
        page = context.new_page()
        with served(_with_room(record), port) as address:
            page.goto(f"{address}/live/{session_id}")
            switch_on(page)
            page.locator("[data-part=ready]").click()
            phase(page, "baseline")
        page.get_by_text("The connection to the program is lost").wait_for()
        page.locator("[data-part=desk].lost").wait_for()
        with served(_with_room(record), port):
            page.get_by_text("Connected again").wait_for()
            phase(page, "paused")
            page.locator("[data-part=desk]:not(.lost)").wait_for()
            page.get_by_role("button", name="Go on").click()
            phase(page, "baseline")


def _with_room(record):
    made = create_app(record, SETTINGS)
    made.state.live = LiveDesk(FakeRoom())
    return made


def test_an_address_that_is_not_secure_says_what_to_do(session_page):
    page = session_page()
    page.add_init_script("Object.defineProperty(window, 'isSecureContext', { value: false })")
    page.reload()
    page.get_by_text("only to pages of this computer, or over https").wait_for()


def test_with_the_model_itself_the_skeleton_is_drawn_and_the_side_told(open_page, record, asker, app):
    page = open_page(permissions=["camera"])
    page.goto(f"/live/{begun_session(record, asker)}")
    switch_on(page)
    page.get_by_text("Right side towards the camera").wait_for()
    until(page, DRAWN)


DRAWN = """
() => { const c = document.querySelector('[data-part=overlay]');
  return c.getContext('2d').getImageData(0, 0, c.width, c.height).data.some((x) => x > 0); }
"""
