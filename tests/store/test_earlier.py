"""Records of every earlier version stay readable: one of each lies in ``earlier/`` as the SQL that makes it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

import gaitcue.store
from gaitcue.store import accounts, analyses, clips, jobs, migrating, runners, trials, visit_results, visits
from gaitcue.store.database import Database
from gaitcue.store.whole import PROGRAM, copy_all
from gaitcue.terms.asker import Asker, Role

EARLIER = sorted((Path(__file__).parent / "earlier").glob("*.sql"))


def test_a_record_of_every_migration_is_kept() -> None:
    """A new migration needs ``python -m tools.earlier_record``."""
    migrations = ScriptDirectory(str(Path(gaitcue.store.__file__).parent / "migrations")).walk_revisions()
    assert sorted(one.revision for one in migrations) == [file.stem for file in EARLIER]


@pytest.mark.parametrize("file", EARLIER, ids=lambda file: file.stem)
def test_everything_in_it_is_read_and_can_be_copied_to_either_database(
    file: Path, tmp_path: Path, database: Database
) -> None:
    with sqlite3.connect(tmp_path / "old.db") as raw:
        raw.executescript(file.read_text(encoding="utf-8"))
    with Database.open(tmp_path / "old.db") as old, old.read(PROGRAM) as source, database.write(PROGRAM) as target:
        copy_all(source, target)
    with database.engine.connect() as connection:
        assert migrating.version_of(connection) == migrating.NEWEST
    with database.read(PROGRAM) as session:
        clinic_id = accounts.clinics(session)[0][0]
    with database.write(Asker(clinic_id, None, Role.ADMIN, "Anna")) as session:
        (runner,) = runners.find_runners(session, "rita").items
        (visit,) = visits.visits_of(session, runner.id).items
        (take,) = clips.takes_of(session, visit.id)
        (made,) = analyses.analyses_of_visit(session, visit.id)
        (layer,) = analyses.layers(session, made.id)
        assert (runner.birth_year, visit.note, take.conditions) == (1984, "left hamstring", {"pain": 3.0})
        assert clips.clips_of(session, visit.id)[take.clip_id or ""].name == "Rita Runner.mp4"
        assert (made.layers, layer.change, layer.before) == (1, {"x": 1}, {"x": 0})
        assert [one.value for one in analyses.hand_values(session, made.id)] == [12.5]
        assert [one.mean for one in analyses.measures_over_time(session, runner.id)] == [171.25]
        assert [one.analyses for one in visit_results.comparisons_of(session, runner.id)] == [[made.id]]
        assert [one.state["baseline"] for one in trials.trials_of(session, runner.id)] == [made.id]
        assert [one.reason for one in visit_results.finding_decisions(session, made.id)] == ["seen"]
        assert [one.signed_by for one in visit_results.reports_of(session, runner_id=runner.id)] == ["Anna"]
        assert [one.purpose for one in accounts.links_of(session, runner.id)] == ["report"]
        assert jobs.jobs(session).total == 1
        runners.add_runner(session, "Sam Second")
