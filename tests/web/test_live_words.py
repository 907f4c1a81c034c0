"""What a runner taps at the end of a live session."""

from gaitcue.live.protocol.events import WHYS
from gaitcue.web.words import words


def test_every_end_that_a_session_knows_can_be_tapped():
    assert set(WHYS) == set(words()["live"]["page"]["why"])
