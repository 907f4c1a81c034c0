"""What stays shut until a surgeon's day has come and criteria hold: stages after an operation, and running."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from gaitcue.care.entries import CareRecord, Plan
from gaitcue.care.programme.criteria import load_test_easy
from gaitcue.care.programme.known import Known, evidence, results_of
from gaitcue.care.programme.ladders import course
from gaitcue.care.programme.state import State
from gaitcue.care.programme.table import limit
from gaitcue.care.rules import number, table
from gaitcue.care.symptoms.day import verdicts
from gaitcue.care.tests.results import Reading
from gaitcue.terms.advice import Reason


def surgeon_day(record: CareRecord, item: str, on: date) -> date | None:
    """From when an item is allowed, by the surgeon's latest word on a day; None while there is none."""
    told = [one for one in record.milestone if one.item == item and one.on <= on]
    return max(told, key=lambda one: (one.on, one.allowed_from)).allowed_from if told else None


def surgeon_shuts(record: CareRecord, item: str, on: date) -> Reason | None:
    """Why an item is not allowed yet; None when it is."""
    day = surgeon_day(record, item, on)
    if day is None:
        return Reason("surgeon_day_not_told", {"item": item})
    return Reason("surgeon_day_ahead", {"item": item, "day": day.isoformat()}) if day > on else None


def is_operated(record: CareRecord, plan: Plan, on: date) -> bool:
    """Whether the surgeon's days count: the plan says so, or an operation at this place is entered."""
    return bool(plan.operated) or any(
        one.kind == "surgery" and one.on <= on and one.site in (plan.site, None) for one in record.treatment
    )


def stage_shut(record: CareRecord, plan: Plan, number_of: int, on: date) -> Reason | None:
    """Why a stage is shut after an operation; None when it is not."""
    if not is_operated(record, plan, on):
        return None
    items = {row.get("opens_stage"): row["id"] for row in table("surgery")["milestone"]}
    item = items.get(number_of)
    return surgeon_shuts(record, item, on) if item else None


# --- running ---------------------------------------------------------------------------------------------------------

Ready = Callable[[Known, State, Mapping[str, Reading]], "bool | None"]


def running_shut(known: Known, state: State, on: date) -> Iterator[Reason]:
    """Everything that is not known to hold before somebody who rests begins to run, one after the other; none: ready.

    After an operation the surgeon's day comes first, and what published protocols ask for.
    """
    operated = is_operated(known.record, state.plan, on)
    shut = surgeon_shuts(known.record, "running", on) if operated else None
    if shut is not None:
        yield shut
    yield from _not_ready(known, state, on, operated)


def _not_ready(known: Known, state: State, on: date, operated: bool) -> Iterator[Reason]:
    rows = table("programme")["running"]
    names = dict.fromkeys([*rows["ready"], *(rows["ready_after_surgery"] if operated else ())])
    readings = known.readings(on)
    for name in names:
        if name in OF_STAGES and not course(state.plan.site).staged:
            continue
        met = READY[name](known, state, readings)
        if not met:
            yield Reason(f"ready_{name}", {"state": "not_told" if met is None else "not_met"})


def _rest_pain(known: Known, state: State, readings: Mapping[str, Reading]) -> bool | None:
    """No pain at rest: on the last day that it was told of, within a week."""
    told = next((day.pain_now for day in known.last_days(state.on) if day.pain_now is not None), None)
    return None if told is None else told == 0.0


def _quiet_days(known: Known, state: State, readings: Mapping[str, Reading]) -> bool | None:
    """The last days were told of, hurt no more than is accepted, and none was red."""
    days, ok = int(number("programme", "running", "quiet_days")), number("symptoms", "verdict", "pain_ok")
    told = list(known.last_days(state.on, days))
    pains = [pain for day in told for pain in (day.task_pain, day.pain_worst) if pain is not None]
    if any(pain > ok for pain in pains):
        return False
    colours = {one.colour for one in verdicts(known.last_loads(state.on, days), known.diary.values(), state.on)}
    return False if colours & {"red", "amber"} else True if len(told) == days and len(pains) >= days else None


