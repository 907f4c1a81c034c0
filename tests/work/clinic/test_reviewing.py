"""Changes by hand are layers: numbers follow, the automatic result stays, two people do not overwrite each other."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from gaitcue.store import accounts, analyses, visits
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import BadOption, GaitcueError, NotThere, Outdated
from gaitcue.work.clinic import reviewing
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.changes import EventChange, NearSideChange, PointMove, RollChange
from gaitcue.work.clinic.record import Record, program
from gaitcue.work.clinic.reviewing import ToldChange, ToldUndo
from gaitcue.work.results import read_result, read_track
from support.empty_record import empty_record
from support.record import TOLD, Entered, enter, tracked


@pytest.fixture(scope="module")
def points(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tracked(tmp_path_factory.mktemp("points") / "run.nc")


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    with Record.open(empty_record(tmp_path / "record")) as opened:
        yield opened


@pytest.fixture
def asker(record: Record) -> Asker:
    return only_user(record)


@pytest.fixture
def entered(record: Record, asker: Asker, points: Path) -> Entered:
    return enter(record, asker, points)


def contact(record: Record, asker: Asker, entered: Entered, index: int = 3) -> dict:
    events = reviewing.reviewed(record, asker, entered.analysis_id).review["events"]
    return [event for event in events if event["type"] == "initial_contact"][index]


def moved(event: dict, by: float) -> EventChange:
    return EventChange(
        action="move", type=event["type"], leg=event["side"], frame=event["frame"], to_frame=event["frame"] + by
    )


def measures(record: Record, asker: Asker, entered: Entered) -> dict:
    shown = reviewing.reviewed(record, asker, entered.analysis_id).review["measures"]
    return {(row["measure"], row["leg"], row["side"]): row["mean"] for row in shown}


def test_a_moved_event_moves_every_number_and_taken_back_all_are_as_they_were(
    record: Record, asker: Asker, entered: Entered
) -> None:
    before, event = measures(record, asker, entered), contact(record, asker, entered)
    told = ToldChange(expects=0, change=moved(event, 2.0))
    after = reviewing.correct(record, asker, entered.analysis_id, told)
    assert (after.layers, after.corrected) == (1, True)
    hand = [one for one in after.review["events"] if one["source"] == "hand"]
    assert [one["frame"] for one in hand] == pytest.approx([event["frame"] + 2.0])
    changed = measures(record, asker, entered)
    assert changed != before
    back = reviewing.undo(record, asker, entered.analysis_id, ToldUndo(expects=1, number=1))
    assert (back.layers, back.corrected) == (2, False)
    assert measures(record, asker, entered) == before


def numbers_of(value: object) -> list[object]:
    """What lies in nested JSON, in its order."""
    if isinstance(value, dict):
        return [item for name in sorted(value) for item in (name, *numbers_of(value[name]))]
    return [item for one in value for item in numbers_of(one)] if isinstance(value, list) else [value]


def test_a_change_is_answered_with_what_the_page_shows_when_it_is_loaded_anew(
    record: Record, asker: Asker, entered: Entered
) -> None:
    told = ToldChange(expects=0, change=PointMove(name="right_heel", frame=100, x=310.0, y=795.0))
    answered = reviewing.correct(record, asker, entered.analysis_id, told)
    loaded = reviewing.reviewed(record, asker, entered.analysis_id)
    one, other = numbers_of(answered.review), numbers_of(loaded.review)
    assert (answered.layers, answered.corrected, len(one)) == (loaded.layers, loaded.corrected, len(other))
    apart = [
        (a, b)
        for a, b in zip(one, other, strict=True)
        if a != b and not (isinstance(a, float) and b == pytest.approx(a, abs=1e-3))
    ]
    assert not apart


def test_rows_follow_the_numbers_and_the_log_knows_who_and_what_before(
    record: Record, asker: Asker, entered: Entered
) -> None:
    event = contact(record, asker, entered)
    reviewing.correct(record, asker, entered.analysis_id, ToldChange(expects=0, change=moved(event, 2.0)))
    with record.read(asker) as session:
        rows = {(r.measure, r.leg, r.side): r.mean for r in analyses.measures_over_time(session, entered.runner_id)}
        (layer,) = analyses.layers(session, entered.analysis_id)
        row = analyses.analysis(session, entered.analysis_id)
    kept = read_result(record.folder.result(row.result)).measures
    assert rows == pytest.approx({(r.measure, r.leg, r.side): r.mean for r in kept}, abs=1e-6)
    assert (layer.author, layer.before["frame"]) == (asker.name, event["frame"])
    assert (record.folder.result(row.automatic) / "analysis.json").is_file()


def test_of_two_people_the_second_is_told_and_nothing_is_lost(record: Record, asker: Asker, entered: Entered) -> None:
    first, second = (contact(record, asker, entered, index) for index in (2, 4))
    reviewing.correct(record, asker, entered.analysis_id, ToldChange(expects=0, change=moved(first, 1.0)))
    with pytest.raises(Outdated, match="somebody else"):
        reviewing.correct(record, asker, entered.analysis_id, ToldChange(expects=0, change=moved(second, 1.0)))
    again = reviewing.correct(record, asker, entered.analysis_id, ToldChange(expects=1, change=moved(second, 1.0)))
    assert len([one for one in again.review["events"] if one["source"] == "hand"]) == 2


def test_at_the_same_moment_only_one_of_two_gets_through(record: Record, asker: Asker, entered: Entered) -> None:
    events = [contact(record, asker, entered, index) for index in (2, 4)]
    outcomes: list[str] = []

    def change(event: dict) -> None:
        try:
            reviewing.correct(record, asker, entered.analysis_id, ToldChange(expects=0, change=moved(event, 1.0)))
            outcomes.append("kept")
        except Outdated:
            outcomes.append("told")

    threads = [threading.Thread(target=change, args=(event,)) for event in events]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["kept", "told"]
    assert len(list(record.folder.results())) == 2, "the automatic result and the one that was kept"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (EventChange(action="remove", type="toe_off", leg="left", frame=99_999.0), "frames 0 to"),
        (PointMove(name="third_knee", frame=10, x=1, y=1), "third_knee"),
        (EventChange(action="move", type="toe_off", leg="left", frame=20.0), "to_frame"),
        (RollChange(line=(0, 0, 100, 1)), "upright"),
    ],
)
def test_what_cannot_be_is_one_line_and_changes_nothing(
    record: Record, asker: Asker, entered: Entered, change, said: str
) -> None:
    with pytest.raises(BadOption, match=said) as problem:
        reviewing.correct(record, asker, entered.analysis_id, ToldChange(expects=0, change=change))
    assert "\n" not in str(problem.value)
    assert reviewing.reviewed(record, asker, entered.analysis_id).layers == 0
    assert len(list(record.folder.results())) == 1


def test_a_point_moved_twice_stands_at_its_last_place(record: Record, asker: Asker, entered: Entered) -> None:
    for expects, x in enumerate((100.0, 120.0)):
        change = PointMove(name="right_knee", frame=50, x=x, y=400.0)
        after = reviewing.correct(record, asker, entered.analysis_id, ToldChange(expects=expects, change=change))
    # The point is filtered with its neighbours, so it lies between its place and theirs.
    file = reviewing.file_of(record, asker, entered.analysis_id, "corrections.json")
    assert [point["x"] for point in json.loads(file.read_text())["points"]] == [120.0]
    assert after.layers == 2


FULL_RUN = """
import sys
from pathlib import Path
from gaitcue.work.options import options_from
from gaitcue.work.reports import analyze_to_folder
points, out, corrections, *told = sys.argv[1:]
options = {name: float(value) for name, value in (one.split("=") for one in told)}
analyze_to_folder([Path(points)], Path(out), options_from(options | {"corrections": corrections}))
"""
MOVES = (
    PointMove(name="right_heel", frame=100, x=330.0, y=790.0),
    PointMove(name="left_hip", frame=150, x=640.0, y=420.0),
    PointMove(name="right_knee", frame=31, x=650.0, y=600.0),
)
"""a hip too: with it the leg's length changes, on which every filtered path hangs"""


