"""Examples of public functions and of docs/extend.md run and give what they say."""

import doctest
import inspect
import re
from pathlib import Path

import numpy as np
import pytest

from gaitcue.demo import Runner, true_track
from gaitcue.gait import detect_events, filter_track, find_view, to_plane
from gaitcue.gait.events import detectors, event_shifts
from gaitcue.terms.records import Conditions
from tools.api_page import PUBLIC

EXTEND = Path(__file__).parents[1] / "docs" / "extend.md"
FUNCTIONS = [member for members in PUBLIC.values() for member in members if inspect.isfunction(member)]
WITH_EXAMPLE = {"filter_track", "find_view", "to_plane", "detect_events", "segment_strides", "measure", "curves"}


def examples(function):
    found = doctest.DocTestFinder(recurse=False).find(function, function.__name__, globs=dict(function.__globals__))
    return [each for each in found if each.examples]


def test_the_steps_of_the_path_have_examples():
    assert {function.__name__ for function in FUNCTIONS if examples(function)} >= {
        *WITH_EXAMPLE,
        "make_track",
        "person",
    }


@pytest.mark.parametrize("function", [f for f in FUNCTIONS if examples(f)], ids=lambda function: function.__name__)
def test_the_example_of_a_public_function_gives_what_it_says(function):
    import gaitcue

    (example,) = examples(function)
    example.globs["gaitcue"] = gaitcue
    said = []
    assert doctest.DocTestRunner().run(example, out=said.append).failed == 0, "".join(said)


def added_row():
    """The row that docs/extend.md adds."""
    block = next(
        code for code in re.findall(r"```python\n(.*?)```", EXTEND.read_text("utf-8"), re.S) if "Detector(" in code
    )
    names = {}
    exec(block, names)
    return names["toe_braked"]


def contacts(monkeypatch, rows):
    for module in (detectors, event_shifts):
        monkeypatch.setattr(module, "DETECTORS", rows)
    track = filter_track(true_track(Runner(duration_s=5.0)))
    view = find_view(track, None, Conditions())
    found = detect_events(to_plane(track, view), view)
    return np.array([event.time_s for event in found if event.type == "initial_contact"])


def test_the_detector_that_the_page_adds_finds_the_contacts_of_the_others(monkeypatch):
    rows, added = detectors.DETECTORS, added_row()
    before = contacts(monkeypatch, rows)
    beside = contacts(monkeypatch, (*rows, added))
    alone = contacts(monkeypatch, (*(row for row in rows if row.event == "toe_off"), added))
    assert len(before) > 10 and len(before) == len(beside) == len(alone)
    assert 0 < np.abs(beside - before).max() < 0.005
    assert np.abs(alone - before).max() < 0.03
