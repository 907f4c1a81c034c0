"""Courses of live retraining in the record: begun, run, refused, told of, taken out and deleted."""

from __future__ import annotations

import json
import zipfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gaitcue.care.load.told import TypedRun
from gaitcue.live.protocol.events import Pain, Ready, StepTaken, Stop, Tick
from gaitcue.store import retrainings, runners
from gaitcue.store.audit import entries as log_of
from gaitcue.store.backups import make_backup, restore
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import BadOption, NotThere, Outdated
from gaitcue.work.clinic import activities, care, filming, keeping
from gaitcue.work.clinic import retraining as r
from gaitcue.work.clinic import retraining_course as courses
from gaitcue.work.clinic.exporting import export_runner
from gaitcue.work.clinic.importing import import_runner
from gaitcue.work.clinic.record import Record
from support.cases import REACHING, gait
from support.record import analysed, visited
from support.retraining import TODAY, begun, days, run, somebody, told

HAMSTRING = {"site": "proximal_hamstring", "side": "left", "status": "current"}


@pytest.fixture
def runner_id(record: Record, asker: Asker) -> str:
    return somebody(record, asker)


@pytest.fixture
def course(record: Record, asker: Asker, runner_id: str) -> courses.Retraining:
    return begun(record, asker, runner_id)


def codes(reasons) -> list[str]:
    return [one.code for one in reasons]


def test_a_course_from_its_beginning_to_its_second_session(record, asker, runner_id, course) -> None:
    done = run(record, asker, course, TODAY)
    assert done.result is not None and done.result.with_feedback.share > 0.99
    found = courses.course(record, asker, runner_id, TODAY)
    assert found.retraining.target is not None and found.retraining.target.baseline == pytest.approx(160.0)
    assert (found.next.number, found.next.from_on, found.advice.code) == (2, days(2), "go_on")
    again = r.open_session(record, asker, course.row.id, r.ToldBefore(pain=1), TODAY)
    assert codes(again.refused) == ["too_soon"]
    second = run(record, asker, course, days(2))
    assert second.state.plan.baseline_s == 0.0 and second.result.number == 2


def test_pain_before_during_and_after_is_an_entry_of_the_care_record_and_is_corrected_when_more_is_told(
    record, asker, runner_id, course
) -> None:
    view = r.open_session(record, asker, course.row.id, r.ToldBefore(pain=1), TODAY)
    with r.attach(record, asker, view.row.id) as running:
        running.join()
        running.take(Ready(0.0))
        for number in range(1, 300):
            running.take(Tick(float(number)))
            running.take(StepTaken(float(number), number, "left", float(number), {"cadence": 160.0}))
        running.take(Pain(300.0, 2.0))
        running.take(Stop(301.0, "tired"))
    r.close_session(record, asker, view.row.id, r.ToldAfter(), TODAY)
    r.close_session(record, asker, view.row.id, r.ToldAfter(pain=3, effort=5), TODAY)
    r.close_session(record, asker, view.row.id, r.ToldAfter(), TODAY)
    runs = [one for one in care.care_record(record, asker, runner_id, TODAY).activity if one.what == "run"]
    (entry,) = [one for one in runs if one.on == TODAY]
    assert (entry.before, entry.during, entry.after, entry.effort) == (1.0, 2.0, 3.0, 5.0)
    assert entry.minutes == pytest.approx(4.0, abs=0.1)
    result = r.session_view(record, asker, view.row.id).result
    assert (result.pain_after, result.effort, result.ended.code) == (3.0, 5.0, "tired")


def test_the_next_morning_is_of_the_diary_and_a_bad_one_stops_the_cue(record, asker, runner_id, course) -> None:
    for back in range(6):
        care.enter(record, asker, runner_id, "day", {"on": days(-back).isoformat(), "task_pain": 1}, TODAY)
    done = run(record, asker, course, TODAY)
    result = r.next_morning(record, asker, done.row.id, 4.0, days(1))
    assert result.morning_rise == 3.0
    (entry,) = [one for one in care.care_record(record, asker, runner_id, days(1)).day if one.on == days(1)]
    assert entry.task_pain == 4.0
    found = courses.course(record, asker, runner_id, days(2))
    assert (found.advice.code, codes(found.advice.reasons)) == ("stop_cue", ["morning_worse"])
    assert "advice_stop_cue" in codes(
        r.open_session(record, asker, course.row.id, r.ToldBefore(pain=1), days(2)).refused
    )


