"""Step 10 in the app: a runner's visits on one axis."""

import re
from datetime import date, timedelta

import pytest
from sqlalchemy import text

from gaitcue.care.load.told import TypedRun
from gaitcue.clinic.rule_data import cue_title
from gaitcue.compare import smallest_detectable_change
from gaitcue.store import analyses, clips, runners, trials, visits
from gaitcue.store.columns import new_id
from gaitcue.store.migrating import bring_up_to_date
from gaitcue.terms.records import Summary
from gaitcue.work.clinic import activities, care, comparing, over_time
from gaitcue.work.clinic import trials as cue_trials
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.as_usual import standing_runs
from gaitcue.work.clinic.axis import axis_of, spread
from gaitcue.work.clinic.exporting import export_runner
from gaitcue.work.clinic.importing import import_runner
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.trial_state import StageState, TrialState
from support.in_browser import LAPTOP, expect

CUE = "step_rate_small"


def step_rate(mean: float) -> Summary:
    return Summary("cadence", "both", None, "steps/min", 40, mean, 2.5, mean - 1, mean + 1, "ok", None)


@pytest.fixture
def runner_id(record) -> str:
    """Twelve visits with one measured run each, pain that falls, and two trials of cues."""
    with record.write(only_user(record)) as session:
        runner = runners.add_runner(session, "Anna Lind", 1988, "")
        for number in range(12):
            visit = visits.add_visit(session, runner.id, date.today() - timedelta(days=20 * number))
            take = clips.add_take(session, visit.id, None, "run", conditions={"pain": number / 2, "effort": 5})
            told = {"version": 1}
            analyses.add_analysis(session, take.id, str(number), str(number), told, [step_rate(160.0 + number)])
            if number in (3, 8):
                cued = clips.add_take(session, visit.id, None, "run", cue="quiet feet", conditions={"pain": 1})
                trial = trials.add_trial(session, visit.id, trial_of(cued.id))
                word = "keep" if number == 3 else "repeat"
                judged = {"judged": [{"verdicts": [{"cues": ["step_rate_small"], "verdict": word}]}]}
                trials.keep_verdict(session, trial.id, judged, "0" * 32)
    return runner.id


def trial_of(take_id: str) -> dict:
    stages = [
        {"kind": "baseline", "pain": 9, "effort": 6},
        {"kind": "cue", "cues": ["step_rate_small"], "take_id": take_id, "pain": 1},
    ]
    return {"version": 1, "stages": stages}


def seen(browser, runner_id: str, measures: str = "measure=cadence") -> dict:
    return browser.get(f"/runners/{runner_id}/over-time.json?{measures}").json()


def test_every_visit_is_a_point_the_oldest_first(browser, runner_id) -> None:
    told = seen(browser, runner_id)
    (line,) = told["lines"]
    days = [point["on"] for point in line["points"]]
    assert len(days) == 12 and days == sorted(days)
    assert told["found"]["lines"][0]["detectable"] > 0 and "steps/min" in line["detectable"]


def test_pain_effort_and_cues_stand_on_the_same_axis(browser, runner_id) -> None:
    told = seen(browser, runner_id)
    pain = [one for one in told["found"]["felt"] if one["kind"] == "pain"]
    # 12 runs, 2 runs with the cue, and 2 baselines of trials; the cued stretches are those runs.
    assert (len(pain), {one["source"] for one in pain}) == (16, {"run", "trial"})
    tried = [(one["verdict"], one["kept"]) for one in told["tried"]]
    assert tried == [("repeat with a metronome", False), ("keep", True)], "by day, and no run of a trial beside it"
    assert told["course"]["svg"].count("<svg") == 1
    assert told["course"]["svg"].count('r="6"') == 2
    for word in ("Cadence", "Pain and effort", "Cues tried"):
        assert word in told["course"]["svg"]


