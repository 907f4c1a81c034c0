"""What a person sets by hand: roll, scale, sides, stickers, standing; nothing is computed twice, nothing shown old."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from gaitcue import gait
from gaitcue.demo import Runner, sticker_clicks, true_track
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import BadOption
from gaitcue.terms.track import point
from gaitcue.work.clinic import reviewing
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.changes import (
    EventChange,
    FacingChange,
    PointMove,
    ScaleChange,
    StandingChange,
    StickerChange,
    roll_of,
)
from gaitcue.work.clinic.record import Record
from gaitcue.work.clinic.reviewing import ToldChange, ToldUndo
from gaitcue.work.detected import key_of
from gaitcue.work.results import write_track
from gaitcue.work.stored import read_stored
from support.empty_record import empty_record
from support.numbered import NumberedClip, enter_numbered, stickered_clip
from support.record import Entered, enter, tracked


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tracked(tmp_path_factory.mktemp("points") / "run.nc")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> NumberedClip:
    return stickered_clip(tmp_path_factory.mktemp("drawn"), duration_s=4.5, width=480, height=640, px_per_m=280.0)


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open(empty_record(tmp_path / "record")) as opened:
        yield opened


@pytest.fixture
def asker(record: Record) -> Asker:
    return only_user(record)


def measures(review: dict) -> dict:
    return {(row["measure"], row["leg"], row["side"]): row["mean"] for row in review["measures"]}


class Hand:
    """Somebody who changes one analysis."""

    def __init__(self, record: Record, asker: Asker, entered: Entered) -> None:
        self.record, self.asker, self.id = record, asker, entered.analysis_id
        self.seen = reviewing.reviewed(record, asker, self.id)

    def change(self, change) -> dict:
        told = ToldChange(expects=self.seen.layers, change=change)
        self.seen = reviewing.correct(self.record, self.asker, self.id, told)
        return self.now()

    def undo(self, number: int) -> dict:
        told = ToldUndo(expects=self.seen.layers, number=number)
        self.seen = reviewing.undo(self.record, self.asker, self.id, told)
        return self.now()

    def now(self) -> dict:
        return reviewing.reviewed(self.record, self.asker, self.id).review


@pytest.fixture
def hand(record: Record, asker: Asker, points: Path) -> Hand:
    return Hand(record, asker, enter(record, asker, points))


def test_roll_turns_the_angles_and_is_positive_when_the_top_leans_right() -> None:
    assert roll_of((100, 500, 100 + 500 * 0.0349, 0)) == pytest.approx(2.0, abs=0.01)
    assert roll_of((100 + 500 * 0.0349, 0, 100, 500)) == pytest.approx(2.0, abs=0.01)
    assert roll_of((100, 500, 83, 0)) == pytest.approx(-1.95, abs=0.01)


def test_a_known_length_sets_the_scale_and_every_length_follows(hand: Hand) -> None:
    before = hand.now()
    after = hand.change(ScaleChange(line=(100.0, 200.0, 100.0, 410.0), length_m=1.0))
    assert after["px_per_m"] == pytest.approx(210.0)
    key = next(key for key in measures(before) if key[0] == "vertical_oscillation")
    ratio = measures(after)[key] / measures(before)[key]
    assert ratio == pytest.approx(before["px_per_m"] / 210.0, rel=1e-3)
    assert hand.undo(1)["px_per_m"] == before["px_per_m"]
    with pytest.raises(BadOption, match="too short"):
        hand.change(ScaleChange(line=(100.0, 200.0, 100.0, 205.0), length_m=1.0))


def test_whoever_faces_the_other_way_shows_the_other_side_and_turned_back_all_is_as_it_was(
    record: Record, asker: Asker, drawn: NumberedClip
) -> None:
    track = true_track(drawn.runner)
    other = {"left": "right", "right": "left"}
    wrong = [
        re.sub("^(left|right)_", lambda side: f"{other[side[1]]}_", str(name)) for name in track["keypoint"].values
    ]
    mistaken = track.assign_coords(keypoint=wrong).assign_attrs(facing="left", near_side="left")
    right = Hand(record, asker, enter_numbered(record, asker, drawn, points=track)).now()
    turned = Hand(record, asker, enter_numbered(record, asker, drawn, points=mistaken))
    assert turned.now()["facing"] == "left"
    after = turned.change(FacingChange(side="right"))
    assert (after["facing"], after["near_side"]) == ("right", "right")
    assert measures(after) == measures(right)


def test_stickers_clicked_in_the_review_are_followed_once_and_give_the_pelvis(
    record: Record, asker: Asker, drawn: NumberedClip, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gaitcue.pose as pose

    followed: list[list[str]] = []
    track_stickers = pose.track_stickers

    def watched(clip, stickers, track):
        followed.append([sticker.name for sticker in stickers])
        return track_stickers(clip, stickers, track)

    monkeypatch.setattr(pose, "track_stickers", watched)
    hand = Hand(record, asker, enter_numbered(record, asker, drawn))
    for name, x, y, frame in sticker_clicks(drawn.runner):
        hand.change(StickerChange(name=name.partition("_")[2], x=x, y=y, frame=frame))
    truth, now = true_track(drawn.runner), hand.now()
    near = truth.attrs["near_side"]
    i = 60 - now["points"]["first_frame"]
    for name in (f"{near}_asis", f"{near}_psis"):
        place = [now["points"][axis][name][i] for axis in "xy"]
        assert place == pytest.approx(point(truth, name)[60], abs=6.0)
    pelvis = next(row for row in now["measures"] if row["measure"] == "pelvic_tilt_mean")
    assert pelvis["mean"] is not None
    assert followed == [[f"{near}_asis"], [f"{near}_psis"]], "the first is not followed again for the second"
    event = [one for one in now["events"] if one["type"] == "initial_contact"][2]
    moved = EventChange(
        action="move", type=event["type"], leg=event["side"], frame=event["frame"], to_frame=event["frame"] + 1
    )
    after = hand.change(moved)
    assert len(followed) == 2 and after["points"]["x"][f"{near}_asis"] == now["points"]["x"][f"{near}_asis"]
    with pytest.raises(BadOption, match="far from"):
        hand.change(StickerChange(name="asis", x=1.0, y=1.0, frame=60))


def test_without_its_clip_no_sticker_can_be_followed(hand: Hand) -> None:
    with pytest.raises(BadOption, match="bring the clip"):
        hand.change(StickerChange(name="asis", x=300.0, y=300.0, frame=60))


def test_quiet_standing_can_be_left_out_and_taken_back_in(record: Record, asker: Asker, tmp_path: Path) -> None:
    runner = Runner(duration_s=8.0, fps=120.0, standing_s=2.0)
    write_track(true_track(runner), tmp_path / "run.nc")
    hand = Hand(record, asker, enter(record, asker, tmp_path / "run.nc", standing="0-1.9"))
    strike = {row["status"] for row in hand.now()["measures"] if row["measure"] == "foot_strike_angle"}
    without = hand.change(StandingChange(use=False))
    found = {row["status"] for row in without["measures"] if row["measure"] == "foot_strike_angle"}
    assert "ok" in strike and found == {"low_confidence"}
    back = hand.change(StandingChange(use=True))
    assert "ok" in {row["status"] for row in back["measures"] if row["measure"] == "foot_strike_angle"}


# --- nothing twice, nothing old ---


@pytest.fixture
def looked(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts how often events are looked for."""
    times: list[int] = []
    detect_events = gait.detect_events

    def watched(plane, view):
        times.append(plane.frames)
        return detect_events(plane, view)

    monkeypatch.setattr(gait, "detect_events", watched)
    return times


