"""Sessions with the beat on a runner's own phone: planned, kept, sent once, judged as every session."""

from datetime import date, timedelta

import pytest

from gaitcue.live.protocol.events import Pain, Ready, Stop, Tick
from gaitcue.terms.errors import BadOption, NotThere, Outdated
from gaitcue.work.clinic import beat, by_link, links
from gaitcue.work.clinic import retraining_course as courses
from support.retraining import run, runner_with_course

TODAY = date.today()
FIRST = TODAY - timedelta(days=2)


@pytest.fixture
def course(record, asker):
    """A course whose first session was run before the camera the day before yesterday."""
    runner_id, made = runner_with_course(record, asker, FIRST)
    run(record, asker, made, FIRST)
    return runner_id, made


@pytest.fixture
def token(record, asker, course) -> str:
    return by_link.make(record, asker, course[0], by_link.ToldLink(purpose="beat")).token


def told(plan, **more) -> beat.ToldRun:
    total = sum(one.seconds for one in plan.stretches)
    events = [
        {"kind": "ready", "time_s": 0.0, "at": f"{TODAY}T07:00:00Z"}, {"kind": "pain", "time_s": 301.5, "score": 2},
        {"kind": "stop", "time_s": total, "why": "done"},
    ]  # fmt: skip
    base = {
        "sent": "ab" * 16, "on": TODAY, "retraining_id": plan.retraining_id, "number": plan.number, "kind": plan.kind,
        "stretches": [{"walk": one.walk, "seconds": one.seconds} for one in plan.stretches],
        "blocks": [{"from_s": one.from_s, "to_s": one.to_s} for one in plan.blocks], "pain_before": 1,
        "events": events, "pain_after": 2, "effort": 4, "awkwardness": 3,
    }  # fmt: skip
    return beat.ToldRun.model_validate(base | more)


def plan_of(record, token):
    found = beat.beat_today(record, links.held(record, token), TODAY)
    assert found.plan is not None, found.refused
    return found.plan


def test_the_plan_of_the_day_is_so_much_more_than_the_own_cadence(record, token):
    plan = plan_of(record, token)
    assert (plan.usual_spm, plan.share_pct, plan.number, plan.of) == (160.0, 5.0, 2, 8)
    assert sum(one.seconds for one in plan.stretches) == 17 * 60
    assert plan.pain == beat.PainRule(300.0, 3.0, 2.0, 5.0)


def test_a_run_becomes_a_session_with_its_minutes_and_its_pain_and_no_steps(record, asker, course, token):
    kept = beat.keep_run(record, token, told(plan_of(record, token)), TODAY)
    view = courses.course(record, asker, course[0], TODAY)
    result = view.results[-1]
    assert kept == beat.RunKept(TODAY, 17.0)
    assert (result.number, result.run_s, result.steps, result.by) == (2, 17 * 60, 0, "phone")
    assert (result.ended.code, result.pain_worst, result.pain_after, result.effort) == ("done", 2.0, 2.0, 4.0)
    assert result.starts[0].at.hour == 7 and view.next.number == 3


def test_what_is_sent_again_is_known_and_counts_once(record, asker, course, token):
    plan = plan_of(record, token)
    beat.keep_run(record, token, told(plan), TODAY)
    with pytest.raises(Outdated):
        beat.keep_run(record, token, told(plan), TODAY)
    assert len(courses.course(record, asker, course[0], TODAY).results) == 2


def test_one_that_a_dying_server_took_in_half_is_taken_in_whole_when_it_comes_again(
    record, asker, course, token, monkeypatch
):
    plan = plan_of(record, token)
    with monkeypatch.context() as patched:
        patched.setattr(beat, "close_session", lambda *_, **__: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            beat.keep_run(record, token, told(plan), TODAY)
    beat.keep_run(record, token, told(plan), TODAY)
    found = courses.course(record, asker, course[0], TODAY)
    assert [one.pain_worst for one in found.results][-1] == 2.0 and found.open_session is None


def test_one_whose_file_came_and_whose_row_did_not_is_taken_in_when_it_comes_again(
    record, asker, course, token, monkeypatch
):
    plan, real = plan_of(record, token), beat.begin_file

    def killed(*told):
        real(*told)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(beat, "begin_file", killed)
        with pytest.raises(KeyboardInterrupt):
            beat.keep_run(record, token, told(plan), TODAY)
    assert record.folder.live("ab" * 16).exists()
    beat.keep_run(record, token, told(plan), TODAY)
    assert len(courses.course(record, asker, course[0], TODAY).results) == 2


def test_pain_ends_it_as_before_the_camera(record, asker, course, token):
    plan = plan_of(record, token)
    events = [
        {"kind": "ready", "time_s": 0.0}, {"kind": "pain", "time_s": 300.0, "score": 4}
    ]  # fmt: skip
    beat.keep_run(record, token, told(plan, events=events), TODAY)
    result = courses.course(record, asker, course[0], TODAY).results[-1]
    assert result.ended.code == "pain_stop" and result.run_s == pytest.approx(300.0)


def test_a_pause_is_no_running(record, asker, course, token):
    plan = plan_of(record, token)
    events = [
        {"kind": "ready", "time_s": 0.0}, {"kind": "pause", "time_s": 200.0}, {"kind": "resume", "time_s": 200.0},
        {"kind": "stop", "time_s": 650.0, "why": "tired"},
    ]  # fmt: skip
    beat.keep_run(record, token, told(plan, events=events), TODAY)
    result = courses.course(record, asker, course[0], TODAY).results[-1]
    assert result.run_s == pytest.approx(650.0) and result.ended.code == "tired"


def test_a_link_keeps_no_run_of_another_runners_course(record, asker, course, token):
    _, other = runner_with_course(record, asker, FIRST)
    plan = plan_of(record, token)
    with pytest.raises(NotThere):
        beat.keep_run(record, token, told(plan, retraining_id=other.row.id), TODAY)
    with pytest.raises(BadOption):
        beat.keep_run(record, token, told(plan, on=TODAY - timedelta(days=30)), TODAY)


def test_without_a_baseline_or_for_what_is_no_cadence_there_is_no_beat(record, asker):
    runner_id, _ = runner_with_course(record, asker, TODAY)
    link = by_link.make(record, asker, runner_id, by_link.ToldLink(purpose="beat"))
    found = beat.beat_today(record, links.held(record, link.token), TODAY)
    assert [one.code for one in found.refused] == ["no_baseline"]


def test_between_two_events_time_went_on():
    events = list(beat.with_ticks([Ready(0.0), Pain(10.0, 1.0), Stop(13.0)], 4.0))
    assert events == [Ready(0.0), Tick(4.0), Tick(8.0), Pain(10.0, 1.0), Stop(13.0)]
