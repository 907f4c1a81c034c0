"""Whoever types a command reaches the runners of every clinic, and has to say which when several fit."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gaitcue.store import accounts, runners
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import BadOption, NotThere
from gaitcue.work.clinic.at_the_computer import keeper_of, keepers, runner_called
from gaitcue.work.clinic.record import Record, program
from support.empty_record import empty_record


@pytest.fixture
def record(tmp_path: Path) -> Iterator[Record]:
    """Two clinics, each with a Rita."""
    with Record.open(empty_record(tmp_path / "record")) as opened:
        for name in ("North", "South"):
            with opened.write(program()) as session:
                clinic_id = accounts.add_clinic(session, name)
            with opened.write(Asker(clinic_id, None, Role.ADMIN, "x")) as session:
                runners.add_runner(session, "Rita Runner", 1980, f"{name}-1")
                runners.add_runner(session, f"Only {name}")
        yield opened


@pytest.mark.parametrize("text", ["Only North", "only north", "north-1", "ly nor"])
def test_a_name_a_number_or_a_part_of_it_finds_the_one_runner(record: Record, text: str) -> None:
    asker, row = runner_called(record, text)
    with record.read(asker) as session:
        assert runners.runner(session, row.id) == row
    assert "north" in f"{row.name} {row.reference}".casefold()


def test_of_several_the_id_decides(record: Record) -> None:
    with pytest.raises(BadOption, match=r"^2 runners fit") as problem:
        runner_called(record, "Rita Runner")
    told = str(problem.value).split("(")[1].rstrip(")").split()[-1]
    assert runner_called(record, told)[1].id == told


@pytest.mark.parametrize("text", ["nobody", "", " "])
def test_nobody_is_nobody(record: Record, text: str) -> None:
    with pytest.raises(NotThere, match="no runner"):
        runner_called(record, text)


def test_which_clinic_has_to_be_said_when_there_are_several(record: Record) -> None:
    with pytest.raises(BadOption, match="--clinic: North, South"):
        keeper_of(record)
    with pytest.raises(BadOption, match="--clinic"):
        keeper_of(record, "West")
    assert keeper_of(record, "south").clinic_id != keeper_of(record, "North").clinic_id


def test_a_new_record_has_one(tmp_path: Path) -> None:
    with Record.open(tmp_path / "new") as record:
        assert keeper_of(record) == keepers(record)[0]
