"""Steps 1 and 2 in a real browser: on a laptop and a phone, by keyboard alone, in dark, without JavaScript."""

import re
from datetime import date

import pytest

from support.in_browser import PHONE, as_it_stands, becomes, expect


def add_runner(page, name="Ada Runner") -> None:
    page.goto("/runners/new")
    page.get_by_label("Name").fill(name)
    page.get_by_label("Birth year").fill(str(date.today().year - 41))
    page.get_by_role("button", name="Add the runner").click()
    expect(page.get_by_role("heading", name=name)).to_be_visible()


def begin(page) -> None:
    page.get_by_role("button", name="Begin the visit").click()
    page.get_by_role("link", name="Ask the questions").click()
    page.wait_for_url("**/answers?*")
    ready(page)


def ready(page) -> None:
    """The form opens and closes what is asked: its script is there."""
    expect(page.locator("gait-form:defined")).to_be_visible()


def test_the_two_steps_from_an_empty_app_to_a_cleared_flag(open_page, check_both):
    page, check = open_page(PHONE), check_both
    page.goto("/")
    check(page)
    page.get_by_role("link", name="Add your first runner").click()
    page.get_by_role("button", name="Add the runner").click()
    expect(page.locator("#mistakes"), "the mistakes are read first").to_be_focused()
    check(page)
    add_runner(page)
    check(page)
    begin(page)
    check(page)
    page.locator("#f-flags-night_pain").get_by_text("Yes").click()
    page.get_by_text("See a GP or sports physician within days").wait_for()
    check(page)
    page.get_by_text("I asked every question").click()
    page.get_by_role("button", name="Save the answers").click()
    page.get_by_role("heading", name="Within days").wait_for()
    check(page)
    page.locator("summary").click()
    page.get_by_label("Who examined the runner").fill("Dr Bone")
    page.get_by_label("Why it is cleared").fill("examined, nothing found")
    check(page)
    page.get_by_role("button", name="Enter the clearance").click()
    page.get_by_role("heading", name="Nothing stands in the way").wait_for()
    check(page)
    page.get_by_role("link", name="Go on with the visit").click()
    page.get_by_role("heading", name="Visit of").wait_for()
    check(page)


def test_runners_are_found_as_one_types_and_the_address_keeps_the_search(open_page):
    page = open_page()
    for name in ("Ada Runner", "Berta Miles", "Zoë Müller"):
        add_runner(page, name)
    page.goto("/")
    expect(page.locator("#search")).to_be_focused()
    page.keyboard.type("mull")
    expect(page.locator(".rows .name")).to_have_text(["Zoë Müller"])
    expect(page).to_have_url(re.compile(r"/\?q=mull$"))
    expect(page.locator("#search")).to_be_focused()


def test_a_question_opens_others_and_what_is_hidden_is_not_sent(open_page):
    page = open_page()
    add_runner(page)
    begin(page)
    follow_up = page.locator("#f-flags-fever_known")
    expect(follow_up).to_be_hidden()
    page.locator("#f-flags-fever").get_by_text("Yes").click()
    expect(follow_up).to_be_visible()
    follow_up.get_by_text("Yes").click()
    page.locator("#f-flags-fever").get_by_text("No", exact=True).click()
    expect(follow_up).to_be_hidden()
    page.get_by_text("I asked every question").click()
    page.get_by_role("button", name="Save the answers").click()
    page.get_by_role("heading", name="Nothing stands in the way").wait_for()


def test_an_entry_is_added_in_place_and_keeps_what_was_told(open_page):
    page = open_page()
    add_runner(page)
    begin(page)
    page.get_by_role("textbox", name="Age").fill("40")
    page.get_by_role("button", name="Add a complaint").click()
    goes_on_at(page, "Complaint 1")
    page.get_by_label("Where it hurts or hurt").select_option("bone_stress")
    expect(page.get_by_role("textbox", name="Age")).to_have_value("40")
    page.get_by_role("group", name="A clinician has cleared it").wait_for()
    page.get_by_role("button", name="Add a complaint").click()
    goes_on_at(page, "Complaint 2")
    page.get_by_role("button", name="Remove Complaint 2").click()
    goes_on_at(page, "Complaints, now and in the past")
    page.get_by_role("button", name="Remove Complaint 1").click()
    page.get_by_label("Where it hurts or hurt").wait_for(state="detached")
    expect(page.get_by_role("textbox", name="Age")).to_have_value("40")


def goes_on_at(page, legend: str) -> None:
    """There the focus is, and the reader sees it from its beginning."""
    expect(page.locator("fieldset:focus > legend")).to_have_text(legend)
    top = "() => document.activeElement.getBoundingClientRect().top"
    becomes(page, lambda: 0 <= page.evaluate(top) < page.viewport_size["height"] / 2, True, f"{legend} is in view")


