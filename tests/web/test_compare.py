"""Step 8 in the app: what changed between analyses of one runner."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from gaitcue.work.clinic.accounts import only_user
from support.cases import gait
from support.in_browser import LAPTOP
from support.record import analysed, enter, tracked, visited


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    folder = tmp_path_factory.mktemp("points")
    return tracked(folder / "first.nc"), tracked(folder / "second.nc", trunk_lean_deg=14.0)


@pytest.fixture
def pair(record, points) -> str:
    asker, today = only_user(record), date.today()
    first = enter(record, asker, points[0], on=today - timedelta(days=30))
    second = enter(record, asker, points[1], on=today, runner_id=first.runner_id)
    return f"/compare?analysis={second.analysis_id}&analysis={first.analysis_id}"


def test_the_page_begins_with_a_sentence_and_has_one_row_a_measure(browser, pair) -> None:
    shown, told = browser.page(pair), browser.get(pair.replace("?", ".json?")).json()
    titles = [row["title"] for row in told["runs"][0]["headline"]]
    assert titles and len(titles) == len(set(titles))
    assert told["compared"]["page"]["lead"] in shown
    leg = told["runs"][0]["headline"][0]["legs"][0]
    assert f"{leg['before']} → {leg['after']}" in shown
    assert all(leg["verdict_words"] for row in told["runs"][0]["headline"] for leg in row["legs"])


def test_a_row_says_both_legs_as_one_with_the_interval_and_opens_to_each(browser, pair) -> None:
    rows = browser.get(pair.replace("?", ".json?")).json()["runs"][0]["headline"]
    paired = [row for row in rows if len(row["legs"]) == 3]
    assert paired
    assert {row["together"][0]["leg"] for row in paired} == {"Both legs"}
    assert all(row["verdict"] in {leg["verdict"] for leg in row["together"]} for row in rows)
    told = next(leg for row in rows for leg in row["together"] if leg["interval"])
    assert f"{told['difference']} ({told['interval']})" in browser.page(pair)


def test_the_same_state_is_compared_once_and_the_oldest_is_before(browser, pair) -> None:
    made = [browser.get(pair.replace("?", ".json?")).json()["compared"] for _ in range(2)]
    assert made[0]["comparison"]["id"] == made[1]["comparison"]["id"]
    assert made[0]["runs"][0]["on"] < made[0]["runs"][1]["on"]


def test_runs_of_one_visit_are_of_one_session(browser, record, pair) -> None:
    asker = only_user(record)
    visit_id = visited(record, asker, on=date.today())
    one, two = (analysed(record, asker, visit_id, gait(seed=seed)).id for seed in (3, 4))

    def session_of(address: str) -> tuple[bool, list[str]]:
        made = browser.get(address.replace("?", ".json?")).json()["compared"]
        told = browser.get(f"/comparisons/{made['comparison']['id']}/comparison.json").json()
        return told["provenance"]["same_session"], [note["code"] for note in made["page"]["notes"]]

    assert session_of(f"/compare?analysis={one}&analysis={two}")[0]
    same, notes = session_of(pair)
    assert not same and "session_not_told" not in notes


def test_one_alone_or_one_that_is_not_there_is_told_in_a_line(browser, pair) -> None:
    alone = browser.get(pair.split("&")[0].replace("?", ".json?"))
    assert alone.status_code in (400, 422) and "\n" not in alone.json()["detail"]
    assert browser.get(f"{pair.replace('?', '.json?')}&analysis={'0' * 32}").status_code == 404


def test_a_file_of_a_comparison_that_is_not_there_is_404(browser) -> None:
    assert browser.get(f"/comparisons/{'0' * 32}/before_after.png").status_code == 404


def test_a_measure_opens_to_its_legs_in_a_browser(open_page, check_both, pair) -> None:
    page = open_page(LAPTOP)
    page.goto(pair)
    row = page.locator("details.change").first
    row.locator("summary").click()
    row.locator("table").wait_for()
    check_both(page, "compare")


def test_a_visit_leads_to_the_comparison_with_the_visit_before_and_the_first_visit_to_none(browser, record, points):
    asker, today = only_user(record), date.today()
    first = enter(record, asker, points[0], on=today - timedelta(days=30))
    second = enter(record, asker, points[1], on=today, runner_id=first.runner_id)
    way = f"/compare?analysis={first.analysis_id}&amp;analysis={second.analysis_id}"
    assert f'href="{way}"' in browser.page(f"/visits/{second.visit_id}")
    assert "/compare?" not in browser.page(f"/visits/{first.visit_id}")


def test_the_report_names_the_runs_of_a_comparison(browser, pair) -> None:
    told = browser.get(pair.replace("?", ".json?")).json()["compared"]
    before, after = told["runs"]
    page = browser.page(f"/visits/{after['analysis']['visit_id']}/report")
    choice = page.split("Comparison", 1)[1].split("</fieldset>", 1)[0]
    assert f">{before['on']} " in choice and f" → {after['on']}" in choice and "(needed)" not in choice
