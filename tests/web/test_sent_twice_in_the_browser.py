"""Fingers that click twice, the browser's Back after sending, and two tabs: nothing is made twice, nothing is lost."""

from __future__ import annotations

from datetime import date

import pytest

from gaitcue.store import analyses, audit, jobs, runners, visit_results
from gaitcue.work.clinic.accounts import only_user
from support.in_browser import LAPTOP, as_it_stands, becomes, expect
from support.record import Entered, enter, tracked, visited
from support.small_clips import small_clip


def runner_by_form(page) -> None:
    page.goto("/runners/new")
    page.get_by_label("Name").fill("Anna Lind")
    page.get_by_label("Birth year").fill("1985")


def lines(record, asker, action: str) -> int:
    with record.read(asker) as session:
        return [one.action for one in audit.entries(session, most=200).items].count(action)


def test_a_double_click_makes_one_runner_one_visit_and_one_link(open_page, record, asker, door):
    page = open_page(LAPTOP)
    runner_by_form(page)
    page.get_by_role("button", name="Add the runner").dblclick()
    page.get_by_role("button", name="Begin the visit").dblclick()
    page.get_by_role("link", name="Ask the questions").click()
    page.get_by_role("button", name="Let the runner fill it in").dblclick()
    page.get_by_label("Link").wait_for()
    made = ("runner.added", "visit.added", "link.made")
    becomes(page, lambda: [lines(record, asker, name) for name in made], [1, 1, 1])


def test_a_double_click_asks_for_one_demo_runner_and_one_backup(open_page, record, asker):
    page = open_page(LAPTOP)
    page.goto("/")
    page.get_by_role("button", name="Try it with the demo runner").dblclick()
    page.locator("job-progress").wait_for()
    page.goto("/backups")
    page.get_by_role("button", name="Make a backup").dblclick()
    page.locator("job-progress").wait_for()
    becomes(page, lambda: kinds(record, asker), ["backup", "demo"])


def kinds(record, asker) -> list[str]:
    with record.read(asker) as session:
        return sorted(job.kind for job in jobs.jobs(session).items)


def signed_by(record, asker, visit: str) -> list[str | None]:
    with record.read(asker) as session:
        return [row.signed_by for row in visit_results.reports_of(session, visit_id=visit)]


def test_a_double_click_makes_one_draft_one_signature_and_one_trial(open_page, record, asker, trial):
    page = open_page(LAPTOP)
    page.goto(f"/visits/{trial.visit}/report")
    page.get_by_role("button", name="Show the preview").dblclick()
    page.locator("#preview").wait_for()
    page.get_by_label("Signed by").fill("Anna Bell")
    page.get_by_role("button", name="Sign this report").dblclick()
    page.get_by_text("The files are those that were signed.").wait_for()
    becomes(page, lambda: signed_by(record, asker, trial.visit), ["Anna Bell"])
    page.goto(f"/visits/{trial.visit}/trial")
    page.get_by_role("button", name="Try this cue today").dblclick()
    page.locator("form[action$='/discard']").wait_for()
    becomes(page, lambda: [lines(record, asker, name) for name in ("report.signed", "trial.begun")], [1, 1])


def test_back_after_sending_makes_no_second_runner_and_no_second_visit(open_page, record, asker):
    page = open_page(LAPTOP)
    runner_by_form(page)
    page.get_by_role("button", name="Add the runner").click()
    page.get_by_role("button", name="Begin the visit").wait_for()
    page.go_back()
    page.get_by_label("Name").fill("Anna Lind")
    page.get_by_label("Birth year").fill("1985")
    page.get_by_role("button", name="Add the runner").click()
    page.get_by_role("link", name="Open this runner").click()
    page.get_by_role("button", name="Begin the visit").click()
    page.get_by_role("link", name="Ask the questions").wait_for()
    first = as_it_stands(page.url)
    page.go_back()
    page.get_by_role("link", name="Go on with the visit").click()
    page.wait_for_url(first)
    with record.read(asker) as session:
        assert runners.find_runners(session).total == 1
    becomes(page, lambda: lines(record, asker, "visit.added"), 1)


def test_the_second_tab_is_told_and_what_was_typed_in_it_is_still_there(open_page, record, asker):
    first = open_page(LAPTOP)
    runner_by_form(first)
    first.get_by_role("button", name="Add the runner").click()
    first.get_by_role("link", name="Ask the questions").click()
    first.locator("[name$='height_cm']").wait_for()
    second = first.context.new_page()
    second.goto(as_it_stands(first.url))
    save_height(first, "175")
    first.wait_for_url("**/triage*")
    save_height(second, "168")
    expect(second.locator("#mistakes")).to_be_visible()
    expect(second.locator("[name$='height_cm']")).to_have_value("168")
    becomes(second, lambda: lines(record, asker, "answers.saved"), 1)


