"""The record from the command line: backup, restore, a runner taken out, taken in, or deleted."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gaitcue.cli.terminal import say
from gaitcue.terms.errors import BadOption

if TYPE_CHECKING:
    from gaitcue.work.clinic.record import Record

Data = Annotated[
    Path | None, typer.Option(help="Folder of the record [GAITCUE_DATA_DIR, or the system's place for it].")
]
Url = Annotated[str | None, typer.Option("--database", help="PostgreSQL by URL [SQLite in the folder].")]
Runner = Annotated[str, typer.Argument(metavar="RUNNER", help="Name, reference number or id of a runner.")]
Clinic = Annotated[str | None, typer.Option(help="Name of the clinic, where the record holds several.")]

record_app = typer.Typer(help="Take results and runners into the clinic's record.", no_args_is_help=True)


def opened(data: Path | None, database: str | None, *, new: bool = False) -> Record:
    """The record; a mistyped folder does not become a ``new``, empty one."""
    from gaitcue.work.clinic.record import Record

    return Record.open(data, database, must_exist=not new)


def backup(
    to: Annotated[
        Path | None, typer.Option(help="Folder that gets the backup, best on another disk [backups/ of the record].")
    ] = None,
    data: Data = None,
    database: Url = None,
) -> None:
    """Write all of the record into a new folder, while the app may be in use."""
    from gaitcue.work.clinic.keeping import back_up

    with opened(data, database) as record:
        made = back_up(record, to)
    say(f"runners: {len(made.runners)}, files: {len(made.files)}, in {made.place}")
    if made.missing:
        say(f"{len(made.missing)} files that the record names were not there, the first is {made.missing[0]}")


def restore(
    backup: Annotated[Path, typer.Argument(metavar="BACKUP", help="Folder of a backup.")],
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace a record that holds runners; it is kept as a backup.")
    ] = False,
    data: Data = None,
    database: Url = None,
) -> None:
    """Make the record what it was at a backup."""
    from gaitcue.work.clinic.keeping import restore

    with opened(data, database, new=True) as record:
        aside = restore(record, backup, replace=replace)
        say(f"restored into {record.folder.root}")
    if aside is not None:
        say(f"what was there until now is kept in {aside.place}")


def export(
    runner: Runner,
    out: Annotated[Path | None, typer.Option(help="The zip to write [RUNNER.zip].")] = None,
    data: Data = None,
    database: Url = None,
) -> None:
    """Write everything about a runner into one zip, readable without gaitcue."""
    from gaitcue.work.clinic.at_the_computer import runner_called
    from gaitcue.work.clinic.exporting import export_runner
    from gaitcue.work.clinic.uploads import safe_name

    with opened(data, database) as record:
        asker, row = runner_called(record, runner)
        file = out or Path(safe_name(f"{row.name}.zip"))
        export_runner(record, asker, row.id, file)
    say(f"everything about {row.name}: {file}")


def delete(
    runner: Runner,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    data: Data = None,
    database: Url = None,
) -> None:
    """Delete a runner with all visits, clips and results, for good."""
    from gaitcue.work.clinic.at_the_computer import runner_called
    from gaitcue.work.clinic.keeping import delete_runner

    with opened(data, database) as record:
        asker, row = runner_called(record, runner)
        if not yes:
            if not sys.stdin.isatty():
                raise BadOption(f"nothing was deleted: add --yes to delete {row.name} for good")
            typer.confirm(f"Delete {row.name} ({row.birth_year or 'no birth year'}) for good?", abort=True)
        gone = delete_runner(record, asker, row.id)
    say(f"{row.name} is deleted")
    for place in gone.backups:
        say(f"this backup still holds {row.name}: {place}")


@record_app.command()
def add(
    runner: Runner,
    result: Annotated[Path, typer.Argument(metavar="RESULT", help="Folder that gaitcue analyze wrote.")],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], metavar="DATE", help="Day of the visit [today].")
    ] = None,
    data: Data = None,
    database: Url = None,
) -> None:
    """Take a result that was made at the command line into a runner's record."""
    from gaitcue.work.clinic.at_the_computer import runner_called
    from gaitcue.work.clinic.taking_in import add_result

    today = datetime.now().astimezone().date()
    with opened(data, database) as record:
        asker, row = runner_called(record, runner)
        add_result(record, asker, row.id, result, on.date() if on else today, today)
    say(f"{result.name} is in the record of {row.name}")


@record_app.command("import")
def import_command(
    file: Annotated[Path, typer.Argument(metavar="ZIP", help="What gaitcue export wrote, here or elsewhere.")],
    clinic: Clinic = None,
    data: Data = None,
    database: Url = None,
) -> None:
    """Take in a runner from another record's export."""
    from gaitcue.work.clinic.at_the_computer import keeper_of
    from gaitcue.work.clinic.importing import import_runner

    with opened(data, database, new=True) as record:
        row = import_runner(record, keeper_of(record, clinic), file)
    say(f"{row.name} is in the record")
