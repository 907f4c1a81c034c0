"""Figures laid over one another."""

import re

import numpy as np
import pytest

from gaitcue.report.pages.gallery import laid_over
from gaitcue.report.pages.leg_columns import leg_columns
from support import handmade


def reach(picture: str) -> tuple[float, float]:
    """Height of the picture, and the lowest y of the figures in it."""
    height = float(re.search(r'viewBox="0 0 \S+ (\S+)"', picture)[1])
    drop = float(re.search(r"translate\(\S+ (\S+)\)", picture)[1])
    strokes = re.findall(r' d="([^"]+)"', picture)
    return height, max(float(y) for d in strokes for y in re.findall(r"[ML]\s*\S+[ ,](\S+)", d)) + drop


def test_no_foot_is_cut_off_however_long_the_legs():
    run = handmade.analysis()
    track = run.track.copy(deep=True)
    feet = [str(n) for n in track["keypoint"].values if str(n).endswith(("ankle", "heel", "toe"))]
    hips = float(track["position"].sel(space="y", keypoint="left_hip").mean())
    y = track["position"].sel(space="y", keypoint=feet)
    track["position"].loc[{"space": "y", "keypoint": feet}] = hips + 1.5 * (y - hips)
    long = handmade.analysis(track=track)
    for analysis in (run, long):
        panels = laid_over(analysis, leg_columns(analysis))
        assert panels
        heights, lowest = zip(*(reach(panel.svg) for panel in panels), strict=True)
        assert len(set(heights)) == 1
        assert np.all(np.array(lowest) < heights[0])


@pytest.mark.filterwarnings("error")
def test_feet_that_were_never_seen_give_no_warning():
    run = handmade.analysis()
    track = run.track.copy(deep=True)
    feet = [str(n) for n in track["keypoint"].values if str(n).endswith(("heel", "toe"))]
    track["position"].loc[{"keypoint": feet}] = np.nan
    hidden = handmade.analysis(track=track)
    assert len(laid_over(hidden, leg_columns(hidden))) == len(laid_over(run, leg_columns(run)))