def save_height(page, height: str) -> None:
    page.get_by_text("I asked every question").click()
    page.locator("[name$='height_cm']").fill(height)
    page.get_by_role("button", name="Save the answers").click()


def test_a_tab_that_was_overtaken_signs_nothing_that_it_does_not_show(open_page, record, asker, trial):
    first = open_page(LAPTOP)
    first.goto(f"/visits/{trial.visit}/report")
    first.get_by_role("button", name="Show the preview").click()
    first.get_by_label("Signed by").fill("Anna Bell")
    second = first.context.new_page()
    second.goto(f"/visits/{trial.visit}/report")
    second.get_by_label("Your comment").fill("Another comment.")
    second.get_by_role("button", name="Show it with these changes").click()
    second.locator("#preview").wait_for()
    first.get_by_role("button", name="Sign this report").click()
    first.get_by_text("changed").first.wait_for()
    becomes(first, lambda: lines(record, asker, "report.signed"), 0)


# --- everything else that a finger can hit twice ----------------------------------------------------------------------


@pytest.fixture
def run(record, tmp_path) -> Entered:
    return enter(record, only_user(record), tracked(tmp_path / "run.nc"))


def test_a_double_click_asks_for_one_analysis_of_a_clip(open_page, browser, record, asker, tmp_path):
    visit = visited(record, asker, on=date.today())
    page = open_page(LAPTOP)
    page.goto(f"/visits/{visit}/film")
    page.locator("#clips").set_input_files(small_clip(tmp_path / "run.mp4"))
    take = page.locator(".take").first
    take.get_by_role("textbox", name="Speed").fill("10.8")
    take.get_by_role("button", name="Analyse").dblclick()
    page.locator(".take job-progress").wait_for()
    becomes(page, lambda: kinds(record, asker).count("analyze"), 1)


def test_a_double_click_keeps_one_value_measured_by_hand(open_page, record, asker, run):
    page = open_page(LAPTOP)
    page.goto(f"/analyses/{run.analysis_id}")
    page.locator("gait-review[ready]").wait_for()
    page.get_by_text("Add events, measure by hand").click()
    page.keyboard.press("t")
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("t")
    page.get_by_label("Name of this value").fill("Time to the barrier")
    page.get_by_role("button", name="Keep it").dblclick()
    page.get_by_text("Time to the barrier: 0.1 s").wait_for()
    page.reload()
    page.get_by_text("Time to the barrier: 0.1 s").wait_for()
    becomes(page, lambda: names_of_values(record, asker, run), ["Time to the barrier"])


def names_of_values(record, asker, run: Entered) -> list[str]:
    with record.read(asker) as session:
        return [one.name for one in analyses.hand_values(session, run.analysis_id)]


def test_a_double_click_makes_one_account_whose_password_is_shown(open_page, record, asker):
    page = open_page(LAPTOP)
    page.goto("/accounts")
    page.get_by_label("Name").fill("Ann Lee")
    page.get_by_label("Login").fill("ann")
    page.get_by_text("Clinician: the clinic's runners").click()
    page.get_by_role("button", name="Make the account").dblclick()
    page.get_by_role("heading", name="Hand this over now").wait_for()
    becomes(page, lambda: lines(record, asker, "account.added"), 1)


def test_a_double_click_makes_one_entry_of_care(open_page, record, asker, run):
    page = open_page(LAPTOP)
    page.goto(f"/runners/{run.runner_id}/care/enter/treatment")
    page.locator("select[name$=kind]").select_option(index=1)
    page.locator("input[name$=when]").fill(date.today().isoformat())
    page.get_by_role("button", name="Save", exact=True).dblclick()
    page.wait_for_url(f"**/runners/{run.runner_id}/care*")
    page.get_by_role("heading", name="Care", level=1).wait_for()
    becomes(page, lambda: lines(record, asker, "care.entered"), 1)


def test_a_double_click_shares_a_report_by_one_link(open_page, browser, record, asker, run, door):
    browser.call(
        f"/api/visits/{run.visit_id}/report", {"analysis": run.analysis_id, "parts": ["runner"], "pictures": "none"}
    )
    told = browser.get(f"/visits/{run.visit_id}/report.json").json()
    signing = {"by": "Anna Bell", "basis": told["basis"]}
    report = browser.call(f"/api/reports/{told['draft_id']}/sign", signing).json()["id"]
    page = open_page(LAPTOP)
    page.goto(f"/reports/{report}")
    page.get_by_role("button", name="Make a link").dblclick()
    page.get_by_label("Link").wait_for()
    becomes(page, lambda: lines(record, asker, "link.made"), 1)
