"""The list of everybody in care: where each plan stands and what asks for a look, from a row kept for each runner.

The replay of the entries is the truth. A row is what it came to on a day; whatever changes an entry, a run or an answer
drops the row in the same transaction, and another day or another version of the rules does not take it. What is missing
is computed when the list is opened, and beside the app before that.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from gaitcue.care.attention import Attention, attention
from gaitcue.care.programme.engine import replay
from gaitcue.care.programme.state import Mode, State
from gaitcue.store import activities, care, retrainings, runners, visits
from gaitcue.store.database import Session
from gaitcue.store.records import CareStandingRow, RunnerRow
from gaitcue.terms.advice import Reason
from gaitcue.terms.asker import Asker
from gaitcue.terms.errors import GaitcueError
from gaitcue.terms.version import __version__
from gaitcue.work.clinic.activities import runs_of
from gaitcue.work.clinic.care import as_plain, entries_in
from gaitcue.work.clinic.record import Record, program
from gaitcue.work.clinic.retraining_due import attention_of

VERSION = 1
RULES = ("gaitcue.care.data", "gaitcue.clinic.data")
AGAIN_S = 20.0
"""how often plans that changed are computed again beside the app"""
BESIDE_ALL = 9
"""rank of who needs no look: beyond all others"""


@dataclass(frozen=True, slots=True)
class InCare:
    """One line of the clinician's list."""

    runner: RunnerRow
    stage: int
    """0 without a plan: then a live retraining asks for a look"""
    mode: Mode
    attention: tuple[Attention, ...]
    """without the entries that they rest on: the runner's own page has them"""

    @property
    def rank(self) -> int:
        """Of the most urgent thing."""
        return min((one.rank for one in self.attention), default=BESIDE_ALL)


def everybody_in_care(record: Record, asker: Asker, on: date) -> tuple[InCare, ...]:
    """Everybody with a plan, or whose live retraining asks for a look; those first who need it most."""
    with record.read(asker) as session:
        retrained = set(retrainings.runners_retraining(session))
        people = runners.runners_by_id(session, sorted({*care.runners_in_care(session), *retrained}))
        kept = care.standings(session)
    lines = []
    for runner_id, runner in people.items():
        row = kept.get(runner_id)
        content = row.content if row is not None and is_current(row, on) else renew(record, runner_id, on)
        more = attention_of(record, asker, runner_id, on) if runner_id in retrained else ()
        if content["stage"] or more:
            lines.append(line_of(runner, content, more))
    return tuple(sorted(lines, key=lambda one: (one.rank, -len(one.attention), one.runner.name)))


def is_current(row: CareStandingRow, on: date) -> bool:
    """Whether a row was computed for a day, by these rules."""
    return row.on == on and row.made_by == rules_version()


@cache
def rules_version() -> str:
    """Another one with each version of the program, and whenever its rules change, red flags among them."""
    told = hashlib.sha256(f"{__version__} {VERSION}".encode())
    for room in RULES:
        for file in sorted(files(room).iterdir(), key=lambda one: one.name):
            if file.name.endswith(".toml"):
                told.update(file.read_bytes())
    return told.hexdigest()[:32]


def renew(record: Record, runner_id: str, on: date) -> dict[str, Any]:
    """Compute where a plan stands and keep it, unless something changed meanwhile: then the next look computes it."""
    with record.read(program()) as session:
        inputs = _inputs(session, runner_id)
    content = standing_of(inputs, on)
    with record.write(program()) as session:
        if _inputs(session, runner_id) == inputs:
            care.keep_standing(session, runner_id, on, rules_version(), content)
    return content


def _inputs(session: Session, runner_id: str) -> tuple[Any, ...]:
    """Everything that it is computed from."""
    told = visits.latest_profile(session, runner_id)
    return care.entries_of(session, runner_id), told, activities.activities_of(session, runner_id)


def standing_of(inputs: tuple[Any, ...], on: date) -> dict[str, Any]:
    """What the list shows of a plan; stage 0 while there is none on that day."""
    entries, told, ran = inputs
    found = entries_in(entries, told, on, runs_of(ran))
    state = replay(found, on)
    looks = [as_plain(one) for one in attention(found, state, on)] if state else []
    shown = [{"reason": one["reason"], "urgency": one["urgency"]} for one in looks]
    return {"version": VERSION, "stage": _stage(state), "mode": state.mode if state else "", "attention": shown}


def _stage(state: State | None) -> int:
    return state.stage if state else 0


def line_of(runner: RunnerRow, content: dict[str, Any], more: tuple[Attention, ...] = ()) -> InCare:
    """A kept row as a line of the list, with what a retraining asks for."""
    told = [
        Attention(Reason(one["reason"]["code"], one["reason"]["values"]), one["urgency"])
        for one in content["attention"]
    ]
    looks = tuple(sorted((*told, *more), key=lambda one: one.rank))
    return InCare(runner, content["stage"], content["mode"], looks)


@contextmanager
def kept_current(record: Record) -> Iterator[None]:
    """Plans that changed, and all of them on a new day, are computed again beside the app."""
    over = threading.Event()
    thread = threading.Thread(target=_keep_current, args=(record, over), daemon=True, name="gaitcue-standing")
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(AGAIN_S)


def _keep_current(record: Record, over: threading.Event) -> None:
    while not over.wait(AGAIN_S):
        renew_all(record, date.today(), over)


def renew_all(record: Record, on: date, over: threading.Event | None = None) -> int:
    """Compute every plan whose row is missing or old, in all clinics; how many."""
    with record.read(program()) as session:
        kept = care.standings(session)
        wanted = [one for one in care.runners_in_care(session) if one not in kept or not is_current(kept[one], on)]
    done = 0
    for runner_id in wanted:
        if over is not None and over.is_set():
            break
        try:
            renew(record, runner_id, on)
            done += 1
        except GaitcueError:  # deleted meanwhile, or the record is busy: the next turn sees
            continue
    return done
