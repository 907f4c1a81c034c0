"""Where clinic and care meet: red flags stop a plan, a history forbids exercises, entries fill the profile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, replace
from datetime import date, timedelta
from typing import Any, Final

from gaitcue.care.entries import Activity, Alarm, CareRecord, DiaryDay, RaisedElsewhere
from gaitcue.care.load.guards import rises_since
from gaitcue.care.load.records import LoadRun
from gaitcue.care.programme.engine import replay
from gaitcue.care.programme.entered import raised_by_plan
from gaitcue.care.programme.ladders import course
from gaitcue.care.programme.state import State
from gaitcue.care.programme.table import Exercise, extras, stages
from gaitcue.care.tests import Reading, read_tests
from gaitcue.clinic import Answers, Observed, Profile, Surgery, assess, read_answers, read_profile
from gaitcue.clinic.facts import against_limit, holds, person_facts
from gaitcue.clinic.profile import ProfileInCare, Treatment
from gaitcue.clinic.rule_data import table as clinic_table
from gaitcue.store.records import MeasureRow
from gaitcue.terms.vocabulary import TREATMENTS

LATELY_DAYS: Final = 42
"""how old a test may be and still be told of (product default)"""
DIARY_DAYS: Final = 7
A_WEEK: Final = 7
NOTED: Final = "runs"
"""note of an entry that was read from the runs"""
JUMP_DAYS: Final = 28
"""how long ago what went up may still be spoken of (product default)"""
FOUND_BY: Final = frozenset({"hip_flexors_tight", "pelvic_tilt_high"})
"""What a test or a film finds beside the complaint itself, whose exercises are the plan's own"""
OWN_RULES: Final = frozenset({"operated_lately", "surgery_not_cleared", "injected_lately", "injected_recently"})
"""Triggers that care judges by its own entries: the surgeon's days, and weeks after an injection."""


def alarms_of(profile: Mapping[str, Any] | None, answers: Mapping[str, Any] | None, today: date) -> Iterator[Alarm]:
    """Red flags that are not cleared, as entries of the day on which they were answered."""
    told_profile: Profile | None = read_profile(profile, today) if profile else None
    told: Answers | None = read_answers(answers, today) if answers else None
    for one in assess(told, told_profile, today=today).raised:
        if one.cleared is None and "exercise" in one.blocks and one.id not in OWN_RULES:
            on = told.on if told and one.origin == "answers" else told_profile.on if told_profile else today
            yield Alarm(on, one.id, one.level)


def run_entries(runs: Sequence[LoadRun], entered: CareRecord, today: date) -> Iterator[Activity | RaisedElsewhere]:
    """What a watch or the list of runs tells beyond the entries: runs nobody entered, and what went up in them.

    Only since the plan was near: what was run years ago does not move it.
    """
    if not entered.plan:
        return
    since = min(plan.on for plan in entered.plan) - timedelta(days=JUMP_DAYS)
    lately = [run for run in runs if since - timedelta(days=JUMP_DAYS) <= run.on <= today]
    told = {one.on for one in entered.activity if one.what == "run"}
    for run in lately:
        if run.on >= since and run.on not in told:
            told.add(run.on)
            yield Activity(run.on, "run", minutes=run.minutes, effort=run.rpe)
    known = {(one.on, one.what) for one in entered.raised}
    for on, variable in rises_since(lately, since, today):
        near = any(what == variable and abs((on - day).days) < A_WEEK for day, what in known)
        if not near:
            known.add((on, variable))
            yield RaisedElsewhere(on, variable, NOTED)


def unsuited_exercises(profile: Profile | None, today: date) -> tuple[str, ...]:
    """Exercises that another complaint of this person forbids."""
    if profile is None:
        return ()
    facts = person_facts(profile, today)
    everything = {one.id: one for stage in stages() for one in stage.exercises}
    return tuple(name for name, one in everything.items() if any(holds(facts, fact) for fact in one.not_with))


def indicated_exercises(
    profile: Profile | None, record: CareRecord, tilt: MeasureRow | None, today: date
) -> tuple[Exercise, ...]:
    """What is done beside the stages because a test or the last film showed it: the front of the hip, the pelvis.

    Parameters
    ----------
    tilt : the pelvis' mean tilt as it was measured last; None where it was not
    """
    facts = person_facts(with_care(profile or Profile(on=today), record, today), today)
    if tilt is not None and tilt.mean is not None:
        facts |= {
            "pelvic_tilt_high": against_limit(
                tilt.mean, clinic_table("thresholds")["fact"]["pelvic_tilt_high"], {}, 1.0
            )
        }
    shown = (
        exercise
        for wanted, exercise in extras()
        if FOUND_BY.intersection(name for name in wanted if holds(facts, name))
    )
    return tuple(one for one in shown if not any(holds(facts, fact) for fact in one.not_with))


