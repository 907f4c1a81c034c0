"""A runner goes out in one zip and comes in elsewhere as they were; a zip from a stranger can do no harm."""

from __future__ import annotations

import csv
import io
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from gaitcue.store import analyses, clips, runners, visit_results, visits, whole
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import NotThere, OutputRefused, UnusableInput
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.exporting import export_runner
from gaitcue.work.clinic.importing import import_runner
from gaitcue.work.clinic.record import Record
from support.empty_record import empty_record
from support.full_record import Held, everything, full_runner

from .test_backups import all_rows

Change = Callable[[dict[str, bytes]], None]


@pytest.fixture
def held(record: Record, clinician: Asker) -> Held:
    return full_runner(record, clinician)


@pytest.fixture
def exported(record: Record, clinician: Asker, held: Held, tmp_path: Path) -> Path:
    export_runner(record, clinician, held.runner, tmp_path / "rita.zip")
    return tmp_path / "rita.zip"


def content(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_zip_is_readable_without_gaitcue(exported: Path, held: Held) -> None:
    inside = content(exported)
    assert inside[f"clips/{held.sha256[:8]} Rita Runner.mp4"] == b"a clip"
    assert inside[f"results/{held.results[1]}/report.html"] == b"<p>report of Rita Runner"
    measures = list(csv.DictReader(io.StringIO(inside["measures.csv"].decode())))
    assert [(one["on_day"], one["measure"], one["mean"]) for one in measures] == [("2026-11-02", "step_rate", "171.25")]
    assert json.loads(inside["rows/visit.json"])[0]["note"] == "left hamstring"
    assert "runner.exported" in inside["log.csv"].decode()
    told = inside["README.txt"].decode()
    lying = {name.split("/")[0] + ("/" if "/" in name else "") for name in inside} - {"README.txt"}
    assert [name for name in lying if name not in told] == []


def test_a_clip_stands_in_the_zip_once(exported: Path) -> None:
    assert sum(one == b"a clip" for one in content(exported).values()) == 1


def test_links_that_open_doors_are_left_out(exported: Path) -> None:
    assert not any("access_link" in name for name in content(exported))


def test_a_runner_comes_in_elsewhere_as_they_were(record: Record, exported: Path, held: Held, tmp_path: Path) -> None:
    with Record.open(empty_record(tmp_path / "elsewhere")) as new:
        asker = only_user(new)
        row = import_runner(new, asker, exported)
        with new.read(asker) as session:
            visit = visits.visits_of(session, row.id).items[0]
            take = clips.takes_of(session, visit.id)[0]
            made = analyses.analyses_of_visit(session, visit.id)[0]
            layers, values = analyses.layers(session, made.id), analyses.measures_over_time(session, row.id)
            comparison = visit_results.comparisons_of(session, row.id)[0]
            report = visit_results.reports_of(session, runner_id=row.id)[0]
            told = visits.latest_profile(session, row.id)
        assert (row.name, row.birth_year, row.reference) == ("Rita Runner", 1984, "R-Rita Runner")
        assert row.id != held.runner and take.options == {"standing": f"take:{take.id}"}
        assert (new.folder.result(made.result) / "report.html").read_text() == "<p>report of Rita Runner"
        assert (new.folder.result(made.result) / "Rita Runner.mp4").read_bytes() == b"a clip"
        assert (len(layers), layers[0].analysis_id, [one.mean for one in values]) == (1, made.id, [171.25])
        assert comparison.analyses == [made.id]
        assert (report.signed_by, report.html_sha256) == ("Anna", "a" * 64)
        assert (new.folder.result(report.result or "") / "report.html").is_file()
        assert told is not None and told.profile == {"version": 1, "km": 3.5}
        assert new.folder.media(held.sha256).read_bytes() == b"a clip"


def test_taken_in_twice_it_is_two_runners_with_one_clip(record: Record, clinician: Asker, exported: Path) -> None:
    first, second = (import_runner(record, clinician, exported) for _ in range(2))
    with record.read(clinician) as session:
        assert runners.find_runners(session, "rita").total == 3
        seen = {clips.takes_of(session, visits.visits_of(session, one.id).items[0].id)[0].clip_id for one in (first, second)}  # fmt: skip  # noqa: E501
    assert len(seen) == 1


def test_what_comes_in_belongs_to_the_clinic_that_took_it_in(
    record: Record, other_clinic: Asker, clinician: Asker, exported: Path
) -> None:
    row = import_runner(record, other_clinic, exported)
    with record.read(clinician) as session, pytest.raises(NotThere):
        runners.runner(session, row.id)


def test_nothing_is_written_over(record: Record, clinician: Asker, held: Held, exported: Path) -> None:
    with pytest.raises(OutputRefused, match="there already"):
        export_runner(record, clinician, held.runner, exported)


def test_another_clinic_takes_nobody_out(record: Record, other_clinic: Asker, held: Held, tmp_path: Path) -> None:
    with pytest.raises(NotThere):
        export_runner(record, other_clinic, held.runner, tmp_path / "x.zip")
    assert not (tmp_path / "x.zip").exists()


@pytest.mark.parametrize("role", [Role.RUNNER, Role.LINK])
def test_neither_a_runner_nor_a_link_takes_in(record: Record, clinician: Asker, exported: Path, role: Role) -> None:
    with pytest.raises(NotThere):
        import_runner(record, Asker(clinician.clinic_id, None, role, "x"), exported)


def rows(table: str, **told: Any) -> Change:
    def change(inside: dict[str, bytes]) -> None:
        held = json.loads(inside[f"rows/{table}.json"])
        inside[f"rows/{table}.json"] = json.dumps([row | told for row in held]).encode()

    return change


def about(**told: Any) -> Change:
    def change(inside: dict[str, bytes]) -> None:
        inside["runner.json"] = json.dumps(json.loads(inside["runner.json"]) | told).encode()

    return change


def damaged_clip(inside: dict[str, bytes]) -> None:
    name = next(name for name in inside if name.startswith("clips/"))
    inside[name] = b"b clip"


HARM: dict[str, tuple[Change, str]] = {
    "a path that leads out": (lambda inside: inside.update({"results/../../../x": b"x"}), "names files"),
    "another schema": (about(schema="gaitcue/runner/9"), "update gaitcue"),
    "results that lead out": (about(results=["../../media"]), "not complete"),
    "clips beside that lead out": (about(beside={"results/../../x": "0" * 64}), "not complete"),
    "clips that are none": (about(clips=3), "not complete"),
    "a result column that leads out": (rows("analysis", result="../../../../../../etc/passwd-0000"), "analysis.result"),
    "a hash that leads out": (rows("clip", sha256="../" * 21 + "x"), "clip.sha256"),
    "a column that it may not have": (rows("visit", clinic_id="a" * 32), "does not know"),
    "a later version's column": (rows("visit", mood="fine"), "does not know"),
    "a text that is none": (rows("visit", note=7), "visit.note"),
    "a day that is none": (rows("visit", on_day="yesterday"), "visit.on_day"),
    "a moment that is none": (rows("visit", created_at=8), "visit.created_at"),
    "a null that cannot be": (rows("visit", note=None), "visit.note"),
    "rows of another runner": (rows("visit", runner_id="f" * 32), "another runner"),
    "a take of no visit": (rows("take", visit_id="f" * 32), "take does not fit"),
    "a clip that was changed": (damaged_clip, "is damaged"),
    "no runner": (lambda inside: inside.update({"rows/runner.json": b"[]"}), "one runner"),
    "no list": (lambda inside: inside.update({"rows/visit.json": b"{}"}), "no list"),
    "broken JSON": (lambda inside: inside.update({"rows/visit.json": b"[{"}), "cannot be read"),
    "a file that is missing": (lambda inside: inside.pop("rows/visit.json") and None, "not complete"),
}


@pytest.mark.parametrize("harm", HARM)
def test_a_zip_that_is_not_sound_is_one_line_and_leaves_nothing(exported: Path, tmp_path: Path, harm: str) -> None:
    inside = content(exported)
    change, said = HARM[harm]
    change(inside)
    with zipfile.ZipFile(tmp_path / "bad.zip", "w") as archive:
        for name, value in inside.items():
            archive.writestr(name, value)
    with Record.open(empty_record(tmp_path / "elsewhere")) as new:
        asker = only_user(new)
        before = all_rows(new.database)
        with pytest.raises(UnusableInput, match=rf"^[^\n]*{said}[^\n]*$"):
            import_runner(new, asker, tmp_path / "bad.zip")
        assert all_rows(new.database) == before
        assert [name for name in everything(new) if name.startswith("results")] == []
        assert list((new.folder.root / "uploads").iterdir()) == []


def test_a_clip_s_name_from_a_stranger_is_a_name(exported: Path, tmp_path: Path) -> None:
    inside = content(exported)
    rows("clip", name="../../../evil.sh")(inside)
    with zipfile.ZipFile(tmp_path / "odd.zip", "w") as archive:
        for name, value in inside.items():
            archive.writestr(name, value)
    with Record.open(empty_record(tmp_path / "elsewhere")) as new:
        asker = only_user(new)
        visit_of = import_runner(new, asker, tmp_path / "odd.zip")
        with new.read(asker) as session:
            visit = visits.visits_of(session, visit_of.id).items[0]
            assert [one.name for one in clips.clips_of(session, visit.id).values()] == ["evil.sh"]


@pytest.mark.parametrize("cut", [0, 10, 400])
def test_half_a_zip_is_one_line(record: Record, clinician: Asker, exported: Path, cut: int) -> None:
    exported.write_bytes(exported.read_bytes()[:cut])
    with pytest.raises(UnusableInput, match=r"^rita.zip[^\n]+$"):
        import_runner(record, clinician, exported)


def test_a_disk_without_room_is_told_before(
    record: Record, clinician: Asker, exported: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    full = type(shutil.disk_usage("/"))(1000, 999, 1)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: full)
    with pytest.raises(OutputRefused, match="no room"):
        import_runner(record, clinician, exported)


def test_every_table_about_a_runner_is_in_the_export_but_links() -> None:
    names = {table.__tablename__ for table in whole.exported()}
    held = {table.__tablename__ for table in whole.tables() if "runner_id" in table.__table__.columns}
    assert held - names == {"access_link", "account", "audit"}
