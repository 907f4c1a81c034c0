"""Words of care: sentences for the codes that its rooms hand over, for the runner and for the clinician."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from gaitcue.care.load.ladders import Ladder
from gaitcue.care.programme.climbing import Climb
from gaitcue.care.programme.ladders import PlanStage, WalkRun, walk_run_level
from gaitcue.care.programme.state import Step
from gaitcue.care.rules import number
from gaitcue.care.tests import Reading, SideResult, kind_of_test
from gaitcue.care.vocabulary import VARIABLES, test_kinds
from gaitcue.report.wording.sentences import filled, wording
from gaitcue.report.wording.words import date_words
from gaitcue.terms.advice import Reason

Voice = Literal["runner", "clinician"]


@cache
def care_words() -> dict[str, dict[str, Any]]:
    """Group -> code -> text, or voice -> text."""
    return tomllib.loads(files("gaitcue.report.wording").joinpath("care.toml").read_text(encoding="utf-8"))


def care_word(group: str, code: str, voice: Voice = "runner", values: Mapping[str, Any] | None = None) -> str:
    """The words of one code.

    Examples
    --------
    >>> care_word("why", "pain_during_stop", "runner", {"pain": 7.0, "limit": 5.0})
    'it hurt 7, more than 5'
    """
    told = care_words()[group][code]
    text: str = told if isinstance(told, str) else told[voice]
    return text.format_map({name: _said(name, value) for name, value in (values or {}).items()})


def said_reason(reason: Reason, voice: Voice = "runner", group: str = "why") -> str:
    """A reason in words, with whether it is not met or not known where it says so."""
    text = care_word(group, reason.code, voice, reason.values)
    state = reason.values.get("state")
    return f"{text} ({care_word('state', str(state))})" if state else text


def joined_reasons(reasons: tuple[Reason, ...], voice: Voice = "runner") -> str:
    """Reasons in one line."""
    return "; ".join(said_reason(reason, voice) for reason in reasons)


def step_words(step: Step, voice: Voice = "clinician") -> str:
    """One decision in words; steps of a ladder are counted from 1."""
    counted = step.variable in VARIABLES or step.variable == "hill_level"
    before, after = (None if value is None else value + counted for value in (step.before, step.after))
    return care_word("step", step.code, voice, {"variable": step.variable, "before": before, "after": after})


def climb_words(climb: Climb) -> tuple[str, ...]:
    """Where somebody stands on a ladder of running, what comes next and when, and what takes back."""
    told = []
    if climb.now is not None:
        told.append(care_word("climb", "now", values=_of_climb(climb, climb.level)))
    if climb.next is None:
        return (*told, care_word("climb", "top"))
    code = "next" if climb.now is not None else "first"
    told.append(care_word("climb", code, values=_of_climb(climb, climb.level + 1)))
    return (
        *told,
        care_word("climb", "rule", values={"levels": int(number("programme", "progress", "run_levels_back"))}),
    )


def _of_climb(climb: Climb, level: int) -> dict[str, Any]:
    ladder = climb.ladder
    return {
        "ladder": care_word("ladder", ladder.id),
        "step": level - ladder.first_level + 1,
        "steps": len(ladder.steps),
        "what": step_of_ladder(ladder, level),
        "have": min(climb.have, climb.need),
        "need": climb.need,
    }


def step_of_ladder(ladder: Ladder, level: int) -> str:
    """What is done on one level.

    Examples
    --------
    >>> from gaitcue.care.load.ladders import ladders
    >>> step_of_ladder(ladders()["walk_run_gentle"], 1)
    'run 30 s, walk 2 min, 8 times: 20 minutes on flat ground'
    """
    step = ladder.step(level) or {}
    return str(step["words"]) if "words" in step else walk_run_words(walk_run_level(level))


def walk_run_words(level: WalkRun) -> str:
    """One level of walking and running in turn."""
    run = f"run {_time(level.run_s)}"
    if not level.walk_s:
        return care_word("climb", "run_through", values={"minutes": level.minutes})
    times = "once" if level.repeats == 1 else f"{level.repeats} times"
    then = f", then run {_time(level.then_run_s)}" if level.then_run_s else ""
    return f"{run}, walk {_time(level.walk_s)}, {times}{then}: {level.minutes:.0f} minutes on flat ground"


def _time(seconds: int) -> str:
    """``45 s``, ``2 min``, ``1.5 min``."""
    return f"{seconds} s" if seconds < 60 else f"{seconds / 60:g} min"


def side_words(result: SideResult) -> str:
    """What one side did in a test; a band is named with whom it was made from."""
    told = [f"{result.value:g} {result.unit}"] if result.value is not None else []
    told += [f"pain {result.pain:g}"] if result.pain is not None else []
    told += ["positive" if result.positive else "negative"] if result.positive is not None else []
    told += [f"{care_word('band', result.band)} ({kind_of_test(result.entry.what).bands_of})"] if result.band else []
    told += [care_word("change", result.change)] if result.change else []
    return ", ".join(told)


def care_line(name: str, **values: Any) -> str:
    """A line that is the same in the app and at the command line."""
    return filled(care_words()["line"][name], values)


def stage_line(stage: PlanStage, grade: str) -> str:
    """A stage of a plan with the grade of its evidence."""
    return care_line("stage", number=stage.number, title=stage.title, grade=grade)


def gap_words(reading: Reading) -> str:
    """How far the sides are apart in a test; empty where both were not tested."""
    if reading.gap is None:
        return ""
    return care_line(
        "gap_side" if reading.weaker else "gap", gap=reading.gap, unit=reading.gap_unit, side=reading.weaker
    )


def dose_caution(stage: PlanStage) -> str:
    """That how much and how often is common practice; empty where it was read in a source or is our own default."""
    return "" if stage.verified else str(wording()["do"]["common"])


def _said(name: str, value: Any) -> str:
    if name == "share":
        return f"{100.0 * value:.0f} %"
    if name == "test":
        return test_kinds().get(str(value), str(value))
    if name in ("day", "on", "first") and isinstance(value, str):
        return date_words(date.fromisoformat(value))
    if name == "variable":
        return str(care_words()["variable"].get(value, value))
    if isinstance(value, float):
        return f"{value:.1f}".removesuffix(".0")
    return str(value)
