"""Of very fast clips not every frame is looked at."""

from dataclasses import dataclass

import numpy as np
import pytest

from gaitcue.pose.looking.thinning import Pacer, look_every, thinned
from gaitcue.pose.settings import PLANS


@dataclass
class Numbered:
    index: int


@pytest.mark.parametrize(
    ("fps", "every"), [(25, 1), (60, 1), (120, 1), (200, 1), (239.76, 2), (240, 2), (480, 4), (960, 8)]
)
def test_there_are_never_fewer_than_a_hundred_looks_a_second_where_the_clip_has_them(fps: float, every: int) -> None:
    assert look_every(np.arange(100) / fps, PLANS["fast"].enough_hz) == every
    assert every == 1 or fps / every > 100


@pytest.mark.parametrize("preset", ["standard", "best"])
def test_the_accurate_presets_look_at_every_frame(preset: str) -> None:
    assert look_every(np.arange(100) / 960, PLANS[preset].enough_hz) == 1


def test_a_single_frame_is_looked_at() -> None:
    assert look_every(np.zeros(1), 110.0) == 1


def test_frames_are_counted_by_their_numbers_and_a_missing_one_gives_way_to_the_next() -> None:
    numbers = [0, 1, 2, 3, 5, 6, 7, 8]
    assert [f.index for f in thinned(map(Numbered, numbers), 2)] == [0, 2, 5, 7]  # type: ignore[arg-type]
    assert [f.index for f in thinned(map(Numbered, numbers), 1)] == numbers  # type: ignore[arg-type]


@pytest.mark.parametrize(("fps", "every"), [(30.0, 1), (60.0, 1), (59.94, 1), (61.0, 1), (120.0, 2), (240.0, 4)])
def test_a_pacer_lets_through_about_sixty_a_second_and_never_much_less(fps: float, every: int) -> None:
    pacer = Pacer(60.0)
    times = np.round(np.arange(40) / fps, 3)
    due = [i for i, t in enumerate(times) if pacer.due(float(t))]
    assert due == list(range(0, 40, every))
