"""Events of the synthetic runner, and what must not change them."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest

from gaitcue.demo import Runner, noisy_track, true_plane_track, true_track
from gaitcue.demo.contacts import make_contacts
from gaitcue.terms.records import Event

Times = dict[tuple[str, str], np.ndarray]


def by_kind(events: tuple[Event, ...]) -> Times:
    kinds = {(e.side, e.type) for e in events}
    return {kind: np.array([e.time_s for e in events if (e.side, e.type) == kind]) for kind in kinds}


def truth(runner: Runner) -> Times:
    contacts = make_contacts(runner)
    return {
        (side, kind): np.array([getattr(c, name) for c in contacts if c.side == side])
        for side in ("left", "right")
        for kind, name in (("initial_contact", "start_s"), ("toe_off", "end_s"))
    }


def errors(found: Times, wanted: Times, kind: str, runner: Runner) -> np.ndarray:
    """Error of every event well inside the clip; none may be missing or invented."""
    out = []
    for side in ("left", "right"):
        inside = [t for t in wanted[side, kind] if 0.2 < t < runner.duration_s - 0.2]
        near = [found[side, kind][np.argmin(np.abs(found[side, kind] - t))] - t for t in inside]
        assert np.abs(near).max() < 0.08
        assert sum((found[side, kind] > 0.2) & (found[side, kind] < runner.duration_s - 0.2)) == pytest.approx(
            len(inside), abs=1
        )
        out += near
    return np.array(out)


@pytest.mark.parametrize("fps", [30, 60, 120, 240])
@pytest.mark.parametrize("surface", ["treadmill", "overground"])
def test_every_contact_of_the_synthetic_runner(events_of: Callable, fps: float, surface: str) -> None:
    runner = Runner(fps=fps, surface=surface)  # type: ignore[arg-type]
    found = by_kind(events_of(true_plane_track(runner))[0])
    wanted = truth(runner)
    contact, off = (errors(found, wanted, kind, runner) for kind in ("initial_contact", "toe_off"))
    assert np.std(contact) < 0.004 and np.std(off) < 0.005
    assert np.median(np.abs(off)) < 0.5 / fps + 0.003


def test_pose_noise_and_dropouts_lose_nothing(events_of: Callable) -> None:
    runner = Runner(fps=60)
    found = by_kind(events_of(noisy_track(true_track(runner), 1.5, 0.08, 0.02, seed=3))[0])
    for kind in ("initial_contact", "toe_off"):
        assert np.std(errors(found, truth(runner), kind, runner)) < 0.02


def test_times_hold_at_any_frame_rate(events_of: Callable) -> None:
    found = [by_kind(events_of(true_plane_track(Runner(fps=fps)))[0]) for fps in (50, 100, 250)]
    assert len(found[0]) == 4
    for kind in found[0]:
        middle = [times[(times > 0.5) & (times < 9.5)] for times in (each[kind] for each in found)]
        assert np.abs(middle[0] - middle[2]).max() < 0.006 and np.abs(middle[1] - middle[2]).max() < 0.003


def test_the_picture_s_size_and_facing_do_not_matter(events_of: Callable) -> None:
    plain = by_kind(events_of(true_track(Runner(fps=120)))[0])
    large = by_kind(events_of(true_track(Runner(fps=120, width=1080, height=1440, px_per_m=630)))[0])
    for kind in plain:
        assert np.abs(plain[kind] - large[kind]).max() < 1e-3
    turned = events_of(true_track(Runner(fps=120, facing="left", near_side="right")))[0]
    assert len(turned) == sum(map(len, plain.values()))


def test_a_hidden_foot_gives_no_event_and_a_short_gap_loses_none(events_of: Callable) -> None:
    runner = Runner(fps=120)
    track = true_plane_track(runner)
    whole = by_kind(events_of(track)[0])
    gap = track.copy(deep=True)
    gap["position"][{"time": slice(300, 330)}] = np.nan  # 0.25 s
    held = by_kind(events_of(gap)[0])
    away = track.copy(deep=True)
    away["position"][{"time": slice(300, 700)}] = np.nan
    cut = by_kind(events_of(away)[0])
    assert len(whole) == 4
    for kind, times in whole.items():
        assert len(held[kind]) >= len(times) - 1
        assert not ((cut[kind] > 300 / 120 + 0.02) & (cut[kind] < 700 / 120 - 0.02)).any()


def test_exchanged_legs_hardly_move_events(events_of: Callable) -> None:
    """0.12 s in which the points of both legs have changed places, as a pose model may do where legs cross."""
    track = noisy_track(true_track(Runner(fps=60)), 0.5, seed=3)
    names = [str(name) for name in track["keypoint"].values]
    plain, moved = by_kind(events_of(track)[0]), []
    for start in range(200, 290, 9):
        swapped = track.copy(deep=True)
        points = swapped["position"].transpose("time", "keypoint", "space", "individual").values
        for joint in ("knee", "ankle", "heel", "toe"):
            rows = [names.index(f"{side}_{joint}") for side in ("left", "right")]
            points[start : start + 7, rows] = points[start : start + 7, rows[::-1]]
        found = by_kind(events_of(swapped)[0])
        shift = np.concatenate([np.abs(plain[k][:, None] - found[k]).min(axis=1) for k in plain])
        lost = shift > 0.1
        assert lost.sum() <= 2
        moved.append(shift[~lost].max())
    assert np.mean(moved) < 0.015


def test_events_alternate_and_say_how_sure_they_are(events_of: Callable) -> None:
    events, plane = events_of(true_track(Runner(fps=60)))
    contacts = [e.side for e in events if e.type == "initial_contact"]
    assert all(a != b for a, b in itertools.pairwise(contacts))
    for event in events:
        assert 0 < event.half_width_s < 0.1 and 0 <= event.confidence <= 1
        assert event.frame == pytest.approx(event.time_s * 60, abs=1e-6)
        assert event.leg == plane.leg_of(event.side)


@pytest.mark.filterwarnings("error")
def test_nothing_to_see_gives_no_events(events_of: Callable) -> None:
    track = true_plane_track(Runner(fps=60))
    still = track.isel(time=[0] * 120).assign_coords(time=np.arange(120) / 60)
    assert events_of(still)[0] == ()
