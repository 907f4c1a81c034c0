"""What earlier cue trials taught a runner, for the answers of later days: as ``gaitcue trial`` writes it for a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from gaitcue.store import trials
from gaitcue.store.database import Session
from gaitcue.store.records import ProfileVersionRow
from gaitcue.work.clinic.trial_state import judged_of


def with_experience(session: Session, version: ProfileVersionRow | None, before: date) -> ProfileVersionRow | None:
    """Answers together with what trials of days before taught since they were given.

    What was judged before the answers were saved stood in the form already: it was confirmed, or taken out.
    """
    if version is None or version.profile is None:
        return version
    learned = [
        entry_of(told)
        for row in reversed(trials.trials_of(session, version.runner_id))
        for verdict in judged_of(row)[-1:]
        if date.fromisoformat(verdict["date"]) < before and datetime.fromisoformat(verdict["at"]) > version.created_at
        for told in verdict["remember"]
    ]
    if not learned:
        return version
    return replace(version, profile=version.profile | {"tried": merged(version.profile.get("tried", ()), learned)})


def merged(told: Iterable[Mapping[str, Any]], learned: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Entries with newer ones of the same cues and day in their place."""
    found = {_key(entry): dict(entry) for entry in (*told, *learned)}
    return list(found.values())


def entry_of(told: Mapping[str, Any]) -> dict[str, Any]:
    """As the form has it: one cue is written as several are."""
    kept = {name: value for name, value in told.items() if name not in ("cue", "cues")}
    return kept | {"cues": list(told.get("cues") or [told["cue"]])}


def _key(entry: Mapping[str, Any]) -> tuple[str, ...]:
    names = sorted(entry.get("cues") or [str(entry.get("cue", ""))])
    return (str(entry.get("on", "")), *names)
