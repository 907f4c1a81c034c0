"""What a run, a week or a change is against what this person did before: warnings with their evidence, no promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Final, Literal

from gaitcue.care.load.records import AMOUNTS, VARIABLES, Run, Totals, Variable, between
from gaitcue.care.rules import number, table

Level = Literal["info", "warning", "stop"]
limit = partial(number, "load")
NAMED: Final[dict[Variable, Callable[[Run], str]]] = {"shoes": lambda run: run.shoe, "cue": lambda run: run.cue}
"""what is new or not, by its name"""
LEAST: Final = {"distance": "least_distance_m", "hills": "least_uphill_min", "speed": "least_fast_min"}


@dataclass(frozen=True, slots=True)
class Warned:
    """One thing to say about load, with what it rests on."""

    code: str
    level: Level
    values: dict[str, Any]
    runs: tuple[str, ...]
    """ids of the runs that it rests on"""
    tag: str
    """source key, "product default" or "unverified" """


def warnings(runs: Sequence[Run], today: date, *, in_rehab: bool) -> tuple[Warned, ...]:
    """All that speaks against doing as lately, for a day.

    Parameters
    ----------
    runs : all that is known, in any order; later ones than ``today`` are not looked at
    today : the day that is judged
    in_rehab : with an injury the limits are tighter
    """
    known = sorted((run for run in runs if run.on <= today), key=lambda run: (run.on, run.id))
    found = [*_longer(known, today, in_rehab), *_week(known, today, in_rehab), *_several(known, today)]
    return tuple([*found, *_out_of_order(known, today, in_rehab), *_after_days_off(known, today)])


def longest_before(runs: Sequence[Run], on: date) -> Run | None:
    """The longest run of the days before a day."""
    first = on - timedelta(days=int(limit("single_run", "days")))
    before = [run for run in between(runs, first, on - timedelta(days=1)) if run.distance_m]
    return max(before, key=lambda run: (run.distance_m or 0.0, run.on, run.id), default=None)


def _longer(runs: Sequence[Run], today: date, in_rehab: bool) -> Iterator[Warned]:
    """Runs of the last days that were much longer than the longest of the 30 days before them."""
    for run in between(runs, today - timedelta(days=int(limit("variable", "days")) - 1), today):
        longest = longest_before(runs, run.on)
        if longest is None or not run.distance_m or not longest.distance_m:
            continue
        ratio = run.distance_m / longest.distance_m
        if ratio <= limit("single_run", "warn"):
            continue
        risk = [one for one in table("load")["single_run"]["risk"] if ratio > one["above"]][-1]
        stop = in_rehab and ratio > limit("single_run", "stop_in_rehab")
        values = {
            "on": run.on,
            "ratio": ratio,
            "distance_m": run.distance_m,
            "longest_m": longest.distance_m,
            "risk": risk["ratio"],
            "low": risk["interval"][0],
            "high": risk["interval"][1],
        }
        yield Warned("run_longer", "stop" if stop else "warning", values, (longest.id, run.id), risk["tag"])


def longest_advised(runs: Sequence[Run], on: date) -> float | None:
    """Metres that a run on a day stays under by the single-run guard; None without a run to go by."""
    longest = longest_before(runs, on)
    return longest.distance_m * limit("single_run", "warn") if longest and longest.distance_m else None


def _week(runs: Sequence[Run], today: date, in_rehab: bool) -> Iterator[Warned]:
    """Seven days against the mean of the weeks before."""
    days, weeks = int(limit("variable", "days")), int(limit("variable", "weeks_before"))
    if not any(run.on <= today - timedelta(days=days * weeks) for run in runs):
        return  # too little history to speak of a usual week
    totals = Totals(runs)
    now = totals.of("distance", today, days)
    before = totals.of("distance", today - timedelta(days=days), days * weeks) / weeks
    most = limit("week", "more_in_rehab" if in_rehab else "more")
    if before > 0 and now > most * before and now - before > limit("variable", "least_distance_m"):
        ids = tuple(run.id for run in between(runs, today - timedelta(days=days - 1), today))
        yield Warned(
            "week_more", "warning", {"now_m": now, "usual_m": before, "ratio": now / before}, ids, "product default"
        )


def rises_since(runs: Sequence[Run], since: date, until: date) -> Iterator[tuple[date, Variable]]:
    """Each day on which a variable went up anew, as ``raised`` judges it, with the variable."""
    if not runs:
        return
    before: set[Variable] = set()
    start = max(since, min(run.on for run in runs) + timedelta(days=int(limit("variable", "days"))))
    for on in (start + timedelta(days=n) for n in range((until - start).days + 1)):
        up = set(raised([run for run in runs if run.on <= on], on))
        yield from ((on, variable) for variable in VARIABLES if variable in up - before)
        before = up


def raised(runs: Sequence[Run], on: date) -> dict[Variable, tuple[float, float]]:
    """What went up in the last seven days: variable -> (now, most of seven days before).

    Distance, hills and speed are up when they pass the highest seven days of the four weeks before by a tenth and by
    more than a little; shoes and cue when there is a new one.
    """
    return {**_amounts_up(runs, on), **new_things(runs, on)}


def _amounts_up(runs: Sequence[Run], on: date) -> dict[Variable, tuple[float, float]]:
    days, weeks = int(limit("variable", "days")), int(limit("variable", "weeks_before"))
    totals = Totals(runs)
    up: dict[Variable, tuple[float, float]] = {}
    for variable in AMOUNTS:
        now = totals.of(variable, on, days)
        lasts = [on - timedelta(days=shift) for shift in range(days, days * weeks + 1)]
        most = max(totals.of(variable, last, days) for last in lasts)
        if now > limit("variable", "up") * most and now - most > limit("variable", LEAST[variable]):
            up[variable] = (now, most)
    return up


def new_things(runs: Sequence[Run], on: date) -> dict[Variable, tuple[float, float]]:
    """Shoes and cues of the last seven days that were not there before."""
    first = on - timedelta(days=int(limit("variable", "days")) - 1)
    lately, before = between(runs, first, on), [run for run in runs if run.on < first]
    new: dict[Variable, tuple[float, float]] = {}
    for variable in NAMED:
        worn = {NAMED[variable](run) for run in lately} - {""}
        known = {NAMED[variable](run) for run in before} - {""}
        if before and worn - known and (known or variable == "cue"):
            new[variable] = (float(len(worn - known)), 0.0)
    return new


def _several(runs: Sequence[Run], today: date) -> Iterator[Warned]:
    """More than one variable raised within the same days."""
    if not _history(runs, today):
        return
    up = raised(runs, today)
    if len(up) > 1:
        ids = tuple(run.id for run in between(runs, today - timedelta(days=int(limit("variable", "days")) - 1), today))
        yield Warned("several_up", "warning", {"variables": list(up)}, ids, "product default")


def _history(runs: Sequence[Run], today: date) -> bool:
    """Whether there was running before the last days at all."""
    return any(run.on <= today - timedelta(days=int(limit("variable", "days"))) for run in runs)


def _out_of_order(runs: Sequence[Run], today: date, in_rehab: bool) -> Iterator[Warned]:
    """With an injury hills and speed come back last."""
    if not in_rehab or not _history(runs, today):
        return
    up = _amounts_up(runs, today)
    for variable in table("load")["variable"]["order"]["value"][1:]:
        if variable in up:
            now, most = up[variable]
            ids = tuple(run.id for run in between(runs, today - timedelta(days=6), today) if AMOUNTS[variable](run))
            tag = table("load")["variable"]["order"]["tag"]
            yield Warned("too_early", "warning", {"variable": variable, "now": now, "before": most}, ids, tag)


def _after_days_off(runs: Sequence[Run], today: date) -> Iterator[Warned]:
    """After two weeks without running: what to begin with."""
    last = max((run.on for run in runs), default=None)
    if last is None or (today - last).days < limit("restart", "days_off"):
        return
    weekly = Totals(runs).of("distance", last, 28) / 4
    share = limit("restart", "share")
    values = {"days": (today - last).days, "share": share, "week_m": share * weekly}
    ids = tuple(run.id for run in between(runs, last - timedelta(days=27), last))
    yield Warned("begin_again", "info", values, ids, "product default")
