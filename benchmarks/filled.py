"""A record with very many runners, one of them with very many visits."""

from __future__ import annotations

import random
from datetime import date, timedelta

from gaitcue.gait import MEASURES
from gaitcue.store import analyses, clips, runners, visits
from gaitcue.terms.asker import Asker
from gaitcue.terms.records import Summary
from gaitcue.work.clinic.record import Record

RUNNERS, VISITS = 10_000, 200
SOUNDS = ("ma", "ri", "an", "be", "to", "li", "su", "ke", "ro", "ja", "ne", "da")
SUMMARY = {"version": 1, "clip": "run.mp4", "cue": None, "strides": 40, "fps": 60.0, "first_finding": ""}


def fill(record: Record, asker: Asker) -> str:
    """Runners, and visits with all measures of one of them; the id of that one."""
    chance = random.Random(1)
    with record.write(asker) as session:
        for number in range(RUNNERS):
            name, year = f"{sound(chance)} {sound(chance)}", chance.randint(1940, 2010)
            row = runners.add_runner(session, name, year, f"R-{number:05d}")
        for number in range(VISITS):
            visit = visits.add_visit(session, row.id, date(2020, 1, 1) + timedelta(days=7 * number))
            visits.add_profile_version(
                session, row.id, visit.on, "bench", visit_id=visit.id, profile={"on": visit.on.isoformat()}
            )
            take = clips.add_take(session, visit.id, None, "run")
            analyses.add_analysis(session, take.id, f"k{number}", "0" * 32, SUMMARY, measured())
    return row.id


def sound(chance: random.Random) -> str:
    """A name that nobody has, of two to four sounds."""
    return "".join(chance.choices(SOUNDS, k=chance.randint(2, 4))).title()


def measured() -> list[Summary]:
    told = (40, 1.0, 0.1, 0.9, 1.1, "ok", None)
    return [Summary(measure, "near", "left", "deg", *told) for measure in MEASURES]  # type: ignore[arg-type]
