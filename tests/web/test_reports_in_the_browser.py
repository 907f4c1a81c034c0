"""Steps 6 and 9 in a real browser, on a laptop and a phone, light and dark: from the findings to the runner's link."""

import re
from datetime import date

import pytest

from support.in_browser import PHONE, as_it_stands, expect
from support.record import analysed, visited


@pytest.fixture
def row(app, record):
    asker = app.state.only_user
    return analysed(record, asker, visited(record, asker, on=date.today()))


def test_from_the_findings_to_the_runners_link(open_page, check_both, row, door):
    page, look = open_page(PHONE), check_both
    page.goto(f"/analyses/{row.id}/findings")
    page.get_by_role("heading", name="Try this cue first").wait_for()
    finding = page.locator(".finding").first
    finding.get_by_text("Your decision").click()
    expect(finding.get_by_label("The new words")).to_be_hidden()
    finding.get_by_text("Reword", exact=True).click()
    finding.get_by_label("The new words").fill("The foot lands a little far ahead.")
    finding.get_by_label("Why").fill("plainer")
    look(page, "findings")
    finding.get_by_role("button", name="Save").click()
    page.get_by_text("plainer").wait_for()
    page.get_by_role("link", name="Go on to the report").click()
    page.get_by_label("Your comment").fill("Try it twice a week.")
    page.get_by_role("button", name="Show the preview").click()
    page.frame_locator("iframe").get_by_text("Try it twice a week.").first.wait_for()
    look(page, "draft")
    page.get_by_label("Signed by").fill("Anna Bell")
    page.get_by_role("button", name="Sign this report").click()
    page.get_by_text("The files are those that were signed.").wait_for()
    page.get_by_role("button", name="Make a link").click()
    expect(page.get_by_label("Link")).to_have_value(re.compile(f"^{door.url}l/"))
    address = as_it_stands(page.get_by_label("Link").input_value()).removeprefix(door.url.rstrip("/"))
    look(page, "link")
    page.get_by_role("link", name="Go on").click()
    page.get_by_text("The files are those that were signed.").wait_for()
    look(page, "signed")
    page.goto(address)
    page.get_by_text("Try it twice a week.").wait_for()
