"""A runner's runs in the app: files, runs typed in, weeks and warnings."""

import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from gaitcue.care.load.told import TypedRun
from gaitcue.store import runners
from gaitcue.work.clinic import activities, care
from gaitcue.work.clinic.accounts import only_user
from support.in_browser import LAPTOP, becomes
from support.record import visited
from validation.fuzz.activity_files import run_fit


@pytest.fixture
def runner_id(record) -> str:
    """Six steady weeks, then a long run."""
    asker = only_user(record)
    with record.write(asker) as session:
        runner = runners.add_runner(session, "Anna Lind", 1988, "")
    for day in range(42, 0, -2):
        told = TypedRun(on=date.today() - timedelta(days=day), distance_km=8, minutes=48, uphill_min=3)
        activities.add_typed(record, asker, runner.id, told)
    activities.add_typed(record, asker, runner.id, TypedRun(on=date.today(), distance_km=14, uphill_min=20))
    return runner.id


def test_weeks_and_warnings_stand_on_the_page_and_in_its_twin(browser, runner_id) -> None:
    told = browser.get(f"/runners/{runner_id}/runs.json").json()
    assert {level for level, _ in told["warned"]} == {"warning"}
    assert any("1.75 times the longest of 30 days" in sentence for _, sentence in told["warned"])
    assert told["load"]["longest_m"] == pytest.approx(8800)
    assert told["chart"].count("<rect") >= 6
    page = browser.get(f"/runners/{runner_id}/runs").text
    assert "1.75 times the longest of 30 days" in page


def test_a_file_is_taken_in_once(browser, runner_id) -> None:
    address = f"/api/runners/{runner_id}/runs/file?name=a.fit"
    first = browser.post(address, content=run_fit(), headers={"x-csrf-token": browser.token()}).json()
    again = browser.post(address, content=run_fit(), headers={"x-csrf-token": browser.token()}).json()
    assert (first["new"], again["new"], again["known"]) == (1, 0, 1)


def test_what_is_no_run_is_said_beside_its_name(browser, runner_id) -> None:
    told = browser.post(
        f"/api/runners/{runner_id}/runs/file?name=a.fit", content=b"no", headers={"x-csrf-token": browser.token()}
    )
    assert told.json()["refused"] == [["a.fit", "it is no FIT, GPX or TCX file"]]


def test_a_file_without_the_pages_token_is_refused(browser, runner_id) -> None:
    assert browser.post(f"/api/runners/{runner_id}/runs/file?name=a.fit", content=run_fit()).status_code == 403


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"on": "2999-01-01", "distance_km": "8"}, "on"),
        ({"on": "2024-05-01", "distance_km": "-8"}, "distance_km"),
        ({"on": "2024-05-01", "distance_km": "8", "rpe": "11"}, "rpe"),
        ({"on": "2024-05-01"}, "distance_km"),
    ],
)
def test_a_run_that_cannot_be_comes_back_with_a_line_beside_its_field(browser, runner_id, told, field) -> None:
    before = len(browser.get(f"/runners/{runner_id}/runs.json").json()["load"]["rows"])
    answer = browser.fill_in(f"/api/runners/{runner_id}/runs", told)
    assert answer.status_code == 422
    assert f'id="f-{field}-mistake"' in answer.text
    assert len(browser.get(f"/runners/{runner_id}/runs.json").json()["load"]["rows"]) == before


def test_a_run_is_typed_in_and_taken_out_again(browser, runner_id) -> None:
    answer = browser.fill_in(f"/api/runners/{runner_id}/runs", {"on": "2024-05-01", "distance_km": "8,5"})
    assert answer.status_code == 303
    rows = browser.get(f"/runners/{runner_id}/runs.json").json()["load"]["rows"]
    typed = next(row for row in rows if row["on"] == "2024-05-01")
    assert typed["summary"]["distance_m"] == 8500
    assert browser.fill_in(f"/api/runs/{typed['id']}/remove", {}).status_code == 303
    assert len(browser.get(f"/runners/{runner_id}/runs.json").json()["load"]["rows"]) == len(rows) - 1


