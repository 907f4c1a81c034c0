"""Clinics are apart, runners and links reach their own alone, and every question goes through one door."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

import gaitcue.store
from gaitcue.store import accounts, clips, runners, visit_results, visits
from gaitcue.store.columns import now
from gaitcue.store.database import Database
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import NotThere

SOURCES = sorted(Path(gaitcue.store.__file__).parent.glob("*.py"))
ON = date(2026, 11, 29)


@pytest.fixture
def runner_id(database: Database, clinician: Asker) -> str:
    with database.write(clinician) as session:
        runner = runners.add_runner(session, "Rita Runner", 1980, "A-1")
        visit = visits.add_visit(session, runner.id, ON)
        visit_results.add_report(session, visit.id, {"version": 1})
        return runner.id


def test_another_clinic_sees_nothing(database: Database, runner_id: str, other_clinic: Asker) -> None:
    with database.read(other_clinic) as session:
        assert runners.find_runners(session).items == ()
        assert visits.visits_of(session, runner_id).items == ()
        with pytest.raises(NotThere):
            runners.runner(session, runner_id)


def test_another_clinic_cannot_add_to_it(database: Database, runner_id: str, other_clinic: Asker) -> None:
    with pytest.raises(NotThere), database.write(other_clinic) as session:
        visits.add_visit(session, runner_id, ON)


def test_what_is_not_yours_and_what_is_not_there_look_the_same(
    database: Database, runner_id: str, other_clinic: Asker
) -> None:
    said = []
    for id in (runner_id, "0" * 32):
        with database.read(other_clinic) as session, pytest.raises(NotThere) as problem:
            runners.runner(session, id)
        said.append(str(problem.value))
    assert said[0] == said[1]


def test_a_runner_sees_only_reports_that_are_signed_and_shared(
    database: Database, clinician: Asker, runner_id: str
) -> None:
    runner = Asker(clinician.clinic_id, None, Role.RUNNER, "Rita", runner_id)
    with database.write(clinician) as session:
        report = visit_results.reports_of(session, runner_id=runner_id)[0]
    for step in ("draft", "signed", "shared", "over"):
        with database.write(clinician) as session:
            if step == "signed":
                visit_results.sign_report(session, report.id, "Anna", "0" * 32, "a" * 64, "b" * 64)
            if step == "shared":
                visit_results.share_report(session, report.id, now() + timedelta(days=1))
            if step == "over":
                visit_results.share_report(session, report.id, now() - timedelta(seconds=1))
        with database.read(runner) as session:
            assert len(visit_results.reports_of(session, runner_id=runner_id)) == (step == "shared"), step
            assert [one.id for one in runners.find_runners(session).items] == [runner_id]
            assert visits.visits_of(session, runner_id).items == ()


def test_a_link_reaches_what_its_purpose_needs_of_its_own_runner(
    database: Database, clinician: Asker, runner_id: str
) -> None:
    link = Asker(clinician.clinic_id, None, Role.LINK, "link", runner_id, "answers")
    with database.write(clinician) as session:
        stranger = runners.add_runner(session, "Somebody Else")
    with database.write(link) as session:
        visits.add_profile_version(session, runner_id, ON, "link", answers={"on": "2026-11-29"})
        assert visit_results.reports_of(session, runner_id=runner_id) == ()
        with pytest.raises(NotThere):
            visits.add_profile_version(session, stranger.id, ON, "link")
    for purpose in ("report", "nonsense", None):
        with pytest.raises(NotThere), database.write(replace(link, purpose=purpose)) as session:
            visits.add_profile_version(session, runner_id, ON, "link")


def test_a_clinician_sees_no_other_account(database: Database, clinician: Asker) -> None:
    with database.write(Asker("", None, Role.SYSTEM, "test")) as session:
        accounts.add_account(session, clinician.clinic_id, "boss", "Boss", Role.ADMIN, "hash")
    with database.read(clinician) as session:
        assert [one.login for one in accounts.accounts(session)] == ["anna"]
    with database.read(replace(clinician, role=Role.ADMIN)) as session:
        assert {one.login for one in accounts.accounts(session)} == {"anna", "boss"}


def test_the_same_clip_in_two_clinics_is_two_rows(database: Database, clinician: Asker, other_clinic: Asker) -> None:
    found = []
    for asker in (clinician, other_clinic, clinician):
        with database.write(asker) as session:
            found.append(clips.add_clip(session, "c" * 64, 10, "clip.mp4", {}).id)
    assert found[0] == found[2] != found[1]


def test_every_question_goes_through_one_door() -> None:
    """``select`` is written in scope.py alone; elsewhere a question begins with ``rows``."""
    asking = {source.name for source in SOURCES if {"select", "query", "text"} & imported_from_sqlalchemy(source)}
    assert asking == {"scope.py", "migrating.py"}  # the latter asks for the version alone


PLAIN = {"add", "add_all", "asker", "delete", "execute", "flush", "scalar", "scalars"}
"""of a session: what takes a question, which begins with ``rows``, or a row that came through it"""
SWEEPING = {"analyses.py", "care.py", "whole.py"}
"""change many rows at once: measures of one analysis, a whole record; where one runner's plan stood, which a change of
somebody who does not see the list drops"""


def test_no_row_is_reached_around_it() -> None:
    """``session.get`` and its like know no asker; statements that change rows unseen are few and named."""
    used = {name for source in SOURCES if source.name != "database.py" for name in taken_from_session(source)}
    assert used == PLAIN
    sweeping = {source.name for source in SOURCES if {"delete", "update", "insert"} & imported_from_sqlalchemy(source)}
    assert sweeping == SWEEPING


def taken_from_session(source: Path) -> set[str]:
    nodes = ast.walk(ast.parse(source.read_text(encoding="utf-8")))
    found = [node for node in nodes if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)]
    return {node.attr for node in found if node.value.id == "session"}  # type: ignore[attr-defined]


def imported_from_sqlalchemy(source: Path) -> set[str]:
    tree = ast.parse(source.read_text(encoding="utf-8"))
    imports = [node for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    return {one.name for node in imports if (node.module or "").startswith("sqlalchemy") for one in node.names}


def test_nobody_else_knows_the_database() -> None:
    package = Path(gaitcue.store.__file__).parents[1]
    others = [file for file in package.rglob("*.py") if "store" not in file.relative_to(package).parts]
    assert len(others) > 100
    assert [file.name for file in others if "sqlalchemy" in file.read_text(encoding="utf-8")] == []