def test_a_form_that_was_filled_in_and_not_sent_is_not_left_without_a_question(open_page):
    page, asked = open_page(), []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    add_runner(page)
    begin(page)
    page.get_by_role("textbox", name="Height").click()
    page.keyboard.type("171")
    page.get_by_role("link", name="Runners").first.click(no_wait_after=True)
    becomes(page, lambda: asked, ["beforeunload"])
    expect(page.get_by_role("textbox", name="Height")).to_have_value("171")
    page.get_by_text("I asked every question").click()
    page.get_by_role("button", name="Save the answers").click()
    page.get_by_role("heading", name="Nothing stands in the way").wait_for()
    page.get_by_role("link", name="Look at the answers").click()
    page.get_by_role("textbox", name="Height").wait_for()
    page.get_by_role("link", name="Runners").first.click()
    page.wait_for_url("**/")
    becomes(page, lambda: asked, ["beforeunload"])


def test_everything_can_be_done_by_keyboard_alone(open_page):
    page = open_page()
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    press_until(page, "Add your first runner")
    page.keyboard.press("Enter")
    page.wait_for_url("**/runners/new")
    press_until(page, field="name")
    page.keyboard.type("Ada Runner")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Ada Runner").wait_for()
    press_until(page, "Begin the visit")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Visit of").wait_for()
    press_until(page, "Ask the questions")
    page.keyboard.press("Enter")
    page.wait_for_url("**/answers?*")
    ready(page)
    press_until(page, field="flags.chest_pain")
    page.keyboard.press("Space")
    page.get_by_text("Get emergency care now.").wait_for()
    press_until(page, field="rest_no")
    page.keyboard.press("Space")
    press_until(page, field="profile.age")
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Now").wait_for()


OUTLINED = """
() => { const e = document.activeElement, box = e.matches('input[type=radio], input[type=checkbox]');
  return getComputedStyle(box ? e.closest('label') : e).outlineStyle !== 'none'; }
"""


def press_until(page, text: str = "", field: str = "") -> None:
    """Tab on until the focus is on a control, which must be seen to have it."""
    for _ in range(150):
        page.keyboard.press("Tab")
        found = as_it_stands(
            page.evaluate("() => [document.activeElement.textContent.trim(), document.activeElement.name]")
        )
        if (text and found[0] == text) or (field and found[1] == field):
            becomes(
                page, lambda: page.evaluate(OUTLINED), True, f"{text or field} has the focus, and is seen to have it"
            )
            return
    raise AssertionError(f"no way leads to {text or field}")


def test_the_two_steps_work_without_javascript(open_page):
    page = open_page(java_script_enabled=False)
    add_runner(page)
    page.get_by_role("button", name="Begin the visit").click()
    page.get_by_role("link", name="Ask the questions").click()
    page.locator("#f-flags-fever").get_by_text("Yes").click()
    expect(page.locator("#f-flags-fever_known"), "everything is shown where nothing can open it").to_be_visible()
    page.get_by_role("button", name="Add a complaint").click()
    page.get_by_label("Where it hurts or hurt").select_option("patellofemoral")
    page.get_by_text("I asked every question").click()
    page.get_by_role("button", name="Save the answers").last.click()
    page.get_by_role("heading", name="What comes first").wait_for()
    expect(page.get_by_role("alert").get_by_text("See a doctor urgently, today.")).to_be_visible()


@pytest.mark.parametrize(("language", "written"), [("de-DE", "29.11.2026"), ("en-GB", "29 Nov 2026")])
def test_days_are_written_as_the_browsers_language_writes_them(open_page, language, written):
    page = open_page(locale=language)
    page.goto("/")
    page.evaluate('document.body.innerHTML = \'<time datetime="2026-11-29" data-show="day">2026-11-29</time>\'')
    page.evaluate("import('/static/components/local-values.js').then(m => m.showLocally(document))")
    page.get_by_text(written, exact=True).wait_for()


@pytest.mark.parametrize(("language", "written"), [("de-DE", "12. Okt."), ("en-GB", "12 Oct"), ("en-US", "Oct 12")])
def test_days_along_an_axis_are_written_as_the_browsers_language_writes_them(open_page, language, written):
    page = open_page(locale=language)
    page.goto("/")
    drawn = '<svg><text data-on="2026-10-12" data-parts="day month">12 Oct</text></svg>'
    page.evaluate("drawn => { document.body.innerHTML = drawn; }", drawn)
    page.evaluate("import('/static/components/local-values.js').then(m => m.showLocally(document))")
    expect(page.locator("text")).to_have_text(written)
