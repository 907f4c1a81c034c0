"""All rows at once, and all rows of one runner: what backups, exports and deletions work on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import JSON, Column, Date, Select, delete, insert, or_
from sqlalchemy.exc import DataError, IntegrityError

from gaitcue.store.columns import Base, Moment, RunnersRow, new_id
from gaitcue.store.database import Session
from gaitcue.store.records import AuditRow, record_of
from gaitcue.store.replaced import with_replaced
from gaitcue.store.scope import one, rows
from gaitcue.store.tables import (
    AccessLinkTable,
    AccountTable,
    ActivityTable,
    AuditTable,
    ClipTable,
    JobTable,
    MeasureSummaryTable,
    RetrainingSessionTable,
    RunnerTable,
    TakeTable,
    TrialTable,
)
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import NotThere, UnusableInput

PROGRAM = Asker("", None, Role.SYSTEM, "gaitcue")
CHUNK = 500
ID_IN_TEXT = re.compile(r"(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])")
GONE = "deleted runner"
"""in the log, for a runner who did something there before being deleted"""
WITH_MEDIA: tuple[type[Any], ...] = (TakeTable, ActivityTable)
"""tables whose rows name a media file"""
Told = dict[str, list[dict[str, Any]]]
"""rows as JSON holds them, by the name of their table"""


def tables() -> tuple[type[Any], ...]:
    """Every table, those that others refer to before the others."""
    held = {mapper.local_table: mapper.class_ for mapper in Base.registry.mappers}
    return tuple(held[table] for table in Base.metadata.sorted_tables)


def copy_all(source: Session, target: Session) -> None:
    """Every row of one record into another one that is empty."""
    for table in tables():
        found = source.execute(rows(source, table).with_only_columns(*table.__table__.columns))
        for part in found.mappings().partitions(CHUNK):
            target.execute(insert(table.__table__), [dict(row) for row in part])


def clear(session: Session) -> None:
    """No row is left."""
    for table in reversed(tables()):
        session.execute(delete(table.__table__))


def is_in_use(session: Session) -> bool:
    """Does the record hold a runner, or somebody who logs in? One that was only opened holds neither."""
    runner = session.scalars(rows(session, RunnerTable).limit(1)).first()
    account = session.scalars(rows(session, AccountTable).where(AccountTable.password_hash.is_not(None)).limit(1))
    return runner is not None or account.first() is not None


def runner_ids(session: Session) -> tuple[str, ...]:
    """Ids of all runners that whoever asks may see."""
    return tuple(session.scalars(rows(session, RunnerTable).with_only_columns(RunnerTable.id).order_by(RunnerTable.id)))


def media_needed(session: Session) -> set[str]:
    """SHA-256 of every clip that a row knows."""
    return set(session.scalars(rows(session, ClipTable).with_only_columns(ClipTable.sha256)))


def live_needed(session: Session) -> set[str]:
    """Ids of every live session; the log, which keeps ids, is not asked."""
    return set(session.scalars(rows(session, RetrainingSessionTable).with_only_columns(RetrainingSessionTable.id)))


def names_needed(session: Session) -> set[str]:
    """Every id that occurs in a row, in its columns or within its JSON: a result is needed while a row names it."""
    return set(
        _names(value for table in tables() if table is not MeasureSummaryTable for value in _all(session, table))
    )


def _all(session: Session, table: type[Any]) -> Iterator[Any]:
    for row in session.execute(rows(session, table).with_only_columns(*table.__table__.columns)):
        yield from row


def _names(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        if isinstance(value, str | dict | list):
            yield from ID_IN_TEXT.findall(str(value))


def rows_of_runner(session: Session, runner_id: str) -> Told:
    """Everything about one runner as JSON holds it; links, which open doors, are left out.

    Raises
    ------
    NotThere : no such runner
    """
    one(session, RunnerTable, runner_id)
    return {table.__tablename__: list(_of_runner(session, table, runner_id)) for table in exported()}


def exported() -> tuple[type[Any], ...]:
    """The tables that an export holds."""
    own = [table for table in tables() if issubclass(table, RunnersRow) and table is not AccessLinkTable]
    return (RunnerTable, ClipTable, *own)


def _of_runner(session: Session, table: type[Any], runner_id: str) -> Iterator[dict[str, Any]]:
    query = rows(session, table)
    if table is RunnerTable:
        query = query.where(RunnerTable.id == runner_id)
    elif table is ClipTable:
        query = query.where(or_(*(ClipTable.id.in_(held) for held in _held_media(session, runner_id))))
    else:
        query = query.where(table.runner_id == runner_id)
    columns = [column for column in table.__table__.columns if column.name != "clinic_id"]
    found = session.execute(query.with_only_columns(*columns).order_by(table.created_at, table.id)).mappings()
    return ({name: _as_json(value) for name, value in row.items()} for row in found)


def _held_media(session: Session, runner_id: str | None = None) -> Iterator[Select[Any]]:
    """Ids of the media files that a runner's rows name, or anybody's."""
    for table in WITH_MEDIA:
        query = rows(session, table).where(table.clip_id.is_not(None))
        query = query if runner_id is None else query.where(table.runner_id == runner_id)
        yield query.with_only_columns(table.clip_id)


def _as_json(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def names_in(told: Told) -> set[str]:
    """Every id that occurs in rows."""
    return set(_names([told]))


def add_rows(session: Session, told: Mapping[str, Any], results: Mapping[str, str]) -> str:
    """Take in the rows of one runner under new ids; the runner's new id.

    Parameters
    ----------
    told : as ``rows_of_runner`` gives it, perhaps from a stranger
    results : id of a result, or of a live session, there -> its id here

    Raises
    ------
    UnusableInput : a row is none of this version's
    NotThere : whoever asks may add no runner
    """
    if not session.asker.works_here:
        raise NotThere("there is no such record to add to")
    checked = {table: [_row(table, row) for row in _list(told, table)] for table in exported()}
    _name_replaced(checked[TrialTable], checked[TakeTable])
    if len(checked[RunnerTable]) != 1:
        raise UnusableInput("the export does not hold one runner: export it again")
    new = {row["id"]: new_id() for held in checked.values() for row in held} | dict(results)
    new |= _clips_here(session, checked[ClipTable])
    runner_id = str(new[checked[RunnerTable][0]["id"]])
    for table, held in checked.items():
        here = [_renamed(row, new) | {"clinic_id": session.asker.clinic_id} for row in held]
        fresh = [row for row in here if table is not ClipTable or not _is_here(session, row["sha256"])]
        if any(row.get("runner_id", runner_id) != runner_id for row in fresh):
            raise UnusableInput("the export holds rows of another runner: export it again")
        if fresh:
            _insert(session, table, fresh)
    return runner_id


def _name_replaced(trials: list[dict[str, Any]], takes: list[dict[str, Any]]) -> None:
    """What the migrations make of a record's trials, an export of an earlier version needs too."""
    try:
        for trial in trials:
            at_the_visit = [take for take in takes if take["visit_id"] == trial["visit_id"]]
            trial["state"] = with_replaced(trial["state"], trial["created_at"], at_the_visit)
    except (AttributeError, KeyError, TypeError):
        raise UnusableInput("the export's trial holds what it cannot: export it again") from None


