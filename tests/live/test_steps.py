"""Each contact is given out once, as soon as it has settled; what is looked for next always lies ahead."""

from hypothesis import given
from hypothesis import strategies as st

from gaitcue.live.steps import SAME_STEP, SETTLE_S, StepLedger, settled_s
from gaitcue.live.window import Contact, Found

STEP_S = 0.36


def contact(time_s: float, side: str = "left") -> Contact:
    return Contact(side, time_s, None, complete=False, values={})


def found(newest_s: float, *times_s: float) -> Found:
    contacts = tuple(contact(time_s, ("left", "right")[i % 2]) for i, time_s in enumerate(times_s))
    return Found(newest_s, contacts, STEP_S, 1.5 * STEP_S, view=None, kept=None, legs=None)


def test_a_contact_is_given_out_once_it_has_settled():
    ledger = StepLedger()
    assert ledger.take(found(1.0 + 0.9 * SETTLE_S, 1.0)) == ()
    (step,) = ledger.take(found(1.0 + SETTLE_S, 1.0))
    assert (step.number, step.contact_s) == (1, 1.0)
    assert ledger.take(found(1.2, 1.003)) == ()


@given(st.floats(0.0, 1e5), st.lists(st.floats(0.0, 0.3), min_size=1, max_size=4))
def test_what_is_too_young_settles_after_the_newest_picture(newest_s, ages_s):
    """Else the path would be run on the same pictures again and again."""
    ledger, window = StepLedger(), found(newest_s, *(newest_s - age_s for age_s in ages_s))
    ledger.take(window)
    assert all(settled_s(each) > newest_s for each in ledger.too_young(window))


def test_a_contact_beside_one_that_was_given_out_is_waited_for_by_nobody():
    """Steps from that foot may be longer than steps are: what counts as the same step does not go by them."""
    ledger = StepLedger()
    ledger.take(found(2.0, 1.0))
    moved_s = 1.0 + 0.9 * SAME_STEP * STEP_S
    assert not ledger.too_young(found(moved_s + 0.5 * SETTLE_S, moved_s))
    fresh = found(2.0 + 0.5 * SETTLE_S, 1.0, 2.0)
    assert ledger.too_young(fresh) == [fresh.contacts[1]]