def test_moved_points_give_to_the_last_bit_what_a_program_that_remembers_nothing_gives(
    record: Record, asker: Asker, entered: Entered, points: Path, tmp_path: Path
) -> None:
    for expects, move in enumerate(MOVES):
        reviewing.correct(record, asker, entered.analysis_id, ToldChange(expects=expects, change=move))
    event = ToldChange(expects=len(MOVES), change=moved(contact(record, asker, entered), 1.0))
    reviewing.correct(record, asker, entered.analysis_id, event)
    with record.read(asker) as session:
        again = record.folder.result(analyses.analysis(session, entered.analysis_id).result)
    full = tmp_path / "full"
    told = [f"{name}={value}" for name, value in TOLD.items()]
    subprocess.run([sys.executable, "-c", FULL_RUN, points, full, again / "corrections.json", *told], check=True)
    ours, theirs = (json.loads((folder / "analysis.json").read_text(encoding="utf-8")) for folder in (again, full))
    for part in ("view", "quality", "events", "strides", "measures", "parts"):
        assert ours[part] == theirs[part], part
    assert any(one["source"] == "hand" for one in ours["events"])
    assert (again / "strides.csv").read_bytes() == (full / "strides.csv").read_bytes()
    assert read_track(again / "track.nc").equals(read_track(full / "track.nc"))


