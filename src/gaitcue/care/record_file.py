"""The care record as a file, and as entries that come one by one: read, checked, refused in one line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from typing import Any

from gaitcue.care.entries import (
    ENTRY_KINDS,
    CareRecord,
    Entry,
    Measured,
    Milestone,
    Outcome,
    Plan,
    PlanChange,
    TreatmentEntry,
    kind_of,
)
from gaitcue.care.rules import number, table
from gaitcue.care.tests.checks import test_faults
from gaitcue.care.when import span
from gaitcue.terms.errors import BadOption

NEEDED = {"level": "variable", "exercise_out": "exercise", "exercise_in": "exercise", "hold": "until"}
WHOLE = ("stage", "level", "run_level", "hill_level", "speed_level")
WITH_VALUE = (*WHOLE, "pain_ok")


def read_record(source: Path | Mapping[str, Any], today: date | None = None) -> CareRecord:
    """Read a care record from a TOML (or JSON) file or a mapping of the same shape.

    Raises
    ------
    BadOption : unreadable, an unknown word, a value out of range, a date ahead, two answers for one day

    Examples
    --------
    >>> record = read_record({"day": [{"on": "2026-05-02", "task_pain": 2}]}, today=date(2026, 5, 3))
    >>> record.day[0].task_pain
    2.0
    """
    from gaitcue.terms.typed import read_file, read_mapping

    if isinstance(source, Path):
        where, record = source.name, read_file(source, CareRecord, "a care record", today=today)
    else:
        where, record = "the care record", read_mapping(source, CareRecord, "the care record", today=today)
    check_record(record, where)
    return record


def read_entry(kind: str, values: Mapping[str, Any], today: date | None = None) -> Entry:
    """Read one entry of a kind (``day``, ``activity``, ``test`` ...), as a form or a line of a table holds it.

    Raises
    ------
    BadOption : the kind is unknown, or the entry cannot be kept, in one line
    """
    from gaitcue.terms.fields import shown, use_one_of
    from gaitcue.terms.typed import read_mapping

    if kind not in ENTRY_KINDS:
        raise BadOption(f"{shown(kind)} is no kind of entry; {use_one_of(kind, ENTRY_KINDS)}")
    entry: Entry = read_mapping(values, ENTRY_KINDS[kind], f"the entry ({kind.replace('_', ' ')})", today=today)
    problem = next(faults_of(entry), None)
    if problem is not None:
        raise BadOption(f"the entry ({kind.replace('_', ' ')}): {problem}")
    return entry


def record_of(entries: Iterable[Entry]) -> CareRecord:
    """The record that entries make."""
    sorted_in: dict[str, list[Entry]] = {kind: [] for kind in ENTRY_KINDS}
    for entry in entries:
        sorted_in[kind_of(entry)].append(entry)
    return CareRecord(**{kind: tuple(found) for kind, found in sorted_in.items()})  # type: ignore[arg-type]


def with_entry(record: CareRecord, entry: Entry) -> CareRecord:
    """The record with one entry more.

    Raises
    ------
    BadOption : there is an answer for that day already
    """
    kind = kind_of(entry)
    more = replace(record, **{kind: (*getattr(record, kind), entry)})
    check_record(more, "the care record")
    return more


def check_record(record: CareRecord, where: str) -> None:
    """Raise BadOption, in one line, for what no single field shows."""
    problem = next(_faults(record), None)
    if problem is not None:
        raise BadOption(f"{where}: {problem}")


def stage_fault(record: CareRecord, change: PlanChange) -> str:
    """Why a stage cannot be set on a day: there is none of that number, or one is skipped; empty where it can.

    Parameters
    ----------
    record : everything else that was entered
    """
    from gaitcue.care.programme.engine import replay
    from gaitcue.care.programme.ladders import course

    state = replay(record, change.on)
    if change.what != "stage" or change.value is None or state is None:
        return ""
    last, next_up = len(course(state.plan.site).stages), state.stage + 1
    if change.value > last:
        return f"value is {change.value:g}: this plan has the stages 1 to {last}"
    if change.value > next_up:
        return f"value is {change.value:g}: the plan stands at stage {state.stage}; set {next_up} first, one at a time"
    return ""


def _faults(record: CareRecord) -> Iterator[str]:
    for entry in fields(record):
        for place, one in enumerate(getattr(record, entry.name), 1):
            yield from (f"{entry.name}[{place}]: {problem}" for problem in faults_of(one))
    yield from _twice("day", [one.on for one in record.day], "keep one answer for a day")
    yield from _twice("plan", [one.on for one in record.plan], "keep one plan for a day")
    results = [(one.on, one.kind, one.side) for one in record.test]
    for (on, kind, side), times in Counter(results).items():
        if times > 1:
            of_side = f" of the {side} side" if side else ""
            yield f"test has {times} results of {kind}{of_side} for {on}: keep one, the best or the last"


def _twice(kind: str, days: list[date], remedy: str) -> Iterator[str]:
    for day, times in sorted(Counter(days).items()):
        if times > 1:
            yield f"{kind} has {times} answers for {day}: {remedy}"


def faults_of(entry: Entry) -> Iterator[str]:
    """What is wrong with one entry beyond its single fields."""
    if isinstance(entry, Measured):
        yield from test_faults(entry)
    elif isinstance(entry, TreatmentEntry):
        yield from _treatment(entry)
    elif isinstance(entry, PlanChange):
        yield from _change(entry)
    elif isinstance(entry, Outcome):
        yield from _outcome(entry)
    elif isinstance(entry, Milestone) and not entry.by.strip():
        yield "by is empty: write the name of the surgeon or of who passed it on"
    elif isinstance(entry, Plan) and entry.runs == "never" and entry.needs_speed:
        yield "needs_speed is true but runs is never: correct one of them"


def _treatment(entry: TreatmentEntry) -> Iterator[str]:
    if entry.until is not None and span(entry.until).last < entry.span.first:
        yield f"until {entry.until!r} lies before {entry.when!r}: correct one of them"


def _change(entry: PlanChange) -> Iterator[str]:
    if not entry.by.strip() or not entry.reason.strip():
        yield "a change of the plan needs a reason and the name of who decides: write reason and by"
    needed = NEEDED.get(entry.what)
    if needed and getattr(entry, needed) is None:
        yield f"{needed} is missing: {entry.what} needs it"
    if entry.what in WITH_VALUE and entry.value is None:
        yield f"value is missing: {entry.what} needs it"
    if entry.what in WHOLE and entry.value is not None and entry.value != int(entry.value):
        yield f"value is {entry.value:g}: give a whole number"
    most = number("symptoms", "verdict", "pain_ok_most")
    if entry.what == "pain_ok" and (entry.value or 0) > most:
        yield f"value is {entry.value:g}: pain above {most:g} is accepted by no model; give up to {most:g}"
    if entry.until is not None and entry.until < entry.on:
        yield f"until {entry.until} lies before {entry.on}: correct one of them"


def _outcome(entry: Outcome) -> Iterator[str]:
    scale = next(row for row in table("outcomes")["scale"] if row["id"] == entry.scale)
    if not scale["low"] <= entry.total <= scale["high"]:
        yield f"total is {entry.total:g}: {scale['title']} runs from {scale['low']:g} to {scale['high']:g}"
    if scale.get("own_activity") and not entry.activity.strip():
        yield "activity is missing: the PSFS is about an own activity; name it"
