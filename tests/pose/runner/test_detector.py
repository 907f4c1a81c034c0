"""The person detector's anchors, boxes, and the joining of those that mean one person."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest

from gaitcue.pose.runner import detector
from gaitcue.pose.runner.detector import Detection, PersonDetector, anchors, decode_boxes, fits_in, merge, overlap


def body(x: float, y: float, radius: float) -> np.ndarray:
    return np.array([[x, y], [x, y - radius]])


def test_anchors_are_the_cell_centres_of_five_layers() -> None:
    centres = anchors()
    assert centres.shape == (2254, 2)
    np.testing.assert_allclose(centres[0], 0.5 / 28)
    np.testing.assert_allclose(centres[2], [1.5 / 28, 0.5 / 28])
    np.testing.assert_allclose(centres[-1], 6.5 / 7)


def test_boxes_are_offsets_from_the_anchor_in_224ths() -> None:
    boxes, logits = np.zeros((2254, 12)), np.full(2254, -9.0)
    boxes[100, 4:8] = 0.0, 22.4, 0.0, -44.8
    logits[100] = 2.0
    bodies, scores = decode_boxes(boxes, logits)
    assert scores == pytest.approx([1 / (1 + np.exp(-2.0))])
    np.testing.assert_allclose(bodies[0] - anchors()[100], [[0.0, 0.1], [0.0, -0.2]])


def test_best_comes_first_and_weak_ones_are_dropped() -> None:
    logits = np.full(2254, -9.0)
    logits[[5, 9, 20]] = 1.0, 3.0, -0.5
    _, scores = decode_boxes(np.zeros((2254, 12)), logits)
    assert len(scores) == 2
    assert scores[0] > scores[1]


def test_overlap_of_squares() -> None:
    assert overlap(body(0, 0, 10), body(0, 0, 10)) == pytest.approx(1.0)
    assert overlap(body(0, 0, 10), body(10, 0, 10)) == pytest.approx(1 / 3)
    assert overlap(body(0, 0, 10), body(30, 0, 10)) == 0.0


def test_merge_joins_one_person_and_keeps_two_apart() -> None:
    bodies = np.array([body(100, 100, 50), body(104, 100, 50), body(300, 100, 50)])
    merged, scores = merge(bodies, np.array([0.9, 0.6, 0.8]))
    np.testing.assert_allclose(merged[:, 0, 0], [(0.9 * 100 + 0.6 * 104) / 1.5, 300.0])
    np.testing.assert_allclose(scores, [0.9, 0.8])


def test_one_seen_upside_down_does_not_shrink_the_circle() -> None:
    bodies = np.array([body(100, 100, 90), [[102.0, 80.0], [102.0, 180.0]]])
    merged, _ = merge(bodies, np.array([0.95, 0.63]))
    assert len(merged) == 1
    assert np.hypot(*(merged[0, 1] - merged[0, 0])) > 85


def test_a_small_figure_has_its_hips_in_the_picture_and_fits_in_its_part() -> None:
    assert fits_in(Detection(0.9, body(45, 154, 120)), 213, 1600, 320)
    assert not fits_in(Detection(0.62, body(1314, -142, 120)), 213, 1600, 320)
    assert not fits_in(Detection(0.62, body(940, 34, 325)), 213, 1600, 320)
    assert not fits_in(Detection(0.88, body(335, 916, 360)), 480, 720, 1280)


@dataclass
class Blank:
    width: int = 400
    height: int = 200
    time_s: float = 0.0
    seen: tuple[np.ndarray, ...] = ()

    def warp(self, matrix: np.ndarray, size: int) -> np.ndarray:
        self.seen = (*self.seen, matrix)
        return np.zeros((size, size, 3), np.uint8)


def test_positions_are_those_of_the_displayed_frame(monkeypatch: pytest.MonkeyPatch) -> None:
    """A body in the middle of the letterboxed picture lies in the middle of the frame."""

    class Fake:
        def each(self, pictures: Iterable[np.ndarray]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
            for _ in pictures:
                boxes, logits = np.zeros((2254, 12)), np.full(2254, -9.0)
                boxes[0, 4:6] = 112 - 224 * anchors()[0]
                boxes[0, 6:8] = boxes[0, 4:6] - [0, 22.4]
                logits[0] = 3.0
                yield boxes, logits

    monkeypatch.setattr(detector, "DetectorNetwork", Fake)
    frame = Blank()
    found = PersonDetector()(frame)
    assert len(found) == 1
    np.testing.assert_allclose(found[0].body, [[199.5, 99.5], [199.5, 59.5]])
    assert found[0].radius == pytest.approx(40.0)
    np.testing.assert_allclose(frame.seen[0] @ [111.5, 111.5, 1.0], [199.5, 99.5])


class Crowd:
    """A stand-in for the model: answers by the side of the part that it is shown."""

    def __init__(self, whole: tuple[np.ndarray, float], closer: tuple[np.ndarray, float]) -> None:
        self.whole, self.closer = whole, closer
        self.sides: list[float] = []

    def __call__(self, frame: Blank, centres: list, side: float, least: float) -> Iterator[list[Detection]]:
        self.sides.append(side)
        body, score = self.whole if side == max(frame.width, frame.height) else self.closer
        return iter([[Detection(score, body)] if score >= least else []] * len(centres))


ON_THE_HEAD = np.array([[200.0, 100.0], [200.0, 190.0]])
LYING = np.array([[150.0, 90.0], [180.0, 75.0]])


@pytest.mark.parametrize(
    ("whole", "closer", "found", "sizes_of_closer_looks"),
    [
        ((body(200, 100, 80), 0.9), (body(150, 90, 30), 0.9), body(200, 100, 80), 0),
        ((ON_THE_HEAD, 0.9), (body(150, 90, 30), 0.9), body(150, 90, 30), 1),
        ((ON_THE_HEAD, 0.9), (body(150, 90, 30), 0.7), body(150, 90, 30), 1),
        ((ON_THE_HEAD, 0.9), (LYING, 0.9), ON_THE_HEAD, 2),
        ((body(200, 100, 80), 0.3), (body(150, 90, 30), 0.7), body(150, 90, 30), 1),
    ],
    ids=["clear", "clear only when closer", "clearer when closer", "clear nowhere", "seen only when closer"],
)
def test_closer_looks_while_nobody_is_clear(monkeypatch, whole, closer, found, sizes_of_closer_looks) -> None:
    monkeypatch.setattr(detector, "DetectorNetwork", lambda: None)
    model = Crowd(whole, closer)
    detect = PersonDetector()
    monkeypatch.setattr(detect, "_looks", model)
    (person,) = detect(Blank())
    np.testing.assert_allclose(person.body, found)
    assert len(model.sides) == 1 + sizes_of_closer_looks


def test_a_glance_is_one_look_and_shows_only_the_fairly_clear(monkeypatch) -> None:
    monkeypatch.setattr(detector, "DetectorNetwork", lambda: None)
    detect = PersonDetector()
    model = Crowd((body(200, 100, 80), 0.7), (body(150, 90, 30), 0.9))
    monkeypatch.setattr(detect, "_looks", model)
    assert [person.score for person in detect.glance(Blank())] == [0.7]
    model.whole = (ON_THE_HEAD, 0.9)
    assert detect.glance(Blank()) == []
    assert model.sides == [400, 400]