def test_a_morning_that_the_runner_told_by_the_link_counts_as_well_and_the_rest_of_that_day_stays(
    record, asker, runner_id, course
) -> None:
    done = run(record, asker, course, TODAY)
    phone = Asker(asker.clinic_id, None, Role.LINK, "link", runner_id, "diary")
    care.enter(record, phone, runner_id, "day", {"on": days(1).isoformat(), "task_pain": 1, "sleep_h": 7}, days(1))
    assert courses.course(record, asker, runner_id, days(1)).results[0].morning_rise == 1.0
    assert r.next_morning(record, asker, done.row.id, 2.0, days(1)).morning_rise == 2.0
    (entry,) = [one for one in care.care_record(record, asker, runner_id, days(1)).day if one.on == days(1)]
    assert (entry.task_pain, entry.sleep_h) == (2.0, 7.0)


def test_a_red_flag_refuses_course_and_session_with_what_to_do(record, asker, runner_id, course) -> None:
    asked = r.ToldBefore(pain=1, flags={"bladder_bowel": True})
    view = r.open_session(record, asker, course.row.id, asked, TODAY)
    assert view.row is None and view.refused[0].code == "red_flag"
    assert "bladder_bowel" in view.refused[0].values["raised"] and view.refused[0].values["actions"]
    other = courses.begin(record, asker, runner_id, courses.Choice(cue="run_tall"), TODAY)
    assert other.retraining is None and other.refused[0].code == "red_flag"


@pytest.mark.parametrize(
    ("cue", "profile", "why"),
    [
        ("run_tall", {}, "pfp_current"),
        ("cadence_7_5", {}, None),
        (
            "lean_from_ankles",
            {"problems": [HAMSTRING]},
            "pht_any",
        ),
    ],
)
def test_what_the_tissues_of_a_person_veto_is_refused_with_the_clinics_reason(
    record, asker, runner_id, cue, profile, why
) -> None:
    told(record, asker, runner_id, **profile)
    made = courses.begin(record, asker, runner_id, courses.Choice(cue=cue), TODAY)
    if why is None:
        assert made.retraining is not None, made.refused
    else:
        assert [one.values["why"] for one in made.refused if one.code == "cue_refused"] == [why]


def test_the_film_that_a_course_is_judged_by_refuses_what_the_answers_alone_would_not(record, asker, runner_id) -> None:
    visit_id = visited(record, asker, on=TODAY, profile=None, runner_id=runner_id)
    quick, reaching = (analysed(record, asker, visit_id, gait(**told)).id for told in ({"cadence": 190.0}, REACHING))
    made = courses.begin(record, asker, runner_id, courses.Choice(cue="cadence_5", analysis_id=quick), TODAY)
    assert [one.values["why"] for one in made.refused] == ["cadence_high"]
    course = begun(record, asker, runner_id, analysis_id=reaching)
    assert run(record, asker, course, TODAY).result.number == 1
    told(record, asker, runner_id, problems=[HAMSTRING])  # left, and the film shows the right leg
    (why,) = r.planned(record, asker, course.row.id, days(2)).refused
    assert (why.code, why.values["why"]) == ("cue_refused", "painful_leg_not_seen")


def test_a_course_goes_on_by_the_answers_when_its_film_is_taken_out(record, asker, runner_id) -> None:
    visit_id = visited(record, asker, on=TODAY, profile=None, runner_id=runner_id)
    film = analysed(record, asker, visit_id)
    course = begun(record, asker, runner_id, analysis_id=film.id)
    filming.remove(record, asker, film.take_id)
    assert run(record, asker, course, TODAY).result.number == 1


