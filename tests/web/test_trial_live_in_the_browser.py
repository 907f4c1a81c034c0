"""A cue trial that is run live, the drawn runner before its camera: numbers, clips by themselves, what goes wrong."""

from datetime import date

import pytest

from gaitcue.store import analyses, clips, trials
from gaitcue.work.clinic.trial_state import read_state
from support.cases import REACHING, gait
from support.fake_camera import chromium_with
from support.in_browser import HIDDEN, LAPTOP, PHONE, as_it_stands, becomes, expect, meets, until
from support.record import analysed, visited
from support.served import served
from support.trial_workers import made_up_workers

SHORT = """
() => { const live = document.querySelector('trial-live'); live.recorder.wanted_s = 1; live.dataset.least = 0.5; }
"""
TIME_IS_OVER = "() => { const part = document.getElementById('trial').dataset; part.until = part.now; }"


@pytest.fixture(scope="module")
def chromium(film):
    """With the drawn runner in front of its camera."""
    with chromium_with(film) as browser:
        yield browser


@pytest.fixture
def workers(record, monkeypatch):
    with made_up_workers(record, monkeypatch) as running:
        yield running


@pytest.fixture
def trial_page(open_page, record, asker, app, room):
    """Opens a trial that begins with the run as usual."""
    visit_id = visited(record, asker, on=date.today())
    analysed(record, asker, visit_id, gait(**REACHING, cadence=154.0))

    def opened(camera: bool = True, begin: bool = True):
        page = open_page(LAPTOP, permissions=["camera"] if camera else [])
        page.goto(f"/visits/{visit_id}/trial")
        if begin:
            page.get_by_text("Another cue, or a longer trial").click()
            page.locator("input[name=baseline][value=new]").check()
            page.get_by_role("button", name="Try this cue today").click()
            # What is to meet the page's requests does not hold for a page that is just being put in its place.
            page.locator("#trial[data-stage=baseline]").wait_for()
            page.wait_for_load_state()
        return page

    opened.visit = visit_id
    return opened


def switch_on(page) -> None:
    page.get_by_role("button", name="Switch the camera on").click()
    page.locator("[data-part=rate]", has_text="pictures a second").wait_for()
    page.evaluate(SHORT)  # of a part its last second is kept, not the last half minute


def tell(page, **scores: int) -> None:
    for name, value in scores.items():
        page.locator(f"#tap-{name}-{value}").click()
        page.locator(f"#tap-{name}-{value}[aria-pressed=true]").wait_for()


def start(page) -> None:
    """The time of a part runs, and it is recorded."""
    page.locator("#start").click()
    page.get_by_text("of this part are kept").wait_for()


def recorded(page) -> None:
    """Of the part so much is recorded that a first piece is whole."""
    until(page, "() => Boolean(document.querySelector('trial-live').recorder.before)")


def time_is_over(page) -> None:
    """The two minutes of a part are, as its page sees it."""
    recorded(page)
    page.evaluate(TIME_IS_OVER)


def sent(page, count: int) -> None:
    """So many clips came by themselves."""
    page.locator(".files .here").nth(count - 1).wait_for()


def shown(page) -> None:
    """The part was renewed with its clip; what is tapped while it is being renewed is kept, but not shown."""
    page.locator("#trial[data-clip]").wait_for()


def have_clips(record, asker, visit_id) -> list[bool]:
    """Whether each part has a clip."""
    return [bool(stage.take_id) for stage in state_of(record, asker, visit_id).stages]


def state_of(record, asker, visit_id):
    with record.read(asker) as session:
        return read_state(trials.trials_at(session, visit_id)[0].state)


