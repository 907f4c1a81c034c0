"""Courses as they go: each test is one person."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from itertools import accumulate

import pytest

from gaitcue.care.programme.ladders import walk_run_level
from gaitcue.live.protocol.course import next_session, next_step
from gaitcue.live.protocol.events import Header, StepTaken, Tick
from gaitcue.live.protocol.result import SessionResult, kept, result_of, retention_tests, trained_value
from gaitcue.live.protocol.rules import number
from gaitcue.live.protocol.schedule import plan_without_feedback, session_plan, usual_schedule
from gaitcue.live.protocol.session import Band, advanced, begun
from support.live_runs import (
    AIM,
    FIRST,
    TARGET,
    day,
    header_of,
    obeys,
    only_with_feedback,
    result,
    run,
    run_with_events,
)

SCHEDULE = usual_schedule()


@pytest.fixture(scope="module")
def eight() -> tuple[SessionResult, ...]:
    """Somebody who does it all, and whose change holds."""
    return tuple(result(n, obeys, day(n), effort=4.0, pain_after=1.0) for n in range(1, 9))


def test_eight_sessions_fade_as_planned_and_the_number_is_known_with_and_without_feedback(eight) -> None:
    shares = [one.with_feedback.steps / (one.with_feedback.steps + one.without_feedback.steps) for one in eight]
    assert shares == pytest.approx([1, 1, 1, 1, 0.75, 0.5, 0.25, 0.1], abs=0.005)
    assert [round(one.run_s / 60) for one in eight] == [15, 17, 19, 21, 24, 26, 28, 30]
    assert all(one.ended.code == "done" and one.with_feedback.share == 1.0 for one in eight)
    assert all(one.without_feedback.share == 1.0 for one in eight[4:])


def test_how_it_went_without_the_number_is_told_in_sum_when_the_number_is_back() -> None:
    def told(session: int) -> list[tuple[float, int]]:
        """Minute of the run, and per cent, of each summary, at each moment at which one is shown."""
        events = run_with_events(header_of(session), only_with_feedback)[1]
        states = accumulate(events, advanced, initial=begun(header_of(session)))
        return [(one.run_s / 60, round(one.summary.values["share_pct"])) for one in states if one.summary]

    assert [told(session) for session in (1, 4)] == [[], []]
    fifth = told(5)
    assert sorted({round(minute, 1) for minute, _ in fifth}) == [8.0, 8.1, 8.2, 8.3, 16.0, 16.1, 16.2, 16.3]
    assert max(share for _, share in fifth) < 5


def test_after_each_session_the_next_one_is_two_days_later_and_after_the_eighth_none(eight) -> None:
    for done in range(1, 8):
        ahead = next_session(eight[:done], TARGET, SCHEDULE, day(done))
        assert (ahead.number, ahead.from_on, ahead.share) == (done + 1, day(done + 1), 1.0)
        assert next_step(eight[:done], TARGET, 8).code == "go_on"
    assert next_session(eight, TARGET, SCHEDULE, day(8)) is None


def test_kept_at_every_test_the_larger_dose_may_come(eight) -> None:
    today = day(8)
    (due, *later) = retention_tests(eight, TARGET, day(8), today)
    assert due.state == "due" and [one.state for one in later] == ["ahead"] * 3
    assert next_step(eight, TARGET, 8, (due, *later)).code == "test_due"
    test = result_of(run(Header(plan_without_feedback(0), AIM, TARGET, 1.0), obeys), today)
    done = (*eight, test)
    tests = retention_tests(done, TARGET, day(8), today)
    assert tests[0].kept is not None and tests[0].kept.share == pytest.approx(1.0) and tests[0].kept.kept
    advice = next_step(done, TARGET, 8, tests)
    assert (advice.code, advice.reasons[0].values["cue"]) == ("may_raise", "cadence_7_5")


def test_retention_that_is_lost_after_four_weeks_asks_for_sessions_with_feedback_again(eight) -> None:
    today = day(8) + timedelta(days=28)
    fallen = run(Header(plan_without_feedback(2), AIM, TARGET, 1.0), lambda state: 162.0)
    done = (*eight, result_of(fallen, today))
    tests = retention_tests(done, TARGET, day(8), today)
    assert tests[2].kept is not None and tests[2].kept.kept is False
    assert tests[2].kept.share == pytest.approx((162.0 - 160.0) / (168.0 - 160.0), abs=0.001)
    advice = next_step(done, TARGET, 8, tests)
    assert (advice.code, advice.reasons[0].code) == ("refresh", "not_kept")


def test_seventy_per_cent_is_kept_and_a_little_less_is_not() -> None:
    keeps = Band(100, 0, 100 * (160.0 + 0.70 * 8.0))
    loses = Band(100, 0, 100 * (160.0 + 0.69 * 8.0))
    assert kept(TARGET, 168.0, keeps).kept is True
    assert kept(TARGET, 168.0, loses).kept is False


def test_where_nothing_was_trained_nothing_is_said_to_be_kept() -> None:
    assert kept(TARGET, 161.0, Band(100, 0, 16000.0)).why.code == "no_trained_change"
    assert kept(TARGET, 168.0, Band(3, 0, 504.0)).why.code == "too_few_steps"


def test_pain_of_five_in_the_ninth_minute_ends_the_session_and_the_cue() -> None:
    state = run(header_of(1), obeys, pains={5: 2.0, 9: 5.0})
    assert state.phase == "ended" and state.ended.code == "pain_stop"
    assert 9 * 60 <= state.elapsed_s < 9 * 60 + 2
    told = result_of(state, FIRST)
    assert not told.counts
    advice = next_step([told], TARGET, 8)
    assert (advice.code, advice.reasons[0].values["pain"]) == ("stop_cue", 5.0)


def test_a_second_session_that_pain_ends_belongs_before_a_clinician() -> None:
    stopped = [result_of(run(header_of(1), obeys, pains={3: 6.0}), day(n)) for n in (1, 2)]
    assert next_step(stopped, TARGET, 8).code == "see_clinician"


def test_pain_that_is_up_and_still_tolerated_is_said_and_the_run_goes_on() -> None:
    state = run(header_of(1), obeys, pains={5: 3.0}, most_s=360.0)
    assert state.phase == "run" and [one.code for one in state.remarks] == ["pain_eases"]
    after = run(header_of(1), obeys, pains={5: 3.0, 6: 1.0}, most_s=480.0)
    assert after.remarks == ()


def test_what_a_clinician_accepts_moves_the_limit_and_never_the_ceiling() -> None:
    accepted = replace(header_of(1, pain=3.0), pain_ok=5.0)
    assert run(accepted, obeys, pains={2: 5.0}, most_s=200.0).phase == "run"
    assert run(accepted, obeys, pains={2: 6.0}, most_s=200.0).phase == "ended"


def test_the_number_of_somebody_who_no_longer_runs_goes_after_a_while_and_comes_back_with_the_steps() -> None:
    state = run(header_of(1), obeys, most_s=60.0)
    ran_s, runs = state.clock_s, state.value
    assert runs == 168.0
    for beat in range(1, 13):
        state = advanced(state, Tick(ran_s + 0.5 * beat))
        assert state.value == (runs if 0.5 * beat <= number("clock", "stale_s") else None)
    again_s = ran_s + 7.0
    state = advanced(state, StepTaken(again_s, state.last_step + 1, "left", again_s - 0.15, {"cadence": 150.0}))
    assert state.value == 150.0


def test_pain_is_asked_for_every_five_minutes() -> None:
    assert not run(header_of(1), obeys, most_s=290.0).pain_due
    assert run(header_of(1), obeys, most_s=310.0).pain_due
    assert not run(header_of(1), obeys, pains={5: 1.0}, most_s=400.0).pain_due
    assert run(header_of(1), obeys, pains={5: 1.0}, most_s=610.0).pain_due


def test_a_bad_morning_after_stops_the_cue_and_a_slightly_bad_one_holds_it(eight) -> None:
    bad, fair = replace(eight[0], morning_rise=2.0), replace(eight[0], morning_rise=1.5)
    assert next_step([bad], TARGET, 8).code == "stop_cue"
    assert next_step([fair], TARGET, 8).code == "same_again"
    assert next_session([fair], TARGET, SCHEDULE, day(2)).number == 1


def test_somebody_injured_runs_in_turn_with_walking_and_keeps_the_share_of_feedback() -> None:
    level = walk_run_level(4)  # 8 times 90 s of running, 90 s of walking
    plan = session_plan(SCHEDULE[5], 6, baseline=False, walk_run=level)
    assert plan.run_s == 720.0 and plan.feedback_share == pytest.approx(0.5)
    assert [one.walk for one in plan.stretches[:4]] == [False, True, False, True] and not plan.stretches[-1].walk
    state = run(Header(plan, AIM, TARGET, 2.0), obeys)
    assert state.ended.code == "done" and state.elapsed_s == pytest.approx(720.0 + 7 * 90.0)
    steps = state.with_feedback.steps + state.without_feedback.steps
    assert steps == pytest.approx(720.0 * 2, abs=8 * 4)  # two steps a second while running, none of the walks
    assert state.with_feedback.steps / steps == pytest.approx(0.5, abs=0.01)


def test_somebody_whose_cadence_falls_back_without_feedback_does_the_session_again() -> None:
    done = [*(result(n, obeys, day(n)) for n in range(1, 5)), result(5, only_with_feedback, day(5))]
    advice = next_step(done, TARGET, 8)
    assert (advice.code, advice.reasons[0].code) == ("same_again", "falls_back")
    assert next_session(done, TARGET, SCHEDULE, day(6)).number == 5


def test_two_sessions_in_which_the_number_does_not_move_ask_for_another_cue() -> None:
    same = [result(n, lambda state: 161.0, day(n)) for n in (1, 2)]
    assert next_step(same[:1], TARGET, 8).code == "go_on"
    assert next_step(same, TARGET, 8).code == "change_cue"


def test_missed_sessions_come_again_and_two_weeks_off_begin_again_with_half(eight) -> None:
    done = eight[:5]
    week, fortnight = day(5) + timedelta(days=8), day(5) + timedelta(days=15)
    again, anew = next_session(done, TARGET, SCHEDULE, week), next_session(done, TARGET, SCHEDULE, fortnight)
    assert (again.number, again.reasons[0].code) == (5, "after_days_off")
    assert (anew.number, anew.share, anew.reasons[0].code) == (1, 0.5, "begins_again")


def test_a_session_of_which_little_was_run_is_done_again(eight) -> None:
    short = result_of(run(header_of(2), obeys, most_s=400.0), day(2))
    ahead = next_session([eight[0], short], TARGET, SCHEDULE, day(3))
    assert (ahead.number, ahead.reasons[0].code) == (2, "was_not_run")


def test_an_effort_that_is_not_worth_it_holds_the_next_session(eight) -> None:
    hard = [eight[0], replace(eight[1], effort=7.0)]
    assert next_step(hard, TARGET, 8).code == "ease"


def test_what_was_trained_is_the_mean_with_feedback_of_the_last_session_that_had_enough(eight) -> None:
    assert trained_value(eight) == pytest.approx(168.0)
    assert trained_value([]) is None
    assert number("result", "least_steps") > 0


def test_a_test_that_nobody_ran_in_its_time_is_missed(eight) -> None:
    tests = retention_tests(eight, TARGET, day(8), day(8) + timedelta(days=20))
    assert [one.state for one in tests] == ["missed", "missed", "ahead", "ahead"]
