"""Steps 6 and 9 in a real browser, on a laptop and a phone, light and dark: from the findings to the runner's link."""

import os
from datetime import date
from pathlib import Path

import pytest

from support.in_browser import LAPTOP, PHONE
from support.record import analysed, visited

SEEN = os.environ.get("GAITCUE_SCREENSHOTS")
"""folder for pictures of the pages, to be looked at"""


@pytest.fixture
def row(app, record):
    asker = app.state.only_user
    return analysed(record, asker, visited(record, asker, on=date.today()))


def look(page, check, name: str) -> None:
    check(page)
    if SEEN:
        page.screenshot(path=Path(SEEN) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [(LAPTOP, "light"), (PHONE, "dark"), (PHONE, "light")],
    ids=["laptop", "phone dark", "phone"],
)
def test_from_the_findings_to_the_runners_link(open_page, check, row, viewport, scheme):
    page = open_page(viewport, color_scheme=scheme)
    page.set_default_timeout(20_000)
    named = f"{viewport['width']}-{scheme}"
    page.goto(f"/analyses/{row.id}/findings")
    page.get_by_role("heading", name="Try this cue first").wait_for()
    finding = page.locator(".finding").first
    finding.get_by_text("Your decision").click()
    assert finding.get_by_label("The new words").is_hidden()
    finding.get_by_text("Reword", exact=True).click()
    finding.get_by_label("The new words").fill("The foot lands a little far ahead.")
    finding.get_by_label("Why").fill("plainer")
    look(page, check, f"findings-{named}")
    finding.get_by_role("button", name="Save").click()
    page.get_by_text("plainer").wait_for()
    page.get_by_role("link", name="Go on to the report").click()
    page.get_by_label("Your comment").fill("Try it twice a week.")
    page.get_by_role("button", name="Show the preview").click()
    page.frame_locator("iframe").get_by_text("Try it twice a week.").first.wait_for()
    look(page, check, f"draft-{named}")
    page.get_by_label("Signed by").fill("Anna Bell")
    page.get_by_role("button", name="Sign this report").click()
    page.get_by_text("The files are those that were signed.").wait_for()
    page.get_by_role("button", name="Make a link").click()
    address = page.get_by_label("Link").input_value()
    look(page, check, f"link-{named}")
    page.get_by_role("link", name="Back to the report").click()
    look(page, check, f"signed-{named}")
    page.goto(address)
    page.get_by_text("Try it twice a week.").wait_for()
    look(page, lambda shown: None, f"runner-{named}")