def test_the_film_of_another_runner_judges_no_course(record, asker, runner_id) -> None:
    film = analysed(record, asker, visited(record, asker, on=TODAY)).id
    with pytest.raises(NotThere, match="of this runner"):
        courses.begin(record, asker, runner_id, courses.Choice(cue="cadence_5", analysis_id=film), TODAY)


def test_nobody_without_a_complaint_is_retrained_and_nobody_of_whom_nothing_is_known(record, asker, runner_id) -> None:
    told(record, asker, runner_id, problems=[], pain_now=0)
    made = courses.begin(record, asker, runner_id, courses.Choice(cue="cadence_5"), TODAY)
    assert codes(made.refused)[:1] == ["nothing_hurts"]
    with record.write(asker) as session:
        stranger = runners.add_runner(session, "Sam Second").id
    assert codes(courses.begin(record, asker, stranger, courses.Choice(cue="cadence_5"), TODAY).refused) == [
        "no_person"
    ]


def test_a_second_cue_waits_for_two_weeks_and_for_the_first_to_hold(record, asker, runner_id, course) -> None:
    two = courses.begin(record, asker, runner_id, courses.Choice(cue="ground_under_hips"), days(5))
    assert codes(two.refused) == ["one_cue_first"] and two.refused[0].values["until"] == days(14).isoformat()
    later = courses.begin(record, asker, runner_id, courses.Choice(cue="ground_under_hips"), days(20))
    assert "first_has_to_hold" in codes(later.refused)
    with pytest.raises(Outdated):
        courses.begin(record, asker, runner_id, courses.Choice(cue="cadence_5"), days(5))
    courses.end_course(record, asker, course.row.id, "moved_on", days(20))
    assert (
        courses.begin(record, asker, runner_id, courses.Choice(cue="ground_under_hips"), days(28)).retraining
        is not None
    )


def test_pain_before_above_what_is_tolerated_refuses_the_session(record, asker, course) -> None:
    view = r.open_session(record, asker, course.row.id, r.ToldBefore(pain=4), TODAY)
    assert codes(view.refused) == ["pain_before"] and view.refused[0].values == {"pain": 4.0, "tolerated": 3.0}


def test_answers_that_are_old_are_asked_again(record, asker, runner_id, course) -> None:
    view = r.open_session(record, asker, course.row.id, r.ToldBefore(pain=1), days(20))
    assert codes(view.refused) == ["flags_not_asked"]
    view = r.open_session(record, asker, course.row.id, r.ToldBefore(pain=1, flags={}), days(20))
    assert view.row is not None, view.refused


def test_an_injured_runner_runs_at_the_level_of_the_plan(record, asker, runner_id) -> None:
    care.enter(record, asker, runner_id, "plan", {"on": days(-60).isoformat(), "site": "patellofemoral"}, TODAY)
    change = {"on": days(-10).isoformat(), "what": "run_level", "value": 3, "by": "Anna", "reason": "seen"}
    care.enter(record, asker, runner_id, "change", change, TODAY)
    made = courses.begin(record, asker, runner_id, courses.Choice(cue="cadence_5"), TODAY)
    assert made.retraining is not None, made.refused
    view = r.open_session(record, asker, made.retraining.row.id, r.ToldBefore(pain=1), TODAY)
    assert view.state is not None and view.state.plan.walk_run
    assert view.state.plan.run_s == 8 * 60.0 and view.state.plan.feedback_share == pytest.approx(1.0)


def test_somebody_whose_plan_has_no_running_yet_is_not_retrained(record, asker, runner_id, course) -> None:
    plan = {"on": TODAY.isoformat(), "site": "proximal_hamstring", "runs": "rests"}
    care.enter(record, asker, runner_id, "plan", plan, TODAY)
    view = r.open_session(record, asker, course.row.id, r.ToldBefore(pain=1), TODAY)
    assert "running_shut" in codes(view.refused)


