"""What a record tells on one day: entries by day, and the evidence that criteria are judged by."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from gaitcue.care.entries import Activity, CareRecord, DiaryDay, Entry, Plan, PlanChange, Ref, ref
from gaitcue.care.programme.criteria import Evidence
from gaitcue.care.rules import number
from gaitcue.care.tests.results import Reading, SideResult, read_tests
from gaitcue.care.vocabulary import CHANGES
from gaitcue.terms.keypoints import SIDES

WEEK = 7
ORDER = ("plan", "alarm", "all_clear", "milestone", "treatment", "raised", "change")
"""In which entries of the same day are looked at: a clinician has the last word."""


@dataclass(frozen=True)
class Known:
    """A record, indexed; nothing of a later day is seen through the functions that take a day."""

    record: CareRecord

    @cached_property
    def diary(self) -> Mapping[date, DiaryDay]:
        return {entry.on: entry for entry in self.record.day}

    @cached_property
    def loads(self) -> Mapping[date, tuple[Activity, ...]]:
        found: dict[date, list[Activity]] = {}
        for one in self.record.activity:
            found.setdefault(one.on, []).append(one)
        return {on: tuple(sorted(day, key=_same_order)) for on, day in found.items()}

    @cached_property
    def moving(self) -> Mapping[date, tuple[Entry, ...]]:
        """Entries that change a plan by themselves, by day, in a fixed order."""
        found: dict[date, list[Entry]] = {}
        for kind in ORDER:
            for entry in sorted(getattr(self.record, kind), key=_same_order):
                found.setdefault(entry.on, []).append(entry)
        return {on: tuple(entries) for on, entries in found.items()}

    def readings(self, on: date) -> Mapping[str, Reading]:
        """Tests as known on a day, only those that are recent enough to open something."""
        if on not in self._read:
            self._read[on] = self._readings(on)
        return self._read[on]

    @cached_property
    def _read(self) -> dict[date, Mapping[str, Reading]]:
        """What was read before: several criteria ask on the same day."""
        return {}

    def _readings(self, on: date) -> Mapping[str, Reading]:
        oldest = on - timedelta(days=number("programme", "after_surgery", "tests_known_days"))
        recent = (one for one in self.record.test if oldest <= one.on <= on)
        return {one.kind: one for one in read_tests(recent, on)}

    def last_days(self, on: date, days: int = WEEK) -> Iterator[DiaryDay]:
        """Diary entries of the days up to and including one, the latest first."""
        yield from (entry for back in range(days) if (entry := self.diary.get(on - timedelta(days=back))))

    def last_loads(self, on: date, days: int = WEEK) -> Iterator[Activity]:
        """What was done in the days up to and including one, the latest first."""
        for back in range(days):
            yield from (one for one in self.loads.get(on - timedelta(days=back), ()) if one.loaded)


def _same_order(entry: object) -> tuple[int, str]:
    """A fixed order of entries of the same day and kind: a clinician's stage comes before its levels."""
    return (list(CHANGES).index(entry.what) if isinstance(entry, PlanChange) else 0), repr(entry)


def evidence(known: Known, plan: Plan, since: date, on: date, slow: float = 1.0) -> Evidence:
    """What the criteria are judged by on a day.

    Parameters
    ----------
    since : when the stage began; the easy weeks are counted from its first exercises
    slow : how much longer the weeks are for tendons that answer slowly
    """
    readings = known.readings(on)
    day_after, _ = _day_after(known, since, on, slow)
    week = list(known.last_days(on))
    return Evidence(
        pain_ordinary=_median(told for day in week if (told := _ordinary(day)) is not None),
        morning_bend=_median(day.first_bend_pain for day in week if day.first_bend_pain is not None),
        settles_h=max((one.settles_h for one in known.last_loads(on) if one.settles_h is not None), default=None),
        pain_day_after=day_after,
        bridge_double_pain=_pain(readings, "bridge_double", plan),
        bridge_single_pain=_pain(readings, "bridge_single", plan),
        bridge_long_pain=_pain(readings, "bridge_long", plan),
        hinge_pain=_worst_of(_pain(readings, "loaded_hinge", plan), _pain(readings, "drop_lunge", plan)),
        bridge_repetitions=_repetitions(readings, plan),
        bridge_gap_pct=_gap(readings, "single_leg_bridge"),
        curl_gap_pct=_gap(readings, "prone_curl_10rm"),
        both_sides=plan.side == "both",
        needs_speed=False if plan.runs == "never" else plan.needs_speed,
    )


def evidence_rests_on(known: Known, since: date, on: date, slow: float) -> tuple[Ref, ...]:
    """The entries that the evidence of a day comes from."""
    _, mornings = _day_after(known, since, on, slow)
    tested = (one.entry for reading in known.readings(on).values() for one in reading.sides)
    return tuple(sorted({*tested, *mornings, *map(ref, known.last_days(on))}))


def _ordinary(day: DiaryDay) -> float | None:
    """The average; the worst, which speaks for no less, where only that was told; else the pain now."""
    told = (day.pain_average, day.pain_worst, day.pain_now)
    return next((pain for pain in told if pain is not None), None)


def _median(values: Iterable[float]) -> float | None:
    told = list(values)
    return float(statistics.median(told)) if told else None


def _worst_of(*values: float | None) -> float | None:
    return max((value for value in values if value is not None), default=None)


def _day_after(known: Known, since: date, on: date, slow: float) -> tuple[float | None, tuple[Ref, ...]]:
    """The worst morning after load of the last two weeks, once there were two weeks with enough mornings told."""
    days = round(WEEK * slow * number("programme", "progress", "easy_weeks"))
    first = min((day for day in known.loads if since <= day <= on), default=None)
    if first is None or (on - first).days < days:
        return None, ()
    told = [
        entry
        for entry in known.last_days(on, days)
        if entry.task_pain is not None and known.loads.get(entry.on - timedelta(days=1))
    ]
    if len(told) < number("programme", "progress", "easy_days_known"):
        return None, ()
    return max(float(entry.task_pain or 0.0) for entry in told), tuple(ref(entry) for entry in told)


def sore(reading: Reading, plan: Plan) -> tuple[SideResult, ...]:
    """The results of the sore side; of all sides where both are sore, or none was told, or the test has none."""
    of_side = tuple(one for one in reading.sides if one.side in (plan.side, None))
    return reading.sides if plan.side in ("both", None) else of_side


def _pain(readings: Mapping[str, Reading], kind: str, plan: Plan) -> float | None:
    return _worst_of(*(one.pain for one in results_of(readings, kind, plan)))


def _repetitions(readings: Mapping[str, Reading], plan: Plan) -> float | None:
    """Of the sore side; where both are, both have to be known and the fewer count."""
    found = results_of(readings, "single_leg_bridge", plan)
    if plan.side == "both" and len(found) < len(SIDES):
        return None
    return min((one.value for one in found if one.value is not None), default=None)


def _gap(readings: Mapping[str, Reading], kind: str) -> float | None:
    reading = readings.get(kind)
    return None if reading is None else reading.gap


def results_of(readings: Mapping[str, Reading], kind: str, plan: Plan) -> tuple[SideResult, ...]:
    """Results of the sore side of one test; none when it was not done lately."""
    reading = readings.get(kind)
    return () if reading is None else sore(reading, plan)
