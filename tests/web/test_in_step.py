"""Clips in step on one clock, in a real browser: every frame that is drawn is the frame that is meant."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from gaitcue.work.clinic.accounts import only_user
from support.in_browser import LAPTOP, as_it_stands, becomes, expect, until
from support.numbered import NumberedClip, enter_numbered, grey, numbered_clip

PIXEL = """
(at) => { const canvas = document.querySelectorAll('.together canvas')[at];
  return canvas.getContext('2d').getImageData(240, 60, 1, 1).data[0]; }
"""
SHOWN = "() => document.querySelector('gait-compare').dataset.frames"
STANDS = "(frames) => document.querySelector('gait-compare').dataset.frames === frames"


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[NumberedClip, NumberedClip]:
    first, second = (tmp_path_factory.mktemp(name) for name in ("first", "second"))
    return numbered_clip(first), numbered_clip(second, cadence_spm=176.0, trunk_lean_deg=14.0)


@pytest.fixture
def pair(record, drawn) -> str:
    asker, today = only_user(record), date.today()
    first = enter_numbered(record, asker, drawn[0], on=today - timedelta(days=30))
    second = enter_numbered(record, asker, drawn[1], on=today, runner_id=first.runner_id)
    return f"/compare?analysis={second.analysis_id}&analysis={first.analysis_id}"


@pytest.fixture
def page(open_page, pair):
    page = open_page(LAPTOP)
    page.goto(pair)
    page.locator("gait-compare[ready][data-frames]").wait_for()
    return page


def drawn_as_told(page, canvas: int) -> bool:
    """Whether a canvas shows the frame of its run."""
    frame = int(as_it_stands(page.evaluate(SHOWN)).split()[canvas])
    return abs(as_it_stands(page.evaluate(PIXEL, canvas)) - grey(frame)) <= 3


def in_step(browser, pair) -> dict:
    made = browser.get(pair.replace("?", ".json?")).json()["compared"]
    return browser.get(f"/api/comparisons/{made['comparison']['id']}/in-step").json()


def test_the_first_contacts_meet_and_both_runners_have_one_size(browser, pair) -> None:
    told = in_step(browser, pair)["told"]
    assert {clock["kind"] for clock in told["clocks"]} == {"contact", "cycle", "time"}
    hips, ankles = [], []
    for run in told["runs"]:
        a, b, c, d = run["place"]["turn"]
        frame = 100
        i = frame - run["points"]["first_frame"]
        e, f = run["place"]["across"][frame], run["place"]["down"][frame]
        x, y = (run["points"][axis]["right_hip"][i] for axis in "xy")
        hips.append((a * x + c * y + e, b * x + d * y + f))
        ankles.append(abs(d))
    assert hips[0] == pytest.approx(hips[1], abs=25.0)
    assert ankles[0] == pytest.approx(ankles[1], rel=0.05)


def test_every_step_draws_the_frames_that_it_says(page) -> None:
    seen = []
    for _ in range(12):
        frames = as_it_stands(page.evaluate(SHOWN))
        assert [drawn_as_told(page, canvas) for canvas in (0, 1)] == [True, True], frames
        seen.append(frames)
        page.keyboard.press("ArrowRight")
        wanted = " ".join(str(int(frame) + 1) for frame in frames.split())
        page.wait_for_function(STANDS, arg=wanted)
    assert len(set(seen)) == 12


def test_one_control_plays_both_and_one_is_laid_over_the_other(page, check_both) -> None:
    check_both(page)
    page.get_by_label("In step by").select_option(label="strides of the right leg at one length")
    expect(page.locator("[data-part=time]")).to_contain_text("stride")
    begun = as_it_stands(page.evaluate(SHOWN))
    page.keyboard.press("Escape")
    page.locator("gait-compare h2, body").first.click(position={"x": 2, "y": 2})
    page.keyboard.press("k")
    page.wait_for_function("(frames) => document.querySelector('gait-compare').dataset.frames !== frames", arg=begun)
    page.keyboard.press("k")
    until(page, "() => !document.querySelector('gait-compare').playing")
    page.get_by_role("button", name="One over the other").click()
    expect(page.locator(".together canvas")).to_have_count(1)
    check_both(page)
    page.get_by_label("Its picture").uncheck()
    becomes(page, lambda: drawn_as_told(page, 0), True, "without the ghost's picture only the first is left")


def test_another_moment_is_drawn_at_the_server(browser, pair) -> None:
    page = browser.page(f"{pair}&moment=toe_off&side=right")
    address = page.split('class="pair" src="')[1].split('"')[0].replace("&amp;", "&")
    answer = browser.get(address)
    assert answer.headers["content-type"] == "image/png" and answer.content.startswith(b"\x89PNG")
    assert browser.get(address.replace("run=1", "run=2")).status_code in (400, 422)
    assert browser.get(address.replace("toe_off", "jump")).status_code == 422


def test_runs_at_other_speeds_are_not_laid_over_one_another(browser, record, drawn) -> None:
    from gaitcue.work.in_step import why_no_ghost
    from support.cases import gait

    assert why_no_ghost(gait(), gait(speed_kmh=18.0))
    assert why_no_ghost(gait(), gait(seed=2)) == ""


def test_the_comparison_of_another_is_not_there(browser) -> None:
    assert browser.get(f"/api/comparisons/{'0' * 32}/in-step").status_code == 404