def _insert(session: Session, table: type[Any], held: list[dict[str, Any]]) -> None:
    try:
        session.execute(insert(table.__table__), held)
    except (IntegrityError, DataError):
        raise UnusableInput(f"the export's {table.__tablename__} does not fit the rest: export it again") from None


def _list(told: Mapping[str, Any], table: type[Any]) -> list[Any]:
    held = told.get(table.__tablename__, [])
    if not isinstance(held, list):
        raise UnusableInput(f"the export's {table.__tablename__} is no list: export it again")
    return held


def _clips_here(session: Session, clips: list[dict[str, Any]]) -> dict[str, str]:
    """Clips of the same content that this clinic has already: id there -> id here."""
    here = {row.sha256: row.id for row in session.scalars(rows(session, ClipTable))} if clips else {}
    return {row["id"]: here[row["sha256"]] for row in clips if row["sha256"] in here}


def _is_here(session: Session, sha256: str) -> bool:
    return session.scalars(rows(session, ClipTable).where(ClipTable.sha256 == sha256)).first() is not None


def _renamed(value: Any, new: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: _renamed(inner, new) for key, inner in value.items()}
    if isinstance(value, list):
        return [_renamed(inner, new) for inner in value]
    return ID_IN_TEXT.sub(lambda found: new.get(found[0], found[0]), value) if isinstance(value, str) else value