def test_several_measures_are_lined_up_in_one_picture(browser, record) -> None:
    with record.write(only_user(record)) as session:
        runner = runners.add_runner(session, "Anna Lind", 1988, "")
        for number, near in enumerate(("left", "right", "right")):
            visit = visits.add_visit(session, runner.id, date.today() - timedelta(days=number))
            take = clips.add_take(session, visit.id, None, "run")
            told = [step_rate(165.0)]
            for side, mean in (("left", 0.240), ("right", 0.250)):
                leg, ends = "near" if side == near else "far", (mean - 0.004, mean + 0.004)
                told.append(Summary("contact_time", leg, side, "s", 40, mean, 0.005, *ends, "ok", None))
            analyses.add_analysis(session, take.id, str(number), str(number), {"version": 1, "fps": 30.0}, told)
    page = seen(browser, runner.id, "measure=contact_time&measure=cadence")
    assert [line["title"] for line in page["lines"]] == ["Cadence", "Contact time"]
    drawn = page["course"]["svg"]
    assert "Left" in drawn and "Right" in drawn, "sides, also when the camera changes sides"
    at_30_fps = smallest_detectable_change("contact_time", "s", fps=30.0).value
    found = page["found"]["lines"][1]["detectable"]
    assert found == at_30_fps > smallest_detectable_change("contact_time", "s").value
    places = [float(x) for x in re.findall(r'<circle cx="([0-9.]+)" cy="[0-9.]+" r="3.5"', page["course"]["svg"])]
    assert len(places) == 9 and len(set(places)) == 3, "one place on the axis for each visit, in every panel"


def test_two_hundred_visits_are_drawn_with_a_ribbon(browser, record) -> None:
    with record.write(only_user(record)) as session:
        runner = runners.add_runner(session, "Anna Lind", 1988, "")
        for number in range(200):
            visit = visits.add_visit(session, runner.id, date(2020, 1, 1) + timedelta(days=7 * number))
            take = clips.add_take(session, visit.id, None, "run")
            analyses.add_analysis(session, take.id, str(number), str(number), {"version": 1}, [step_rate(165.0)])
    page = seen(browser, runner.id)
    assert len(page["lines"][0]["points"]) == 200
    drawn = page["course"]["svg"]
    assert drawn.count('r="2"') == 200 and 'stroke-width="2"' not in drawn, "no whisker of its own"
    assert len(drawn) < 40_000


def test_runs_of_one_day_are_set_apart_in_their_order() -> None:
    day = date(2026, 11, 2)
    first, second, later = spread([day, day, day + timedelta(days=1)])
    assert first < second < later == first + 1


def test_without_a_choice_the_first_measures_that_have_values_are_shown(browser, runner_id) -> None:
    assert [line["title"] for line in seen(browser, runner_id, "")["lines"]] == ["Cadence"]


@pytest.fixture
def tried_id(record) -> str:
    """Two visits as usual; in the trial of the second the runs with the cue and as usual again were filmed twice."""
    stages = tuple(
        StageState(id=name, kind=kind, minutes=2, cues=cues)
        for name, kind, cues in (("baseline", "baseline", ()), ("cue-1", "cue", (CUE,)), ("return", "return", ()))
    )
    with record.write(only_user(record)) as session:
        runner = runners.add_runner(session, "Anna Lind", 1988, "")
        old, new = (visits.add_visit(session, runner.id, date.today() - timedelta(days=days)).id for days in (20, 0))
        first = measured(session, clips.add_take(session, old, None, "run"), 160.0)
        state = TrialState(analysis_id=first.id, kind="one", seed=1, stop_at_pain=5, stages=stages)
        trial = trials.add_trial(session, new, state.model_dump(mode="json"))
        filmed = (("baseline", 161.0), ("return", 120.0), ("cue-1", 200.0), ("cue-1", 170.0), ("return", 162.0))
        for stage, mean in filmed:
            take = clips.add_take(session, new, None, "run")
            cue_trials.filmed(session, trial.id, stage, take.id)
            measured(session, clips.take(session, take.id), mean)
    return runner.id


