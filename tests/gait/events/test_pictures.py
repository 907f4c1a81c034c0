"""Toe-off in pictures: the ground need not be level there, and a hidden foot's points may jump."""

from collections.abc import Callable

import numpy as np
import pytest
import xarray as xr

from gaitcue.demo import Runner, true_track
from gaitcue.demo.contacts import make_contacts
from gaitcue.terms.records import Event

RUNNER = Runner(fps=240, duration_s=5.0)
LEG_PX = RUNNER.body.thigh_shank_length * RUNNER.px_per_m


def toe_offs(events: tuple[Event, ...], side: str) -> np.ndarray:
    return np.array([e.time_s for e in events if (e.side, e.type) == (side, "toe_off")])


def moved(track: xr.Dataset, name: str, up_px: np.ndarray) -> xr.Dataset:
    out = track.copy(deep=True)
    where = {"individual": track["individual"].values[0], "keypoint": name, "space": "y"}
    out["position"].loc[where] = out["position"].sel(where) - up_px  # y is down
    return out


@pytest.fixture(scope="module")
def plain() -> xr.Dataset:
    return true_track(RUNNER)


def test_a_toe_that_jumps_as_the_legs_cross_does_not_leave_the_ground(events_of: Callable, plain: xr.Dataset) -> None:
    time_s = plain["time"].values
    crossings = [c.start_s + 0.5 * c.duration_s for c in make_contacts(RUNNER) if c.side == "left"]
    jump = sum(0.03 * LEG_PX * np.exp(-0.5 * ((time_s - t) / 0.016) ** 2) for t in crossings)
    before, after = (toe_offs(events_of(t)[0], "left") for t in (plain, moved(plain, "left_toe", np.asarray(jump))))
    assert len(before) == len(after) >= 6
    assert np.abs(after - before).max() < 0.005


@pytest.mark.parametrize("slope_deg", [-8.0, 8.0])
def test_ground_that_slopes_in_the_picture_moves_toe_off_little(
    events_of: Callable, plain: xr.Dataset, slope_deg: float
) -> None:
    sloped = plain
    for side in ("left", "right"):
        x = plain["position"].isel(individual=0).sel(space="x")
        for name in ("ankle", "heel", "toe"):
            along = (x.sel(keypoint=f"{side}_{name}") - x.sel(keypoint=f"{side}_hip")).values
            sloped = moved(sloped, f"{side}_{name}", np.tan(np.radians(slope_deg)) * along)
    before, after = (toe_offs(events_of(track)[0], "left") for track in (plain, sloped))
    assert np.abs(after - before).max() < 0.006
