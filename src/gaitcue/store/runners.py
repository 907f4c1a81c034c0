"""Runners: added, found as somebody types, changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from gaitcue.store.database import Session
from gaitcue.store.pages import Page, page_of
from gaitcue.store.records import RunnerRow, record_of
from gaitcue.store.scope import add, one, rows
from gaitcue.store.tables import RunnerTable


def add_runner(
    session: Session, name: str, birth_year: int | None = None, reference: str = "", note: str = ""
) -> RunnerRow:
    """A new runner."""
    row = RunnerTable(name=name, birth_year=birth_year, reference=reference, note=note)
    row.sought = sought(name, birth_year, reference)
    return record_of(RunnerRow, add(session, row))


def change_runner(
    session: Session, runner_id: str, *, name: str, birth_year: int | None, reference: str, note: str
) -> RunnerRow:
    """Other words about the same runner."""
    row = one(session, RunnerTable, runner_id)
    row.name, row.birth_year, row.reference, row.note = name, birth_year, reference, note
    row.sought = sought(name, birth_year, reference)
    return record_of(RunnerRow, row)


def runner(session: Session, runner_id: str) -> RunnerRow:
    """One runner; raises NotThere."""
    return record_of(RunnerRow, one(session, RunnerTable, runner_id))


def runners_by_id(session: Session, ids: Iterable[str]) -> dict[str, RunnerRow]:
    """Several runners at once; whom whoever asks may not see is left out."""
    found = session.scalars(rows(session, RunnerTable).where(RunnerTable.id.in_(tuple(ids))))
    return {row.id: record_of(RunnerRow, row) for row in found}


def find_runners(session: Session, text: str = "", *, first: int = 0, most: int = 50) -> Page[RunnerRow]:
    """Runners in whose name, birth year or reference number each of the words occurs, by name."""
    query = rows(session, RunnerTable)
    for word in folded(text).split():
        query = query.where(RunnerTable.sought.contains(word, autoescape=True))
    query = query.order_by(RunnerTable.sought, RunnerTable.id)
    return page_of(session, query, lambda row: record_of(RunnerRow, row), first=first, most=most)


def sought(name: str, birth_year: int | None, reference: str) -> str:
    """What a search looks at."""
    return folded(f"{name} {birth_year or ''} {reference}")


def folded(text: str) -> str:
    """Without capitals and accents, so that ``muller`` finds ``Müller``.

    Examples
    --------
    >>> folded("Zoë MÜLLER")
    'zoe muller'
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in plain if not unicodedata.combining(letter)).split())
