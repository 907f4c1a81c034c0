"""Hand corrections over events: what is moved, added and removed, and what no runner could do."""

import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from gaitcue.terms.errors import BadOption
from gaitcue.terms.records import Event, View
from gaitcue.terms.track import make_track
from gaitcue.work.corrections import read_corrections

VIEW = View("right", "left", "treadmill", "fixed", 0.0, 0.5, None, None, 180.0)
PLANE: Any = SimpleNamespace(frame=np.arange(100.0), time_s=np.arange(100) / 60)
FOUND = tuple(
    Event(frame / 60, frame, "initial_contact", "near", "left", 0.9) for frame in (10.0, 50.0, 90.0)
)  # fmt: skip


def corrected(tmp_path: Path, *events: dict[str, Any], view: View = VIEW) -> tuple[Event, ...]:
    file = tmp_path / "corrections.json"
    file.write_text(json.dumps({"events": events}))
    return read_corrections(file).events(FOUND, PLANE, view)


def change(action: str, frame: float, leg: str = "near", **more: float) -> dict[str, Any]:
    return {"action": action, "type": "initial_contact", "leg": leg, "frame": frame, **more}


def test_events_are_moved_removed_and_added(tmp_path):
    after = corrected(
        tmp_path, change("move", 11.5, to_frame=13.0), change("remove", 50), change("add", 55, leg="left")
    )
    assert [(e.frame, e.leg, e.side, e.source) for e in after] == [
        (13.0, "near", "left", "hand"),
        (55.0, "near", "left", "hand"),
        (90.0, "near", "left", "auto"),
    ]


def test_contacts_closer_than_running_allows_are_refused(tmp_path):
    with pytest.raises(BadOption, match=r"two initial contacts of the near leg at frames 50.0 and 52.0"):
        corrected(tmp_path, change("add", 52))


def test_an_event_that_is_not_there_is_not_moved(tmp_path):
    with pytest.raises(BadOption, match="no near initial_contact within 3 frames of frame 30"):
        corrected(tmp_path, change("remove", 30))


def test_markers_know_sides_alone(tmp_path):
    markers = View("right", None, "treadmill", "fixed", 0.0, 0.0, 1.0, 0.0, 0.9)
    with pytest.raises(BadOption, match="markers have no far leg; write left or right"):
        corrected(tmp_path, change("add", 70, leg="far"), view=markers)
    assert corrected(tmp_path, change("add", 70, leg="right"), view=markers)[2].leg is None


@pytest.mark.parametrize(
    ("frame", "to_frame", "place"), [(150.0, 12.0, r"events\[1\].frame is 150"), (12.0, 1e6, r"to_frame is 1e\+06")]
)
def test_frames_that_the_recording_does_not_have_are_refused(tmp_path, frame, to_frame, place):
    track = make_track(np.zeros((100, 1, 2)), np.arange(100) / 60, ["left_heel"])
    file = tmp_path / "corrections.json"
    file.write_text(json.dumps({"events": [change("move", frame, to_frame=to_frame)]}))
    with pytest.raises(BadOption, match=f"{place}; this recording has frames 0 to 99"):
        read_corrections(file).points(track)


MOVED = change("move", 12.0, to_frame=13.0)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"event": [MOVED]}, "'event' is not known; did you mean events"),
        ({"events": [MOVED | {"fram": 1}]}, r"'fram' in events\[1\] is not known; did you mean frame"),
        ({"events": [MOVED | {"frame": True}]}, r"events\[1\].frame is true: write a number"),
        ({"events": [MOVED | {"frame": "12"}]}, r"events\[1\].frame is '12': write a number, without quotes"),
        ({"events": [MOVED | {"to_frame": 1e300}]}, "give a number from 0 to 10000000"),
        ({"events": [MOVED | {"to_frame": -500.0}]}, "give a number from 0 to 10000000"),
    ],
)
def test_what_is_no_correction_is_named_instead_of_passed_over(tmp_path, raw, said):
    file = tmp_path / "corrections.json"
    file.write_text(json.dumps(raw))
    with pytest.raises(BadOption, match=said):
        read_corrections(file)


def test_two_hundred_contacts_are_no_running(tmp_path):
    added = [change("add", frame) for frame in np.linspace(0, 99, 200)]
    with pytest.raises(BadOption, match="two initial contacts of the near leg"):
        corrected(tmp_path, *added)
