import re
from pathlib import Path

import numpy as np
import pytest

from gaitcue.gait import MEASURES, frame_rate_status
from gaitcue.gait.policy import HEADLINE, frame_rate, policy
from gaitcue.terms.sources import unresolved
from gaitcue.video import Scene
from gaitcue.work.probe import clip_notes
from support.handmade import clip_record

STILL = Scene((), np.zeros((0, 2)), "fixed", 120.0, None, None)
SRC = Path(__file__).parents[2] / "src"


@pytest.mark.parametrize("fps", [25.0, 50.0, 57.0, 59.94, 110.0, 119.88, 240.0])
def test_probe_and_measures_say_the_same_of_a_frame_rate(fps):
    """A 50 fps camera is not promised contact angles that the analysis then refuses."""
    said = {note.code for note in clip_notes(clip_record(fps=fps), STILL)} & {"low_frame_rate", "medium_frame_rate"}
    status = frame_rate_status(MEASURES["shank_angle_ic"], fps)
    assert said == {"low": {"low_frame_rate"}, "medium": {"medium_frame_rate"}, "enough": set()}[frame_rate(fps)]
    assert status == {"low": "not_measurable", "medium": "low_confidence", "enough": "ok"}[frame_rate(fps)]


def test_every_limit_names_what_it_rests_on():
    limits = {name: row for group, rows in policy().items() if group != "headline" for name, row in rows.items()}
    assert len(limits) >= 10
    assert unresolved({key for row in limits.values() for key in (row["tag"], *row.get("built_on", ()))}) == []


def test_the_headline_measures_are_registered():
    assert set(HEADLINE) <= set(MEASURES) and len(HEADLINE) > 8


def test_no_second_home_of_a_frame_rate_limit():
    again = re.compile(r"fps\s*[<>]=?\s*(50|58|60|110|116|120)\b|min_fps=\(")
    assert again.search("min_fps=(60.0, 24.0)") and again.search("if clip.fps < 60")
    found = [f"{p.name}: {m.group()}" for p in SRC.rglob("*.py") for m in again.finditer(p.read_text("utf-8"))]
    assert found == []


def test_the_rates_that_a_measure_needs_are_those_of_the_policy():
    limits = {tuple(row["value"]) for name, row in policy()["frames_per_s"].items() if name != "tolerance"}
    assert len(MEASURES) > 30
    assert {definition.min_fps for definition in MEASURES.values()} <= limits
