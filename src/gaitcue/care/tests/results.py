"""What results of a test say: each side's last one, its band, the gap between the sides, what changed since before."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from gaitcue.care.entries import Measured, Ref, ref
from gaitcue.care.rules import number, table
from gaitcue.care.tests.kinds import Kind, kind_of_test
from gaitcue.terms.advice import Reason
from gaitcue.terms.keypoints import SIDES


@dataclass(frozen=True, slots=True)
class SideResult:
    """The last result of one side, or of both where a test has no sides."""

    side: str | None
    on: date
    value: float | None
    unit: str
    pain: float | None
    positive: bool | None
    band: str
    """name of the band; empty where there is none or it cannot be told"""
    before: float | None
    """the result before, in the same unit"""
    before_on: date | None
    change: str
    """better, worse, no_change_shown, cannot_tell (no error is published), or empty: there is no earlier one"""
    entry: Ref


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything about one test that its results tell."""

    kind: str
    sides: tuple[SideResult, ...]
    gap: float | None
    """left/right difference, % of the stronger side or in degrees"""
    gap_unit: str
    gap_notable: bool | None
    weaker: str | None
    """the side that does less well"""
    due_on: date
    cautions: tuple[Reason, ...]


def read_tests(results: Iterable[Measured], today: date) -> tuple[Reading, ...]:
    """Every test that was done up to a day, in the order of ``data/tests.toml``.

    Parameters
    ----------
    results : in any order; those after ``today`` are left out
    """
    known = [one for one in results if one.on <= today]
    return tuple(
        _reading(kind_of_test(row["id"]), found)
        for row in table("tests")["test"]
        if (found := sorted((one for one in known if one.kind == row["id"]), key=lambda one: one.on))
    )


def due_tests(readings: Iterable[Reading], today: date) -> tuple[str, ...]:
    """Tests that are due again, the longest due first."""
    due = [one for one in readings if one.due_on <= today]
    return tuple(one.kind for one in sorted(due, key=lambda one: (one.due_on, one.kind)))


def _reading(kind: Kind, results: Sequence[Measured]) -> Reading:
    sides = tuple(_side(kind, [one for one in results if one.side == side]) for side in _sides(kind, results))
    last = {one.side: _last(results, one.side) for one in sides}
    gap, unit, weaker = _gap(kind, last)
    limit = kind.gap_abs if unit == "deg" else kind.gap_pct
    return Reading(
        kind=kind.id,
        sides=sides,
        gap=gap,
        gap_unit=unit,
        gap_notable=None if gap is None or limit is None else gap > limit.value,
        weaker=weaker,
        due_on=max(one.on for one in sides) + timedelta(days=kind.retest_days.value),
        cautions=tuple(_cautions(kind, results, last)),
    )


def _sides(kind: Kind, results: Sequence[Measured]) -> Iterator[str | None]:
    if not kind.sided:
        yield None
        return
    yield from (side for side in SIDES if any(one.side == side for one in results))


def _last(results: Sequence[Measured], side: str | None) -> Measured:
    return [one for one in results if side is None or one.side == side][-1]


def _side(kind: Kind, results: Sequence[Measured]) -> SideResult:
    last = results[-1]
    unit = unit_of(last)
    before = next((one for one in reversed(results[:-1]) if unit_of(one) == unit and one.value is not None), None)
    return SideResult(
        side=last.side,
        on=last.on,
        value=last.value,
        unit=unit,
        pain=last.pain,
        positive=last.positive,
        band=_band(kind, last),
        before=before.value if before else None,
        before_on=before.on if before else None,
        change=_change(kind, last, before),
        entry=ref(last),
    )


def unit_of(result: Measured) -> str:
    """The unit that was written, or the only one that the test has."""
    return result.unit or next(iter(kind_of_test(result.kind).units), "")


def _band(kind: Kind, result: Measured) -> str:
    told = not kind.needs or getattr(result, kind.needs) is True
    if result.value is None or not told:
        return ""
    return next((band.name for band in kind.bands if band.holds(result.value)), "")


