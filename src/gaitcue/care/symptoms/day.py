"""Green, amber or red: what a day's load did, judged by the pain then and by the same task next morning."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final, Literal

from gaitcue.care.entries import Activity, DiaryDay, Ref, ref
from gaitcue.care.rules import number
from gaitcue.terms.advice import Reason

Colour = Literal["green", "amber", "red", "waiting", "unknown"]
NEXT: Final = timedelta(days=1)
WORST_FIRST: Final[tuple[Colour, ...]] = ("red", "amber", "unknown", "waiting", "green")


@dataclass(frozen=True, slots=True)
class DayVerdict:
    """What one day's load did, of one kind of load."""

    on: date
    load: str
    """kind of activity that is judged"""
    colour: Colour
    """waiting: the next morning is still to come; unknown: it came and was not told, or nothing was told of the pain"""
    reasons: tuple[Reason, ...]
    entries: tuple[Ref, ...]
    """what it rests on"""
    less_range: bool = False
    """amber because of the pain during: less bend at the hip before less load"""

    @property
    def judged(self) -> bool:
        return self.colour in ("green", "amber", "red")


def judge_day(
    on: date,
    activities: Sequence[Activity],
    diary: Mapping[date, DiaryDay],
    today: date,
    *,
    pain_ok: float | None = None,
) -> DayVerdict | None:
    """The verdict of one kind of load on one day.

    Parameters
    ----------
    activities : of that day, all of the same kind; exercises that were left out do not count
    diary : by day; the morning after tells what the load did, the mornings before what is usual
    pain_ok : pain that is accepted, where a clinician set another

    Returns
    -------
    None for a day without that load
    """
    done = [one for one in activities if one.loaded]
    if not done:
        return None
    ok = number("symptoms", "verdict", "pain_ok") if pain_ok is None else pain_ok
    entries = tuple(ref(one) for one in done)
    pain = _worst(value for one in done for value in (one.during, one.after))
    limped = any(one.changed_gait for one in done)
    stop = number("symptoms", "verdict", "pain_stop")
    if limped or (pain is not None and pain > stop):
        code = "changed_gait" if limped else "pain_during_stop"
        reason = Reason(code, {"pain": pain, "limit": stop})
        return DayVerdict(on, done[0].what, "red", (reason,), entries)
    morning = _morning_after(on, done, diary, today)
    return _by_next_morning(on, done[0].what, pain, ok, morning, entries)


@dataclass(frozen=True, slots=True)
class _Morning:
    """What the next morning told."""

    state: Literal["settled", "raised", "waiting", "not_told"]
    reason: Reason
    entries: tuple[Ref, ...] = ()


def _by_next_morning(
    on: date, load: str, pain: float | None, ok: float, morning: _Morning, entries: tuple[Ref, ...]
) -> DayVerdict:
    """The rows of the table below "stop": the pain during, then the next morning."""
    told = Reason("pain_during", {"pain": pain, "limit": ok})
    seen = (*entries, *morning.entries)
    if pain is None and morning.state != "raised":
        colour: Colour = "waiting" if morning.state == "waiting" else "unknown"
        return DayVerdict(on, load, colour, (Reason("pain_not_told"),), seen)
    if pain is not None and pain > ok:
        if morning.state == "raised":
            return DayVerdict(on, load, "red", (told, morning.reason), seen)
        return DayVerdict(on, load, "amber", (told, morning.reason), seen, less_range=True)
    if morning.state == "raised":
        return DayVerdict(on, load, "amber", (morning.reason,), seen)
    if morning.state == "settled":
        return DayVerdict(on, load, "green", (told, morning.reason), seen)
    return DayVerdict(on, load, "waiting" if morning.state == "waiting" else "unknown", (morning.reason,), seen)


def _morning_after(on: date, done: Sequence[Activity], diary: Mapping[date, DiaryDay], today: date) -> _Morning:
    settle = number("symptoms", "verdict", "settle_h")
    longest = _worst(one.settles_h for one in done)
    if longest is not None and longest > settle:
        return _Morning("raised", Reason("slow_to_settle", {"hours": longest, "limit": settle}))
    after = diary.get(on + NEXT) if on + NEXT <= today else None
    if after is None or after.task_pain is None:
        state: Literal["waiting", "not_told"] = "waiting" if on + NEXT >= today else "not_told"
        return _Morning(state, Reason(f"morning_{state}"))
    usual, of = usual_morning(on, diary)
    if usual is None:
        # Without a usual morning only a quiet one can be judged.
        quiet = after.task_pain <= number("symptoms", "verdict", "morning_ok")
        reason = Reason("morning_quiet" if quiet else "no_usual_morning", {"pain": after.task_pain})
        return _Morning("settled" if quiet else "not_told", reason, (ref(after),))
    allowed = number("symptoms", "verdict", "morning_ok")
    values = {"pain": after.task_pain, "usual": usual, "allowed": allowed}
    if after.task_pain - usual <= allowed:
        return _Morning("settled", Reason("morning_settled", values), (ref(after), *of))
    return _Morning("raised", Reason("morning_raised", values), (ref(after), *of))


def usual_morning(on: date, diary: Mapping[date, DiaryDay]) -> tuple[float | None, tuple[Ref, ...]]:
    """The middle of the morning task's pain in the days up to and including one, and the entries it comes from."""
    days = int(number("symptoms", "verdict", "baseline_days"))
    found = [entry for back in range(days) if (entry := diary.get(on - back * NEXT)) and entry.task_pain is not None]
    if not found:
        return None, ()
    usual = statistics.median(float(entry.task_pain or 0.0) for entry in found)
    return usual, tuple(sorted(ref(entry) for entry in found))


def _worst(values: Iterable[float | None]) -> float | None:
    return max((value for value in values if value is not None), default=None)


def verdicts(
    activities: Iterable[Activity], diary: Iterable[DiaryDay], today: date, *, pain_ok: float | None = None
) -> tuple[DayVerdict, ...]:
    """The verdict of every day and kind of load up to a day, in order."""
    days = {entry.on: entry for entry in diary if entry.on <= today}
    by_load: dict[tuple[date, str], list[Activity]] = {}
    for one in activities:
        if one.on <= today:
            by_load.setdefault((one.on, one.what), []).append(one)
    judged = (judge_day(on, done, days, today, pain_ok=pain_ok) for (on, _), done in sorted(by_load.items()))
    return tuple(verdict for verdict in judged if verdict is not None)


def worst_colour(found: Iterable[DayVerdict]) -> Colour | None:
    """The colour of a day with several kinds of load."""
    colours = {one.colour for one in found}
    return next((colour for colour in WORST_FIRST if colour in colours), None)
