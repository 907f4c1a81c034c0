"""How a cue trial goes on, as plain values: what ends it, what is judged, and what is remembered of it."""

from datetime import date

import pytest

from gaitcue.clinic.protocol import Protocol, TrialPlan
from gaitcue.clinic.trial import RETURN
from gaitcue.terms.errors import BadOption, NotThere, UnusableInput
from gaitcue.work.clinic.experience import merged
from gaitcue.work.clinic.trial_state import begun, changed, gone_on, judgeable, read_state, stopped, trial_of
from gaitcue.work.clinic.trial_verdicts import _unfilmed

ON = date(2026, 3, 1)


@pytest.fixture
def state():
    """Two cues in their drawn order, nothing run yet."""
    protocol = Protocol("long", (("cadence_5",), ("glutes",)), cue_min=3.0, usual_min=2.0, stop_at_pain=5.0)
    return begun(protocol, TrialPlan("long", 7), "a" * 32, cadence_spm=160.0)


def test_the_stretches_are_those_of_the_protocol_and_a_cadence_cue_has_its_number(state):
    assert [stage.id for stage in state.stages] == ["baseline", "cue-1", "usual-1", "cue-2", "return"]
    assert (state.minutes, state.stage("cue-1").to_spm, state.stage("cue-2").to_spm) == (12.0, 168, None)
    with pytest.raises(NotThere):
        state.stage("cue-3")


def test_a_state_is_kept_and_read_as_it_was_and_a_strange_one_is_refused(state):
    told = changed(state, "baseline", pain=3).model_dump(mode="json")
    assert read_state(told).stage("baseline").pain == 3
    with pytest.raises(UnusableInput, match="another version"):
        read_state({"version": 9})
    with pytest.raises(BadOption, match="0 to 10"):
        changed(state, "baseline", pain=11)


def test_pain_between_two_cues_ends_the_trial_and_counts_as_pain_as_usual_again(state):
    state = changed(state, "cue-1", take_id="b" * 32, pain=2)
    state = changed(state, "usual-1", pain=7)
    assert state.ended == "pain"
    assert trial_of(state, ON).takes[RETURN].pain == 7
    with pytest.raises(BadOption, match="has ended"):
        gone_on(state)


def test_only_what_was_filmed_is_judged(state):
    state = changed(state, "baseline", take_id="b" * 32, pain=3)
    assert not judgeable(stopped(state))
    state = stopped(changed(state, "cue-1", take_id="c" * 32, pain=2))
    assert judgeable(state)
    assert [one.cues for one in trial_of(state, ON).conditions] == [("cadence_5",)]


def test_pain_that_rose_with_a_cue_is_remembered_also_when_it_was_not_filmed(state):
    state = changed(state, "baseline", pain=2)
    state = changed(state, "cue-1", pain=8)
    assert [(one.cues, one.pain_change, one.on) for one in _unfilmed(state, ON)] == [(("cadence_5",), 6.0, ON)]
    assert list(_unfilmed(changed(state, "cue-1", pain=1), ON)) == []


def test_what_a_trial_taught_stands_in_the_place_of_what_was_told_of_the_same_day():
    told = [{"cues": ["glutes"], "on": "2026-01-01"}, {"cue": "cadence_5", "on": "2026-03-01", "pain_change": 0.0}]
    learned = [{"cues": ["cadence_5"], "on": "2026-03-01", "pain_change": -2.0}]
    assert merged(told, learned) == [told[0], learned[0]]
