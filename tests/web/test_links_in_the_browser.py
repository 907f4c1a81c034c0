"""A runner's own phone in a real browser: the questions, what blocks, the clip that is sent, the code at the clinic."""

from datetime import date

import pytest

from gaitcue.store import visits
from gaitcue.work.clinic import by_link
from support.in_browser import LAPTOP, PHONE, becomes, expect
from support.record import visited
from support.small_clips import small_clip


@pytest.fixture
def visit(record, asker) -> str:
    return visited(record, asker, on=date.today())


@pytest.fixture
def link(record, asker, visit):
    def made(purpose: str) -> str:
        with record.read(asker) as session:
            runner = visits.visit(session, visit).runner_id
        told = by_link.ToldLink(purpose=purpose, visit_id=visit)
        return f"/l/{by_link.make(record, asker, runner, told).token}"

    return made


def test_a_yes_that_blocks_says_at_once_what_to_do_and_again_when_it_was_sent(open_page, check, link):
    page = open_page(PHONE)
    page.goto(link("answers"))
    check(page)
    page.locator("[name='flags.saddle_numbness'][value=yes]").check(force=True)
    page.get_by_text("Get emergency care now.").wait_for()
    check(page)
    page.get_by_role("button", name="Send it").last.click()
    page.get_by_role("heading", name="Thank you, Ada").wait_for()
    expect(page.get_by_text("Get emergency care now.")).to_be_visible()
    check(page)


def test_a_clip_is_sent_from_the_phone(open_page, check, link, visit, browser, tmp_path):
    page = open_page(PHONE, color_scheme="dark")
    page.goto(link("upload"))
    check(page)
    page.locator("#clips").set_input_files(small_clip(tmp_path / "run.mp4"))
    page.locator(".files .here").wait_for()
    becomes(
        page, lambda: [take["name"] for take in browser.get(f"/visits/{visit}/film.json").json()["takes"]], ["run.mp4"]
    )


def test_the_film_page_shows_the_code_for_the_phone(open_page, check, visit, door):
    page = open_page(LAPTOP)
    page.goto(f"/visits/{visit}/film")
    page.get_by_role("button", name="Send clips from a phone").click()
    page.get_by_role("img", name="QR code").wait_for()
    check(page)
