"""What holds of every schedule, of every session, of every file and every piece of one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitcue.care.programme.ladders import WalkRun, walk_run
from gaitcue.live.protocol.events import (
    Event,
    Header,
    Joined,
    Pain,
    Pause,
    Ready,
    Resume,
    StepTaken,
    Stop,
    Tick,
    event_of,
    events_in,
    header_line,
    line_of,
    read_header,
)
from gaitcue.live.protocol.schedule import (
    SessionPlan,
    SessionSpec,
    feedback_at,
    plain_schedule,
    read_schedule,
    run_at,
    session_plan,
    usual_schedule,
    walks_at,
)
from gaitcue.live.protocol.session import SessionState, advanced, begun, replayed, takes
from support.live_runs import AIM, TARGET, header_of, obeys, run_with_events

specs = st.builds(
    SessionSpec,
    st.floats(3, 60),
    st.integers(0, 1000).map(lambda tenths: tenths / 10.0),
    st.none() | st.floats(1, 60),
    st.sampled_from(["first", "middle"]),
)
levels = st.none() | st.sampled_from(walk_run())


@given(specs, levels, st.none() | st.floats(3, 60))
def test_the_share_of_feedback_is_what_the_schedule_states(
    spec: SessionSpec, level: WalkRun | None, most: float | None
) -> None:
    plan = session_plan(spec, 1, baseline=False, walk_run=level, most_min=most)
    on_s = sum(block.to_s - block.from_s for block in plan.blocks)
    assert on_s == pytest.approx(plan.run_s * spec.feedback_pct / 100.0, abs=1.0)
    assert all(0.0 <= block.from_s < block.to_s <= plan.run_s + 1e-6 for block in plan.blocks)
    assert all(one.to_s <= two.from_s + 1e-6 for one, two in pairwise(plan.blocks))
    assert plan.run_s <= 60.0 * min(spec.run_min, most or spec.run_min) + 1e-6


@given(specs, levels)
def test_every_schedule_ends_and_runs_as_long_as_it_says(spec: SessionSpec, level: WalkRun | None) -> None:
    plan = session_plan(spec, 1, baseline=False, walk_run=level)
    assert run_at(plan, plan.total_s) == pytest.approx(plan.run_s)
    state = replayed(Header(plan, AIM, TARGET), [Joined(0.0), Ready(0.0)])
    time_s = 0.0
    while state.phase != "ended":
        time_s += 4.0
        state = advanced(state, Tick(time_s))
        assert time_s <= plan.total_s + 4.0
    assert state.ended is not None and state.ended.code == "done"


def test_a_schedule_that_is_written_and_read_again_is_the_same() -> None:
    assert read_schedule(plain_schedule(usual_schedule())) == usual_schedule()


times = st.floats(0, 4000).map(lambda value: round(value, 2))
values = st.dictionaries(st.sampled_from(["cadence", "shank_angle_ic"]), st.none() | st.floats(100, 200), max_size=2)
anything = st.one_of(
    st.builds(Joined, times),
    st.builds(Ready, times),
    st.builds(Tick, times),
    st.builds(Pause, times),
    st.builds(Resume, times),
    st.builds(Pain, times, st.integers(0, 10).map(float)),
    st.builds(StepTaken, times, st.integers(1, 400), st.sampled_from(["left", "right"]), times, values),
    st.builds(Stop, times, st.sampled_from(["done", "tired", "pain", "other"])),
)
headers = st.builds(
    lambda spec, level, target, baseline: Header(
        session_plan(spec, 1, baseline=baseline or target is None, walk_run=level), AIM, target, 1.0
    ),
    specs,
    levels,
    st.sampled_from([None, TARGET]),
    st.booleans(),
)


def in_order(events: list[Event]) -> list[Event]:
    """Most of them with a clock that goes on, as a page sends them."""
    return sorted(events, key=lambda event: event.time_s)


@settings(max_examples=150)
@given(headers, st.lists(anything, max_size=60), st.booleans())
def test_whatever_happens_feedback_is_only_in_its_blocks_and_there_is_one_target(
    header: Header, events: list[Event], ordered: bool
) -> None:
    state, seen = begun(header), set()
    for event in in_order(events) if ordered else events:
        before, state = state, advanced(state, event)
        check(before, state, header.plan)
        seen |= {state.target} - {None}
    assert len(seen) <= 1


def check(before: SessionState, state: SessionState, plan: SessionPlan) -> None:
    if state.feedback:
        assert state.phase == "run" and feedback_at(plan, state.run_s) and not walks_at(plan, state.elapsed_s)
    assert state.elapsed_s >= before.elapsed_s and state.elapsed_s <= plan.total_s
    assert state.with_feedback.inside <= state.with_feedback.steps
    assert state.with_feedback.steps + state.without_feedback.steps <= state.steps
    assert (state.phase == "ended") == (state.ended is not None)
    assert not (before.phase == "ended" and state is not before)


@settings(max_examples=100)
@given(headers, st.lists(anything, max_size=40))
def test_the_file_holds_the_state(header: Header, events: list[Event]) -> None:
    state, lines = begun(header), [header_line(header)]
    for event in in_order(events):
        if takes(state, event):
            lines.append(line_of(event))
            state = advanced(state, event)
    assert read_header(lines[0]) == header
    assert replayed(read_header(lines[0]), events_in(lines[1:])) == state


@given(st.data())
@settings(max_examples=60, deadline=None)
def test_a_file_that_is_cut_at_any_byte_is_a_state_that_was(data: st.DataObject) -> None:
    """Each cut gives one of the states on the way, and a later cut no earlier one."""
    at = data.draw(st.integers(len(HEADER), len(FILE)))
    cut = FILE[:at].splitlines(keepends=True)
    kept = list(events_in(cut[1:]))
    assert kept == EVENTS[: len(kept)]
    assert len(kept) == FILE[:at].count("\n") - 1
    assert replayed(read_header(cut[0]), kept) == STATES[len(kept)]


def _whole_file() -> tuple[str, str, list[Event], list[SessionState]]:
    header = header_of(5)
    _, told = run_with_events(header, obeys, pains={0: 1.0, 1: 2.0}, most_s=90.0)
    states, events = [begun(header)], []
    for event in told:
        if takes(states[-1], event):
            events.append(event)
            states.append(advanced(states[-1], event))
    first = header_line(header)
    return first, first + "".join(map(line_of, events)), events, states


HEADER, FILE, EVENTS, STATES = _whole_file()


def test_a_damaged_line_is_left_out_and_the_rest_counts() -> None:
    lines = FILE.splitlines(keepends=True)[1:]
    told = [*lines[:5], '{"kind":"tick","time_s":\n', '{"kind":"pain","time_s":1,"score":99}\n', "[1]\n", *lines[5:]]
    assert list(events_in(told)) == EVENTS


@given(anything)
def test_an_event_comes_back_from_its_line(event: Event) -> None:
    (back,) = events_in([line_of(event)])
    assert back == event


@pytest.mark.parametrize(
    "told",
    [
        {"kind": "tick"},
        {"kind": "tick", "time_s": "1"},
        {"kind": "tick", "time_s": float("nan")},
        {"kind": "tick", "time_s": True},
        {"kind": "pain", "time_s": 1.0, "score": 11},
        {"kind": "stop", "time_s": 1.0, "why": "bored"},
        {"kind": "step", "time_s": 1.0, "number": 0, "leg": "left", "contact_s": 1.0},
        {"kind": "step", "time_s": 1.0, "number": 1, "leg": "near", "contact_s": 1.0},
        {"kind": "step", "time_s": 1.0, "number": 1, "leg": "left", "contact_s": 1.0, "values": {"cadence": "x"}},
        {"kind": "step", "time_s": 1.0, "number": 1, "leg": "left", "contact_s": 1.0, "values": 3},
        {"kind": "header"},
        {"kind": "tick", "time_s": 1.0, "more": 1},
    ],
)
def test_what_is_no_event_is_refused_in_a_line(told) -> None:
    from gaitcue.terms.errors import BadOption

    with pytest.raises(BadOption) as problem:
        event_of(told)
    assert "\n" not in str(problem.value)


def test_a_gap_in_the_pictures_is_no_running() -> None:
    state = replayed(header_of(1), [Joined(0.0), Ready(0.0), Tick(1.0), Tick(2.0), Tick(60.0), Tick(61.0)])
    assert state.elapsed_s == pytest.approx(3.0)
    assert [one.code for one in state.remarks] == ["pictures_missing"]


def test_that_pictures_were_missing_is_not_said_for_the_rest_of_the_run() -> None:
    after = [replayed(header_of(1), [Joined(0.0), Ready(0.0), *map(float_tick, range(60, 60 + n))]) for n in (10, 20)]
    assert [len(state.remarks) for state in after] == [1, 0]


def float_tick(second: int) -> Tick:
    return Tick(float(second))


def test_a_page_that_comes_back_finds_the_session_paused_and_its_clock_may_begin_anew() -> None:
    first: list[Event] = [Joined(5.0), Ready(5.0), Tick(6.0), Tick(7.0)]
    events = [*first, Joined(0.0), Tick(1.0), Resume(1.0), Tick(2.0)]
    before = replayed(header_of(1), events[:6])
    assert (before.phase, before.elapsed_s) == ("paused", 2.0)
    assert replayed(header_of(1), events).elapsed_s == pytest.approx(3.0)


def test_a_step_counts_where_its_foot_came_down() -> None:
    """The feedback of session 5 ends after six minutes: a step that is known a moment later was still with it."""
    events: list[Event] = [Joined(0.0), Ready(0.0), *(Tick(float(n)) for n in range(1, 361))]
    late = StepTaken(360.2, 1, "left", 359.9, {"cadence": 168.0})
    after = StepTaken(360.4, 2, "right", 360.3, {"cadence": 168.0})
    state = replayed(header_of(5), [*events, late, after])
    assert (state.with_feedback.steps, state.without_feedback.steps) == (1, 1)
