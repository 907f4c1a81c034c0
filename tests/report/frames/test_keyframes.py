from dataclasses import replace

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gaitcue.report.frames.keyframes import KeyFrames, cut_out, moment_time, typical_stride
from gaitcue.terms.records import StrideValue
from gaitcue.terms.track import make_track
from support import handmade


def white_dots(facing="right"):
    """A clip that shows nothing but the runner's knee and ankle as white discs."""
    points = handmade.points_px(facing)

    def pick(indices):
        out = {}
        for i in indices:
            image = np.zeros((handmade.HEIGHT, handmade.WIDTH, 3), np.uint8)
            for name in ("right_knee", "right_ankle"):
                at = tuple(round(v * 16) for v in points[name][i])
                cv2.circle(image, at, 5 * 16, (255, 255, 255), -1, cv2.LINE_AA, 4)
            out[i] = image
        return out.items()

    return pick


@pytest.mark.parametrize("roll", [0.0, 4.0, -6.0])
def test_points_lie_on_what_they_mark_in_the_cut_picture(roll):
    run = handmade.analysis()
    run = replace(run, view=replace(run.view, roll_deg=roll))
    frames = KeyFrames(run, white_dots())
    cut = frames.cut(300)
    density = cut.photo.shape[0] / frames.size[1]
    for name in ("right_knee", "right_ankle"):
        x, y = cut.points[name]
        window = cut.photo[:, :, 0].astype(float)
        rows, columns = np.mgrid[: window.shape[0], : window.shape[1]]
        near = np.hypot((columns + 0.5) / density - x, (rows + 0.5) / density - y) < 9
        weight = window * near
        found = np.array([(weight * (columns + 0.5)).sum(), (weight * (rows + 0.5)).sum()]) / weight.sum() / density
        assert np.allclose(found, [x, y], atol=0.35)


@given(st.floats(-8, 8))
@settings(max_examples=20, deadline=None)
def test_the_plumb_line_stands_upright_whatever_the_roll(roll):
    run = handmade.analysis()
    run = replace(run, view=replace(run.view, roll_deg=roll))
    matrix = KeyFrames(run, None).matrix(10)
    up = matrix[:, :2] @ np.array([np.sin(np.radians(roll)), -np.cos(np.radians(roll))])
    assert up[0] == pytest.approx(0, abs=1e-9)
    assert up[1] < 0


def test_all_pictures_of_a_clip_have_one_scale(analysis):
    frames = KeyFrames(analysis, None)
    scales = {round(float(np.linalg.det(frames.matrix(row)[:, :2])), 9) for row in (0, 100, 650)}
    assert len(scales) == 1


def test_shrinking_keeps_pixels_in_place():
    image = np.zeros((400, 400, 3), np.uint8)
    image[200:, :] = 255
    half = cut_out(image, np.array([[0.25, 0, 0.125], [0, 0.25, 0.125]]), (100, 100))
    rows = half[:, half.shape[1] // 2, 0].astype(float)
    assert np.interp(127.5, rows, np.arange(len(rows))) + 0.5 == pytest.approx(half.shape[0] / 2, abs=1.0)


def test_markers_make_upright_stick_figures():
    points = {n: np.stack([p[:, 0] / 282, (700 - p[:, 1]) / 282], -1) for n, p in handmade.points_px("right").items()}
    track = make_track(
        np.stack(list(points.values()), 1), np.arange(720) / 120, list(points), units="m", source_kind="markers"
    )
    run = handmade.analysis(track=track, clip=None)
    run = replace(run, view=replace(run.view, near_side=None, roll_deg=0, units_per_m=1, thigh_shank_length=240 / 282))
    cut = KeyFrames(run, None).cut(100)
    assert cut.photo is None
    assert cut.points["right_ankle"][1] > cut.points["right_knee"][1] > cut.points["right_shoulder"][1]
    assert cut.points["nose"][1] > 0 and cut.points["right_toe"][1] < 400


def test_legs_alone_fill_the_picture_too():
    points = {n: np.stack([p[:, 0] / 282, (700 - p[:, 1]) / 282], -1) for n, p in handmade.points_px("right").items()}
    legs = {n: p for n, p in points.items() if n.endswith(("hip", "knee", "ankle", "heel", "toe"))}
    track = make_track(
        np.stack(list(legs.values()), 1), np.arange(720) / 120, list(legs), units="m", source_kind="markers"
    )
    run = handmade.analysis(track=track, clip=None)
    run = replace(run, view=replace(run.view, near_side=None, roll_deg=0, units_per_m=1, thigh_shank_length=240 / 282))
    frames = KeyFrames(run, None)
    cut = frames.cut(100)
    assert all(0 < p[0] < frames.size[0] and 0 < p[1] < frames.size[1] for p in cut.points.values())
    assert np.linalg.norm(cut.points["right_knee"] - cut.points["right_hip"]) > 0.12 * frames.size[1]


@pytest.mark.parametrize("facing", ["left", "right"])
def test_pictures_stay_inside_the_frame_when_it_is_large_enough(facing):
    run = handmade.analysis(facing)
    run = replace(run, view=replace(run.view, roll_deg=0))
    frames = KeyFrames(run, handmade.picker(facing))
    corners = np.array([[0, 0], [handmade.WIDTH, handmade.HEIGHT]])
    for row in (0, 200, 500):
        matrix = frames.matrix(row)
        low, high = corners @ matrix[:, :2].T + matrix[:, 2]
        assert (low <= 1e-6).all() and (high >= np.array(frames.size) - 1e-6).all()
        points = [v for v in frames.cut(row).points.values() if np.isfinite(v).all()]
        assert all(0 < p[0] < frames.size[0] and 0 < p[1] < frames.size[1] for p in points)


def test_the_typical_stride_is_the_one_nearest_the_mean(analysis):
    values = tuple(
        StrideValue("m", "near", "right", i, v, "deg", "ok") for i, v in enumerate([1.0, 9.0, 5.1, 4.0, 6.0, 3.0])
    )
    assert typical_stride(replace(analysis, values=values), "m", "right").stride == 2
    assert typical_stride(replace(analysis, values=()), "m", "right").used
    assert typical_stride(replace(analysis, strides=()), "m", "right") is None


def test_key_positions_follow_one_another(analysis):
    stride = analysis.strides[0]
    order = [moment_time(stride, m) for m in ("initial_contact", "loading", "mid_stance", "toe_off", "mid_swing")]
    assert order == sorted(order)
    assert order[-1] < stride.end_s
