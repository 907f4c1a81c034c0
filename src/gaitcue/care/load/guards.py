"""What a run, a week or a change is against what this person did before: warnings with their evidence, no promises."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any, Final, Literal

from gaitcue.care.load.records import AMOUNTS, LoadRun, Totals, Variable, between
from gaitcue.care.rules import number, table

Level = Literal["info", "warning", "stop"]
limit = partial(number, "load")
DAYS: Final = int(limit("variable", "days"))
"""over which what went up is judged"""
WEEKS: Final = int(limit("variable", "weeks_before"))
"""of as many days each, that it is held against"""
NAMED: Final[dict[Variable, Callable[[LoadRun], str]]] = {"shoes": lambda run: run.shoe, "cue": lambda run: run.cue}
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


def warnings(runs: Sequence[LoadRun], today: date, *, in_rehab: bool, led: Collection[str] = ()) -> tuple[Warned, ...]:
    """All that speaks against doing as lately, for a day.

    Parameters
    ----------
    runs : all that is known, in any order; later ones than ``today`` are not looked at
    today : the day that is judged
    in_rehab : with an injury the limits are tighter
    led : variables that a plan raises step by step at present: they do not come back too early
    """
    known = KnownRuns([run for run in runs if run.on <= today])
    found = [*_longer(known, today, in_rehab), *_week(known, today, in_rehab), *_several(known, today)]
    early = (one for one in _out_of_order(known, today, in_rehab) if one.values["variable"] not in led)
    return tuple([*found, *early, *_after_days_off(known, today)])


class KnownRuns:
    """All runs of a person in order, with their sums."""

    def __init__(self, runs: Sequence[LoadRun]) -> None:
        self.runs = sorted(runs, key=lambda run: (run.on, run.id))
        self.totals = Totals(self.runs)
        self.named = [run for run in self.runs if run.shoe or run.cue]

    def lately(self, on: date) -> list[LoadRun]:
        """The runs of the seven days up to a day."""
        return between(self.runs, on - timedelta(days=DAYS - 1), on)

    def before(self, on: date) -> bool:
        """Whether there was running before those seven days at all."""
        return bool(self.runs) and self.runs[0].on <= on - timedelta(days=DAYS)

    def usual(self, variable: Variable, on: date) -> float:
        """The mean of seven days in the four weeks before."""
        return self.totals.of(variable, on - timedelta(days=DAYS), DAYS * WEEKS) / WEEKS

    def amounts_up(self, on: date) -> dict[Variable, tuple[float, float]]:
        """Distance, hills and speed that are up: variable -> (now, most of seven days before).

        They are when they pass the highest seven days of the four weeks before by a tenth and by more than a little.
        """
        up: dict[Variable, tuple[float, float]] = {}
        for variable in AMOUNTS:
            now = self.totals.of(variable, on, DAYS)
            lasts = [on - timedelta(days=shift) for shift in range(DAYS, DAYS * WEEKS + 1)]
            most = max(self.totals.of(variable, last, DAYS) for last in lasts)
            if now > limit("variable", "up") * most and now - most > limit("variable", LEAST[variable]):
                up[variable] = (now, most)
        return up

    def new_things(self, on: date) -> list[Variable]:
        """Shoes and cues of the last seven days that were not there before."""
        first = on - timedelta(days=DAYS)
        lately = [run for run in self.named if first < run.on <= on]
        before = [run for run in self.named if run.on <= first]
        new: list[Variable] = []
        for variable, name in NAMED.items():
            known = {name(run) for run in before} - {""}
            fresh = {name(run) for run in lately} - {""} - known
            if self.before(on) and fresh and (known or variable == "cue"):
                new.append(variable)
        return new

    def raised(self, on: date) -> list[Variable]:
        """Everything that went up in the last seven days."""
        return [*self.amounts_up(on), *self.new_things(on)]


def rises_since(runs: Sequence[LoadRun], since: date, until: date) -> Iterator[tuple[date, Variable]]:
    """Each day on which a variable went up anew, with the variable."""
    if not runs:
        return
    known = KnownRuns(runs)
    before: set[Variable] = set()
    start = max(since, known.runs[0].on + timedelta(days=DAYS))
    for on in (start + timedelta(days=n) for n in range((until - start).days + 1)):
        up = known.raised(on)
        yield from ((on, variable) for variable in up if variable not in before)
        before = set(up)


def longest_before(runs: Sequence[LoadRun], on: date) -> LoadRun | None:
    """The longest run of the days before a day."""
    first = on - timedelta(days=int(limit("single_run", "days")))
    before = [run for run in between(runs, first, on - timedelta(days=1)) if run.distance_m]
    return max(before, key=lambda run: (run.distance_m or 0.0, run.on, run.id), default=None)


def longest_advised(runs: Sequence[LoadRun], on: date) -> float | None:
    """Metres that a run on a day stays under by the single-run guard; None without a run to go by."""
    longest = longest_before(runs, on)
    return longest.distance_m * limit("single_run", "warn") if longest and longest.distance_m else None


def _longer(known: KnownRuns, today: date, in_rehab: bool) -> Iterator[Warned]:
    """Runs of the last days that were much longer than the longest of the 30 days before them."""
    for run in known.lately(today):
        longest = longest_before(known.runs, run.on)
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


def _week(known: KnownRuns, today: date, in_rehab: bool) -> Iterator[Warned]:
    """Seven days against the mean of the weeks before, once there are so many."""
    if not known.runs or known.runs[0].on > today - timedelta(days=DAYS * WEEKS):
        return
    now, usual = known.totals.of("distance", today, DAYS), known.usual("distance", today)
    most = limit("week", "more_in_rehab" if in_rehab else "more")
    if usual > 0 and now > most * usual and now - usual > limit("variable", "least_distance_m"):
        values = {"now_m": now, "usual_m": usual, "ratio": now / usual}
        yield Warned("week_more", "warning", values, _ids(known.lately(today)), "product default")


def _several(known: KnownRuns, today: date) -> Iterator[Warned]:
    """More than one variable raised within the same days."""
    up = known.raised(today) if known.before(today) else []
    if len(up) > 1:
        yield Warned("several_up", "warning", {"variables": up}, _ids(known.lately(today)), "product default")


def _out_of_order(known: KnownRuns, today: date, in_rehab: bool) -> Iterator[Warned]:
    """With an injury hills and speed come back last."""
    up = known.amounts_up(today) if in_rehab and known.before(today) else {}
    order = table("load")["variable"]["order"]
    for variable in (one for one in order["value"][1:] if one in up):
        now, most = up[variable]
        with_it = [run for run in known.lately(today) if AMOUNTS[variable](run)]
        values = {"variable": variable, "now": now, "before": most}
        yield Warned("too_early", "warning", values, _ids(with_it), order["tag"])


def _after_days_off(known: KnownRuns, today: date) -> Iterator[Warned]:
    """After two weeks without running: what to begin with."""
    if not known.runs or (today - known.runs[-1].on).days < limit("restart", "days_off"):
        return
    last, share, days = known.runs[-1].on, limit("restart", "share"), DAYS * WEEKS
    values = {
        "days": (today - last).days,
        "share": share,
        "week_m": share * known.totals.of("distance", last, days) / WEEKS,
    }
    ids = _ids(between(known.runs, last - timedelta(days=days - 1), last))
    yield Warned("begin_again", "info", values, ids, "product default")


def _ids(runs: Sequence[LoadRun]) -> tuple[str, ...]:
    return tuple(run.id for run in runs)