def _row(table: type[Any], told: Any) -> dict[str, Any]:
    """One row, each value of its column's type."""
    columns = {column.name: column for column in table.__table__.columns if column.name != "clinic_id"}
    if not isinstance(told, dict) or not told.keys() <= columns.keys() or not isinstance(told.get("id"), str):
        raise UnusableInput(f"the export holds a {table.__tablename__} that this version does not know: update gaitcue")
    given = {name: _value(table, column, told[name]) for name, column in columns.items() if name in told}
    missing = [name for name, one in columns.items() if name not in told and not one.nullable and one.default is None]
    if missing:
        raise UnusableInput(f"the export's {table.__tablename__} lacks {missing[0]}: export it again")
    return {name: None for name, one in columns.items() if name not in told and one.nullable} | given


def _value(table: type[Any], column: Column[Any], value: Any) -> Any:
    try:
        if value is None and column.nullable:
            return None
        return _of_kind(column, value)
    except (ValueError, TypeError):
        where = f"{table.__tablename__}.{column.name}"
        raise UnusableInput(f"the export's {where} holds what it cannot: export it again") from None


def _of_kind(column: Column[Any], value: Any) -> Any:
    """The value as its column holds it; ValueError or TypeError for what is of another kind."""
    if isinstance(column.type, Moment):
        return datetime.fromisoformat(value).astimezone(UTC)
    if isinstance(column.type, Date):
        return date.fromisoformat(value)
    kinds = (dict, list) if isinstance(column.type, JSON) else (column.type.python_type,)
    if kinds == (float,) and type(value) is int:
        return float(value)
    if type(value) not in kinds or not _is_hex(column, value):
        raise ValueError
    return value


def _is_hex(column: Column[Any], value: Any) -> bool:
    """Ids and hashes become paths: they are letters of a hash, or no row is made of them."""
    length = getattr(column.type, "length", None)
    return length is None or re.fullmatch(f"[0-9a-f]{{{length}}}", value) is not None


def log_of_runner(session: Session, runner_id: str) -> tuple[AuditRow, ...]:
    """Who saw and did what about a runner, the oldest first."""
    query = rows(session, AuditTable).where(AuditTable.runner_id == runner_id).order_by(AuditTable.at, AuditTable.id)
    return tuple(record_of(AuditRow, row) for row in session.scalars(query))


def delete_runner(session: Session, runner_id: str) -> None:
    """All rows of a runner go, with the clips that nobody else is in and the jobs about them; ids stay in the log.

    Raises
    ------
    NotThere : no such runner
    """
    row = one(session, RunnerTable, runner_id)
    names = names_in(rows_of_runner(session, runner_id)) - {session.asker.clinic_id}
    _forget_in_log(session, runner_id, row.name)
    for job in session.scalars(rows(session, JobTable)):
        if job.asked_by == f"link:{runner_id}" or names & set(_names([job.key, job.payload, job.outcome])):
            session.delete(job)
    session.delete(row)
    session.flush()
    unheld = (ClipTable.id.not_in(held) for held in _held_media(session))
    for clip in session.scalars(rows(session, ClipTable).where(*unheld)):
        session.delete(clip)
    session.flush()


def _forget_in_log(session: Session, runner_id: str, name: str) -> None:
    """The log keeps what was done, and no longer the name of a runner who did it."""
    own = rows(session, AccountTable).where(AccountTable.runner_id == runner_id).with_only_columns(AccountTable.id)
    accounts = set(session.scalars(own))
    about = AuditTable.runner_id == runner_id
    for line in session.scalars(rows(session, AuditTable).where(about | AuditTable.account_id.in_(accounts))):
        if line.account_id in accounts or line.who == name:
            line.who = GONE
