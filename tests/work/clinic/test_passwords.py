"""A password is kept so that guessing it is dear."""

from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY

from gaitcue.work.clinic import passwords


def test_a_kept_password_costs_whoever_guesses_what_rfc_9106_recommends() -> None:
    kept = passwords.hashed("four plain words here")
    told = extract_parameters(kept)
    assert told.type is RFC_9106_LOW_MEMORY.type
    assert told.memory_cost >= RFC_9106_LOW_MEMORY.memory_cost
    assert told.time_cost >= RFC_9106_LOW_MEMORY.time_cost
    assert passwords.fits("four plain words here", kept) and not passwords.fits("four plain words there", kept)
