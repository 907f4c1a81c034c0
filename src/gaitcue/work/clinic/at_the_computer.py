"""Somebody who can read the record's files sees everything in it: who asks when a command is typed at the computer."""

from __future__ import annotations

from gaitcue.store import accounts, runners
from gaitcue.store.pages import MOST
from gaitcue.store.records import RunnerRow
from gaitcue.store.runners import folded
from gaitcue.terms.asker import Asker, Role
from gaitcue.terms.errors import BadOption, NotThere
from gaitcue.work.clinic.accounts import only_user
from gaitcue.work.clinic.record import Record, program

NAME = "command line"


def keepers(record: Record) -> tuple[Asker, ...]:
    """Whoever types a command, once for each clinic; a new record gets its first one."""
    with record.read(program()) as session:
        known = accounts.clinics(session)
    ids = [clinic_id for clinic_id, _ in known] or [only_user(record).clinic_id]
    return tuple(Asker(clinic_id, None, Role.ADMIN, NAME) for clinic_id in ids)


def keeper_of(record: Record, clinic: str | None = None) -> Asker:
    """Whoever types a command, for a clinic by its name.

    Raises
    ------
    BadOption : several clinics and no name, or none of that name
    """
    found = keepers(record)
    with record.read(program()) as session:
        names = dict(accounts.clinics(session))
    fits = [one for one in found if clinic is None or folded(names[one.clinic_id]) == folded(clinic)]
    if len(fits) != 1:
        raise BadOption(f"say which clinic with --clinic: {', '.join(sorted(names.values()))}")
    return fits[0]


def runner_called(record: Record, text: str) -> tuple[Asker, RunnerRow]:
    """The runner of an id, a reference number or a name, and who asks for them.

    Raises
    ------
    NotThere : there is none
    BadOption : there are several
    """
    found = [(asker, row) for asker in keepers(record) for row in _candidates(record, asker, text)]
    exact = [one for one in found if folded(text) in (one[1].id, folded(one[1].reference), folded(one[1].name))]
    fits = exact or found
    if not fits:
        raise NotThere(f"there is no runner {text!r}: give the name, the reference number or the id")
    if len(fits) > 1:
        told = ", ".join(f"{row.name} {row.birth_year or ''} {row.id}".replace("  ", " ") for _, row in fits[:5])
        raise BadOption(f"{len(fits)} runners fit {text!r}: give the id of one of them ({told})")
    return fits[0]


def _candidates(record: Record, asker: Asker, text: str) -> tuple[RunnerRow, ...]:
    with record.read(asker) as session:
        try:
            return (runners.runner(session, text),)
        except NotThere:
            return runners.find_runners(session, text, most=MOST).items if text.strip() else ()