def with_care(profile: Profile, record: CareRecord, today: date) -> Profile:
    """A profile with what the care record knows better: tests, the diary of the last week, treatments, operations.

    The gait part reads this in place of what somebody wrote by hand; what the record does not tell stays as it was.
    """
    readings = {one.kind: one for one in read_tests((t for t in record.test if _lately(t.on, today)), today)}
    side = next((problem.side for problem in profile.problems if problem.status == "current"), None)
    own = {entry.name: getattr(profile, entry.name) for entry in fields(Profile)}
    state = replay(record, today)
    return replace(
        ProfileInCare(**own, plan_stage=_stage(state)),
        observed=_observed(profile.observed, readings, side),
        treatments=(*profile.treatments, *_treatments(profile, record, today)),
        surgeries=(*profile.surgeries, *_surgeries(profile, record, today)),
        hills_jump=_jumped(record, state, "hills", today) or profile.hills_jump,
        speed_jump=_jumped(record, state, "speed", today) or profile.speed_jump,
        **_diary(record, today),
    )


def _stage(state: State | None) -> int | None:
    """Where the plan of hamstring loading stands; None where another one is followed, or none."""
    return state.stage if state is not None and course(state.plan.site).site == "proximal_hamstring" else None


def _lately(on: date, today: date) -> bool:
    return 0 <= (today - on).days <= LATELY_DAYS


def _observed(before: Observed, readings: Mapping[str, Reading], side: str | None) -> Observed:
    thomas, bridge = readings.get("thomas"), readings.get("single_leg_bridge")
    held = [one.value for one in thomas.sides if one.band and one.value is not None] if thomas else []
    told: dict[str, Any] = {
        "thomas_test_deg": max(held, default=None),
        "bridge_repetitions": _value(bridge, side),
        "bridge_gap_pct": bridge.gap if bridge else None,
        "bridge_double_pain": _pain(readings.get("bridge_double"), side),
        "bridge_single_pain": _pain(readings.get("bridge_single"), side),
        "bridge_long_pain": _pain(readings.get("bridge_long"), side),
        "arabesque_pain": _pain(readings.get("arabesque"), side),
        "hinge_pain": _pain(readings.get("loaded_hinge"), side),
        "puranen_orava_pain": _pain(readings.get("puranen_orava"), side),
    }
    return replace(before, **{name: value for name, value in told.items() if value is not None})


def _of_side(reading: Reading | None, side: str | None) -> list[Any]:
    if reading is None:
        return []
    return [one for one in reading.sides if side in (None, "both") or one.side in (side, None)]


def _value(reading: Reading | None, side: str | None) -> float | None:
    return min((one.value for one in _of_side(reading, side) if one.value is not None), default=None)


def _pain(reading: Reading | None, side: str | None) -> float | None:
    return max((one.pain for one in _of_side(reading, side) if one.pain is not None), default=None)


def _diary(record: CareRecord, today: date) -> dict[str, Any]:
    week = sorted((one for one in record.day if 0 <= (today - one.on).days < DIARY_DAYS), key=lambda one: one.on)
    told: dict[str, Any] = {
        "pain_now": average if (average := _last(week, "pain_average")) is not None else _last(week, "pain_now"),
        "pain_worst": max((one.pain_worst for one in week if one.pain_worst is not None), default=None),
        "morning_hinge_pain": _last(week, "first_bend_pain"),
        "sitting_min": _last(week, "sitting_min"),
        "sleep_h": _last(week, "sleep_h"),
        "morning_stiffness_min": _last(week, "stiffness_min"),
    }
    return {name: value for name, value in told.items() if value is not None}


def _last(week: list[DiaryDay], name: str) -> Any:
    return next((value for one in reversed(week) if (value := getattr(one, name)) is not None), None)


def _treatments(profile: Profile, record: CareRecord, today: date) -> Iterator[Treatment]:
    known = {(one.kind, one.on) for one in profile.treatments}
    for one in record.treatment:
        on = min(one.span.last, today)
        if one.kind in TREATMENTS and one.on <= today and (one.kind, on) not in known:
            yield Treatment(one.kind, on, one.site, one.side, one.helped)


def _surgeries(profile: Profile, record: CareRecord, today: date) -> Iterator[Surgery]:
    known = {one.on for one in profile.surgeries}
    site = record.plan[-1].site if record.plan else "other"
    running = [one for one in record.milestone if one.item == "running" and one.on <= today]
    cleared = max(running, key=lambda one: one.on).allowed_from if running else None
    for one in record.treatment:
        on = min(one.span.last, today)
        if one.kind == "surgery" and one.on <= today and on not in known:
            yield Surgery(one.site or site, on, one.side, cleared, one.note)


def _jumped(record: CareRecord, state: State | None, what: str, today: date) -> bool:
    """Whether something went up lately that the plan did not lead to itself."""
    lately = (one for one in record.raised if one.what == what and 0 <= (today - one.on).days <= JUMP_DAYS)
    own = (one for one in lately if state is None or not raised_by_plan(state, what, one.on))
    return any(own)
