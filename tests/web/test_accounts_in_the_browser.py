"""Login, accounts, log, backups, export and deletion in a real browser: laptop and phone, light and dark."""

import time

import pytest

from gaitcue.terms.asker import Role
from gaitcue.web.app import create_app
from gaitcue.web.settings import Settings
from gaitcue.work.clinic import second_factor
from gaitcue.work.clinic.accounts import NewAccount, add_account, only_user
from gaitcue.work.clinic.keeping import back_up
from support.full_record import full_runner
from support.in_browser import PHONE, as_it_stands, expect, until

WORDS = "four plain words here"


@pytest.fixture
def app(record):
    admin = only_user(record)
    add_account(record, admin, NewAccount(login="ann", name="Ann Lee", role=Role.ADMIN), WORDS)
    full_runner(record, admin)
    back_up(record)
    return create_app(record, Settings(secret=b"s" * 32, host="0.0.0.0"))


def log_in(page, login: str = "ann") -> None:
    page.get_by_label("Login", exact=True).fill(login)
    page.get_by_label("Password").fill(WORDS)
    page.keyboard.press("Enter")


def scripts_are_there(page, heading: str) -> None:
    """A page whose forms keep what is typed in them."""
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
    page.wait_for_load_state()


def kept(page, what: str = "") -> None:
    """A page keeps what was sent, this among it, until its form is opened again."""
    until(page, "(what) => sessionStorage.getItem('gaitcue.form')?.includes(what)", what)


def forgotten(page) -> None:
    """A page forgets what arrived once its scripts are there."""
    until(page, "() => sessionStorage.getItem('gaitcue.form') === null")


def end_the_login(page) -> None:
    names = [one["name"] for one in as_it_stands(page.context.cookies()) if "login" in one["name"]]
    assert names
    for name in names:
        page.context.clear_cookies(name=name)


def typed_in(open_page):
    """A new runner's form, filled in, whose login has ended since."""
    page = open_page()
    page.goto("/runners/new")
    log_in(page)
    scripts_are_there(page, "Add a runner")
    page.get_by_label("Name").fill("Rosa Runner")
    end_the_login(page)
    return page


def test_what_was_typed_is_there_again_when_the_login_had_ended(open_page, check):
    page = typed_in(open_page)
    page.get_by_role("main").get_by_role("button").first.click()
    log_in(page)
    page.get_by_text("What you had filled in is here again").wait_for()
    expect(page.get_by_label("Name")).to_have_value("Rosa Runner")
    forgotten(page)
    check(page)
    page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_role("heading", name="Rosa Runner").wait_for()
    forgotten(page)


def test_what_was_typed_is_there_again_though_somebody_logs_in_before_the_scripts_of_that_page_are_there(open_page):
    page = typed_in(open_page)
    page.route("**/kept-form.js", lambda asked: asked.fulfill(content_type="text/javascript", body=""))
    page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_label("Password").wait_for()
    page.unroute("**/kept-form.js")
    log_in(page)
    page.get_by_text("What you had filled in is here again").wait_for()
    expect(page.get_by_label("Name")).to_have_value("Rosa Runner")


def test_an_answer_form_that_scripts_send_is_kept_too_and_logging_out_forgets_it(open_page, complaints):
    complaints.expects("status of 401")
    page = open_page()
    page.goto("/runners/new")
    log_in(page)
    scripts_are_there(page, "Add a runner")
    page.get_by_label("Name").fill("Rosa Runner")
    page.get_by_role("main").get_by_role("button").first.click()
    page.get_by_role("heading", name="Rosa Runner").wait_for()
    answers = f"{as_it_stands(page.url)}/answers"
    page.goto(answers)
    chosen = page.locator("main input[type=radio]:not([value='']):visible").first
    name, value = as_it_stands((chosen.get_attribute("name"), chosen.get_attribute("value")))
    chosen.check()
    end_the_login(page)
    page.get_by_role("main").locator("form button.first").click()
    page.get_by_label("Password").wait_for()
    kept(page, name)
    log_in(page)
    page.get_by_text("What you had filled in is here again").wait_for()
    expect(page).to_have_url(answers)
    expect(page.locator(f"input[name='{name}'][value='{value}']")).to_be_checked()
    end_the_login(page)
    page.get_by_role("main").locator("form button.first").click()
    page.get_by_label("Password").wait_for()
    page.goto("/jobs")
    log_in(page)
    page.get_by_role("heading", name="In progress").wait_for()
    kept(page)
    page.get_by_role("button", name="Log out").click()
    page.get_by_label("Password").wait_for()
    forgotten(page)