def some_event(hand: Hand) -> dict:
    return [one for one in hand.now()["events"] if one["type"] == "initial_contact"][3]


def moved(event: dict, by: float) -> EventChange:
    frame = event["frame"]
    return EventChange(action="move", type=event["type"], leg=event["side"], frame=frame, to_frame=frame + by)


def test_events_are_looked_for_only_where_points_moved(hand: Hand, looked: list[int]) -> None:
    hand.change(moved(some_event(hand), 1.0))
    assert looked == [], "an event that was moved leaves the points alone"
    points = hand.now()["points"]
    frame = points["first_frame"] + 40
    x, y = (points[axis]["right_heel"][40] for axis in "xy")
    hand.change(PointMove(name="right_heel", frame=frame, x=x + 12.0, y=y))
    assert len(looked) == 1
    hand.change(moved(some_event(hand), 1.0))
    assert len(looked) == 1, "what was found in the moved points is kept with them"


def test_what_is_kept_is_what_would_be_found(record: Record, hand: Hand, asker: Asker) -> None:
    hand.change(moved(some_event(hand), 1.0))
    kept = measures(hand.now())
    folder = next(record.folder.result(one) for one in record.folder.results() if read_detected(record, one))
    stored = read_stored(folder)
    cleaned = gait.filter_track(stored.recording.track)
    view = gait.find_view(cleaned, None, stored.conditions)
    plane = gait.to_plane(cleaned, view)
    (found,) = [one for one in stored.recording.detected if one.key == key_of(plane, view)]
    assert found.events == gait.detect_events(plane, view), "exact to the last bit"
    assert kept


def read_detected(record: Record, result: str) -> bool:
    return bool(read_stored(record.folder.result(result)).recording.detected)


def test_other_points_another_leg_or_other_code_are_looked_at_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    from gaitcue.terms.records import Conditions
    from gaitcue.work import detected

    track = gait.filter_track(true_track(Runner(duration_s=3.0, fps=60.0)))
    view = gait.find_view(track, None, Conditions())
    plane = gait.to_plane(track, view)
    key = key_of(plane, view)
    nudged = {name: path + (1e-9 if name == "left_toe" else 0.0) for name, path in plane.points.items()}
    assert key_of(replace(plane, points=nudged), view) != key
    assert key_of(plane, replace(view, thigh_shank_length=np.nextafter(view.thigh_shank_length, 1e9))) != key
    assert key_of(plane, replace(view, roll_half_width_deg=1.0)) == key
    monkeypatch.setattr(detected, "code_of_gait", lambda: b"other code")
    assert key_of(plane, view) != key
