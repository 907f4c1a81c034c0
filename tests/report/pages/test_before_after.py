from dataclasses import replace

import cv2
import numpy as np
import pytest

from gaitcue.report.frames.keyframes import HIP_HEIGHT, KeyFrames
from gaitcue.report.pages.before_after import LEG_SHARE, SIZE, before_after_drawing, png_bytes
from gaitcue.terms.errors import BadOption
from gaitcue.terms.track import make_track
from support import handmade
from support.catalog import catalog


def zoomed(run, factor):
    """The same runner filmed from nearer."""
    position = run.track["position"].isel(individual=0).transpose("time", "keypoint", "space").values * factor
    track = make_track(position, run.track["time"].values, list(run.track["keypoint"].values))
    return replace(run, track=track, view=replace(run.view, thigh_shank_length=run.view.thigh_shank_length * factor))


def drawing(before, after, **more):
    return before_after_drawing(
        (before, after), (None, None), more.pop("leg", "near"), "initial_contact", catalog=catalog
    )


def test_a_nearer_camera_changes_nothing_in_the_picture(analysis):
    pictures = []
    for run in (analysis, zoomed(analysis, 1.7)):
        scale = LEG_SHARE * SIZE[1] / run.view.thigh_shank_length
        cut = KeyFrames(run, None, size=SIZE, scale=scale, steady=False).cut(200)
        pictures.append(np.array([cut.points[n] for n in sorted(cut.points)]))
    assert np.allclose(pictures[0], pictures[1], atol=1e-6)


def test_hips_lie_on_hips(analysis):
    for row in (10, 120, 300):
        cut = KeyFrames(analysis, None, size=SIZE, steady=False).cut(row)
        hips = (cut.points["left_hip"] + cut.points["right_hip"]) / 2
        assert np.allclose(hips, [SIZE[0] / 2, HIP_HEIGHT * SIZE[1]])


def test_numbers_carry_their_errors(analysis):
    picture = drawing(analysis, replace(analysis, conditions=replace(analysis.conditions, cue="run tall")))
    for part in ("11.4 ± 1.8°", "Before: 10.8 km/h", "After: run tall, 10.8 km/h", "Initial contact, right leg"):
        assert part in picture.svg


def test_without_numbers_there_is_no_empty_table(analysis):
    assert "Mean ± 95 % error" in drawing(analysis, analysis).svg
    assert "Mean ± 95 % error" not in drawing(replace(analysis, measures=()), replace(analysis, measures=())).svg


@pytest.mark.parametrize("shoe", [0.05, 0.20])
def test_a_straight_leg_and_its_shoe_stay_in_the_picture(shoe):
    """Sole up to a fifth of thigh + shank below the ankle: heel strike with the toes up."""
    assert HIP_HEIGHT + LEG_SHARE * (1 + shoe) < 1.0


def test_picture_is_drawn_as_pixels(analysis):
    png = png_bytes(drawing(analysis, analysis).svg)
    image = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert image.dtype == np.uint8 and image.ndim == 3
    assert image.shape[1] > 1200
    assert image.std() > 20


def test_different_sides_are_refused(analysis):
    other = handmade.analysis("left")
    with pytest.raises(BadOption, match="different sides"):
        drawing(analysis, other)
    assert "right leg" in drawing(analysis, other, leg="right").alt


def test_different_speeds_and_inclines_are_refused(analysis):
    for changed in ({"speed_kmh": 13.0}, {"incline_pct": 5.0}):
        later = replace(analysis, conditions=replace(analysis.conditions, **changed))
        with pytest.raises(BadOption, match="differ"):
            drawing(analysis, later)


def test_a_leg_without_strides_is_refused(analysis):
    with pytest.raises(BadOption, match="no stride"):
        drawing(analysis, replace(analysis, strides=()))


def test_markers_need_a_named_side(analysis):
    markers = replace(analysis, view=replace(analysis.view, near_side=None))
    with pytest.raises(BadOption, match="left or right"):
        drawing(markers, markers)