def measured(session, take, mean: float):
    told = {"version": 1, "cue": take.cue}
    return analyses.add_analysis(session, take.id, new_id(), new_id(), told, [step_rate(mean)])


def test_the_line_is_of_runs_as_usual_and_runs_with_a_cue_stand_apart_from_it(browser, tried_id) -> None:
    page = seen(browser, tried_id)
    (line,) = page["lines"]
    assert [point["value"] for point in line["points"]] == ["160.0", "161.0", "162.0"]
    assert [(point["value"], point["cue"]) for point in line["with_cue"]] == [("170.0", cue_title(CUE))]
    assert list(page["found"]["lines"][0]["cues"].values()) == [[CUE]]
    drawn = page["course"]["svg"]
    assert drawn.count('r="3.5" fill="#4a3a86"') == 3, "the line"
    assert drawn.count('width="6" height="6"') == 1 and ">with a cue</text>" in drawn
    shown = browser.page(f"/runners/{tried_id}/over-time?measure=cadence")
    assert cue_title(CUE) in shown[shown.index("<table") :]


def test_where_no_cue_may_be_spoken_of_no_run_with_one_is_drawn(record, tried_id) -> None:
    axis = axis_of(record, only_user(record), tried_id, date.today(), chosen=["cadence"])
    assert "with a cue" in axis.part().svg and "with a cue" not in axis.part(cues=False).svg


def test_a_clip_that_was_replaced_and_an_analysis_made_again_are_not_counted(browser, record, tried_id) -> None:
    with record.write(only_user(record)) as session:
        visit = visits.visits_of(session, tried_id).items[0]
        for stale in analyses.analyses_of_visit(session, visit.id):
            if not stale.summary["cue"]:
                analyses.add_analysis(session, stale.take_id, new_id(), new_id(), {"version": 1}, [step_rate(163.0)])
        stand = {row.take_id for row in standing_runs(session, tried_id)}
        takes = clips.takes_of(session, visit.id)
    assert [take.id in stand for take in takes] == [True, False, False, True, True]
    (line,) = seen(browser, tried_id)["lines"]
    assert [point["value"] for point in line["points"]] == ["160.0", "163.0", "163.0"]


def updated(record, runner_id: str, _folder) -> tuple[Record, str]:
    """The record of an earlier version, opened by this one."""
    with record.database.engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0005'"))
    bring_up_to_date(record.database.engine)
    return record, runner_id


def imported(record, runner_id: str, folder) -> tuple[Record, str]:
    """An earlier version's export, taken in elsewhere."""
    export_runner(record, only_user(record), runner_id, folder / "export.zip")
    elsewhere = Record.open(folder / "elsewhere")
    return elsewhere, import_runner(elsewhere, only_user(elsewhere), folder / "export.zip").id


@pytest.mark.parametrize("brought", [updated, imported])
def test_a_clip_that_was_replaced_before_this_was_noted_is_not_counted(record, tried_id, tmp_path, brought) -> None:
    with record.write(only_user(record)) as session:
        (trial,) = trials.trials_of(session, tried_id)
        old = [{name: one for name, one in stage.items() if name != "replaced"} for stage in trial.state["stages"]]
        trials.change_trial(session, trial.id, None, trial.state | {"stages": old})
        run_beside_it = clips.add_take(session, trial.visit_id, None, "run")
        measured(session, run_beside_it, 164.0)
    here, runner_id = brought(record, tried_id, tmp_path)
    lines = over_time.over_time(here, only_user(here), runner_id, ["cadence"]).lines
    with here.read(only_user(here)) as session:
        (trial,) = trials.trials_of(session, runner_id)
    assert [row.mean for row in lines[0].rows] == [160.0, 161.0, 162.0, 164.0]
    assert [row.mean for row in lines[0].with_cue] == [170.0]
    assert [len(stage["replaced"]) for stage in trial.state["stages"]] == [0, 1, 1]
    if here is not record:
        here.close()