def test_a_run_shows_its_numbers_and_takes_what_the_runner_says(browser, runner_id) -> None:
    address = f"/api/runners/{runner_id}/runs/file?name=a.fit"
    data = run_fit()[:9000]
    browser.post(address, content=data, headers={"x-csrf-token": browser.token()}).raise_for_status()
    rows = browser.get(f"/runners/{runner_id}/runs.json").json()["load"]["rows"]
    run = next(row for row in rows if row["clip_id"])
    page = browser.page(f"/runs/{run['id']}")
    assert "165 steps/min" in page and "The file is damaged at its end" in page
    assert browser.fill_in(f"/api/runs/{run['id']}/tell", {"rpe": "6", "shoe": "red ones"}).status_code == 303
    told = browser.get(f"/runs/{run['id']}.json").json()
    assert (told["found"]["row"]["told"]["rpe"], told["found"]["row"]["told"]["shoe"]) == (6, "red ones")
    wrong = browser.fill_in(f"/api/runs/{run['id']}/tell", {"rpe": "11"})
    assert wrong.status_code == 422 and 'id="f-rpe-mistake"' in wrong.text


def test_the_ways_back_to_hills_and_speed_stand_where_somebody_is_sore(browser, record) -> None:
    visit = visited(record, only_user(record), on=date.today())
    runner = browser.get(f"/visits/{visit}.json").json()["runner"]["id"]
    page = browser.page(f"/runners/{runner}/runs")
    assert "The way back to hills" in page and "your usual hills" in page and "4 times green" in page


def test_another_runners_page_is_404(browser) -> None:
    assert browser.get(f"/runners/{'0' * 32}/runs.json").status_code == 404


def test_runs_are_sent_and_typed_in_a_browser_also_when_chosen_before_the_page_is_ready(
    open_page, check_both, runner_id, tmp_path: Path
) -> None:
    file = tmp_path / "morning.fit"
    file.write_bytes(run_fit())
    page = open_page(LAPTOP)
    asked = []
    page.route("**/run-files.js", lambda route: asked.append(route), times=1)
    page.goto(f"/runners/{runner_id}/runs", wait_until="commit")
    page.get_by_label("Choose files").set_input_files(file)
    becomes(page, lambda: len(asked), 1)
    asked[0].continue_()
    page.get_by_role("cell", name="1.8", exact=True).wait_for()
    page.locator(".weeks svg").wait_for()
    check_both(page)
    page.get_by_text("Type a run in").click()
    page.get_by_label("Distance").fill("5")
    page.get_by_role("button", name="Save this run").click()
    page.get_by_role("cell", name="5.0", exact=True).first.wait_for()


def test_the_way_back_to_hills_shows_where_the_plan_stands_and_its_own_hills_are_no_warning(browser, record, asker):
    runner = browser.call("/api/runners", {"name": "Rita Runner", "birth_year": 1984}).json()["id"]
    today = date.today()

    def on(back: int) -> str:
        return (today - timedelta(days=back)).isoformat()

    plan = {"on": on(40), "site": "proximal_hamstring", "side": "right", "runs": "runs", "needs_speed": True}
    care.enter(record, asker, runner, "plan", plan, today)
    for back in range(40, 0, -3):
        uphill = 12 if back < 7 else 0
        run = TypedRun(on=today - timedelta(days=back), distance_km=5, minutes=30, uphill_min=uphill)
        activities.add_typed(record, asker, runner, run)
    page = browser.page(f"/runners/{runner}/runs")
    assert "The way back to hills" in page and page.count("the plan stands here") == 1
    assert "Hills and fast running come back last" in page or "hills and speed come back last" in page
    told = {"on": on(10), "what": "hill_level", "by": "A. Physio", "reason": "well", "value": 1}
    care.enter(record, asker, runner, "change", told, today)
    page = browser.page(f"/runners/{runner}/runs")
    assert "come back last" not in page
    step = re.search(r'<li aria-current="step">([^<]+)', page)[1]
    assert step.startswith("5 times 1 minute up at 2 to 3 %")
