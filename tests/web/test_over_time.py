"""Step 10 in the app: a runner's visits on one axis."""

from datetime import date, timedelta

import pytest

from gaitcue.compare import smallest_detectable_change
from gaitcue.store import analyses, clips, runners, visits
from gaitcue.terms.records import Summary
from gaitcue.work.clinic.accounts import only_user
from support.in_browser import LAPTOP, PHONE


@pytest.fixture
def runner_id(record) -> str:
    """Twelve visits with one measured run each."""
    with record.write(only_user(record)) as session:
        runner = runners.add_runner(session, "Anna Lind", 1988, "")
        for number in range(12):
            visit = visits.add_visit(session, runner.id, date.today() - timedelta(days=20 * number))
            take = clips.add_take(session, visit.id, None, "run")
            cadence = Summary("cadence", "both", None, "steps/min", 40, 160.0 + number, 2.5, 159.0, 172.1, "ok", None)
            analyses.add_analysis(session, take.id, str(number), str(number), {"version": 1}, [cadence])
    return runner.id


def test_every_visit_is_a_point_the_oldest_first(browser, runner_id) -> None:
    told = browser.get(f"/runners/{runner_id}/over-time.json?measure=cadence").json()
    days = [point["on"] for point in told["points"]]
    assert len(days) == 12 and days == sorted(days)
    assert told["found"]["detectable"] > 0
    ((leg, drawing),) = told["charts"]
    assert (leg, drawing.count("<circle")) == ("", 12)


def test_each_leg_has_its_chart_also_when_the_camera_changes_sides(browser, record) -> None:
    with record.write(only_user(record)) as session:
        runner = runners.add_runner(session, "Anna Lind", 1988, "")
        for number, near in enumerate(("left", "right", "right")):
            visit = visits.add_visit(session, runner.id, date.today() - timedelta(days=number))
            take = clips.add_take(session, visit.id, None, "run")
            told = []
            for side, mean in (("left", 240.0), ("right", 250.0)):
                leg, ends = "near" if side == near else "far", (mean - 4, mean + 4)
                told.append(Summary("contact_time", leg, side, "ms", 40, mean, 5.0, *ends, "ok", None))
            analyses.add_analysis(session, take.id, str(number), str(number), {"version": 1, "fps": 30.0}, told)
    page = browser.get(f"/runners/{runner.id}/over-time.json?measure=contact_time").json()
    assert [(leg, drawing.count("<circle")) for leg, drawing in page["charts"]] == [("Left", 3), ("Right", 3)]
    at_30_fps = smallest_detectable_change("contact_time", "ms", fps=30.0).value
    assert page["found"]["detectable"] == at_30_fps > smallest_detectable_change("contact_time", "ms").value


def test_a_runner_who_is_not_there_is_404(browser) -> None:
    assert browser.get(f"/runners/{'0' * 32}/over-time.json").status_code == 404


@pytest.mark.parametrize("viewport", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_the_measure_is_chosen_in_a_browser(open_page, check, runner_id, viewport) -> None:
    page = open_page(viewport)
    page.goto(f"/runners/{runner_id}/over-time")
    page.get_by_label("Measure").select_option("cadence")
    page.get_by_role("button", name="Show it").click()
    page.locator(".over svg").wait_for()
    check(page)