def test_a_plan_that_does_not_say_whether_somebody_runs_does_not_refuse_a_session(record, asker, runner_id, course):
    care.enter(record, asker, runner_id, "plan", {"on": TODAY.isoformat(), "site": "proximal_hamstring"}, TODAY)
    ahead = r.planned(record, asker, course.row.id, TODAY)
    assert ahead.refused == () and "runs_not_told" in codes(ahead.plan.notes)


def test_the_first_week_takes_seventy_per_cent_of_what_is_usually_run_at_most(record, asker, runner_id, course) -> None:
    activities.add_typed(record, asker, runner_id, TypedRun(on=days(1), distance_km=10, minutes=60))
    run(record, asker, course, TODAY)  # 15 of the 84 minutes
    second = r.open_session(record, asker, course.row.id, r.ToldBefore(pain=1), days(2))
    assert second.state is not None
    assert second.state.plan.run_s / 60.0 == pytest.approx(0.7 * 120 - 15 - 60, abs=0.1)


def test_a_run_of_the_diary_counts_in_the_first_week_and_only_once_where_a_watch_kept_it_too(
    record, asker, runner_id, course
) -> None:
    run(record, asker, course, TODAY)

    def minutes() -> float:
        return r.planned(record, asker, course.row.id, days(2)).plan.run_s / 60.0

    assert minutes() == 17.0
    care.enter(record, asker, runner_id, "activity", {"on": days(1).isoformat(), "what": "run", "minutes": 60}, days(1))
    assert minutes() == pytest.approx(0.7 * 120 - 15 - 60, abs=0.1)
    activities.add_typed(record, asker, runner_id, TypedRun(on=days(1), distance_km=10, minutes=61))
    assert minutes() == pytest.approx(0.7 * 120 - 15 - 61, abs=0.1)


def test_a_session_that_was_left_goes_on_and_an_older_one_is_closed_as_it_is(
    record, asker, runner_id, course, monkeypatch
) -> None:
    first = r.open_session(record, asker, course.row.id, r.ToldBefore(pain=1), TODAY)
    r.take_event(record, asker, first.row.id, Ready(0.0))
    again = r.open_session(record, asker, course.row.id, r.ToldBefore(pain=1), TODAY)
    assert again.row.id == first.row.id and again.state.phase == "baseline"
    later = datetime.now(UTC) + timedelta(days=2)
    monkeypatch.setattr("gaitcue.work.clinic.retraining.now", lambda: later)
    new = r.open_session(record, asker, course.row.id, r.ToldBefore(pain=1), days(2))
    assert new.row.id != first.row.id and new.state.plan.number == 1
    with pytest.raises(Outdated):
        r.attach(record, asker, first.row.id)


def test_a_schedule_can_be_made_for_the_person(record, asker, runner_id, course) -> None:
    rows = [{"run_min": 10, "feedback_pct": 100}, {"run_min": 12, "feedback_pct": 50, "every_min": 4}]
    changed = courses.edit_schedule(record, asker, course.row.id, rows, course.row.number)
    assert [one.run_min for one in changed.schedule] == [10.0, 12.0]
    with pytest.raises(Outdated):
        courses.edit_schedule(record, asker, course.row.id, rows, course.row.number)
    with pytest.raises(BadOption, match="session 1"):
        courses.edit_schedule(record, asker, course.row.id, [{"run_min": 900, "feedback_pct": 100}])


def test_after_the_last_session_the_tests_are_due_and_run_without_feedback(record, asker, runner_id, course) -> None:
    courses.edit_schedule(record, asker, course.row.id, [{"run_min": 15, "feedback_pct": 100}])
    run(record, asker, course, TODAY)
    found = courses.course(record, asker, runner_id, TODAY)
    assert found.next is None and found.advice.code == "test_due" and found.due_test.place == 0
    test = run(record, asker, course, TODAY, 166.5)
    assert test.result.kind == "test" and test.result.with_feedback.steps == 0
    after = courses.course(record, asker, runner_id, TODAY)
    assert after.tests[0].kept.share == pytest.approx(6.5 / 8.0, abs=0.01) and after.held
    assert [one.state for one in after.tests] == ["done", "ahead", "ahead", "ahead"]


