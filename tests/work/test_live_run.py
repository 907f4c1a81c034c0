import time

import numpy as np
import pytest

from gaitcue.live.records import LiveSettings, LiveValue, Seen, Step
from gaitcue.terms.errors import UnusableInput
from gaitcue.work.live_run import LiveTally, Looked, Newest, look_live


class Frame:
    def __init__(self, index):
        self.index, self.time_s = index, index / 30


class SlowEngine:
    """Takes three frames' time for each."""

    def __init__(self, settings):
        self.closed = False

    def see(self, frame):
        time.sleep(0.03)
        return seen(frame.index, frame.time_s)

    def close(self):
        self.closed = True


def seen(frame, time_s, steps=()):
    nothing = np.full((19, 2), np.nan)
    return Seen(frame, time_s, (640, 480), nothing, np.zeros(19), 0.03, 30.0, (), tuple(steps))


def step(number, contact_s, known_s, cadence=170.0, complete=False):
    return Step(number, "left", contact_s, None, known_s, complete, {"cadence": LiveValue(cadence, "ok")})


@pytest.fixture
def slow(monkeypatch):
    import gaitcue.live.engine

    monkeypatch.setattr(gaitcue.live.engine, "LiveEngine", SlowEngine)


def test_the_newest_picture_is_looked_at_and_those_before_it_are_counted_as_skipped(slow):
    def quick(source):
        for index in range(30):
            time.sleep(0.01)
            yield Frame(index)

    looked = list(look_live("any", LiveSettings(), quick))
    indices = [each.seen.frame for each in looked]
    assert indices == sorted(set(indices))
    assert 5 <= len(indices) < 25
    assert len(indices) + looked[-1].skipped >= 29
    assert max(each.delay_s for each in looked) < 0.5


def test_what_is_wrong_with_a_source_reaches_whoever_looks(slow):
    def broken(source):
        yield Frame(0)
        time.sleep(0.1)
        raise UnusableInput("camera 0 gives no more pictures: plug it in again")

    stream = look_live("0", LiveSettings(), broken)
    assert next(stream).seen.frame == 0
    with pytest.raises(UnusableInput, match="plug it in again"):
        next(stream)


def test_the_reader_ends_when_nobody_looks_any_more(slow):
    read = []

    def endless(source):
        while True:
            read.append(0)
            yield Frame(len(read))
            time.sleep(0.005)

    stream = look_live("0", LiveSettings(), endless)
    next(stream)
    stream.close()
    time.sleep(0.1)
    before = len(read)
    time.sleep(0.1)
    assert len(read) == before


def test_a_waiting_frame_gives_way_to_a_newer_one():
    newest = Newest()
    for index in range(3):
        newest.put(Frame(index))
    newest.end()
    taken = newest.take()
    assert taken is not None
    assert (taken[0].index, newest.skipped, newest.take()) == (2, 2, None)


def test_a_step_is_counted_once_and_timed_from_its_contact_to_its_number():
    tally = LiveTally()
    first = tally.take(Looked(seen(30, 1.0, [step(1, 0.7, 0.9), step(2, 0.9, 0.98)]), 0.05, 1))
    again = tally.take(Looked(seen(60, 2.0, [step(1, 0.7, 0.9, complete=True)]), 0.05, 4))
    assert ([each.number for each in first], again) == ([1, 2], [])
    told = tally.figures()
    assert (told["steps"], told["frames"], told["skipped"]) == (2, 2, 4)
    assert tally.told_after_s == pytest.approx([0.35, 0.15])
    assert tally.waited_s == pytest.approx([0.2, 0.08])
    assert told["cadence_spm"] == 170.0
