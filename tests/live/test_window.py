"""What is kept between windows changes nothing that matters, and no step is lost by it."""

from contextlib import closing

import numpy as np
import pytest

from gaitcue.demo import Runner, draw_clip
from gaitcue.gait.events.ensemble import WAVES
from gaitcue.gait.filtering import PATHS
from gaitcue.live.engine import LiveEngine
from gaitcue.live.looking import LiveLooker
from gaitcue.live.records import LiveSettings
from gaitcue.live.window import (
    FULL,
    KEEP_S,
    LONGEST_GAP_S,
    WINDOW_S,
    Window,
    follow_window,
    looks_per_s,
    next_step_s,
    rates_of,
    to_keep,
)
from gaitcue.terms.conditions import Conditions
from gaitcue.terms.errors import UnusableInput
from gaitcue.terms.keypoints import KEYPOINTS, SIDES
from gaitcue.terms.records import Event
from gaitcue.video import frames, read_clip

SIZE = (640, 480)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    file = tmp_path_factory.mktemp("window") / "run.mp4"
    draw_clip(Runner(duration_s=11.0, fps=30.0, width=640, height=480, px_per_m=210.0), file)
    return read_clip(file)


@pytest.fixture(scope="module")
def looks(clip):
    looker = LiveLooker()
    with closing(frames(clip)) as stream:
        return [looker.look(frame) for frame in stream]


def window_at(looks, newest):
    return tuple(looks[newest - round(WINDOW_S * 30) : newest + 1])


def test_a_session_of_any_length_keeps_no_window_but_the_last(looks):
    def held_after(newest: int) -> int:
        follow_window(window_at(looks, newest), SIZE, Conditions(), kept)
        return PATHS.held_bytes + WAVES.held_bytes

    kept = follow_window(window_at(looks, 150), SIZE, Conditions()).kept
    held = [held_after(newest) for newest in range(160, 240, 10)]
    assert 0 < max(held) < 1.5 * min(held)


def test_with_the_view_and_the_stiffness_of_an_earlier_window_the_contacts_are_the_same(looks):
    earlier = follow_window(window_at(looks, 150), SIZE, Conditions())
    anew, again = (follow_window(window_at(looks, 260), SIZE, Conditions(), kept) for kept in (None, earlier.kept))
    assert again.view is earlier.view
    assert len(anew.contacts) == len(again.contacts) > 8
    apart = [abs(a.time_s - b.time_s) for a, b in zip(anew.contacts, again.contacts, strict=True)]
    assert np.median(apart) < 0.003
    assert max(apart) < 0.015


def test_a_gap_begins_a_new_stretch(looks):
    window = Window()
    for look in (*looks[:40], *looks[40 + round((LONGEST_GAP_S + 0.1) * 30) : 80]):
        window.add(look, SIZE)
    assert window.stretch == 1
    assert window.began_s > looks[39].time_s


def test_pictures_of_another_size_begin_a_new_stretch(looks):
    window = Window()
    for look in looks[:40]:
        window.add(look, SIZE if look.frame < 20 else (480, 640))
    assert window.stretch == 1 and len(window.looks) == 20


def test_legs_that_leave_the_picture_give_no_contact(looks):
    ankles = np.nanmedian(looks[150].points[0][[*map(KEYPOINTS.index, ("left_ankle", "right_ankle"))], 1])
    with pytest.raises(UnusableInput, match="never seen together"):
        follow_window(window_at(looks, 150), (640, round(ankles) - 60), Conditions())


def test_a_cadence_that_no_runner_has_is_not_given():
    def contacts(step_s):
        return [Event(i * step_s, 0.0, "initial_contact", "near", SIDES[i % 2], 1.0) for i in range(6)]

    assert np.isfinite(rates_of(contacts(0.36))[2:]).all()
    assert np.isnan(rates_of(contacts(0.18))).all() and np.isnan(rates_of(contacts(1.4))).all()


def test_the_next_step_is_as_long_as_steps_from_that_foot_are():
    def contacts(count):
        times = np.cumsum([0.0, *(0.34, 0.38) * 3])[:count]
        return [Event(at, 0.0, "initial_contact", "near", SIDES[i % 2], 1.0) for i, at in enumerate(times)]

    assert next_step_s(contacts(6)) == pytest.approx(0.38)
    assert next_step_s(contacts(7)) == pytest.approx(0.34)
    assert np.isnan(next_step_s(contacts(1)))


def test_of_frames_left_out_here_and_there_the_rate_is_that_of_those_looked_at():
    times = np.arange(0, 4, 1 / 30)
    assert looks_per_s(times) == pytest.approx(30, abs=0.1)
    assert looks_per_s(np.delete(times, range(2, 118, 3))) == pytest.approx(20, abs=0.5)


def test_what_is_kept_is_found_again_while_no_step_is_lost(looks, clip, monkeypatch):
    whole, anew = [], []

    def follow(looks, size, conditions, kept=None):
        whole.append((looks[-1].time_s, kept))
        return follow_window(looks, size, conditions, kept)

    def find_again(looks, size, conditions):
        anew.append(looks[-1].time_s)
        return to_keep(looks, size, conditions)

    monkeypatch.setattr("gaitcue.live.engine.follow_window", follow)
    monkeypatch.setattr("gaitcue.live.engine.to_keep", find_again)
    engine = LiveEngine(LiveSettings(), beside=False)
    monkeypatch.setattr(engine.looker, "look", lambda frame: looks[frame.index])
    with closing(frames(clip)) as stream:
        steps = [step for frame in stream for step in engine.see(frame).steps]
    assert len(anew) == 1
    before = next(kept for _, kept in whole if kept is not None)
    assert FULL * WINDOW_S <= before.over_s <= WINDOW_S
    assert KEEP_S < anew[0] - before.made_s < KEEP_S + 1.0
    assert all(kept is not None for time_s, kept in whole if time_s > WINDOW_S + 0.5)
    assert whole[-1][1].made_s == anew[0], "what was found again is what later windows go by"
    first = {step.number: step.contact_s for step in steps if not step.complete or step.contact_s < 1.5}
    between = np.diff([first[number] for number in sorted(first)])
    assert len(first) >= 25
    assert between.max() < 1.2 * np.median(between)