def _walk(known: Known, state: State, readings: Mapping[str, Reading]) -> bool | None:
    found = results_of(readings, "walk_30", state.plan)
    ok = number("symptoms", "verdict", "pain_ok")
    return all(not one.positive and (one.pain or 0.0) <= ok for one in found) if found else None


def _drop_lunge(known: Known, state: State, readings: Mapping[str, Reading]) -> bool | None:
    found = results_of(readings, "drop_lunge", state.plan)
    return all(one.pain == 0.0 for one in found) if found else None


def _equal_strength(known: Known, state: State, readings: Mapping[str, Reading]) -> bool | None:
    """Curl or bridge alike on both sides; where both are sore, each does as many bridges as are asked for."""
    if state.plan.side == "both":
        counts = [one.value for one in results_of(readings, "single_leg_bridge", state.plan) if one.value is not None]
        least = limit("bridges_for_speed")
        return min(counts) >= least if len(counts) > 1 else None
    tests = ("single_leg_bridge", "prone_curl_10rm")
    gaps = [readings[kind].gap_notable for kind in tests if kind in readings]
    told = [gap for gap in gaps if gap is not None]
    return not any(told) if told else None


def _load_test(known: Known, state: State, readings: Mapping[str, Reading]) -> bool | None:
    found = evidence(known, state.plan, state.stage_since, state.on)
    return load_test_easy(found)


def _stage_late_two(known: Known, state: State, readings: Mapping[str, Reading]) -> bool | None:
    """Beyond the second stage, or in its upper half."""
    first = number("programme", "running", "from_stage")
    if state.stage != first:
        return state.stage > first
    top = course(state.plan.site).stage(state.stage).ladders["load"].top
    return 2 * state.levels["load"] >= top


def _balance(known: Known, state: State, readings: Mapping[str, Reading]) -> bool | None:
    found = [one.value for one in results_of(readings, "balance", state.plan) if one.value is not None]
    return min(found) >= number("programme", "after_surgery", "balance_s") if found else None


def _bridge_sets(known: Known, state: State, readings: Mapping[str, Reading]) -> bool | None:
    found = [one for one in results_of(readings, "single_leg_bridge", state.plan) if one.value is not None]
    pain, least = (number("programme", "after_surgery", name) for name in ("bridge_pain", "bridges"))
    if not found or any(one.pain is None for one in found):
        return None
    return all((one.value or 0.0) >= least and (one.pain or 0.0) <= pain for one in found)


def _strength(known: Known, state: State, readings: Mapping[str, Reading]) -> bool | None:
    """The sore side has at least the asked share of the other one, in every strength test that was done."""
    tests = ("knee_flexion_strength", "hip_extension_strength", "prone_curl_10rm")
    shares = [
        100.0 - (one.gap if one.weaker == state.plan.side or state.plan.side in ("both", None) else 0.0)
        for kind in tests
        if (one := readings.get(kind)) is not None and one.gap is not None
    ]
    return min(shares) >= number("programme", "after_surgery", "strength_pct") if shares else None


def _sitting_pain(known: Known, state: State, readings: Mapping[str, Reading]) -> bool | None:
    """The pain of long sitting, where it was entered in the last week, else the worst pain of these days."""
    seated = [one for one in known.last_loads(state.on) if one.what == "sitting"]
    pains = [pain for one in seated for pain in (one.during, one.after) if pain is not None]
    pains = pains or [day.pain_worst for day in known.last_days(state.on) if day.pain_worst is not None]
    return max(pains) <= number("programme", "after_surgery", "sitting_pain") if pains else None


READY: Final[dict[str, Ready]] = {
    "rest_pain": _rest_pain,
    "quiet_days": _quiet_days,
    "walk": _walk,
    "drop_lunge": _drop_lunge,
    "equal_strength": _equal_strength,
    "load_test": _load_test,
    "stage_late_two": _stage_late_two,
    "balance": _balance,
    "bridge_sets": _bridge_sets,
    "strength": _strength,
    "sitting_pain": _sitting_pain,
}
"""Criterion -> whether it holds; None is not known."""
OF_STAGES: Final = frozenset({"drop_lunge", "equal_strength", "load_test", "stage_late_two"})
"""Criteria of hamstring loading, which other sites do not have."""
