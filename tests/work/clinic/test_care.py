"""The care record in use: entered, corrected, withdrawn, judged, listed; and what the gait part reads of it."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from pathlib import Path

import pytest

from gaitcue.clinic import advice_of, decide, read_profile
from gaitcue.store import analyses, clips, runners, visits
from gaitcue.store import care as stored
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import BadOption, NotThere, Outdated
from gaitcue.terms.records import Summary
from gaitcue.work.clinic import care, standing
from gaitcue.work.clinic.in_care import with_care
from gaitcue.work.clinic.record import Record

TODAY = date(2026, 6, 1)
PLAN = {"on": "2026-05-01", "site": "proximal_hamstring", "side": "right", "runs": "rests"}
EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "care.toml"


@pytest.fixture
def runner(record: Record, asker: Asker) -> str:
    with record.write(asker) as session:
        return runners.add_runner(session, "Ada Runner", 1985).id


def link(asker: Asker, runner: str, purpose: str = "diary") -> Asker:
    return Asker(asker.clinic_id, None, Role.LINK, "link", runner, purpose)


def test_entries_come_back_as_they_were_told_and_are_judged(record, asker, runner):
    care.enter(record, asker, runner, "plan", PLAN, TODAY)
    care.enter(record, asker, runner, "day", {"on": "2026-05-30", "task_pain": 2, "sites": ["sit bone"]}, TODAY)
    found = care.care_of(record, asker, runner, TODAY)
    assert found.record.day[0].sites == ("proximal_hamstring",)
    assert found.state is not None and found.state.stage == 1
    assert found.today is not None and found.today.tasks


def test_a_second_answer_for_a_day_is_refused_and_the_first_stays_until_it_is_corrected(record, asker, runner):
    first = care.enter(record, asker, runner, "day", {"on": "2026-05-30", "task_pain": 2}, TODAY)
    with pytest.raises(Outdated, match="there is an answer for this already"):
        care.enter(record, asker, runner, "day", {"on": "2026-05-30", "task_pain": 5}, TODAY)
    care.enter(record, asker, runner, "day", {"on": "2026-05-30", "task_pain": 4}, TODAY, replaces=first.id)
    assert [one.task_pain for one in care.care_record(record, asker, runner, TODAY).day] == [4.0]
    with record.read(asker) as session:
        kept = stored.entries_of(session, runner, withdrawn=True)
    assert {one.content["task_pain"] for one in kept} == {2.0, 4.0}
    assert next(one for one in kept if one.id == first.id).withdrawn_by == asker.name
    with pytest.raises(Outdated, match="corrected or withdrawn before"):
        care.withdraw(record, asker, first.id)


def test_what_is_sent_again_after_a_lost_answer_is_the_same_entry(record, asker, runner):
    told = {"on": "2026-05-30", "task_pain": 2}
    first, again = (care.enter(record, asker, runner, "day", told, TODAY, sent="a" * 32) for _ in range(2))
    assert first.id == again.id


@pytest.mark.parametrize(
    ("kind", "told"),
    [("day", {"on": "2026-05-30", "pain_now": 11}), ("day", {"on": "2027-05-30"}), ("mood", {"on": "2026-05-30"})],
)
def test_a_mistake_is_one_line_and_nothing_is_kept(record, asker, runner, kind, told):
    with pytest.raises(BadOption) as refused:
        care.enter(record, asker, runner, kind, told, TODAY)
    assert "\n" not in str(refused.value)
    assert not list(care.care_record(record, asker, runner, TODAY).entries())


def test_a_link_enters_the_diary_of_its_runner_and_nothing_else(record, asker, runner):
    care.enter(record, asker, runner, "plan", PLAN, TODAY)
    held = link(asker, runner)
    care.enter(record, held, runner, "day", {"on": "2026-05-30", "task_pain": 2}, TODAY)
    care.enter(record, held, runner, "activity", {"on": "2026-05-30", "what": "run", "during": 2}, TODAY)
    assert care.care_of(record, held, runner, TODAY).state is not None
    with pytest.raises(NotThere):
        care.enter(record, held, runner, "change", {"on": "2026-05-30", "what": "stage", "value": 4}, TODAY)
    with record.write(asker) as session:
        other = runners.add_runner(session, "Ben Second", 1990).id
    for of in (other,):
        with pytest.raises(NotThere):
            care.enter(record, held, of, "day", {"on": "2026-05-29"}, TODAY)
        with pytest.raises(NotThere):
            care.care_of(record, held, of, TODAY)
    with pytest.raises(NotThere):
        care.enter(record, link(asker, runner, "report"), runner, "day", {"on": "2026-05-29"}, TODAY)


def test_another_clinic_sees_nothing(record, asker, runner):
    stranger = Asker("f" * 32, None, Role.CLINICIAN, "X")
    with pytest.raises(NotThere):
        care.care_of(record, stranger, runner, TODAY)
    care.enter(record, asker, runner, "plan", PLAN, TODAY)
    assert standing.everybody_in_care(record, stranger, TODAY) == ()
    assert len(standing.everybody_in_care(record, asker, TODAY)) == 1


def test_a_red_flag_of_the_answers_stops_the_plan_on_the_runners_own_page_too(record, asker, runner):
    care.enter(record, asker, runner, "plan", PLAN, TODAY)
    with record.write(asker) as session:
        answers = {"on": "2026-05-20", "answers": {"saddle_numbness": True}}
        visits.add_profile_version(
            session, runner, date(2026, 5, 20), "A", profile={"on": "2026-05-20"}, answers=answers
        )
    for who in (asker, link(asker, runner)):
        found = care.care_of(record, who, runner, TODAY)
        assert found.state is not None and found.state.mode == "stopped"
    assert standing.everybody_in_care(record, asker, TODAY)[0].attention[0].reason.code == "red_flag"


def test_the_list_has_those_first_who_need_a_look_most(record, asker, runner):
    care.enter(record, asker, runner, "plan", PLAN, TODAY)
    with record.write(asker) as session:
        second = runners.add_runner(session, "Ben Second", 1990).id
    care.enter(record, asker, second, "plan", PLAN, TODAY)
    care.enter(record, asker, second, "alarm", {"on": "2026-05-20", "id": "fever", "level": "same_day"}, TODAY)
    assert [one.runner.name for one in standing.everybody_in_care(record, asker, TODAY)] == ["Ben Second", "Ada Runner"]


def test_a_file_is_taken_in_whole_or_not_at_all(record, asker, runner, tmp_path):
    assert care.take_in(record, asker, runner, EXAMPLE, TODAY) == 13
    with pytest.raises(Outdated):
        care.take_in(record, asker, runner, EXAMPLE, TODAY)
    assert len(list(care.care_record(record, asker, runner, TODAY).entries())) == 13


PROFILE = {"on": "2026-05-01", "sports": ["running"], "problems": [{"site": "proximal_hamstring", "side": "right"}]}


def test_the_gait_part_reads_tests_diary_and_treatments_of_the_record():
    told = care.judged_file(EXAMPLE, date(2026, 5, 20), TODAY).record
    profile = with_care(read_profile(PROFILE, TODAY), told, date(2026, 5, 5))
    assert profile.observed.thomas_test_deg == 4.0
    assert profile.observed.bridge_repetitions == 17.0
    assert round(profile.observed.bridge_gap_pct or 0) == 29
    assert profile.sitting_min == 25.0 and profile.pain_worst == 3.0
    assert [one.kind for one in profile.treatments] == ["corticosteroid_injection"]


def test_what_the_record_does_not_tell_stays_as_it_was_told():
    before = read_profile(PROFILE | {"pain_now": 3, "observed": {"thomas_test_deg": -8}}, TODAY)
    after = with_care(before, care.record_of([]), TODAY)
    assert {one.name: getattr(after, one.name) for one in fields(before)} == {
        one.name: getattr(before, one.name) for one in fields(before)
    }


def test_the_stage_of_the_report_is_that_of_the_plan_and_not_of_one_look_at_the_criteria():
    strong = {"bridge_single_pain": 0, "bridge_gap_pct": 2, "bridge_repetitions": 30, "hinge_pain": 0}
    told = read_profile(PROFILE | {"pain_now": 0, "pain_worst": 0, "observed": strong}, TODAY)
    assert decide(None, told, today=TODAY).programme.stage.number == 3
    followed = with_care(told, care.judged_file(EXAMPLE, date(2026, 5, 5), TODAY).record, date(2026, 5, 20))
    decision = decide(None, followed, today=date(2026, 5, 20))
    assert decision.programme.stage.number == 1
    assert all(one.field != "plan_stage" for one in advice_of(decision).person)


def test_an_old_test_is_not_read_and_a_pelvis_that_was_not_held_tells_nothing():
    told = care.judged_file(EXAMPLE, date(2026, 5, 20), TODAY).record
    later = with_care(read_profile(PROFILE, TODAY), told, date(2026, 5, 2) + timedelta(days=60))
    assert later.observed.thomas_test_deg is None and later.pain_worst is None


def thomas(record, asker, runner, deg, on="2026-05-20"):
    told = {"on": on, "kind": "thomas", "side": "right", "value": deg, "pelvis_controlled": True}
    care.enter(record, asker, runner, "test", told, TODAY)


def besides(record, asker, runner, on=TODAY):
    shown = care.care_of(record, asker, runner, on).today
    return [one.id for task in shown.tasks if task.code == "also" for one in task.exercises]


def test_a_tight_front_of_the_hip_adds_its_stretch_to_the_plan_for_six_weeks(record, asker, runner):
    care.enter(record, asker, runner, "plan", PLAN, TODAY)
    thomas(record, asker, runner, -12.0, "2026-05-05")
    assert besides(record, asker, runner) == []
    thomas(record, asker, runner, 6.0)
    assert besides(record, asker, runner) == ["hip_flexor_mobility"]
    assert besides(record, asker, runner, date(2026, 7, 15)) == []
    told = {"on": "2026-05-21", "what": "exercise_out", "by": "A. Physio", "reason": "sore"}
    care.enter(record, asker, runner, "change", told | {"exercise": "hip_flexor_mobility"}, TODAY)
    assert besides(record, asker, runner) == []


def test_a_pelvis_that_tips_forwards_in_the_last_film_adds_its_control(record, asker, runner):
    care.enter(record, asker, runner, "plan", PLAN, TODAY)
    for number, (deg, shown) in enumerate(((24.0, ["pelvic_control"]), (14.0, []))):
        with record.write(asker) as session:
            visit = visits.add_visit(session, runner, date(2026, 5, 10 + number))
            take = clips.add_take(session, visit.id, None, "run")
            row = Summary("pelvic_tilt_mean", "both", None, "deg", 40, deg, 2.0, deg - 1, deg + 1, "ok", None)
            analyses.add_analysis(session, take.id, str(number), str(number), {"version": 1}, [row])
        assert besides(record, asker, runner) == shown
    care.enter(record, asker, runner, "alarm", {"on": "2026-06-01", "id": "fever", "level": "same_day"}, TODAY)
    thomas(record, asker, runner, 6.0)
    assert besides(record, asker, runner) == [], "a plan that is stopped asks for no exercise"


def staged(value: float, on: str = "2026-05-20") -> dict:
    return {"on": on, "what": "stage", "by": "A. Physio", "reason": "seen", "value": value}


def test_a_stage_that_is_skipped_or_is_none_is_one_line_and_changes_nothing(record, asker, runner):
    care.enter(record, asker, runner, "plan", PLAN, TODAY)
    with pytest.raises(BadOption, match="the plan stands at stage 1; set 2 first"):
        care.enter(record, asker, runner, "change", staged(3), TODAY)
    with pytest.raises(BadOption, match="stages 1 to 4"):
        care.enter(record, asker, runner, "change", staged(9), TODAY)
    assert care.care_of(record, asker, runner, TODAY).state.stage == 1
    for value in (2, 3, 1):
        care.enter(record, asker, runner, "change", staged(value, f"2026-05-2{value}"), TODAY)
    assert care.care_of(record, asker, runner, TODAY).state.stage == 3


def test_a_file_may_set_stages_one_after_the_other_on_a_day_and_skip_none(record, asker, runner, tmp_path):
    def file(*values: int) -> Path:
        changes = "".join(
            f'[[change]]\non = 2026-05-20\nwhat = "stage"\nby = "A"\nreason = "x"\nvalue = {value}\n'
            for value in values
        )
        place = tmp_path / "care.toml"
        place.write_text('[[plan]]\non = 2026-05-01\nsite = "sit bone"\n' + changes, encoding="utf-8")
        return place

    with pytest.raises(BadOption, match="set 2 first"):
        care.take_in(record, asker, runner, file(3), TODAY)
    assert care.care_of(record, asker, runner, TODAY).rows == ()
    assert care.take_in(record, asker, runner, file(2, 3), TODAY) == 3
    assert care.care_of(record, asker, runner, TODAY).state.stage == 3
