"""The next two weeks of a plan as a calendar file (iCalendar, RFC 5545), as if every day went as planned."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from gaitcue.care.entries import Activity, CareRecord
from gaitcue.care.programme.ladders import course
from gaitcue.care.programme.state import State
from gaitcue.care.record_file import with_entry
from gaitcue.care.today import Task, today_of
from gaitcue.report.wording.care import care_word, dose_caution, step_of_ladder
from gaitcue.work.clinic.care import Care

DAYS: Final = 14
SHOWN: Final = {"exercises": "exercises", "holds": "exercises", "run": "run", "run_on": "run"}
"""tasks that stand in a calendar, and the activity that they are"""
LONGEST_LINE: Final = 75


def schedule(record: CareRecord, state: State, days: int = DAYS) -> Iterator[tuple[date, Task]]:
    """What the plan asks for on each of the next days, with the state of today; nothing goes up in a calendar."""
    for number in range(days):
        on = state.on + timedelta(days=number)
        found = [task for task in today_of(record, replace(state, on=on)).tasks if task.code in SHOWN]
        for task in found:
            yield on, task
            if not task.done and task.code != "holds":
                record = with_entry(record, Activity(on, SHOWN[task.code]))


def calendar_of(care: Care) -> str:
    """The file; without a plan it holds no event."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//gaitcue//plan//EN", "CALSCALE:GREGORIAN"]
    if care.state is not None:
        for on, task in schedule(care.record, care.state):
            lines += _event(care, care.state, on, task)
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _event(care: Care, state: State, on: date, task: Task) -> list[str]:
    key = hashlib.sha256(f"{care.runner.id}{on}{task.code}".encode()).hexdigest()[:32]
    stage = course(state.plan.site).stage(state.stage)
    about = [one.title for one in task.exercises]
    if task.code == "exercises":
        about += [stage.ladders[name].runner[level] for name, level in state.levels.items()]
        about += filter(None, [dose_caution(stage)])
    if task.climb is not None and task.climb.now is not None:
        about.append(step_of_ladder(task.climb.ladder, task.climb.level))
    return [
        "BEGIN:VEVENT",
        f"UID:{key}@gaitcue",
        f"DTSTAMP:{care.on:%Y%m%d}T000000Z",
        f"DTSTART;VALUE=DATE:{on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{_escaped(care_word('task', task.code).rstrip('.'))}",
        f"DESCRIPTION:{_escaped('; '.join(about))}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    ]


def _escaped(text: str) -> str:
    for letter in ("\\", ";", ","):
        text = text.replace(letter, f"\\{letter}")
    return text.replace("\n", "\\n")


def _folded(line: str) -> Iterator[str]:
    """Lines of at most 75 bytes; what goes on begins with a space."""
    while len(line.encode()) > LONGEST_LINE:
        cut = LONGEST_LINE
        while len(line[:cut].encode()) > LONGEST_LINE:
            cut -= 1
        yield line[:cut]
        line = f" {line[cut:]}"
    yield line
