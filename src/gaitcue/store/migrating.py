"""A database is brought to the tables of this version; one of a newer version is refused."""

from __future__ import annotations

from importlib.resources import files

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.exc import DatabaseError

from gaitcue.terms.errors import UnusableInput

NEWEST = "0006"
"""the last of the migrations in ``store/migrations/versions``; a test keeps the two together"""


def bring_up_to_date(engine: Engine) -> None:
    """Make the tables, or change them to those of this version.

    Raises
    ------
    UnusableInput : a newer version of gaitcue made the database, or it is none
    """
    try:
        with engine.connect() as connection:
            if version_of(connection) == NEWEST:
                return
    except DatabaseError as problem:
        if "not a database" in str(problem) or "malformed" in str(problem):
            raise UnusableInput("the record's database is damaged: restore a backup (gaitcue restore)") from None
        raise
    # Alembic takes a quarter of a second to import: only when there is something to do.
    from alembic import command
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", str(files("gaitcue.store") / "migrations"))
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    with engine.execution_options(writes=True).begin() as connection:
        version = version_of(connection)
        if version is not None and version not in known:
            raise UnusableInput(
                "the record was made by a newer version of gaitcue: update gaitcue, nothing was changed"
            )
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def version_of(connection: Connection) -> str | None:
    """Revision of a database; None for an empty one."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
