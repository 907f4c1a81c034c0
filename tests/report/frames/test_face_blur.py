from dataclasses import replace

import numpy as np
import pytest

from gaitcue.report.frames.face_blur import blur_faces, find_heads, hidden
from gaitcue.terms.track import make_track
from support import handmade


def track_without(names, rows=slice(None)):
    points = handmade.points_px("right")
    position = np.stack(list(points.values()), 1)
    for name in names:
        position[rows, list(points).index(name)] = np.nan
    return points, make_track(position, np.arange(len(position)) / handmade.FPS, list(points))


def true_head(points, frame):
    return (points["nose"][frame] + points["right_ear"][frame]) / 2


HEAD = ("nose", "left_ear", "right_ear")
SHOULDERS = ("left_shoulder", "right_shoulder")


@pytest.mark.parametrize("missing", [(), ("nose",), HEAD])
def test_the_whole_head_lies_in_the_patch(missing):
    points, track = track_without(missing)
    heads = find_heads(track)
    for frame in range(0, 700, 37):
        centre, radius = heads.at(frame)
        assert np.linalg.norm(centre - true_head(points, frame)) + 34 <= radius


def test_the_patch_grows_while_the_head_is_lost():
    points, track = track_without((*HEAD, *SHOULDERS), slice(200, 320))
    heads = find_heads(track)
    assert heads.at(260)[1] > 1.5 * heads.at(100)[1]
    centre, radius = heads.at(260)
    assert np.linalg.norm(centre - true_head(points, 260)) + 34 <= radius


def test_a_stray_head_point_is_not_believed():
    points, track = track_without(("left_ear", "right_ear"))
    track["position"].loc[{"keypoint": "nose"}] = 5.0
    centre, radius = find_heads(track).at(50)
    assert np.linalg.norm(centre - true_head(points, 50)) + 34 <= radius


def test_beyond_the_track_the_nearest_place_holds_with_a_wider_patch():
    _, track = track_without(())
    heads = find_heads(track.isel(time=slice(100, 200)))
    assert heads.at(110)[1] < heads.at(80)[1]
    assert np.allclose(heads.at(80)[0], heads.at(100)[0])


def test_detail_is_gone_inside_and_untouched_outside():
    rng = np.random.default_rng(0)
    image = rng.integers(0, 255, (200, 200, 3), dtype=np.uint8)
    out = blur_faces(image, np.array([100.0, 80.0]), 40)
    assert out[60:100, 80:120].std() < 0.25 * image[60:100, 80:120].std()
    assert np.array_equal(out[130:], image[130:])
    assert np.array_equal(blur_faces(image, np.array([-90.0, -90.0]), 20), image)


def test_with_no_idea_the_upper_half_is_hidden(analysis):
    track = analysis.track.copy(deep=True)
    track["position"][:] = np.nan
    run = replace(analysis, track=track)
    assert find_heads(run.track) is None
    image = np.random.default_rng(0).integers(0, 255, (100, 80, 3), dtype=np.uint8)
    out = hidden(image, None, 3)
    assert out[:50].std() < 0.3 * image[:50].std()
    assert np.array_equal(out[50:], image[50:])