def test_nobody_else_is_shown_what_was_typed(open_page, record):
    add_account(record, only_user(record), NewAccount(login="bob", name="Bob Ray", role=Role.CLINICIAN), WORDS)
    page = typed_in(open_page)
    page.get_by_role("main").get_by_role("button").first.click()
    log_in(page, "bob")
    page.get_by_role("heading", name="Add a runner").wait_for()
    forgotten(page)
    expect(page.get_by_label("Name")).to_have_value("")


def test_a_password_is_never_kept(open_page):
    page = open_page()
    page.goto("/account")
    log_in(page)
    page.wait_for_url("**/account")
    page.get_by_label("Your password now").fill(WORDS)
    page.get_by_label("New password").fill("another four plain words")
    end_the_login(page)
    page.get_by_role("button", name="Change the password").click()
    page.get_by_label("Login", exact=True).wait_for()
    forgotten(page)


def test_from_the_login_to_a_deleted_runner(open_page, check_both):
    page, look = open_page(PHONE), check_both
    page.goto("/jobs")
    page.get_by_label("Login", exact=True).fill("ann")
    page.get_by_label("Password").fill("something else")
    page.keyboard.press("Enter")
    page.get_by_text("do not fit").wait_for()
    look(page, "login")
    page.get_by_label("Password").fill(WORDS)
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="In progress").wait_for()

    page.get_by_role("link", name="Ann Lee").click()
    page.wait_for_url("**/account")
    look(page, "account")
    page.get_by_role("link", name="Set it up").click()
    page.wait_for_url("**/second-factor")
    look(page, "factor")
    until(page, "() => document.querySelector('img.qr').naturalWidth > 100")
    secret = as_it_stands(page.locator("code.typed").inner_text()).replace(" ", "")
    page.get_by_label("Six-digit code").fill(second_factor.code_at(secret, time.time()))
    page.get_by_role("button", name="Ask for a code from now on").click()
    page.get_by_text("is asked for at each login").wait_for()

    page.get_by_role("link", name="Settings").click()
    page.wait_for_url("**/settings")
    look(page, "settings")
    page.get_by_role("main").get_by_role("link", name="Accounts").click()
    page.wait_for_url("**/accounts")
    page.get_by_label("Name").fill("Cleo Hart")
    page.get_by_label("Login", exact=False).last.fill("cleo")
    page.get_by_role("button", name="Make the account").click()
    page.get_by_role("heading", name="Hand this over now").wait_for()
    look(page, "made")
    page.get_by_role("link", name="I have noted it").click()
    page.wait_for_url("**/accounts")
    page.get_by_text("Cleo Hart").wait_for()
    look(page, "accounts")

    page.goto("/log")
    look(page, "log")
    page.goto("/backups")
    look(page, "backups")

    page.goto("/")
    page.get_by_role("link", name="Rita Runner").click()
    page.get_by_role("link", name="Export or delete").click()
    with page.expect_download() as begun:
        page.get_by_role("link", name="Download the zip").click()
    assert begun.value.suggested_filename == "Rita Runner.zip"
    page.get_by_role("button", name="Delete for good").click()
    page.get_by_text("nothing was deleted").first.wait_for()
    look(page, "data")
    page.get_by_label("To delete, write the name").fill("Rita Runner")
    page.get_by_role("button", name="Delete for good").click()
    page.get_by_role("heading", name="Deleted").wait_for()
    look(page, "deleted")

    page.get_by_role("button", name="Log out").click()
    page.get_by_label("Login", exact=True).fill("ann")
    page.get_by_label("Password").fill(WORDS)
    page.keyboard.press("Enter")
    page.get_by_label("Six-digit code").wait_for()
    look(page, "code")