def _change(kind: Kind, last: Measured, before: Measured | None) -> str:
    if before is None or last.value is None or before.value is None:
        return ""
    careful = not kind.needs or (getattr(last, kind.needs) and getattr(before, kind.needs))
    error = kind.error if careful else kind.error_plain
    if not error or not kind.better:
        return "cannot_tell"
    if abs(last.value - before.value) <= error["value"]:
        return "no_change_shown"
    return "better" if (last.value > before.value) == (kind.better == "up") else "worse"


def in_newton(value: float, unit: str) -> float:
    """A force in N; other units stay.

    Examples
    --------
    >>> round(in_newton(20.0, "kg"), 1)
    196.1
    """
    return value * number("tests", "reading", "newton_per_kg") if unit == "kg" else value


def torque_nm(result: Measured) -> float | None:
    """Force times lever arm; None where the lever was not measured.

    Examples
    --------
    >>> torque_nm(Measured(date(2026, 5, 2), "hip_extension_strength", "left", 200.0, "N", lever_cm=40.0))
    80.0
    """
    if result.value is None or result.lever_cm is None:
        return None
    return in_newton(result.value, unit_of(result)) * result.lever_cm / 100.0


def _gap(kind: Kind, last: dict[str | None, Measured]) -> tuple[float | None, str, str | None]:
    """Difference between the sides, its unit, and the side that does less well."""
    left, right = last.get("left"), last.get("right")
    if left is None or right is None or (kind.gap_pct is None and kind.gap_abs is None):
        return None, "", None
    if _days_apart(left, right) > number("tests", "reading", "same_time_days"):
        return None, "", None
    pair = _pair(left, right)
    if pair is None:
        return None, "", None
    worse_is_lower = kind.better != "down"
    weaker = None if pair[0] == pair[1] else "left" if (pair[0] < pair[1]) == worse_is_lower else "right"
    if kind.gap_abs is not None:
        return abs(pair[0] - pair[1]), "deg", weaker
    most = max(pair)
    return (100.0 * abs(pair[0] - pair[1]) / most if most > 0 else 0.0), "%", weaker


def _days_apart(left: Measured, right: Measured) -> int:
    return abs((left.on - right.on).days)


def _pair(left: Measured, right: Measured) -> tuple[float, float] | None:
    """Both sides in one quantity: as torque where both levers are known, else as they were read."""
    torques = torque_nm(left), torque_nm(right)
    if torques[0] is not None and torques[1] is not None:
        return torques[0], torques[1]
    if left.value is None or right.value is None or left.lever_cm != right.lever_cm:
        return None
    return in_newton(left.value, unit_of(left)), in_newton(right.value, unit_of(right))


def _cautions(kind: Kind, results: Sequence[Measured], last: dict[str | None, Measured]) -> Iterator[Reason]:
    if kind.needs and any(getattr(one, kind.needs) is not True for one in last.values()):
        yield Reason(f"{kind.needs}_not_told", {"test": kind.id})
    left, right = last.get("left"), last.get("right")
    if kind.sided and (left is None or right is None):
        yield Reason("one_side_only", {"test": kind.id, "side": "right" if right is None else "left"})
    elif left is not None and right is not None:
        if (apart := _days_apart(left, right)) > number("tests", "reading", "same_time_days"):
            yield Reason("sides_far_apart", {"test": kind.id, "days": apart})
        if (left.lever_cm is None) != (right.lever_cm is None):
            yield Reason("lever_of_one_side", {"test": kind.id})
    yield from _too_often(kind, results)
    stop = number("tests", "reading", "stop_at_pain")
    if any((one.pain or 0) > stop for one in last.values()):
        yield Reason("pain_stops_the_test", {"test": kind.id, "limit": stop})


def _too_often(kind: Kind, results: Sequence[Measured]) -> Iterator[Reason]:
    if kind.id not in table("tests")["reading"]["stretch_tests"]:
        return
    days = sorted({one.on for one in results})
    least = number("tests", "reading", "stretch_every_days")
    if any((later - earlier).days < least for earlier, later in itertools.pairwise(days)):
        yield Reason("stretch_test_too_often", {"test": kind.id, "days": least})