def test_a_trial_run_live_leaves_clips_of_its_parts_and_a_verdict(
    trial_page, workers, record, asker, app, room, check_both
):
    page, check = trial_page(), check_both
    check(page)
    switch_on(page)
    check(page)
    start(page)
    page.locator("[data-measure=cadence]").wait_for()
    trial_id = as_it_stands(page.locator("trial-live").get_attribute("data-trial"))
    becomes(page, lambda: app.state.live.as_usual(trial_id).enough, True)
    time_is_over(page)
    sent(page, 1)
    shown(page)
    tell(page, pain=4, effort=3)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Match the clicks").wait_for()
    room.cadence = 176.0
    start(page)
    page.locator("[data-measure=cadence][data-verdict=changed]", has_text="+16").wait_for()
    check(page)
    time_is_over(page)
    sent(page, 2)
    shown(page)
    tell(page, pain=2, effort=4, awkwardness=2)
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("heading", name="As usual again", level=2).wait_for()
    room.cadence = 160.0
    start(page)
    tell(page, pain=4, effort=3)
    recorded(page)
    page.get_by_role("button", name="End the trial").click()
    page.get_by_role("heading", name="Keep this one for now").wait_for()
    becomes(page, lambda: have_clips(record, asker, trial_page.visit), [True, True, True])
    state = state_of(record, asker, trial_page.visit)
    with record.read(asker) as session:
        takes = [clips.take(session, stage.take_id) for stage in state.stages]
        judged = {row.take_id for row in analyses.analyses_of_visit(session, trial_page.visit)}
        names = [clips.clip(session, take.clip_id).name for take in takes]
    assert [take.cue for take in takes] == [None, "cadence_5", None] and {take.id for take in takes} <= judged
    assert all(", live." in name for name in names)


def test_what_is_recorded_is_cut_by_going_on_and_sent_after_the_line_broke(trial_page, record, asker, complaints):
    complaints.expects("ERR_FAILED")
    page = trial_page()
    broken = []

    def breaks(route):
        broken.append(route.request.method)
        route.abort() if len(broken) < 4 else route.continue_()

    meets(page, "**/api/uploads**", breaks)
    switch_on(page)
    tell(page, pain=2, effort=2)
    start(page)
    recorded(page)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Match the clicks").wait_for()
    sent(page, 1)
    until(page, "() => !document.querySelector('[data-unsent]')")
    becomes(page, lambda: have_clips(record, asker, trial_page.visit), [True, False, False])
    assert broken[:3] == ["POST"] * 3


def test_what_is_not_sent_yet_is_not_left_by_closing_the_page(trial_page):
    page = trial_page()
    switch_on(page)
    start(page)
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.close(run_before_unload=True)
    becomes(page, lambda: asked, ["beforeunload"])


KEPT = """
async () => {
  const { waiting } = await import('/static/components/live/recorded.js');
  return (await waiting(document.querySelector('clip-upload').dataset.visit)).length;
}
"""


def test_what_was_recorded_is_sent_by_the_next_page_when_the_browser_went_away_before(trial_page, complaints):
    complaints.expects("ERR_FAILED")
    page = trial_page()
    switch_on(page)
    tell(page, pain=2, effort=2)
    meets(page, "**/api/uploads**", lambda route: route.abort())
    start(page)
    recorded(page)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("the connection dropped; carrying on").wait_for()
    until(page, f"async () => await ({KEPT})() === 1")
    again = page.context.new_page()
    page.close(run_before_unload=False)
    again.goto(f"/visits/{trial_page.visit}/trial")
    sent(again, 1)
    until(again, f"async () => await ({KEPT})() === 0")


def test_a_part_that_is_too_short_is_not_sent_and_says_so(trial_page):
    page = trial_page()
    switch_on(page)
    tell(page, pain=2, effort=2)
    page.evaluate("document.querySelector('trial-live').dataset.least = 3600")
    start(page)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Match the clicks").wait_for()
    expect(page.locator("[data-part=outcome]")).to_contain_text("too few steps for an analysis")
    looked_again(page)
    expect(page.locator("[data-part=outcome]")).to_contain_text("too few steps for an analysis")
    expect(page.locator(".files li")).to_have_count(0)


def looked_again(page) -> None:
    """The page has looked at its part twice."""
    page.evaluate("""() => {
        const live = document.querySelector('trial-live'), look = live.look;
        live.looked = 0;
        live.look = () => { look.call(live); live.looked += 1; };
    }""")
    until(page, "() => document.querySelector('trial-live').looked > 1")


