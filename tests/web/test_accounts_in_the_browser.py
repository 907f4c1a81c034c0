"""Login, accounts, log, backups, export and deletion in a real browser: laptop and phone, light and dark."""

import os
import time
from pathlib import Path

import pytest

from gaitcue.terms.asker import Role
from gaitcue.web.app import create_app
from gaitcue.web.settings import Settings
from gaitcue.work.clinic import second_factor
from gaitcue.work.clinic.accounts import NewAccount, add_account, only_user
from gaitcue.work.clinic.keeping import back_up
from support.full_record import full_runner
from support.in_browser import LAPTOP, PHONE

SEEN = os.environ.get("GAITCUE_SCREENSHOTS")
"""folder for pictures of the pages, to be looked at"""
WORDS = "four plain words here"


@pytest.fixture
def app(record):
    admin = only_user(record)
    add_account(record, admin, NewAccount(login="ann", name="Ann Lee", role=Role.ADMIN), WORDS)
    full_runner(record, admin)
    back_up(record)
    return create_app(record, Settings(secret=b"s" * 32, host="0.0.0.0"))


def look(page, check, name: str) -> None:
    check(page)
    if SEEN:
        page.screenshot(path=Path(SEEN) / f"{name}.png", full_page=True)


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [(LAPTOP, "light"), (PHONE, "dark"), (PHONE, "light")],
    ids=["laptop", "phone dark", "phone"],
)
def test_from_the_login_to_a_deleted_runner(open_page, check, viewport, scheme):
    page = open_page(viewport, color_scheme=scheme)
    page.set_default_timeout(20_000)
    named = f"{viewport['width']}-{scheme}"

    page.goto("/jobs")
    page.get_by_label("Login", exact=True).fill("ann")
    page.get_by_label("Password").fill("something else")
    page.keyboard.press("Enter")
    page.get_by_text("do not fit").wait_for()
    look(page, check, f"login-{named}")
    page.get_by_label("Password").fill(WORDS)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="In progress").wait_for()

    page.get_by_role("link", name="Ann Lee").click()
    look(page, check, f"account-{named}")
    page.get_by_role("link", name="Set it up").click()
    look(page, check, f"factor-{named}")
    assert page.locator("img.qr").evaluate("one => one.naturalWidth") > 100
    secret = page.locator("code.typed").inner_text().replace(" ", "")
    page.get_by_label("Six-digit code").fill(second_factor.code_at(secret, time.time()))
    page.get_by_role("button", name="Ask for a code from now on").click()
    page.get_by_text("is asked for at each login").wait_for()

    page.get_by_role("link", name="Settings").click()
    look(page, check, f"settings-{named}")
    page.get_by_role("main").get_by_role("link", name="Accounts").click()
    page.get_by_label("Name").fill("Cleo Hart")
    page.get_by_label("Login", exact=False).last.fill("cleo")
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("heading", name="Hand this over now").wait_for()
    look(page, check, f"made-{named}")
    page.get_by_role("link", name="I have noted it").click()
    page.get_by_text("Cleo Hart").wait_for()
    look(page, check, f"accounts-{named}")

    page.goto("/log")
    look(page, check, f"log-{named}")
    page.goto("/backups")
    look(page, check, f"backups-{named}")

    page.goto("/")
    page.get_by_role("link", name="Rita Runner").click()
    page.get_by_role("link", name="Export or delete").click()
    with page.expect_download() as begun:
        page.get_by_role("link", name="Download the zip").click()
    assert begun.value.suggested_filename == "Rita Runner.zip"
    page.get_by_role("button", name="Delete for good").click()
    page.get_by_text("nothing was deleted").first.wait_for()
    look(page, check, f"data-{named}")
    page.get_by_label("To delete, write the name").fill("Rita Runner")
    page.get_by_role("button", name="Delete for good").click()
    page.get_by_role("heading", name="Deleted").wait_for()
    look(page, check, f"deleted-{named}")

    page.get_by_role("button", name="Log out").click()
    page.get_by_label("Login", exact=True).fill("ann")
    page.get_by_label("Password").fill(WORDS)
    page.keyboard.press("Enter")
    page.get_by_label("Six-digit code").wait_for()
    look(page, check, f"code-{named}")