def test_the_near_side_can_be_told(record: Record, asker: Asker, entered: Entered) -> None:
    side = reviewing.reviewed(record, asker, entered.analysis_id).review["near_side"]
    other = "left" if side == "right" else "right"
    after = reviewing.correct(
        record, asker, entered.analysis_id, ToldChange(expects=0, change=NearSideChange(side=other))
    )
    assert after.review["near_side"] == other


def test_another_clinic_finds_nothing(record: Record, entered: Entered) -> None:
    with record.write(program()) as session:
        clinic = accounts.add_clinic(session, "Another")
    stranger = Asker(clinic, None, Role.CLINICIAN, "Bert")
    change = ToldChange(expects=0, change=NearSideChange(side="left"))
    for act in (
        lambda: reviewing.reviewed(record, stranger, entered.analysis_id),
        lambda: reviewing.correct(record, stranger, entered.analysis_id, change),
        lambda: reviewing.undo(record, stranger, entered.analysis_id, ToldUndo(expects=0, number=1)),
        lambda: reviewing.file_of(record, stranger, entered.analysis_id, "analysis.json"),
    ):
        with pytest.raises(NotThere):
            act()


def test_a_file_outside_of_the_result_cannot_be_had(record: Record, asker: Asker, entered: Entered) -> None:
    for name in ("../../gaitcue.db", "..", "nothing.json", ""):
        with pytest.raises(GaitcueError):
            reviewing.file_of(record, asker, entered.analysis_id, name)


def test_answers_that_came_later_do_not_bar_a_change_to_an_earlier_visit(
    record: Record, asker: Asker, points: Path
) -> None:
    earlier = date.today() - timedelta(weeks=4)
    entered = enter(record, asker, points, on=earlier)
    with record.write(asker) as session:
        today = date.today()
        later = {"on": today.isoformat(), "sports": ["running"], "height_cm": 175}
        visits.add_profile_version(session, entered.runner_id, today, asker.name, profile=later)
    event = contact(record, asker, entered)
    after = reviewing.correct(record, asker, entered.analysis_id, ToldChange(expects=0, change=moved(event, 1.0)))
    assert after.corrected