def test_a_camera_that_is_not_allowed_says_what_to_do_and_the_trial_goes_on(trial_page):
    page = trial_page(camera=False)
    page.get_by_role("button", name="Switch the camera on").click()
    page.get_by_text("The camera was not allowed").wait_for()
    tell(page, pain=2, effort=2)
    page.get_by_role("button", name="Go on").click()
    page.get_by_text("Match the clicks").wait_for()


def test_a_camera_that_is_unplugged_loses_nothing_of_what_was_recorded(trial_page):
    page = trial_page()
    switch_on(page)
    tell(page, pain=2, effort=2)
    start(page)
    recorded(page)
    page.evaluate("document.querySelector('trial-live').camera.track.stop()")
    looked_again(page)  # before it is told
    page.evaluate("document.querySelector('trial-live').camera.lost()")
    page.get_by_text("what was recorded of this part too").wait_for()
    page.get_by_role("button", name="Go on").click()
    sent(page, 1)


def test_a_browser_that_cannot_record_shows_the_numbers_all_the_same(trial_page):
    page = trial_page()
    page.add_init_script("delete window.MediaRecorder")
    page.reload()
    switch_on(page)
    page.get_by_text("This browser cannot record").wait_for()
    page.locator("#start").click()
    page.locator("[data-measure=cadence]").wait_for()


def test_a_recording_that_cannot_begin_is_told_and_the_numbers_are_shown(trial_page):
    page = trial_page()
    page.add_init_script("MediaRecorder.prototype.start = () => { throw new Error('full'); }")
    page.reload()
    switch_on(page)
    page.locator("#start").click()
    page.get_by_text("the recording broke off").wait_for()
    page.locator("[data-measure=cadence]").wait_for()


def test_a_second_window_takes_over_and_the_first_records_no_more(trial_page):
    first = trial_page()
    switch_on(first)
    start(first)
    second = trial_page(begin=False)
    second.get_by_role("button", name="Switch the camera on").click()
    second.get_by_text("is run live in another window").wait_for()
    second.get_by_role("button", name="Run it in this window").click()
    second.get_by_text("of this part are kept").wait_for()
    first.get_by_text("nothing is recorded here any more").wait_for()
    until(first, "() => !document.querySelector('trial-live').recorder.holds")


def test_on_a_phone_the_part_that_is_run_stands_above_what_may_be_opened(trial_page):
    page = trial_page()
    page.set_viewport_size(PHONE)
    card = page.locator(".live-trial")
    expect(page.get_by_role("button", name="Switch the camera on")).to_be_in_viewport()
    assert as_it_stands(card.bounding_box()["height"]) < PHONE["height"] / 10
    expect(page.locator("#start")).to_be_in_viewport()


def test_it_goes_with_the_keyboard_alone(trial_page):
    page = trial_page()
    expect(page.get_by_role("button", name="Switch the camera on")).to_be_visible()
    page.get_by_role("button", name="Switch the camera on").focus()
    page.keyboard.press("Enter")
    page.locator("[data-part=rate]", has_text="pictures a second").wait_for()
    page.get_by_role("button", name="Switch the camera off").focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Switch the camera on").wait_for()
    page.locator("[data-part=open]:focus").wait_for()


def test_a_page_that_was_hidden_says_so_and_records_on(trial_page):
    page = trial_page()
    switch_on(page)
    start(page)
    said = as_it_stands(page.evaluate(HIDDEN, "[data-part=message-text]"))
    assert "While this page was hidden, nothing was measured" in said
    until(page, "() => document.querySelector('trial-live').recorder.going")


def test_a_server_that_starts_again_finds_the_trial_and_takes_the_clip(trial_page, app, complaints):
    complaints.expects("ERR_|WebSocket|status of 50")  # under way when the server ends: refused, cut off, given up
    page = trial_page()
    with served(app) as address:
        port = int(address.rsplit(":", 1)[1])
        page.goto(f"{address}/visits/{trial_page.visit}/trial")
        switch_on(page)
        start(page)
        recorded(page)
    page.get_by_text("The connection to the program is lost").wait_for()
    time_is_over(page)
    page.get_by_text("the connection dropped; carrying on").wait_for()
    with served(app, port):
        page.get_by_text("Connected again").wait_for()
        sent(page, 1)
