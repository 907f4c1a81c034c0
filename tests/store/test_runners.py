"""Runners are found as somebody types, by name, birth year or the clinic's own number, whatever accents they have."""

from __future__ import annotations

import pytest

from gaitcue.store import runners
from gaitcue.store.database import Database
from gaitcue.terms.asker import Asker


@pytest.fixture
def asker(database: Database, clinician: Asker) -> Asker:
    with database.write(clinician) as session:
        runners.add_runner(session, "Zoë Müller", 1984, "R-17")
        runners.add_runner(session, "Anna Mueller", 1990, "50%_A")
        runners.add_runner(session, "Bert Straße", None, "")
    return clinician


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", ["Anna Mueller", "Bert Straße", "Zoë Müller"]),
        ("zo", ["Zoë Müller"]),
        ("MULL zoe", ["Zoë Müller"]),
        ("1984", ["Zoë Müller"]),
        ("r-17", ["Zoë Müller"]),
        ("müll", ["Zoë Müller"]),
        ("strasse", ["Bert Straße"]),
        ("%", ["Anna Mueller"]),
        ("_", ["Anna Mueller"]),
        ("anna 1984", []),
        ("' or 1=1 --", []),
    ],
)
def test_what_is_typed_finds(database: Database, asker: Asker, typed: str, found: list[str]) -> None:
    with database.read(asker) as session:
        assert [one.name for one in runners.find_runners(session, typed).items] == found


def test_a_long_list_comes_in_pages(database: Database, clinician: Asker) -> None:
    with database.write(clinician) as session:
        for number in range(7):
            runners.add_runner(session, f"Runner {number}")
    seen: list[str] = []
    first: int | None = 0
    with database.read(clinician) as session:
        while first is not None:
            page = runners.find_runners(session, "runner", first=first, most=3)
            seen, first = seen + [one.name for one in page.items], page.next
    assert (seen, page.total) == ([f"Runner {number}" for number in range(7)], 7)


def test_other_words_about_a_runner_are_what_is_found(database: Database, asker: Asker) -> None:
    with database.write(asker) as session:
        (row,) = runners.find_runners(session, "zoe").items
        runners.change_runner(session, row.id, name="Zoë Quick", birth_year=1985, reference="R-18", note="")
        assert runners.find_runners(session, "müller").total == 0
        assert [one.id for one in runners.find_runners(session, "quick 1985 r-18").items] == [row.id]
