"""Totals of questionnaires over time, each change against the smallest one that matters to people."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from gaitcue.care.entries import Outcome, Ref, ref
from gaitcue.care.rules import number, table


@dataclass(frozen=True, slots=True)
class OutcomeCourse:
    """One scale (of the PSFS: one activity) from its first to its last total."""

    scale: str
    activity: str
    totals: tuple[tuple[date, float], ...]
    change: float | None
    """last minus first; None while there is one total, or where totals are not compared"""
    important: float | None
    """smallest important change; None where none is verified"""
    important_tag: str
    verdict: Literal["better", "worse", "smaller_than_important", "cannot_tell", "first"]
    entries: tuple[Ref, ...]


def outcome_courses(outcomes: Iterable[Outcome], today: date, site: str | None = None) -> tuple[OutcomeCourse, ...]:
    """The course of every scale that was filled in, in the order of ``data/outcomes.toml``.

    Parameters
    ----------
    site : what is treated; some scales have a smallest important change of their own there
    """
    known = [one for one in outcomes if one.on <= today]
    courses: list[OutcomeCourse] = []
    for row in table("outcomes")["scale"]:
        of_scale = [one for one in known if one.scale == row["id"]]
        for activity in sorted({one.activity.strip().casefold() for one in of_scale}):
            same = [one for one in of_scale if one.activity.strip().casefold() == activity]
            courses.append(_course(row, sorted(same, key=lambda one: one.on), site))
    return tuple(courses)


def _course(row: dict[str, Any], totals: Sequence[Outcome], site: str | None) -> OutcomeCourse:
    important = row.get("important_at", {}).get(site) or next(iter(row["important"]), None)
    compares = row.get("compares", True) and len(totals) > 1
    change = totals[-1].total - totals[0].total if compares else None
    least = float(important["value"]) if important else None
    return OutcomeCourse(
        scale=row["id"],
        activity=totals[-1].activity,
        totals=tuple((one.on, one.total) for one in totals),
        change=change,
        important=least,
        important_tag=important["tag"] if important else row.get("unverified", {}).get("tag", ""),
        verdict=_verdict(change, least, row["better"]),
        entries=tuple(ref(one) for one in totals),
    )


def _verdict(
    change: float | None, least: float | None, better: str
) -> Literal["better", "worse", "smaller_than_important", "cannot_tell", "first"]:
    if change is None:
        return "first"
    if least is None:
        return "cannot_tell"
    if abs(change) < least:
        return "smaller_than_important"
    return "better" if (change > 0) == (better == "up") else "worse"


def outcomes_due(outcomes: Iterable[Outcome], start: date, today: date) -> bool:
    """Whether a follow-up (4, 12, 26, 52 weeks after the plan began) came and nothing was filled in since."""
    weeks = table("outcomes")["follow_up"]["weeks"]["value"]
    past = [day for week in weeks if (day := start + timedelta(weeks=week)) <= today]
    last = max((one.on for one in outcomes if one.on <= today), default=None)
    return bool(past) and (
        last is None or last < past[-1] - timedelta(days=number("outcomes", "follow_up", "early_days"))
    )
