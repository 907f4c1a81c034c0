"""Segments of the runner, windows over long clips, and the store on disk."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gaitcue.pose import merged_track as joined
from gaitcue.pose.looking.passes import Look, passes_of
from gaitcue.pose.looking.store import PassStore
from gaitcue.pose.runner import shots
from gaitcue.pose.runner.facing import facing_votes, find_facing
from gaitcue.pose.runner.shots import Overview, find_segments, overview_of
from gaitcue.pose.settings import PLAIN
from support.fakes import figure, look


def overview(seen: np.ndarray, swing: np.ndarray | None = None, fps: float = 30.0) -> Overview:
    n = len(seen)
    ankles = np.zeros((n, 2))
    ankles[:, 0] = 0.5 * np.sin(np.arange(n) / 3) if swing is None else swing
    ankles, crop = np.where(seen[:, None], ankles, np.nan), np.tile([300.0, 200.0, 250.0], (n, 1))
    return Overview(np.arange(n) + 100, np.arange(n) / fps, seen, ankles, np.ones(n), crop)


def ranges(found: list[shots.Segment]) -> list[tuple[int, int]]:
    return [(s.first, s.end) for s in found]


def test_one_segment_bridges_a_short_gap_and_a_long_one_splits() -> None:
    seen = np.ones(100, bool)
    seen[20:24] = False
    seen[50:65] = False
    assert ranges(find_segments(overview(seen), [])) == [(0, 50), (65, 100)]


def test_a_cut_splits_at_its_frame_number() -> None:
    assert ranges(find_segments(overview(np.ones(80, bool)), [130])) == [(0, 30), (30, 80)]


def test_frames_in_which_somebody_passed_are_left_out_and_split_however_few_they_are() -> None:
    assert ranges(find_segments(overview(np.ones(80, bool)), [], [range(130, 134)])) == [(0, 30), (34, 80)]


def test_nobody_and_a_glimpse_give_no_segment() -> None:
    assert find_segments(overview(np.zeros(30, bool)), []) == []
    seen = np.zeros(60, bool)
    seen[5:10] = True
    assert find_segments(overview(seen), []) == []


def test_a_bystander_after_the_runner_has_left_is_dropped() -> None:
    seen = np.ones(120, bool)
    seen[50:70] = False
    swing = 0.5 * np.sin(np.arange(120) / 3)
    swing[70:] *= 0.05
    assert ranges(find_segments(overview(seen, swing), [])) == [(0, 50)]


@given(st.integers(0, 50), st.integers(1, 20000))
def test_windows_believe_every_row_once(first: int, length: int) -> None:
    end = first + length
    rows = first
    for start, stop, believed, until in joined.overlapping_windows(first, end):
        assert believed == rows
        assert start <= believed < until <= stop
        assert stop - start <= joined.WINDOW
        rows = until
    assert rows == end


def store_of(looks: list[Look]) -> PassStore:
    store = PassStore((PLAIN,))
    for one in looks:
        store.append(one)
    return store


def run_looks(frames: int, facing: int = 1) -> list[Look]:
    return [look(i, figure(100 + i, 60 * np.sin(i / 3), facing=facing)) for i in range(frames)]


def test_store_gives_back_what_it_was_given() -> None:
    looks = run_looks(30)
    with store_of(looks) as store:
        direct, part = passes_of(looks, (PLAIN,)), store.read(10, 20)
        assert len(store) == 30
    for name in ("frame", "time_s", "points", "peak", "modes", "regression", "presence", "crop"):
        np.testing.assert_array_equal(getattr(part, name), getattr(direct, name)[10:20])


def test_survey_and_join_over_several_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shots, "WINDOW", 100)
    monkeypatch.setattr(joined, "WINDOW", 100)
    looks = run_looks(330)
    with store_of(looks) as store:
        segments = find_segments(overview_of(store), [])
        result = joined.join(store, segments, "right", (640, 360))
    assert result.segments == [[0, 329]]
    assert np.isfinite(result.position).all()
    assert result.confidence.min() > 0.0


def test_points_outside_the_picture_are_missing() -> None:
    looks = [look(i, figure(600 + 4 * i)) for i in range(20)]
    with store_of(looks) as store:
        result = joined.join(store, [shots.Segment(0, 20, 0.5)], "right", (640, 360))
    assert np.isfinite(result.position[0]).all()
    assert not np.isfinite(result.position[-1]).any()
    assert not result.confidence[-1].any()


@pytest.mark.parametrize(("facing", "side"), [(1, "right"), (-1, "left")])
def test_facing_from_toes_nose_and_knees(facing: int, side: str) -> None:
    points = np.stack([one.points[0] for one in run_looks(40, facing)])
    found, clarity = find_facing(facing_votes(points, np.ones(points.shape[:2])))
    assert found == side
    assert clarity > 0.5


def test_facing_without_points_is_unclear() -> None:
    assert find_facing(facing_votes(np.full((3, 19, 2), np.nan), np.zeros((3, 19))))[1] == 0.0


def test_a_jump_to_another_person_splits_and_the_one_who_stood_is_dropped() -> None:
    swing = np.where(np.arange(120) < 40, 0.0, 0.5 * np.sin(np.arange(120) / 3))
    jumped = overview(np.ones(120, bool), swing)
    jumped.crop[:, 0] += 8.0 * np.arange(120)
    jumped.crop[40:, 0] += 400.0
    assert [(s.first, s.end) for s in find_segments(jumped, [])] == [(40, 120)]
