"""Degraded clips: the truth moves with the picture."""

import numpy as np
import pytest

from validation.sections.degraded import DEGRADATIONS, Degradation, changed, moved_truth, unchanged

WIDTH, HEIGHT = 320, 240
TRUTH = {
    "facing": "left",
    "near_side": "left",
    "events": [{"frame": 3, "type": "IC", "foot": "near", "pm": 1}],
    "keypoints": [{"frame": 2, "points": {"near_knee": [100.0, 150.0, 3.0]}}],
}


def dotted():
    """Black, with a white square around the knee."""
    picture = np.zeros((HEIGHT, WIDTH, 3), np.uint8)
    picture[138:163, 88:113] = 255
    return picture


@pytest.mark.parametrize("name", [n for n, s in DEGRADATIONS.items() if s.colour is unchanged])
def test_a_dot_and_its_truth_move_alike(name):
    degradation = DEGRADATIONS[name]
    size = degradation.shape(WIDTH, HEIGHT)
    places = [degradation.place(WIDTH, HEIGHT, frame / 5) for frame in range(5)]
    moved = moved_truth(TRUTH, places, list(range(5)), mirrored=degradation.mirrored)
    x, y, doubt = moved["keypoints"][0]["points"]["near_knee"]
    picture = changed(dotted(), places[2], size, unchanged, 2)
    bright = np.argwhere(picture[..., 0] > 150)
    assert picture.shape == (size[1], size[0], 3)
    np.testing.assert_allclose(bright.mean(axis=0), [y, x], atol=0.6)
    assert doubt == pytest.approx(3.0 * np.sqrt(abs(np.linalg.det(places[2][:, :2]))))


def test_the_mirror_exchanges_sides_and_missing_frames_are_counted_anew():
    stay = Degradation().place(WIDTH, HEIGHT, 0.0)
    mirrored = moved_truth(TRUTH, [stay] * 5, [0, 2, 3, 4], mirrored=True)
    assert (mirrored["facing"], mirrored["near_side"]) == ("right", "right")
    assert mirrored["events"][0]["frame"] == 2
    assert mirrored["keypoints"][0]["frame"] == 1
    assert moved_truth(TRUTH, [stay] * 5, [0, 1, 3], mirrored=False)["keypoints"] == []