def test_a_visit_is_held_against_the_one_before_by_runs_that_stand(record, tried_id) -> None:
    asker = only_user(record)
    with record.read(asker) as session:
        new = visits.visits_of(session, tried_id).items[0]
    before, here = comparing.with_visit_before(record, asker, new)
    assert not here.analysis.summary["cue"]
    with record.write(asker) as session:
        # The clip that was replaced is analysed last: its analysis was asked for first, and took longer.
        gone = clips.takes_of(session, new.id)[1]
        measured(session, gone, 120.0)
    assert comparing.with_visit_before(record, asker, new) == (before, here)


def test_a_runner_who_is_not_there_is_404(browser) -> None:
    assert browser.get(f"/runners/{'0' * 32}/over-time.json").status_code == 404


def test_measures_are_chosen_in_a_browser(open_page, check_both, runner_id) -> None:
    page = open_page(LAPTOP)
    page.goto(f"/runners/{runner_id}/over-time")
    page.get_by_text("Measures that are shown").first.click()
    page.get_by_label("Contact time").check()
    page.get_by_role("button", name="Show these").click()
    expect(page).to_have_url(re.compile("measure=contact_time"))
    page.locator(".over svg").wait_for()
    check_both(page)
    page.locator("details.more summary", has_text="Cadence").last.click()
    page.get_by_role("table").first.wait_for()
    check_both(page)


def test_running_pain_plan_and_treatments_stand_on_the_same_axis(browser, record, runner_id) -> None:
    asker, today = only_user(record), date.today()
    for day in range(30, -1, -1):
        told = {"on": (today - timedelta(days=day)).isoformat(), "pain_worst": 2.0}
        care.enter(record, asker, runner_id, "day", told, today)
        if day % 3 == 0:
            run = TypedRun(on=today - timedelta(days=day), distance_km=8, uphill_min=4)
            activities.add_typed(record, asker, runner_id, run)
    plan = {"on": (today - timedelta(days=28)).isoformat(), "site": "proximal_hamstring"}
    care.enter(record, asker, runner_id, "plan", plan, today)
    told = {"kind": "shockwave", "when": (today - timedelta(days=20)).isoformat()}
    care.enter(record, asker, runner_id, "treatment", told, today)
    page = browser.get(f"/runners/{runner_id}/over-time.json").json()
    for word in ("Running, km a week", "stage 1", "shockwave", "Pain and effort", "Exercise sessions a week"):
        assert word in page["course"]["svg"], word
    assert len(page["alongside"]["symptoms"]) == 31
    lately = browser.get(f"/runners/{runner_id}/over-time.json?days=14").json()
    assert len(lately["alongside"]["symptoms"]) == 15
    assert "shockwave" not in lately["course"]["svg"]


def test_sessions_told_stand_beside_those_that_the_plan_asked_for_and_the_picture_is_a_file(browser, record, runner_id):
    asker, today = only_user(record), date.today()
    plan = {"on": (today - timedelta(days=27)).isoformat(), "site": "proximal_hamstring"}
    care.enter(record, asker, runner_id, "plan", plan, today)
    for day in range(27, 13, -2):
        told = {"on": (today - timedelta(days=day)).isoformat(), "what": "exercises", "during": 1}
        care.enter(record, asker, runner_id, "activity", told, today)
    weeks = browser.get(f"/runners/{runner_id}/over-time.json").json()["alongside"]["sessions"]
    assert sum(week["told"] for week in weeks) == 7
    assert sum(week["planned"] for week in weeks) > 10 and weeks[-1]["told"] == 0
    file = browser.get(f"/runners/{runner_id}/over-time.svg?days=84")
    assert file.headers["content-type"].startswith("image/svg+xml") and file.text.startswith("<svg")
    nobody = browser.call("/api/runners", {"name": "Nobody Yet", "birth_year": 1990}).json()["id"]
    assert browser.get(f"/runners/{nobody}/over-time.svg").status_code == 404