def test_another_clinic_a_link_and_a_runner_reach_nothing_of_it(record, asker, runner_id, course) -> None:
    view = r.open_session(record, asker, course.row.id, r.ToldBefore(pain=1), TODAY)
    strangers = [
        Asker("f" * 32, None, Role.CLINICIAN, "Bert"),
        Asker(asker.clinic_id, None, Role.LINK, "link", runner_id, "diary"),
    ]
    for stranger in strangers:
        for ask in (
            lambda who: (
                courses.course(record, who, runner_id, TODAY)
                or r.open_session(record, who, course.row.id, r.ToldBefore(pain=1), TODAY)
            ),
            lambda who: r.state(record, who, view.row.id),
            lambda who: r.attach(record, who, view.row.id),
            lambda who: courses.edit_schedule(record, who, course.row.id, [{"run_min": 10, "feedback_pct": 100}]),
        ):
            with pytest.raises(NotThere):
                ask(stranger)
    own = Asker(asker.clinic_id, "a" * 32, Role.RUNNER, "Rita", runner_id)
    assert courses.course(record, own, runner_id, TODAY).retraining.row.id == course.row.id
    with pytest.raises(NotThere):
        r.open_session(record, own, course.row.id, r.ToldBefore(pain=1), TODAY)


def test_a_runner_is_taken_to_another_record_with_every_step(record, asker, runner_id, course, tmp_path: Path) -> None:
    run(record, asker, course, TODAY)
    before = courses.course(record, asker, runner_id, TODAY)
    export_runner(record, asker, runner_id, tmp_path / "rita.zip")
    with zipfile.ZipFile(tmp_path / "rita.zip") as archive:
        names = [name for name in archive.namelist() if name.startswith("live/")]
        first = archive.read(names[0]).decode().splitlines()[0]
    assert len(names) == 1 and json.loads(first)["kind"] == "header"
    there = import_runner(record, asker, tmp_path / "rita.zip")
    after = courses.course(record, asker, there.id, TODAY)
    assert after.results == before.results and after.sessions[0].id != before.sessions[0].id
    assert r.state(record, asker, after.sessions[0].id) == r.state(record, asker, before.sessions[0].id)


def test_a_deleted_runner_leaves_no_session_behind(record, asker, runner_id, course) -> None:
    run(record, asker, course, TODAY)
    assert list(record.folder.live_there())
    keeping.delete_runner(record, asker, runner_id)
    assert list(record.folder.live_there()) == []
    with record.read(asker) as session:
        assert retrainings.runners_retraining(session) == ()


def test_a_backup_holds_the_session_as_it_was_then_though_it_goes_on(record, asker, course, tmp_path: Path) -> None:
    view = r.open_session(record, asker, course.row.id, r.ToldBefore(pain=1), TODAY)
    r.take_event(record, asker, view.row.id, Ready(0.0))
    made = make_backup(record.database, record.folder, datetime.now(UTC), tmp_path / "backups")
    then = r.state(record, asker, view.row.id)
    r.take_event(record, asker, view.row.id, Stop(0.0))
    assert r.state(record, asker, view.row.id).phase == "ended"
    restore(record.database, record.folder, made.place, datetime.now(UTC), replace=True)
    assert r.state(record, asker, view.row.id) == then
    r.take_event(record, asker, view.row.id, Stop(0.0))
    restore(record.database, record.folder, made.place, datetime.now(UTC), replace=True)  # the backup is still whole
    assert r.state(record, asker, view.row.id) == then


def test_the_log_says_who_did_what(record, asker, runner_id, course) -> None:
    run(record, asker, course, TODAY)
    courses.results(record, asker, runner_id, TODAY)
    with record.read(asker) as session:
        done = {line.action for line in log_of(session).items}
    assert {
        "retraining.begun", "retraining.session_begun", "retraining.session_closed", "retraining.seen",
    } <= done  # fmt: skip
